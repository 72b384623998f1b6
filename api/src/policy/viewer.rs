//! Who asks.

use chrono::{DateTime, Duration, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId};
use entity::value::Role;

use super::access::{Access, Action, access};
use super::grant::Grant;

/// For how long a check of the pass phrase counts as fresh.
pub const REAUTHENTICATION_AGE: Duration = Duration::minutes(15);

/// An authenticated account with the rights that it has at this moment, read from the database for this request.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The account.
    pub account: AccountId,
    /// The session that the request belongs to.
    pub session: SessionId,
    /// The name that the account logs in with.
    pub username: String,
    /// The account's one role.
    pub role: Role,
    /// Where the role is held today, in the order of the grants' first days.
    pub grants: Vec<Grant>,
    /// When the session's pass phrase or secret was last checked.
    pub authenticated_at: DateTime<Utc>,
    /// Of the classes that the role may read or write, those that the account is held to; none where to no fewer.
    pub held_to: Option<Vec<ConfidentialityClass>>,
}

impl Viewer {
    /// What the viewer may do with a class: what its role may, unless the account is held to other classes.
    #[must_use]
    pub fn access(&self, class: ConfidentialityClass, action: Action) -> Access {
        if self.held_to.as_ref().is_some_and(|classes| !classes.contains(&class)) {
            return Access::Denied;
        }
        access(self.role, class, action)
    }

    /// Whether its pass phrase or secret was checked so recently that it may do what takes a fresh check
    /// (`REAUTH_REQUIRED` otherwise).
    #[must_use]
    pub fn is_freshly_authenticated(&self, now: DateTime<Utc>) -> bool {
        now - self.authenticated_at <= REAUTHENTICATION_AGE
    }

    /// Whether the viewer may read a class at all.
    #[must_use]
    pub fn reads(&self, class: ConfidentialityClass) -> bool {
        !matches!(self.access(class, Action::Read), Access::Denied)
    }

    /// The classes that the viewer may read.
    #[must_use]
    pub fn classes(&self) -> Vec<ConfidentialityClass> {
        ConfidentialityClass::ALL.into_iter().filter(|class| self.reads(*class)).collect()
    }
}
