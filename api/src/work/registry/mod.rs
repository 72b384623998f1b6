//! Keeping the registry: units, posts, people and what belongs to them.
//!
//! Every use case here runs in [`keep`], which takes the locks and reads the rights of whoever asks inside the
//! transaction (decision 0013). What is named is looked for in the scope of today; what lies outside of it is told in the same words as what does
//! not exist.

pub mod affiliations;
pub mod appointments;
mod bulk;
pub mod discipline;
pub mod identity;
mod input;
mod locks;
mod numbers;
pub mod officials;
pub mod party;
mod person;
pub mod qualifications;
mod refusal;
mod seats;

pub use bulk::{Bulk, ErrorPolicy, RowOutcome};
pub use input::{Change, Undisclosed};
pub use refusal::{Advice, Place, Refusal, RegistryError, Rule};

use std::sync::Arc;

use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId, UnitId};
use entity::value::{JournalStream, TitleBody};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use uuid::Uuid;

use super::idempotency::{self, Claim, IdempotencyKey};
use super::{Asker, UnitOfWork, Work};
use crate::auth::session::in_session;
use crate::journal;
use crate::keys::Keys;
use crate::policy::scope::{Scope, units_in_scope};
use crate::policy::{Access, Action, Viewer, registry};
use crate::repo::Directory;

/// What a use case did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<T> {
    /// What was made or changed.
    pub object: T,
    /// The rules that advise against it.
    pub advice: Vec<Advice>,
    /// Whether it was asked for before under the same key, and was done then: nothing was done now.
    pub replayed: bool,
}

impl<T> Done<T> {
    const fn now(object: T, advice: Vec<Advice>) -> Self {
        Self { object, advice, replayed: false }
    }

    const fn before(object: T) -> Self {
        Self { object, advice: Vec::new(), replayed: true }
    }
}

/// The key under which something new is asked for, and all that it is asked with.
#[derive(Clone, Debug)]
struct Asked<I> {
    operation: &'static str,
    key: Option<IdempotencyKey>,
    input: I,
}

impl<I: Serialize + Sync> Asked<I> {
    /// Claims the key for something new. The console has no keys: it sees what came of what it asked for.
    async fn claim(
        &self,
        unit: &UnitOfWork,
        keys: &Keys,
        keeper: &Keeper,
        object: Uuid,
    ) -> Result<Claim, RegistryError> {
        let (Some(key), Some(account)) = (&self.key, keeper.account()) else { return Ok(Claim::First) };
        let request = idempotency::Request { account, key, operation: self.operation, input: &self.input };
        Ok(idempotency::claim(unit, keys.identity_index(), request, object).await?)
    }
}

/// Who keeps the registry in a transaction, with the rights of that moment.
#[derive(Clone, Debug)]
pub(super) struct Keeper {
    /// None for the operator at the console.
    viewer: Option<Viewer>,
    directory: Arc<Directory>,
    /// The units of today that the viewer's rights reach.
    scope: Scope,
}

impl Keeper {
    /// Units and titles, exact for as long as the transaction lasts.
    pub(super) fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The account; none of the console.
    pub(super) fn account(&self) -> Option<AccountId> {
        self.viewer.as_ref().map(|viewer| viewer.account)
    }

    /// Whether it is the operator at the console, who keeps everything.
    pub(super) const fn is_console(&self) -> bool {
        self.viewer.is_none()
    }

    /// Whether a unit of today is one that the keeper writes in.
    pub(super) fn keeps(&self, unit: UnitId) -> bool {
        self.is_console() || self.scope.contains(unit)
    }

    /// Whether the keeper appoints people to the titles of a body.
    pub(super) fn appoints(&self, body: TitleBody) -> bool {
        self.viewer.as_ref().is_none_or(|viewer| registry::appoints(viewer.role, body))
    }

    fn writes(&self, class: ConfidentialityClass) -> bool {
        self.viewer.as_ref().is_none_or(|viewer| viewer.access(class, Action::Write) != Access::Denied)
    }
}

/// Does something to the registry in one transaction, for whoever may write the classes. It may be begun more than once,
/// where others were in the way.
pub(super) async fn keep<T, F>(
    work: &Work,
    asker: Asker,
    classes: &'static [ConfidentialityClass],
    steps: F,
) -> Result<T, RegistryError>
where
    T: Send + 'static,
    F: for<'u> Fn(&'u mut UnitOfWork, Keeper) -> BoxFuture<'u, Result<T, RegistryError>>
        + Send
        + Sync
        + 'static,
{
    let Asker { actor, session } = asker;
    let (held, steps) = (work.directory().clone(), Arc::new(steps));
    work.unit_again(actor, move |unit| {
        let (held, steps) = (held.clone(), Arc::clone(&steps));
        async move {
            let viewer = match session {
                Some(session) => Some(rights(unit, session).await?),
                None => None,
            };
            // Read before anything is written: what this transaction writes is nobody else's yet.
            let version = journal::head(unit.transaction(), JournalStream::Data).await?;
            let directory = held.within(unit.transaction(), version).await?;
            let today = unit.today();
            let scope =
                viewer.as_ref().map(|viewer| units_in_scope(viewer, directory.as_ref(), today, today));
            let keeper = Keeper { viewer, directory, scope: scope.unwrap_or_default() };
            if !classes.iter().all(|class| keeper.writes(*class)) {
                return Err(RegistryError::Forbidden);
            }
            steps(unit, keeper).await
        }
        .boxed()
    })
    .await
}

/// The rights of whoever asks, which nobody takes away until the transaction ends.
async fn rights(
    unit: &UnitOfWork,
    (account, session): (AccountId, SessionId),
) -> Result<Viewer, RegistryError> {
    locks::account(unit, account).await?;
    let viewer = in_session(unit.transaction(), session, account, unit.now(), unit.today()).await?;
    viewer.ok_or(RegistryError::Forbidden)
}
