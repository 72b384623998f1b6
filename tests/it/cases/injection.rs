//! Text that would be an instruction to a database, in every place that takes a text (security case IV-01). The places are
//! read from the schema, so that a new one is tried without being named.

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use api::journal::head;
use api::vietnamese;
use api::work::{Actor, WorkError};
use async_graphql_parser::types::{BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind};
use canbo_tests::{Account, Answer, Client, NOW, SchemaTypes, Server, TODAY, base, on_both_databases};
use entity::value::JournalStream;
use entity::{official, qualification};
use futures_util::FutureExt;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::{Map, Value, json};

use super::qualifications::qualification_of;
use super::registry::{People, uuid_of};
use crate::administration;

on_both_databases!(
    alone:
    iv_01_given_a_wildcard_in_a_search_then_it_matches_itself_and_nothing_else,
    iv_01_given_instructions_to_a_database_in_any_text_of_a_change_then_text_or_refused,
);
on_both_databases!(iv_01_given_instructions_to_a_database_in_any_text_of_a_query_then_text,);

/// What tools try: ends of texts and statements, other statements, waits, wildcards, patterns, paths, places for values,
/// and letters that some converters make a quote of.
const CORPUS: [&str; 30] = [
    "'",
    "\"",
    "`",
    "\\",
    "\\'",
    "' OR '1'='1",
    "' OR 1=1 -- ",
    "\" OR \"\"=\"",
    "1) OR (1=1",
    "1 UNION ALL SELECT NULL, NULL, NULL -- ",
    "' UNION SELECT username, password_hash FROM account -- ",
    "'||(SELECT password_hash FROM account LIMIT 1)||'",
    "'; DELETE FROM official; -- ",
    "1; DROP TABLE appointment; --",
    "' AND 1=CAST((SELECT version()) AS int) -- ",
    "' AND (SELECT 1 FROM pg_sleep(30)) IS NOT NULL -- ",
    "' AND randomblob(1000000000) -- ",
    "%",
    "_",
    "%' ESCAPE '!",
    "$1",
    "?1",
    ":name",
    "{\"$ne\": null}",
    "$.store[?(@.x)]",
    "(a+)+$",
    "[[:alpha:]]*",
    "\u{2bc} OR 1=1 -- ",
    "\u{ff07} OR 1=1 -- ",
    "E'\\x27'\u{0}",
];

/// What may be said about a text. Whatever else is an error is a fault.
const CODES: [&str; 3] = ["BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN"];

#[track_caller]
fn assert_no_fault(answer: &Answer, what: &str) {
    assert!(matches!(answer.status, 200 | 400), "{what}: {}", answer.text);
    let codes = answer.codes();
    assert!(codes.iter().all(|code| CODES.contains(&code.as_str())), "{what}: {}", answer.text);
}

/// A place of an argument that takes a text: members from the argument down.
type Place = Vec<String>;

/// The schema, with values for what a place needs beside it.
struct Schema {
    types: SchemaTypes,
    /// By the name of a member, something that is there.
    known: BTreeMap<&'static str, Value>,
}

impl Schema {
    /// The places of texts and ids in an argument.
    fn places(&self, argument: &InputValueDefinition) -> Vec<Place> {
        let name = argument.name.node.to_string();
        match self.members(&argument.ty.node) {
            Some(members) => {
                let below = members.iter().flat_map(|member| self.places(member));
                below.map(|place| [vec![name.clone()], place].concat()).collect()
            }
            None if matches!(base(&argument.ty.node), "String" | "ID") => vec![vec![name]],
            None => Vec::new(),
        }
    }

    fn members(&self, ty: &Type) -> Option<Vec<&InputValueDefinition>> {
        match &self.types.get(base(ty))?.kind {
            TypeKind::InputObject(input) => Some(input.fields.iter().map(|field| &field.node).collect()),
            _ => None,
        }
    }

    /// A value for an argument: what it requires, and a text at a place in it if one is given.
    fn value(&self, argument: &InputValueDefinition, put: Option<(&[String], &str)>) -> Value {
        let single = self.single(argument, put);
        match argument.ty.node.base {
            BaseType::List(_) => json!([single]),
            BaseType::Named(_) => single,
        }
    }

    fn single(&self, argument: &InputValueDefinition, put: Option<(&[String], &str)>) -> Value {
        let (name, ty) = (argument.name.node.as_str(), base(&argument.ty.node));
        if let Some(members) = self.members(&argument.ty.node) {
            let mut given = Map::new();
            let mut one_of = self.takes_one_of(ty);
            for member in members {
                let below =
                    put.filter(|(place, _)| place.first().is_some_and(|first| member.name.node == *first));
                let is_the_one = put.is_none() && std::mem::take(&mut one_of);
                if is_required(member) || below.is_some() || is_the_one {
                    let below = below.map(|(place, text)| (&place[1..], text));
                    given.insert(member.name.node.to_string(), self.value(member, below));
                }
            }
            return Value::Object(given);
        }
        match (put, self.known.get(name).filter(|known| self.fits(ty, known))) {
            (Some((_, text)), _) => json!(text),
            (None, Some(known)) => known.clone(),
            (None, None) => self.usual(ty),
        }
    }

    /// Whether an input has exactly one of its members.
    fn takes_one_of(&self, ty: &str) -> bool {
        let directives = self.types.get(ty).map(|definition| definition.directives.as_slice());
        directives.unwrap_or_default().iter().any(|directive| directive.node.name.node == "oneOf")
    }

    /// Whether a value is one of an enumeration, where the type is one.
    fn fits(&self, ty: &str, value: &Value) -> bool {
        match self.types.get(ty).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(words)) => words.values.iter().any(|word| *value == *word.node.value.node),
            _ => true,
        }
    }

    fn usual(&self, ty: &str) -> Value {
        match self.types.get(ty).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(words)) => json!(words.values[0].node.value.node.as_str()),
            _ => match ty {
                "Int" => json!(1),
                "Boolean" => json!(true),
                "Date" => json!(TODAY),
                "DateTime" => json!(NOW),
                _ => json!("277"),
            },
        }
    }

    /// A document that asks a field with its arguments as variables, and the variables.
    fn document(
        &self,
        (operation, open, close): (&str, &str, &str),
        field: &FieldDefinition,
        put: (&Place, &str),
    ) -> (String, Value) {
        let (mut declared, mut given, mut variables) = (Vec::new(), Vec::new(), Map::new());
        for argument in field.arguments.iter().map(|argument| &argument.node) {
            let name = argument.name.node.as_str();
            let here = (put.0[0] == name).then(|| (&put.0[1..], put.1));
            if here.is_some() || is_required(argument) || name == "first" {
                declared.push(format!("${name}: {}", argument.ty.node));
                given.push(format!("{name}: ${name}"));
                variables.insert(name.to_owned(), self.value(argument, here));
            }
        }
        let is_leaf = self.types.fields(base(&field.ty.node)).next().is_none();
        let below = match (operation, is_leaf) {
            (_, true) => "",
            ("mutation", _) => "{ userErrors { code } }",
            _ => "{ __typename }",
        };
        let document = format!(
            "{operation} ({}) {{ {open} done: {}({}) {below} {close} }}",
            declared.join(", "),
            field.name.node,
            given.join(", ")
        );
        (document, Value::Object(variables))
    }

    /// What an argument is usually given, as a document has it.
    fn written(&self, argument: &InputValueDefinition) -> String {
        let value = self.value(argument, None);
        match self.types.get(base(&argument.ty.node)).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(_)) => value.to_string().replace('"', ""),
            _ => value.to_string(),
        }
    }

    /// The shortest way to each type: what opens it and what closes it.
    fn ways(&self) -> BTreeMap<String, (String, String)> {
        let mut ways = BTreeMap::from([("Query".to_owned(), (String::new(), String::new()))]);
        let mut next = VecDeque::from(["Query".to_owned()]);
        while let Some(owner) = next.pop_front() {
            let (open, close) = ways[&owner].clone();
            for field in self.types.fields(&owner) {
                let result = base(&field.ty.node).to_owned();
                if ways.contains_key(&result) || self.types.fields(&result).next().is_none() {
                    continue;
                }
                let arguments: Vec<String> = field
                    .arguments
                    .iter()
                    .map(|argument| &argument.node)
                    .filter(|argument| is_required(argument) || argument.name.node == "first")
                    .map(|argument| format!("{}: {}", argument.name.node, self.written(argument)))
                    .collect();
                let arguments =
                    if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
                let way = (format!("{open} {}{arguments} {{", field.name.node), format!("}} {close}"));
                ways.insert(result.clone(), way);
                next.push_back(result);
            }
        }
        ways
    }
}

fn is_required(argument: &InputValueDefinition) -> bool {
    !argument.ty.node.nullable && argument.default_value.is_none()
}

async fn schema(server: &Server) -> Schema {
    let people = People::of(server).await;
    let administrator = server.client(Account::Administrator).await;
    let account = administration::account(&administrator, "dang-uy-phu-nghia").await;
    let post = &people.own["appointments"].as_array().unwrap()[0];
    let qualification = qualification_of(&people.own);
    let known = BTreeMap::from([
        ("id", people.own["key"].clone()),
        ("ids", people.own["key"].clone()),
        ("official", people.own["key"].clone()),
        ("appointment", post["key"].clone()),
        ("qualification", qualification["key"].clone()),
        ("account", account["id"].clone()),
        ("unit", json!(people.unit)),
        ("parent", json!(people.foreign_unit)),
        ("programme", json!("KH-276")),
        ("kind", json!("FOREIGN_LANGUAGE")),
        ("level", json!("LEVEL_3")),
        ("title", json!("OFFICE_STATISTICS")),
        ("mode", json!("ACTING")),
        ("category", json!("CIVIL_SERVANT")),
        ("reason", json!("Nhập nhầm")),
    ]);
    Schema { types: SchemaTypes::served(), known }
}

async fn iv_01_given_instructions_to_a_database_in_any_text_of_a_query_then_text(server: &Server) {
    let schema = schema(server).await;
    let administrator = server.client(Account::Administrator).await;
    let committee = server.client(Account::PartyCommittee).await;
    let before = rows(server).await;
    let mut tried = 0;
    for (owner, (open, close)) in schema.ways() {
        for field in schema.types.fields(&owner) {
            for place in field.arguments.iter().flat_map(|argument| schema.places(&argument.node)) {
                for text in CORPUS {
                    let ways = ("query", open.as_str(), close.as_str());
                    let (document, variables) = schema.document(ways, field, (&place, text));
                    let what = format!("{owner}.{}: {place:?}: {text}", field.name.node);
                    let class = schema.types.class(&owner, field.name.node.as_str());
                    let client = if matches!(class.as_deref(), Some("ACCOUNT" | "JOURNAL")) {
                        &administrator
                    } else {
                        &committee
                    };
                    let answer = client.ask(&document, variables).await;
                    assert_no_fault(&answer, &what);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 40 * CORPUS.len(), "{tried} were tried");
    assert_eq!(rows(server).await, before);
}

async fn iv_01_given_instructions_to_a_database_in_any_text_of_a_change_then_text_or_refused(
    server: &Server,
) {
    let schema = schema(server).await;
    let administrator = server.client(Account::Administrator).await;
    let office = server.client(Account::HomeAffairs).await;
    let mut tried = 0;
    for field in schema.types.fields("Mutation") {
        let name = field.name.node.as_str();
        let class = schema.types.class("Mutation", name);
        let client: &Client = if class.as_deref() == Some("ACCOUNT") { &administrator } else { &office };
        for place in field.arguments.iter().flat_map(|argument| schema.places(&argument.node)) {
            for text in CORPUS {
                let (document, mut variables) = schema.document(("mutation", "", ""), field, (&place, text));
                make_new(server, &mut variables["input"], &place, tried).await;
                let what = format!("{name}: {place:?}: {text}");
                let before = (rows(server).await, data(server).await);
                let answer = client.ask(&document, variables).await;
                assert_no_fault(&answer, &what);
                let is_done = answer.body.pointer("/data/done/userErrors") == Some(&json!([]));
                if !is_done {
                    assert_eq!((rows(server).await, data(server).await), before, "{what}: {}", answer.text);
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 40 * CORPUS.len(), "{tried} were tried");
    let answer = office.query("{ officials(asOf: \"2023-12-31\", first: 1) { totalCount } }").await;
    assert_eq!(answer.at("/officials/totalCount"), 635);
    // What was accepted is kept as the text that it is.
    let issuers = qualification::Entity::find().all(server.database().reader()).await.unwrap();
    let issuers: BTreeSet<String> = issuers.into_iter().filter_map(|row| row.issuer).collect();
    for text in CORPUS.into_iter().filter(|text| !text.contains(char::is_control)) {
        assert!(issuers.contains(text.trim()), "{text}");
    }
}

/// Makes an input one that was not asked before: a key of its own, unless that is what is tried, and the version of now.
async fn make_new(server: &Server, input: &mut Value, place: &Place, number: usize) {
    if input.get("idempotencyKey").is_some() && place.last().unwrap() != "idempotencyKey" {
        input["idempotencyKey"] = json!(format!("iv-01-{number}"));
    }
    if input.get("expectedVersion").is_none() {
        return;
    }
    for table in ["qualification", "appointment", "account"] {
        if let Some(thing) = input.get(table).filter(|_| place.last().unwrap() != table) {
            let connection = server.database().reader();
            let sql = format!("SELECT version FROM {table} WHERE id = $1");
            let backend = connection.get_database_backend();
            let statement = Statement::from_sql_and_values(backend, sql, [uuid_of(thing).into()]);
            let row = connection.query_one_raw(statement).await.unwrap().unwrap();
            input["expectedVersion"] = json!(row.try_get::<i32>("", "version").unwrap());
        }
    }
}

/// The end of the stream of changes.
async fn data(server: &Server) -> i64 {
    head(server.database().reader(), JournalStream::Data).await.unwrap()
}

/// How many rows each table has whose rows are changed through the API.
async fn rows(server: &Server) -> Vec<i64> {
    let tables = [
        "account",
        "account_grant",
        "account_proposal",
        "affiliation",
        "appointment",
        "official",
        "official_identity",
        "party_record",
        "post",
        "programme",
        "qualification",
        "rating",
        "title",
        "unit",
        "unit_version",
    ];
    let counts = tables.map(|table| format!("(SELECT count(*) FROM {table}) AS {table}"));
    let connection = server.database().reader();
    let sql = format!("SELECT {}", counts.join(", "));
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    tables.iter().map(|table| row.try_get("", table).unwrap()).collect()
}

async fn iv_01_given_a_wildcard_in_a_search_then_it_matches_itself_and_nothing_else(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = "query ($text: String) {
        officials(asOf: \"2023-12-31\", where: { search: $text }, first: 100) { totalCount nodes { fullName } }
    }";
    let count = async |text: &str| {
        office.ask(document, json!({ "text": text })).await.at("/officials/totalCount").as_i64().unwrap()
    };
    for wildcard in ["%", "_", "\\", "*", "?", "N%", "Nguy_n", ".*"] {
        assert_eq!(count(wildcard).await, 0, "{wildcard}");
    }
    let odd = "Nguyễn 100% Văn_A \\ *";
    let person = office.query("{ officials(asOf: \"2023-12-31\", first: 1) { nodes { key } } }").await;
    let id = uuid_of(person.at("/officials/nodes/0/key"));
    let before = official::Entity::find_by_id(id).one(server.database().reader()).await.unwrap().unwrap();
    let outcome: Result<(), WorkError> = server
        .app()
        .work
        .unit(Actor::CONSOLE, move |unit| {
            async move {
                let search_name = vietnamese::fold(odd);
                let after = official::Model { full_name: odd.to_owned(), search_name, ..before.clone() };
                unit.change(&before, after, None, None).await
            }
            .boxed()
        })
        .await;
    outcome.unwrap();
    for itself in ["%", "_", "\\", "*", "100%", "van_a", "n_a \\"] {
        let answer = office.ask(document, json!({ "text": itself })).await;
        assert_eq!(answer.at("/officials/nodes"), &json!([{ "fullName": odd }]), "{itself}");
    }
    for not in ["%a", "10_%", "100%%", "?"] {
        assert_eq!(count(not).await, 0, "{not}");
    }
}
