//! A network from which a machine may come; where an account has none, from anywhere.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AccountId;

/// A row of `service_address`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "service_address")]
pub struct Model {
    /// The machine's account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The network, as `192.0.2.0/24` or `2001:db8::/32`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub network: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
