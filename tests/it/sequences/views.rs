//! What a role sees after a change, on any day: the people in its scope with what they hold, and the posts of a unit.

use std::collections::BTreeSet;

use api::graphql::id::{NodeKind, key};
use canbo_tests::Client;
use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::chance::Chance;
use super::compare::agree;
use super::model::{Account, Model, holders_on, holds, seats_on, uuid_of};

/// The days that are looked at.
const DAYS: [&str; 9] = [
    "2016-01-01",
    "2020-01-01",
    "2023-12-31",
    "2024-01-01",
    "2025-06-30",
    "2025-12-31",
    "2026-01-20",
    "2026-12-31",
    "2029-06-01",
];

const OFFICIALS: &str = "query ($on: Date!) { officials(asOf: $on, first: 100) { totalCount nodes {
    key category unit { key } appointments { key title { code } mode unit { key } }
} } }";

const POSTS: &str = "query ($unit: ID!, $on: Date!) { unit(id: $unit, asOf: $on) { posts {
    title { code } seats filled surplus
} } }";

/// A day that a number decides, and somebody who reads people.
pub(super) fn drawn<'a>(model: &'a Model, chance: &mut Chance) -> (&'a Account, NaiveDate) {
    let reads = |account: &&Account| !matches!(account.role, Role::Admin | Role::Integration);
    let readers: Vec<&Account> = model.accounts.iter().filter(reads).collect();
    (*chance.one(&readers), chance.one(&DAYS).parse().unwrap())
}

/// Whether an account sees the people of its scope on a day, and each as the file tells.
pub(super) async fn officials(
    client: &Client,
    model: &Model,
    account: &Account,
    on: NaiveDate,
) -> Result<(), String> {
    let answer = client.ask(OFFICIALS, json!({ "on": on })).await;
    let found: BTreeSet<String> = answer.list("/officials/nodes").iter().map(person).collect();
    let expected: BTreeSet<String> = model
        .seen(account, on)
        .into_iter()
        .map(|person| {
            let file = model.state.file_on(person, on).unwrap();
            let held = model.state.appointments.iter().filter(|row| row.official_id == person);
            let held = held.filter(|row| holds(row.valid_from, row.valid_to, on));
            let held: BTreeSet<String> = held
                .map(|row| format!("{} {} {:?} {}", row.id.0, row.title_code, word(row.mode), row.unit_id.0))
                .collect();
            format!("{} {:?} {} {held:?}", person.0, word(file.category), file.unit_id.0)
        })
        .collect();
    let what = format!("the people whom {} sees on {on}", account.username);
    agree(&what, &found, &expected)?;
    agree(&format!("the number of {what}"), answer.at("/officials/totalCount"), &json!(expected.len()))
}

fn word(word: impl serde::Serialize) -> String {
    serde_json::to_value(word).unwrap().as_str().unwrap().to_owned()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap()
}

fn thing(value: &Value, pointer: &str) -> Uuid {
    uuid_of(text(value, pointer))
}

fn person(node: &Value) -> String {
    let held: BTreeSet<String> = node["appointments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let (title, mode) = (text(row, "/title/code"), text(row, "/mode"));
            format!("{} {title} {mode:?} {}", thing(row, "/key"), thing(row, "/unit/key"))
        })
        .collect();
    format!("{} {:?} {} {held:?}", thing(node, "/key"), text(node, "/category"), thing(node, "/unit/key"))
}

/// Whether the posts of a unit on a day are those of the model, with who sits on them.
pub(super) async fn posts(
    client: &Client,
    model: &Model,
    account: &Account,
    on: NaiveDate,
    chance: &mut Chance,
) -> Result<(), String> {
    let scope = model.scope(account, on);
    let units: Vec<UnitId> =
        model.state.units.iter().map(|unit| unit.id).filter(|unit| scope.contains(unit)).collect();
    let Some(unit) = chance.any(&units) else { return Ok(()) };
    let answer = client.ask(POSTS, json!({ "unit": key(NodeKind::Unit, unit).to_string(), "on": on })).await;
    let numbers = |row: &Value| ["seats", "filled", "surplus"].map(|field| row[field].as_i64().unwrap());
    let found: BTreeSet<(String, [i64; 3])> = answer
        .list("/unit/posts")
        .iter()
        .map(|row| (text(row, "/title/code").to_owned(), numbers(row)))
        .collect();
    let mut expected = BTreeSet::new();
    for title in model.law.titles.keys() {
        let seats = i64::from(seats_on(&model.state, unit, title, on));
        let held = i64::from(holders_on(&model.state, unit, title, on));
        if seats > 0 {
            expected.insert((title.clone(), [seats, held.min(seats), (held - seats).max(0)]));
        }
    }
    agree(&format!("the posts of {} on {on} for {}", unit.0, account.username), &found, &expected)
}
