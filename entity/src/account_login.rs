//! What came of an account's logins.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AccountId;

/// A row of `account_login`; none while nobody has tried to log in to the account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "account_login")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// Failures in a row from addresses from which nobody had logged in to the account.
    pub failures: i32,
    /// Failures in a row from addresses from which somebody had.
    pub familiar_failures: i32,
    /// When the last of either was.
    pub last_failure_at: Option<DateTimeUtc>,
    /// Since when it is locked for too many failures in a row; none if it is not.
    pub locked_at: Option<DateTimeUtc>,
    /// When a session of it last began.
    pub last_login_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
