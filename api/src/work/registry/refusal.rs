//! Why the registry is not written.

use sea_orm::DbErr;
use thiserror::Error;

use crate::repo::RepoError;
use crate::work::idempotency::IdempotencyError;
use crate::work::{Passing, WorkError};

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// Whoever asks may not write this, or not any more.
    #[error("this may not be written by whoever asks")]
    Forbidden,
    /// Rules forbid it.
    #[error("{} rules forbid it", .0.len())]
    Refused(Vec<Refusal>),
    /// The idempotency key can't be claimed.
    #[error(transparent)]
    Key(#[from] IdempotencyError),
    /// Units and titles could not be read.
    #[error(transparent)]
    Directory(#[from] RepoError),
    /// It could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
}

impl From<DbErr> for RegistryError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}

impl From<Refusal> for RegistryError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl Passing for RegistryError {
    fn is_passing(&self) -> bool {
        match self {
            Self::Work(error) | Self::Key(IdempotencyError::Work(error)) => error.is_passing(),
            _ => false,
        }
    }
}

/// A place in an input: members and places in lists, from the top down.
pub type Place = Vec<String>;

/// A rule that an input breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// The place in the input; empty for all of it.
    pub place: Place,
}

/// A rule that forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// There is no such thing, or it lies outside of the scope.
    NotFound,
    /// It was changed meanwhile.
    Conflict {
        /// The version that it has now.
        current: i32,
    },
}
