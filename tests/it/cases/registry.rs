//! What the tests of the registry share: people of two units, and how a change is asked for.

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::auth::session::authenticate;
use api::graphql::id::GlobalId;
use api::work::Asker;
use async_graphql::ID;
use canbo_tests::{Account, Answer, Client, Server, TODAY};
use entity::value::JournalOperation;
use entity::{affiliation, appointment, journal_entry, qualification};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

const QUALIFICATION: &str =
    "qualification { key version kind level { code } obtainedOn issuer certificate status revokedOn }";
const APPOINTMENT: &str =
    "appointment { key version title { code } unit { key } mode origin decision validFrom validTo }";
const POST: &str = "post { key asOf title { code } seats filled surplus
    authorisations { key version seats isTransitional decision validFrom validTo } }";
const LOCALITY: &str = "localityAssessment { key version locality criterion decidedBy assessedOn }";

/// The type of a change's input, and what is asked of its object.
fn asked_of(mutation: &str) -> (String, &'static str) {
    let named = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    match mutation {
        "recordQualification" | "revokeQualification" | "correctQualification" => (named, QUALIFICATION),
        "authorisePost" | "grantTransitionalSeats" | "endPost" => (named, POST),
        "assessLocality" | "correctLocality" => (named, LOCALITY),
        "transferOfficial" | "rotateOfficial" => ("MoveOfficialInput".to_owned(), APPOINTMENT),
        _ => (named, APPOINTMENT),
    }
}

/// Asks for a change of the registry.
pub(super) async fn change(client: &Client, mutation: &str, input: Value) -> Answer {
    let (type_name, object) = asked_of(mutation);
    let document = format!(
        "mutation ($input: {type_name}!) {{
            done: {mutation}(input: $input) {{
                {object} warnings {{ code rule message }} replayed userErrors {{ code field message }}
            }}
        }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// The codes of what is wrong, with the last part of the place.
#[track_caller]
pub(super) fn refusals(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors = answer.list("/done/userErrors").iter();
    let names = ["qualification", "appointment", "official", "post", "localityAssessment"];
    let object = names.into_iter().find_map(|name| answer.at("/done").get(name));
    let errors: Vec<_> = errors
        .map(|error| {
            (text(&error["code"]), error["field"].as_array().and_then(|field| field.last()).map(text))
        })
        .map(|(code, field)| (code, field.unwrap_or_default()))
        .collect();
    if let Some(object) = object {
        assert_eq!(object.is_null(), !errors.is_empty(), "{}", answer.text);
    }
    errors
}

pub(super) fn refused(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), field.to_owned())]
}

/// A person whom the commune's clerk sees today, with a qualification, and one whom only the office sees.
pub(super) struct People {
    pub(super) commune: Client,
    pub(super) office: Client,
    pub(super) own: Value,
    pub(super) foreign: Value,
    /// The unit of each, today.
    pub(super) unit: String,
    pub(super) foreign_unit: String,
}

const PEOPLE: &str = "query ($within: ID) { officials(where: { within: $within }, first: 100) { nodes {
    key unit { key code }
    appointments { key version mode title { code body } unit { key } }
    qualifications { key version kind level { code } issuer certificate status }
} } }";

async fn unit_key(client: &Client, code: &str) -> String {
    let document = format!("{{ units(where: {{ codes: [\"{code}\"] }}, first: 1) {{ nodes {{ key }} }} }}");
    client.query(&document).await.string("/units/nodes/0/key").to_owned()
}

/// The people of a unit today.
pub(super) async fn people_of(client: &Client, unit: &str) -> Vec<Value> {
    client.ask(PEOPLE, json!({ "within": unit })).await.list("/officials/nodes").to_vec()
}

fn is_qualified(person: &Value) -> bool {
    let qualifications = person["qualifications"].as_array().unwrap();
    qualifications.iter().any(|row| row["status"] == "VALID")
}

impl People {
    pub(super) async fn of(server: &Server) -> Self {
        let (commune, office) =
            (server.client(Account::PhuNghia).await, server.client(Account::HomeAffairs).await);
        let (unit, foreign_unit) = (unit_key(&office, "10030").await, unit_key(&office, "10045").await);
        let own = people_of(&commune, &unit).await.into_iter().find(is_qualified).unwrap();
        let foreign = people_of(&office, &foreign_unit).await.into_iter().find(is_qualified).unwrap();
        assert_eq!(people_of(&commune, &foreign_unit).await, Vec::<Value>::new());
        Self { commune, office, own, foreign, unit, foreign_unit }
    }
}

pub(super) fn uuid_of(key: &Value) -> Uuid {
    GlobalId::decode(&ID(key.as_str().unwrap().to_owned())).unwrap().uuid
}

/// Everything that a refused change must leave as it was: how many rows, and the entries that tell of changes.
pub(super) async fn content(server: &Server) -> [u64; 4] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq("DATA"));
    [
        qualification::Entity::find().count(reader).await.unwrap(),
        appointment::Entity::find().count(reader).await.unwrap(),
        affiliation::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

/// Whoever has a client's token asks for something, as its request would.
pub(super) async fn asker(server: &Server, client: &Client) -> Asker {
    let app = server.app();
    let viewer = authenticate(&app.database, &app.tokens, &app.clock, client.token(), None).await.unwrap();
    Asker::of(&viewer, Uuid::from_u128(7), None)
}

/// What was done to a thing, in order.
pub(super) async fn entries_of(server: &Server, thing: &Value) -> Vec<JournalOperation> {
    entries_about(server, uuid_of(&thing["key"])).await
}

/// What was done to a row, in order.
pub(super) async fn entries_about(server: &Server, id: Uuid) -> Vec<JournalOperation> {
    let of_thing = journal_entry::Entity::find().filter(journal_entry::Column::ObjectId.eq(id));
    let mut entries = of_thing.all(server.database().reader()).await.unwrap();
    entries.sort_by_key(|entry| entry.sequence);
    entries.into_iter().map(|entry| entry.operation).collect()
}

/// Somebody of the unit who holds a title as the main post today.
pub(super) fn holder<'p>(people: &'p [Value], title: &str) -> (&'p Value, &'p Value) {
    let post = |person: &'p Value| {
        let mut appointments = person["appointments"].as_array().unwrap().iter();
        Some((person, appointments.find(|row| row["title"]["code"] == title && row["mode"] == "PRIMARY")?))
    };
    people.iter().find_map(post).unwrap()
}

/// Ends somebody's appointment today.
pub(super) async fn end(client: &Client, post: &Value) -> Answer {
    let input = json!({
        "appointment": post["key"], "expectedVersion": post["version"], "endsOn": TODAY, "reason": "Miễn nhiệm",
    });
    change(client, "endAppointment", input).await
}
