//! What a server answered.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer to a request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; null where it is empty.
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

/// An error in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `extensions.code`.
    pub code: String,
    /// The path, its parts joined by dots; empty for a request error.
    pub path: String,
}

impl Answer {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        Self::of_what_came(response).await.expect("the answer's body comes whole")
    }

    /// The answer, if its body comes whole.
    pub(crate) async fn of_what_came(response: reqwest::Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = match text.is_empty() {
            true => Value::Null,
            false => serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}")),
        };
        Ok(Self { status, headers, body, text })
    }

    /// The data of an answer without errors.
    ///
    /// # Panics
    /// If there are errors, or no data.
    #[track_caller]
    pub fn data(&self) -> &Value {
        assert!(self.body.get("errors").is_none(), "errors: {:#}", self.body);
        self.partial_data()
    }

    /// The data of an answer that may have errors beside it.
    ///
    /// # Panics
    /// If there is no data.
    #[track_caller]
    pub fn partial_data(&self) -> &Value {
        self.body.get("data").unwrap_or_else(|| panic!("no data: {:#}", self.body))
    }

    /// The value at a JSON pointer into the data of an answer without errors.
    ///
    /// # Panics
    /// If there are errors, or nothing is there.
    #[must_use]
    #[track_caller]
    pub fn at(&self, pointer: &str) -> &Value {
        self.data().pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}: {:#}", self.body))
    }

    /// The string at a JSON pointer into the data of an answer without errors.
    ///
    /// # Panics
    /// If there are errors, or no string is there.
    #[must_use]
    #[track_caller]
    pub fn string(&self, pointer: &str) -> &str {
        self.at(pointer).as_str().unwrap_or_else(|| panic!("no string at {pointer}: {:#}", self.body))
    }

    /// The list at a JSON pointer into the data of an answer without errors.
    ///
    /// # Panics
    /// If there are errors, or no list is there.
    #[must_use]
    #[track_caller]
    pub fn list(&self, pointer: &str) -> &[Value] {
        self.at(pointer).as_array().unwrap_or_else(|| panic!("no list at {pointer}: {:#}", self.body))
    }

    /// The errors, in their order.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let errors = self.body.get("errors").and_then(Value::as_array);
        errors.into_iter().flatten().map(Fault::of).collect()
    }

    /// The codes of the errors, in their order.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        self.faults().into_iter().map(|fault| fault.code).collect()
    }

    /// A header's text, if it is there.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Fault {
    /// An error of a code at a path.
    #[must_use]
    pub fn new(code: &str, path: &str) -> Self {
        Self { code: code.to_owned(), path: path.to_owned() }
    }

    fn of(error: &Value) -> Self {
        let code = error.pointer("/extensions/code").and_then(Value::as_str).unwrap_or("without a code");
        let path = error.get("path").and_then(Value::as_array);
        let parts = path.into_iter().flatten().map(|part| match part {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        Self { code: code.to_owned(), path: parts.collect::<Vec<_>>().join(".") }
    }
}
