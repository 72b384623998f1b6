//! IV: what a client may not put into a request.

use canbo_tests::{Account, Answer, Client, Server, on_both_databases};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

on_both_databases!(
    iv_02_given_an_unknown_input_field_or_an_extra_variable_then_400,
    iv_07_given_numbers_at_the_ends_of_their_types_then_a_coded_error_and_no_wrap,
    iv_07_given_texts_at_their_longest_then_one_more_is_refused,
    iv_11_given_json_that_two_readers_could_read_differently_then_it_is_refused,
    iv_12_given_lists_longer_than_a_hundred_then_they_are_refused,
);

#[track_caller]
fn is_400(answer: &Answer, code: &str, what: &str) {
    assert_eq!(answer.status, 400, "{what}: {}", answer.text);
    assert_eq!(answer.body.get("data"), None, "{what}");
    assert!(!answer.codes().is_empty(), "{what}");
    assert!(answer.codes().iter().all(|found| found == code), "{what}: {}", answer.text);
}

#[track_caller]
fn is_bad_input(answer: &Answer, what: &str) {
    let codes = answer.codes();
    let bad = ["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"];
    assert!(
        !codes.is_empty() && codes.iter().all(|code| bad.contains(&code.as_str())),
        "{what}: {}",
        answer.text
    );
    assert!(answer.status == 200 || answer.status == 400, "{what}");
}

async fn iv_02_given_an_unknown_input_field_or_an_extra_variable_then_400(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let literal = "{ officials(first: 1, where: { salary: 1 }) { totalCount } }";
    is_400(&client.query(literal).await, "GRAPHQL_VALIDATION_FAILED", "in place");
    let by_variable = "query ($w: OfficialFilter) { officials(first: 1, where: $w) { totalCount } }";
    let unknown = json!({ "w": { "sex": "MALE", "salary": 1 } });
    is_400(&client.ask(by_variable, unknown).await, "GRAPHQL_VALIDATION_FAILED", "by variable");
    client.ask(by_variable, json!({ "w": { "sex": "MALE" } })).await.data();
    let extra = json!({ "w": { "sex": "MALE" }, "x": 1 });
    is_400(&client.ask(by_variable, extra).await, "BAD_USER_INPUT", "an extra variable");
    is_400(
        &client.ask("{ me { role } }", json!({ "role": "ADMIN" })).await,
        "BAD_USER_INPUT",
        "the only one",
    );
    let extra = json!({ "query": "{ me { role } }", "more": 1 });
    is_400(&client.post(&extra).await, "BAD_USER_INPUT", "an extra member");
}

async fn iv_07_given_numbers_at_the_ends_of_their_types_then_a_coded_error_and_no_wrap(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let numbers = [
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "4294967297",
        "9007199254740991",
        "9007199254740993",
        "-9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551617",
        "1.5",
        "1e3",
        "1e308",
    ];
    for number in numbers {
        let literal = format!("{{ officials(first: {number}) {{ totalCount }} }}");
        is_bad_input(&client.query(&literal).await, &literal);
        let number: Value = serde_json::from_str(number).unwrap();
        let variable = "query ($n: Int) { officials(first: $n) { totalCount } }";
        is_bad_input(&client.ask(variable, json!({ "n": number })).await, &number.to_string());
    }
    for age in ["-1", "2147483648", "4294967297", "9223372036854775808", "1.5"] {
        let literal = format!("{{ officials(first: 1, where: {{ underAge: {age} }}) {{ totalCount }} }}");
        is_bad_input(&client.query(&literal).await, &literal);
    }
    for year in ["2147483648", "-2147483649", "9223372036854775808"] {
        let literal = format!("{{ trainingPlans(first: 1, where: {{ years: [{year}] }}) {{ totalCount }} }}");
        is_bad_input(&client.query(&literal).await, &literal);
    }
    for none in ["NaN", "Infinity", "-0x1", "01"] {
        let literal = format!("{{ officials(first: {none}) {{ totalCount }} }}");
        let answer = client.query(&literal).await;
        assert_eq!((answer.status, answer.body.get("data")), (400, None), "{none}: {}", answer.text);
    }
}

async fn iv_07_given_texts_at_their_longest_then_one_more_is_refused(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    // Two hundred code points, of one byte, of three and of four.
    for letter in ["a", "ễ", "𠮷"] {
        for (list, field) in [("officials", "search"), ("units", "search"), ("courses", "search")] {
            let document = format!(
                "query ($text: String!) {{ {list}(first: 1, where: {{ {field}: $text }}) {{ totalCount }} }}"
            );
            let of = |length: usize| json!({ "text": letter.repeat(length) });
            client.ask(&document, of(200)).await.data();
            is_bad_input(&client.ask(&document, of(201)).await, &document);
        }
    }
}

async fn iv_11_given_json_that_two_readers_could_read_differently_then_it_is_refused(server: &Server) {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    for body in [
        r#"{"query":"{ me { role } }","query":"{ me { username } }"}"#,
        r#"{"query":"{ me { role } }","\u0071uery":"{ me { username } }"}"#,
        r#"{"query":"{ me { role } }","variables":{},"variables":{"a":1}}"#,
        r#"{"query":"{ me { role } }","extensions":{"a":{"b":1,"b":2}}}"#,
        "\u{feff}{\"query\":\"{ me { role } }\"}",
        r#"{"query":"{ me { role } }"}{"query":"{ me { role } }"}"#,
        r#"{"query":"{ me { role } }"} x"#,
        "{\"query\":\"{ me { role } }\"}\u{0}",
        r#"{"query":"{ me { role } }",}"#,
        r#"{'query':'{ me { role } }'}"#,
        r#"{"query":"{ me { role } }"/* */}"#,
    ] {
        let request = server.request(Method::POST, "/graphql").bearer_auth(&token).body(body);
        let request = request.header(CONTENT_TYPE, "application/json");
        let answer = server.send(request.header(ACCEPT, "application/graphql-response+json")).await;
        is_400(&answer, "BAD_USER_INPUT", body);
    }
}

async fn iv_12_given_lists_longer_than_a_hundred_then_they_are_refused(server: &Server) {
    let client: Client = server.client(Account::PartyCommittee).await;
    let id =
        client.query("{ units(first: 1) { nodes { id } } }").await.string("/units/nodes/0/id").to_owned();
    let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let of = |count: usize| json!({ "ids": vec![id.clone(); count] });
    assert_eq!(client.ask(nodes, of(100)).await.list("/nodes").len(), 100);
    is_bad_input(&client.ask(nodes, of(101)).await, "ids");
    for (list, field, kind, value) in [
        ("units", "codes", "String", json!("277")),
        ("courses", "codes", "String", json!("277")),
        ("officials", "titles", "String", json!("CT-UBND")),
        ("successionRounds", "terms", "String", json!("2025-2030")),
        ("trainingPlans", "years", "Int", json!(2024)),
    ] {
        let document = format!(
            "query ($list: [{kind}!]) {{ {list}(first: 1, where: {{ {field}: $list }}) {{ totalCount }} }}"
        );
        let of = |count: usize| json!({ "list": vec![value.clone(); count] });
        is_bad_input(&client.ask(&document, of(101)).await, &document);
    }
    let dates =
        r#"query ($dates: [Date!]!) { targets(programme: "KH-276") { series(dates: $dates) { display } } }"#;
    is_bad_input(&client.ask(dates, json!({ "dates": vec!["2024-12-31"; 121] })).await, "dates");
}
