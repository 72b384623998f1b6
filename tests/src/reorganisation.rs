//! The reorganisations of huyện Chương Mỹ as drafts that the API takes, from the table that the demo is made of.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::client::Client;

const EVENTS: &str = include_str!("../../api/src/demo/data/unit_events.tsv");

/// How many people one change moves.
const MOST_ROWS: usize = 500;

/// The key of the unit that bears a code on a day.
pub async fn unit_of(client: &Client, code: &str, on: &str) -> String {
    let document = "query ($codes: [String!], $on: Date) {
        units(where: { codes: $codes }, asOf: $on, first: 2) { nodes { key } }
    }";
    let answer = client.ask(document, json!({ "codes": [code], "on": on })).await;
    answer.string("/units/nodes/0/key").to_owned()
}

/// The mergers and splits of a day, with the code of the unit that the new ones are below.
pub async fn reorganisation(client: &Client, on: &str, eve: &str, parent: &str) -> Value {
    let rows = EVENTS.lines().filter(|line| line.starts_with(on)).map(|line| line.split('\t').collect());
    let (mut established, mut lineage, mut split) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut begun = BTreeSet::new();
    let parent = unit_of(client, parent, eve).await;
    for row in rows {
        let row: Vec<&str> = row;
        let [_, "MERGE" | "SPLIT", from, _, to, name, share, ..] = row.as_slice() else { continue };
        if begun.insert(*to) {
            let kind = if name.starts_with("Phường") { "WARD" } else { "COMMUNE" };
            established.push(json!({ "code": to, "name": name, "kind": kind, "parent": { "unit": parent } }));
        }
        let from = unit_of(client, from, eve).await;
        if *share == "PART_DEFAULT" {
            split.insert(from.clone());
        }
        lineage.push(json!({
            "from": from,
            "to": { "established": to },
            "share": if *share == "WHOLE" { "WHOLE" } else { "PART" },
            "isDefault": *share != "PART",
        }));
    }
    json!({ "established": established, "lineage": lineage, "ended": split })
}

/// Moves the files of the district's own people to the city, on the last day of the district level.
///
/// # Panics
/// If the district has no people of its own, or too many for one change, or they do not move.
pub async fn clear_district(city: &Client, district: &str) {
    let document = r#"query ($unit: ID, $after: String) {
        officials(asOf: "2025-06-30", where: { within: $unit }, first: 100, after: $after) {
            pageInfo { hasNextPage endCursor } nodes { key unit { kind } }
        }
    }"#;
    let mut after = Value::Null;
    let (mut rows, to) = (Vec::new(), unit_of(city, "01", "2025-06-30").await);
    loop {
        let answer = city.ask(document, json!({ "unit": district, "after": after })).await;
        let nodes = answer.list("/officials/nodes").iter();
        let own = nodes.filter(|person| {
            let kind = person.pointer("/unit/kind").and_then(Value::as_str);
            kind.is_some_and(|kind| ["DISTRICT", "AGENCY"].contains(&kind))
        });
        rows.extend(
            own.map(|person| json!({ "official": person.get("key"), "unit": to, "validFrom": "2025-07-01" })),
        );
        if answer.at("/officials/pageInfo/hasNextPage") == false {
            break;
        }
        after = answer.at("/officials/pageInfo/endCursor").clone();
    }
    assert!((1..=MOST_ROWS).contains(&rows.len()), "{} people", rows.len());
    let document = "mutation ($input: ReaffiliateOfficialsInput!) {
        reaffiliateOfficials(input: $input) { results { status } userErrors { code field } }
    }";
    let input = json!({ "rows": rows, "idempotencyKey": "về thành phố" });
    let answer = city.ask(document, json!({ "input": input })).await;
    assert_eq!(answer.at("/reaffiliateOfficials/userErrors"), &json!([]));
}

/// The draft of 1/7/2025, with the end of the district and its agency: the communes go over into six, and the district level ends.
///
/// # Panics
/// As [`clear_district`], which it does first.
pub async fn end_of_the_district(city: &Client) -> Value {
    let [district, agency] =
        [unit_of(city, "277", "2025-06-30").await, unit_of(city, "277-NV", "2025-06-30").await];
    clear_district(city, &district).await;
    let mut draft = reorganisation(city, "2025-07-01", "2025-06-30", "01").await;
    let ended = draft.get_mut("ended").and_then(Value::as_array_mut).expect("a draft has units that end");
    ended.extend([json!(district), json!(agency)]);
    draft
}
