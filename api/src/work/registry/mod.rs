//! Keeping the registry: units, posts, people and what belongs to them.
//!
//! Every use case here runs in [`keep`], which takes the locks and reads the rights of whoever asks inside the
//! transaction (decision 0013). What is named is looked for in the scope of today; what lies outside of it is told in the same words as what does
//! not exist.

pub mod affiliations;
pub mod appointments;
mod bulk;
pub mod courses;
pub mod deadlines;
pub mod discipline;
pub mod duplicates;
pub mod enrolments;
pub mod identity;
mod input;
pub mod localities;
pub(super) mod locks;
pub mod moves;
mod numbers;
pub mod officials;
pub mod party;
mod person;
pub mod posts;
pub mod publications;
pub mod qualifications;
pub mod ratings;
mod refusal;
pub mod reorganisation;
pub mod reports;
mod seats;
pub mod source_pool;
pub mod succession;
pub mod training_plans;

pub use bulk::{Bulk, ErrorPolicy, RowOutcome};
pub use courses::CourseRule;
pub use input::{Change, Undisclosed};
pub use refusal::{Advice, Place, Refusal, RegistryError, Rule};

use std::sync::Arc;

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId, UnitId};
use entity::value::TitleBody;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use uuid::Uuid;

use self::locks::Structure;
use super::idempotency::{self, Claim, IdempotencyKey};
use super::unit_of_work::Ending;
use super::{Asker, UnitOfWork, Work};
use crate::auth::session::in_session;
use crate::journal;
use crate::keys::Keys;
use crate::policy::scope::{Scope, units_held, units_in_scope};
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
    today: NaiveDate,
    /// The units of today that the viewer's rights reach.
    scope: Scope,
}

impl Keeper {
    fn new(viewer: Option<Viewer>, directory: Arc<Directory>, today: NaiveDate) -> Self {
        let scope = viewer.as_ref().map(|viewer| units_in_scope(viewer, directory.as_ref(), today, today));
        Self { viewer, directory, today, scope: scope.unwrap_or_default() }
    }

    /// Units and titles, exact for as long as the transaction lasts.
    pub(super) fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The account; none of the console.
    pub(super) fn account(&self) -> Option<AccountId> {
        self.viewer.as_ref().map(|viewer| viewer.account)
    }

    /// The first unit in which the account holds its role today; none of the console.
    pub(super) fn held_in(&self) -> Option<UnitId> {
        let viewer = self.viewer.as_ref()?;
        units_held(viewer, self.directory.as_ref(), self.today).first().copied()
    }

    /// Whether it is the operator at the console, who keeps everything.
    pub(super) const fn is_console(&self) -> bool {
        self.viewer.is_none()
    }

    /// Whether a unit is one that the keeper writes in: one of the scope today or, where it has not begun, of the scope on its first
    /// day.
    pub(super) fn keeps(&self, unit: UnitId) -> bool {
        let Some(viewer) = &self.viewer else { return true };
        let will_keep = |first: NaiveDate| {
            first > self.today
                && units_in_scope(viewer, self.directory.as_ref(), self.today, first).contains(unit)
        };
        self.scope.contains(unit) || self.directory.units.begin_of(unit).is_some_and(will_keep)
    }

    /// Whether a unit exists from a day on, as long as a period lasts.
    pub(super) fn has_throughout(&self, unit: UnitId, from: NaiveDate, to: Option<NaiveDate>) -> bool {
        let units = &self.directory.units;
        units.on(unit, from).is_some() && units.end_of(unit).is_none_or(|end| to.is_some_and(|to| to <= end))
    }

    /// Whether the keeper appoints people to the titles of a body.
    pub(super) fn appoints(&self, body: TitleBody) -> bool {
        self.viewer.as_ref().is_none_or(|viewer| registry::appoints(viewer.role, body))
    }

    /// Whether a unit of a day is one that the keeper's grants reach then.
    pub(super) fn keeps_on(&self, unit: UnitId, today: NaiveDate, on: NaiveDate) -> bool {
        self.viewer
            .as_ref()
            .is_none_or(|viewer| units_in_scope(viewer, self.directory.as_ref(), today, on).contains(unit))
    }

    /// The units of today that the keeper writes in; none for the console, which writes in all.
    pub(super) const fn scope(&self) -> Option<&Scope> {
        if self.is_console() { None } else { Some(&self.scope) }
    }

    /// Whether the keeper judges what units propose, as far as those are below its own: ratings, training plans, nominations and reports.
    pub(super) fn judges_units_below(&self) -> bool {
        self.viewer.as_ref().is_none_or(|viewer| registry::judges_units_below(viewer.role))
    }

    /// Whether the keeper's rights reach nothing but what stands for a unit today: it is an account of the unit itself.
    pub(super) fn is_of(&self, unit: UnitId, today: NaiveDate) -> bool {
        let stands = self.directory.units.reach(unit, today);
        !self.is_console() && self.scope.iter().all(|own| stands.contains(own.0))
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
    F: Steps<T>,
{
    hold_and_keep(work, asker, (Structure::AsItIs, Ending::Commit), classes, steps).await
}

/// As [`keep`], while nobody else keeps the registry: what is read in it is of one moment.
async fn keep_alone<T, F>(
    work: &Work,
    asker: Asker,
    classes: &'static [ConfidentialityClass],
    steps: F,
) -> Result<T, RegistryError>
where
    T: Send + 'static,
    F: Steps<T>,
{
    hold_and_keep(work, asker, (Structure::Alone, Ending::Commit), classes, steps).await
}

/// As [`keep`], with the structure of units held alone: nobody else keeps the registry meanwhile. What is rehearsed is taken back.
pub(super) async fn restructure<T, F>(
    work: &Work,
    asker: Asker,
    ending: Ending,
    steps: F,
) -> Result<T, RegistryError>
where
    T: Send + 'static,
    F: Steps<T>,
{
    hold_and_keep(work, asker, (Structure::Alone, ending), reorganisation::CLASSES, steps).await
}

/// As [`keep`], of something new that is asked for under a key: `told` tells of what was made under it before, which is not made
/// again; or else `steps` make it, under a new id.
async fn keep_new<I, T, F>(
    work: &Work,
    asker: Asker,
    classes: &'static [ConfidentialityClass],
    asked: Asked<I>,
    told: fn(Uuid, &I) -> T,
    steps: F,
) -> Result<Done<T>, RegistryError>
where
    I: Clone + Serialize + Send + Sync + 'static,
    T: Send + 'static,
    F: for<'u> Fn(&'u mut UnitOfWork, &'u Keeper, Uuid, I) -> BoxFuture<'u, Result<Done<T>, RegistryError>>
        + Send
        + Sync
        + 'static,
{
    let (keys, steps) = (work.keys().clone(), Arc::new(steps));
    keep(work, asker, classes, move |unit, keeper| {
        let (keys, asked, steps) = (keys.clone(), asked.clone(), Arc::clone(&steps));
        async move {
            let id: Uuid = unit.id();
            match asked.claim(unit, &keys, &keeper, id).await? {
                Claim::Replay { object } => Ok(Done::before(told(object, &asked.input))),
                Claim::First => steps(unit, &keeper, id, asked.input).await,
            }
        }
        .boxed()
    })
    .await
}

/// As [`keep`], of rows that are asked for under a key: `steps` take what the claim of it says.
async fn keep_claimed<I, T, F>(
    work: &Work,
    asker: Asker,
    classes: &'static [ConfidentialityClass],
    asked: Asked<I>,
    steps: F,
) -> Result<T, RegistryError>
where
    I: Clone + Serialize + Send + Sync + 'static,
    T: Send + 'static,
    F: ClaimedSteps<I, T>,
{
    let (keys, steps) = (work.keys().clone(), Arc::new(steps));
    keep(work, asker, classes, move |unit, keeper| {
        let (keys, asked, steps) = (keys.clone(), asked.clone(), Arc::clone(&steps));
        async move {
            let claim = asked.claim(unit, &keys, &keeper, Uuid::nil()).await?;
            steps(unit, &keeper, claim, asked.input).await
        }
        .boxed()
    })
    .await
}

/// What a use case does of an input whose key was claimed.
trait ClaimedSteps<I, T>:
    for<'u> Fn(&'u mut UnitOfWork, &'u Keeper, Claim, I) -> BoxFuture<'u, Result<T, RegistryError>>
    + Send
    + Sync
    + 'static
{
}

impl<I, T, F> ClaimedSteps<I, T> for F where
    F: for<'u> Fn(&'u mut UnitOfWork, &'u Keeper, Claim, I) -> BoxFuture<'u, Result<T, RegistryError>>
        + Send
        + Sync
        + 'static
{
}

/// What a use case does in its transaction, as the keeper.
pub(super) trait Steps<T>:
    for<'u> Fn(&'u mut UnitOfWork, Keeper) -> BoxFuture<'u, Result<T, RegistryError>> + Send + Sync + 'static
{
}

impl<T, F> Steps<T> for F where
    F: for<'u> Fn(&'u mut UnitOfWork, Keeper) -> BoxFuture<'u, Result<T, RegistryError>>
        + Send
        + Sync
        + 'static
{
}

/// Takes the steps, after the structure is held and rights and directory are read.
async fn hold_and_keep<T, F>(
    work: &Work,
    Asker { actor, session }: Asker,
    (structure, ending): (Structure, Ending),
    classes: &'static [ConfidentialityClass],
    steps: F,
) -> Result<T, RegistryError>
where
    T: Send + 'static,
    F: Steps<T>,
{
    let (held, steps) = (work.directory().clone(), Arc::new(steps));
    work.unit_again(actor, ending, move |unit| {
        let (held, steps) = (held.clone(), Arc::clone(&steps));
        async move {
            locks::structure(unit, structure).await?;
            let viewer = match session {
                Some(session) => Some(rights(unit, session).await?),
                None => None,
            };
            // Read before anything is written: what this transaction writes is nobody else's yet.
            let version = journal::data_version(unit.transaction()).await?;
            let directory = held.within(unit.transaction(), version.directory).await?;
            let keeper = Keeper::new(viewer, directory, unit.today());
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
