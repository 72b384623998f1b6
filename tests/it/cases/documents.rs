//! GQ: documents that attack the parser, the planner or the database, and what the door makes of them.
#![expect(clippy::disallowed_methods, reason = "a test breaks the database by hand")]

use api::config::LimitsConfig;
use canbo_tests::{Account, Answer, Client, Server, clock, on_both_databases, schema_text};
use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

on_both_databases!(
    gq_01_given_nesting_of_any_kind_then_400_and_the_server_goes_on,
    gq_02_given_fragment_bombs_cycles_and_unused_fragments_then_400_with_few_errors,
    gq_03_given_depth_or_rows_beyond_the_limit_then_400_and_nothing_is_asked_of_the_database,
    gq_03_given_a_page_that_cannot_be_given_then_nothing_is_asked_of_the_database,
    gq_03_given_the_wish_to_know_the_cost_then_it_is_told,
    gq_03_given_the_documents_of_readme_and_playground_then_they_are_let_in,
    gq_04_given_too_many_aliases_root_fields_or_directives_then_400,
    gq_05_given_a_list_of_operations_then_400_before_any_runs,
    gq_07_given_several_operations_then_the_named_one_runs_or_none,
    gq_08_given_variables_that_no_two_readers_would_read_alike_then_400,
    gq_09_given_many_requests_at_once_then_those_without_a_place_are_told_to_come_back,
    gq_09_given_an_answer_longer_than_allowed_then_it_is_not_sent,
    gq_10_given_introspection_that_is_off_then_no_role_learns_of_the_schema,
    gq_11_given_serve_then_neither_get_nor_a_playground,
    gq_12_given_a_persisted_query_then_400_and_it_is_not_kept,
    gq_15_given_documents_beyond_a_limit_then_400_or_413,
    gq_19_given_a_multipart_request_then_415_and_no_upload_in_the_schema,
);
on_both_databases!(alone:
    gq_14_given_a_table_that_is_gone_then_a_fixed_text_and_the_rest_goes_on,
    gq_14_given_a_value_that_cannot_be_read_then_a_fixed_text,
    gq_14_given_a_database_that_is_gone_then_unavailable_and_the_process_lives,
);

#[track_caller]
fn refused(answer: &Answer, code: &str, what: &str) {
    assert_eq!((answer.status, answer.codes()), (400, vec![code.to_owned()]), "{what}: {}", answer.text);
    assert_eq!(answer.body.get("data"), None, "{what}");
    assert!(answer.body["errors"][0]["extensions"]["requestId"].is_string(), "{what}");
}

/// A server with the limits that are documented.
async fn limited(server: &Server) -> Server {
    server.beside_with(clock(), |config| config.limits = LimitsConfig::default()).await
}

/// How many statements a request costs.
async fn statements(server: &Server, request: impl Future<Output = Answer>) -> (u64, Answer) {
    let before = server.statements();
    let answer = request.await;
    (server.statements() - before, answer)
}

async fn gq_01_given_nesting_of_any_kind_then_400_and_the_server_goes_on(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let process = std::process::id();
    for levels in [33, 1_400, 5_000, 60_000] {
        for document in [
            format!("{{a(x:{}{})}}", "[".repeat(levels), "]".repeat(levels)),
            format!("{{a(x:{}1{})}}", "{b:".repeat(levels), "}".repeat(levels)),
            format!("query($a:Int={}1{}){{a}}", "[".repeat(levels), "]".repeat(levels)),
            format!("{{a@b(c:{}1{})}}", "[".repeat(levels), "]".repeat(levels)),
            format!("query($a:{}Int{}){{a}}", "[".repeat(levels), "]".repeat(levels)),
            format!("{}{}", "{a".repeat(levels), "}".repeat(levels)),
            "[".repeat(levels),
        ] {
            let answer = client.query(&document).await;
            if document.len() > 128 * 1024 - 20 {
                assert_eq!(answer.status, 413, "{levels}");
            } else {
                refused(&answer, "QUERY_LIMIT_EXCEEDED", &format!("{levels}"));
            }
        }
    }
    let many = "[{(".repeat(1_000);
    for document in [
        format!("{{ me {{ role }} }} # {many}"),
        format!(
            "query ($a: String = \"{many}\") {{ me {{ role }} units(first: 1, where: {{ search: $a }}) {{ totalCount }} }}"
        ),
    ] {
        let answer = client.query(&document).await;
        assert_eq!(answer.partial_data()["me"]["role"], "DISTRICT", "{}", answer.text);
    }
    assert_eq!(std::process::id(), process);
}

/// A document in which each of `levels` fragments spreads the next `times` times.
fn bomb(times: usize, levels: usize) -> String {
    let fragments = (0..levels).map(|level| {
        format!(" fragment f{level} on Viewer {{{} }}", format!(" ...f{}", level + 1).repeat(times))
    });
    format!("{{ me {{ ...f0 }} }}{} fragment f{levels} on Viewer {{ role }}", fragments.collect::<String>())
}

async fn gq_02_given_fragment_bombs_cycles_and_unused_fragments_then_400_with_few_errors(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    for times in [2, 3, 5, 10] {
        for levels in [10, 20, 30] {
            let answer = client.query(&bomb(times, levels)).await;
            refused(&answer, "QUERY_LIMIT_EXCEEDED", &format!("{times}^{levels}"));
        }
    }
    assert_eq!(client.query(&bomb(2, 3)).await.at("/me/role"), "DISTRICT");
    for cycle in [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A me { role } }",
    ] {
        refused(&client.query(cycle).await, "GRAPHQL_VALIDATION_FAILED", cycle);
    }
    let unused = |count: usize| (0..count).map(|n| format!("fragment f{n} on A{{b}}")).collect::<String>();
    let answer = client.query(&format!("{{me{{role}}}}{}", unused(5_000))).await;
    refused(&answer, "QUERY_LIMIT_EXCEEDED", "five thousand");
    let answer = client.query(&format!("{{me{{role}}}}{}", unused(400))).await;
    assert_eq!((answer.status, answer.codes()), (400, vec!["GRAPHQL_VALIDATION_FAILED".to_owned(); 10]));
}

async fn gq_03_given_depth_or_rows_beyond_the_limit_then_400_and_nothing_is_asked_of_the_database(
    server: &Server,
) {
    let limited = limited(server).await;
    let client = limited.client(Account::HomeAffairs).await;
    // Who asks is looked up before a document is read.
    let (who, _) = statements(&limited, client.query("{")).await;
    let parents = |count: usize| format!("{} name {}", "parent { ".repeat(count), "}".repeat(count));
    let units = "units(first: 1) { nodes {";
    let deep = format!("{{ {units} {} }} }} }}", parents(7));
    assert_eq!(client.query(&deep).await.status, 200);
    for document in [
        format!("{{ {units} {} }} }} }}", parents(8)),
        format!("{{ {units} ...F }} }} }} fragment F on Unit {{ {} }}", parents(8)),
        "{ units(first: 100) { nodes { officials(first: 50) { totalCount } } } }".to_owned(),
        "{ units(first: 100) { nodes { officials(first: 100) { nodes { unit { officials(first: 100) { totalCount } } } } } } }"
            .to_owned(),
    ] {
        let (cost, answer) = statements(&limited, client.query(&document)).await;
        refused(&answer, "QUERY_LIMIT_EXCEEDED", &document);
        assert_eq!(cost, who, "{document}");
    }
    let paged =
        "query ($n: Int = 100) { units(first: $n) { nodes { officials(first: $n) { totalCount } } } }";
    refused(&client.query(paged).await, "QUERY_LIMIT_EXCEEDED", "by default");
    refused(&client.ask(paged, json!({ "n": 90 })).await, "QUERY_LIMIT_EXCEEDED", "by variable");
    assert_eq!(client.ask(paged, json!({ "n": 10 })).await.status, 200);
    limited.close().await;
}

async fn gq_03_given_a_page_that_cannot_be_given_then_nothing_is_asked_of_the_database(server: &Server) {
    let beside = server.beside(clock()).await;
    let server = &beside;
    let client = server.client(Account::HomeAffairs).await;
    client.query("{ me { role } }").await.data();
    // Who asks, and whether the directory in memory is still the one in the database.
    let (who, _) = statements(server, client.query("{ me { role } }")).await;
    for page in ["(first: 101)", "(first: 0)", "(first: -1)", "(last: 101)", ""] {
        let document = format!("{{ officials{page} {{ totalCount nodes {{ id }} }} }}");
        let answer = client.query(&document).await;
        assert_eq!((answer.status, answer.codes()), (200, vec!["BAD_USER_INPUT".to_owned()]), "{page}");
        assert_eq!(answer.partial_data(), &json!({ "officials": null }), "{page}");
        let (cost, _) = statements(server, client.query(&document)).await;
        assert!(cost <= who, "{page}: {cost} after {who}");
    }
    beside.close().await;
}

async fn gq_03_given_the_wish_to_know_the_cost_then_it_is_told(server: &Server) {
    let limited = limited(server).await;
    let token = limited.client(Account::HomeAffairs).await.token().to_owned();
    let ask = async |wish: Option<&str>| {
        let document =
            "{ units(first: 3) { nodes { officials(first: 20) { totalCount } children { name } } } }";
        let body = json!({ "query": document }).to_string();
        let mut request = limited.request(Method::POST, "/graphql").bearer_auth(&token);
        if let Some(wish) = wish {
            request = request.header("x-canbo-cost", wish);
        }
        limited.send(request.header(CONTENT_TYPE, "application/json").body(body)).await
    };
    let answer = ask(Some("1")).await;
    // Three units, each with twenty people and about ten units below it.
    let cost = json!({ "requested": 3 * (1 + 20 + 10), "maximum": 5_000 });
    assert_eq!(answer.body["extensions"], json!({ "cost": cost }), "{}", answer.text);
    answer.data();
    for wish in [None, Some("0")] {
        assert_eq!(ask(wish).await.body.get("extensions"), None, "{wish:?}");
    }
    limited.close().await;
}

/// The documents of GraphQL in a text: what stands between a fence for GraphQL and its end.
fn fenced(text: &str) -> Vec<String> {
    let blocks = text.split("```graphql\n").skip(1);
    blocks.filter_map(|block| block.split("```").next()).map(str::to_owned).collect()
}

async fn gq_03_given_the_documents_of_readme_and_playground_then_they_are_let_in(server: &Server) {
    let limited = limited(server).await;
    let client = limited.client(Account::PartyCommittee).await;
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let tabs = std::fs::read_to_string(format!("{root}/api/playground/src/first-tabs.js")).unwrap();
    let mut documents = fenced(&readme);
    let of_tabs = tabs.split('`').skip(1).step_by(2).filter(|text| text.contains('{'));
    documents.extend(of_tabs.map(str::to_owned));
    assert!(documents.len() >= 3, "{documents:?}");
    for document in documents {
        let answer = client.query(&document).await;
        assert!(!answer.text.contains("QUERY_LIMIT_EXCEEDED"), "{document}: {}", answer.text);
    }
    limited.close().await;
}

async fn gq_04_given_too_many_aliases_root_fields_or_directives_then_400(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let aliases = |count: usize| (0..count).map(|n| format!("a{n}: role ")).collect::<String>();
    let fields = |count: usize| "me { role } ".repeat(count);
    assert_eq!(client.query(&format!("{{ me {{ {} }} }}", aliases(20))).await.status, 200);
    assert_eq!(client.query(&format!("{{ {} }}", fields(10))).await.status, 200);
    let directives = "@include(if: true) ".repeat(6);
    for (what, document) in [
        ("aliases", format!("{{ me {{ {} }} }}", aliases(21))),
        ("root fields", format!("{{ {} }}", fields(11))),
        ("the same field", format!("{{ {} }}", "me{role}".repeat(900))),
        ("the same field below", format!("{{ me {{ {} }} }}", "role ".repeat(1_000))),
        ("directives", format!("{{ me {directives} {{ role }} }}")),
    ] {
        refused(&client.query(&document).await, "QUERY_LIMIT_EXCEEDED", what);
    }
}

async fn gq_05_given_a_list_of_operations_then_400_before_any_runs(server: &Server) {
    let beside = server.beside(clock()).await;
    let server = &beside;
    let client = server.client(Account::HomeAffairs).await;
    let (who, _) = statements(server, client.query("{")).await;
    for count in [1, 2, 1_000] {
        let batch = Value::Array(vec![json!({ "query": "{ units(first: 1) { totalCount } }" }); count]);
        let (cost, answer) = statements(server, client.post(&batch)).await;
        refused(&answer, "BATCH_NOT_SUPPORTED", &count.to_string());
        assert_eq!(cost, who, "{count}");
    }
    beside.close().await;
}

async fn gq_07_given_several_operations_then_the_named_one_runs_or_none(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let several = "query A { me { role } } query B { me { username } }";
    let run = async |name: Value| client.post(&json!({ "query": several, "operationName": name })).await;
    assert_eq!(run(json!("B")).await.data(), &json!({ "me": { "username": "noi-vu" } }));
    refused(&run(json!(null)).await, "BAD_USER_INPUT", "none is named");
    refused(&run(json!("C")).await, "BAD_USER_INPUT", "another is named");
    refused(&run(json!("")).await, "BAD_USER_INPUT", "an empty name");
    let anonymous = json!({ "query": "{ me { role } }", "operationName": "A" });
    refused(&client.post(&anonymous).await, "BAD_USER_INPUT", "the only one has no name");
    for document in ["subscription { me { role } }", "subscription A { __typename }"] {
        let answer = client.query(document).await;
        assert_eq!((answer.status, answer.body.get("data")), (400, None), "{document}");
        assert!(answer.codes().iter().all(|code| code == "GRAPHQL_VALIDATION_FAILED"), "{}", answer.text);
    }
}

async fn gq_08_given_variables_that_no_two_readers_would_read_alike_then_400(server: &Server) {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    let document = "query ($a: String) { units(first: 1, where: { search: $a }) { totalCount } }";
    let ask = async |variables: &str| {
        let body = format!("{{\"query\":{},\"variables\":{variables}}}", json!(document));
        let request = server.request(Method::POST, "/graphql").bearer_auth(&token).body(body);
        let request = request.header(CONTENT_TYPE, "application/json");
        server.send(request.header("accept", "application/graphql-response+json")).await
    };
    assert_eq!(ask(r#"{"a":"x"}"#).await.status, 200);
    for variables in [
        format!("{{\"a\":{}1{}}}", "[".repeat(65), "]".repeat(65)),
        format!("{{\"a\":{}1{}}}", "{\"b\":".repeat(65), "}".repeat(65)),
        r#"{"a":"x","a":"y"}"#.to_owned(),
        r#"{"a":{"b":1,"b":2}}"#.to_owned(),
        r#"{"a":1e999}"#.to_owned(),
        r#"{"a":NaN}"#.to_owned(),
        r#"{"a":"\ud800"}"#.to_owned(),
        r#"{"a":"\udc00\ud800"}"#.to_owned(),
        r#"{"a":"\u0000"}"#.to_owned(),
        r#"{"\u0000":1}"#.to_owned(),
    ] {
        refused(&ask(&variables).await, "BAD_USER_INPUT", &variables);
    }
}

async fn gq_09_given_many_requests_at_once_then_those_without_a_place_are_told_to_come_back(server: &Server) {
    let narrow = server.beside_with(clock(), |config| {
        config.limits.running = 2;
        config.limits.running_per_user = 1;
        config.limits.queue = 8;
        config.limits.queue_ms = 10_000;
    });
    let narrow = narrow.await;
    let greedy = narrow.client(Account::HomeAffairs).await;
    let other = narrow.client(Account::PhuNghia).await;
    let costly = "{ units(first: 30) { nodes { officials(first: 20) { nodes { fullName appointments { id } qualifications { id } } } } } }";
    let (answers, cheap) =
        tokio::join!(join_all((0..200).map(|_| greedy.query(costly))), other.query("{ me { role } }"));
    let served = answers.iter().filter(|answer| answer.status == 200).count();
    let told = answers.iter().filter(|answer| answer.status == 503).count();
    assert_eq!(served + told, 200, "each is one or the other");
    assert!(served >= 1 && told >= 1, "{served} served, {told} told to come back");
    for answer in answers.iter().filter(|answer| answer.status == 503) {
        assert_eq!(
            (answer.codes(), answer.header("retry-after")),
            (vec!["UNAVAILABLE".to_owned()], Some("1"))
        );
    }
    // There is room for another account, however many one account sends.
    assert_eq!(cheap.at("/me/role"), "COMMUNE");
    // What they held is free again.
    assert_eq!(greedy.query("{ me { role } }").await.at("/me/role"), "DISTRICT");
    narrow.close().await;
}

async fn gq_09_given_an_answer_longer_than_allowed_then_it_is_not_sent(server: &Server) {
    let narrow = server.beside_with(clock(), |config| config.limits.answer_bytes = 4_096).await;
    let client = narrow.client(Account::HomeAffairs).await;
    let page =
        |first: usize| format!("{{ officials(first: {first}) {{ nodes {{ id fullName birthDate }} }} }}");
    client.query(&page(2)).await.data();
    refused(&client.query(&page(100)).await, "QUERY_LIMIT_EXCEEDED", "a hundred");
    narrow.close().await;
}

async fn gq_10_given_introspection_that_is_off_then_no_role_learns_of_the_schema(server: &Server) {
    let silent = server.beside_with(clock(), |config| config.http.introspection = false).await;
    for account in Account::ALL {
        let client = silent.client(account).await;
        for document in [
            "{ __schema { queryType { name } types { name fields { name } } } }",
            "{ __type(name: \"Official\") { name fields { name } } }",
            "{ me { role } __schema { types { name } } }",
            "{ ...F } fragment F on Query { me { role } __schema { types { name } } }",
            "{ ... on Query { a: __type(name: \"Official\") { name } } }",
        ] {
            let answer = client.query(document).await;
            assert!(!answer.codes().is_empty(), "{document}: {}", answer.text);
            assert!(!answer.text.contains("OfficialConnection"), "{document}: {}", answer.text);
            assert!(!answer.text.contains("\"name\""), "{document}: {}", answer.text);
        }
        let names = client.query("{ __typename me { __typename } }").await;
        assert_eq!(names.data(), &json!({ "__typename": "Query", "me": { "__typename": "Viewer" } }));
    }
    silent.close().await;
}

async fn gq_11_given_serve_then_neither_get_nor_a_playground(server: &Server) {
    let get = server.request(Method::GET, "/graphql?query=%7B__typename%7D");
    assert_eq!(server.send(get.header("accept", "text/html")).await.status, 405);
    for path in ["/", "/playground", "/playground/", "/playground/playground.js", "/playground/accounts.json"]
    {
        let answer = server.send(server.request(Method::GET, path)).await;
        assert_eq!((answer.status, answer.codes()), (404, vec!["NOT_FOUND".to_owned()]), "{path}");
    }
}

async fn gq_12_given_a_persisted_query_then_400_and_it_is_not_kept(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": "ab".repeat(32) } });
    let with = json!({ "query": "{ me { role } }", "extensions": extensions });
    refused(&client.post(&with).await, "PERSISTED_QUERY_NOT_SUPPORTED", "with its document");
    let without = json!({ "extensions": extensions });
    refused(&client.post(&without).await, "PERSISTED_QUERY_NOT_SUPPORTED", "after it came with its document");
}

/// Nothing of the server's inside.
#[track_caller]
fn fixed(answer: &Answer, code: &str, text: &str) {
    for inside in
        ["SELECT", "FROM", "sqlx", "sqlite", "postgres", "relation", "table", "panicked", "src/", ".rs"]
    {
        assert!(!answer.text.contains(inside), "{inside}: {}", answer.text);
    }
    assert!(answer.codes().iter().all(|found| found == code), "{}", answer.text);
    let error = &answer.body["errors"][0];
    assert_eq!(error["message"], text, "{}", answer.text);
    assert_eq!(error["extensions"]["requestId"].as_str(), answer.header("x-request-id"));
}

async fn execute(server: &Server, sql: &str) {
    let transaction = server.database().begin_write().await.unwrap();
    transaction.execute_unprepared(sql).await.unwrap();
    transaction.commit().await.unwrap();
}

const UNAVAILABLE: &str = "Hệ thống tạm thời không phục vụ được, vui lòng thử lại.";
const INTERNAL: &str = "Hệ thống gặp lỗi.";

async fn gq_14_given_a_table_that_is_gone_then_a_fixed_text_and_the_rest_goes_on(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let document = "{ officials(first: 3) { nodes { sex disciplines { kind } } } }";
    client.query(document).await.data();
    execute(server, "ALTER TABLE discipline RENAME TO gone").await;
    let answer = client.query(document).await;
    assert_eq!(answer.status, 200);
    let text = if answer.codes().contains(&"INTERNAL".to_owned()) { INTERNAL } else { UNAVAILABLE };
    fixed(&answer, if text == INTERNAL { "INTERNAL" } else { "UNAVAILABLE" }, text);
    client.query("{ officials(first: 3) { nodes { sex } } }").await.data();
    execute(server, "ALTER TABLE gone RENAME TO discipline").await;
    client.query(document).await.data();
}

async fn gq_14_given_a_value_that_cannot_be_read_then_a_fixed_text(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let document = "{ officials(first: 3) { nodes { identity { citizenNumber } } } }";
    client.query(document).await.data();
    let broken = match server.database().reader().get_database_backend() {
        sea_orm::DbBackend::Postgres => r"'\x00'",
        _ => "x'00'",
    };
    execute(server, &format!("UPDATE official_identity SET citizen_number_sealed = {broken}")).await;
    let answer = client.query(document).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    fixed(&answer, "INTERNAL", INTERNAL);
    client.query("{ officials(first: 3) { nodes { sex } } }").await.data();
}

async fn gq_14_given_a_database_that_is_gone_then_unavailable_and_the_process_lives(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    server.database().close().await.unwrap();
    let answer = client.query("{ officials(first: 3) { nodes { sex } } }").await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")), "{}", answer.text);
    fixed(&answer, "UNAVAILABLE", UNAVAILABLE);
    let login = server.log_in("noi-vu", api::demo::PASS_PHRASE).await;
    assert_eq!(login.status, 503);
    fixed(&login, "UNAVAILABLE", UNAVAILABLE);
    assert_eq!(server.send(server.request(Method::GET, "/health/ready")).await.status, 503);
    assert_eq!(server.send(server.request(Method::GET, "/health/live")).await.status, 204);
}

async fn gq_15_given_documents_beyond_a_limit_then_400_or_413(server: &Server) {
    let client = server.client(Account::HomeAffairs).await;
    let padded = |length: usize| format!("{{ me {{ role }} }}{}", " ".repeat(length - 15));
    assert_eq!(client.query(&padded(32 * 1024)).await.status, 200);
    refused(&client.query(&padded(32 * 1024 + 1)).await, "QUERY_LIMIT_EXCEEDED", "one byte more");
    let directives = |tokens: usize| format!("{{ me {{ role }} }} {}", "!".repeat(tokens - 6));
    refused(
        &client.query(&directives(4_000)).await,
        "GRAPHQL_PARSE_FAILED",
        "as many as the parser is given",
    );
    refused(&client.query(&directives(4_001)).await, "QUERY_LIMIT_EXCEEDED", "one token more");
    refused(&client.query(&",".repeat(100_000)).await, "QUERY_LIMIT_EXCEEDED", "commas");
    let body = json!({ "query": ",".repeat(10_000_000) }).to_string();
    let request = server.request(Method::POST, "/graphql").bearer_auth(client.token());
    let sent = request.header(CONTENT_TYPE, "application/json").body(body).send().await;
    // The server answers and closes without reading; a client that goes on writing may miss the answer.
    assert!(sent.is_err() || sent.is_ok_and(|answer| answer.status() == 413));
    assert_eq!(client.query("{ me { role } }").await.status, 200);
}

async fn gq_19_given_a_multipart_request_then_415_and_no_upload_in_the_schema(server: &Server) {
    let client: Client = server.client(Account::HomeAffairs).await;
    let body = "--x\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"{ me { role } }\"}\r\n--x--\r\n";
    let request = server.request(Method::POST, "/graphql").bearer_auth(client.token()).body(body);
    let answer = server.send(request.header(CONTENT_TYPE, "multipart/form-data; boundary=x")).await;
    assert_eq!((answer.status, answer.codes()), (415, vec!["BAD_USER_INPUT".to_owned()]));
    assert!(!schema_text().contains("Upload"));
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml")).unwrap();
    let library = manifest.lines().find(|line| line.starts_with("async-graphql = ")).unwrap();
    assert!(library.contains("default-features = false") && !library.contains("tempfile"), "{library}");
}
