//! One account's client.

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::answer::Answer;

/// A client that is logged in, and asks GraphQL.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
    language: Option<&'static str>,
}

impl Client {
    pub(crate) const fn new(http: reqwest::Client, url: String, token: String) -> Self {
        Self { http, url, token, language: None }
    }

    /// The client, asking for texts in a language.
    #[must_use]
    pub const fn in_language(mut self, language: &'static str) -> Self {
        self.language = Some(language);
        self
    }

    /// The client, asking somewhere else.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// The access token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Asks a document.
    pub async fn query(&self, document: &str) -> Answer {
        self.post(&json!({ "query": document })).await
    }

    /// Asks a document with variables.
    pub async fn ask(&self, document: &str, variables: Value) -> Answer {
        self.post(&json!({ "query": document, "variables": variables })).await
    }

    /// As [`ask`](Self::ask), of a server that may end in the middle: none where no whole answer came.
    pub async fn try_ask(&self, document: &str, variables: Value) -> Option<Answer> {
        let body = json!({ "query": document, "variables": variables });
        Answer::of_what_came(self.request(&body).send().await.ok()?).await.ok()
    }

    /// Sends a body.
    pub async fn post(&self, body: &Value) -> Answer {
        Answer::of(self.request(body).send().await.expect("the server answers")).await
    }

    fn request(&self, body: &Value) -> reqwest::RequestBuilder {
        let mut request = self
            .http
            .post(&self.url)
            .bearer_auth(&self.token)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/graphql-response+json");
        if let Some(language) = self.language {
            request = request.header(ACCEPT_LANGUAGE, language);
        }
        request.body(body.to_string())
    }
}
