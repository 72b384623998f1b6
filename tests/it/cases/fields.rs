//! Fields: who reads which, however it is asked (security cases AF).

use std::path::Path;
use std::sync::{Arc, Mutex};

use async_graphql_parser::types::TypeKind;
use canbo_tests::{Account, Client, Fault, SchemaTypes, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    af_01_given_a_field_when_asked_in_any_way_then_the_matrix_decides_and_nothing_else,
    af_04_given_a_denied_field_under_any_alias_and_argument_then_the_same_decision_each_time,
    af_06_given_a_denied_field_in_a_list_of_fifty_then_fifty_rows_with_that_field_null,
    af_07_given_a_citizen_number_then_its_last_two_digits_alone_and_nowhere_more,
);
on_both_databases!(alone: af_03_given_a_role_without_a_class_then_no_column_of_it_is_selected,);

#[test]
fn af_01_given_the_policy_then_the_page_of_permissions_is_the_one_that_is_committed() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/permissions.md");
    let schema = api::graphql::schema(api::graphql::Introspection::On);
    let printed = format!("{}\n", api::graphql::permissions::permissions(&schema).trim_end());
    assert!(
        std::fs::read_to_string(committed).is_ok_and(|committed| committed == printed),
        "docs/permissions.md is not what the policy says; after a change that is meant, write it anew with \
         `cargo run -p api -- permissions > docs/permissions.md`"
    );
}

#[test]
fn af_02_given_the_schema_then_an_interface_has_nothing_but_the_id() {
    let types = SchemaTypes::served();
    let mut interfaces = 0;
    for (name, definition) in types.iter() {
        match &definition.kind {
            TypeKind::Interface(_) => {
                let fields: Vec<&str> = types.fields(name).map(|field| field.name.node.as_str()).collect();
                assert_eq!(fields, ["id"], "{name}");
                interfaces += 1;
            }
            TypeKind::Union(_) => panic!("the walks of the proof do not go through the union {name} yet"),
            _ => {}
        }
    }
    assert_eq!(interfaces, 1);
}

/// A field with a class of its own, where to find it, and what to ask of it.
struct Place {
    /// The type that has the field.
    owner: &'static str,
    /// The way to some things of the type: `#` stands for what is asked of each.
    way: &'static str,
    field: &'static str,
    class: &'static str,
}

/// One field of each class that may be denied, at each kind of type that has one.
const PLACES: [Place; 9] = [
    Place { owner: "Official", way: PEOPLE, field: "identity { citizenNumber }", class: "IDENTITY" },
    Place { owner: "Official", way: PEOPLE, field: "partyRecord { admittedOn }", class: "PARTY" },
    Place { owner: "Official", way: PEOPLE, field: "successionEntries { status }", class: "SUCCESSION" },
    Place { owner: "Unit", way: UNITS, field: "posts { filled }", class: "PERSONNEL" },
    Place { owner: "Unit", way: UNITS, field: "officials(first: 2) { totalCount }", class: "PERSONNEL" },
    Place { owner: "Unit", way: UNITS, field: "sourcePool(first: 2) { totalCount }", class: "PERSONNEL" },
    Place {
        owner: "Unit",
        way: UNITS,
        field: "targets(programme: \"KH-276\") { display }",
        class: "AGGREGATE",
    },
    Place { owner: "Course", way: COURSES, field: "enrolments(first: 2) { totalCount }", class: "PERSONNEL" },
    Place {
        owner: "TargetValue",
        way: FIGURES,
        field: "members(bucket: COUNTED, first: 1) { totalCount }",
        class: "PERSONNEL",
    },
];
const PEOPLE: &str = "{ list: officials(asOf: \"2024-12-31\", first: 3) { nodes { # } } }";
const UNITS: &str =
    "{ list: units(asOf: \"2024-12-31\", where: { inScope: true }, first: 2) { nodes { # } } }";
const COURSES: &str = "{ list: courses(asOf: \"2024-12-31\", first: 3) { nodes { # } } }";
const FIGURES: &str = "{ list: targets(programme: \"KH-276\", asOf: \"2024-12-31\") { # } }";

/// The ways to ask one field: what stands in the selection, and what after the operation.
fn forms(owner: &str, field: &str) -> Vec<(String, String)> {
    vec![
        (format!("x: {field}"), String::new()),
        (format!("... on {owner} {{ x: {field} }}"), String::new()),
        (format!("... {{ x: {field} }}"), String::new()),
        (format!("x: {field}").replacen(" {", " @include(if: true) {", 1), String::new()),
        (format!("x: {field}").replacen(" {", " @skip(if: false) {", 1), String::new()),
        ("...f".to_owned(), format!(" fragment f on {owner} {{ x: {field} }}")),
        (
            "...f".to_owned(),
            format!(" fragment f on {owner} {{ ...g }} fragment g on {owner} {{ x: {field} }}"),
        ),
    ]
}

async fn classes(client: &Client) -> Vec<String> {
    let me = client.query("{ me { classes } }").await;
    me.list("/me/classes").iter().map(|class| class.as_str().unwrap().to_owned()).collect()
}

async fn af_01_given_a_field_when_asked_in_any_way_then_the_matrix_decides_and_nothing_else(server: &Server) {
    for account in Account::ALL {
        let client = server.client(account).await;
        let readable = classes(&client).await;
        for place in &PLACES {
            let direct = ask(&client, place.way, &(format!("x: {}", place.field), String::new())).await;
            let is_readable = readable.iter().any(|class| class == place.class);
            let things = things(&direct);
            // A list that is denied as a whole shows no thing to ask the field of.
            if let Some(things) = &things {
                // A figure that is suppressed has no members for anybody; one of a unit above has them for nobody.
                let is_list = place.owner == "TargetValue";
                for thing in things {
                    assert!(is_readable || thing["x"].is_null(), "{account:?} {}: {thing}", place.field);
                    assert!(!is_readable || is_list || !is_forbidden(&direct), "{account:?} {}", place.field);
                }
                assert!(
                    is_readable || things.is_empty() || is_forbidden(&direct),
                    "{account:?} {}",
                    place.field
                );
            }
            for form in forms(place.owner, place.field) {
                let answer = ask(&client, place.way, &form).await;
                assert_eq!(masked(&answer), masked(&direct), "{account:?} {form:?}");
            }
        }
    }
}

async fn ask(client: &Client, way: &str, (selection, more): &(String, String)) -> Value {
    client.query(&format!("query {}{more}", way.replace('#', selection))).await.body
}

fn things(body: &Value) -> Option<Vec<Value>> {
    let list = body.pointer("/data/list")?;
    let things = list.pointer("/nodes").unwrap_or(list);
    Some(things.as_array()?.clone())
}

fn is_forbidden(body: &Value) -> bool {
    let errors = body["errors"].as_array();
    errors.into_iter().flatten().any(|error| error["extensions"]["code"] == "FORBIDDEN")
}

/// An answer without request ids and places in the document, which differ by the form.
fn masked(body: &Value) -> Value {
    let mut body = body.clone();
    for error in body.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
        error["extensions"]["requestId"] = Value::Null;
        error["locations"] = Value::Null;
    }
    body
}

/// What of the database each class is read from.
const COLUMNS: [(&str, &[&str]); 3] = [
    ("IDENTITY", &["official_identity", "citizen_number", "\"phone\"", "\"official_identity\".\"address\""]),
    ("PARTY", &["party_record", "party_discipline", "standing_committee", "admitted_on", "full_member_on"]),
    ("SUCCESSION", &["succession_round", "succession_entry"]),
];

async fn af_03_given_a_role_without_a_class_then_no_column_of_it_is_selected(server: &Server) {
    let statements = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&statements);
    server.database().watch(move |statement| noted.lock().unwrap().push(statement.to_owned()));
    let types = SchemaTypes::served();
    let selection = types.selection("Official", 1);
    let document = format!("{{ officials(asOf: \"2025-12-31\", first: 5) {{ nodes {selection} }} }}");
    let nodes = format!(
        "{{ units(asOf: \"2025-12-31\", first: 5) {{ nodes {} }} targets(programme: \"KH-276\") {} }}",
        types.selection("Unit", 1),
        types.selection("TargetValue", 1)
    );
    for account in Account::ALL {
        let client = server.client(account).await;
        let readable = classes(&client).await;
        statements.lock().unwrap().clear();
        for document in [&document, &nodes] {
            assert_eq!(client.query(document).await.status, 200, "{account:?}");
        }
        let sent = std::mem::take(&mut *statements.lock().unwrap());
        assert!(sent.len() > 3, "{account:?}: {sent:?}");
        for (class, columns) in COLUMNS {
            let asked = |column: &str| sent.iter().find(|statement| statement.contains(column));
            if readable.iter().any(|other| other == class) {
                assert!(asked(columns[0]).is_some(), "{account:?} {class} was not asked at all");
            } else {
                for column in columns {
                    assert_eq!(asked(column), None, "{account:?} {class} {column}");
                }
            }
        }
    }
}

async fn af_04_given_a_denied_field_under_any_alias_and_argument_then_the_same_decision_each_time(
    server: &Server,
) {
    let document = r#"{
        a: officials(asOf: "2024-12-31", first: 2) { nodes { fullName: partyRecord { admittedOn } key } }
        b: officials(asOf: "2024-12-31", first: 3) { nodes { partyRecord { admittedOn } version: partyRecord { disciplines { reason } } key } }
        a2: officials(asOf: "2024-12-31", first: 2) { nodes { fullName: partyRecord { admittedOn } key } }
    }"#;
    // A role that may read it asks between two that may not: what one was given is not there for the other.
    for account in [Account::HomeAffairs, Account::PartyCommittee, Account::PhuNghia, Account::HomeAffairs] {
        let client = server.client(account).await;
        let answer = client.query(document).await;
        let reads = account == Account::PartyCommittee;
        let mut values = Vec::new();
        for (list, field) in [("a", "fullName"), ("b", "partyRecord"), ("b", "version"), ("a2", "fullName")] {
            for node in answer.partial_data()[list]["nodes"].as_array().unwrap() {
                values.push(node[field].is_null());
            }
        }
        assert_eq!(values.len(), 10, "{account:?}");
        if reads {
            assert!(values.iter().any(|is_null| !is_null), "{account:?}");
            assert_eq!(answer.codes(), Vec::<String>::new(), "{account:?}");
        } else {
            assert!(values.iter().all(|is_null| *is_null), "{account:?}: {}", answer.text);
            assert_eq!(answer.codes(), vec!["FORBIDDEN"; 10], "{account:?}");
        }
    }
}

async fn af_06_given_a_denied_field_in_a_list_of_fifty_then_fifty_rows_with_that_field_null(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let answer = office
        .query(r#"{ officials(asOf: "2024-12-31", first: 50) { totalCount nodes { key fullName partyRecord { admittedOn } } } }"#)
        .await;
    let nodes = answer.partial_data()["officials"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 50);
    assert!(nodes.iter().all(|node| node["partyRecord"].is_null() && node["fullName"].is_string()));
    let wanted: Vec<Fault> = (0..50)
        .map(|number| Fault::new("FORBIDDEN", &format!("officials.nodes.{number}.partyRecord")))
        .collect();
    assert_eq!(answer.faults(), wanted);
}

async fn af_07_given_a_citizen_number_then_its_last_two_digits_alone_and_nowhere_more(server: &Server) {
    let numbers: Vec<String> =
        api::demo::district().identities.into_iter().map(|identity| identity.citizen_number).collect();
    for account in Account::ALL {
        let client = server.client(account).await;
        let answer = client
            .query(
                r#"{ officials(asOf: "2025-12-31", first: 100) { nodes { identity { citizenNumber } } } }"#,
            )
            .await;
        assert!(numbers.iter().all(|number| !answer.text.contains(number)), "{account:?}");
        let shown: Vec<&str> = answer
            .partial_data()
            .pointer("/officials/nodes")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|node| node.pointer("/identity/citizenNumber")?.as_str())
            .collect();
        let reads = [Account::HomeAffairs, Account::PhuNghia].contains(&account);
        assert_eq!(!shown.is_empty(), reads, "{account:?}");
        for number in shown {
            let (stars, digits) = number.split_at(10);
            assert_eq!((stars, number.len()), ("**********", 12), "{account:?}");
            assert!(digits.bytes().all(|digit| digit.is_ascii_digit()), "{account:?}: {number}");
            assert!(numbers.iter().any(|whole| whole.ends_with(digits)), "{account:?}");
        }
    }
    // Nor is a number found by what is shown of it, or by itself.
    let office = server.client(Account::HomeAffairs).await;
    for text in [numbers[0].as_str(), &numbers[0][10..]] {
        let document =
            "query ($text: String) { officials(where: { search: $text }, first: 1) { totalCount } }";
        assert_eq!(office.ask(document, json!({ "text": text })).await.at("/officials/totalCount"), 0);
    }
}
