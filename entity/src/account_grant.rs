//! A unit in which an account holds its role, for a period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, UnitId};

/// A row of `account_grant`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "account_grant")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The account.
    pub account_id: AccountId,
    /// The unit.
    pub unit_id: UnitId,
    /// First day.
    pub valid_from: Date,
    /// First day no longer held.
    pub valid_to: Option<Date>,
    /// When an administrator confirmed that it carries over the end of the unit to its successors.
    pub carries_over_confirmed_at: Option<DateTimeUtc>,
    /// Who confirmed it.
    pub carries_over_confirmed_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
