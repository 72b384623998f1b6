//! Adds entries to a stream.

use chrono::{DateTime, Utc};
use entity::journal_entry;
use entity::value::JournalStream;
use sea_orm::DatabaseTransaction;

use super::value::{self, SealedValue};
use super::{Entry, JournalError, chain, head};
use crate::database::rows;
use crate::seal::SealingKey;

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
    let mut headers = Vec::with_capacity(entries.len());
    let mut values = Vec::new();
    for entry in entries {
        let sequence = end.sequence + 1;
        let sealed = entry
            .value
            .as_ref()
            .map(|value| SealedValue::seal(key, stream, sequence, entry.class, value))
            .transpose()?;
        let value_hash = sealed.as_ref().map(SealedValue::hash);
        let header = header(entry, stream, sequence, at, value_hash, std::mem::take(&mut end.hash));
        end.sequence = sequence;
        end.hash.clone_from(&header.hash);
        headers.push(header);
        values.extend(sealed);
    }
    rows::insert(transaction, headers).await?;
    value::insert(transaction, stream, values).await?;
    head::advance(transaction, end).await?;
    Ok(())
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
