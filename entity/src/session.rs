//! A login and what came of it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, SessionId};
use crate::value::SessionEndReason;

/// A row of `session`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// The surrogate id, the token's `sid`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// The account.
    pub account_id: AccountId,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When the password was last checked, the token's `auth_time`.
    pub authenticated_at: DateTimeUtc,
    /// When it was last used.
    pub last_seen_at: DateTimeUtc,
    /// The absolute end.
    pub expires_at: DateTimeUtc,
    /// When it was ended before that.
    pub ended_at: Option<DateTimeUtc>,
    /// Why it was.
    pub end_reason: Option<SessionEndReason>,
    /// The peer's address at login.
    pub address: Option<String>,
    /// The client as it named itself.
    pub client: Option<String>,
    /// The peer's address at the last refresh, or at login.
    pub last_seen_address: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
