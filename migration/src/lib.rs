//! The changes of Canbo's database, up and down, for SQLite and PostgreSQL.
//!
//! A run is one transaction under one lock: all of its changes are applied or none is, and of two programs that start
//! at once the second waits for the first and then finds nothing to do. Changes are explicit; no program makes them
//! by itself when it finds the schema too old (`docs/adr/0004-migrations-not-sync.md`).
//!
//! A change is SQL that both databases understand. What they can't express alike is in one place each: the names of
//! types in `dialect`, periods that must not overlap in `one_per_day`, rows that are final in `refusal`. A broken
//! rule is reported under its name: PostgreSQL gives it as the constraint; SQLite gives a check's name and a trigger's
//! rule in the error's message, and for a unique index its columns.

mod change;
mod dialect;
mod error;
mod lock;
mod m0001_foundation;
mod m0002_units;
mod m0003_titles;
mod m0004_programmes;
mod m0005_officials;
mod m0006_identity;
mod m0007_party;
mod m0008_appointments;
mod m0009_ratings;
mod m0010_source_pool;
mod m0011_succession;
mod m0012_training;
mod m0013_accounts;
mod m0014_publications;
mod m0015_journal;
mod m0016_logins;
mod m0017_service_accounts;
mod m0018_account_proposals;
mod m0019_journal_reading;
mod m0020_citizen_number_index;
mod m0021_idempotency;
mod m0022_qualification_version;
mod m0023_rating_proposals;
mod m0024_people_versions;
mod m0025_post_version;
mod m0026_directory_sequence;
mod m0027_journal_things;
mod m0028_duplicates;
mod m0029_source_pool_version;
mod m0030_obligations;
mod m0031_succession_versions;
mod m0032_training_plan_work;
mod m0033_course_work;
mod m0034_reports;
mod one_per_day;
mod refusal;
mod status;
mod words;

use sea_orm_migration::sea_orm::{DatabaseConnection, DatabaseTransaction};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

pub use error::MigrateError;
pub use status::Status;

/// Every change, in the order in which they are applied.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        [
            m0001_foundation::CHANGE,
            m0002_units::CHANGE,
            m0003_titles::CHANGE,
            m0004_programmes::CHANGE,
            m0005_officials::CHANGE,
            m0006_identity::CHANGE,
            m0007_party::CHANGE,
            m0008_appointments::CHANGE,
            m0009_ratings::CHANGE,
            m0010_source_pool::CHANGE,
            m0011_succession::CHANGE,
            m0012_training::CHANGE,
            m0013_accounts::CHANGE,
            m0014_publications::CHANGE,
            m0015_journal::CHANGE,
            m0016_logins::CHANGE,
            m0017_service_accounts::CHANGE,
            m0018_account_proposals::CHANGE,
            m0019_journal_reading::CHANGE,
            m0020_citizen_number_index::CHANGE,
            m0021_idempotency::CHANGE,
            m0022_qualification_version::CHANGE,
            m0023_rating_proposals::CHANGE,
            m0024_people_versions::CHANGE,
            m0025_post_version::CHANGE,
            m0026_directory_sequence::CHANGE,
            m0027_journal_things::CHANGE,
            m0028_duplicates::CHANGE,
            m0029_source_pool_version::CHANGE,
            m0030_obligations::CHANGE,
            m0031_succession_versions::CHANGE,
            m0032_training_plan_work::CHANGE,
            m0033_course_work::CHANGE,
            m0034_reports::CHANGE,
        ]
        .into_iter()
        .map(|change| -> Box<dyn MigrationTrait> { Box::new(change) })
        .collect()
    }
}

/// Applies every change that the database doesn't hold yet, and returns their names in the order applied. With nothing
/// to do it changes nothing and returns none.
///
/// Waits for at most a minute for a run that is under way elsewhere.
///
/// # Errors
/// [`MigrateError::Locked`] if that minute does not suffice, [`MigrateError::Unknown`] if a newer program changed the
/// database, [`MigrateError::Database`] if the database fails. In each case nothing was changed.
pub async fn up(db: &DatabaseConnection) -> Result<Vec<String>, MigrateError> {
    let (transaction, status) = begin(db).await?;
    if !status.pending.is_empty() {
        Migrator::up(&transaction, None).await?;
    }
    transaction.commit().await?;
    Ok(status.pending)
}

/// Takes back the last `steps` changes, **with the data that their tables hold**, and returns their names in the order
/// taken back. Once no change is left the database is as empty as before the first.
///
/// # Errors
/// As [`up`].
pub async fn down(db: &DatabaseConnection, steps: u32) -> Result<Vec<String>, MigrateError> {
    let (transaction, status) = begin(db).await?;
    let last = usize::try_from(steps).unwrap_or(usize::MAX);
    let undone = status.applied.iter().rev().take(last).cloned().collect::<Vec<_>>();
    if !undone.is_empty() {
        Migrator::down(&transaction, Some(steps)).await?;
    }
    if undone.len() == status.applied.len() {
        Migrator::uninstall(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(undone)
}

/// Which changes the database holds. Writes nothing, so that it works for a role that may only read.
///
/// # Errors
/// [`MigrateError::Database`] if the database fails.
pub async fn status(db: &DatabaseConnection) -> Result<Status, MigrateError> {
    Ok(status::read(db).await?)
}

/// Takes the lock, and reads what there is to do under it.
async fn begin(db: &DatabaseConnection) -> Result<(DatabaseTransaction, Status), MigrateError> {
    let transaction = lock::begin_locked(db).await?;
    let status = status::read(&transaction).await?;
    if !status.unknown.is_empty() {
        return Err(MigrateError::Unknown(status.unknown));
    }
    Ok((transaction, status))
}
