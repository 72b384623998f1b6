//! Who gets in.

use api::clock::Clock;
use api::demo::PASS_PHRASE;
use canbo_tests::{Account, NOW, Server, TODAY, on_both_databases};
use chrono::{DateTime, Duration, Utc};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

on_both_databases!(
    given_each_demo_account_when_logged_in_then_it_is_told_who_it_is,
    given_the_right_pass_phrase_then_tokens_that_open_the_door,
    given_a_wrong_pass_phrase_or_an_unknown_name_then_the_same_refusal,
    given_no_token_or_a_bad_one_then_401_with_a_challenge,
);
on_both_databases!(alone: given_a_token_when_ten_minutes_have_passed_then_it_opens_no_door,);

async fn given_each_demo_account_when_logged_in_then_it_is_told_who_it_is(server: &Server) {
    let personnel = json!(["DIRECTORY", "PERSONNEL", "IDENTITY", "AGGREGATE", "JOURNAL"]);
    let party = json!(["DIRECTORY", "PERSONNEL", "PARTY", "SUCCESSION", "AGGREGATE", "JOURNAL"]);
    for (account, role, unit, classes) in [
        (Account::Administrator, "ADMIN", None, json!(["DIRECTORY", "ACCOUNT", "JOURNAL"])),
        (Account::HomeAffairs, "DISTRICT", Some("Huyện Chương Mỹ"), personnel.clone()),
        (Account::PhuNghia, "COMMUNE", Some("Xã Phú Nghĩa"), personnel),
        (Account::PartyCommittee, "PARTY_COMMITTEE", Some("Huyện Chương Mỹ"), party.clone()),
        (Account::PhuNghiaParty, "PARTY_COMMITTEE", Some("Xã Phú Nghĩa"), party),
        (
            Account::DigitalPlatform,
            "INTEGRATION",
            Some("Huyện Chương Mỹ"),
            json!(["DIRECTORY", "AGGREGATE", "JOURNAL"]),
        ),
    ] {
        let answer =
            server.client(account).await.query("{ me { username role classes units { name } } }").await;
        let units: Vec<Value> = unit.into_iter().map(|name| json!({ "name": name })).collect();
        let me = json!({ "username": account.username(), "role": role, "classes": classes, "units": units });
        assert_eq!(answer.data(), &json!({ "me": me }));
    }
}

async fn given_the_right_pass_phrase_then_tokens_that_open_the_door(server: &Server) {
    let answer = server.log_in("noi-vu", PASS_PHRASE).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!((&answer.body["tokenType"], &answer.body["expiresIn"]), (&json!("Bearer"), &json!(600)));
    assert!(answer.body["refreshToken"].as_str().is_some_and(|token| token.len() >= 43), "{}", answer.text);
    assert_eq!(answer.body["mustChangePassword"], false);
    assert_eq!(answer.body.as_object().unwrap().len(), 5);
    let token = answer.body["accessToken"].as_str().unwrap();
    let me = server.client_with_token(token).query("{ me { username } }").await;
    assert_eq!(me.data(), &json!({ "me": { "username": "noi-vu" } }));
    // The refresh token opens another door.
    let refresh = answer.body["refreshToken"].as_str().unwrap();
    assert_eq!(server.client_with_token(refresh).query("{ me { username } }").await.status, 401);
}

async fn given_a_wrong_pass_phrase_or_an_unknown_name_then_the_same_refusal(server: &Server) {
    let mut bodies = Vec::new();
    for (username, pass_phrase) in [
        ("noi-vu", "chuong-my-demo-28-277"),
        ("noi-vu", ""),
        ("noi-vu", "CHUONG-MY-DEMO-28-276"),
        ("nobody", PASS_PHRASE),
        ("' OR 1=1 --", PASS_PHRASE),
        ("", ""),
    ] {
        let mut answer = server.log_in(username, pass_phrase).await;
        assert_eq!(answer.status, 401, "{username}");
        assert_eq!(answer.codes(), ["INVALID_CREDENTIALS"], "{username}");
        answer.body["errors"][0]["extensions"]["requestId"] = Value::Null;
        bodies.push(answer.body);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

async fn given_no_token_or_a_bad_one_then_401_with_a_challenge(server: &Server) {
    let good = server.client(Account::HomeAffairs).await.token().to_owned();
    let (head, signature) = good.rsplit_once('.').unwrap();
    let other_signature: String = signature.chars().rev().collect();
    let without_algorithm =
        format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", head.split_once('.').unwrap().1);
    for (authorization, challenge) in [
        (None, "Bearer"),
        (Some(String::new()), "Bearer error=\"invalid_token\""),
        (Some("Bearer".to_owned()), "Bearer error=\"invalid_token\""),
        (Some(format!("Basic {good}")), "Bearer error=\"invalid_token\""),
        (Some(format!("Bearer {head}.{other_signature}")), "Bearer error=\"invalid_token\""),
        (Some(format!("Bearer {head}.")), "Bearer error=\"invalid_token\""),
        (Some(format!("Bearer {without_algorithm}")), "Bearer error=\"invalid_token\""),
        (Some(format!("Bearer {good}x")), "Bearer error=\"invalid_token\""),
    ] {
        let mut request = server
            .request(Method::POST, "/graphql")
            .header(CONTENT_TYPE, "application/json")
            .body(r#"{"query":"{ me { username } }"}"#);
        if let Some(authorization) = &authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let answer = server.send(request).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (401, vec!["UNAUTHENTICATED".to_owned()]),
            "{authorization:?}"
        );
        assert_eq!(answer.header("www-authenticate"), Some(challenge), "{authorization:?}");
        assert_eq!(answer.body.get("data"), None, "{authorization:?}");
    }
}

async fn given_a_token_when_ten_minutes_have_passed_then_it_opens_no_door(server: &Server) {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    let now: DateTime<Utc> = NOW.parse().unwrap();
    // The clocks of two servers may differ by half a minute.
    for (seconds, status) in [(0, 200), (600, 200), (629, 200), (631, 401), (86_400, 401), (-31, 401)] {
        let clock = Clock::fixed(now + Duration::seconds(seconds), TODAY.parse().unwrap());
        let later = server.beside(clock).await;
        let answer = later.client_with_token(&token).query("{ me { username } }").await;
        assert_eq!(answer.status, status, "after {seconds} s");
        later.close().await;
    }
}
