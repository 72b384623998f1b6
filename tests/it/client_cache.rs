//! A client's cache that is keyed by type and id: whatever was read, of whatever day, it never holds two values for one
//! field.

use std::collections::BTreeMap;

use canbo_tests::{Account, SchemaTypes, Server, base, needed, on_both_databases};
use serde_json::{Map, Value, json};

on_both_databases!(
    given_answers_of_several_dates_when_cached_by_type_and_id_then_no_field_has_two_values,
    given_an_id_when_read_again_as_a_node_then_the_same_view,
    given_one_thing_on_two_dates_then_two_ids_and_one_key,
);

/// Days on both sides of every reorganisation.
const DATES: [&str; 4] = ["2023-12-31", "2024-12-31", "2025-01-01", "2025-12-31"];

/// The cache: the fields of each thing by type and id.
#[derive(Default)]
struct Cache(BTreeMap<String, BTreeMap<String, (Value, String)>>);

impl Cache {
    /// Takes an answer apart; what has an id becomes a reference to it. Tells the reference or the value itself.
    fn store(&mut self, value: &Value, origin: &str) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.store(item, origin)).collect(),
            Value::Object(object) => self.store_object(object, origin),
            other => other.clone(),
        }
    }

    fn store_object(&mut self, object: &Map<String, Value>, origin: &str) -> Value {
        let fields: BTreeMap<String, Value> =
            object.iter().map(|(name, value)| (name.clone(), self.store(value, origin))).collect();
        let (Some(type_name), Some(id)) = (object.get("__typename"), object.get("id")) else {
            return json!(fields);
        };
        let reference = format!("{}:{}", type_name.as_str().unwrap(), id.as_str().unwrap());
        let thing = self.0.entry(reference.clone()).or_default();
        for (name, value) in fields {
            let (held, first) =
                thing.entry(name.clone()).or_insert_with(|| (value.clone(), origin.to_owned()));
            let agrees = merge(held, &value);
            assert!(agrees, "{reference}.{name} = {held}, first by {first}, then {value} by {origin}");
        }
        json!({ "reference": reference })
    }
}

/// Adds what was read of a field to what is held of it, which is more or less where an object without an id was selected
/// otherwise. Tells whether the two agree on what both have.
fn merge(held: &mut Value, read: &Value) -> bool {
    match (held, read) {
        (Value::Object(held), Value::Object(read)) => read.iter().all(|(name, value)| {
            let held = held.entry(name).or_insert_with(|| value.clone());
            merge(held, value)
        }),
        (Value::Array(held), Value::Array(read)) => {
            held.len() == read.len() && held.iter_mut().zip(read).all(|(held, read)| merge(held, read))
        }
        (held, read) => held == read,
    }
}

/// Everything that hangs on a root field on a day. Lists whose arguments differ are under other names in a cache.
fn documents(types: &SchemaTypes, on: &str) -> Vec<String> {
    let root = types.fields("Query").filter(|field| base(&field.ty.node).ends_with("Connection"));
    let root = root.filter(|field| field.arguments.iter().any(|given| given.node.name.node == "asOf"));
    let root = root.filter(|field| types.class("Query", &field.name.node).as_deref() != Some("ACCOUNT"));
    let mut documents: Vec<String> = root
        .map(|field| {
            let (name, target) = (&field.name.node, base(&field.ty.node));
            // What does what is owed may be of any type: below it there would be more than one request may ask for.
            let depth = if name == "obligations" { 1 } else { 2 };
            let selection = types.selection(target.trim_end_matches("Connection"), depth);
            let given = needed(field, "").filter(|(argument, _)| *argument != "first");
            let given: String = given.map(|(argument, value)| format!("{argument}: {value}, ")).collect();
            format!("{{ {name}({given}asOf: \"{on}\", first: 5) {{ nodes {selection} }} }}")
        })
        .collect();
    for (name, type_name) in [("programme(code: \"KH-276\", ", "Programme"), ("titles(", "Title")] {
        documents.push(format!("{{ {name}asOf: \"{on}\") {} }}", types.selection(type_name, 2)));
    }
    documents.push(format!(
        "{{ targets(programme: \"KH-276\", asOf: \"{on}\") {} }}",
        types.selection("TargetValue", 2)
    ));
    documents
}

async fn given_answers_of_several_dates_when_cached_by_type_and_id_then_no_field_has_two_values(
    server: &Server,
) {
    let types = SchemaTypes::served();
    for account in [Account::HomeAffairs, Account::PartyCommittee, Account::PhuNghia] {
        let client = server.client(account).await;
        let mut cache = Cache::default();
        for on in DATES {
            for document in documents(&types, on) {
                let answer = client.query(&document).await;
                cache.store(answer.partial_data(), &format!("{account:?}: {document}"));
            }
        }
        assert!(cache.0.len() > 500, "{account:?}: {}", cache.0.len());
    }
}

async fn given_an_id_when_read_again_as_a_node_then_the_same_view(server: &Server) {
    let types = SchemaTypes::served();
    let committee = server.client(Account::PartyCommittee).await;
    let mut seen = BTreeMap::new();
    for on in ["2023-12-31", "2025-12-31"] {
        for document in documents(&types, on) {
            collect(committee.query(&document).await.partial_data(), &mut seen);
        }
    }
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (id, thing) in seen {
        let type_name = thing["__typename"].as_str().unwrap().to_owned();
        let count = kinds.entry(type_name.clone()).or_default();
        *count += 1;
        if *count > 3 {
            continue;
        }
        let leaves = types.selection(&type_name, 0);
        let document =
            format!("query ($id: ID!) {{ node(id: $id) {{ __typename ... on {type_name} {leaves} }} }}");
        let answer = committee.ask(&document, json!({ "id": id })).await;
        for (name, value) in answer.at("/node").as_object().unwrap() {
            assert_eq!(thing.get(name), Some(value), "{type_name}.{name} of {id}");
        }
    }
    // Accounts are not seen from a day.
    let of_a_day = |name: &&str| types.class(name, "").as_deref() != Some("ACCOUNT");
    let implementations: Vec<&str> = types.implementations("Node").filter(of_a_day).collect();
    let read: Vec<&str> = kinds.keys().map(String::as_str).collect();
    assert_eq!(read, implementations);
}

/// Every object with an id.
fn collect(value: &Value, seen: &mut BTreeMap<String, Map<String, Value>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, seen)),
        Value::Object(object) => {
            object.values().for_each(|value| collect(value, seen));
            if let Some(id) = object.get("id").and_then(Value::as_str) {
                seen.entry(id.to_owned()).or_insert_with(|| object.clone());
            }
        }
        _ => {}
    }
}

async fn given_one_thing_on_two_dates_then_two_ids_and_one_key(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = r#"query ($key: ID!, $one: Date, $two: Date) {
        one: official(id: $key, asOf: $one) { id key asOf fullName age }
        two: official(id: $key, asOf: $two) { id key asOf fullName age }
    }"#;
    let list = r#"{ officials(asOf: "2023-12-31", where: { underAge: 40 }, first: 1) { nodes { key } } }"#;
    let key = office.query(list).await.string("/officials/nodes/0/key").to_owned();
    let variables = json!({ "key": key, "one": "2023-12-31", "two": "2024-12-31" });
    let answer = office.ask(document, variables).await;
    assert_eq!(answer.string("/one/key"), key);
    assert_eq!(answer.string("/two/key"), key);
    assert_ne!(answer.string("/one/id"), answer.string("/two/id"));
    assert_eq!(answer.at("/one/age").as_i64().unwrap() + 1, answer.at("/two/age").as_i64().unwrap());
    // An asOf beside an id wins over the day in it.
    let other = office
        .ask(
            "query ($id: ID!) { official(id: $id, asOf: \"2024-12-31\") { id asOf } }",
            json!({ "id": answer.string("/one/id") }),
        )
        .await;
    assert_eq!(other.at("/official/id"), answer.at("/two/id"));
    assert_eq!(other.string("/official/asOf"), "2024-12-31");
}
