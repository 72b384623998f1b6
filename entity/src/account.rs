//! A person or system that may log in.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AccountId;
use crate::value::{AccountStatus, Role};

/// A row of `account`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// The name to log in with, lower case, unique.
    pub username: String,
    /// The name shown to administrators.
    pub display_name: String,
    /// The one role that it has.
    pub role: Role,
    /// Whether it may log in.
    pub status: AccountStatus,
    /// The argon2id hash in PHC form; none until activated.
    pub password_hash: Option<String>,
    /// When the password was last set.
    pub password_changed_at: Option<DateTimeUtc>,
    /// Whether the password must be changed after the next login.
    pub must_change_password: bool,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
