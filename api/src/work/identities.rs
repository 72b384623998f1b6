//! Citizen numbers, revealed one at a time to who may see them, with a reason, and told in the journal.

#![expect(clippy::disallowed_methods, reason = "rights are read afresh inside the transaction")]

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, OfficialId, UnitId};
use entity::value::{JournalOperation, JournalStream};
use entity::{account, affiliation, journal_entry, official_identity};
use futures_util::FutureExt;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityName, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::idempotency::{self, Claim, IdempotencyError, IdempotencyKey};
use super::{Actor, UnitOfWork, Work, WorkError};
use crate::auth::session::in_session;
use crate::citizen_number::CitizenNumber;
use crate::journal::Entry;
use crate::policy::Viewer;
use crate::policy::scope::{Scope, Units, units_in_scope};
use crate::seal::SealError;

/// How many numbers an account may have revealed within [`WINDOW`].
pub const MOST_REVEALED: u64 = 20;

/// The time in which revealed numbers are counted.
pub const WINDOW: Duration = Duration::hours(1);

/// The fewest and the most characters of a reason.
pub const REASON_LENGTH: std::ops::RangeInclusive<usize> = 10..=500;

/// The operation's name under its idempotency key.
const OPERATION: &str = "revealCitizenNumber";

/// Why a number was not revealed. Nothing was recorded then.
#[derive(Debug, Error)]
pub enum RevealError {
    /// The session has ended, or the account may not log in any more.
    #[error("the session has ended")]
    SessionEnded,
    /// The role may not read identities.
    #[error("the role may not read identities")]
    Forbidden,
    /// The pass phrase was checked too long ago.
    #[error("the pass phrase has to be checked again first")]
    Reauthenticate,
    /// The reason is too short, too long, or holds control characters.
    #[error("a reason has 10 to 500 characters")]
    Reason,
    /// There is no such person, none whom the viewer sees today, or none with a number.
    #[error("there is no such number")]
    NotFound,
    /// As many as allowed were revealed.
    #[error("too many numbers were revealed")]
    TooMany {
        /// When the next one can be.
        next: DateTime<Utc>,
    },
    /// The idempotency key could not be claimed.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The sealed number does not open: it was altered, moved, or its key is gone.
    #[error("a citizen number: {0}")]
    Sealed(#[from] SealError),
    /// The reading could not be recorded.
    #[error(transparent)]
    Work(#[from] WorkError),
}

impl From<DbErr> for RevealError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}

/// Whose number is to be revealed, and why.
#[derive(Clone, Debug)]
pub struct Reveal {
    /// The person.
    pub official: OfficialId,
    /// The reason: 10 to 500 characters.
    pub reason: String,
    /// The client's name for this request. Under the same key the number is told again, and neither recorded nor
    /// counted a second time.
    pub key: IdempotencyKey,
}

/// The citizen number of a person whom the viewer sees today. That it was read, by whom and why, is recorded in the same
/// transaction, before the number is given. `units` tells which units the viewer's grants reach.
///
/// # Errors
/// [`RevealError`].
pub async fn reveal(
    work: &Work,
    units: Arc<impl Units + Send + Sync + 'static>,
    viewer: &Viewer,
    request: Uuid,
    address: Option<String>,
    asked: Reveal,
) -> Result<CitizenNumber, RevealError> {
    let reason = usable(&asked.reason).ok_or(RevealError::Reason)?;
    let actor = Actor::of(viewer, request, address);
    let (account, session, keys) = (viewer.account, viewer.session, work.keys().clone());
    let outcome = work.unit(actor, move |unit| {
        async move {
            let viewer = in_session(unit.transaction(), session, account, unit.now(), unit.today()).await?;
            let viewer = viewer.ok_or(RevealError::SessionEnded)?;
            if !viewer.reads(ConfidentialityClass::Identity) {
                return Err(RevealError::Forbidden);
            }
            if !viewer.is_freshly_authenticated(unit.now()) {
                return Err(RevealError::Reauthenticate);
            }
            let scope = units_in_scope(&viewer, units.as_ref(), unit.today(), unit.today());
            let of = unit_of(unit, asked.official, &scope).await?.ok_or(RevealError::NotFound)?;
            let sealed = sealed_number(unit, asked.official).await?.ok_or(RevealError::NotFound)?;
            hold(unit, account).await?;
            let asked_for = idempotency::Request {
                account,
                key: &asked.key,
                operation: OPERATION,
                input: &(asked.official, &reason),
            };
            let claim =
                idempotency::claim(unit, keys.identity_index(), asked_for, asked.official.into()).await?;
            let number = CitizenNumber::open(keys.identity(), asked.official, &sealed)?;
            if claim == Claim::First {
                check_count(unit, account).await?;
                record(unit, asked.official, of, reason);
            }
            Ok(number)
        }
        .boxed()
    });
    let outcome = outcome.await;
    if let Err(RevealError::Sealed(error)) = &outcome {
        tracing::error!(request.id = %request, error = %error, "a citizen number could not be opened");
    }
    outcome
}

/// A reason in the form in which it is kept.
fn usable(reason: &str) -> Option<String> {
    let reason: String = reason.trim().nfc().collect();
    let is_usable = REASON_LENGTH.contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    is_usable.then_some(reason)
}

/// The unit of the scope to which a person belongs today.
async fn unit_of(unit: &UnitOfWork, official: OfficialId, scope: &Scope) -> Result<Option<UnitId>, DbErr> {
    let not_over = Condition::any()
        .add(affiliation::Column::ValidTo.is_null())
        .add(affiliation::Column::ValidTo.gt(unit.today()));
    let affiliations = affiliation::Entity::find()
        .filter(affiliation::Column::OfficialId.eq(official))
        .filter(affiliation::Column::ValidFrom.lte(unit.today()))
        .filter(not_over)
        .all(unit.transaction())
        .await?;
    Ok(affiliations.into_iter().map(|row| row.unit_id).find(|unit| scope.contains(*unit)))
}

async fn sealed_number(unit: &UnitOfWork, official: OfficialId) -> Result<Option<Vec<u8>>, DbErr> {
    let row = official_identity::Entity::find_by_id(official).one(unit.transaction()).await?;
    Ok(row.and_then(|row| row.citizen_number_sealed))
}

/// Lets no other transaction of the account pass until this one ends, so that two at once are counted one after the
/// other. SQLite has one writer anyway.
async fn hold(unit: &UnitOfWork, account: AccountId) -> Result<(), DbErr> {
    account::Entity::find_by_id(account)
        .select_only()
        .column(account::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<AccountId>()
        .one(unit.transaction())
        .await
        .map(drop)
}

/// Refuses one number more than allowed.
async fn check_count(unit: &UnitOfWork, account: AccountId) -> Result<(), RevealError> {
    let since = unit.now() - WINDOW;
    let recorded = journal_entry::Entity::find()
        .select_only()
        .column(journal_entry::Column::RecordedAt)
        .filter(journal_entry::Column::Stream.eq(JournalStream::Access))
        .filter(journal_entry::Column::ActorId.eq(account))
        .filter(journal_entry::Column::Operation.eq(JournalOperation::Read))
        .filter(journal_entry::Column::ObjectType.eq(official_identity::Entity.table_name()))
        .filter(journal_entry::Column::RecordedAt.gt(since))
        .order_by_desc(journal_entry::Column::Sequence)
        .limit(MOST_REVEALED)
        .into_tuple::<DateTime<Utc>>()
        .all(unit.transaction())
        .await?;
    match recorded.last() {
        Some(oldest) if u64::try_from(recorded.len()).unwrap_or(u64::MAX) >= MOST_REVEALED => {
            Err(RevealError::TooMany { next: *oldest + WINDOW })
        }
        _ => Ok(()),
    }
}

fn record(unit: &mut UnitOfWork, official: OfficialId, of: UnitId, reason: String) {
    let entry = Entry {
        actor: None,
        request: None,
        object_type: "official_identity",
        object: Some(official.into()),
        unit: Some(of),
        class: ConfidentialityClass::Identity,
        operation: JournalOperation::Read,
        reason: Some(reason),
        value: Some(json!({ "column": "citizen_number" })),
    };
    unit.record(JournalStream::Access, entry);
}
