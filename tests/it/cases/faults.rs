//! What becomes of a change when a server is killed, a commit's answer is lost, a client goes away, or another request is
//! in the middle of it (security cases AD-02, AD-08, CW-04, F-05).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use api::journal::{Verified, head, of_entries, verify};
use canbo_tests::{
    Account, Answer, Client, Dbms, Fault, Process, Proxy, Server, alone, clock, keys, on_both_databases,
    serve_as_told,
};
use entity::class::ConfidentialityClass;
use entity::journal_entry;
use entity::value::{JournalOperation, JournalStream};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, Statement};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::qualifications::recorded;
use super::registry::{People, change, content, people_of, refusals, refused};
use super::wire::Wire;

on_both_databases!(
    alone:
    ad_02_given_changes_of_the_registry_that_are_forbidden_then_one_denial_tells_which_and_no_data_changes,
    ad_08_given_200_changes_at_once_when_a_server_is_killed_then_each_is_made_once_and_the_journal_is_whole,
    cw_04_given_a_key_whose_first_request_still_runs_then_it_is_never_done_twice,
    given_a_client_that_goes_away_while_its_change_waits_then_the_change_is_made_and_journalled,
);

/// What a process that another test starts and kills does.
#[test]
#[ignore = "serves until the test that started it ends"]
fn process_that_serves() {
    serve_as_told();
}

/// The name of [`process_that_serves`] for the test's program.
const PROCESS: &str = "cases::faults::process_that_serves";

/// How long is waited for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

const RECORD: &str =
    "mutation ($input: RecordQualificationInput!) { done: recordQualification(input: $input) {
    qualification { key } replayed userErrors { code field }
} }";

async fn heads(server: &Server) -> (i64, i64) {
    let reader = server.database().reader();
    (head(reader, JournalStream::Data).await.unwrap(), head(reader, JournalStream::Access).await.unwrap())
}

/// Both streams are whole, from the first entry to the head.
async fn assert_whole(server: &Server) {
    let reader = server.database().reader();
    let (data, access) = heads(server).await;
    for (stream, head) in [(JournalStream::Data, data), (JournalStream::Access, access)] {
        let found = verify(reader, keys().journal(), stream).await.unwrap();
        assert_eq!(found, Verified { entries: head, erased: 0 }, "{stream:?}");
    }
}

async fn ad_02_given_changes_of_the_registry_that_are_forbidden_then_one_denial_tells_which_and_no_data_changes(
    server: &Server,
) {
    let people = People::of(server).await;
    let party = server.client(Account::PartyCommittee).await;
    let (rows, (data, access)) = (content(server).await, heads(server).await);
    // By the class, before anything is read; and by the body of the title, inside the transaction.
    let document =
        "mutation ($qualification: RecordQualificationInput!, $appointment: AppointOfficialInput!) {
        a: recordQualification(input: $qualification) { replayed }
        b: appointOfficial(input: $appointment) { replayed }
        c: recordQualification(input: $qualification) { replayed }
    }";
    let appointment = json!({
        "official": people.own["key"], "unit": people.unit, "title": "COMMITTEE_CHAIR", "mode": "ACTING",
        "origin": "TRANSFER", "validFrom": canbo_tests::TODAY, "idempotencyKey": "1",
    });
    let variables = json!({ "qualification": recorded(&people.own, "1"), "appointment": appointment });
    for (language, text) in
        [("vi", "Bạn không được thực hiện thay đổi này."), ("en", "You may not make this change.")]
    {
        let answer = party.clone().in_language(language).ask(document, variables.clone()).await;
        assert_eq!(answer.faults(), ["a", "b", "c"].map(|path| Fault::new("FORBIDDEN", path)));
        for error in answer.body["errors"].as_array().unwrap() {
            assert_eq!(error["message"], text);
        }
    }
    assert_eq!((content(server).await, heads(server).await), (rows, (data, access + 2)));
    let last = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Access))
        .order_by_desc(journal_entry::Column::Sequence);
    let entry = last.one(server.database().reader()).await.unwrap().unwrap();
    assert_eq!((entry.operation, entry.class), (JournalOperation::Denied, ConfidentialityClass::Account));
    let values = of_entries(server.database().reader(), keys().journal(), &[&entry]).await.unwrap();
    let value = values.into_values().next().unwrap();
    assert_eq!(value["fields"], json!(["Mutation.appointOfficial", "Mutation.recordQualification"]));
    assert_eq!(value["by"]["role"], "PARTY_COMMITTEE");

    // What the rules refuse is no denial.
    let answer = change(&people.commune, "recordQualification", recorded(&people.foreign, "1")).await;
    assert_eq!(refusals(&answer), refused("NOT_FOUND", "official"));
    assert_eq!((content(server).await, heads(server).await), (rows, (data, access + 2)));
}

/// How many changes are asked for, by how many clients at once.
const CHANGES: usize = 200;
const CLIENTS: usize = 20;

/// After how many of them a server is killed.
const KILLED_AFTER: usize = 60;

async fn ad_08_given_200_changes_at_once_when_a_server_is_killed_then_each_is_made_once_and_the_journal_is_whole(
    server: &Server,
) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let before = content(server).await;
    let database = server.app().config.database.clone();
    let process = Process::start(PROCESS, &database);
    let killed = people.commune.at(&process.url());
    // On PostgreSQL another server goes on meanwhile; of SQLite there is one, which is started again.
    let is_alone = server.database().reader().get_database_backend() == DbBackend::Sqlite;
    let asked = if is_alone { vec![killed] } else { vec![killed, people.commune.clone()] };
    let (told, survivor) = watch::channel((!is_alone).then(|| people.commune.clone()));
    let made = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let inputs: Vec<Value> = (client..CHANGES)
                .step_by(CLIENTS)
                .map(|change| recorded(&of_unit[change % of_unit.len()], &format!("ad-08-{change}")))
                .collect();
            let (first, survivor, made) =
                (asked[client % asked.len()].clone(), survivor.clone(), Arc::clone(&made));
            tokio::spawn(async move {
                let mut answers = Vec::new();
                for input in inputs {
                    answers.push(insist(&first, survivor.clone(), input).await);
                    made.fetch_add(1, Ordering::SeqCst);
                }
                answers
            })
        })
        .collect();
    while made.load(Ordering::SeqCst) < KILLED_AFTER {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    process.kill();
    assert!(made.load(Ordering::SeqCst) < CHANGES, "it was killed in the middle");
    let again = is_alone.then(|| Process::start(PROCESS, &database));
    if let Some(again) = &again {
        told.send(Some(people.commune.at(&again.url()))).unwrap();
    }
    let answers = join_all(clients).await.into_iter().flat_map(Result::unwrap);
    let things: BTreeSet<String> =
        answers.map(|answer| answer.string("/done/qualification/key").to_owned()).collect();
    assert_eq!(things.len(), CHANGES);
    let many = u64::try_from(CHANGES).unwrap();
    let expected = [before[0] + many, before[1], before[2], before[3] + many];
    assert_eq!(content(server).await, expected);
    assert_whole(server).await;
}

/// Asks for a change until it is made: a server that gave no answer is asked no more, and the same is asked of the one
/// that goes on.
async fn insist(first: &Client, mut survivor: watch::Receiver<Option<Client>>, input: Value) -> Answer {
    let asking = async {
        let mut client = first.clone();
        loop {
            let answer = client.try_ask(RECORD, json!({ "input": input })).await;
            match answer {
                Some(answer) if answer.faults().is_empty() => {
                    assert_eq!(answer.at("/done/userErrors"), &json!([]));
                    return answer;
                }
                // To be asked again under the same key.
                Some(answer) => assert_eq!(answer.codes(), ["UNAVAILABLE"], "{}", answer.text),
                None => client = survivor.wait_for(Option::is_some).await.unwrap().clone().unwrap(),
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap()
}

async fn cw_04_given_a_key_whose_first_request_still_runs_then_it_is_never_done_twice(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    let input = recorded(&people.own, "một lần");
    let ask = async || change(&people.commune, "recordQualification", input.clone()).await;
    if server.database().reader().get_database_backend() == DbBackend::Sqlite {
        // There is one writer: whoever asks again stands in line behind the first.
        let held = server.database().begin_write().await.unwrap();
        let release = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            held.rollback().await.unwrap();
        };
        let (first, second, ()) = futures_util::join!(ask(), ask(), release);
        let replayed = [&first, &second].map(|answer| answer.at("/done/replayed") == true);
        assert_eq!(replayed.iter().filter(|replayed| **replayed).count(), 1);
        assert_eq!(first.at("/done/qualification"), second.at("/done/qualification"));
    } else {
        let proxy = Proxy::before(&server.app().config.database).await;
        let behind = server.beside_with(clock(), |config| config.database = proxy.config().clone()).await;
        let client = behind.client(Account::PhuNghia).await;
        let mut held = proxy.hold_next_commit();
        let first = change(&client, "recordQualification", input.clone());
        let meanwhile = async {
            held.reached().await;
            let second = ask().await;
            assert_eq!(refusals(&second), refused("IN_PROGRESS", "idempotencyKey"));
            assert_eq!(content(server).await, before);
            held.let_go();
        };
        let (first, ()) = futures_util::join!(first, meanwhile);
        assert_eq!((refusals(&first), first.at("/done/replayed")), (vec![], &json!(false)));
        behind.close().await;
    }
    let third = ask().await;
    assert_eq!((refusals(&third), third.at("/done/replayed")), (vec![], &json!(true)));
    assert_eq!(content(server).await, [before[0] + 1, before[1], before[2], before[3] + 1]);
}

/// How often an answer is lost, and how often a commit.
const LOST: usize = 200;

#[test]
fn f_05_given_commits_that_are_lost_or_whose_answers_are_then_told_as_unknown_and_the_key_tells_the_truth() {
    alone(Dbms::Postgres, module_path!(), lost_commits);
}

async fn lost_commits(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    let proxy = Proxy::before(&server.app().config.database).await;
    let behind = server.beside_with(clock(), |config| config.database = proxy.config().clone()).await;
    let client = behind.client(Account::PhuNghia).await;
    for turn in 0..LOST {
        let is_kept = turn % 2 == 0;
        let input = recorded(&people.own, &format!("f-05-{turn}"));
        if is_kept {
            proxy.lose_next_answer()
        } else {
            proxy.lose_next_commit()
        }
        let answer = change(&client, "recordQualification", input.clone()).await;
        assert_eq!(answer.faults(), [Fault::new("UNKNOWN_OUTCOME", "done")], "{turn}: {}", answer.text);
        let again = change(&client, "recordQualification", input).await;
        assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(is_kept)), "{turn}");
    }
    let many = u64::try_from(LOST).unwrap();
    assert_eq!(content(server).await, [before[0] + many, before[1], before[2], before[3] + many]);
    assert_whole(server).await;
    behind.close().await;
}

async fn given_a_client_that_goes_away_while_its_change_waits_then_the_change_is_made_and_journalled(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let is_postgres = server.database().reader().get_database_backend() == DbBackend::Postgres;
    let held = server.database().begin_write().await.unwrap();
    if is_postgres {
        held.execute_unprepared("SELECT id FROM official FOR UPDATE").await.unwrap();
    }
    let body =
        json!({ "query": RECORD, "variables": { "input": recorded(&people.own, "gone") } }).to_string();
    let mut wire = Wire::to(server).await;
    let sent = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         authorization: Bearer {}\r\ncontent-length: {}\r\n\r\n{body}",
        people.commune.token(),
        body.len()
    );
    assert!(wire.write(sent.as_bytes()).await);
    if is_postgres {
        while !somebody_waits(server).await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    } else {
        // Whoever waits for the one writer is seen by nobody.
        assert_eq!(wire.peek(Duration::from_millis(500)).await, None);
    }
    drop(wire);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(content(server).await, before);
    held.rollback().await.unwrap();
    let expected = [before[0] + 1, before[1], before[2], before[3] + 1];
    let made = async {
        while content(server).await != expected {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, made).await.unwrap();
    assert_whole(server).await;
    let again = change(&people.commune, "recordQualification", recorded(&people.own, "gone")).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
}

/// Whether a statement waits for a lock of another transaction.
async fn somebody_waits(server: &Server) -> bool {
    let sql = "SELECT count(*) AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    let row = server.database().reader().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get::<i64>("", "waiting").unwrap() > 0
}
