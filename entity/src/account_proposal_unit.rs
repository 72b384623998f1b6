//! A unit in which an account is to hold its role, once the proposal is approved.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountProposalId, UnitId};

/// A row of `account_proposal_unit`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "account_proposal_unit")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The proposal.
    pub proposal_id: AccountProposalId,
    /// The unit.
    pub unit_id: UnitId,
    /// First day.
    pub valid_from: Date,
    /// First day no longer held.
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
