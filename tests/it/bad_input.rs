//! Bad input: each a coded error or an honest empty answer, never a fault, SQL, or a silent clamp.

use canbo_tests::{Account, Answer, Client, Fault, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    given_what_is_no_date_then_a_coded_error_in_the_readers_language,
    given_a_page_that_cannot_be_given_then_a_coded_error_and_no_clamp,
    given_a_cursor_of_another_list_or_viewer_then_a_coded_error,
    given_an_unknown_code_then_a_coded_error,
    given_an_id_that_cannot_be_used_then_a_coded_error,
    given_conditions_that_do_not_go_together_then_a_coded_error,
    given_text_that_no_name_or_code_could_be_then_a_coded_error,
    given_a_document_that_does_not_fit_the_schema_then_a_validation_error,
    given_a_unit_without_people_then_empty_lists_and_targets_that_do_not_apply,
    given_a_date_before_any_fact_then_empty_and_not_the_first_fact,
    given_a_date_a_hundred_years_ahead_then_an_answer_by_the_facts_known_today,
    given_the_least_and_the_greatest_date_then_an_answer,
    given_a_search_of_any_text_then_it_is_taken_literally,
);

/// Asks, and demands that nothing of the server's inside is shown.
async fn ask(client: &Client, document: &str, variables: Value) -> Answer {
    let answer = client.ask(document, variables).await;
    for secret in ["SELECT", "select ", "sqlx", "panicked", "DbErr", "src/", "INTERNAL", "UNAVAILABLE"] {
        assert!(!answer.text.contains(secret), "{document}: {}", answer.text);
    }
    answer
}

#[track_caller]
fn refused(answer: &Answer, code: &str, path: &str, what: &str) {
    assert_eq!(answer.faults(), [Fault::new(code, path)], "{what}: {}", answer.text);
    let error = &answer.body["errors"][0];
    assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{what}");
    assert!(error["extensions"]["requestId"].is_string(), "{what}");
}

async fn given_what_is_no_date_then_a_coded_error_in_the_readers_language(server: &Server) {
    const MESSAGES: [(&str, &str); 2] = [
        ("vi", "Ngày phải có thật và có dạng NNNN-TT-NN, ví dụ 2023-12-31."),
        ("en", "A date must exist and have the form YYYY-MM-DD, as in 2023-12-31."),
    ];
    let office = server.client(Account::HomeAffairs).await;
    let variable = "query ($on: Date) { officials(asOf: $on, first: 1) { totalCount } }";
    let texts = [
        "",
        "today",
        "2023-02-30",
        "2023-13-01",
        "31/12/2023",
        "2023-1-1",
        "20231231",
        "2023-12-31T00:00:00Z",
        " 2023-12-1",
        "2023- 1- 1",
        "+9999-1-01",
        "-9999-1-01",
        "0000-01-01",
        "' OR 1=1",
    ];
    let others = [json!(20231231), json!(true), json!(["2023-12-31"]), json!({})];
    for value in texts.iter().map(|text| json!(text)).chain(others) {
        for (language, message) in MESSAGES {
            let answer = ask(&office.clone().in_language(language), variable, json!({ "on": value })).await;
            refused(&answer, "BAD_USER_INPUT", "officials", &value.to_string());
            assert_eq!(answer.body["errors"][0]["message"], message, "{value}");
        }
    }
    for text in texts {
        let literal = format!("{{ officials(asOf: {}, first: 1) {{ totalCount }} }}", json!(text));
        let answer = ask(&office, &literal, json!({})).await;
        refused(&answer, "BAD_USER_INPUT", "officials", text);
        assert_eq!(answer.body["errors"][0]["message"], MESSAGES[0].1, "{text}");
    }
}

async fn given_a_page_that_cannot_be_given_then_a_coded_error_and_no_clamp(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let lists = [
        ("officials", "officials(ARGS) { nodes { id } }"),
        ("units", "units(ARGS) { nodes { id } }"),
        ("courses", "courses(ARGS) { nodes { id } }"),
        ("trainingPlans", "trainingPlans(ARGS) { nodes { id } }"),
    ];
    for (field, list) in lists {
        for page in [
            "",
            "first: 0",
            "first: 101",
            "first: -1",
            "last: 0",
            "last: 101",
            "first: 2, last: 2",
            "first: 2147483647",
        ] {
            let list = match page {
                "" => list.replace("(ARGS)", ""),
                page => list.replace("ARGS", page),
            };
            let answer = ask(&committee, &format!("{{ {list} }}"), json!({})).await;
            refused(&answer, "BAD_USER_INPUT", field, &list);
            assert_eq!(answer.partial_data(), &json!({ field: null }), "{list}");
        }
        let whole = format!("{{ {} }}", list.replace("ARGS", "first: 100"));
        assert!(ask(&committee, &whole, json!({})).await.data()[field].is_object(), "{list}");
    }
    let members = r#"{ targets(programme: "KH-276", asOf: "2023-12-31") { members(bucket: COUNTED, first: 101) { totalCount } } }"#;
    let answer = ask(&committee, members, json!({})).await;
    assert_eq!(answer.faults()[0], Fault::new("BAD_USER_INPUT", "targets.0.members"));
    assert!(
        answer.partial_data()["targets"].as_array().unwrap().iter().all(|value| value["members"].is_null())
    );
}

async fn given_a_cursor_of_another_list_or_viewer_then_a_coded_error(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let committee = server.client(Account::PartyCommittee).await;
    let first = "{ officials(asOf: \"2023-12-31\", first: 1) { pageInfo { endCursor } } }";
    let cursor = office.query(first).await.string("/officials/pageInfo/endCursor").to_owned();
    let page = |list: &str| format!("query ($after: String) {{ page: {list} {{ totalCount }} }}");
    let own = r#"officials(asOf: "2023-12-31", first: 1, after: $after)"#;
    assert_eq!(ask(&office, &page(own), json!({ "after": cursor })).await.at("/page/totalCount"), 635);
    for (client, list) in [
        (&office, r#"officials(asOf: "2023-12-30", first: 1, after: $after)"#),
        (&office, r#"officials(asOf: "2023-12-31", where: { sex: MALE }, first: 1, after: $after)"#),
        (
            &office,
            r#"officials(asOf: "2023-12-31", orderBy: { field: NAME, direction: DESCENDING }, first: 1, after: $after)"#,
        ),
        (&office, r#"units(asOf: "2023-12-31", first: 1, after: $after)"#),
        (&office, r#"courses(first: 1, after: $after)"#),
        (&committee, own),
    ] {
        let answer = ask(client, &page(list), json!({ "after": cursor })).await;
        refused(&answer, "BAD_USER_INPUT", "page", list);
    }
    for made_up in ["", "x", "eyJpZCI6MX0", "' OR 1=1 --", &"A".repeat(4096), "Đức", &cursor[1..]] {
        let answer = ask(&office, &page(own), json!({ "after": made_up })).await;
        refused(&answer, "BAD_USER_INPUT", "page", made_up);
    }
    assert!(
        !cursor.contains("Nguy")
            && cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );
}

async fn given_an_unknown_code_then_a_coded_error(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    for (field, path, code) in [
        (r#"programme(code: "KH-0") { name }"#, "programme", "NOT_FOUND"),
        (r#"targets(programme: "KH-0") { display }"#, "targets", "NOT_FOUND"),
        (
            r#"officials(first: 1, where: { keyInProgramme: "KH-0" }) { totalCount }"#,
            "officials",
            "BAD_USER_INPUT",
        ),
        (
            r#"officials(first: 1, where: { titles: ["MAYOR"] }) { totalCount }"#,
            "officials",
            "BAD_USER_INPUT",
        ),
        (
            r#"officials(first: 1, where: { qualification: { kind: EDUCATION, atLeast: "LEVEL" } }) { totalCount }"#,
            "officials",
            "BAD_USER_INPUT",
        ),
        (
            r#"officials(first: 1, where: { qualification: { kind: EDUCATION, exactly: "SPECIALIST" } }) { totalCount }"#,
            "officials",
            "BAD_USER_INPUT",
        ),
    ] {
        let answer = ask(&office, &format!("{{ {field} }}"), json!({})).await;
        refused(&answer, code, path, field);
        assert_eq!(answer.partial_data(), &json!({ path: null }), "{field}");
    }
    let none = ask(
        &office,
        r#"{ units(first: 1, where: { codes: ["99999"] }) { totalCount nodes { id } } }"#,
        json!({}),
    );
    assert_eq!(none.await.data(), &json!({ "units": { "totalCount": 0, "nodes": [] } }));
}

async fn given_an_id_that_cannot_be_used_then_a_coded_error(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let answer = office
        .query(r#"{ units(asOf: "2023-12-31", first: 1) { nodes { id } } officials(asOf: "2023-12-31", first: 1) { nodes { id } } }"#)
        .await;
    let unit = answer.string("/units/nodes/0/id").to_owned();
    let official = answer.string("/officials/nodes/0/id").to_owned();
    for (field, path, id) in [
        ("unit(id: $id) { name }", "unit", &official),
        ("official(id: $id) { fullName }", "official", &unit),
        ("course(id: $id) { id }", "course", &unit),
        ("trainingPlan(id: $id) { id }", "trainingPlan", &official),
        (r#"targets(programme: "KH-276", unit: $id) { display }"#, "targets", &official),
        ("units(first: 1, where: { within: $id }) { totalCount }", "units", &official),
        ("officials(first: 1, where: { within: $id }) { totalCount }", "officials", &official),
    ] {
        let document = format!("query ($id: ID!) {{ {field} }}");
        let other = ask(&office, &document, json!({ "id": id })).await;
        refused(&other, "BAD_USER_INPUT", path, field);
        for malformed in ["", "1", "' OR 1=1", "AAAA", &"A".repeat(4096)] {
            let answer = ask(&office, &document, json!({ "id": malformed })).await;
            refused(&answer, "BAD_USER_INPUT", path, malformed);
        }
    }
    for malformed in ["", "AAAA", "node"] {
        let answer =
            ask(&office, "query ($id: ID!) { node(id: $id) { id } }", json!({ "id": malformed })).await;
        refused(&answer, "BAD_USER_INPUT", "node", malformed);
    }
}

async fn given_conditions_that_do_not_go_together_then_a_coded_error(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    for filter in [
        r#"{ qualification: { kind: EDUCATION } }"#,
        r#"{ qualification: { kind: EDUCATION, atLeast: "MASTER", exactly: "MASTER" } }"#,
    ] {
        let document = format!("{{ officials(first: 1, where: {filter}) {{ totalCount }} }}");
        let answer = ask(&office, &document, json!({})).await;
        refused(&answer, "BAD_USER_INPUT", "officials", filter);
    }
}

async fn given_text_that_no_name_or_code_could_be_then_a_coded_error(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    for (list, condition) in [
        ("officials", "search: $text"),
        ("units", "search: $text"),
        ("courses", "search: $text"),
        ("courses", "codes: [$text]"),
        ("courses", "titleGroup: $text"),
        ("successionRounds", "terms: [$text]"),
    ] {
        for literal in
            [r#""\u0000""#.to_owned(), r#""a\u0007""#.to_owned(), json!("a".repeat(201)).to_string()]
        {
            let condition = condition.replace("$text", &literal);
            let document = format!("{{ {list}(first: 1, where: {{ {condition} }}) {{ totalCount }} }}");
            let answer = ask(&committee, &document, json!({})).await;
            refused(&answer, "BAD_USER_INPUT", list, &condition);
        }
    }
}

async fn given_a_document_that_does_not_fit_the_schema_then_a_validation_error(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    for document in [
        "{ nothing }",
        "{ me { password } }",
        "{ me }",
        "{ me { role { name } } }",
        "{ officials(first: 1, page: 2) { totalCount } }",
        "{ officials(first: \"1\") { totalCount } }",
        "{ officials(first: 1, where: { salary: 1 }) { totalCount } }",
        "{ officials(first: 1, where: { category: MAYOR }) { totalCount } }",
        "query ($id: ID!) { unit(id: $code) { name } }",
        "{ ...Missing }",
        "mutation { me { role } }",
        "subscription { me { role } }",
    ] {
        let answer = ask(&office, document, json!({})).await;
        assert_eq!(answer.status, 400, "{document}: {}", answer.text);
        assert_eq!(answer.body.get("data"), None, "{document}");
        let codes = answer.codes();
        assert!(!codes.is_empty(), "{document}");
        assert!(codes.iter().all(|code| code == "GRAPHQL_VALIDATION_FAILED"), "{document}: {codes:?}");
    }
    for document in ["", "{", "{ me { role }", "query {", "{ me { role } } }", "{ me { role } } \u{202e}"] {
        let answer = ask(&office, document, json!({})).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (400, vec!["GRAPHQL_PARSE_FAILED".to_owned()]),
            "{document:?}"
        );
    }
}

async fn given_a_unit_without_people_then_empty_lists_and_targets_that_do_not_apply(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    // The office came into the registry with its people in 2024.
    let units = office
        .query(r#"{ units(asOf: "2023-12-31", where: { codes: ["277-NV"] }, first: 1) { nodes { id } } }"#);
    let office_unit = units.await.string("/units/nodes/0/id").to_owned();
    let document = r#"query ($id: ID!) { unit(id: $id) {
        children { id }
        officials(first: 1) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
        targets(programme: "KH-276") { target { code } denominator status display gap { byAddition } }
    } }"#;
    let answer = ask(&office, document, json!({ "id": office_unit })).await;
    assert_eq!(answer.at("/unit/children"), &json!([]));
    assert_eq!(
        answer.at("/unit/officials"),
        &json!({ "totalCount": 0, "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } })
    );
    let young = &answer.list("/unit/targets")[1];
    assert_eq!(
        (&young["denominator"], &young["status"], &young["gap"]),
        (&json!(0), &json!("NOT_APPLICABLE"), &json!(null))
    );
    assert!(!young["display"].as_str().unwrap().contains('0'), "{young}");
}

async fn given_a_date_before_any_fact_then_empty_and_not_the_first_fact(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let document = r#"{
        units(asOf: "1900-01-01", first: 1) { totalCount nodes { id } }
        officials(asOf: "1900-01-01", first: 1) { totalCount nodes { id } }
        titles(asOf: "1900-01-01") { code standard { legalBasis } }
    }"#;
    let answer = ask(&committee, document, json!({})).await;
    assert_eq!(answer.at("/units"), &json!({ "totalCount": 0, "nodes": [] }));
    assert_eq!(answer.at("/officials"), &json!({ "totalCount": 0, "nodes": [] }));
    assert!(answer.list("/titles").iter().all(|title| title["standard"].is_null()), "{}", answer.text);
    let none = r#"{ targets(programme: "KH-276", asOf: "1900-01-01") { target { code } } }"#;
    assert_eq!(
        ask(&committee, none, json!({})).await.at("/targets"),
        &json!([]),
        "no target is in force yet"
    );
}

async fn given_a_date_a_hundred_years_ahead_then_an_answer_by_the_facts_known_today(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let document = r#"{
        now: units(asOf: "2025-12-31", first: 1) { totalCount }
        units(asOf: "2125-12-31", first: 1) { totalCount }
        officials(asOf: "2125-12-31", where: { underAge: 100 }, first: 1) { totalCount }
        targets(programme: "KH-276", asOf: "2125-12-31") { target { code } numerator denominator }
    }"#;
    let answer = ask(&committee, document, json!({})).await;
    assert_eq!(answer.at("/units"), answer.at("/now"));
    assert_eq!(answer.at("/officials/totalCount"), 0);
    let young = answer.list("/targets").iter().find(|value| value["target"]["code"] == "K2");
    assert!(young.is_none_or(|value| value["numerator"] == 0), "{}", answer.text);
}

async fn given_the_least_and_the_greatest_date_then_an_answer(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    for date in ["0001-01-01", "9999-12-31"] {
        let document = r#"query ($on: Date) {
            units(asOf: $on, first: 100) { nodes { parent { name } children { name } predecessors { share } successors { share } } }
            officials(asOf: $on, first: 100) { nodes { age appointments(includeEnded: true) { id } } }
            targets(programme: "KH-276", asOf: $on) { display status byUnit { display } }
        }"#;
        ask(&committee, document, json!({ "on": date })).await.data();
    }
}

async fn given_a_search_of_any_text_then_it_is_taken_literally(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = r#"query ($text: String) {
        officials(asOf: "2023-12-31", where: { search: $text }, first: 1) { totalCount }
        units(asOf: "2023-12-31", where: { search: $text }, first: 1) { totalCount }
    }"#;
    for text in ["%", "_", "\\", "'", "\"", "%%", "nguyễn%", "' OR '1'='1", "[a-z]", "*", "\u{301}\u{301}"]
    {
        let answer = ask(&office, document, json!({ "text": text })).await;
        let none = &json!({ "officials": { "totalCount": 0 }, "units": { "totalCount": 0 } });
        // Text that folds to nothing restricts nothing.
        let folds_to_nothing = text == "\u{301}\u{301}";
        assert!(folds_to_nothing || answer.partial_data() == none, "{text}: {}", answer.text);
    }
}
