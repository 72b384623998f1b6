//! Which official an account was given to, so that it shows up when that person leaves office.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, OfficialId};

/// A row of `account_holder`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "account_holder")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The official; none once the link was taken back.
    pub official_id: Option<OfficialId>,
    /// When it was last set.
    pub linked_at: DateTimeUtc,
    /// Who set it; none for the console.
    pub linked_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
