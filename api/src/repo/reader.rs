//! Reading for one viewer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use entity::class::Classified;
use entity::id::UnitId;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::cursor::CursorSeal;
use super::directory::Directory;
#[cfg(feature = "planted-leaks")]
use super::leak::Leak;
use super::recorded::{JournalRead, RecordedReads};
use super::{Repo, RepoError};
use crate::keys::Keys;
use crate::policy::Viewer;
use crate::policy::scope::{Scope, units_held, units_in_scope};

/// Reads what one viewer may see, within one request.
pub struct Reader {
    pub(super) repo: Repo,
    viewer: Viewer,
    today: NaiveDate,
    state: State,
    scopes: Mutex<HashMap<NaiveDate, Arc<Scope>>>,
    recorded: Mutex<RecordedReads>,
}

/// What a request reads of, and what it reads of since its last change.
struct State {
    /// The head of the journal.
    version: i64,
    directory: Arc<Directory>,
    next: OnceLock<Box<Self>>,
}

impl State {
    fn new(version: i64, directory: Arc<Directory>) -> Self {
        // The directory may have been loaded later than the version was read.
        let version = version.max(directory.version);
        Self { version, directory, next: OnceLock::new() }
    }

    fn last(&self) -> &Self {
        let mut last = self;
        while let Some(next) = last.next.get() {
            last = next;
        }
        last
    }
}

impl Reader {
    pub(super) fn new(
        repo: Repo,
        viewer: Viewer,
        today: NaiveDate,
        version: i64,
        directory: Arc<Directory>,
    ) -> Self {
        let state = State::new(version, directory);
        Self { repo, viewer, today, state, scopes: Mutex::default(), recorded: Mutex::default() }
    }

    /// Who reads.
    #[must_use]
    pub const fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The civil day that counts as today.
    #[must_use]
    pub const fn today(&self) -> NaiveDate {
        self.today
    }

    /// The version of the data that what is kept in memory must not be older than: the head of the journal.
    pub(super) fn version(&self) -> i64 {
        self.state.last().version
    }

    /// Units, titles and programmes, at one version of the data for the whole request, or since its last change.
    #[must_use]
    pub fn directory(&self) -> &Arc<Directory> {
        &self.state.last().directory
    }

    /// Reads what a change of this request left: whoever read before keeps what was read.
    ///
    /// # Errors
    /// The database does not answer, or holds rows that cannot be.
    pub async fn renew(&self) -> Result<(), RepoError> {
        let (version, directory) = self.repo.newest().await?;
        // Two that renew at once read the same, and one of them is kept.
        let _ = self.state.last().next.set(Box::new(State::new(version, directory)));
        self.scopes.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// The units whose rows the viewer may see on a day.
    #[must_use]
    pub fn scope(&self, on: NaiveDate) -> Arc<Scope> {
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(scopes.entry(on).or_insert_with(|| {
            Arc::new(units_in_scope(&self.viewer, self.directory().as_ref(), self.today, on))
        }))
    }

    /// The units whose rows the viewer may see on a day, or those of them that stand for a unit on that day, with all
    /// below it.
    pub(super) fn units_within(&self, on: NaiveDate, within: Option<UnitId>) -> Vec<UnitId> {
        let scope = self.scope(on);
        match within {
            Some(unit) => scope.within(&self.directory().units.reach(unit, on)).iter().collect(),
            None => scope.iter().collect(),
        }
    }

    /// The units in which the viewer holds its role today, in the order of its grants.
    #[must_use]
    pub fn units_held(&self) -> Vec<UnitId> {
        units_held(&self.viewer, self.directory().as_ref(), self.today)
    }

    /// Seals the cursors of a list of this viewer. The description names everything that makes it another list:
    /// kind, date, filter and order.
    #[must_use]
    pub fn cursors(&self, list: &str) -> CursorSeal {
        let list = format!("{}\n{list}", self.viewer.account.0);
        #[cfg(feature = "planted-leaks")]
        let list = match self.leaks(Leak::Cursor) {
            true => format!("{list}\n{}", self.version()),
            false => list,
        };
        CursorSeal::new(self.repo.keys.cursor().clone(), &list, self.today)
    }

    /// Seals the places of the journal's entries as ids: the same for everybody who may see an entry.
    #[must_use]
    pub fn journal_ids(&self) -> CursorSeal {
        CursorSeal::lasting(self.repo.keys.cursor().clone(), "ids of journal entries")
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.repo.keys
    }

    /// What was read that must be recorded before it is shown; nothing is left here.
    #[must_use]
    pub fn take_recorded(&self) -> RecordedReads {
        std::mem::take(&mut *self.recorded.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes that rows of a table were read that is recorded.
    pub(super) fn note_read<E: Classified>(&self, rows: impl IntoIterator<Item = Uuid>) {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner).add::<E>(rows);
    }

    /// Notes that the journal was read.
    pub(super) fn note_journal_read(&self, read: JournalRead) {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner).add_journal(read);
    }

    pub(super) fn database(&self) -> &DatabaseConnection {
        self.repo.database.reader()
    }
}
