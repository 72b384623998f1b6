//! A public key by which a machine proves who it is (`private_key_jwt`, RFC 7523).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AccountId;

/// A row of `service_key`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "service_key")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The machine's account.
    pub account_id: AccountId,
    /// What administrators call it.
    pub label: String,
    /// The name by which an assertion tells which key signed it.
    pub kid: String,
    /// The public half of an Ed25519 key, 32 bytes.
    pub public_key: Vec<u8>,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// Who added it; none for the console.
    pub created_by: Option<AccountId>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
    /// When a token was last issued for it.
    pub last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
