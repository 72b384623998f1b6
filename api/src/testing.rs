//! Support of unit tests: the demo district in a database of the test's own, asked as one of the demo's accounts.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use async_graphql::Request;
use chrono::DateTime;
use entity::id::SessionId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::Passwords;
use crate::demo::{DemoAccount, District, PASS_PHRASE, district};
use crate::fixture::{Fixture, today};
use crate::graphql::{Asking, Introspection, RequestContext, Schema, execute, schema};
use crate::language::Language;
use crate::policy::{Grant, Viewer};
use crate::repo::Repo;
use crate::work;

/// The demo district, loaded and ready to be asked.
pub(crate) struct Stage {
    /// The rows that were loaded.
    pub(crate) district: District,
    /// Where they were loaded.
    pub(crate) fixture: Fixture,
    repo: Repo,
    schema: Schema,
}

impl Stage {
    /// The demo district on 31/12/2025, changed before it is loaded.
    pub(crate) async fn with(change: impl FnOnce(&mut District)) -> Self {
        let fixture = Fixture::new().await;
        let mut district = district();
        change(&mut district);
        work::demo::load(&fixture.work, &Passwords::default(), district.clone(), PASS_PHRASE).await.unwrap();
        let repo =
            Repo::new(fixture.database.clone(), fixture.keys.clone(), fixture.work.directory().clone());
        Self { district, fixture, repo, schema: schema(Introspection::Off) }
    }

    /// An account as a viewer.
    pub(crate) fn viewer(&self, username: &str) -> Viewer {
        viewer(self.district.accounts.iter().find(|account| account.username == username).unwrap())
    }

    /// The answer that an account gets.
    pub(crate) async fn ask(&self, username: &str, document: &str, variables: Value) -> Value {
        self.ask_as(self.viewer(username), document, variables).await
    }

    /// The answer that a viewer gets.
    pub(crate) async fn ask_as(&self, viewer: Viewer, document: &str, variables: Value) -> Value {
        let reader = self.repo.reader(viewer, today()).await.unwrap();
        let asking = Asking { language: Language::English, request_id: Uuid::from_u128(1), address: None };
        let context = RequestContext::new(reader, self.fixture.work.clone(), asking);
        let request = Request::new(document).variables(async_graphql::Variables::from_json(variables));
        let outcome = execute(&self.schema, request, context, &self.fixture.work).await;
        json!(outcome.response)
    }

    /// The data of an answer without errors.
    pub(crate) async fn data(&self, username: &str, document: &str) -> Value {
        let answer = self.ask(username, document, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer.get("data").cloned().unwrap()
    }

    /// The codes of an answer's errors with their paths.
    pub(crate) async fn errors(&self, username: &str, document: &str) -> Vec<(String, Value)> {
        let answer = self.ask(username, document, json!({})).await;
        let errors = answer.get("errors").and_then(Value::as_array).cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| {
                let code = error.pointer("/extensions/code").and_then(Value::as_str).unwrap();
                (code.to_owned(), error.get("path").cloned().unwrap_or_default())
            })
            .collect()
    }

    /// How many statements an answer costs once the directory is in memory.
    pub(crate) async fn statements(&self, username: &str, document: &str) -> u64 {
        self.data(username, document).await;
        let before = self.fixture.database.statements();
        self.data(username, document).await;
        self.fixture.database.statements() - before
    }
}

fn viewer(account: &DemoAccount) -> Viewer {
    Viewer {
        account: account.id,
        session: SessionId(Uuid::from_u128(2)),
        username: account.username.clone(),
        role: account.role,
        grants: account
            .grants
            .iter()
            .map(|grant| Grant {
                unit: grant.unit_id,
                valid_from: grant.valid_from,
                valid_to: grant.valid_to,
                carries_over: grant.carries_over_confirmed_at.is_some(),
            })
            .collect(),
        authenticated_at: DateTime::UNIX_EPOCH,
        held_to: None,
    }
}
