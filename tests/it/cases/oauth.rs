//! Tokens for machines: secrets and signed assertions, from where they may come and what they may read.

#![expect(clippy::disallowed_methods, reason = "the tests count rows of the tables")]

use std::collections::BTreeSet;
use std::net::IpAddr;

use api::auth::ClientSecret;
use api::auth::session::authenticate;
use api::clock::Clock;
use api::demo::{CLIENT_SECRET, PLATFORM};
use api::work::idempotency::IdempotencyKey;
use api::work::service_accounts::{
    Administrator, NewServiceAccount, ServiceAccountError, add_key, add_secret, create, revoke_key,
    revoke_secret, set_classes, set_networks,
};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use canbo_tests::{Account, Answer, NOW, Server, TODAY, day, on_both_databases};
use chrono::{DateTime, Duration, Utc};
use entity::class::ConfidentialityClass;
use entity::id::AccountId;
use entity::{account, client_assertion, refresh_token, service_secret, session};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(alone:
    au_14_given_an_assertion_that_is_wrong_then_401_and_a_right_one_gives_a_token_once_and_no_refresh_token,
    tk_20_given_a_machine_outside_its_networks_or_classes_then_401_and_forbidden,
    given_many_failures_of_machines_from_an_address_then_the_next_one_waits_and_people_do_not,
    given_a_secret_then_a_short_token_without_refresh_until_it_is_revoked,
    given_a_request_for_a_token_that_is_none_then_the_error_of_the_standard,
    given_an_administrator_then_machines_are_made_once_and_by_nobody_else,
);

const FORM: &str = "application/x-www-form-urlencoded";

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).unwrap()
}

async fn by(server: &Server, account: Account) -> Administrator {
    let token = server.client(account).await.token().to_owned();
    let app = server.app();
    let viewer = authenticate(&app.database, &app.tokens, &app.clock, &token, None::<IpAddr>).await.unwrap();
    Administrator::of(&viewer, Uuid::nil(), Some("127.0.0.1".to_owned()))
}

async fn account_of(server: &Server, username: &str) -> AccountId {
    let found = account::Entity::find().filter(account::Column::Username.eq(username));
    found.one(server.database().reader()).await.unwrap().unwrap().id
}

async fn sessions_of(server: &Server, account: AccountId) -> u64 {
    let found = session::Entity::find().filter(session::Column::AccountId.eq(account));
    found.count(server.database().reader()).await.unwrap()
}

async fn post(server: &Server, basic: Option<(&str, &str)>, body: &str) -> Answer {
    let mut request =
        server.request(Method::POST, "/oauth/token").header(CONTENT_TYPE, FORM).body(body.to_owned());
    if let Some((client, secret)) = basic {
        request = request.basic_auth(client, Some(secret));
    }
    server.send(request).await
}

const GRANT: &str = "grant_type=client_credentials";

fn assertion_body(assertion: &str) -> String {
    format!(
        "{GRANT}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion={assertion}"
    )
}

/// A client's own key.
struct Signer {
    pair: Ed25519KeyPair,
    kid: String,
}

impl Signer {
    fn new(kid: &str) -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self { pair: Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap(), kid: kid.to_owned() }
    }

    fn jwk(&self) -> String {
        let x = URL_SAFE_NO_PAD.encode(self.pair.public_key());
        json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.kid, "alg": "EdDSA" }).to_string()
    }

    fn header(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.kid })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let message = format!("{header}.{claims}");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(self.pair.sign(message.as_bytes())))
    }
}

fn claims(jti: &str) -> Value {
    let now = now().timestamp();
    json!({ "iss": PLATFORM, "sub": PLATFORM, "aud": "canbo", "jti": jti, "iat": now, "exp": now + 60 })
}

fn with(object: Value, name: &str, value: Value) -> Value {
    let mut object = object;
    object[name] = value;
    object
}

/// The one refusal of a client: in the words of the standard, and without any others.
fn assert_no_client(answer: &Answer, what: &str) {
    assert_eq!((answer.status, &answer.body), (401, &json!({ "error": "invalid_client" })), "{what}");
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"canbo\", charset=\"UTF-8\""), "{what}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
}

async fn au_14_given_an_assertion_that_is_wrong_then_401_and_a_right_one_gives_a_token_once_and_no_refresh_token(
    server: &Server,
) {
    let work = &server.app().work;
    let platform = account_of(server, PLATFORM).await;
    let admin = by(server, Account::Administrator).await;
    let (signer, stranger) = (Signer::new("2025-12"), Signer::new("2025-12"));
    let id = add_key(work, admin.clone(), platform, "máy chủ", &signer.jwk(), key("k")).await.unwrap();
    // The key of another client.
    let unit = api::demo::district().units[0].id;
    let new = NewServiceAccount {
        username: "nen-tang-khac".to_owned(),
        display_name: "Nền tảng khác".to_owned(),
        units: vec![unit],
        classes: BTreeSet::from([ConfidentialityClass::Directory]),
        key: key("other"),
    };
    let other = create(work, admin.clone(), new).await.unwrap();
    add_key(work, admin.clone(), other, "máy chủ", &stranger.jwk(), key("k2")).await.unwrap();
    let access_token = server.client(Account::DigitalPlatform).await.token().to_owned();
    let before = (sessions_of(server, platform).await, sessions_of(server, other).await);

    let seconds = now().timestamp();
    let header = signer.header();
    let good = |name: &str, value: Value| signer.sign(&header, &with(claims("x"), name, value));
    let own =
        json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(stranger.pair.public_key()) });
    for (what, assertion) in [
        ("another audience", good("aud", json!("https://example.test"))),
        ("five minutes and a second", good("exp", json!(seconds + 301))),
        ("over", good("exp", json!(seconds - 31))),
        ("another issuer", good("iss", json!("nen-tang-khac"))),
        ("another subject", good("sub", json!("nen-tang-khac"))),
        ("no id", good("jti", json!(""))),
        ("the key of another client", stranger.sign(&stranger.header(), &claims("x"))),
        ("a key that it brings", stranger.sign(&with(stranger.header(), "jwk", own), &claims("x"))),
        ("no such key", signer.sign(&with(header.clone(), "kid", json!("2026")), &claims("x"))),
        ("an extension", signer.sign(&with(header.clone(), "crit", json!(["exp"])), &claims("x"))),
        (
            "the type of an access token",
            signer.sign(&with(header.clone(), "typ", json!("at+jwt")), &claims("x")),
        ),
        ("an access token", access_token),
        ("nothing", "x".to_owned()),
    ] {
        assert_no_client(&post(server, None, &assertion_body(&assertion)).await, what);
    }
    assert_eq!((sessions_of(server, platform).await, sessions_of(server, other).await), before);
    let kept = client_assertion::Entity::find().count(server.database().reader()).await.unwrap();
    assert_eq!(kept, 0);

    let right = signer.sign(&header, &claims("one"));
    let answer = post(server, None, &assertion_body(&right)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let members: Vec<_> = answer.body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["access_token", "expires_in", "scope", "token_type"]);
    assert_eq!(sessions_of(server, platform).await, before.0 + 1);
    let row = client_assertion::Entity::find().one(server.database().reader()).await.unwrap().unwrap();
    assert_eq!((row.jti.as_str(), row.expires_at), ("one", now() + Duration::seconds(90)));
    let token = answer.body["access_token"].as_str().unwrap();
    let me = server.client_with_token(token).query("{ me { username role } }").await;
    assert_eq!(me.at("/me"), &json!({ "username": PLATFORM, "role": "INTEGRATION" }));

    assert_no_client(&post(server, None, &assertion_body(&right)).await, "sent again");
    // An assertion opens no other door.
    assert_eq!(server.client_with_token(&right).query("{ me { username } }").await.status, 401);
    for (what, extra) in [("for a URL", json!("canbo/oauth/token")), ("in a list", json!(["canbo"]))] {
        let assertion = signer.sign(&header, &with(claims(what), "aud", extra));
        assert_eq!(post(server, None, &assertion_body(&assertion)).await.status, 200, "{what}");
    }
    // The two that are over are forgotten when the next one comes.
    let later = server.beside(Clock::fixed(now() + Duration::minutes(5), day(TODAY))).await;
    let at = (now() + Duration::minutes(5)).timestamp();
    let next = signer.sign(&header, &with(with(claims("later"), "exp", json!(at + 60)), "iat", json!(at)));
    assert_eq!(post(&later, None, &assertion_body(&next)).await.status, 200);
    assert_eq!(client_assertion::Entity::find().count(server.database().reader()).await.unwrap(), 1);
    later.close().await;

    revoke_key(work, admin, platform, id, None).await.unwrap();
    assert_no_client(
        &post(server, None, &assertion_body(&signer.sign(&header, &claims("two")))).await,
        "revoked",
    );
    assert_eq!(server.client_with_token(token).query("{ me { username } }").await.status, 401);
}

async fn tk_20_given_a_machine_outside_its_networks_or_classes_then_401_and_forbidden(server: &Server) {
    let work = &server.app().work;
    let platform = account_of(server, PLATFORM).await;
    let admin = by(server, Account::Administrator).await;
    let secret = ClientSecret::of(*CLIENT_SECRET).text();
    let answer = post(server, Some((PLATFORM, &secret)), GRANT).await;
    assert_eq!(answer.body["scope"], json!("directory aggregate journal"));
    let client = server.client_with_token(answer.body["access_token"].as_str().unwrap());
    let document = "{ me { username } units(first: 1) { nodes { id } } courses(first: 1) { nodes { id } } }";
    assert_eq!(client.query(document).await.codes(), Vec::<String>::new());

    // From elsewhere: at the next request, and for a new token.
    set_networks(work, admin.clone(), platform, &["192.0.2.0/24".to_owned()]).await.unwrap();
    assert_eq!(client.query(document).await.status, 401);
    let sessions = sessions_of(server, platform).await;
    assert_no_client(&post(server, Some((PLATFORM, &secret)), GRANT).await, "from elsewhere");
    assert_eq!(sessions_of(server, platform).await, sessions);
    let from_home = ["192.0.2.0/24".to_owned(), "127.0.0.0/8".to_owned()];
    set_networks(work, admin.clone(), platform, &from_home).await.unwrap();
    assert_eq!(client.query(document).await.status, 200);

    // Of the classes of its role those that it was given, and none where it was given none.
    set_classes(work, admin.clone(), platform, BTreeSet::from([ConfidentialityClass::Aggregate]))
        .await
        .unwrap();
    let answer = client.query(document).await;
    assert_eq!(answer.codes(), ["FORBIDDEN", "FORBIDDEN"]);
    assert_eq!(answer.partial_data()["units"], Value::Null);
    let narrowed = post(server, Some((PLATFORM, &secret)), GRANT).await;
    assert_eq!(narrowed.body["scope"], json!("aggregate"));
    let beyond = post(server, Some((PLATFORM, &secret)), &format!("{GRANT}&scope=aggregate+directory")).await;
    assert_eq!((beyond.status, &beyond.body), (400, &json!({ "error": "invalid_scope" })));
    set_classes(work, admin.clone(), platform, BTreeSet::new()).await.unwrap();
    let me = client.query("{ me { classes } }").await;
    assert_eq!(me.at("/me/classes"), &json!([]));
    for class in
        [ConfidentialityClass::Personnel, ConfidentialityClass::Identity, ConfidentialityClass::Account]
    {
        let refused = set_classes(work, admin.clone(), platform, BTreeSet::from([class])).await;
        assert!(matches!(refused, Err(ServiceAccountError::Class)), "{class:?}");
    }
}

async fn given_many_failures_of_machines_from_an_address_then_the_next_one_waits_and_people_do_not(
    server: &Server,
) {
    let secret = ClientSecret::of(*CLIENT_SECRET).text();
    let wrong = ClientSecret::generate().unwrap().text();
    for number in 0..21 {
        let answer = post(server, Some((PLATFORM, &wrong)), GRANT).await;
        assert_no_client(&answer, &format!("attempt {number}"));
    }
    let sessions = session::Entity::find().count(server.database().reader()).await.unwrap();
    for secret in [&wrong, &secret] {
        let answer = post(server, Some((PLATFORM, secret)), GRANT).await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("60")), "{}", answer.text);
        assert_eq!(answer.body, json!({ "error": "temporarily_unavailable" }));
    }
    assert_eq!(session::Entity::find().count(server.database().reader()).await.unwrap(), sessions);
    assert_eq!(server.log_in("noi-vu", api::demo::PASS_PHRASE).await.status, 200);
    let later = server.beside(Clock::fixed(now() + Duration::seconds(60), day(TODAY))).await;
    assert_eq!(post(&later, Some((PLATFORM, &secret)), GRANT).await.status, 200);
    later.close().await;
}

async fn given_a_secret_then_a_short_token_without_refresh_until_it_is_revoked(server: &Server) {
    let work = &server.app().work;
    let platform = account_of(server, PLATFORM).await;
    let admin = by(server, Account::Administrator).await;
    let made = add_secret(work, admin.clone(), platform, "mới", None, key("k")).await.unwrap();
    let again = add_secret(work, admin.clone(), platform, "mới", None, key("k")).await.unwrap();
    assert_eq!((again.id, again.secret), (made.id, None));
    let (first, second) = (ClientSecret::of(*CLIENT_SECRET).text(), made.secret.unwrap().text());
    let refresh_tokens = refresh_token::Entity::find().count(server.database().reader()).await.unwrap();
    // Two live secrets: one replaces the other without a break.
    let mut tokens = Vec::new();
    for secret in [&first, &second] {
        let answer = post(server, Some((PLATFORM, secret)), GRANT).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, Some("no-store")),
            "{}",
            answer.text
        );
        assert_eq!((&answer.body["token_type"], &answer.body["expires_in"]), (&json!("Bearer"), &json!(600)));
        assert_eq!(answer.body.get("refresh_token"), None);
        tokens.push(answer.body["access_token"].as_str().unwrap().to_owned());
    }
    let count = refresh_token::Entity::find().count(server.database().reader()).await.unwrap();
    assert_eq!(count, refresh_tokens);
    let used =
        service_secret::Entity::find_by_id(made.id).one(server.database().reader()).await.unwrap().unwrap();
    assert_eq!(used.last_used_at, Some(now()));
    let opened = session::Entity::find().filter(session::Column::AccountId.eq(platform));
    for session in opened.all(server.database().reader()).await.unwrap() {
        assert_eq!(session.expires_at, now() + Duration::minutes(10));
    }
    for (client, secret) in [
        (PLATFORM, "canbo_secret_AAAA"),
        (PLATFORM, ""),
        (PLATFORM, api::demo::PASS_PHRASE),
        ("noi-vu", first.as_str()),
        ("nobody", first.as_str()),
        ("", first.as_str()),
    ] {
        assert_no_client(&post(server, Some((client, secret)), GRANT).await, client);
    }
    revoke_secret(work, admin.clone(), platform, made.id, Some("Lộ trên máy tính".to_owned())).await.unwrap();
    assert_no_client(&post(server, Some((PLATFORM, &second)), GRANT).await, "revoked");
    for token in &tokens {
        assert_eq!(server.client_with_token(token).query("{ me { username } }").await.status, 401);
    }
    assert_eq!(post(server, Some((PLATFORM, &first)), GRANT).await.status, 200);
    let twice = revoke_secret(work, admin.clone(), platform, made.id, None).await;
    assert!(matches!(twice, Err(ServiceAccountError::NoProof)));

    // One that ends by itself.
    let end = now() + Duration::days(1);
    let short = add_secret(work, admin, platform, "ngắn hạn", Some(end), key("short")).await.unwrap();
    let short = short.secret.unwrap().text();
    assert_eq!(post(server, Some((PLATFORM, &short)), GRANT).await.status, 200);
    let later = server.beside(Clock::fixed(end, day(TODAY))).await;
    assert_no_client(&post(&later, Some((PLATFORM, &short)), GRANT).await, "over");
    later.close().await;
}

async fn given_a_request_for_a_token_that_is_none_then_the_error_of_the_standard(server: &Server) {
    let secret = ClientSecret::of(*CLIENT_SECRET).text();
    let basic = Some((PLATFORM, secret.as_str()));
    let with_secret = format!("{GRANT}&client_id={PLATFORM}&client_secret={secret}");
    let half = format!("{GRANT}&client_assertion=x");
    for (basic, body, status, error) in [
        (basic, "", 400, "invalid_request"),
        (basic, "grant_type=", 400, "invalid_request"),
        (basic, "grant_type=password", 400, "unsupported_grant_type"),
        (basic, "grant_type=refresh_token&refresh_token=x", 400, "unsupported_grant_type"),
        (basic, "grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request"),
        (basic, &assertion_body("x"), 400, "invalid_request"),
        (None, with_secret.as_str(), 400, "invalid_request"),
        (None, half.as_str(), 400, "invalid_request"),
        (None, GRANT, 401, "invalid_client"),
        (basic, "grant_type=client_credentials&client_id=other", 400, "invalid_request"),
    ] {
        let answer = post(server, basic, body).await;
        assert_eq!((answer.status, &answer.body), (status, &json!({ "error": error })), "{body}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{body}");
    }
    let json_body =
        server.request(Method::POST, "/oauth/token").header(CONTENT_TYPE, "application/json").body("{}");
    assert_eq!(server.send(json_body).await.body, json!({ "error": "invalid_request" }));
    let long = post(server, basic, &format!("{GRANT}&x={}", "y".repeat(5_000))).await;
    assert_eq!((long.status, &long.body), (400, &json!({ "error": "invalid_request" })));
    let twice = server
        .request(Method::POST, "/oauth/token")
        .header(CONTENT_TYPE, FORM)
        .header(AUTHORIZATION, "Basic YTpi")
        .header(AUTHORIZATION, "Basic YTpi")
        .body(GRANT);
    assert_eq!(server.send(twice).await.status, 400);
    assert_eq!(server.send(server.request(Method::GET, "/oauth/token")).await.status, 405);
    assert_eq!(post(server, basic, GRANT).await.status, 200);
}

async fn given_an_administrator_then_machines_are_made_once_and_by_nobody_else(server: &Server) {
    let work = &server.app().work;
    let unit = api::demo::district().units[0].id;
    let new = |username: &str, idempotency: &str| NewServiceAccount {
        username: username.to_owned(),
        display_name: "Cổng dữ liệu".to_owned(),
        units: vec![unit],
        classes: BTreeSet::from([ConfidentialityClass::Aggregate]),
        key: key(idempotency),
    };
    let accounts = account::Entity::find().count(server.database().reader()).await.unwrap();
    for account in
        [Account::HomeAffairs, Account::PhuNghia, Account::PartyCommittee, Account::DigitalPlatform]
    {
        let refused = create(work, by(server, account).await, new("cong", "k")).await;
        assert!(matches!(refused, Err(ServiceAccountError::Forbidden)), "{account:?}");
    }
    let admin = by(server, Account::Administrator).await;
    let later = server.beside(Clock::fixed(now() + Duration::minutes(16), day(TODAY))).await;
    let stale = create(&later.app().work, admin.clone(), new("cong", "k")).await;
    assert!(matches!(stale, Err(ServiceAccountError::Reauthenticate)));
    later.close().await;
    let no_units = NewServiceAccount { units: Vec::new(), ..new("cong", "u") };
    assert!(matches!(create(work, admin.clone(), no_units).await, Err(ServiceAccountError::Units)));
    assert!(matches!(
        create(work, admin.clone(), new("hai từ", "n")).await,
        Err(ServiceAccountError::Username)
    ));
    let taken = create(work, admin.clone(), new("noi-vu", "t")).await;
    assert!(matches!(taken, Err(ServiceAccountError::UsernameTaken)));
    assert_eq!(account::Entity::find().count(server.database().reader()).await.unwrap(), accounts);

    let made = create(work, admin.clone(), new("cong", "k")).await.unwrap();
    assert_eq!(create(work, admin.clone(), new("cong", "k")).await.unwrap(), made);
    assert_eq!(account::Entity::find().count(server.database().reader()).await.unwrap(), accounts + 1);
    // It has no pass phrase, and no secret of another is its own.
    assert_eq!(server.log_in("cong", api::demo::PASS_PHRASE).await.status, 401);
    let demo = ClientSecret::of(*CLIENT_SECRET).text();
    assert_no_client(&post(server, Some(("cong", &demo)), GRANT).await, "the secret of another");
    for number in 0..5 {
        add_secret(work, admin.clone(), made, "s", None, key(&format!("s{number}"))).await.unwrap();
    }
    let sixth = add_secret(work, admin.clone(), made, "s", None, key("s5")).await;
    assert!(matches!(sixth, Err(ServiceAccountError::TooMany)));
    let person = account_of(server, "noi-vu").await;
    let of_a_person = add_secret(work, admin.clone(), person, "s", None, key("p")).await;
    assert!(matches!(of_a_person, Err(ServiceAccountError::NoAccount)));
    let signer = Signer::new("a");
    add_key(work, admin.clone(), made, "k", &signer.jwk(), key("j")).await.unwrap();
    let same = add_key(work, admin.clone(), made, "k", &signer.jwk(), key("j2")).await;
    assert!(matches!(same, Err(ServiceAccountError::KeyTaken)));
    for networks in [&["10.0.0.0/33".to_owned()][..], &["anywhere".to_owned()]] {
        let refused = set_networks(work, admin.clone(), made, networks).await;
        assert!(matches!(refused, Err(ServiceAccountError::Networks)));
    }
}
