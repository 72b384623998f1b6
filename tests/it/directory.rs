//! The directory in memory: kept through every change but its own, and new at once after one.

use api::database::Database;
use api::demo::district;
use api::journal::data_version;
use api::work::{Actor, UnitOfWork, WorkError};
use canbo_tests::{Account, Client, Server, clock, on_both_databases};
use entity::value::Sex;
use entity::{official, unit_version};
use futures_util::FutureExt;
use serde_json::Value;

on_both_databases!(
    alone:
    given_a_change_of_personnel_then_figures_are_new_and_the_directory_is_not_read_again,
    given_a_unit_that_changes_then_every_server_shows_it_at_once_and_reads_the_directory_once,
    given_a_unit_and_people_that_change_together_then_every_server_shows_both_at_once,
    given_a_journal_of_before_the_migration_when_applied_then_the_head_knows_the_last_change_of_the_directory,
);

/// What reading the directory anew costs: its tables, and its version before and after.
const READING: u64 = 15 + 2;

/// What told the head of the directory's changes.
const MIGRATION: &str = "m0026_directory_sequence";

const UNIT: &str = "{ units(where: { codes: [\"10030\"] }, first: 1) { nodes { name } } }";

const FIGURES: &str = "{ targets(programme: \"KH-276\") { target { code } numerator denominator } }";

/// The name of the commune as somebody sees it, and how many statements that takes.
async fn name(server: &Server, client: &Client) -> (String, u64) {
    let before = server.statements();
    let answer = client.query(UNIT).await;
    (answer.string("/units/nodes/0/name").to_owned(), server.statements() - before)
}

async fn figures(client: &Client) -> Value {
    client.query(FIGURES).await.data().clone()
}

/// Gives the commune another name.
async fn rename(unit: &mut UnitOfWork, to: &str) -> Result<(), WorkError> {
    let mut versions = district().unit_versions.into_iter();
    let before = versions.find(|row| row.code == "10030" && row.valid_to.is_none()).unwrap();
    let after = unit_version::Model { name: to.to_owned(), ..before.clone() };
    unit.change(&before, after, Some(before.unit_id), None).await
}

/// Makes every woman a man, which other figures come of.
async fn change_people(unit: &mut UnitOfWork) -> Result<(), WorkError> {
    for before in district().officials.into_iter().filter(|row| row.sex == Sex::Female) {
        let after = official::Model { sex: Sex::Male, ..before.clone() };
        unit.change(&before, after, None, None).await?;
    }
    Ok(())
}

async fn given_a_change_of_personnel_then_figures_are_new_and_the_directory_is_not_read_again(
    server: &Server,
) {
    let office = server.client(Account::HomeAffairs).await;
    let before = figures(&office).await;
    let usual = name(server, &office).await;
    let outcome: Result<(), WorkError> =
        server.app().work.unit(Actor::CONSOLE, |unit| change_people(unit).boxed()).await;
    outcome.unwrap();
    assert_eq!(name(server, &office).await, usual);
    assert_ne!(figures(&office).await, before);
    assert_eq!(name(server, &office).await, usual);
}

async fn given_a_unit_that_changes_then_every_server_shows_it_at_once_and_reads_the_directory_once(
    server: &Server,
) {
    let replica = server.beside(clock()).await;
    let (here, there) =
        (server.client(Account::HomeAffairs).await, replica.client(Account::HomeAffairs).await);
    for (server, client) in [(server, &here), (&replica, &there)] {
        assert_eq!(name(server, client).await.0, "Xã Phú Nghĩa");
    }
    let usual = name(server, &here).await.1;
    assert_eq!(name(&replica, &there).await.1, usual);

    let outcome: Result<(), WorkError> =
        server.app().work.unit(Actor::CONSOLE, |unit| rename(unit, "Xã Phú Nghĩa Mới").boxed()).await;
    outcome.unwrap();

    let shown = || "Xã Phú Nghĩa Mới".to_owned();
    assert_eq!(name(&replica, &there).await, (shown(), usual + READING));
    assert_eq!(name(server, &here).await, (shown(), usual + READING));
    assert_eq!(name(&replica, &there).await, (shown(), usual));
    assert_eq!(name(server, &here).await, (shown(), usual));
    replica.close().await;
}

async fn given_a_unit_and_people_that_change_together_then_every_server_shows_both_at_once(server: &Server) {
    let replica = server.beside(clock()).await;
    let there = replica.client(Account::HomeAffairs).await;
    let before = figures(&there).await;
    assert_eq!(name(&replica, &there).await.0, "Xã Phú Nghĩa");
    let both = async |unit: &mut UnitOfWork| {
        rename(unit, "Xã Phú Nghĩa Mới").await?;
        // The last entry is of another class.
        change_people(unit).await
    };
    let outcome: Result<(), WorkError> =
        server.app().work.unit(Actor::CONSOLE, move |unit| both(unit).boxed()).await;
    outcome.unwrap();
    assert_ne!(figures(&there).await, before);
    assert_eq!(name(&replica, &there).await.0, "Xã Phú Nghĩa Mới");
    replica.close().await;
}

async fn given_a_journal_of_before_the_migration_when_applied_then_the_head_knows_the_last_change_of_the_directory(
    server: &Server,
) {
    let outcome: Result<(), WorkError> =
        server.app().work.unit(Actor::CONSOLE, |unit| change_people(unit).boxed()).await;
    outcome.unwrap();
    let before = data_version(server.database().reader()).await.unwrap();
    assert!(0 < before.directory && before.directory < before.data, "{before:?}");
    let database = Database::connect_for_migration(&server.app().config.database).await.unwrap();
    while migration::status(&database).await.unwrap().applied.iter().any(|name| name == MIGRATION) {
        migration::down(&database, 1).await.unwrap();
    }
    migration::up(&database).await.unwrap();
    database.close().await.unwrap();
    assert_eq!(data_version(server.database().reader()).await.unwrap(), before);
}
