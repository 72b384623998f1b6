//! On whose behalf something is written.

use entity::id::{AccountId, SessionId};
use entity::value::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::policy::Viewer;

/// On whose behalf something is written, and in what circumstances: these are sealed with each entry's value.
#[derive(Clone, Debug)]
pub struct Actor {
    pub(super) account: Option<AccountId>,
    pub(super) request: Option<Uuid>,
    session: Option<SessionId>,
    role: Option<Role>,
    address: Option<String>,
}

impl Actor {
    /// The operator at the console.
    pub const CONSOLE: Self = Self { account: None, request: None, session: None, role: None, address: None };

    /// Whoever asks in a request, from an address where it is known.
    #[must_use]
    pub fn of(viewer: &Viewer, request: Uuid, address: Option<String>) -> Self {
        let (session, role) = (Some(viewer.session), Some(viewer.role));
        Self { session, role, ..Self::account(viewer.account, request, address) }
    }

    /// An account in a request that belongs to no session, or not yet.
    #[must_use]
    pub fn account(account: AccountId, request: Uuid, address: Option<String>) -> Self {
        Self { account: Some(account), ..Self::anonymous(request, address) }
    }

    /// Somebody in a request whom nobody knows.
    #[must_use]
    pub fn anonymous(request: Uuid, address: Option<String>) -> Self {
        Self { request: Some(request), address, ..Self::CONSOLE }
    }

    /// The circumstances, without what the header of an entry holds.
    pub(super) fn circumstances(&self) -> Option<Value> {
        let known = self.session.is_some() || self.role.is_some() || self.address.is_some();
        known.then(|| json!({ "session": self.session, "role": self.role, "address": self.address }))
    }
}
