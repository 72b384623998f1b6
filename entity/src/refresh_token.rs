//! A refresh token of a session, as its hash.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::SessionId;

/// A row of `refresh_token`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The session.
    pub session_id: SessionId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// When it was issued.
    pub issued_at: DateTimeUtc,
    /// When it ends unused.
    pub expires_at: DateTimeUtc,
    /// When it was exchanged.
    pub used_at: Option<DateTimeUtc>,
    /// The token that it was last exchanged for.
    pub successor_id: Option<Uuid>,
    /// The peer's address when it was exchanged.
    pub used_address: Option<String>,
    /// When it was taken back unused.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
