//! Reads that leave a record, because what is read is confidential by default (domain §9: SUCCESSION).

use std::collections::{BTreeMap, BTreeSet};

use entity::class::{Classified, ConfidentialityClass};
use uuid::Uuid;

/// What one request read of the tables whose reads are recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedReads(BTreeMap<&'static str, Rows>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rows {
    class: ConfidentialityClass,
    ids: BTreeSet<Uuid>,
}

impl RecordedReads {
    /// Adds rows of a table. A table that was asked and gave none is noted as well.
    pub(super) fn add<E: Classified>(&mut self, rows: impl IntoIterator<Item = Uuid>) {
        let table = E::default().table_name();
        let read = self.0.entry(table).or_insert_with(|| Rows { class: E::CLASS, ids: BTreeSet::new() });
        read.ids.extend(rows);
    }

    /// Whether nothing was read that must be recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each table that was asked, with its class and the ids of the rows that were read of it.
    pub fn into_tables(self) -> impl Iterator<Item = (&'static str, ConfidentialityClass, Vec<Uuid>)> {
        self.0.into_iter().map(|(table, read)| (table, read.class, read.ids.into_iter().collect()))
    }
}
