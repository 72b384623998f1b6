//! Doing once what is asked for twice: a client that got no answer asks again under the same key, and what it asked
//! for is not done a second time (IETF draft idempotency-key-header).
//!
//! The key is claimed in the transaction of what it stands for, so that both are kept or neither. A second request
//! waits for the first one's end, and then sees what came of it.

#![expect(clippy::disallowed_methods, reason = "keys are looked for where they are claimed")]

use chrono::Duration;
use entity::id::AccountId;
use entity::idempotency::{self, Column, Entity};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, Insert, QueryFilter, RuntimeErr, TryInsertResult};
use serde::Serialize;
use thiserror::Error;
use uuid::Uuid;

use super::{UnitOfWork, WorkError};
use crate::journal::JournalError;
use crate::keys::IndexKey;

/// How long a key is remembered.
const REMEMBERED: Duration = Duration::hours(24);

/// The most characters of a key.
const MOST_CHARACTERS: usize = 64;

/// What the marks of requests are told apart by from other marks of the same key.
const KIND: &str = "request";

/// What PostgreSQL says when a lock was waited for in vain.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// A client's own name for one request: 1 to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key of a text; none if it is empty, too long, or holds what can't be seen.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_key =
            (1..=MOST_CHARACTERS).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        is_key.then(|| Self(text.to_owned()))
    }
}

/// Something that is asked for under a key.
#[derive(Clone, Debug)]
pub struct Request<'a, R> {
    /// Who asks. The keys of two accounts have nothing to do with each other.
    pub account: AccountId,
    /// The key.
    pub key: &'a IdempotencyKey,
    /// What is asked for: the name of the mutation.
    pub operation: &'a str,
    /// All that it is asked with, without the key.
    pub input: &'a R,
}

/// What a key turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It was not used in the last 24 hours: what is asked for is to be done.
    First,
    /// The same was asked for under it, and done: there is nothing to do but to tell of it again.
    Replay {
        /// The object that was made or concerned then.
        object: Uuid,
    },
}

/// Why a key could not be claimed.
#[derive(Debug, Error)]
pub enum IdempotencyError {
    /// Something else was asked for under it.
    #[error("something else was asked for under this key")]
    Mismatch,
    /// What was first asked for under it is still being done.
    #[error("what was asked for under this key is still being done")]
    InProgress,
    /// The database or the journal failed.
    #[error(transparent)]
    Work(#[from] WorkError),
}

/// Claims a key for a request, which makes or concerns `object`. Call it before anything is changed, and on
/// [`Claim::Replay`] change nothing.
///
/// # Errors
/// [`IdempotencyError::Mismatch`] or [`InProgress`](IdempotencyError::InProgress), after either of which the unit of
/// work must end; or the database fails.
pub async fn claim<R: Serialize + Sync>(
    unit: &UnitOfWork,
    marks: &IndexKey,
    request: Request<'_, R>,
    object: Uuid,
) -> Result<Claim, IdempotencyError> {
    let transaction = unit.transaction();
    let asked = serde_json::to_vec(&(request.operation, request.input)).map_err(JournalError::from);
    let asked = asked.map_err(WorkError::from)?;
    let expired = Entity::delete_many()
        .filter(Column::AccountId.eq(request.account))
        .filter(Column::RecordedAt.lte(unit.now() - REMEMBERED));
    // Whoever removes the same at this moment is in the way, and says nothing of this key.
    expired.exec(transaction).await.map_err(WorkError::from)?;
    let row = idempotency::ActiveModel::from(idempotency::Model {
        account_id: request.account,
        idempotency_key: request.key.0.clone(),
        operation: request.operation.to_owned(),
        request_mark: marks.mark(KIND, &asked),
        object_id: object,
        recorded_at: unit.now(),
    });
    let inserted = Insert::one(row).on_conflict_do_nothing().exec_without_returning(transaction).await;
    match inserted.map_err(fault)? {
        TryInsertResult::Inserted(1..) => return Ok(Claim::First),
        TryInsertResult::Inserted(0) | TryInsertResult::Conflicted | TryInsertResult::Empty => {}
    }
    let used = Entity::find_by_id((request.account, request.key.0.clone())).one(transaction).await;
    let used = used.map_err(fault)?.ok_or(IdempotencyError::InProgress)?;
    // Under each key of marks: the one that made it may have been replaced since.
    if marks.marks(KIND, &asked).contains(&used.request_mark) {
        Ok(Claim::Replay { object: used.object_id })
    } else {
        Err(IdempotencyError::Mismatch)
    }
}

fn fault(error: DbErr) -> IdempotencyError {
    let code = match &error {
        DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source)) => {
            source.as_database_error().and_then(|source| source.code())
        }
        _ => None,
    };
    if code.is_some_and(|code| code == LOCK_NOT_AVAILABLE) {
        IdempotencyError::InProgress
    } else {
        IdempotencyError::Work(error.into())
    }
}

#[cfg(test)]
#[path = "idempotency_tests.rs"]
mod tests;
