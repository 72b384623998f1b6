//! Keeping the registry: units, posts, people and what belongs to them.
//!
//! Every use case here runs in [`keep`], which takes the locks and reads the rights of whoever asks inside the
//! transaction (decision 0013). What is named is looked for in the scope of today; what lies outside of it is told in the same words as what does
//! not exist.

mod locks;
mod refusal;

pub use refusal::{Place, Refusal, RegistryError, Rule};

use std::sync::Arc;

use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId, UnitId};
use entity::value::{JournalStream, TitleBody};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::{Asker, UnitOfWork, Work};
use crate::auth::session::in_session;
use crate::journal;
use crate::policy::scope::{Scope, units_in_scope};
use crate::policy::{Access, Action, Viewer, registry};
use crate::repo::Directory;
pub(super) use locks::Structure;

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

    /// Whether a unit of today is one that the keeper writes in.
    pub(super) fn keeps(&self, unit: UnitId) -> bool {
        self.viewer.is_none() || self.scope.contains(unit)
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
    structure: Structure,
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
            locks::structure(unit, structure).await?;
            let viewer = match session {
                Some(session) => Some(rights(unit, session).await?),
                None => None,
            };
            // Read before anything is written: what this transaction writes is nobody else's yet.
            let version = journal::head(unit.transaction(), JournalStream::Data).await?;
            let directory = held.at(unit.transaction(), version).await?;
            let today = unit.today();
            let scope = viewer.as_ref().map(|viewer| units_in_scope(viewer, directory.as_ref(), today, today));
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
