//! A class of those of its role that a machine may read; it reads no other.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AccountId;

/// A row of `service_class`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "service_class")]
pub struct Model {
    /// The machine's account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The class.
    #[sea_orm(primary_key, auto_increment = false)]
    pub class: ConfidentialityClass,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
