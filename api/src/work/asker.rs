//! Who asks for a change.

use entity::id::{AccountId, SessionId};
use uuid::Uuid;

use super::Actor;
use crate::policy::Viewer;

/// Who asks for a change: whoever is in a session, or the operator. What it may do is read where it is done.
#[derive(Clone, Debug)]
pub struct Asker {
    /// On whose behalf it is journalled.
    pub(super) actor: Actor,
    /// The account and its session; none of the console.
    pub(super) session: Option<(AccountId, SessionId)>,
}

impl Asker {
    /// The operator at the console.
    pub const CONSOLE: Self = Self { actor: Actor::CONSOLE, session: None };

    /// Whoever asks in a request, from an address where it is known.
    #[must_use]
    pub fn of(viewer: &Viewer, request: Uuid, address: Option<String>) -> Self {
        let session = Some((viewer.account, viewer.session));
        Self { actor: Actor::of(viewer, request, address), session }
    }
}
