//! What a unit of work of the registry holds until it ends, in the order in which it is taken (decision 0013). SQLite has one writer; there
//! nothing has to be held.

#![expect(clippy::disallowed_methods, reason = "locks are taken inside the transaction")]

use std::collections::BTreeSet;

use entity::id::{AccountId, CourseId, OfficialId, SuccessionRoundId, UnitId};
use entity::{account, course, official, succession_round};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use crate::work::UnitOfWork;

/// Takes a lock alone, until the transaction ends.
const ALONE: &str = "SELECT pg_advisory_xact_lock($1, $2)";

/// What the locks of seats are told apart by from other advisory locks of PostgreSQL.
const SEATS: i32 = 1;
/// As [`SEATS`], of the structure of units.
const STRUCTURE: i32 = 2;
/// As [`SEATS`], of numbers and names.
const SOUGHT: i32 = 3;

/// How the structure of units is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Structure {
    /// As it is, together with everybody else who needs it so.
    AsItIs,
    /// Alone, to change it.
    Alone,
}

/// Holds the structure of units: which there are, and where each stands.
pub(super) async fn structure(unit: &UnitOfWork, hold_it: Structure) -> Result<(), DbErr> {
    let sql = match hold_it {
        Structure::AsItIs => "SELECT pg_advisory_xact_lock_shared($1, $2)",
        Structure::Alone => ALONE,
    };
    hold(unit, sql, [STRUCTURE, 0]).await
}

/// Holds an account as it is: whoever disables it waits.
pub(super) async fn account(unit: &UnitOfWork, account: AccountId) -> Result<(), DbErr> {
    let held = account::Entity::find_by_id(account).select_only().column(account::Column::Id);
    held.lock(LockType::Share).into_tuple::<AccountId>().one(unit.transaction()).await.map(drop)
}

/// Holds courses, with their places and all who are or wait to be in them. Those of them that there are.
pub(super) async fn courses(
    unit: &UnitOfWork,
    courses: &BTreeSet<CourseId>,
) -> Result<Vec<course::Model>, DbErr> {
    course::Entity::find()
        .filter(course::Column::Id.is_in(courses.iter().copied()))
        .order_by_asc(course::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(unit.transaction())
        .await
}

/// Holds people, with all that belongs to them. Those of them that there are.
pub(in crate::work) async fn people(
    unit: &UnitOfWork,
    people: &BTreeSet<OfficialId>,
) -> Result<Vec<official::Model>, DbErr> {
    official::Entity::find()
        .filter(official::Column::Id.is_in(people.iter().copied()))
        .order_by_asc(official::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(unit.transaction())
        .await
}

/// Holds the seats of titles in units.
pub(in crate::work) async fn seats(unit: &UnitOfWork, seats: &BTreeSet<(UnitId, &str)>) -> Result<(), DbErr> {
    let keys: BTreeSet<i32> = seats.iter().map(|(unit, title)| key(*unit, title)).collect();
    for key in keys {
        hold(unit, ALONE, [SEATS, key]).await?;
    }
    Ok(())
}

/// Holds a succession round, with the state that it is in and the people in it; none where there is none.
pub(super) async fn succession_round(
    unit: &UnitOfWork,
    round: SuccessionRoundId,
) -> Result<Option<succession_round::Model>, DbErr> {
    let held = succession_round::Entity::find_by_id(round).lock(LockType::NoKeyUpdate);
    held.one(unit.transaction()).await
}

/// Holds what is looked for before it is written, as a number or a name, so that two who write the same are judged one after the
/// other.
pub(super) async fn sought(unit: &UnitOfWork, sought: &[u8]) -> Result<(), DbErr> {
    hold(unit, ALONE, [SOUGHT, hash(sought)]).await
}

async fn hold(unit: &UnitOfWork, sql: &str, keys: [i32; 2]) -> Result<(), DbErr> {
    let transaction = unit.transaction();
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, keys.map(Into::into));
    transaction.execute_raw(statement).await.map(drop)
}

/// A number for the seats of a title in a unit. Two that share one wait for each other without need, and no more.
fn key(unit: UnitId, title: &str) -> i32 {
    hash(unit.0.as_bytes().iter().chain(title.as_bytes()))
}

/// A number for bytes (FNV-1a).
fn hash<'b>(bytes: impl IntoIterator<Item = &'b u8>) -> i32 {
    let hash = bytes
        .into_iter()
        .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    i32::from_ne_bytes(hash.to_ne_bytes())
}
