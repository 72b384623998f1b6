//! The same questions from all six accounts, as snapshots: one file for each question, which must be the same on both
//! databases.

use canbo_tests::{Account, Client, Server, on_both_databases};
use serde_json::{Map, Value, json};

on_both_databases!(
    given_the_account_itself_when_each_account_asks_then_its_view,
    given_units_when_each_account_asks_then_its_view,
    given_the_first_query_when_each_account_asks_then_its_view,
    given_the_districts_figures_when_each_account_asks_then_its_view,
    given_a_communes_figures_when_each_account_asks_then_its_view,
    given_members_of_a_target_when_each_account_asks_then_its_view,
    given_a_breakdown_and_a_series_when_each_account_asks_then_its_view,
    given_officials_when_each_account_asks_then_its_view,
    given_a_person_of_phu_nghia_when_each_account_asks_then_its_view,
    given_a_person_of_a_neighbour_when_each_account_asks_then_its_view,
    given_posts_of_a_commune_when_each_account_asks_then_its_view,
    given_courses_when_each_account_asks_then_its_view,
    given_training_plans_when_each_account_asks_then_its_view,
    given_the_source_pool_when_each_account_asks_then_its_view,
    given_succession_rounds_when_each_account_asks_then_its_view,
);

/// Asks a question from every account. Ids of requests, which differ each time, are left out.
async fn views(server: &Server, document: &str, variables: Value) -> Value {
    let mut views = Map::new();
    for account in Account::ALL {
        let answer = server.client(account).await.ask(document, variables.clone()).await;
        let mut body = answer.body;
        for error in body.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
            error["extensions"]["requestId"] = json!("[id]");
        }
        views.insert(account.username().to_owned(), body);
    }
    Value::Object(views)
}

/// The key of the unit that had a code in 2023.
async fn unit(client: &Client, code: &str) -> String {
    let document = "query ($codes: [String!]) {
        units(asOf: \"2023-12-31\", where: { codes: $codes }, first: 1) { nodes { key } }
    }";
    client.ask(document, json!({ "codes": [code] })).await.string("/units/nodes/0/key").to_owned()
}

/// The id on 31/12/2024 of the first key official of the commune that had a code in 2023.
async fn person(server: &Server, code: &str) -> String {
    let committee = server.client(Account::PartyCommittee).await;
    let unit = unit(&committee, code).await;
    let document = r#"query ($unit: ID) {
        officials(asOf: "2024-12-31", where: { within: $unit, keyInProgramme: "KH-276" }, first: 1) { nodes { id } }
    }"#;
    committee.ask(document, json!({ "unit": unit })).await.string("/officials/nodes/0/id").to_owned()
}

async fn given_the_account_itself_when_each_account_asks_then_its_view(server: &Server) {
    let document = "{ me { username role classes units { code name asOf } } }";
    insta::assert_json_snapshot!("me", views(server, document, json!({})).await);
}

async fn given_units_when_each_account_asks_then_its_view(server: &Server) {
    let document = r#"{
        units(asOf: "2025-07-01", where: { codes: ["10096", "10030"] }, first: 5) { totalCount nodes {
            code name kind validFrom parent { name } predecessors { share effectiveOn unit { code name } }
        } }
        own: units(asOf: "2025-07-01", where: { inScope: true, kinds: [COMMUNE, WARD] }, first: 1) { totalCount }
    }"#;
    insta::assert_json_snapshot!("units", views(server, document, json!({})).await);
}

async fn given_the_first_query_when_each_account_asks_then_its_view(server: &Server) {
    let document = r#"{ targets(programme: "KH-276", asOf: "2023-12-31") {
        target { code } numerator denominator display status gap { byReplacement byAddition } slack
    } }"#;
    insta::assert_json_snapshot!("first_query", views(server, document, json!({})).await);
}

const FIGURES: &str = r#"query ($unit: ID, $on: Date) { targets(programme: "KH-276", unit: $unit, asOf: $on) {
    target { code } unit { name } numerator denominator unknown display status suppressed
    publication { publishedOn by { name } } parts { code numerator denominator status }
} }"#;

async fn given_the_districts_figures_when_each_account_asks_then_its_view(server: &Server) {
    let unit = unit(&server.client(Account::HomeAffairs).await, "277").await;
    let views = views(server, FIGURES, json!({ "unit": unit, "on": "2024-12-31" })).await;
    insta::assert_json_snapshot!("figures_of_the_district", views);
}

async fn given_a_communes_figures_when_each_account_asks_then_its_view(server: &Server) {
    let unit = unit(&server.client(Account::HomeAffairs).await, "10033").await;
    let views = views(server, FIGURES, json!({ "unit": unit, "on": "2024-12-31" })).await;
    insta::assert_json_snapshot!("figures_of_phu_nghia", views);
}

async fn given_members_of_a_target_when_each_account_asks_then_its_view(server: &Server) {
    let unit = unit(&server.client(Account::HomeAffairs).await, "277").await;
    let document = r#"query ($unit: ID) { targets(programme: "KH-276", unit: $unit, asOf: "2023-12-31") {
        target { code } members(bucket: UNKNOWN, first: 2) { totalCount nodes {
            bucket official { fullName } unit { name } title { code } reason { code message fact { id } }
        } }
    } }"#;
    insta::assert_json_snapshot!("members", views(server, document, json!({ "unit": unit })).await);
}

async fn given_a_breakdown_and_a_series_when_each_account_asks_then_its_view(server: &Server) {
    let unit = unit(&server.client(Account::HomeAffairs).await, "277").await;
    let document = r#"query ($unit: ID) { targets(programme: "KH-276", unit: $unit, asOf: "2025-12-31") {
        target { code } byUnit { unit { name } numerator denominator suppressed }
        series(dates: ["2023-12-31", "2025-06-30"]) { asOf numerator denominator suppressed }
    } }"#;
    insta::assert_json_snapshot!("breakdown", views(server, document, json!({ "unit": unit })).await);
}

async fn given_officials_when_each_account_asks_then_its_view(server: &Server) {
    let document = r#"{ officials(asOf: "2025-12-31", where: { keyInProgramme: "KH-276" }, first: 2) {
        totalCount nodes {
            fullName birthDate birthDatePrecision age sex category unit { name } hometown { name }
            appointments { mode origin validFrom title { code } unit { name } locality }
        }
    } }"#;
    insta::assert_json_snapshot!("officials", views(server, document, json!({})).await);
}

const PERSON: &str = r#"query ($id: ID!) { node(id: $id) { ... on Official {
    fullName asOf version unit { name } identity { citizenNumber phone address }
    qualifications { kind level { code } status obtainedOn issuer } ratings { year grade }
    partyRecord { admittedOn fullMemberOn standingCommitteeOf { name } }
    appointments(includeEnded: true) { validFrom validTo title { code } unit { name } }
    enrolments(first: 2) { totalCount nodes { course { title } status } }
} } }"#;

async fn given_a_person_of_phu_nghia_when_each_account_asks_then_its_view(server: &Server) {
    let id = person(server, "10033").await;
    insta::assert_json_snapshot!("person_of_phu_nghia", views(server, PERSON, json!({ "id": id })).await);
}

async fn given_a_person_of_a_neighbour_when_each_account_asks_then_its_view(server: &Server) {
    let id = person(server, "10030").await;
    insta::assert_json_snapshot!("person_of_a_neighbour", views(server, PERSON, json!({ "id": id })).await);
}

async fn given_posts_of_a_commune_when_each_account_asks_then_its_view(server: &Server) {
    let document = r#"{ units(asOf: "2024-12-31", where: { codes: ["10033"] }, first: 1) { nodes { name posts {
        title { code } seats filled holders { mode official { fullName } }
    } } } }"#;
    insta::assert_json_snapshot!("posts", views(server, document, json!({})).await);
}

async fn given_courses_when_each_account_asks_then_its_view(server: &Server) {
    let document = r#"{ courses(asOf: "2025-12-31", first: 2) { totalCount nodes {
        code title kind status startsOn endsOn periods capacity countsAsKnowledgeUpdate
        enrolments(first: 2) { totalCount nodes { status official { fullName } unit { name } } }
    } } }"#;
    insta::assert_json_snapshot!("courses", views(server, document, json!({})).await);
}

async fn given_training_plans_when_each_account_asks_then_its_view(server: &Server) {
    let document = r#"{ trainingPlans(asOf: "2025-06-30", first: 2) { totalCount nodes {
        unit { name } year status items { courseKind people reason }
    } } }"#;
    insta::assert_json_snapshot!("training_plans", views(server, document, json!({})).await);
}

async fn given_the_source_pool_when_each_account_asks_then_its_view(server: &Server) {
    let document = r#"{ sourcePool(asOf: "2025-06-30", first: 2) { totalCount nodes {
        official { fullName } unit { name } origin reviews { year outcome }
    } } }"#;
    insta::assert_json_snapshot!("source_pool", views(server, document, json!({})).await);
}

async fn given_succession_rounds_when_each_account_asks_then_its_view(server: &Server) {
    let document = r#"{ successionRounds(asOf: "2025-06-30", first: 2) { totalCount nodes {
        unit { name } body status entries(first: 2) { totalCount nodes {
            official { fullName } title { code } status
        } }
    } } }"#;
    insta::assert_json_snapshot!("succession_rounds", views(server, document, json!({})).await);
}
