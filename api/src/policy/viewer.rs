//! Who asks.

use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId};
use entity::value::Role;

use super::access::{Access, Action, access};
use super::grant::Grant;

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
}

impl Viewer {
    /// What the viewer's role may do with a class.
    #[must_use]
    pub const fn access(&self, class: ConfidentialityClass, action: Action) -> Access {
        access(self.role, class, action)
    }

    /// Whether the viewer's role may read a class at all.
    #[must_use]
    pub const fn reads(&self, class: ConfidentialityClass) -> bool {
        !matches!(self.access(class, Action::Read), Access::Denied)
    }

    /// The classes that the viewer's role may read.
    #[must_use]
    pub fn classes(&self) -> Vec<ConfidentialityClass> {
        ConfidentialityClass::ALL.into_iter().filter(|class| self.reads(*class)).collect()
    }
}
