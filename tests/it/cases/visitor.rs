//! Somebody who logs in from an address of his own, and what tests of logins look at.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use api::clock::Clock;
use api::seal::Place;
use canbo_tests::{Answer, NOW, Server, TODAY, day, keys};
use chrono::{DateTime, Duration, Utc};
use entity::value::{JournalOperation, JournalStream};
use entity::{account, journal_entry, journal_value, login_throttle, refresh_token, session};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

/// Time that a test moves.
#[derive(Clone, Debug)]
pub(super) struct Time(Arc<AtomicI64>);

impl Time {
    pub(super) fn begin() -> Self {
        let now: DateTime<Utc> = NOW.parse().unwrap();
        Self(Arc::new(AtomicI64::new(now.timestamp_micros())))
    }

    pub(super) fn clock(&self) -> Clock {
        Clock::set_by(Arc::clone(&self.0), day(TODAY))
    }

    pub(super) fn pass(&self, time: Duration) {
        self.0.fetch_add(time.num_microseconds().unwrap(), Ordering::Relaxed);
    }

    pub(super) fn pass_seconds(&self, seconds: i64) {
        self.pass(Duration::seconds(seconds));
    }
}

/// Somebody at an address.
pub(super) struct Visitor {
    http: reqwest::Client,
}

/// The tokens of a session.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) access: String,
    pub(super) refresh: String,
}

impl Pair {
    pub(super) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.text);
        let text = |name: &str| answer.body[name].as_str().unwrap().to_owned();
        Self { access: text("accessToken"), refresh: text("refreshToken") }
    }
}

impl Visitor {
    /// Somebody at an address of this machine.
    pub(super) fn at(address: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().local_address(Some(address.parse().unwrap()));
        // A server that stops would wait for connections that are kept.
        Self { http: http.pool_max_idle_per_host(0).build().unwrap() }
    }

    pub(super) async fn post(
        &self,
        server: &Server,
        path: &str,
        token: Option<&str>,
        body: &Value,
    ) -> Answer {
        let url = format!("http://{}{path}", server.address());
        let mut request = self.http.request(Method::POST, url).header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        server.send(request.body(body.to_string())).await
    }

    pub(super) async fn log_in(&self, server: &Server, username: &str, pass_phrase: &str) -> Answer {
        let body = json!({ "username": username, "password": pass_phrase });
        self.post(server, "/auth/login", None, &body).await
    }

    pub(super) async fn session(&self, server: &Server, username: &str) -> Pair {
        Pair::of(&self.log_in(server, username, api::demo::PASS_PHRASE).await)
    }

    pub(super) async fn refresh(&self, server: &Server, token: &str) -> Answer {
        self.post(server, "/auth/refresh", None, &json!({ "refreshToken": token })).await
    }

    /// Who the server says that somebody is.
    pub(super) async fn me(&self, server: &Server, token: &str) -> Answer {
        let body = json!({ "query": "{ me { username role units { name } } }" });
        self.post(server, "/graphql", Some(token), &body).await
    }
}

/// The status and the codes of an answer.
pub(super) fn told(answer: &Answer) -> (u16, Vec<String>) {
    (answer.status, answer.codes())
}

/// The status and the one code of an answer, to compare with.
pub(super) fn is(status: u16, code: &str) -> (u16, Vec<String>) {
    (status, vec![code.to_owned()])
}

/// An answer without what differs between any two: its id and time, and whether the server read the request to its end
/// and so keeps the connection.
pub(super) fn masked(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let id = answer.body["errors"][0]["extensions"]["requestId"].as_str().unwrap();
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["connection", "date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status, headers, answer.text.replace(id, ""))
}

/// Changes the database beside the server.
#[expect(clippy::disallowed_methods, reason = "plays what happens elsewhere")]
pub(super) async fn execute(server: &Server, sql: &str) {
    let transaction = server.database().begin_write().await.unwrap();
    transaction.execute_unprepared(sql).await.unwrap();
    transaction.commit().await.unwrap();
}

/// What logins may change only when they are told to.
#[expect(clippy::disallowed_methods, reason = "the test looks at the tables themselves")]
pub(super) async fn standing(
    server: &Server,
) -> (Vec<account::Model>, Vec<session::Model>, Vec<refresh_token::Model>) {
    let reader = server.database().reader();
    let accounts = account::Entity::find().order_by_asc(account::Column::Id).all(reader).await.unwrap();
    let sessions = session::Entity::find().order_by_asc(session::Column::Id).all(reader).await.unwrap();
    let tokens =
        refresh_token::Entity::find().order_by_asc(refresh_token::Column::Id).all(reader).await.unwrap();
    (accounts, sessions, tokens)
}

/// The account of a name.
pub(super) async fn account(server: &Server, username: &str) -> account::Model {
    standing(server).await.0.into_iter().find(|account| account.username == username).unwrap()
}

/// The sessions of an account, the oldest first.
pub(super) async fn sessions_of(server: &Server, username: &str) -> Vec<session::Model> {
    let id = account(server, username).await.id;
    standing(server).await.1.into_iter().filter(|session| session.account_id == id).collect()
}

/// How many refresh tokens could be used.
pub(super) async fn living_tokens(server: &Server) -> usize {
    let tokens = standing(server).await.2;
    tokens.iter().filter(|token| token.used_at.is_none() && token.revoked_at.is_none()).count()
}

/// All that is counted of names and addresses.
#[expect(clippy::disallowed_methods, reason = "the test looks at the tables themselves")]
pub(super) async fn throttles(server: &Server) -> Vec<login_throttle::Model> {
    login_throttle::Entity::find().all(server.database().reader()).await.unwrap()
}

/// The last entries of the ACCESS stream, the oldest first: what of what.
#[expect(clippy::disallowed_methods, reason = "the test looks at the tables themselves")]
pub(super) async fn last_events(server: &Server, most: usize) -> Vec<(String, JournalOperation)> {
    let entries = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Access))
        .order_by_desc(journal_entry::Column::Sequence)
        .all(server.database().reader())
        .await
        .unwrap();
    let last = entries.into_iter().take(most).map(|entry| (entry.object_type, entry.operation));
    last.collect::<Vec<_>>().into_iter().rev().collect()
}

/// What is sealed with the last entry of the ACCESS stream of an operation.
#[expect(clippy::disallowed_methods, reason = "the test looks at the tables themselves")]
pub(super) async fn last_value(server: &Server, operation: JournalOperation) -> Value {
    let reader = server.database().reader();
    let entry = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Access))
        .filter(journal_entry::Column::Operation.eq(operation))
        .order_by_desc(journal_entry::Column::Sequence)
        .one(reader)
        .await
        .unwrap()
        .unwrap();
    let value = journal_value::account::Entity::find_by_id((JournalStream::Access, entry.sequence));
    let value = value.one(reader).await.unwrap().unwrap();
    let row = [b"ACCESS".as_slice(), &entry.sequence.to_be_bytes()].concat();
    let place = Place { table: "journal_value_account", column: "sealed", row: &row };
    serde_json::from_slice(&keys().journal().open(place, &value.sealed).unwrap()).unwrap()
}
