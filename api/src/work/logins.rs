//! What is counted of logins: failures by name and by address, and failures in a row of each account.

#![expect(
    clippy::disallowed_methods,
    reason = "the counters are read and written here alone, and are no viewer's data"
)]

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use entity::class::ConfidentialityClass;
use entity::id::AccountId;
use entity::value::{JournalOperation, JournalStream, ThrottleKind};
use entity::{account, account_login, login_throttle};
use futures_util::FutureExt;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Insert, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::sessions::{Origin, event};
use super::{Actor, UnitOfWork, Work, WorkError};
use crate::auth::throttle::{Count, Counts, MOST_IN_A_ROW, Subjects, keep_until};
use crate::journal::Entry;

/// In the order in which rows are held, so that no two units of work wait for each other.
const KINDS: [ThrottleKind; 3] = [ThrottleKind::Address, ThrottleKind::Name, ThrottleKind::NameAndAddress];

/// How many rows that tell nothing any more one login removes.
const MOST_FORGOTTEN: u64 = 200;

/// What is known before a pass phrase is judged.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The account of the name, if there is one.
    pub account: Option<account::Model>,
    /// What was counted.
    pub counts: Counts,
    login: Option<account_login::Model>,
}

impl Standing {
    /// Whether the account is locked for whoever asks. From a familiar address it is not, until that address has failed
    /// too often itself: strangers lock nobody out of his office.
    #[must_use]
    pub fn is_locked(&self, now: DateTime<Utc>) -> bool {
        self.login.as_ref().is_some_and(|login| {
            let spared = self.counts.is_familiar(now) && login.familiar_failures < MOST_IN_A_ROW;
            login.locked_at.is_some() && !spared
        })
    }
}

/// Reads what is known of a name and an address, in the same three statements whether the name exists or not.
///
/// # Errors
/// The database fails.
pub async fn standing<C: ConnectionTrait>(
    connection: &C,
    username: &str,
    subjects: &Subjects,
) -> Result<Standing, DbErr> {
    let account =
        account::Entity::find().filter(account::Column::Username.eq(username)).one(connection).await?;
    let id = account.as_ref().map_or(AccountId(Uuid::nil()), |account| account.id);
    let login = account_login::Entity::find_by_id(id).one(connection).await?;
    let rows = login_throttle::Entity::find().filter(are(subjects)).all(connection).await?;
    Ok(Standing { account, login, counts: counts(rows) })
}

/// Counts a failure and tells of it in the ACCESS stream, where the name that was tried is not kept: people type pass
/// phrases into the wrong field. Tells how long the next attempt has to wait, if it has to.
///
/// # Errors
/// The database fails; nothing is counted then.
pub async fn fail(
    work: &Work,
    actor: Actor,
    username: String,
    subjects: Subjects,
    account: Option<AccountId>,
    origin: Origin,
) -> Result<Option<Duration>, WorkError> {
    work.unit(actor, move |unit| {
        async move {
            let now = unit.now();
            let before = held(unit, &subjects).await?;
            let after = before.after_failure(now);
            keep(unit, &subjects, after).await?;
            count_in_a_row(unit, &username, before.is_familiar(now)).await?;
            let entry = event(JournalOperation::LoginRefused, &origin);
            let object = account.map(Uuid::from);
            unit.record(JournalStream::Access, Entry { object_type: "account", object, ..entry });
            Ok(after.wait(now))
        }
        .boxed()
    })
    .await
}

/// Counts a failure of an address alone, where there is no name. Tells how long the next attempt has to wait.
///
/// # Errors
/// The database fails; nothing is counted then.
pub async fn fail_without_name(
    work: &Work,
    actor: Actor,
    subjects: Subjects,
    origin: Origin,
) -> Result<Option<Duration>, WorkError> {
    work.unit(actor, move |unit| {
        async move {
            let now = unit.now();
            let before = held(unit, &subjects).await?;
            let address = before.after_failure(now).address;
            keep(unit, &subjects, Counts { address, ..before }).await?;
            let entry = event(JournalOperation::LoginRefused, &origin);
            unit.record(JournalStream::Access, Entry { object_type: "activation", ..entry });
            Ok(Counts { address, ..Counts::default() }.wait(now))
        }
        .boxed()
    })
    .await
}

/// How long the next machine from an address has to wait, if it has to.
///
/// # Errors
/// The database fails.
pub async fn wait_of_machines<C: ConnectionTrait>(
    connection: &C,
    subjects: &Subjects,
    now: DateTime<Utc>,
) -> Result<Option<Duration>, DbErr> {
    let rows = login_throttle::Entity::find().filter(are(subjects)).all(connection).await?;
    Ok(Counts { address: counts(rows).address, ..Counts::default() }.wait(now))
}

/// Counts a failure of a machine from an address.
pub(super) async fn fail_machine(unit: &UnitOfWork, subjects: &Subjects) -> Result<(), DbErr> {
    let before = held(unit, subjects).await?;
    let address = before.after_failure(unit.now()).address;
    keep(unit, subjects, Counts { address, ..before }).await
}

/// Forgets the failures of an account and of its name from the address, which is familiar from now on; removes some rows
/// that tell nothing any more.
pub(super) async fn succeed(
    unit: &mut UnitOfWork,
    account: AccountId,
    subjects: &Subjects,
    begins_session: bool,
) -> Result<(), WorkError> {
    let now = unit.now();
    let pair = Count { succeeded_at: Some(now), ..Count::default() };
    write_counts(unit, vec![row(ThrottleKind::NameAndAddress, &subjects.pair, &pair, now)]).await?;
    let login = account_login::Model {
        account_id: account,
        failures: 0,
        familiar_failures: 0,
        last_failure_at: None,
        locked_at: None,
        last_login_at: begins_session.then_some(now),
    };
    let mut forgotten = vec![account_login::Column::Failures, account_login::Column::FamiliarFailures];
    forgotten.extend(begins_session.then_some(account_login::Column::LastLoginAt));
    Insert::one(login.into_active_model())
        .on_conflict(
            OnConflict::column(account_login::Column::AccountId).update_columns(forgotten).to_owned(),
        )
        .exec_without_returning(unit.transaction())
        .await?;
    forget(unit).await
}

/// Takes the lock of an account that failed too often, and forgets its failures in a row. Tells whether it was locked.
///
/// # Errors
/// The database fails.
pub async fn unlock(
    unit: &mut UnitOfWork,
    account: AccountId,
    reason: Option<String>,
) -> Result<bool, WorkError> {
    let unlocked = account_login::Entity::update_many()
        .col_expr(account_login::Column::Failures, Expr::value(0))
        .col_expr(account_login::Column::FamiliarFailures, Expr::value(0))
        .col_expr(account_login::Column::LockedAt, Expr::value(None::<DateTime<Utc>>))
        .filter(account_login::Column::AccountId.eq(account))
        .filter(account_login::Column::LockedAt.is_not_null())
        .exec(unit.transaction())
        .await?;
    if unlocked.rows_affected == 0 {
        return Ok(false);
    }
    record(unit, account, "unlocked", reason);
    Ok(true)
}

/// Counts a failure in a row of the account of a name, in one statement whether there is one or not, and locks it when
/// there are too many.
async fn count_in_a_row(unit: &mut UnitOfWork, username: &str, is_familiar: bool) -> Result<(), WorkError> {
    use account_login::Column::{AccountId as Id, Failures, FamiliarFailures, LastFailureAt, LockedAt};
    let now = unit.now();
    let [strange, familiar] = if is_familiar { [0, 1] } else { [1, 0] };
    let first = Query::select()
        .column((account::Entity, account::Column::Id))
        .expr(Expr::value(strange))
        .expr(Expr::value(familiar))
        .expr(Expr::value(now))
        .from(account::Entity)
        .and_where(Expr::col((account::Entity, account::Column::Username)).eq(username))
        .to_owned();
    let one_more = |column, by: i32| Expr::col((account_login::Entity, column)).add(by);
    let mut insert = Query::insert();
    insert
        .into_table(account_login::Entity)
        .columns([Id, Failures, FamiliarFailures, LastFailureAt])
        .select_from(first)
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .on_conflict(
            OnConflict::column(Id)
                .value(Failures, one_more(Failures, strange))
                .value(FamiliarFailures, one_more(FamiliarFailures, familiar))
                .value(LastFailureAt, Expr::value(now))
                .to_owned(),
        )
        .returning(Query::returning().columns([Id, Failures, FamiliarFailures, LockedAt]));
    let Some(counted) = unit.transaction().query_one(&insert).await? else { return Ok(()) };
    let account: AccountId = counted.try_get_by("account_id")?;
    let failures: i32 = counted.try_get_by("failures")?;
    let familiar_failures: i32 = counted.try_get_by("familiar_failures")?;
    let locked_at: Option<DateTime<Utc>> = counted.try_get_by("locked_at")?;
    let is_too_many = failures >= MOST_IN_A_ROW || familiar_failures >= MOST_IN_A_ROW;
    if locked_at.is_some() || !is_too_many {
        return Ok(());
    }
    let locked = account_login::Entity::update_many()
        .col_expr(LockedAt, Expr::value(now))
        .filter(Id.eq(account))
        .filter(LockedAt.is_null())
        .exec(unit.transaction())
        .await?;
    if locked.rows_affected == 1 {
        record(unit, account, "locked", None);
    }
    Ok(())
}

/// The counts, held until the transaction ends: two failures at once are two.
async fn held(unit: &UnitOfWork, subjects: &Subjects) -> Result<Counts, DbErr> {
    let now = unit.now();
    let none = KINDS.map(|kind| row(kind, subjects.kind(kind), &Count::default(), now));
    let keys = [login_throttle::Column::Kind, login_throttle::Column::Subject];
    Insert::many(none.map(IntoActiveModel::into_active_model))
        .on_conflict(OnConflict::columns(keys).do_nothing().to_owned())
        .exec_without_returning(unit.transaction())
        .await?;
    let rows = login_throttle::Entity::find()
        .filter(are(subjects))
        .order_by_asc(login_throttle::Column::Kind)
        .lock_exclusive()
        .all(unit.transaction())
        .await?;
    Ok(counts(rows))
}

async fn keep(unit: &UnitOfWork, subjects: &Subjects, counts: Counts) -> Result<(), DbErr> {
    let now = unit.now();
    let rows = KINDS.map(|kind| {
        let count = match kind {
            ThrottleKind::Address => counts.address,
            ThrottleKind::Name => counts.name,
            ThrottleKind::NameAndAddress => counts.pair,
        };
        row(kind, subjects.kind(kind), &count, now)
    });
    write_counts(unit, rows.to_vec()).await
}

async fn write_counts(unit: &UnitOfWork, rows: Vec<login_throttle::Model>) -> Result<(), DbErr> {
    use login_throttle::Column::{
        BlockedUntil, CountedSince, Failures, KeepUntil, Kind, LastFailureAt, Subject, SucceededAt,
    };
    let values = [Failures, CountedSince, LastFailureAt, BlockedUntil, SucceededAt, KeepUntil];
    Insert::many(rows.into_iter().map(IntoActiveModel::into_active_model))
        .on_conflict(OnConflict::columns([Kind, Subject]).update_columns(values).to_owned())
        .exec_without_returning(unit.transaction())
        .await?;
    Ok(())
}

/// Removes rows that tell nothing any more; those that somebody holds are left for the next time.
async fn forget(unit: &UnitOfWork) -> Result<(), WorkError> {
    use login_throttle::Column::{KeepUntil, Kind, Subject};
    let old = Query::select()
        .columns([Kind, Subject])
        .from(login_throttle::Entity)
        .and_where(KeepUntil.lte(unit.now()))
        .limit(MOST_FORGOTTEN)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    let key = Expr::tuple([Expr::col(Kind), Expr::col(Subject)]);
    login_throttle::Entity::delete_many().filter(key.in_subquery(old)).exec(unit.transaction()).await?;
    Ok(())
}

fn are(subjects: &Subjects) -> Condition {
    let one = |kind: ThrottleKind| {
        let subject = login_throttle::Column::Subject.eq(subjects.kind(kind).to_vec());
        login_throttle::Column::Kind.eq(kind).and(subject)
    };
    KINDS.into_iter().fold(Condition::any(), |any, kind| any.add(one(kind)))
}

fn counts(rows: Vec<login_throttle::Model>) -> Counts {
    let count = |row: login_throttle::Model| Count {
        failures: u32::try_from(row.failures).unwrap_or_default(),
        counted_since: (row.failures > 0).then_some(row.counted_since),
        last_failure_at: row.last_failure_at,
        blocked_until: row.blocked_until,
        succeeded_at: row.succeeded_at,
    };
    let mut counts: BTreeMap<ThrottleKind, Count> =
        rows.into_iter().map(|row| (row.kind, count(row))).collect();
    let mut of = |kind| counts.remove(&kind).unwrap_or_default();
    Counts {
        pair: of(ThrottleKind::NameAndAddress),
        name: of(ThrottleKind::Name),
        address: of(ThrottleKind::Address),
    }
}

fn row(kind: ThrottleKind, subject: &[u8], count: &Count, now: DateTime<Utc>) -> login_throttle::Model {
    login_throttle::Model {
        kind,
        subject: subject.to_vec(),
        failures: i32::try_from(count.failures).unwrap_or(i32::MAX),
        counted_since: count.counted_since.unwrap_or(now),
        last_failure_at: count.last_failure_at,
        blocked_until: count.blocked_until,
        succeeded_at: count.succeeded_at,
        keep_until: keep_until(kind, count, now),
    }
}

/// Tells that an account was locked or unlocked.
fn record(unit: &mut UnitOfWork, account: AccountId, outcome: &'static str, reason: Option<String>) {
    unit.record(
        JournalStream::Access,
        Entry {
            actor: None,
            request: None,
            object_type: "account_login",
            object: Some(account.into()),
            unit: None,
            class: ConfidentialityClass::Account,
            operation: JournalOperation::Change,
            reason,
            value: Some(json!({ "outcome": outcome })),
        },
    );
}
