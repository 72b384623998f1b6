//! The journal: every change, every login, granted or refused, every recorded read, every denial, and what was done to
//! the installation, in the order of their commits.
//!
//! Two streams of one make: DATA counts changes of data alone, so that its head is the version of the data;
//! ACCESS holds who came, who looked, and who was turned away. An entry's header tells no more than its class allows and carries the
//! hash of the one before; its value lies sealed in the table of its class, and the header holds that value's
//! hash, so that a value could be erased without breaking the chain. Nothing erases one yet, and the database refuses it.
//!
//! Neither sequence nor hash is ever shown to a client: a gap would betray a hidden write.

mod append;
mod chain;
mod checkpoint;
mod entry;
mod head;
#[cfg(test)]
mod tests;
mod value;
mod verify;

pub use append::append;
pub use checkpoint::{Checkpoint, CheckpointError, Reach};
pub use entry::Entry;
pub use head::{DataVersion, data_version, head, select_head};
pub use value::of_entries;
pub use verify::{Break, Verified, verify, verify_against};

use thiserror::Error;

use crate::seal::SealError;

/// Why an entry could not be journalled.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The database refused or failed.
    #[error("the journal could not be written: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The value could not be sealed.
    #[error("a value of the journal could not be sealed: {0}")]
    Seal(#[from] SealError),
    /// The row could not be written as JSON.
    #[error("a row could not be journalled: {0}")]
    Row(#[from] serde_json::Error),
    /// An entry of a class that has no table of values carries a value.
    #[error("entries of the class {0:?} carry no values")]
    NoValues(entity::class::ConfidentialityClass),
}
