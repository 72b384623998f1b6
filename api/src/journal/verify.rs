//! Proves that a stream is whole: no entry missing, moved, altered, or out of its chain; and that it holds what signed
//! checkpoints say it held.

#![expect(clippy::disallowed_methods, reason = "the journal reads its own tables")]

use chrono::{DateTime, Utc};
use entity::journal_entry::{self, Column};
use entity::value::JournalStream;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use thiserror::Error;

use super::checkpoint::{Checkpoint, Reach};
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
    /// This entry is missing, and others come after it.
    #[error("entry {0} is missing")]
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
    /// There is an entry beyond the head: nothing but an insertion by hand leaves one there.
    #[error("entry {0} is beyond the head")]
    Beyond(i64),
    /// The stream is a chain, but not the one of which a checkpoint was signed.
    #[error(
        "entry {to} is not the one of the checkpoint of {at}: an entry from {from} to {to} was altered and the rest \
         chained anew"
    )]
    Rechained {
        /// The first entry that no checkpoint vouches for.
        from: i64,
        /// The entry whose hash a checkpoint holds.
        to: i64,
        /// When the checkpoint was signed.
        at: DateTime<Utc>,
    },
    /// The stream is shorter than it was: its end was cut off together with the head.
    #[error("entry {missing} is missing: the stream had {size} entries at the checkpoint of {at}")]
    Cut {
        /// The first entry that is missing.
        missing: i64,
        /// How many there were.
        size: i64,
        /// When the checkpoint was signed.
        at: DateTime<Utc>,
    },
    /// The database failed.
    #[error("the journal could not be read: {0}")]
    Database(#[from] DbErr),
}

impl Break {
    /// The number of the first entry that is bad, or missing; none where the database failed.
    #[must_use]
    pub const fn first_bad(&self) -> Option<i64> {
        match self {
            Self::Missing(sequence)
            | Self::Chain(sequence)
            | Self::Header(sequence)
            | Self::Value(sequence)
            | Self::Stray(sequence)
            | Self::Beyond(sequence)
            | Self::Sealed { sequence, .. } => Some(*sequence),
            Self::Head(last) => Some(*last + 1),
            Self::Rechained { from, .. } => Some(*from),
            Self::Cut { missing, .. } => Some(*missing),
            Self::Database(_) => None,
        }
    }
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
    verify_against(connection, key, stream, &[]).await
}

/// As [`verify`], and that the stream goes through every checkpoint.
///
/// # Errors
/// As [`verify`].
pub async fn verify_against<C: ConnectionTrait>(
    connection: &C,
    key: &SealingKey,
    stream: JournalStream,
    checkpoints: &[Checkpoint],
) -> Result<Verified, Break> {
    // First the last entry, then the head: an entry that is committed is not beyond the head.
    let furthest = furthest(connection, stream).await?;
    let end = head::read(connection, stream).await?;
    let mut vouched = Vouched::of(stream, checkpoints);
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
            vouched.check(entry.sequence, &entry.hash)?;
            last = entry.sequence;
            hash = entry.hash;
        }
        if let Some((sequence, _)) = values.into_keys().next() {
            return Err(Break::Stray(sequence));
        }
    }
    if last != end.sequence || hash != end.hash {
        return Err(Break::Head(last));
    }
    if furthest > end.sequence {
        return Err(Break::Beyond(end.sequence + 1));
    }
    vouched.check_end(last)?;
    Ok(Verified { entries: last, erased })
}

/// What checkpoints say of a stream, in the order of its entries.
struct Vouched<'c> {
    ahead: std::iter::Peekable<std::vec::IntoIter<(&'c Reach, DateTime<Utc>)>>,
    /// The last entry that a checkpoint agreed with.
    good: i64,
}

impl<'c> Vouched<'c> {
    fn of(stream: JournalStream, checkpoints: &'c [Checkpoint]) -> Self {
        let reach = |checkpoint: &'c Checkpoint| Some((checkpoint.reach(stream)?, checkpoint.at));
        let mut reaches: Vec<_> = checkpoints.iter().filter_map(reach).collect();
        reaches.retain(|(reach, _)| reach.size > 0);
        reaches.sort_by_key(|(reach, at)| (reach.size, *at));
        Self { ahead: reaches.into_iter().peekable(), good: 0 }
    }

    fn check(&mut self, sequence: i64, hash: &[u8]) -> Result<(), Break> {
        while let Some((reach, at)) = self.ahead.next_if(|(reach, _)| reach.size <= sequence) {
            if !reach.agrees(hash) {
                return Err(Break::Rechained { from: self.good + 1, to: sequence, at });
            }
            self.good = sequence;
        }
        Ok(())
    }

    fn check_end(&mut self, last: i64) -> Result<(), Break> {
        match self.ahead.next() {
            Some((reach, at)) => Err(Break::Cut { missing: last + 1, size: reach.size, at }),
            None => Ok(()),
        }
    }
}

fn check_header(entry: &journal_entry::Model, last: i64, hash: &[u8]) -> Result<(), Break> {
    if entry.sequence != last + 1 {
        return Err(Break::Missing(last + 1));
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

/// The number of the last entry that there is, whatever the head says; 0 where there is none.
async fn furthest<C: ConnectionTrait>(connection: &C, stream: JournalStream) -> Result<i64, DbErr> {
    let last = journal_entry::Entity::find()
        .filter(Column::Stream.eq(stream))
        .order_by_desc(Column::Sequence)
        .one(connection)
        .await?;
    Ok(last.map_or(0, |entry| entry.sequence))
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
