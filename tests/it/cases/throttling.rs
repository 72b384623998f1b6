//! Failed logins: who has to wait, for how long, and who does not.

use api::demo::PASS_PHRASE;
use api::work::{Actor, WorkError, logins};
use canbo_tests::{Answer, Server, on_both_databases};
use chrono::Duration;
use entity::value::{JournalOperation, ThrottleKind};
use futures_util::FutureExt;
use futures_util::future::join_all;
use serde_json::json;

use super::visitor::{
    Pair, Time, Visitor, account, execute, is, last_events, masked, standing, throttles, told,
};

on_both_databases!(alone:
    au_05_given_a_sixth_failure_of_a_name_from_an_address_then_it_waits_and_nothing_is_hashed_meanwhile,
    au_05_given_attempts_at_once_on_two_servers_then_few_are_judged_and_each_failure_is_counted,
    au_06_given_a_21st_failure_in_a_minute_from_one_address_then_it_waits_and_others_do_not,
    au_06_given_an_office_behind_one_address_then_it_logs_in_freely,
    au_07_given_a_name_that_waits_when_the_server_is_another_or_was_restarted_then_it_still_waits,
    au_08_given_100_failures_in_a_row_then_an_administrator_must_unlock_and_sessions_go_on,
    au_09_given_an_attack_all_day_from_one_address_then_the_owner_gets_in_from_his_own_and_from_a_new_one,
    au_09_given_an_account_locked_by_strangers_then_the_owner_gets_in_where_he_did_before,
);

const NAME: &str = "noi-vu";
const WRONG: &str = "chuong-my-demo-28-277";

fn waits(answer: &Answer, seconds: &str) {
    assert_eq!(told(answer), is(429, "RATE_LIMITED"));
    assert_eq!(answer.header("retry-after"), Some(seconds));
}

fn refused(answer: &Answer) {
    assert_eq!(told(answer), is(401, "INVALID_CREDENTIALS"));
}

fn runs(server: &Server) -> u64 {
    server.app().login.passwords.runs()
}

async fn au_05_given_a_sixth_failure_of_a_name_from_an_address_then_it_waits_and_nothing_is_hashed_meanwhile(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let before = standing(server).await;
    let mut said = Vec::new();
    for (address, name) in [("127.0.0.11", NAME), ("127.0.0.12", "khong-co-ai")] {
        let visitor = Visitor::at(address);
        for _ in 0..5 {
            refused(&visitor.log_in(server, name, WRONG).await);
        }
        let sixth = visitor.log_in(server, name, WRONG).await;
        waits(&sixth, "2");
        said.push(masked(&sixth));
        // While it waits nothing is judged, not even the right pass phrase, and nothing is counted.
        let (hashed, counted) = (runs(server), throttles(server).await);
        for phrase in [WRONG, PASS_PHRASE] {
            waits(&visitor.log_in(server, name, phrase).await, "2");
        }
        time.pass_seconds(1);
        waits(&visitor.log_in(server, name, PASS_PHRASE).await, "1");
        assert_eq!((runs(server), throttles(server).await), (hashed, counted));
        time.pass_seconds(1);
        waits(&visitor.log_in(server, name, WRONG).await, "4");
        assert_eq!(runs(server), hashed + 1);
    }
    // A name that exists and one that does not are told the same.
    assert_eq!(said[0], said[1]);
    assert_eq!(standing(server).await, before);
    time.pass_seconds(4);
    Visitor::at("127.0.0.11").session(server, NAME).await;
    // After a success five are free again.
    for _ in 0..5 {
        refused(&Visitor::at("127.0.0.11").log_in(server, NAME, WRONG).await);
    }
    moving.close().await;
}

async fn au_05_given_attempts_at_once_on_two_servers_then_few_are_judged_and_each_failure_is_counted(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.11");
    let other = server.beside(canbo_tests::clock()).await;
    let attempts =
        (0..30).map(|number| visitor.log_in(if number % 2 == 0 { server } else { &other }, NAME, WRONG));
    let answers = join_all(attempts).await;
    let judged = i32::try_from(runs(server) + runs(&other)).unwrap();
    // Five are free; each server may not yet know of what the other one is judging.
    assert!((6..=12).contains(&judged), "{judged}");
    assert!(answers.iter().all(|answer| [401, 429].contains(&answer.status)));
    let refused = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!(refused, 5);
    let counted = throttles(server).await;
    let of = |kind| counted.iter().find(|count| count.kind == kind).unwrap().failures;
    assert_eq!((of(ThrottleKind::NameAndAddress), of(ThrottleKind::Address)), (judged, judged));
    other.close().await;
}

async fn au_06_given_a_21st_failure_in_a_minute_from_one_address_then_it_waits_and_others_do_not(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let (attacker, neighbour) = (Visitor::at("127.0.0.21"), Visitor::at("127.0.0.22"));
    let colleague = attacker.session(server, "phu-nghia").await;
    for number in 0..20 {
        refused(&attacker.log_in(server, &format!("ten-{number}"), WRONG).await);
    }
    time.pass_seconds(20);
    waits(&attacker.log_in(server, "ten-20", WRONG).await, "40");
    let hashed = runs(server);
    waits(&attacker.log_in(server, "to-chuc", PASS_PHRASE).await, "40");
    waits(&attacker.log_in(server, "ten-21", WRONG).await, "40");
    assert_eq!(runs(server), hashed);
    // Another address goes on, and so does whoever logged in from this one before.
    refused(&neighbour.log_in(server, "ten-20", WRONG).await);
    neighbour.session(server, "to-chuc").await;
    attacker.session(server, "phu-nghia").await;
    assert_eq!(attacker.me(server, &colleague.access).await.status, 200);
    time.pass_seconds(40);
    attacker.session(server, "to-chuc").await;
    moving.close().await;
}

async fn au_06_given_an_office_behind_one_address_then_it_logs_in_freely(server: &Server) {
    let office = Visitor::at("127.0.0.23");
    for _ in 0..5 {
        for name in [NAME, "phu-nghia", "to-chuc", "dang-uy-phu-nghia", "quan-tri"] {
            office.session(server, name).await;
        }
    }
    assert!(throttles(server).await.iter().all(|count| count.kind == ThrottleKind::NameAndAddress));
}

async fn au_07_given_a_name_that_waits_when_the_server_is_another_or_was_restarted_then_it_still_waits(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.31");
    let first = server.beside(canbo_tests::clock()).await;
    for _ in 0..6 {
        visitor.log_in(&first, NAME, WRONG).await;
    }
    waits(&visitor.log_in(server, NAME, PASS_PHRASE).await, "2");
    first.close().await;
    let again = server.beside(canbo_tests::clock()).await;
    waits(&visitor.log_in(&again, NAME, PASS_PHRASE).await, "2");
    assert_eq!((runs(server), runs(&again)), (0, 0));
    again.close().await;
}

/// Writes that an account failed so often in a row, from strange addresses and from familiar ones.
async fn has_failed(server: &Server, strange: u32, familiar: u32) {
    let sql = format!(
        "UPDATE account_login SET failures = {strange}, familiar_failures = {familiar}
         WHERE account_id = (SELECT id FROM account WHERE username = '{NAME}')"
    );
    execute(server, &sql).await;
}

async fn au_08_given_100_failures_in_a_row_then_an_administrator_must_unlock_and_sessions_go_on(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.41");
    let open = visitor.session(server, NAME).await;
    has_failed(server, 0, 98).await;
    refused(&visitor.log_in(server, NAME, WRONG).await);
    visitor.session(server, NAME).await;
    has_failed(server, 0, 99).await;
    let wrong = visitor.log_in(server, NAME, WRONG).await;
    refused(&wrong);
    assert_eq!(
        last_events(server, 2).await,
        [
            ("account_login".to_owned(), JournalOperation::Change),
            ("account".to_owned(), JournalOperation::LoginRefused)
        ]
    );
    // The right pass phrase is refused as a wrong one is; time does not help.
    time.pass(Duration::hours(13));
    let hashed = runs(server);
    let locked = visitor.log_in(server, NAME, PASS_PHRASE).await;
    assert_eq!((masked(&locked), runs(server)), (masked(&wrong), hashed + 1));
    time.pass(Duration::hours(-13));
    // The session that is open goes on, and in it the account's holder is told why.
    assert_eq!(visitor.me(server, &open.access).await.status, 200);
    let body = json!({ "password": PASS_PHRASE });
    let told_why = visitor.post(server, "/auth/reauthenticate", Some(&open.access), &body).await;
    assert_eq!(told(&told_why), is(403, "ACCOUNT_LOCKED"));
    let id = account(server, NAME).await.id;
    let unlocked: Result<bool, WorkError> = server
        .app()
        .work
        .unit(Actor::CONSOLE, move |unit| logins::unlock(unit, id, Some("gọi điện".to_owned())).boxed())
        .await;
    assert!(unlocked.unwrap());
    assert_eq!(last_events(server, 1).await, [("account_login".to_owned(), JournalOperation::Change)]);
    visitor.session(server, NAME).await;
    moving.close().await;
}

async fn au_09_given_an_attack_all_day_from_one_address_then_the_owner_gets_in_from_his_own_and_from_a_new_one(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let (owner, attacker) = (Visitor::at("127.0.0.51"), Visitor::at("127.0.0.66"));
    owner.session(server, NAME).await;
    let (mut passed, mut attempts) = (0, 0);
    while passed < 20 * 3_600 {
        let answer = attacker.log_in(server, NAME, WRONG).await;
        attempts += 1;
        if answer.status == 429 {
            let seconds: i64 = answer.header("retry-after").unwrap().parse().unwrap();
            time.pass_seconds(seconds);
            passed += seconds;
        }
        if attempts % 30 == 0 {
            let new = Visitor::at(&format!("127.0.1.{attempts}"));
            Pair::of(&new.log_in(server, NAME, PASS_PHRASE).await);
        }
    }
    assert!(attempts > 80, "{attempts}");
    waits(&attacker.log_in(server, NAME, WRONG).await, "900");
    owner.session(server, NAME).await;
    moving.close().await;
}

async fn au_09_given_an_account_locked_by_strangers_then_the_owner_gets_in_where_he_did_before(
    server: &Server,
) {
    let (owner, stranger) = (Visitor::at("127.0.0.52"), Visitor::at("127.0.0.66"));
    owner.session(server, NAME).await;
    has_failed(server, 99, 0).await;
    refused(&stranger.log_in(server, NAME, WRONG).await);
    refused(&stranger.log_in(server, NAME, PASS_PHRASE).await);
    owner.session(server, NAME).await;
    // His success opens nothing to strangers.
    refused(&stranger.log_in(server, NAME, PASS_PHRASE).await);
}
