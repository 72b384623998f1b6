//! The door as a client meets it: a server on a free port, and bytes.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use entity::value::JournalStream;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::server::{self, Running};
use crate::app::App;
use crate::auth::PassPhrase;
use crate::config::Config;
use crate::fixture::{Fixture, clock};
use crate::graphql::Introspection;
use crate::journal::head;
use crate::work::accounts::create_first_administrator;

const NAME: &str = "quan-tri";
const PHRASE: &str = "một cụm từ đủ dài để nhớ";
const GRAPHQL: &str = "application/graphql-response+json";

struct Door {
    fixture: Fixture,
    app: App,
    running: Running,
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn code(&self) -> String {
        self.json().pointer("/errors/0/extensions/code").unwrap().as_str().unwrap().to_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body without what differs between any two answers.
    fn without_id(&self) -> Value {
        let mut body = self.json();
        *body.pointer_mut("/errors/0/extensions/requestId").unwrap() = Value::Null;
        body
    }
}

impl Door {
    async fn open() -> Self {
        let fixture = Fixture::new().await;
        let config = Config { workers: 1, ..Config::default() };
        let (database, keys) = (fixture.database.clone(), fixture.keys.clone());
        let app = App::new(config, database, clock(), keys, Introspection::Off);
        let passwords = &app.login.passwords;
        let phrase = PassPhrase::new(PHRASE);
        create_first_administrator(&fixture.work, passwords, NAME, "Quản trị", phrase).await.unwrap();
        let running = server::start(app.clone(), ([127, 0, 0, 1], 0).into(), None).unwrap();
        Self { fixture, app, running }
    }

    /// Sends a request, head and body, as it is, and reads the answer to its end.
    async fn send(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.running.address()).await.unwrap();
        let head = format!("{head}\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that refuses by the head alone may close before it has read the body.
        let _ = stream.write_all(body).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        parse(&bytes)
    }

    async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut head = format!("POST {path} HTTP/1.1\r\ncontent-length: {}", body.len());
        for (name, value) in headers {
            head.push_str(&format!("\r\n{name}: {value}"));
        }
        self.send(&head, body.as_bytes()).await
    }

    async fn log_in(&self, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password }).to_string();
        self.post("/auth/login", &[("content-type", "application/json")], &body).await
    }

    async fn token(&self) -> String {
        let answer = self.log_in(NAME, PHRASE).await;
        answer.json().get("accessToken").unwrap().as_str().unwrap().to_owned()
    }

    async fn graphql(&self, token: &str, accept: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers =
            [("content-type", "application/json"), ("authorization", bearer.as_str()), ("accept", accept)];
        self.post("/graphql", &headers, body).await
    }

    async fn query(&self, token: &str, query: &str) -> Answer {
        self.graphql(token, GRAPHQL, &json!({ "query": query }).to_string()).await
    }
}

fn parse(bytes: &[u8]) -> Answer {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Answer { status, headers, body: body.to_owned() }
}

#[actix_web::test]
async fn given_the_right_pass_phrase_then_tokens_that_open_the_door() {
    let door = Door::open().await;
    let answer = door.log_in(" QUAN-TRI ", PHRASE).await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body.get("tokenType").unwrap(), "Bearer");
    assert_eq!(body.get("expiresIn").unwrap(), 600);
    assert_eq!(body.get("refreshToken").unwrap().as_str().unwrap().len(), 43);
    let token = body.get("accessToken").unwrap().as_str().unwrap();
    let answer = door.query(token, "{ b: __typename a: me { username role } }").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/graphql-response+json; charset=utf-8");
    assert_eq!(answer.body, r#"{"data":{"b":"Query","a":{"username":"quan-tri","role":"ADMIN"}}}"#);
}

#[actix_web::test]
async fn given_any_wrong_login_then_the_same_answer_after_one_run_of_the_hash_and_one_entry() {
    let door = Door::open().await;
    let wrong = door.log_in(NAME, "another phrase altogether").await;
    assert_eq!(wrong.status, 401);
    assert_eq!(wrong.code(), "INVALID_CREDENTIALS");
    for (username, password) in [("nobody", PHRASE), ("", ""), (NAME, "")] {
        let reader = door.fixture.database.reader();
        let (runs, statements) = (door.app.login.passwords.runs(), door.fixture.database.statements());
        let entries = head(reader, JournalStream::Access).await.unwrap();
        let answer = door.log_in(username, password).await;
        assert_eq!((answer.status, answer.without_id()), (401, wrong.without_id()));
        assert_eq!(answer.headers.keys().collect::<Vec<_>>(), wrong.headers.keys().collect::<Vec<_>>());
        assert_eq!(door.app.login.passwords.runs() - runs, 1);
        assert_eq!(head(reader, JournalStream::Access).await.unwrap() - entries, 1);
        // Three to see what is known, four to count the failure, four to journal, two of this test.
        assert_eq!(door.fixture.database.statements() - statements, 13);
    }
}

#[actix_web::test]
async fn given_a_malformed_login_then_400_without_a_run_of_the_hash() {
    let door = Door::open().await;
    let runs = door.app.login.passwords.runs();
    for body in [
        "",
        "[]",
        "{}",
        r#"{"username":"a"}"#,
        r#"{"username":"a","password":1}"#,
        r#"{"username":"a","password":"b","password":"c"}"#,
        r#"{"username":"a","password":"b","more":1}"#,
    ] {
        let answer = door.post("/auth/login", &[("content-type", "application/json")], body).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_USER_INPUT"), "{body}");
    }
    let long = json!({ "username": "a", "password": "x".repeat(4_096) }).to_string();
    let answer = door.post("/auth/login", &[("content-type", "application/json")], &long).await;
    assert_eq!(answer.status, 413);
    assert_eq!(door.post("/auth/login", &[("content-type", "text/plain")], "{}").await.status, 415);
    assert_eq!(door.app.login.passwords.runs(), runs);
}

#[actix_web::test]
async fn given_no_token_or_a_bad_one_then_401_with_a_challenge() {
    let door = Door::open().await;
    let json = ("content-type", "application/json");
    let none = door.post("/graphql", &[json], r#"{"query":"{__typename}"}"#).await;
    assert_eq!((none.status, none.code().as_str()), (401, "UNAUTHENTICATED"));
    assert_eq!(none.header("www-authenticate"), "Bearer");
    for bad in ["Bearer x", "Bearer ", "Basic eDp5", "Bearer a.b.c"] {
        let answer =
            door.post("/graphql", &[json, ("authorization", bad)], r#"{"query":"{__typename}"}"#).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"), "{bad}");
        assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"");
    }
    let refresh = door.log_in(NAME, PHRASE).await.json();
    let refresh = refresh.get("refreshToken").unwrap().as_str().unwrap();
    assert_eq!(door.query(refresh, "{__typename}").await.status, 401);
}

#[actix_web::test]
async fn given_a_request_that_is_no_json_post_then_its_own_status() {
    let door = Door::open().await;
    let token = door.token().await;
    for method in ["GET", "PUT", "DELETE", "HEAD", "PATCH"] {
        let answer = door.send(&format!("{method} /graphql?query=%7B__typename%7D HTTP/1.1"), b"").await;
        assert_eq!((answer.status, answer.header("allow")), (405, "POST, OPTIONS"), "{method}");
    }
    let answer = door.send("OPTIONS /graphql HTTP/1.1", b"").await;
    assert_eq!((answer.status, answer.header("allow")), (204, "POST, OPTIONS"));
    let bearer = format!("Bearer {token}");
    let body = r#"{"query":"{__typename}"}"#;
    for content_type in ["text/plain", "application/graphql", "multipart/form-data; boundary=x"] {
        let headers = [("content-type", content_type), ("authorization", bearer.as_str())];
        assert_eq!(door.post("/graphql", &headers, body).await.status, 415, "{content_type}");
    }
    assert_eq!(door.post("/graphql", &[("authorization", &bearer)], body).await.status, 415);
    assert_eq!(door.graphql(&token, "text/html", body).await.status, 406);
    assert_eq!(door.send("GET /nowhere HTTP/1.1", b"").await.status, 404);
}

#[actix_web::test]
async fn given_a_body_at_the_bound_then_it_is_read_and_one_byte_more_is_413() {
    let door = Door::open().await;
    let token = door.token().await;
    let padded = |length: usize| {
        let empty = json!({ "query": "{__typename}", "extensions": { "a": "" } }).to_string().len();
        json!({ "query": "{__typename}", "extensions": { "a": "x".repeat(length - empty) } }).to_string()
    };
    assert_eq!(door.graphql(&token, GRAPHQL, &padded(131_072)).await.status, 200);
    let announced = door.graphql(&token, GRAPHQL, &padded(131_073)).await;
    assert_eq!((announced.status, announced.code().as_str()), (413, "BAD_USER_INPUT"));
    let head = format!(
        "POST /graphql HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked"
    );
    let body = padded(131_073);
    let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    assert_eq!(door.send(&head, chunked.as_bytes()).await.status, 413);
}

#[actix_web::test]
async fn given_a_malformed_request_or_document_then_the_status_of_the_form() {
    let door = Door::open().await;
    let token = door.token().await;
    for body in ["", "{", "null", "{}", r#"{"query":1}"#, r#"{"query":""} x"#] {
        for (accept, status) in [(GRAPHQL, 400), ("application/json", 200), ("*/*", 200)] {
            let answer = door.graphql(&token, accept, body).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (status, "BAD_USER_INPUT"),
                "{accept} {body}"
            );
        }
    }
    for (query, code) in [("{", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED")] {
        let body = json!({ "query": query }).to_string();
        for (accept, status, content_type) in [
            (GRAPHQL, 400, "application/graphql-response+json; charset=utf-8"),
            ("application/json", 200, "application/json; charset=utf-8"),
            ("*/*", 200, "application/json; charset=utf-8"),
        ] {
            let answer = door.graphql(&token, accept, &body).await;
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{accept} {query}");
            assert_eq!(answer.header("content-type"), content_type);
            assert_eq!(answer.json().get("data"), None);
        }
    }
}

#[actix_web::test]
async fn given_a_document_of_brackets_then_400_and_the_server_goes_on() {
    let door = Door::open().await;
    let token = door.token().await;
    for levels in [33, 1_400, 5_000, 60_000] {
        for query in [
            format!("{{ me {{ a(b: {} }}", "[".repeat(levels)),
            "{a".repeat(levels),
            format!("query($a: {}) {{ me }}", "[".repeat(levels)),
            format!("{{ a(b: [\"\"\"x\" {}", "[".repeat(levels)),
        ] {
            let answer = door.query(&token, &query).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "QUERY_LIMIT_EXCEEDED"), "{levels}");
        }
    }
    assert_eq!(door.query(&token, "{ __typename }").await.status, 200);
}

#[actix_web::test]
async fn given_any_answer_then_the_headers_that_keep_it_safe_and_its_id() {
    let door = Door::open().await;
    let sent = "0197a1b2-0000-7000-8000-000000000001";
    let answer = door.post("/graphql", &[("x-request-id", sent), ("accept-language", "en")], "{}").await;
    assert_eq!(answer.status, 415);
    assert_eq!(answer.header("x-request-id"), sent);
    assert_eq!(answer.json().pointer("/errors/0/extensions/requestId").unwrap(), sent);
    assert!(answer.body.contains("The body must be application/json"));
    let answer = door.post("/graphql", &[("x-request-id", "a\u{e9}b")], "{}").await;
    let made = answer.json().pointer("/errors/0/extensions/requestId").unwrap().as_str().unwrap().to_owned();
    assert_eq!(answer.header("x-request-id"), made);
    assert!(answer.body.contains("Nội dung phải là application/json"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-site"),
        ("cache-control", "no-store"),
        ("set-cookie", ""),
        ("server", ""),
    ] {
        assert_eq!(answer.header(name), value);
    }
}

#[actix_web::test]
async fn given_health_and_keys_then_what_they_say() {
    let door = Door::open().await;
    assert_eq!(door.send("GET /health/live HTTP/1.1", b"").await.status, 204);
    assert_eq!(door.send("GET /health/ready HTTP/1.1", b"").await.status, 204);
    let keys = door.send("GET /.well-known/jwks.json HTTP/1.1", b"").await.json();
    let key = keys.pointer("/keys/0").unwrap();
    assert_eq!(key.get("kid").unwrap(), door.fixture.keys.token().id());
    assert_eq!(key.get("alg").unwrap(), "EdDSA");
    assert_eq!(key.get("d"), None);
    let head = door.send("HEAD /.well-known/jwks.json HTTP/1.1", b"").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let posted = door.send("POST /health/live HTTP/1.1", b"").await;
    assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD"));
}

#[actix_web::test]
async fn given_a_server_that_stops_then_it_ends_without_an_error() {
    let door = Door::open().await;
    let address = door.running.address();
    door.running.stop().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
