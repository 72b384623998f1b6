//! What leaves a record without changing anything: reads of what is confidential by default (domain §9: SUCCESSION),
//! reads of the journal, and denials.

use std::collections::BTreeSet;

use entity::class::ConfidentialityClass;
use entity::value::{JournalOperation, JournalStream};
use futures_util::FutureExt;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Actor, Work, WorkError};
use crate::journal::Entry;

/// What one request did that leaves a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accesses {
    /// The tables that it read whose reads are recorded.
    pub tables: Vec<TableRead>,
    /// Its readings of the journal: what each is to tell.
    pub journal: Vec<JournalReading>,
    /// The fields that it was denied, as `Type.field`.
    pub denied: BTreeSet<String>,
}

impl Accesses {
    /// Whether there is nothing to record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.journal.is_empty() && self.denied.is_empty()
    }
}

/// The rows of one table that a request read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRead {
    /// The table's name.
    pub table: &'static str,
    /// The class of the table.
    pub class: ConfidentialityClass,
    /// The rows' ids; none where the table was asked and gave none.
    pub rows: Vec<Uuid>,
}

/// One reading of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalReading {
    /// By which conditions.
    pub filter: Value,
    /// How many entries were read.
    pub count: usize,
    /// A hash over theirs.
    pub hash: String,
}

/// Records what a request read and what it was denied, all in one transaction: of each table which rows, and so how
/// many; of the journal by which conditions, how many entries and a hash of them; of denials which fields, in one
/// entry.
///
/// A denial tells of what an account tried, and holds nothing of what it was denied: its class is that of accounts.
///
/// # Errors
/// An entry could not be written. The answer must then show nothing at all: neither what was read without a record, nor
/// that something was denied, so that whoever keeps the journal from being written learns no more than that.
pub async fn record(work: &Work, actor: Actor, accesses: Accesses) -> Result<(), WorkError> {
    work.unit(actor, move |unit| {
        async move {
            let reads = accesses.tables.into_iter().map(table_read);
            let readings = accesses.journal.into_iter().map(journal_reading);
            for entry in reads.chain(readings).chain(denial(&accesses.denied)) {
                unit.record(JournalStream::Access, entry);
            }
            Ok(())
        }
        .boxed()
    })
    .await
}

fn table_read(TableRead { table, class, rows }: TableRead) -> Entry {
    let value = json!({ "count": rows.len(), "rows": rows });
    Entry { object: only(&rows), ..access(table, class, JournalOperation::Read, value) }
}

fn journal_reading(reading: JournalReading) -> Entry {
    let JournalReading { filter, count, hash } = reading;
    let value = json!({ "filter": filter, "count": count, "hash": hash });
    access("journal", ConfidentialityClass::Account, JournalOperation::Read, value)
}

fn denial(denied: &BTreeSet<String>) -> Option<Entry> {
    let value = json!({ "fields": denied });
    let entry = access("graphql", ConfidentialityClass::Account, JournalOperation::Denied, value);
    (!denied.is_empty()).then_some(entry)
}

fn access(
    object_type: &'static str,
    class: ConfidentialityClass,
    operation: JournalOperation,
    value: Value,
) -> Entry {
    Entry {
        actor: None,
        request: None,
        object_type,
        object: None,
        unit: None,
        class,
        operation,
        reason: None,
        value: Some(value),
    }
}

fn only(rows: &[Uuid]) -> Option<Uuid> {
    match rows {
        [row] => Some(*row),
        _ => None,
    }
}
