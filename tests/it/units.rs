//! Units over both reorganisations.

use std::collections::BTreeSet;

use canbo_tests::{Account, Client, Fault, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    given_the_district_when_asked_over_the_reorganisations_then_32_30_and_6_units,
    given_the_last_day_of_2023_when_the_units_are_listed_then_the_names_of_2023,
    given_a_code_when_asked_over_the_reorganisations_then_another_unit_each_time,
    given_a_name_when_it_is_used_again_then_the_two_are_not_the_same_unit,
    given_a_unit_that_was_split_then_both_successors_with_their_shares,
    given_the_district_that_ended_when_asked_after_its_end_then_not_found_and_its_people_stay_in_sight,
    given_a_fact_of_a_unit_that_ended_when_nested_under_a_later_day_then_the_unit_as_it_was_last,
);

/// The table that the units of the demo are made from.
const UNITS_2023: &str = include_str!("../../api/src/demo/data/units_2023.tsv");

const COMMUNES: &str = r#"query ($on: Date, $within: ID) {
    units(asOf: $on, where: { within: $within, kinds: [COMMUNE, TOWNSHIP, WARD, SPECIAL_ZONE] }, first: 100) {
        totalCount nodes { key code name asOf }
    }
}"#;

/// The key of the unit that has a code on a day.
async fn key_of(client: &Client, code: &str, on: &str) -> String {
    let document = "query ($on: Date, $codes: [String!]) {
        units(asOf: $on, where: { codes: $codes }, first: 2) { totalCount nodes { key } }
    }";
    let answer = client.ask(document, json!({ "on": on, "codes": [code] })).await;
    assert_eq!(answer.at("/units/totalCount"), 1, "{code} on {on}");
    answer.string("/units/nodes/0/key").to_owned()
}

async fn given_the_district_when_asked_over_the_reorganisations_then_32_30_and_6_units(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = key_of(&office, "277", "2023-12-31").await;
    for (on, number) in [
        ("2023-12-31", 32),
        ("2024-12-31", 32),
        ("2025-01-01", 30),
        ("2025-06-30", 30),
        ("2025-07-01", 6),
        ("2025-12-31", 6),
    ] {
        let answer = office.ask(COMMUNES, json!({ "on": on, "within": district })).await;
        assert_eq!(answer.at("/units/totalCount"), &json!(number), "{on}");
        assert_eq!(answer.list("/units/nodes").len(), number, "{on}");
    }
}

async fn given_the_last_day_of_2023_when_the_units_are_listed_then_the_names_of_2023(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = key_of(&office, "277", "2023-12-31").await;
    let answer = office.ask(COMMUNES, json!({ "on": "2023-12-31", "within": district })).await;
    let text = |unit: &Value, field: &str| unit[field].as_str().unwrap().to_owned();
    let found: Vec<(String, String)> =
        answer.list("/units/nodes").iter().map(|unit| (text(unit, "code"), text(unit, "name"))).collect();
    let wanted: Vec<(String, String)> = UNITS_2023
        .lines()
        .skip(1)
        .map(|line| {
            let mut columns = line.split('\t');
            (columns.next().unwrap().to_owned(), columns.next().unwrap().to_owned())
        })
        .collect();
    assert_eq!(found, wanted);
}

async fn given_a_code_when_asked_over_the_reorganisations_then_another_unit_each_time(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let mut keys = BTreeSet::new();
    for (on, name) in
        [("2024-06-01", "Xã Đồng Phú"), ("2025-03-01", "Xã Hồng Phú"), ("2025-09-01", "Xã Hòa Phú")]
    {
        let document = r#"query ($on: Date) {
            units(asOf: $on, where: { codes: ["10096"] }, first: 2) { totalCount nodes { key name asOf } }
        }"#;
        let answer = office.ask(document, json!({ "on": on })).await;
        assert_eq!(answer.at("/units/totalCount"), 1, "{on}");
        assert_eq!(answer.string("/units/nodes/0/name"), name);
        assert_eq!(answer.string("/units/nodes/0/asOf"), on);
        keys.insert(answer.string("/units/nodes/0/key").to_owned());
    }
    assert_eq!(keys.len(), 3);
}

async fn given_a_name_when_it_is_used_again_then_the_two_are_not_the_same_unit(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = r#"query ($on: Date) {
        units(asOf: $on, where: { search: "xa hoa phu" }, first: 2) {
            nodes { key code name predecessors { unit { key } } }
        }
    }"#;
    let before = office.ask(document, json!({ "on": "2025-03-01" })).await;
    let after = office.ask(document, json!({ "on": "2025-09-01" })).await;
    assert_eq!(before.string("/units/nodes/0/code"), "10108");
    assert_eq!(after.string("/units/nodes/0/code"), "10096");
    assert_eq!(before.at("/units/nodes/0/name"), after.at("/units/nodes/0/name"));
    let key = before.string("/units/nodes/0/key");
    assert_ne!(key, after.string("/units/nodes/0/key"));
    let predecessors = after.list("/units/nodes/0/predecessors");
    assert!(predecessors.iter().any(|edge| edge["unit"]["key"] == key), "{predecessors:?}");
}

async fn given_a_unit_that_was_split_then_both_successors_with_their_shares(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let answer = office
        .query(
            r#"{ units(asOf: "2023-12-31", where: { codes: ["10063"] }, first: 1) { nodes {
                name successors { share isDefault effectiveOn unit { code name asOf } }
            } } }"#,
        )
        .await;
    let mut successors = answer.list("/units/nodes/0/successors").to_vec();
    successors.sort_by_key(|edge| edge["unit"]["code"].to_string());
    assert_eq!(
        successors,
        [
            json!({
                "share": "PART", "isDefault": true, "effectiveOn": "2025-07-01",
                "unit": { "code": "10072", "name": "Xã Quảng Bị", "asOf": "2025-07-01" },
            }),
            json!({
                "share": "PART", "isDefault": false, "effectiveOn": "2025-07-01",
                "unit": { "code": "10126", "name": "Xã Bình Minh", "asOf": "2025-07-01" },
            }),
        ]
    );
}

async fn given_the_district_that_ended_when_asked_after_its_end_then_not_found_and_its_people_stay_in_sight(
    server: &Server,
) {
    let office = server.client(Account::HomeAffairs).await;
    let district = key_of(&office, "277", "2025-06-30").await;
    let document = "query ($id: ID!, $on: Date) { unit(id: $id, asOf: $on) { name asOf } }";
    let last = office.ask(document, json!({ "id": district, "on": "2025-06-30" })).await;
    assert_eq!(last.data(), &json!({ "unit": { "name": "Huyện Chương Mỹ", "asOf": "2025-06-30" } }));
    let ended = office.ask(document, json!({ "id": district, "on": "2025-07-01" })).await;
    assert_eq!(ended.partial_data(), &json!({ "unit": null }));
    assert_eq!(ended.faults(), [Fault::new("NOT_FOUND", "unit")]);
    let people = office.query(r#"{ officials(asOf: "2025-07-01", first: 1) { totalCount } }"#).await;
    assert!(people.at("/officials/totalCount").as_i64().unwrap() > 500, "{people:?}");
}

async fn given_a_fact_of_a_unit_that_ended_when_nested_under_a_later_day_then_the_unit_as_it_was_last(
    server: &Server,
) {
    let office = server.client(Account::HomeAffairs).await;
    let answer = office
        .query(
            r#"{ officials(asOf: "2025-12-31", first: 100) { nodes {
                appointments(includeEnded: true) { validTo unit { name asOf } }
            } } }"#,
        )
        .await;
    let appointments: Vec<&Value> = answer
        .list("/officials/nodes")
        .iter()
        .flat_map(|official| official["appointments"].as_array().unwrap())
        .filter(|appointment| appointment["validTo"] == "2025-07-01")
        .collect();
    assert!(appointments.len() > 50, "{}", appointments.len());
    for appointment in appointments {
        assert_eq!(appointment["unit"]["asOf"], "2025-06-30", "{appointment}");
    }
}
