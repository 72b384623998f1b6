//! The request of GraphQL over HTTP: a document, and what it is run with.

use serde_json::{Map, Value};

use super::json::{self, JsonFault};
use super::problem::Problem;

/// The extension by which clients send a digest in place of a document.
const PERSISTED_QUERY: &str = "persistedQuery";

/// What a body asks to run.
#[derive(Debug, PartialEq)]
pub(super) struct Envelope {
    pub(super) query: String,
    pub(super) variables: Map<String, Value>,
    pub(super) operation_name: Option<String>,
}

impl Envelope {
    /// The request in a body.
    pub(super) fn parse(body: &[u8]) -> Result<Self, Problem> {
        let mut members = match json::value(body).map_err(Problem::Json)? {
            Value::Object(members) => members,
            Value::Array(_) => return Err(Problem::Batch),
            _ => return Err(Problem::Json(JsonFault::NotAnObject)),
        };
        let extensions = optional_object(&mut members, "extensions")?;
        if extensions.contains_key(PERSISTED_QUERY) {
            return Err(Problem::PersistedQuery);
        }
        let query = match members.remove("query") {
            Some(Value::String(query)) => query,
            _ => return Err(member("query")),
        };
        let operation_name = match members.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(member("operationName")),
        };
        let variables = optional_object(&mut members, "variables")?;
        match members.into_iter().next() {
            Some((unknown, _)) => Err(member(&unknown)),
            None => Ok(Self { query, variables, operation_name }),
        }
    }
}

fn optional_object(members: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Problem> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(member(name)),
    }
}

/// The name is shown shortened: it may be anything that the client sent.
pub(super) fn member(name: &str) -> Problem {
    Problem::Member { name: name.chars().filter(|c| !c.is_control()).take(40).collect() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use serde_json::json;

    use super::*;

    fn parse(body: &Value) -> Result<Envelope, Problem> {
        Envelope::parse(body.to_string().as_bytes())
    }

    #[test]
    fn given_every_member_then_all_are_read() {
        let envelope = parse(&json!({
            "query": "{ me { role } }", "variables": { "a": 1 }, "operationName": "A", "extensions": {},
        }));
        let expected = Envelope {
            query: "{ me { role } }".to_owned(),
            variables: json!({ "a": 1 }).as_object().unwrap().clone(),
            operation_name: Some("A".to_owned()),
        };
        assert_eq!(envelope, Ok(expected));
    }

    #[test]
    fn given_null_for_what_is_optional_then_it_is_as_absent() {
        let given = json!({ "query": "{a}", "variables": null, "operationName": null, "extensions": null });
        assert_eq!(parse(&given), parse(&json!({ "query": "{a}" })));
    }

    #[test]
    fn gq_05_given_a_list_of_requests_then_it_is_refused_as_such() {
        for requests in [0, 1, 2, 1_000] {
            let body = Value::Array(vec![json!({ "query": "{a}" }); requests]);
            assert_eq!(parse(&body), Err(Problem::Batch), "{requests}");
        }
    }

    #[test]
    fn gq_12_given_a_persisted_query_then_it_is_refused_with_or_without_its_document() {
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": "00" } });
        for body in [json!({ "extensions": extensions }), json!({ "query": "{a}", "extensions": extensions })]
        {
            assert_eq!(parse(&body), Err(Problem::PersistedQuery));
        }
    }

    #[test]
    fn given_a_member_missing_unknown_or_of_another_type_then_it_is_named() {
        for (body, name) in [
            (json!({}), "query"),
            (json!({ "query": null }), "query"),
            (json!({ "query": 1 }), "query"),
            (json!({ "query": "{a}", "variables": [] }), "variables"),
            (json!({ "query": "{a}", "variables": "{}" }), "variables"),
            (json!({ "query": "{a}", "operationName": 1 }), "operationName"),
            (json!({ "query": "{a}", "extensions": true }), "extensions"),
            (json!({ "query": "{a}", "Variables": {} }), "Variables"),
        ] {
            assert_eq!(parse(&body), Err(Problem::Member { name: name.to_owned() }), "{body}");
        }
    }
}
