//! Sessions: rights at each request, ends that are ends at once, and where a token may be.

use api::work::Actor;
use api::work::sessions::{Which, end_now};
use canbo_tests::{Answer, Server, on_both_databases};
use entity::value::{JournalOperation, SessionEndReason};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use serde_json::json;

use super::visitor::{Pair, Visitor, account, execute, is, last_events, sessions_of, standing, told};

on_both_databases!(alone:
    tk_16_given_an_account_that_is_demoted_moved_or_disabled_then_both_servers_know_at_the_next_request,
    tk_17_given_a_logout_then_both_tokens_of_the_session_are_dead_and_other_sessions_go_on,
    tk_18_given_a_logout_everywhere_then_all_sessions_of_the_account_are_dead_at_the_next_request,
    tk_18_given_sessions_ended_by_an_administrator_or_the_console_then_they_are_dead_at_the_next_request,
    tk_19_given_a_token_anywhere_but_in_its_one_header_then_refused,
    tk_21_given_a_sixth_session_then_the_oldest_ends,
    tk_23_given_no_token_or_a_bad_one_then_401_with_a_challenge_and_no_reason,
);

const NAME: &str = "noi-vu";

fn is_dead(answer: &Answer) {
    assert_eq!(told(answer), is(401, "UNAUTHENTICATED"));
}

async fn tk_16_given_an_account_that_is_demoted_moved_or_disabled_then_both_servers_know_at_the_next_request(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.1");
    let other = server.beside(canbo_tests::clock()).await;
    let pair = visitor.session(server, NAME).await;
    let unit = "(SELECT unit_id FROM account_grant JOIN account ON account.id = account_id
                 WHERE username = 'phu-nghia')";
    let of_name = format!("(SELECT id FROM account WHERE username = '{NAME}')");
    for (sql, role, name) in [
        (None, "DISTRICT", "Huyện Chương Mỹ"),
        (
            Some(format!("UPDATE account SET role = 'COMMUNE' WHERE id = {of_name}")),
            "COMMUNE",
            "Huyện Chương Mỹ",
        ),
        (
            Some(format!("UPDATE account_grant SET unit_id = {unit} WHERE account_id = {of_name}")),
            "COMMUNE",
            "Xã Phú Nghĩa",
        ),
    ] {
        if let Some(sql) = sql {
            execute(server, &sql).await;
        }
        let me = json!({ "me": { "username": NAME, "role": role, "units": [{ "name": name }] } });
        for server in [server, &other] {
            assert_eq!(visitor.me(server, &pair.access).await.data(), &me);
        }
    }
    // A new pair tells the role of today too.
    let pair = Pair::of(&visitor.refresh(&other, &pair.refresh).await);
    let claims = server.app().tokens.check(&pair.access, server.app().clock.now()).unwrap();
    assert_eq!((claims.role, claims.units.len()), (entity::value::Role::Commune, 1));
    execute(server, &format!("UPDATE account SET status = 'DISABLED' WHERE id = {of_name}")).await;
    let before = standing(server).await;
    for server in [server, &other] {
        is_dead(&visitor.me(server, &pair.access).await);
        is_dead(&visitor.refresh(server, &pair.refresh).await);
    }
    assert_eq!(standing(server).await, before);
    other.close().await;
}

async fn tk_17_given_a_logout_then_both_tokens_of_the_session_are_dead_and_other_sessions_go_on(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.1");
    let other = server.beside(canbo_tests::clock()).await;
    let (this, that) = (visitor.session(server, NAME).await, visitor.session(server, NAME).await);
    let answer = visitor.post(server, "/auth/logout", Some(&this.access), &json!({})).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    assert_eq!(last_events(server, 1).await, [("session".to_owned(), JournalOperation::Remove)]);
    for server in [server, &other] {
        is_dead(&visitor.me(server, &this.access).await);
        is_dead(&visitor.refresh(server, &this.refresh).await);
        is_dead(&visitor.post(server, "/auth/logout", Some(&this.access), &json!({})).await);
        assert_eq!(visitor.me(server, &that.access).await.status, 200);
    }
    let ends: Vec<_> = sessions_of(server, NAME).await.iter().map(|session| session.end_reason).collect();
    assert_eq!(ends, [Some(SessionEndReason::LoggedOut), None]);
    Pair::of(&visitor.refresh(server, &that.refresh).await);
    other.close().await;
}

async fn tk_18_given_a_logout_everywhere_then_all_sessions_of_the_account_are_dead_at_the_next_request(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.1");
    let (one, two) = (visitor.session(server, NAME).await, visitor.session(server, NAME).await);
    let neighbour = visitor.session(server, "phu-nghia").await;
    for (body, status) in [(json!({ "everywhere": "yes" }), 400), (json!({ "all": true }), 400)] {
        assert_eq!(visitor.post(server, "/auth/logout", Some(&one.access), &body).await.status, status);
    }
    let body = json!({ "everywhere": true });
    assert_eq!(visitor.post(server, "/auth/logout", Some(&one.access), &body).await.status, 204);
    for pair in [&one, &two] {
        is_dead(&visitor.me(server, &pair.access).await);
        is_dead(&visitor.refresh(server, &pair.refresh).await);
    }
    assert_eq!(visitor.me(server, &neighbour.access).await.status, 200);
    visitor.session(server, NAME).await;
}

async fn tk_18_given_sessions_ended_by_an_administrator_or_the_console_then_they_are_dead_at_the_next_request(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.1");
    let (one, two) = (visitor.session(server, NAME).await, visitor.session(server, NAME).await);
    let neighbour = visitor.session(server, "phu-nghia").await;
    let id = account(server, NAME).await.id;
    let (work, by) = (&server.app().work, SessionEndReason::EndedByAdministrator);
    assert_eq!(end_now(work, Actor::CONSOLE, Which::AllOf(id), by).await.unwrap(), 2);
    for pair in [&one, &two] {
        is_dead(&visitor.me(server, &pair.access).await);
        is_dead(&visitor.refresh(server, &pair.refresh).await);
    }
    assert_eq!(visitor.me(server, &neighbour.access).await.status, 200);
    let again = visitor.session(server, NAME).await;
    let by = SessionEndReason::EndedByConsole;
    assert_eq!(end_now(work, Actor::CONSOLE, Which::All, by).await.unwrap(), 2);
    for pair in [&again, &neighbour] {
        is_dead(&visitor.me(server, &pair.access).await);
        is_dead(&visitor.refresh(server, &pair.refresh).await);
    }
}

async fn tk_19_given_a_token_anywhere_but_in_its_one_header_then_refused(server: &Server) {
    let visitor = Visitor::at("127.0.0.1");
    let token = visitor.session(server, NAME).await.access;
    let before = standing(server).await;
    let document = json!({ "query": "{ me { username } }" });
    let graphql = |path: &str| server.request(Method::POST, path).header(CONTENT_TYPE, "application/json");
    let in_query = graphql(&format!("/graphql?access_token={token}")).body(document.to_string());
    let in_cookie = graphql("/graphql")
        .header(COOKIE, format!("access_token={token}; Authorization=Bearer {token}"))
        .body(document.to_string());
    for request in [in_query, in_cookie] {
        let answer = server.send(request).await;
        is_dead(&answer);
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    let mut in_body = document.clone();
    in_body["access_token"] = json!(token);
    is_dead(&server.send(graphql("/graphql").body(in_body.to_string())).await);
    let in_form = server
        .request(Method::POST, "/graphql")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("access_token={token}&query=%7Bme%7Busername%7D%7D"));
    assert_eq!(server.send(in_form).await.status, 415);
    let twice = graphql("/graphql")
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .body(document.to_string());
    is_dead(&server.send(twice).await);
    let joined = graphql("/graphql")
        .header(AUTHORIZATION, format!("Bearer {token}, Bearer {token}"))
        .body(document.to_string());
    is_dead(&server.send(joined).await);
    assert_eq!(standing(server).await, before);
    assert_eq!(visitor.me(server, &token).await.status, 200);
}

async fn tk_21_given_a_sixth_session_then_the_oldest_ends(server: &Server) {
    let strict = server.beside_with(canbo_tests::clock(), |config| config.limits.sessions = 5).await;
    let visitor = Visitor::at("127.0.0.1");
    let mut pairs = Vec::new();
    for _ in 0..5 {
        pairs.push(visitor.session(&strict, NAME).await);
    }
    let neighbour = visitor.session(&strict, "phu-nghia").await;
    for pair in &pairs {
        assert_eq!(visitor.me(&strict, &pair.access).await.status, 200);
    }
    let sixth = visitor.session(&strict, NAME).await;
    assert_eq!(
        last_events(&strict, 2).await,
        [("session".to_owned(), JournalOperation::Remove), ("session".to_owned(), JournalOperation::Login)]
    );
    is_dead(&visitor.me(&strict, &pairs[0].access).await);
    is_dead(&visitor.refresh(&strict, &pairs[0].refresh).await);
    for pair in pairs[1..].iter().chain([&sixth, &neighbour]) {
        assert_eq!(visitor.me(&strict, &pair.access).await.status, 200);
    }
    let ends: Vec<_> = sessions_of(&strict, NAME).await.iter().map(|session| session.end_reason).collect();
    assert_eq!(ends, [Some(SessionEndReason::TooManySessions), None, None, None, None, None]);
    strict.close().await;
}

async fn tk_23_given_no_token_or_a_bad_one_then_401_with_a_challenge_and_no_reason(server: &Server) {
    let visitor = Visitor::at("127.0.0.1");
    let good = visitor.session(server, NAME).await;
    let (head, _) = good.access.rsplit_once('.').unwrap();
    let ended = visitor.session(server, NAME).await;
    visitor.post(server, "/auth/logout", Some(&ended.access), &json!({})).await;
    for path in ["/graphql", "/auth/logout", "/auth/password", "/auth/reauthenticate"] {
        let none = visitor.post(server, path, None, &json!({})).await;
        is_dead(&none);
        assert_eq!(none.header("www-authenticate"), Some("Bearer"), "{path}");
        let mut bodies = Vec::new();
        for token in ["x", &good.refresh, &format!("{head}."), &ended.access] {
            let answer = visitor.post(server, path, Some(token), &json!({})).await;
            is_dead(&answer);
            assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"invalid_token\""), "{path}");
            bodies.push(super::visitor::masked(&answer));
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{path}");
    }
}
