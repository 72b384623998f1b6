//! `/openapi.json` tells what is served: each path, its methods, the members of bodies and answers, the statuses.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use api::auth::TOKEN_ENDPOINT;
use canbo_tests::{Account, Answer, Server, on_both_databases};
use reqwest::Method;
use reqwest::header::{ALLOW, CONTENT_TYPE};
use serde_json::Value;

on_both_databases!(
    alone:
    given_each_endpoint_when_asked_as_its_example_then_its_answer_is_one_that_is_told,
);
on_both_databases!(
    given_the_document_then_it_tells_every_path_that_is_served,
    given_a_path_when_asked_by_another_method_then_it_is_refused,
    given_a_member_that_is_not_told_then_it_is_refused,
);

async fn document(server: &Server) -> Value {
    let answer = server.send(server.request(Method::GET, "/openapi.json")).await;
    assert_eq!((answer.status, answer.headers[CONTENT_TYPE].to_str().unwrap()), (200, "application/json"));
    assert_eq!(answer.body["openapi"], "3.1.0");
    answer.body
}

/// Path, method and operation of each endpoint.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(|(method, operation)| (path.clone(), method.to_uppercase(), operation.clone()))
        })
        .collect()
}

/// What a `$ref` stands for.
fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value["$ref"].as_str() {
        Some(place) => document.pointer(place.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

async fn given_the_document_then_it_tells_every_path_that_is_served(server: &Server) {
    let told: BTreeSet<_> = operations(&document(server).await).into_iter().map(|(path, ..)| path).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src/http");
    let mut served = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("playground.rs") {
            let text = fs::read_to_string(path).unwrap();
            served.extend(text.match_indices("(\"/").filter_map(|(at, _)| {
                let before = &text[..at];
                let is_mounted = before.ends_with("method::read") || before.ends_with("method::post");
                let path = text[at + 2..].split('"').next()?;
                (is_mounted && path != "/graphql").then(|| path.to_owned())
            }));
        }
    }
    served.insert(TOKEN_ENDPOINT.to_owned());
    assert!(served.len() >= 11, "{served:?}");
    assert_eq!(told, served);
}

async fn given_a_path_when_asked_by_another_method_then_it_is_refused(server: &Server) {
    for (path, method, _) in operations(&document(server).await) {
        let other = if method == "POST" { Method::GET } else { Method::POST };
        let answer = server.send(server.request(other, &path)).await;
        assert_eq!(answer.status, 405, "{path}");
        assert!(answer.headers[ALLOW].to_str().unwrap().contains(&method), "{path}");
    }
}

async fn ask(server: &Server, path: &str, operation: &Value, extra: Option<&str>) -> Answer {
    let Some(content) = operation["requestBody"]["content"].as_object() else {
        return server.send(server.request(Method::GET, path)).await;
    };
    let (media, content) = content.iter().next().unwrap();
    let mut example = content["example"].as_object().unwrap().clone();
    example.extend(extra.map(|member| (member.to_owned(), Value::Null)));
    let body = match media.as_str() {
        "application/json" => Value::Object(example).to_string(),
        _ => {
            let pairs =
                example.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
            pairs.collect::<Vec<_>>().join("&")
        }
    };
    let mut request = server.request(Method::POST, path).header(CONTENT_TYPE, media).body(body);
    if operation.to_string().contains("accessToken\":[]") {
        // Whose pass phrase is changed does not log in with the demo's any more.
        let account = if path == "/auth/password" { Account::PhuNghia } else { Account::HomeAffairs };
        request = request.bearer_auth(server.client(account).await.token());
    }
    server.send(request).await
}

/// An answer's members are those that are told for its status, and those required are there.
fn check(document: &Value, path: &str, operation: &Value, answer: &Answer) {
    let told = &operation["responses"][answer.status.to_string()];
    assert!(told.is_object(), "{path}: {} is not told: {}", answer.status, answer.text);
    let told = resolved(document, told);
    let Some(content) = told["content"].as_object() else {
        assert!(answer.text.is_empty(), "{path}: {}", answer.text);
        return;
    };
    let (media, content) = content.iter().next().unwrap();
    let given = answer.headers[CONTENT_TYPE].to_str().unwrap();
    assert!(given.starts_with(media.as_str()), "{path}: {given}");
    check_members(document, path, &content["schema"], &answer.body);
}

fn check_members(document: &Value, path: &str, schema: &Value, value: &Value) {
    let schema = resolved(document, schema);
    if let (Some(properties), Some(members)) = (schema["properties"].as_object(), value.as_object()) {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for name in required.iter().map(|name| name.as_str().unwrap()) {
            assert!(members.contains_key(name), "{path}: {name} is missing in {value}");
        }
        for (name, member) in members {
            assert!(properties.contains_key(name), "{path}: {name} is not told");
            check_members(document, path, &properties[name], member);
        }
    }
    for item in value.as_array().into_iter().flatten() {
        check_members(document, path, &schema["items"], item);
    }
}

async fn given_each_endpoint_when_asked_as_its_example_then_its_answer_is_one_that_is_told(server: &Server) {
    let document = document(server).await;
    for (path, _, operation) in operations(&document) {
        let answer = ask(server, &path, &operation, None).await;
        check(&document, &path, &operation, &answer);
        let succeeds = !matches!(path.as_str(), "/auth/refresh" | "/auth/activate" | "/oauth/token");
        // An endpoint that ends the session of the client leaves none for the next.
        assert_eq!(answer.status < 300, succeeds, "{path}: {}", answer.text);
        server.forget_clients().await;
    }
}

async fn given_a_member_that_is_not_told_then_it_is_refused(server: &Server) {
    let document = document(server).await;
    for (path, method, operation) in operations(&document) {
        if method == "POST" && path.starts_with("/auth/") {
            let answer = ask(server, &path, &operation, Some("unheardOf")).await;
            assert_eq!(answer.status, 400, "{path}: {}", answer.text);
            check(&document, &path, &operation, &answer);
        }
    }
}
