//! Refresh tokens: one lives, each is used once, and a stolen one is noticed.

use api::demo::PASS_PHRASE;
use canbo_tests::{Answer, Server, on_both_databases};
use chrono::Duration;
use entity::value::{JournalOperation, SessionEndReason};
use futures_util::future::join_all;
use serde_json::json;

use super::visitor::{
    Pair, Time, Visitor, is, last_events, last_value, living_tokens, sessions_of, standing, told,
};

on_both_databases!(alone:
    tk_07_given_a_token_of_another_kind_when_presented_then_401_and_nothing_changes,
    tk_11_given_a_good_token_when_refreshed_then_a_new_pair_of_the_same_session_and_the_old_one_is_used,
    tk_12_given_one_token_when_50_requests_bring_it_at_once_to_two_servers_then_one_gets_a_pair,
    tk_13_given_a_used_token_whose_successor_was_used_when_it_comes_again_then_its_session_ends_alone,
    tk_13_given_a_used_token_when_it_comes_again_after_30_seconds_then_its_session_ends,
    tk_14_given_a_lost_answer_when_retried_within_30_seconds_then_a_new_pair_in_place_of_the_unused_one,
    tk_14_given_a_retry_when_the_token_that_was_taken_back_is_used_then_the_session_ends,
    tk_15_given_a_used_token_when_the_server_was_restarted_then_it_is_still_refused,
    tk_22_given_60_minutes_without_a_refresh_then_401,
    tk_22_given_12_hours_of_steady_refreshes_then_401_for_both_tokens,
);

const NAME: &str = "noi-vu";

fn invalid(answer: &Answer) {
    assert_eq!(told(answer), is(401, "UNAUTHENTICATED"));
    assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
}

async fn ended(server: &Server) -> Vec<Option<SessionEndReason>> {
    sessions_of(server, NAME).await.iter().map(|session| session.end_reason).collect()
}

async fn tk_07_given_a_token_of_another_kind_when_presented_then_401_and_nothing_changes(server: &Server) {
    let visitor = Visitor::at("127.0.0.1");
    let pair = visitor.session(server, NAME).await;
    let code = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV";
    let assertion = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJjbGllbnQifQ.AAAA";
    let before = standing(server).await;
    for token in [pair.refresh.as_str(), code, assertion] {
        invalid(&visitor.me(server, token).await);
        invalid(&visitor.post(server, "/auth/logout", Some(token), &json!({})).await);
    }
    for token in [pair.access.as_str(), code, assertion, "", "A"] {
        invalid(&visitor.refresh(server, token).await);
    }
    assert_eq!(standing(server).await, before);
    Pair::of(&visitor.refresh(server, &pair.refresh).await);
}

async fn tk_11_given_a_good_token_when_refreshed_then_a_new_pair_of_the_same_session_and_the_old_one_is_used(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let old = visitor.session(server, NAME).await;
    let before = sessions_of(server, NAME).await;
    time.pass_seconds(60);
    let answer = Visitor::at("127.0.0.2").refresh(server, &old.refresh).await;
    let new = Pair::of(&answer);
    assert_eq!(answer.body.as_object().unwrap().len(), 4);
    assert_eq!((&answer.body["tokenType"], &answer.body["expiresIn"]), (&json!("Bearer"), &json!(600)));
    assert!(new.refresh != old.refresh && new.access != old.access);
    let after = sessions_of(server, NAME).await;
    assert_eq!(after.len(), 1);
    assert_eq!(
        (after[0].id, after[0].expires_at, after[0].authenticated_at, &after[0].address),
        (before[0].id, before[0].expires_at, before[0].authenticated_at, &before[0].address)
    );
    assert_eq!(after[0].last_seen_at - before[0].last_seen_at, Duration::seconds(60));
    assert_eq!(after[0].last_seen_address.as_deref(), Some("127.0.0.2"));
    assert_eq!(living_tokens(server).await, 1);
    assert_eq!(visitor.me(server, &new.access).await.status, 200);
    let used = standing(server).await.2.into_iter().find(|token| token.used_at.is_some()).unwrap();
    assert_eq!((used.successor_id.is_some(), used.used_address.as_deref()), (true, Some("127.0.0.2")));
    assert_eq!(last_events(server, 1).await, [("refresh_token".to_owned(), JournalOperation::Change)]);
    Pair::of(&visitor.refresh(server, &new.refresh).await);
    moving.close().await;
}

async fn tk_12_given_one_token_when_50_requests_bring_it_at_once_to_two_servers_then_one_gets_a_pair(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.1");
    // Time stands still on both, so that none comes after the first was recorded.
    let other = server.beside(canbo_tests::clock()).await;
    let pair = visitor.session(server, NAME).await;
    let requests = (0..50).map(|number| {
        let server = if number % 2 == 0 { server } else { &other };
        visitor.refresh(server, &pair.refresh)
    });
    let answers = join_all(requests).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert_eq!(told(answer), is(409, "REFRESH_RACE"));
    }
    assert_eq!(living_tokens(server).await, 1);
    assert_eq!(ended(server).await, [None]);
    Pair::of(&visitor.refresh(&other, &Pair::of(won[0]).refresh).await);
    assert_eq!(living_tokens(server).await, 1);
    other.close().await;
}

async fn tk_13_given_a_used_token_whose_successor_was_used_when_it_comes_again_then_its_session_ends_alone(
    server: &Server,
) {
    let (owner, thief) = (Visitor::at("127.0.0.1"), Visitor::at("127.0.0.66"));
    let first = owner.session(server, NAME).await;
    let elsewhere = owner.session(server, NAME).await;
    let second = Pair::of(&owner.refresh(server, &first.refresh).await);
    let third = Pair::of(&owner.refresh(server, &second.refresh).await);
    assert_eq!(owner.me(server, &third.access).await.status, 200);
    invalid(&thief.refresh(server, &first.refresh).await);
    assert_eq!(ended(server).await, [Some(SessionEndReason::RefreshReused), None]);
    assert_eq!(
        last_events(server, 2).await,
        [
            ("refresh_token".to_owned(), JournalOperation::Denied),
            ("session".to_owned(), JournalOperation::Remove)
        ]
    );
    let event = last_value(server, JournalOperation::Denied).await;
    assert_eq!((&event["usedAddress"], &event["address"]), (&json!("127.0.0.1"), &json!("127.0.0.66")));
    for token in [&first, &second, &third] {
        invalid(&owner.refresh(server, &token.refresh).await);
        invalid(&owner.me(server, &token.access).await);
    }
    assert_eq!(owner.me(server, &elsewhere.access).await.status, 200);
    Pair::of(&owner.refresh(server, &elsewhere.refresh).await);
}

async fn tk_13_given_a_used_token_when_it_comes_again_after_30_seconds_then_its_session_ends(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let first = visitor.session(server, NAME).await;
    let second = Pair::of(&visitor.refresh(server, &first.refresh).await);
    time.pass_seconds(31);
    invalid(&visitor.refresh(server, &first.refresh).await);
    assert_eq!(ended(server).await, [Some(SessionEndReason::RefreshReused)]);
    invalid(&visitor.refresh(server, &second.refresh).await);
    invalid(&visitor.me(server, &second.access).await);
    assert_eq!(living_tokens(server).await, 0);
    moving.close().await;
}

async fn tk_14_given_a_lost_answer_when_retried_within_30_seconds_then_a_new_pair_in_place_of_the_unused_one(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let first = visitor.session(server, NAME).await;
    Pair::of(&visitor.refresh(server, &first.refresh).await);
    time.pass_seconds(15);
    Pair::of(&visitor.refresh(server, &first.refresh).await);
    assert_eq!(living_tokens(server).await, 1);
    time.pass_seconds(15);
    let last = Pair::of(&visitor.refresh(server, &first.refresh).await);
    assert_eq!(living_tokens(server).await, 1);
    let tokens = standing(server).await.2;
    assert_eq!(tokens.iter().filter(|token| token.revoked_at.is_some()).count(), 2);
    assert_eq!(ended(server).await, [None]);
    time.pass_seconds(1);
    Pair::of(&visitor.refresh(server, &last.refresh).await);
    assert_eq!(living_tokens(server).await, 1);
    moving.close().await;
}

async fn tk_14_given_a_retry_when_the_token_that_was_taken_back_is_used_then_the_session_ends(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let (owner, thief) = (Visitor::at("127.0.0.1"), Visitor::at("127.0.0.66"));
    let first = owner.session(server, NAME).await;
    let second = Pair::of(&owner.refresh(server, &first.refresh).await);
    time.pass_seconds(10);
    // Whoever took the first token passes for a client that never got its answer, until the owner goes on.
    let stolen = Pair::of(&thief.refresh(server, &first.refresh).await);
    invalid(&owner.refresh(server, &second.refresh).await);
    assert_eq!(ended(server).await, [Some(SessionEndReason::RefreshReused)]);
    invalid(&thief.refresh(server, &stolen.refresh).await);
    invalid(&thief.me(server, &stolen.access).await);
    assert_eq!(living_tokens(server).await, 0);
    moving.close().await;
}

async fn tk_15_given_a_used_token_when_the_server_was_restarted_then_it_is_still_refused(server: &Server) {
    let time = Time::begin();
    let before = server.beside(time.clock()).await;
    let visitor = Visitor::at("127.0.0.1");
    let first = visitor.session(&before, NAME).await;
    Pair::of(&visitor.refresh(&before, &first.refresh).await);
    before.close().await;
    time.pass_seconds(60);
    let after = server.beside(time.clock()).await;
    invalid(&visitor.refresh(&after, &first.refresh).await);
    assert_eq!(ended(&after).await, [Some(SessionEndReason::RefreshReused)]);
    after.close().await;
}

async fn tk_22_given_60_minutes_without_a_refresh_then_401(server: &Server) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let pair = visitor.session(server, NAME).await;
    time.pass(Duration::minutes(60) - Duration::seconds(1));
    let pair = Pair::of(&visitor.refresh(server, &pair.refresh).await);
    time.pass(Duration::minutes(60));
    let before = standing(server).await;
    invalid(&visitor.refresh(server, &pair.refresh).await);
    invalid(&visitor.me(server, &pair.access).await);
    assert_eq!(standing(server).await, before);
    moving.close().await;
}

async fn tk_22_given_12_hours_of_steady_refreshes_then_401_for_both_tokens(server: &Server) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let mut pair = Pair::of(&visitor.log_in(server, NAME, PASS_PHRASE).await);
    for _ in 0..14 {
        time.pass(Duration::minutes(50));
        pair = Pair::of(&visitor.refresh(server, &pair.refresh).await);
    }
    // Eleven hours and forty minutes.
    time.pass(Duration::minutes(19));
    pair = Pair::of(&visitor.refresh(server, &pair.refresh).await);
    assert_eq!(visitor.me(server, &pair.access).await.status, 200);
    time.pass_seconds(60);
    invalid(&visitor.me(server, &pair.access).await);
    invalid(&visitor.refresh(server, &pair.refresh).await);
    moving.close().await;
}
