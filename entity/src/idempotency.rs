//! What an account asked for once under a key of its own.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AccountId;

/// A row of `idempotency`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The key, as the client chose it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub idempotency_key: String,
    /// What was asked for.
    pub operation: String,
    /// A keyed mark of the request, to tell another one under the same key.
    pub request_mark: Vec<u8>,
    /// The object that it made or concerned.
    pub object_id: Uuid,
    /// When.
    pub recorded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
