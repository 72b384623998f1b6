//! A run as a whole, on SQLite: its lock, its order, its return, and what it leaves behind. What the schema refuses is
//! tested on both databases in the tests of the workspace.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]
#![expect(clippy::disallowed_methods, reason = "looks at the schema itself")]

use migration::{MigrateError, Status};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait};
use tempfile::TempDir;

const NAMES: [&str; 15] = [
    "m0001_foundation",
    "m0002_units",
    "m0003_titles",
    "m0004_programmes",
    "m0005_officials",
    "m0006_identity",
    "m0007_party",
    "m0008_appointments",
    "m0009_ratings",
    "m0010_source_pool",
    "m0011_succession",
    "m0012_training",
    "m0013_accounts",
    "m0014_publications",
    "m0015_journal",
];

async fn open(folder: &TempDir) -> DatabaseConnection {
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("canbo.db").display());
    Database::connect(ConnectOptions::new(url)).await.unwrap()
}

/// The names of everything in the schema.
async fn objects(db: &DatabaseConnection) -> Vec<String> {
    let statement = Statement::from_string(
        db.get_database_backend(),
        "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

#[tokio::test]
async fn given_an_empty_database_when_its_status_is_read_then_all_is_pending_and_nothing_is_written() {
    let folder = TempDir::new().unwrap();
    let db = open(&folder).await;

    let status = migration::status(&db).await.unwrap();

    let pending = NAMES.map(str::to_owned).to_vec();
    assert_eq!(status, Status { applied: vec![], pending, unknown: vec![] });
    assert!(!status.is_current());
    assert_eq!(objects(&db).await, Vec::<String>::new());
}

#[tokio::test]
async fn given_an_empty_database_when_applied_twice_then_the_second_finds_nothing_to_do() {
    let folder = TempDir::new().unwrap();
    let db = open(&folder).await;

    assert_eq!(migration::up(&db).await.unwrap(), NAMES);
    assert_eq!(migration::up(&db).await.unwrap(), Vec::<String>::new());

    let status = migration::status(&db).await.unwrap();
    assert_eq!(status.applied, NAMES);
    assert!(status.is_current());
}

#[tokio::test]
async fn given_all_applied_when_all_is_taken_back_then_the_database_is_empty_and_can_be_filled_again() {
    let folder = TempDir::new().unwrap();
    let db = open(&folder).await;
    migration::up(&db).await.unwrap();
    let filled = objects(&db).await;

    let mut undone = migration::down(&db, u32::MAX).await.unwrap();

    undone.reverse();
    assert_eq!(undone, NAMES);
    assert_eq!(objects(&db).await, Vec::<String>::new());
    assert_eq!(migration::up(&db).await.unwrap(), NAMES);
    assert_eq!(objects(&db).await, filled);
}

#[tokio::test]
async fn given_all_applied_when_one_step_is_taken_back_then_only_the_last_change_is_pending() {
    let folder = TempDir::new().unwrap();
    let db = open(&folder).await;
    migration::up(&db).await.unwrap();

    assert_eq!(migration::down(&db, 1).await.unwrap(), ["m0015_journal"]);

    let status = migration::status(&db).await.unwrap();
    assert_eq!(status.pending, ["m0015_journal"]);
    assert!(!objects(&db).await.contains(&"journal_entry".to_owned()));
    assert_eq!(migration::up(&db).await.unwrap(), ["m0015_journal"]);
}

#[tokio::test]
async fn given_a_change_of_a_newer_program_when_applied_or_taken_back_then_refused_and_untouched() {
    let folder = TempDir::new().unwrap();
    let db = open(&folder).await;
    migration::up(&db).await.unwrap();
    migration::down(&db, 1).await.unwrap();
    db.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_later', 0)").await.unwrap();
    let before = objects(&db).await;

    let up = migration::up(&db).await.unwrap_err();
    let down = migration::down(&db, 1).await.unwrap_err();

    assert!(matches!(up, MigrateError::Unknown(names) if names == ["m9999_later"]));
    assert!(matches!(down, MigrateError::Unknown(names) if names == ["m9999_later"]));
    assert_eq!(objects(&db).await, before);
    assert_eq!(migration::status(&db).await.unwrap().unknown, ["m9999_later"]);
}

#[tokio::test]
async fn given_a_change_that_fails_when_applied_then_no_change_of_the_run_stays() {
    let folder = TempDir::new().unwrap();
    let db = open(&folder).await;
    db.execute_unprepared("CREATE TABLE journal_head (stands_in_the_way text)").await.unwrap();

    let error = migration::up(&db).await.unwrap_err();

    assert!(matches!(error, MigrateError::Database(_)), "{error:?}");
    assert_eq!(objects(&db).await, ["journal_head"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn given_two_programs_when_both_start_at_once_then_one_applies_all_and_the_other_nothing() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (open(&folder).await, open(&folder).await);

    let (one, other) = tokio::join!(migration::up(&one), migration::up(&other));

    let mut applied = [one.unwrap(), other.unwrap()];
    applied.sort_by_key(Vec::len);
    assert_eq!(applied, [vec![], NAMES.map(str::to_owned).to_vec()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn given_a_writer_that_holds_the_lock_when_applied_then_the_run_waits_longer_than_the_busy_timeout() {
    let folder = TempDir::new().unwrap();
    let (writer, db) = (open(&folder).await, open(&folder).await);
    db.execute_unprepared("PRAGMA busy_timeout = 10").await.unwrap();
    let writing = writer.begin().await.unwrap();
    writing.execute_unprepared("CREATE TABLE written (id integer)").await.unwrap();

    let run = tokio::spawn(async move { migration::up(&db).await });
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert!(!run.is_finished());
    writing.rollback().await.unwrap();

    assert_eq!(run.await.unwrap().unwrap(), NAMES);
}
