//! An assertion that a machine sent, kept until its end so that nobody can send it again.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AccountId;

/// A row of `client_assertion`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "client_assertion")]
pub struct Model {
    /// The machine's account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The assertion's own id (`jti`).
    #[sea_orm(primary_key, auto_increment = false)]
    pub jti: String,
    /// When the assertion ends.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
