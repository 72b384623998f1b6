//! The lock on SQLite, which is retried here and not waited for in the database. How a run behaves on both databases is
//! tested with the rest of the schema in the tests of the workspace.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "holds the lock by hand")]

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use tempfile::TempDir;

async fn open(folder: &TempDir) -> DatabaseConnection {
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("canbo.db").display());
    Database::connect(ConnectOptions::new(url)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn given_a_writer_that_holds_the_lock_when_applied_then_the_run_waits_longer_than_the_busy_timeout() {
    let folder = TempDir::new().unwrap();
    let (writer, db) = (open(&folder).await, open(&folder).await);
    db.execute_unprepared("PRAGMA busy_timeout = 10").await.unwrap();
    let writing = writer.begin().await.unwrap();
    writing.execute_unprepared("CREATE TABLE written (id integer)").await.unwrap();

    let run = tokio::spawn(async move { migration::up(&db).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!run.is_finished());
    writing.rollback().await.unwrap();

    assert_eq!(run.await.unwrap().unwrap().len(), 34);
}
