//! What one administrator asks another to approve, because nobody gives far-reaching rights alone.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, AccountProposalId};
use crate::value::{AccountProposalKind, AccountProposalOutcome, Role};

/// A row of `account_proposal`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "account_proposal")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountProposalId,
    /// The account that it is about.
    pub account_id: AccountId,
    /// What is proposed.
    pub kind: AccountProposalKind,
    /// The role that the account is to have; of an invitation and a change of role.
    pub role: Option<Role>,
    /// The grant that is to carry over; of that kind alone.
    pub grant_id: Option<Uuid>,
    /// Why.
    pub reason: Option<String>,
    /// Who proposed it; none for the console.
    pub proposed_by: Option<AccountId>,
    /// When.
    pub proposed_at: DateTimeUtc,
    /// Until when it can be decided.
    pub expires_at: DateTimeUtc,
    /// What became of it; none while open.
    pub outcome: Option<AccountProposalOutcome>,
    /// When that was.
    pub decided_at: Option<DateTimeUtc>,
    /// Who decided; none for the console, and where it expired.
    pub decided_by: Option<AccountId>,
    /// Why it was decided so.
    pub decision_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
