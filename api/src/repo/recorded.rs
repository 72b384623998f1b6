//! Reads that leave a record, because what is read is confidential by default (domain §9: SUCCESSION), or because it
//! tells what others did (the journal).

use std::collections::{BTreeMap, BTreeSet};

use entity::class::{Classified, ConfidentialityClass};
use serde_json::Value;
use uuid::Uuid;

/// What one request read of the tables whose reads are recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedReads {
    tables: BTreeMap<&'static str, Rows>,
    journal: Vec<JournalRead>,
}

/// One reading of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRead {
    /// By which conditions.
    pub filter: Value,
    /// How many entries were read.
    pub count: usize,
    /// SHA-256 over their hashes, in base64 without padding: tells which they were, and nothing to whoever lacks them.
    pub hash: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rows {
    class: ConfidentialityClass,
    ids: BTreeSet<Uuid>,
}

impl RecordedReads {
    /// Adds rows of a table. A table that was asked and gave none is noted as well.
    pub(super) fn add<E: Classified>(&mut self, rows: impl IntoIterator<Item = Uuid>) {
        let table = E::default().table_name();
        let read = self.tables.entry(table).or_insert_with(|| Rows { class: E::CLASS, ids: BTreeSet::new() });
        read.ids.extend(rows);
    }

    /// Adds a reading of the journal.
    pub(super) fn add_journal(&mut self, read: JournalRead) {
        self.journal.push(read);
    }

    /// Whether nothing was read that must be recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.journal.is_empty()
    }

    /// The readings of the journal; they are no longer here.
    #[must_use]
    pub fn take_journal(&mut self) -> Vec<JournalRead> {
        std::mem::take(&mut self.journal)
    }

    /// Each table that was asked, with its class and the ids of the rows that were read of it.
    pub fn into_tables(self) -> impl Iterator<Item = (&'static str, ConfidentialityClass, Vec<Uuid>)> {
        self.tables.into_iter().map(|(table, read)| (table, read.class, read.ids.into_iter().collect()))
    }
}
