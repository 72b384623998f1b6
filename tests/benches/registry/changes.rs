//! How many changes a second a server makes: twenty clients, each logged in by itself, record qualifications of the people of one
//! commune, each change in a transaction of its own with its entry in the journal. Beside it, in the same run, how many transactions of
//! one tiny row as many writers commit on the same database: what no server over it can do better.

#![expect(
    clippy::disallowed_methods,
    reason = "compares with bare SQL, and asks the database how it is set up"
)]

use std::time::{Duration, Instant};

use api::database::Database;
use api::demo::PASS_PHRASE;
use canbo_tests::{Account, Client, Dbms, Server, TODAY, TestDatabase};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::say;

/// Clients at once, and writers of bare rows.
const CLIENTS: usize = 20;

/// Changes of each.
const CHANGES: usize = 50;

/// Changes of each before it is measured.
const WARMING_UP: usize = 5;

const RECORD: &str = "mutation ($input: RecordQualificationInput!) {
    recordQualification(input: $input) { qualification { key } replayed userErrors { code } }
}";

/// Measures one kind of database.
pub(super) async fn measure(dbms: Dbms) {
    let server = Server::with(TestDatabase::demo(dbms).await, |config| {
        config.limits.running_per_user = config.limits.running;
        config.database.connections = u32::try_from(CLIENTS).expect("they are few");
    })
    .await;
    let bare = commits_a_second(server.database()).await;
    let changes = changes_a_second(&server).await;
    let flushes = flushing(server.database(), dbms).await;
    say(&format!("{dbms:?} ({flushes}), {CLIENTS} at once:"));
    say(&format!("    {bare:>8.0} commits of one row a second"));
    say(&format!("    {changes:>8.0} changes a second, {:.0} % of them", 100.0 * changes / bare));
    server.close().await;
}

/// How many changes a second the server makes and journals.
async fn changes_a_second(server: &Server) -> f64 {
    let people = people(&server.client(Account::PhuNghia).await).await;
    let mut clients = Vec::with_capacity(CLIENTS);
    for client in 0..CLIENTS {
        let login = server.log_in(Account::PhuNghia.username(), PASS_PHRASE).await;
        let token = login.body.get("accessToken").and_then(Value::as_str).expect("the account logs in");
        let person = people.get(client % people.len()).expect("the commune has people");
        clients.push((server.client_with_token(token), person.clone()));
    }
    let round = async |name: &'static str, changes: usize| {
        join_all(clients.iter().enumerate().map(async |(number, (client, person))| {
            for change in 0..changes {
                record(client, person, &format!("{name}-{number}-{change}")).await;
            }
        }))
        .await;
    };
    round("warm", WARMING_UP).await;
    let began = Instant::now();
    round("measured", CHANGES).await;
    a_second(CLIENTS * CHANGES, began.elapsed())
}

async fn people(client: &Client) -> Vec<Value> {
    let answer = client.query("{ officials(first: 100) { nodes { key } } }").await;
    let people = answer.list("/officials/nodes").iter();
    people.filter_map(|person| person.get("key").cloned()).collect()
}

async fn record(client: &Client, person: &Value, idempotency_key: &str) {
    let input = json!({
        "official": person, "kind": "FOREIGN_LANGUAGE", "level": "LEVEL_3", "obtainedOn": TODAY,
        "issuer": "Đại học Hà Nội", "idempotencyKey": idempotency_key,
    });
    let answer = client.ask(RECORD, json!({ "input": input })).await;
    assert_eq!(answer.at("/recordQualification/userErrors"), &json!([]), "{}", answer.text);
    assert_eq!(answer.at("/recordQualification/replayed"), &json!(false));
}

/// How many transactions of one tiny row the database commits a second.
async fn commits_a_second(database: &Database) -> f64 {
    let table = "CREATE TABLE bare_row (number bigint NOT NULL)";
    commit(database, table).await;
    let round = async |commits: usize| {
        join_all((0..CLIENTS).map(async |_| {
            for _ in 0..commits {
                commit(database, "INSERT INTO bare_row (number) VALUES (1)").await;
            }
        }))
        .await;
    };
    round(WARMING_UP).await;
    let began = Instant::now();
    round(CHANGES).await;
    a_second(CLIENTS * CHANGES, began.elapsed())
}

async fn commit(database: &Database, sql: &str) {
    let transaction = database.begin_write().await.expect("a transaction begins");
    transaction.execute_unprepared(sql).await.expect(sql);
    transaction.commit().await.expect("it commits");
}

/// Whether a commit is flushed to the disk before it is acknowledged, as the database says.
async fn flushing(database: &Database, dbms: Dbms) -> String {
    let connection = database.reader();
    let mut told = Vec::new();
    for setting in match dbms {
        // Read back from the connection that writes when the server opened it.
        Dbms::Sqlite => return "synchronous=FULL".to_owned(),
        Dbms::Postgres => ["fsync", "synchronous_commit"],
    } {
        let statement = Statement::from_string(connection.get_database_backend(), format!("SHOW {setting}"));
        let row =
            connection.query_one_raw(statement).await.expect("it answers").expect("the setting is known");
        told.push(format!("{setting}={}", row.try_get_by_index::<String>(0).expect("it is a text")));
    }
    told.join(", ")
}

fn a_second(many: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(many).expect("they are few")) / time.as_secs_f64()
}
