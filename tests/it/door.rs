//! GraphQL over HTTP: methods, media types, bodies, and the statuses of each.

use canbo_tests::{Account, Answer, Server, on_both_databases};
use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE};
use serde_json::json;

on_both_databases!(
    given_a_media_type_that_is_accepted_then_the_answer_has_it_and_its_status,
    given_another_method_or_content_type_then_its_own_status,
    given_a_body_that_is_no_request_then_400,
    given_a_body_longer_than_allowed_then_413,
    given_a_language_then_texts_in_it_and_the_same_codes,
    given_introspection_in_the_demo_then_the_schema,
);

const GRAPHQL: &str = "application/graphql-response+json";

async fn send(server: &Server, accept: Option<&str>, content_type: &str, body: String) -> Answer {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    let mut request = server
        .request(Method::POST, "/graphql")
        .bearer_auth(token)
        .header(CONTENT_TYPE, content_type)
        .body(body);
    if let Some(accept) = accept {
        request = request.header(ACCEPT, accept);
    }
    server.send(request).await
}

async fn given_a_media_type_that_is_accepted_then_the_answer_has_it_and_its_status(server: &Server) {
    let graphql = format!("{GRAPHQL}; charset=utf-8");
    let json = "application/json; charset=utf-8".to_owned();
    for (accept, media_type, invalid) in [
        (Some(GRAPHQL), &graphql, 400),
        (Some("application/json"), &json, 200),
        (Some("*/*"), &json, 200),
        (Some("application/*"), &json, 200),
        (None, &json, 200),
        (Some("text/html, application/json;q=0.5"), &json, 200),
        (Some("application/graphql-response+json, application/json;q=0.9"), &graphql, 400),
        (Some("application/json, application/graphql-response+json;q=0.9"), &json, 200),
    ] {
        for (query, status) in [
            ("{ me { role } }", 200),
            // A field that failed is a result with data.
            (r#"{ me { role } programme(code: "KH-0") { name } }"#, 200),
            ("{ me { role }", invalid),
            ("{ nothing }", invalid),
            ("", invalid),
        ] {
            let answer =
                send(server, accept, "application/json", json!({ "query": query }).to_string()).await;
            assert_eq!(answer.status, status, "{accept:?} {query}");
            assert_eq!(answer.header("content-type"), Some(media_type.as_str()), "{accept:?} {query}");
        }
        let malformed = send(server, accept, "application/json", "{}".to_owned()).await;
        assert_eq!(malformed.status, invalid, "{accept:?}");
    }
    for accept in ["text/html", "application/xml", "application/json;q=0", "image/*"] {
        let answer =
            send(server, Some(accept), "application/json", json!({ "query": "{ me { role } }" }).to_string())
                .await;
        assert_eq!((answer.status, answer.codes()), (406, vec!["BAD_USER_INPUT".to_owned()]), "{accept}");
    }
}

async fn given_another_method_or_content_type_then_its_own_status(server: &Server) {
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
        let path = "/graphql?query=%7B__typename%7D";
        let answer = server.send(server.request(method.clone(), path)).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST, OPTIONS")), "{method}");
    }
    let body = json!({ "query": "{ me { role } }" }).to_string();
    for content_type in [
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ] {
        let answer = send(server, None, content_type, body.clone()).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (415, vec!["BAD_USER_INPUT".to_owned()]),
            "{content_type}"
        );
    }
    for content_type in
        ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
    {
        assert_eq!(send(server, None, content_type, body.clone()).await.status, 200, "{content_type}");
    }
}

async fn given_a_body_that_is_no_request_then_400(server: &Server) {
    for body in [
        "",
        "null",
        "1",
        "{",
        "{}",
        r#"{"query":null}"#,
        r#"{"query":["{ me { role } }"]}"#,
        r#"{"query":"{ me { role } }","query":"{ me { username } }"}"#,
        r#"{"query":"{ me { role } }","variables":{"a":1,"a":2}}"#,
        r#"{"query":"{ me { role } }","variables":[]}"#,
        r#"{"query":"{ me { role } }","operationName":1}"#,
        r#"{"query":"{ me { role } }","more":1}"#,
        r#"{"query":"{ me { role } }"} trailing"#,
        "\u{feff}{\"query\":\"{ me { role } }\"}",
    ] {
        let answer = send(server, Some(GRAPHQL), "application/json", body.to_owned()).await;
        assert_eq!((answer.status, answer.codes()), (400, vec!["BAD_USER_INPUT".to_owned()]), "{body}");
        assert_eq!(answer.body.get("data"), None, "{body}");
    }
}

async fn given_a_body_longer_than_allowed_then_413(server: &Server) {
    let padded = |length: usize| {
        let body = json!({ "query": "{ me { role } }", "extensions": { "a": "" } }).to_string();
        body.replace("\"\"", &format!("\"{}\"", "x".repeat(length - body.len())))
    };
    let longest = send(server, None, "application/json", padded(128 * 1024)).await;
    assert_eq!(longest.status, 200, "{}", longest.text);
    let answer = send(server, None, "application/json", padded(128 * 1024 + 1)).await;
    assert_eq!((answer.status, answer.codes()), (413, vec!["BAD_USER_INPUT".to_owned()]));
}

async fn given_a_language_then_texts_in_it_and_the_same_codes(server: &Server) {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    for (language, message) in [
        (None, "Không tìm thấy."),
        (Some("vi"), "Không tìm thấy."),
        (Some("fr"), "Không tìm thấy."),
        (Some("en"), "Not found."),
        (Some("en-US,en;q=0.9,vi;q=0.8"), "Not found."),
        (Some("vi,en;q=0.9"), "Không tìm thấy."),
    ] {
        let mut request = server
            .request(Method::POST, "/graphql")
            .bearer_auth(&token)
            .header(CONTENT_TYPE, "application/json")
            .body(json!({ "query": r#"{ programme(code: "KH-0") { name } }"# }).to_string());
        if let Some(language) = language {
            request = request.header(ACCEPT_LANGUAGE, language);
        }
        let answer = server.send(request).await;
        assert_eq!(answer.codes(), ["NOT_FOUND"], "{language:?}");
        assert_eq!(answer.body["errors"][0]["message"], message, "{language:?}");
        let id = answer.body["errors"][0]["extensions"]["requestId"].as_str();
        assert_eq!(answer.header("x-request-id"), id, "{language:?}");
    }
}

async fn given_introspection_in_the_demo_then_the_schema(server: &Server) {
    let answer = server.client(Account::Administrator).await;
    let answer = answer
        .query("{ __schema { queryType { name fields { name } } } __type(name: \"Official\") { name } }")
        .await;
    assert_eq!(answer.at("/__schema/queryType/name"), "Query");
    let fields = answer.list("/__schema/queryType/fields");
    for name in ["me", "node", "nodes", "unit", "units", "official", "officials", "targets", "programme"] {
        assert!(fields.iter().any(|field| field["name"] == name), "{name}");
    }
    assert_eq!(answer.at("/__type/name"), "Official");
}
