//! Proves that a stream is whole: no entry missing, moved, altered, or out of its chain.

#![expect(clippy::disallowed_methods, reason = "the journal reads its own tables")]

use entity::journal_entry::{self, Column};
use entity::value::JournalStream;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use thiserror::Error;

use super::{JournalError, chain, head, value};
use crate::seal::SealingKey;

/// How many entries are held in memory at a time.
const PAGE: u64 = 1_000;

/// What a whole stream holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its entries.
    pub entries: i64,
    /// Those of them whose values were erased.
    pub erased: i64,
}

/// Where a stream is not whole.
#[derive(Debug, Error)]
pub enum Break {
    /// An entry is missing before this one.
    #[error("an entry is missing before number {0}")]
    Missing(i64),
    /// An entry does not follow from the one before.
    #[error("entry {0} does not follow from the one before")]
    Chain(i64),
    /// A header was altered.
    #[error("the header of entry {0} was altered")]
    Header(i64),
    /// A value was altered.
    #[error("the value of entry {0} was altered")]
    Value(i64),
    /// A value does not open with the installation's key, or not at its place.
    #[error("the value of entry {sequence} does not open: {source}")]
    Sealed {
        /// The entry.
        sequence: i64,
        /// Why.
        source: JournalError,
    },
    /// A value belongs to no entry.
    #[error("the value at number {0} belongs to no entry")]
    Stray(i64),
    /// The stream ends elsewhere than its head says.
    #[error("the stream ends at entry {0}, not where its head says")]
    Head(i64),
    /// The database failed.
    #[error("the journal could not be read: {0}")]
    Database(#[from] DbErr),
}

/// Checks a stream from its first entry to its head, and that its values open with the key.
///
/// # Errors
/// The first place where the stream is not whole, or the database's fault.
pub async fn verify<C: ConnectionTrait>(
    connection: &C,
    key: &SealingKey,
    stream: JournalStream,
) -> Result<Verified, Break> {
    let end = head::read(connection, stream).await?;
    let mut last = 0;
    let mut hash = chain::ORIGIN.to_vec();
    let mut erased = 0;
    while last < end.sequence {
        let page = page(connection, stream, last, end.sequence).await?;
        let Some(reaches) = page.last().map(|entry| entry.sequence) else { break };
        let mut values = value::range(connection, stream, last + 1..=reaches).await?;
        for entry in page {
            check_header(&entry, last, &hash)?;
            let sealed = values.remove(&(entry.sequence, entry.class));
            erased += i64::from(entry.value_hash.is_some() && sealed.is_none());
            if let Some(sealed) = sealed {
                check_value(key, &entry, &sealed)?;
            }
            last = entry.sequence;
            hash = entry.hash;
        }
        if let Some((sequence, _)) = values.into_keys().next() {
            return Err(Break::Stray(sequence));
        }
    }
    if last == end.sequence && hash == end.hash {
        Ok(Verified { entries: last, erased })
    } else {
        Err(Break::Head(last))
    }
}

fn check_header(entry: &journal_entry::Model, last: i64, hash: &[u8]) -> Result<(), Break> {
    if entry.sequence != last + 1 {
        return Err(Break::Missing(entry.sequence));
    }
    if entry.previous_hash != hash {
        return Err(Break::Chain(entry.sequence));
    }
    if entry.hash != chain::hash(entry) {
        return Err(Break::Header(entry.sequence));
    }
    Ok(())
}

fn check_value(key: &SealingKey, entry: &journal_entry::Model, sealed: &[u8]) -> Result<(), Break> {
    if entry.value_hash.as_deref() != Some(&value::hash(sealed)) {
        return Err(Break::Value(entry.sequence));
    }
    match value::open(key, entry.stream, entry.sequence, entry.class, sealed) {
        Ok(_) => Ok(()),
        Err(source) => Err(Break::Sealed { sequence: entry.sequence, source }),
    }
}

async fn page<C: ConnectionTrait>(
    connection: &C,
    stream: JournalStream,
    after: i64,
    to: i64,
) -> Result<Vec<journal_entry::Model>, DbErr> {
    journal_entry::Entity::find()
        .filter(Column::Stream.eq(stream))
        .filter(Column::Sequence.gt(after))
        .filter(Column::Sequence.lte(to))
        .order_by_asc(Column::Sequence)
        .limit(PAGE)
        .all(connection)
        .await
}
