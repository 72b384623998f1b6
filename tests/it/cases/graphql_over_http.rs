//! The audits of the GraphQL-over-HTTP working group (`graphql/graphql-http`, server audits), each by its own id.
//!
//! The server answers POST alone, as the API's conventions have it, so that these do not apply: 80D8 and 5A70 (a GET must
//! be answered), D6D5 and 6A70 (variables in a URL); 80D8's rule itself, `application/json` where no form is asked for,
//! is held for POST. 9C48 (no mutation by GET) is held by answering no GET at all. All others are here.

use canbo_tests::{Account, Answer, Server, on_both_databases};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

on_both_databases!(
    given_the_audits_of_media_types_then_each_passes,
    given_the_audits_of_requests_then_each_passes,
    given_the_audits_of_parameters_then_each_passes,
    given_the_audits_of_failures_then_each_passes,
);

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

async fn send(server: &Server, accept: Option<&str>, body: String) -> Answer {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    let mut request = server.request(Method::POST, "/graphql").bearer_auth(token).header(CONTENT_TYPE, JSON);
    if let Some(accept) = accept {
        request = request.header(ACCEPT, accept);
    }
    server.send(request.body(body)).await
}

async fn ask(server: &Server, accept: &str, body: &Value) -> Answer {
    send(server, Some(accept), body.to_string()).await
}

fn media_type(answer: &Answer) -> &str {
    answer.header("content-type").and_then(|value| value.split(';').next()).unwrap_or_default()
}

fn has_errors(answer: &Answer) -> bool {
    answer.body.get("errors").and_then(Value::as_array).is_some_and(|errors| !errors.is_empty())
}

/// What is wrong with the request is told by the status, and there is no data.
#[track_caller]
fn told_by_status(audit: &str, answer: &Answer) {
    assert_eq!((answer.status, media_type(answer)), (400, GRAPHQL), "{audit}: {}", answer.text);
    assert!(has_errors(answer), "{audit}: {}", answer.text);
    assert_eq!(answer.body.get("data"), None, "{audit}: {}", answer.text);
}

/// What is wrong with the request is told by the body alone.
#[track_caller]
fn told_by_body(audit: &str, answer: &Answer) {
    assert_eq!((answer.status, media_type(answer)), (200, JSON), "{audit}: {}", answer.text);
    assert!(has_errors(answer), "{audit}: {}", answer.text);
}

#[track_caller]
fn passes(audit: &str, answer: &Answer) {
    assert_eq!(answer.status, 200, "{audit}: {}", answer.text);
    assert!(!has_errors(answer), "{audit}: {}", answer.text);
}

async fn given_the_audits_of_media_types_then_each_passes(server: &Server) {
    let body = json!({ "query": "{ __typename }" });
    for (audit, accept, expected) in [
        ("22EB", Some(GRAPHQL), GRAPHQL),
        ("4655", Some(JSON), JSON),
        ("47DE", Some("*/*"), JSON),
        ("80D8", None, JSON),
    ] {
        let answer = send(server, accept, body.to_string()).await;
        passes(audit, &answer);
        assert_eq!(media_type(&answer), expected, "{audit}");
        // 82A3: the harness reads the body as UTF-8 or fails.
        assert!(
            answer.header("content-type").is_some_and(|value| value.ends_with("; charset=utf-8")),
            "82A3"
        );
    }
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    for (audit, content_type) in [("BF61", "application/json; charset=utf-8"), ("78D5", JSON)] {
        let request = server.request(Method::POST, "/graphql").bearer_auth(&token);
        let answer = server.send(request.header(CONTENT_TYPE, content_type).body(body.to_string())).await;
        passes(audit, &answer);
    }
}

async fn given_the_audits_of_requests_then_each_passes(server: &Server) {
    for audit in ["2C94", "03D4"] {
        passes(audit, &send(server, None, json!({ "query": "{ __typename }" }).to_string()).await);
    }
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    let mutation = server.request(Method::GET, "/graphql?query=mutation%20%7B%20__typename%20%7D");
    assert_eq!(server.send(mutation.bearer_auth(&token).header(ACCEPT, GRAPHQL)).await.status, 405, "9C48");
    let untyped = server.request(Method::POST, "/graphql").bearer_auth(&token);
    assert_eq!(server.send(untyped).await.status, 415, "9ABE");
    told_by_body("7267", &send(server, None, String::new()).await);
}

async fn given_the_audits_of_parameters_then_each_passes(server: &Server) {
    let query = "{ __typename }";
    told_by_status("6610", &ask(server, GRAPHQL, &json!({ "notquery": query })).await);
    told_by_body("3715", &ask(server, JSON, &json!({ "notquery": query })).await);
    let not_text = [json!({ "obj": "ect" }), json!(0), json!(false), json!(["array"])];
    let not_map = [json!("string"), json!(0), json!(false), json!(["array"])];
    for (parameter, by_status, by_body, invalid) in [
        ("query", "4F5", "9FE", &not_text),
        ("operationName", "E3E", "FB9", &not_text),
        ("variables", "69B", "F05", &not_map),
        ("extensions", "904", "368", &not_map),
    ] {
        for (index, value) in invalid.iter().enumerate() {
            let mut body = json!({ "query": query });
            body[parameter] = value.clone();
            told_by_status(&format!("{by_status}{index}"), &ask(server, GRAPHQL, &body).await);
            told_by_body(&format!("{by_body}{index}"), &ask(server, JSON, &body).await);
        }
    }
    let by_variable = "query Type($name: String!) { __type(name: $name) { name } }";
    for (graphql, json, body) in [
        ("34A2", "13EE", json!({ "query": query })),
        ("8161", "B8B3", json!({ "query": "query Query { __typename }", "operationName": "Query" })),
        ("94B0", "0220", json!({ "query": query, "variables": null })),
        ("94B1", "0221", json!({ "query": query, "operationName": null })),
        ("94B2", "0222", json!({ "query": query, "extensions": null })),
        ("2EA1", "28B9", json!({ "query": by_variable, "variables": { "name": "sometype" } })),
        ("428F", "1B7A", json!({ "query": query, "extensions": { "some": "value" } })),
    ] {
        passes(graphql, &ask(server, GRAPHQL, &body).await);
        passes(json, &ask(server, JSON, &body).await);
    }
}

async fn given_the_audits_of_failures_then_each_passes(server: &Server) {
    let unknown = r#"{"query":"{ 8f31403dfe404bccbb0e835f2629c6a7 }"}"#;
    let unknown_name = r#"{"query":"{ f31403dfe404bccbb0e835f2629c6a7 }"}"#;
    for (audits, by_body, body) in [
        ("60AA 2163", "D477", r#"{ "not a JSON"#),
        ("3E36 17C5 34D6", "F5AF", r#"{"qeury":"{ __typename }"}"#),
        ("865D 556A D586", "572B", r#"{"query":"{"}"#),
        ("51FE 74FF 5E5B", "FDE2", unknown),
        ("51FE 74FF 5E5B, by a name", "FDE2, by a name", unknown_name),
    ] {
        told_by_status(audits, &send(server, Some(GRAPHQL), body.to_owned()).await);
        told_by_body(by_body, &send(server, Some(JSON), body.to_owned()).await);
    }
}
