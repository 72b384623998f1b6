//! Logging in: what is told, what is not, and what it costs.

use std::collections::BTreeSet;

use api::auth::Passwords;
use api::auth::session::authenticate;
use api::demo::PASS_PHRASE;
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use canbo_tests::{Server, on_both_databases};
use chrono::Duration;
use entity::value::JournalOperation;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::visitor::{
    Pair, Time, Visitor, account, execute, is, last_events, masked, sessions_of, standing, told,
};

on_both_databases!(alone:
    au_01_given_the_right_pass_phrase_then_both_tokens_and_one_event,
    au_02_given_a_wrong_pass_phrase_then_only_counters_and_one_event_change,
    au_03_given_an_account_that_is_unknown_disabled_locked_or_invited_then_the_same_bytes_at_the_same_cost,
    au_04_given_200_attempts_of_each_kind_then_one_hash_and_as_many_statements_each,
    au_11_given_a_hash_of_older_parameters_when_logged_in_then_it_is_made_anew,
    au_12_given_500_logins_at_once_then_few_hashes_run_and_the_server_answers,
    au_13_given_a_pass_phrase_set_composed_when_typed_decomposed_then_logged_in,
    au_19_given_a_session_when_its_pass_phrase_is_confirmed_then_it_is_fresh_for_15_minutes,
);

const NAME: &str = "noi-vu";
const WRONG: &str = "chuong-my-demo-28-277";

/// The hash of a pass phrase as it would have been when 8 MiB and one pass were enough.
fn older(phrase: &str) -> String {
    let params = Params::new(8 * 1024, 1, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password(phrase.as_bytes()).unwrap().to_string()
}

fn runs(server: &Server) -> u64 {
    server.app().login.passwords.runs()
}

async fn au_01_given_the_right_pass_phrase_then_both_tokens_and_one_event(server: &Server) {
    let before = account(server, NAME).await;
    let answer = Visitor::at("127.0.0.1").log_in(server, NAME, PASS_PHRASE).await;
    Pair::of(&answer);
    assert_eq!(answer.body.as_object().unwrap().len(), 5);
    let rest = ["tokenType", "expiresIn", "mustChangePassword"].map(|name| answer.body[name].clone());
    assert_eq!(rest, [json!("Bearer"), json!(600), json!(false)]);
    assert_eq!(runs(server), 1);
    assert_eq!(account(server, NAME).await, before);
    assert_eq!(last_events(server, 9).await, [("session".to_owned(), JournalOperation::Login)]);
    let sessions = sessions_of(server, NAME).await;
    assert_eq!((sessions.len(), sessions[0].address.as_deref()), (1, Some("127.0.0.1")));
}

async fn au_02_given_a_wrong_pass_phrase_then_only_counters_and_one_event_change(server: &Server) {
    let before = standing(server).await;
    let answer = Visitor::at("127.0.0.1").log_in(server, NAME, WRONG).await;
    assert_eq!(told(&answer), is(401, "INVALID_CREDENTIALS"));
    assert_eq!(answer.header("www-authenticate"), None);
    assert_eq!(standing(server).await, before);
    assert_eq!(last_events(server, 9).await, [("account".to_owned(), JournalOperation::LoginRefused)]);
}

async fn au_03_given_an_account_that_is_unknown_disabled_locked_or_invited_then_the_same_bytes_at_the_same_cost(
    server: &Server,
) {
    for sql in [
        "UPDATE account SET status = 'DISABLED' WHERE username = 'to-chuc'",
        "UPDATE account SET status = 'INVITED' WHERE username = 'phu-nghia'",
        "UPDATE account SET status = 'INVITED', password_hash = NULL WHERE username = 'dang-uy-phu-nghia'",
        "INSERT INTO account_login (account_id, failures, familiar_failures, locked_at)
         SELECT id, 100, 0, created_at FROM account WHERE username = 'quan-tri'",
    ] {
        execute(server, sql).await;
    }
    let visitor = Visitor::at("127.0.0.1");
    let wrong = masked(&visitor.log_in(server, NAME, WRONG).await);
    let before = standing(server).await;
    for name in ["to-chuc", "phu-nghia", "dang-uy-phu-nghia", "quan-tri", "khong-co-ai", "", "' OR 1=1 --"] {
        for phrase in [PASS_PHRASE, WRONG] {
            let (hashed, statements) = (runs(server), server.statements());
            let answer = visitor.log_in(server, name, phrase).await;
            // Three to see what is known, four to count, four to journal.
            assert_eq!((runs(server) - hashed, server.statements() - statements), (1, 11), "{name}");
            assert_eq!(masked(&answer), wrong, "{name}");
        }
    }
    assert_eq!(standing(server).await, before);
}

async fn au_04_given_200_attempts_of_each_kind_then_one_hash_and_as_many_statements_each(server: &Server) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    execute(server, "UPDATE account SET status = 'DISABLED' WHERE username = 'to-chuc'").await;
    let visitor = Visitor::at("127.0.0.1");
    let mut statements = BTreeSet::new();
    for round in 0..200 {
        // So long that nothing of the round before counts any more; nor is any account locked.
        time.pass(Duration::hours(13));
        if round % 50 == 0 {
            execute(server, "DELETE FROM account_login").await;
        }
        for (name, phrase) in [("khong-co-ai", PASS_PHRASE), (NAME, WRONG), ("to-chuc", PASS_PHRASE)] {
            let (hashed, sent) = (runs(server), server.statements());
            assert_eq!(visitor.log_in(server, name, phrase).await.status, 401);
            assert_eq!(runs(server) - hashed, 1, "{name}");
            statements.insert(server.statements() - sent);
        }
    }
    assert_eq!(statements, BTreeSet::from([11]));
    moving.close().await;
}

async fn au_11_given_a_hash_of_older_parameters_when_logged_in_then_it_is_made_anew(server: &Server) {
    let visitor = Visitor::at("127.0.0.1");
    execute(
        server,
        &format!("UPDATE account SET password_hash = '{}' WHERE username = '{NAME}'", older(PASS_PHRASE)),
    )
    .await;
    let before = account(server, NAME).await;
    // Two at once.
    let answers = join_all((0..2).map(|_| visitor.log_in(server, NAME, PASS_PHRASE))).await;
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200, 200]);
    let after = account(server, NAME).await;
    assert!(after.password_hash.as_deref().unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(
        entity::account::Model { password_hash: before.password_hash.clone(), ..after.clone() },
        before
    );
    // A wrong one changes nothing, and the right one is still right, now in one run.
    assert_eq!(visitor.log_in(server, NAME, WRONG).await.status, 401);
    let hashed = runs(server);
    Pair::of(&visitor.log_in(server, NAME, PASS_PHRASE).await);
    assert_eq!(runs(server) - hashed, 1);
    assert_eq!(account(server, NAME).await, after);
}

async fn au_12_given_500_logins_at_once_then_few_hashes_run_and_the_server_answers(server: &Server) {
    let visitor = Visitor::at("127.0.0.1");
    let (at_once, waiting) = Passwords::bounds();
    let logins = join_all((0..500).map(|_| visitor.log_in(server, NAME, PASS_PHRASE)));
    let live = join_all((0..20).map(|_| server.send(server.request(Method::GET, "/health/live"))));
    let (answers, live) = futures_util::future::join(logins, live).await;
    assert!(live.iter().all(|answer| answer.status == 204));
    let judged = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(judged >= at_once + waiting, "{judged}");
    assert_eq!(runs(server), u64::try_from(judged).unwrap());
    assert!(server.app().login.passwords.most_at_once() <= at_once);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(told(answer), is(503, "UNAVAILABLE"));
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    assert!(judged < 500, "none was sent away");
}

async fn au_13_given_a_pass_phrase_set_composed_when_typed_decomposed_then_logged_in(server: &Server) {
    let visitor = Visitor::at("127.0.0.1");
    let pair = visitor.session(server, NAME).await;
    let composed = "Mật khẩu dài và khó đoán";
    let decomposed = "Ma\u{302}\u{323}t kha\u{302}\u{309}u da\u{300}i va\u{300} kho\u{301} đoa\u{301}n";
    assert_ne!(composed, decomposed);
    let body = json!({ "currentPassword": PASS_PHRASE, "newPassword": composed });
    let changed = visitor.post(server, "/auth/password", Some(&pair.access), &body).await;
    assert_eq!((changed.status, changed.text.as_str()), (204, ""));
    for phrase in [decomposed, composed] {
        assert_eq!(visitor.log_in(server, NAME, phrase).await.status, 200, "{phrase}");
    }
    assert_eq!(visitor.log_in(server, NAME, PASS_PHRASE).await.status, 401);
}

async fn au_19_given_a_session_when_its_pass_phrase_is_confirmed_then_it_is_fresh_for_15_minutes(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let pair = visitor.session(server, NAME).await;
    let viewer = async |token: &str| {
        let app = server.app();
        let viewer = authenticate(&app.database, &app.tokens, &app.clock, token, None);
        viewer.await.unwrap()
    };
    let now = || server.app().clock.now();
    assert!(viewer(&pair.access).await.is_freshly_authenticated(now()));
    time.pass(Duration::minutes(10));
    let pair = Pair::of(&visitor.refresh(server, &pair.refresh).await);
    time.pass(Duration::minutes(5));
    assert!(viewer(&pair.access).await.is_freshly_authenticated(now()));
    // A refresh is no check of the pass phrase.
    time.pass_seconds(1);
    let pair = Pair::of(&visitor.refresh(server, &pair.refresh).await);
    assert!(!viewer(&pair.access).await.is_freshly_authenticated(now()));
    let confirm = async |phrase: &str| {
        let body = json!({ "password": phrase });
        visitor.post(server, "/auth/reauthenticate", Some(&pair.access), &body).await
    };
    assert_eq!(told(&confirm(WRONG).await), is(401, "INVALID_CREDENTIALS"));
    assert!(!viewer(&pair.access).await.is_freshly_authenticated(now()));
    let confirmed = confirm(PASS_PHRASE).await;
    assert_eq!((confirmed.status, confirmed.body.as_object().unwrap().len()), (200, 3));
    assert_eq!(last_events(server, 1).await, [("session".to_owned(), JournalOperation::Change)]);
    let access = confirmed.body["accessToken"].as_str().unwrap();
    assert!(viewer(access).await.is_freshly_authenticated(now()));
    let claims = server.app().tokens.check(access, now()).unwrap();
    assert_eq!(claims.auth_time, now().timestamp());
    assert_eq!(sessions_of(server, NAME).await.len(), 1);
    moving.close().await;
}
