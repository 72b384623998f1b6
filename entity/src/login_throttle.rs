//! Failed logins, counted by name, by address, and by both.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::value::ThrottleKind;

/// A row of `login_throttle`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "login_throttle")]
pub struct Model {
    /// What is counted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: ThrottleKind,
    /// A keyed hash of the name, the address or both: neither is kept in the clear.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Vec<u8>,
    /// The failures counted.
    pub failures: i32,
    /// When the first of them was.
    pub counted_since: DateTimeUtc,
    /// When the last of them was.
    pub last_failure_at: Option<DateTimeUtc>,
    /// Until when further attempts are not judged.
    pub blocked_until: Option<DateTimeUtc>,
    /// When the name last logged in from the address.
    pub succeeded_at: Option<DateTimeUtc>,
    /// From when on the row tells nothing any more.
    pub keep_until: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
