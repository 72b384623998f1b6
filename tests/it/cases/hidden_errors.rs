//! What a role may not read tells nothing through what is refused (security case AF-11): the same wrong changes are asked of the demo
//! district and of one without what the role may not read, and answered alike to the byte.

use std::collections::BTreeSet;

use api::demo::{District, district};
use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Answer, Client, Dbms, Server, TestDatabase, on_both_databases};
use sea_orm::DbBackend;
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::uuid_of;

on_both_databases!(
    alone:
    af_11_given_wrong_changes_then_refused_alike_whether_or_not_there_is_what_the_role_may_not_read,
);

/// How many people the changes are asked of.
const PEOPLE: usize = 4;

async fn af_11_given_wrong_changes_then_refused_alike_whether_or_not_there_is_what_the_role_may_not_read(
    server: &Server,
) {
    let government = [Account::HomeAffairs, Account::PhuNghia];
    let (of_party, refused) = compare(server, government, without_party).await;
    assert!(of_party > 20 && refused > 40, "{of_party} of another class, {refused} by rules");
    let party = [Account::PartyCommittee, Account::PhuNghiaParty];
    let (of_identity, _) = compare(server, party, without_identities).await;
    assert!(of_identity > 20, "{of_identity}");
}

/// Asks the same of both, and gives how many changes were denied by their class, and how many refused by a rule.
async fn compare(server: &Server, accounts: [Account; 2], without: impl Fn(&mut District)) -> (usize, usize) {
    let mut rows = district();
    let members: BTreeSet<Uuid> = rows.party_records.iter().map(|row| row.official_id.0).collect();
    without(&mut rows);
    let twin = Server::over(TestDatabase::with(kind_of(server), rows).await).await;
    let (mut denied, mut refused) = (0, 0);
    for account in accounts {
        let (client, other) = (server.client(account).await, twin.client(account).await);
        for person in people(&client, &members).await {
            for (mutation, type_name, input) in changes(&person) {
                let document = format!(
                    "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
                        warnings {{ code rule message }} userErrors {{ code field message }}
                    }} }}"
                );
                for language in ["vi", "en"] {
                    let of = async |client: &Client| {
                        let client = client.clone().in_language(language);
                        told(&client.ask(&document, json!({ "input": input })).await)
                    };
                    let (told, alike) = (of(&client).await, of(&other).await);
                    assert_eq!(told, alike, "{account:?} {mutation} {input}");
                    denied += usize::from(told["errors"][0]["extensions"]["code"] == "FORBIDDEN");
                    refused += usize::from(told["data"]["done"]["userErrors"][0].is_object());
                }
            }
        }
    }
    twin.close().await;
    (denied, refused)
}

fn kind_of(server: &Server) -> Dbms {
    match server.database().reader().get_database_backend() {
        DbBackend::Sqlite => Dbms::Sqlite,
        _ => Dbms::Postgres,
    }
}

/// What was answered, but for the request's own id.
fn told(answer: &Answer) -> Value {
    let mut body = answer.body.clone();
    for error in body.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
        error["extensions"]["requestId"] = Value::Null;
    }
    body
}

/// Members of the Party whom an account sees today.
async fn people(client: &Client, members: &BTreeSet<Uuid>) -> Vec<Value> {
    let answer = client.query("{ officials(first: 60) { nodes { key version unit { key } } } }").await;
    let people = answer.list("/officials/nodes").iter();
    let people: Vec<Value> =
        people.filter(|person| members.contains(&uuid_of(&person["key"]))).take(PEOPLE).cloned().collect();
    assert_eq!(people.len(), PEOPLE);
    people
}

/// Changes of a person that nobody may make, or that break a rule whoever makes them.
fn changes(person: &Value) -> Vec<(&'static str, &'static str, Value)> {
    let (official, version, unit) = (&person["key"], &person["version"], &person["unit"]["key"]);
    let corrected = |more: Value| {
        let mut input = json!({ "official": official, "expectedVersion": version, "reason": "Sai hồ sơ" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ("correctOfficial", "CorrectOfficialInput", input)
    };
    let membership = |admitted: &str, full: &str, version: Value| {
        let input = json!({
            "official": official, "expectedVersion": version, "admittedOn": admitted, "fullMemberOn": full,
            "reason": "Bổ sung",
        });
        ("recordPartyMembership", "RecordPartyMembershipInput", input)
    };
    let identity = |number: &str, version: Value| {
        let input = json!({
            "official": official, "expectedVersion": version, "citizenNumber": number, "reason": "Bổ sung",
        });
        ("recordIdentity", "RecordIdentityInput", input)
    };
    vec![
        // Younger than any member of the Party, and than what the file tells.
        corrected(json!({ "birthDate": "2015-05-05" })),
        corrected(json!({ "birthDate": "1850-01-01" })),
        corrected(json!({ "fullName": "\u{202E}", "expectedVersion": 0 })),
        membership("2031-01-01", "2001-01-01", Value::Null),
        membership("1990-01-01", "1991-01-01", json!(1)),
        membership("2012-05-19", "2013-05-19", json!(7)),
        (
            "seatInStandingCommittee",
            "SeatInStandingCommitteeInput",
            json!({ "official": official, "unit": unit, "validFrom": "2025-12-01", "idempotencyKey": "1" }),
        ),
        identity("12", Value::Null),
        identity("001085900001", json!(1)),
        (
            "retireOfficial",
            "RetireOfficialInput",
            json!({
                "official": official, "retiresOn": "1999-01-01", "decision": "1/QĐ", "reason": "Nghỉ hưu",
                "idempotencyKey": "2",
            }),
        ),
        (
            "recordDiscipline",
            "RecordDisciplineInput",
            json!({
                "official": official, "kind": "WARNING", "decidedOn": "2031-01-01", "grounds": "Vi phạm",
                "idempotencyKey": "3",
            }),
        ),
        (
            "openSuccessionRound",
            "OpenSuccessionRoundInput",
            json!({ "unit": unit, "body": "PARTY", "term": "1990-1995", "idempotencyKey": "4" }),
        ),
        (
            "proposeSuccessor",
            "ProposeSuccessorInput",
            json!({
                "round": key(NodeKind::SuccessionRound, Uuid::from_u128(1)).as_str(), "official": official,
                "title": "PARTY_SECRETARY", "idempotencyKey": "5",
            }),
        ),
        (
            "removeSuccessionEntry",
            "RemoveSuccessionEntryInput",
            json!({
                "entry": key(NodeKind::SuccessionEntry, Uuid::from_u128(1)).as_str(), "expectedVersion": 1,
                "reason": "REQUEST",
            }),
        ),
    ]
}

fn without_party(rows: &mut District) {
    rows.party_records.clear();
    rows.party_disciplines.clear();
    rows.standing_committee_memberships.clear();
    rows.standing_committees.clear();
    rows.succession_entry_steps.clear();
    rows.succession_entries.clear();
    rows.succession_round_steps.clear();
    rows.succession_rounds.clear();
}

fn without_identities(rows: &mut District) {
    rows.identities.clear();
}
