//! One transaction with its journal entries.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use entity::class::Classified;
use entity::id::UnitId;
use entity::value::JournalStream;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, ModelTrait, Value as Key};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Actor, Passing, WorkError};
use crate::clock::Clock;
use crate::database::Database;
use crate::database::rows::{self, Owned};
use crate::ids;
use crate::journal::{self, Entry};
use crate::keys::Keys;
use crate::repo::HeldDirectory;

/// How often a unit of work is begun before its error is told.
const MOST_ATTEMPTS: u32 = 4;

/// How long the second attempt waits at most; each further one up to twice as long. A part of it is drawn at random, so that two
/// that met do not meet again.
const PAUSE: Duration = Duration::from_millis(10);

/// What becomes of what the steps of a unit of work wrote, once all of them are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// It is journalled and kept.
    Commit,
    /// It is taken back.
    RollBack,
}

/// What a unit of work needs: the database to write to, the key of the journal, the clock. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Work {
    database: Database,
    keys: Keys,
    clock: Clock,
    directory: HeldDirectory,
}

impl Work {
    /// Work on a database.
    #[must_use]
    pub fn new(database: Database, keys: Keys, clock: Clock) -> Self {
        Self { database, keys, clock, directory: HeldDirectory::default() }
    }

    /// The same work by another clock.
    #[must_use]
    pub(super) fn by(&self, clock: Clock) -> Self {
        Self { clock, ..self.clone() }
    }

    /// The directory in memory.
    #[must_use]
    pub const fn directory(&self) -> &HeldDirectory {
        &self.directory
    }

    /// The instant, to the microsecond.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The civil date that counts as today.
    #[must_use]
    pub(super) fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// The keys of the installation.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Does something in one transaction and journals it: all or nothing.
    ///
    /// It runs in a task of its own, so that a request that is dropped in the middle leaves no connection behind
    /// in a transaction that nobody ends.
    ///
    /// # Errors
    /// What `steps` returns as an error, after which nothing is changed; or a [`WorkError`].
    pub async fn unit<T, E, F>(&self, actor: Actor, steps: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<WorkError> + Send + 'static,
        F: for<'u> FnOnce(&'u mut UnitOfWork) -> BoxFuture<'u, Result<T, E>> + Send + 'static,
    {
        let work = self.clone();
        to_its_end(async move { work.run(actor, Ending::Commit, steps).await }).await
    }

    /// As [`unit`](Self::unit), but begins anew where somebody else was in the way: a deadlock, a conflict of two
    /// transactions, a lock that was waited for in vain. The steps change nothing outside of their transaction, and what they wrote
    /// may be taken back at its end: then nothing was written, and nothing is journalled.
    ///
    /// # Errors
    /// As [`unit`](Self::unit), after the last attempt.
    pub(super) async fn unit_again<T, E, F>(&self, actor: Actor, ending: Ending, steps: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<WorkError> + Passing + Send + 'static,
        F: for<'u> Fn(&'u mut UnitOfWork) -> BoxFuture<'u, Result<T, E>> + Send + Sync + 'static,
    {
        let work = self.clone();
        to_its_end(async move {
            let mut attempt = 1;
            loop {
                match work.run(actor.clone(), ending, &steps).await {
                    Err(error) if error.is_passing() && attempt < MOST_ATTEMPTS => {
                        tokio::time::sleep(pause(attempt)).await;
                        attempt += 1;
                    }
                    outcome => return outcome,
                }
            }
        })
        .await
    }

    async fn run<T, E, F>(&self, actor: Actor, ending: Ending, steps: F) -> Result<T, E>
    where
        E: From<WorkError>,
        F: for<'u> FnOnce(&'u mut UnitOfWork) -> BoxFuture<'u, Result<T, E>>,
    {
        let transaction = self.database.begin_write().await.map_err(WorkError::from)?;
        let mut unit = UnitOfWork {
            transaction,
            actor,
            now: self.clock.now(),
            today: self.clock.today(),
            foretold: Mutex::default(),
            data: Vec::new(),
            access: Vec::new(),
        };
        match steps(&mut unit).await {
            Ok(value) if ending == Ending::Commit => {
                unit.commit(&self.keys).await?;
                Ok(value)
            }
            outcome => {
                unit.transaction.rollback().await.map_err(WorkError::from)?;
                outcome
            }
        }
    }
}

/// Runs something to its end in a task of its own, also where whoever asked for it goes away meanwhile.
async fn to_its_end<T, E>(task: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<WorkError> + Send + 'static,
{
    match tokio::spawn(task).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Err(WorkError::Stopped.into()),
        },
    }
}

/// How long to wait after so many attempts.
fn pause(attempts: u32) -> Duration {
    let longest = PAUSE.saturating_mul(1 << attempts.min(MOST_ATTEMPTS));
    let mut part = [0];
    // Without chance it waits the whole time.
    let part = aws_lc_rs::rand::fill(&mut part).map_or(u8::MAX, |()| part[0]);
    longest.mul_f64(f64::from(part) / f64::from(u8::MAX))
}

/// One transaction, and the entries that will be journalled at its end.
pub struct UnitOfWork {
    transaction: DatabaseTransaction,
    actor: Actor,
    now: DateTime<Utc>,
    today: NaiveDate,
    /// The ids of the next rows, where they are known before.
    foretold: Mutex<VecDeque<Uuid>>,
    data: Vec<Entry>,
    access: Vec<Entry>,
}

impl UnitOfWork {
    /// The transaction, to read in.
    #[must_use]
    pub const fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The instant of everything that this unit of work writes.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The civil date on which it happens.
    #[must_use]
    pub const fn today(&self) -> NaiveDate {
        self.today
    }

    /// The id of the next new row: the one that was foretold of it, or else a new one.
    #[must_use]
    pub fn id<T: From<Uuid>>(&self) -> T {
        let foretold = self.foretold.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        foretold.map_or_else(ids::next, T::from)
    }

    /// Tells the ids of the next new rows before they are made, in their order, in place of those foretold before.
    pub(super) fn foretell(&self, ids: impl IntoIterator<Item = Uuid>) {
        *self.foretold.lock().unwrap_or_else(PoisonError::into_inner) = ids.into_iter().collect();
    }

    /// Writes new rows and journals each as a change of data, of the unit that `unit_of` tells.
    ///
    /// # Errors
    /// A row is refused, or can't be journalled.
    pub async fn create<M>(
        &mut self,
        models: Vec<M>,
        unit_of: impl Fn(&M) -> Option<UnitId> + Send,
    ) -> Result<(), WorkError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + Serialize,
        M::Entity: Classified,
    {
        for model in &models {
            let entry = Entry::created(model, unit_of(model))?;
            self.record(JournalStream::Data, entry);
        }
        Ok(rows::insert(&self.transaction, models).await?)
    }

    /// Writes a row anew and journals it as a change of data, of the unit given, for the reason given.
    ///
    /// The row must have been read in this transaction, held or with its version compared: nothing is compared here.
    ///
    /// # Errors
    /// There is no such row, the row is refused, or can't be journalled.
    pub async fn change<M>(
        &mut self,
        before: &M,
        after: M,
        unit: Option<UnitId>,
        reason: Option<String>,
    ) -> Result<(), WorkError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + Serialize,
        M::Entity: Classified + EntityTrait<Model = M>,
    {
        let entry = Entry::changed(before, &after, unit, reason)?;
        self.record(JournalStream::Data, entry);
        Ok(rows::update(&self.transaction, after).await?)
    }

    /// Writes a new row and journals it as a change of data, of the unit and for the reason given.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_because<M>(
        &mut self,
        model: M,
        unit: Option<UnitId>,
        reason: String,
    ) -> Result<(), WorkError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + Serialize,
        M::Entity: Classified,
    {
        let entry = Entry { reason: Some(reason), ..Entry::created(&model, unit)? };
        self.record(JournalStream::Data, entry);
        Ok(rows::insert(&self.transaction, vec![model]).await?)
    }

    /// Writes rows anew, each given before and after, in few statements, and journals each as [`change`](Self::change) does, of
    /// the unit that `unit_of` tells, for the reason given.
    ///
    /// # Errors
    /// As [`change`](Self::change).
    pub async fn change_all<M>(
        &mut self,
        changes: &[(M, M)],
        unit_of: impl Fn(&M) -> Option<UnitId> + Send,
        reason: Option<&str>,
    ) -> Result<(), WorkError>
    where
        M: ModelTrait + Serialize + Sync,
        M::Entity: Classified + EntityTrait<Model = M>,
    {
        for (before, after) in changes {
            let entry = Entry::changed(before, after, unit_of(after), reason.map(str::to_owned))?;
            self.record(JournalStream::Data, entry);
        }
        Ok(rows::update_all(&self.transaction, changes).await?)
    }

    /// As [`change_all`](Self::change_all), of rows that end. What had ended already, as `is_closed` tells, ends otherwise than was known:
    /// nothing closed is edited but by a correction, and it is journalled as one.
    ///
    /// # Errors
    /// As [`change`](Self::change).
    pub async fn end_all<M>(
        &mut self,
        ended: &[(M, M)],
        unit_of: impl Fn(&M) -> Option<UnitId> + Send,
        is_closed: impl Fn(&M) -> bool + Send,
        reason: &str,
    ) -> Result<(), WorkError>
    where
        M: ModelTrait + Serialize + Sync,
        M::Entity: Classified + EntityTrait<Model = M>,
    {
        for (before, after) in ended {
            let (unit, reason) = (unit_of(after), reason.to_owned());
            let entry = match is_closed(before) {
                true => Entry::corrected(before, after, unit, reason)?,
                false => Entry::changed(before, after, unit, Some(reason))?,
            };
            self.record(JournalStream::Data, entry);
        }
        Ok(rows::update_all(&self.transaction, ended).await?)
    }

    /// Writes a row anew because what it said was wrong, and journals it as a correction: it is seen in every period that
    /// the row reaches, at once.
    ///
    /// The row must have been read in this transaction, held or with its version compared: nothing is compared here.
    ///
    /// # Errors
    /// As [`change`](Self::change).
    pub async fn correct<M>(
        &mut self,
        before: &M,
        after: M,
        unit: Option<UnitId>,
        reason: String,
    ) -> Result<(), WorkError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + Serialize,
        M::Entity: Classified + EntityTrait<Model = M>,
    {
        let entry = Entry::corrected(before, &after, unit, reason)?;
        self.record(JournalStream::Data, entry);
        Ok(rows::update(&self.transaction, after).await?)
    }

    /// Takes rows out of their table and journals each, with all that it said, of the unit that `unit_of` tells, for the reason
    /// given. That there are none costs as many statements as that there is one.
    ///
    /// The rows must have been read in this transaction, and held.
    ///
    /// # Errors
    /// There is no such row, or the database keeps it, or it can't be journalled.
    pub async fn remove<M>(
        &mut self,
        rows: &[M],
        unit_of: impl Fn(&M) -> Option<UnitId> + Send,
        reason: &str,
    ) -> Result<(), WorkError>
    where
        M: ModelTrait + Serialize + Sync,
        M::Entity: Classified + EntityTrait<Model = M>,
    {
        for row in rows {
            let entry = Entry::removed(row, unit_of(row), reason.to_owned())?;
            self.record(JournalStream::Data, entry);
        }
        Ok(rows::remove(&self.transaction, rows).await?)
    }

    /// Gives all rows of an owner to another one in one statement, and journals each of the changes, which are given before and after, as a
    /// correction of the unit that `unit_of` tells, for the reason given.
    ///
    /// The rows must have been read in this transaction, and held.
    ///
    /// # Errors
    /// The changes are not those of all rows of the owner, or the database refuses them, or they can't be journalled.
    pub(super) async fn hand_over<M>(
        &mut self,
        owned: Owned<<M::Entity as EntityTrait>::Column>,
        owners: (Key, Key),
        changes: &[(M, M)],
        unit_of: impl Fn(&M) -> Option<UnitId> + Send,
        reason: &str,
    ) -> Result<(), WorkError>
    where
        M: ModelTrait + Serialize + Sync,
        M::Entity: Classified + EntityTrait<Model = M>,
    {
        for (before, after) in changes {
            let entry = Entry::corrected(before, after, unit_of(after), reason.to_owned())?;
            self.record(JournalStream::Data, entry);
        }
        let handed = rows::hand_over::<M::Entity>(&self.transaction, owned, owners).await?;
        if usize::try_from(handed) == Ok(changes.len()) {
            Ok(())
        } else {
            Err(DbErr::RecordNotUpdated.into())
        }
    }

    /// Writes new rows of which an entry of the ACCESS stream tells, and no change of data.
    pub(super) async fn write<M>(&self, models: Vec<M>) -> Result<(), WorkError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        Ok(rows::insert(&self.transaction, models).await?)
    }

    /// Adds an entry to those that are journalled at the end; actor and request are filled in where it has none, and
    /// the circumstances are put into its value.
    pub fn record(&mut self, stream: JournalStream, mut entry: Entry) {
        entry.actor = entry.actor.or(self.actor.account);
        entry.request = entry.request.or(self.actor.request);
        if let (Some(Value::Object(value)), Some(by)) = (&mut entry.value, self.actor.circumstances()) {
            value.insert("by".to_owned(), by);
        }
        match stream {
            JournalStream::Data => self.data.push(entry),
            JournalStream::Access => self.access.push(entry),
        }
    }

    /// Journals, always in this order of streams, so that no two units of work wait for each other; and commits.
    async fn commit(self, keys: &Keys) -> Result<(), WorkError> {
        let streams = [(JournalStream::Data, self.data), (JournalStream::Access, self.access)];
        for (stream, entries) in streams {
            journal::append(&self.transaction, keys.journal(), stream, self.now, entries).await?;
        }
        self.transaction.commit().await.map_err(WorkError::Commit)
    }
}
