//! What a client is told: everything of an answer that could differ, and nothing else.

use canbo_tests::{Answer, Client};
use serde_json::Value;

/// How often a document is asked before the server counts as gone.
const ATTEMPTS: usize = 10;

/// An answer to a document. Two are equal if their client could not tell them apart.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) document: String,
    pub(super) status: u16,
    /// The headers but the date and the request's id, by name.
    pub(super) headers: Vec<(String, String)>,
    /// The body, with the request's id masked.
    pub(super) text: String,
}

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        (self.status, &self.headers, &self.text) == (other.status, &other.headers, &other.text)
    }
}

impl Told {
    /// Asks a document, again where the machine was too busy for an answer.
    pub(super) async fn ask(client: &Client, document: &str) -> Self {
        Self::ask_and_read(client, document).await.0
    }

    /// Asks a document, and gives the answer's body beside.
    pub(super) async fn ask_and_read(client: &Client, document: &str) -> (Self, Value) {
        for _ in 0..ATTEMPTS {
            let answer = client.query(document).await;
            let told = Self::of(document, &answer);
            if !told.text.contains("\"code\":\"UNAVAILABLE\"") {
                return (told, answer.body);
            }
        }
        panic!("the server was not available {ATTEMPTS} times for {document}");
    }

    /// Whether the server met a fault.
    pub(super) fn is_fault(&self) -> bool {
        self.status >= 500 || self.text.contains("\"code\":\"INTERNAL\"")
    }

    /// Asks each document.
    pub(super) async fn ask_all(client: &Client, documents: &[String]) -> Vec<Self> {
        let mut told = Vec::with_capacity(documents.len());
        for document in documents {
            told.push(Self::ask(client, document).await);
        }
        told
    }

    fn of(document: &str, answer: &Answer) -> Self {
        let mut headers: Vec<(String, String)> = answer
            .headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        headers.sort();
        let text = if is_of_the_journal(document) { unnamed(&answer.body) } else { answer.text.clone() };
        Self { document: document.to_owned(), status: answer.status, headers, text: masked(&text) }
    }
}

/// Whether a document asks the journal. It asks nothing else then.
pub(super) fn is_of_the_journal(document: &str) -> bool {
    document.contains("journal(")
}

/// A body of the journal without the names of its entries. They are sealed places in the journal, or were drawn at random
/// when a request was made or a session began; of all that is left their length.
fn unnamed(body: &Value) -> String {
    const NAMES: [&str; 7] = ["id", "cursor", "startCursor", "endCursor", "requestId", "session", "object"];
    fn strip(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(text) if NAMES.contains(&name.as_str()) => {
                            *text = format!("{} long", text.len())
                        }
                        member => strip(member),
                    }
                }
            }
            _ => {}
        }
    }
    let mut body = body.clone();
    strip(&mut body);
    body.to_string()
}

/// A body with each request id masked.
pub(super) fn masked(text: &str) -> String {
    const MARK: &str = "\"requestId\":\"";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(MARK) {
        let (before, after) = rest.split_at(place + MARK.len());
        out.push_str(before);
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
        out.push_str("masked\"");
    }
    out.push_str(rest);
    out
}

/// The places where two transcripts differ, described.
pub(super) fn differences(base: &[Told], twin: &[Told]) -> Vec<String> {
    let mut found: Vec<String> = base
        .iter()
        .zip(twin)
        .filter(|(base, twin)| base != twin)
        .map(|(base, twin)| {
            let place = base.text.bytes().zip(twin.text.bytes()).take_while(|(a, b)| a == b).count();
            format!(
                "{}\n  of the base {}: …{}\n  of the twin {}: …{}",
                base.document,
                base.status,
                around(&base.text, place),
                twin.status,
                around(&twin.text, place)
            )
        })
        .collect();
    if base.len() != twin.len() {
        found.push(format!("{} answers of the base, {} of the twin", base.len(), twin.len()));
    }
    found
}

fn around(text: &str, place: usize) -> String {
    let text: Vec<u8> = text.bytes().skip(place.saturating_sub(160)).take(360).collect();
    String::from_utf8_lossy(&text).into_owned()
}
