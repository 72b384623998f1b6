//! Adds entries to a stream.

use chrono::{DateTime, Utc};
use entity::class::ConfidentialityClass;
use entity::value::JournalStream;
use entity::{journal_entry, journal_head};
use sea_orm::DatabaseTransaction;

use super::value::{self, SealedValue};
use super::{Entry, JournalError, chain, head};
use crate::database::rows;
use crate::seal::SealingKey;

/// How many entries are sealed between two statements: a database that hears nothing for long ends the transaction.
const MOST_AT_ONCE: usize = 1_000;

/// Adds entries to the end of a stream, inside the transaction that they describe and as its last step: the
/// stream's head is held from here to the commit.
///
/// # Errors
/// A value can't be sealed, or the database fails.
pub async fn append(
    transaction: &DatabaseTransaction,
    key: &SealingKey,
    stream: JournalStream,
    at: DateTime<Utc>,
    entries: Vec<Entry>,
) -> Result<(), JournalError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut end = head::lock(transaction, stream).await?;
    let mut entries = entries.into_iter().peekable();
    while entries.peek().is_some() {
        let mut headers = Vec::new();
        let mut values = Vec::new();
        for entry in entries.by_ref().take(MOST_AT_ONCE) {
            let (header, value) = link(key, &mut end, at, entry)?;
            headers.push(header);
            values.extend(value);
        }
        rows::insert(transaction, headers).await?;
        value::insert(transaction, stream, values).await?;
    }
    Ok(head::advance(transaction, end).await?)
}

/// Makes an entry the stream's new end.
fn link(
    key: &SealingKey,
    end: &mut journal_head::Model,
    at: DateTime<Utc>,
    entry: Entry,
) -> Result<(journal_entry::Model, Option<SealedValue>), JournalError> {
    let sequence = end.sequence + 1;
    let class = entry.class;
    let value = entry.value.as_ref();
    let sealed = value.map(|value| SealedValue::seal(key, end.stream, sequence, class, value)).transpose()?;
    let value_hash = sealed.as_ref().map(SealedValue::hash);
    let header = header(entry, end.stream, sequence, at, value_hash, std::mem::take(&mut end.hash));
    end.sequence = sequence;
    if class == ConfidentialityClass::Directory {
        end.directory_sequence = sequence;
    }
    end.hash.clone_from(&header.hash);
    Ok((header, sealed))
}

fn header(
    entry: Entry,
    stream: JournalStream,
    sequence: i64,
    recorded_at: DateTime<Utc>,
    value_hash: Option<Vec<u8>>,
    previous_hash: Vec<u8>,
) -> journal_entry::Model {
    let mut header = journal_entry::Model {
        stream,
        sequence,
        recorded_at,
        actor_id: entry.actor,
        request_id: entry.request,
        object_type: entry.object_type.to_owned(),
        object_id: entry.object,
        unit_id: entry.unit,
        class: entry.class,
        operation: entry.operation,
        reason: entry.reason,
        value_hash,
        previous_hash,
        hash: Vec::new(),
    };
    header.hash = chain::hash(&header);
    header
}
