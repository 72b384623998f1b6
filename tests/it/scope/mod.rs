//! Who sees which people, in made-up countries: what the server shows by every path against an oracle that shares no code
//! with the policy.

mod model;
mod oracle;
mod rows;
mod world;

use std::collections::BTreeSet;

use api::graphql::id::{NodeKind, id, key};
use canbo_tests::{Client, Dbms, Server, TestDatabase, can_run, in_runtime};
use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use oracle::Oracle;
use world::{World, person_id, unit_id};

/// Worlds on each kind of database.
const WORLDS: u32 = 12;

#[test]
fn given_any_units_and_viewer_then_every_path_shows_exactly_the_people_in_scope_on_sqlite() {
    hold(Dbms::Sqlite);
}

#[test]
fn given_any_units_and_viewer_then_every_path_shows_exactly_the_people_in_scope_on_postgresql() {
    hold(Dbms::Postgres);
}

fn hold(dbms: Dbms) {
    if !in_runtime(can_run(dbms, module_path!())) {
        return;
    }
    let config =
        Config { cases: WORLDS, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    // A fixed seed: the same worlds in every run.
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let outcome = TestRunner::new_with_rng(config, seed)
        .run(&world::any(), |world| in_runtime(check(dbms, &world)).map_err(TestCaseError::fail));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Compares what the server shows with the oracle, for the viewer of the world on all its days.
async fn check(dbms: Dbms, world: &World) -> Result<(), String> {
    let server = Server::over(TestDatabase::with(dbms, rows::of(world)).await).await;
    let client = server.client_of(world::VIEWER).await;
    let mut outcome = Ok(());
    for on in world.days() {
        let seen = Seen::on(&client, world, on).await;
        outcome =
            seen.compare(&Oracle::new(world), on).map_err(|what| format!("{what} on {on} in {world:#?}"));
        if outcome.is_err() {
            break;
        }
    }
    server.close().await;
    outcome
}

/// Indexes of people in the world.
type People = BTreeSet<usize>;

/// What the server shows on a day, by each path.
struct Seen {
    listed: People,
    counted: Value,
    nodes: People,
    by_key: People,
    /// Of each unit that exists on the day: the people nested in it, and their count.
    nested: Vec<(usize, People, Value)>,
    /// Of every unit: the count of a list within it.
    within: Vec<(usize, Value)>,
}

impl Seen {
    async fn on(client: &Client, world: &World, on: NaiveDate) -> Self {
        let list = "query ($on: Date) { officials(asOf: $on, first: 100) { totalCount nodes { key } } }";
        let list = client.ask(list, json!({ "on": on })).await;
        Self {
            listed: people(world, list.at("/officials/nodes")),
            counted: list.at("/officials/totalCount").clone(),
            nodes: nodes(client, world, on).await,
            by_key: by_key(client, world, on).await,
            nested: nested(client, world, on).await,
            within: within(client, world, on).await,
        }
    }

    fn compare(&self, oracle: &Oracle<'_>, on: NaiveDate) -> Result<(), String> {
        let visible = oracle.visible_people(on);
        let visible_below = |unit: usize| &oracle.people_below(unit, on) & &visible;
        agree("the list", &self.listed, &visible)?;
        agree("the count", &self.counted, &json!(visible.len()))?;
        agree("nodes by id", &self.nodes, &visible)?;
        agree("official by key", &self.by_key, &visible)?;
        for (unit, people, count) in &self.nested {
            let wanted = visible_below(*unit);
            agree(&format!("the list nested in unit {unit}"), people, &wanted)?;
            agree(&format!("the count nested in unit {unit}"), count, &json!(wanted.len()))?;
        }
        for (unit, count) in &self.within {
            agree(&format!("the count within unit {unit}"), count, &json!(visible_below(*unit).len()))?;
        }
        Ok(())
    }
}

fn agree<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what} is {found:?}, not {wanted:?},")) }
}

async fn nodes(client: &Client, world: &World, on: NaiveDate) -> People {
    let ids: Vec<String> = (0..world.people.len())
        .map(|person| id(NodeKind::Official, person_id(person), on).to_string())
        .collect();
    let answer = client.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await;
    let nodes = answer.partial_data()["nodes"].as_array().unwrap();
    (0..).zip(nodes).filter(|(_, node)| !node.is_null()).map(|(person, _)| person).collect()
}

async fn by_key(client: &Client, world: &World, on: NaiveDate) -> People {
    let mut found = People::new();
    for person in 0..world.people.len() {
        let document = "query ($id: ID!, $on: Date) { official(id: $id, asOf: $on) { key } }";
        let key = key(NodeKind::Official, person_id(person)).to_string();
        let answer = client.ask(document, json!({ "id": key, "on": on })).await;
        if !answer.partial_data()["official"].is_null() {
            found.insert(person);
        }
    }
    found
}

async fn nested(client: &Client, world: &World, on: NaiveDate) -> Vec<(usize, People, Value)> {
    let document = "query ($on: Date) { units(asOf: $on, first: 100) { nodes {
        key officials(first: 100) { totalCount nodes { key } }
    } } }";
    let answer = client.ask(document, json!({ "on": on })).await;
    let units = answer.list("/units/nodes").iter().map(|unit| {
        let index = (0..world.units.len())
            .find(|index| unit["key"] == key(NodeKind::Unit, unit_id(*index)).as_str())
            .unwrap();
        (index, people(world, &unit["officials"]["nodes"]), unit["officials"]["totalCount"].clone())
    });
    units.collect()
}

async fn within(client: &Client, world: &World, on: NaiveDate) -> Vec<(usize, Value)> {
    let mut counts = Vec::new();
    for unit in 0..world.units.len() {
        let document = "query ($on: Date, $unit: ID) {
            officials(asOf: $on, where: { within: $unit }, first: 1) { totalCount }
        }";
        let key = key(NodeKind::Unit, unit_id(unit)).to_string();
        let answer = client.ask(document, json!({ "on": on, "unit": key })).await;
        counts.push((unit, answer.at("/officials/totalCount").clone()));
    }
    counts
}

/// The people whose keys are in a list of nodes.
fn people(world: &World, nodes: &Value) -> People {
    let keys: Vec<&str> =
        nodes.as_array().unwrap().iter().map(|node| node["key"].as_str().unwrap()).collect();
    let people: People = (0..world.people.len())
        .filter(|person| keys.contains(&key(NodeKind::Official, person_id(*person)).as_str()))
        .collect();
    assert_eq!(people.len(), keys.len(), "somebody twice, or nobody of this world: {keys:?}");
    people
}
