#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "the tests tamper with the tables")]

use entity::class::ConfidentialityClass;
use entity::id::UnitId;
use entity::value::JournalStream;
use entity::{journal_entry, journal_head, unit};
use futures_util::FutureExt;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder};
use uuid::Uuid;

use super::{
    Break, Checkpoint, DataVersion, Entry, Verified, chain, data_version, head, verify, verify_against,
};
use crate::fixture::{Fixture, now};
use crate::keys::Keys;
use crate::work::{Actor, WorkError};

/// Writes units, each batch of so many in a transaction of its own.
async fn write_units(fixture: &Fixture, batches: &[u128]) {
    let mut next = 1;
    for batch in batches {
        write_units_from(fixture, next, *batch).await;
        next += batch;
    }
}

/// Writes so many units, the first one with this id.
async fn write_units_from(fixture: &Fixture, first: u128, many: u128) {
    let rows = (first..first + many).map(|id| unit::Model { id: UnitId(Uuid::from_u128(id)) }).collect();
    let written: Result<(), WorkError> =
        fixture.work.unit(Actor::CONSOLE, |unit| unit_rows(unit, rows).boxed()).await;
    written.unwrap();
}

async fn unit_rows(unit: &mut crate::work::UnitOfWork, rows: Vec<unit::Model>) -> Result<(), WorkError> {
    unit.create(rows, |row| Some(row.id)).await
}

async fn check(fixture: &Fixture) -> Result<Verified, Break> {
    verify(fixture.database.reader(), fixture.keys.journal(), JournalStream::Data).await
}

/// Alters what the triggers would protect.
async fn tamper(fixture: &Fixture, table: &str, statement: &str) {
    let connection = crate::database::Database::connect_for_migration(&fixture.config).await.unwrap();
    let triggers = format!("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'");
    let query = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, triggers);
    for row in connection.query_all_raw(query).await.unwrap() {
        let name: String = row.try_get_by_index(0).unwrap();
        connection.execute_unprepared(&format!("DROP TRIGGER {name}")).await.unwrap();
    }
    connection.execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
    let done = connection.execute_unprepared(statement).await.unwrap();
    assert_eq!(done.rows_affected(), 1, "{statement}");
    connection.close().await.unwrap();
}

#[tokio::test]
async fn given_changes_when_journalled_then_the_sequence_has_no_gap_and_the_stream_is_whole() {
    let fixture = Fixture::new().await;
    assert_eq!(head(fixture.database.reader(), JournalStream::Data).await.unwrap(), 0);
    write_units(&fixture, &[2, 0, 3]).await;
    assert_eq!(head(fixture.database.reader(), JournalStream::Data).await.unwrap(), 5);
    assert_eq!(head(fixture.database.reader(), JournalStream::Access).await.unwrap(), 0);
    assert_eq!(check(&fixture).await.unwrap(), Verified { entries: 5, erased: 0 });

    let entries = journal_entry::Entity::find()
        .order_by_asc(journal_entry::Column::Sequence)
        .all(fixture.database.reader())
        .await
        .unwrap();
    let sequences: Vec<i64> = entries.iter().map(|entry| entry.sequence).collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5]);
    let third = entries.get(2).unwrap();
    assert_eq!(third.object_type, "unit");
    assert_eq!(third.object_id, Some(Uuid::from_u128(3)));
    assert_eq!(third.unit_id, Some(UnitId(Uuid::from_u128(3))));
    assert_eq!(third.recorded_at, now());
    assert_eq!((third.actor_id, third.request_id), (None, None));
}

#[tokio::test]
async fn given_entries_of_other_classes_or_streams_then_the_version_of_the_directory_stays() {
    let fixture = Fixture::new().await;
    let version = async || data_version(fixture.database.reader()).await.unwrap();
    assert_eq!(version().await, DataVersion { data: 0, directory: 0 });
    write_units(&fixture, &[2]).await;
    assert_eq!(version().await, DataVersion { data: 2, directory: 2 });
    for (stream, class) in [
        (JournalStream::Data, ConfidentialityClass::Personnel),
        (JournalStream::Access, ConfidentialityClass::Directory),
    ] {
        let entry = Entry::created(&unit::Model { id: UnitId(Uuid::from_u128(9)) }, None).unwrap();
        let written: Result<(), WorkError> = fixture
            .work
            .unit(Actor::CONSOLE, move |unit| {
                unit.record(stream, Entry { class, ..entry });
                async { Ok(()) }.boxed()
            })
            .await;
        written.unwrap();
        assert_eq!(version().await, DataVersion { data: 3, directory: 2 }, "{stream:?}");
    }
    write_units_from(&fixture, 3, 1).await;
    assert_eq!(version().await, DataVersion { data: 4, directory: 4 });
}

#[tokio::test]
async fn given_more_entries_than_a_page_holds_then_all_are_checked() {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[2_500]).await;
    assert_eq!(check(&fixture).await.unwrap(), Verified { entries: 2_500, erased: 0 });
}

#[tokio::test]
async fn given_an_erased_value_then_the_chain_holds_and_the_erasure_is_counted() {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[3]).await;
    tamper(&fixture, "journal_value_directory", "DELETE FROM journal_value_directory WHERE sequence = 2")
        .await;
    assert_eq!(check(&fixture).await.unwrap(), Verified { entries: 3, erased: 1 });
}

#[tokio::test]
async fn given_an_altered_header_then_it_is_found() {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[3]).await;
    tamper(
        &fixture,
        "journal_entry",
        "UPDATE journal_entry SET operation = 'REMOVE' WHERE stream = 'DATA' AND sequence = 2",
    )
    .await;
    assert!(matches!(check(&fixture).await, Err(Break::Header(2))));
}

#[tokio::test]
async fn given_an_altered_or_moved_value_then_it_is_found() {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[3]).await;
    let other = "UPDATE journal_value_directory SET sealed = (SELECT sealed FROM journal_value_directory WHERE \
                 sequence = 1) WHERE sequence = 3";
    tamper(&fixture, "journal_value_directory", other).await;
    assert!(matches!(check(&fixture).await, Err(Break::Value(3))));
}

#[tokio::test]
async fn given_a_value_in_the_table_of_another_class_then_it_is_found() {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[3]).await;
    tamper(
        &fixture,
        "journal_value_party",
        "INSERT INTO journal_value_party SELECT * FROM journal_value_directory WHERE sequence = 2",
    )
    .await;
    assert!(matches!(check(&fixture).await, Err(Break::Stray(2))));
}

#[tokio::test]
async fn given_a_removed_entry_then_the_gap_is_found() {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[3]).await;
    tamper(&fixture, "journal_entry", "DELETE FROM journal_entry WHERE sequence = 2").await;
    assert!(matches!(check(&fixture).await, Err(Break::Missing(2))));
}

#[tokio::test]
async fn given_a_removed_end_then_the_head_tells() {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[3]).await;
    tamper(&fixture, "journal_entry", "DELETE FROM journal_entry WHERE sequence = 3").await;
    assert!(matches!(check(&fixture).await, Err(Break::Head(2))));
}

#[tokio::test]
async fn given_another_key_then_the_values_do_not_open() {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[1]).await;
    let other = Keys::ephemeral().unwrap();
    let outcome = verify(fixture.database.reader(), other.journal(), JournalStream::Data).await;
    assert!(matches!(outcome, Err(Break::Sealed { sequence: 1, .. })));
}

/// A checkpoint of the journal as it is.
async fn checkpoint(fixture: &Fixture) -> Checkpoint {
    let key = fixture.keys.checkpoint().current();
    Checkpoint::take(fixture.database.reader(), &key, now()).await.unwrap()
}

/// Alters entry `number` and chains it and all that follow anew, head included, as only the owner of the database can.
async fn forge(fixture: &Fixture, number: i64) {
    let connection = crate::database::Database::connect_for_migration(&fixture.config).await.unwrap();
    for trigger in ["journal_entry_append_only_update", "journal_head_advances_update"] {
        connection.execute_unprepared(&format!("DROP TRIGGER {trigger}")).await.unwrap();
    }
    let entries = journal_entry::Entity::find().order_by_asc(journal_entry::Column::Sequence);
    let mut before = chain::ORIGIN.to_vec();
    for mut entry in entries.all(&connection).await.unwrap() {
        if entry.sequence == number {
            entry.object_id = Some(Uuid::from_u128(666));
        }
        entry.previous_hash = before;
        entry.hash = chain::hash(&entry);
        before = entry.hash.clone();
        entry.into_active_model().reset_all().update(&connection).await.unwrap();
    }
    let head = journal_head::Entity::find_by_id(JournalStream::Data).one(&connection).await.unwrap().unwrap();
    let head = journal_head::Model { hash: before, ..head };
    head.into_active_model().reset_all().update(&connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn ad_07_given_an_owner_who_edits_an_entry_and_chains_the_rest_anew_then_a_checkpoint_alone_tells_where()
 {
    let fixture = Fixture::new().await;
    write_units(&fixture, &[2]).await;
    let early = checkpoint(&fixture).await;
    write_units_from(&fixture, 3, 3).await;
    let late = checkpoint(&fixture).await;
    write_units_from(&fixture, 6, 1).await;
    let (database, key) = (fixture.database.reader(), fixture.keys.journal());
    let both = [late.clone(), early.clone()];
    let whole = verify_against(database, key, JournalStream::Data, &both).await.unwrap();
    assert_eq!(whole, Verified { entries: 6, erased: 0 });

    forge(&fixture, 4).await;

    assert_eq!(check(&fixture).await.unwrap(), Verified { entries: 6, erased: 0 });
    let outcome = verify_against(database, key, JournalStream::Data, &both).await;
    let broken = outcome.unwrap_err();
    assert!(matches!(broken, Break::Rechained { from: 3, to: 5, at } if at == late.at), "{broken}");
    assert_eq!(broken.first_bad(), Some(3));
    // What stands before the forged entry is as it was signed.
    verify_against(database, key, JournalStream::Data, &[early]).await.unwrap();
}

#[tokio::test]
async fn given_a_checkpoint_of_an_empty_journal_then_it_agrees_with_whatever_came_after() {
    let fixture = Fixture::new().await;
    let empty = checkpoint(&fixture).await;
    assert_eq!(empty.reach(JournalStream::Data).unwrap().size, 0);
    write_units(&fixture, &[2]).await;
    let (database, key) = (fixture.database.reader(), fixture.keys.journal());
    verify_against(database, key, JournalStream::Data, &[empty]).await.unwrap();
}
