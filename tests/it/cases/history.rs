//! What happened to a thing, as each role reads it (JOURNAL of domain §9).

#![expect(clippy::disallowed_methods, reason = "counts rows past the server")]

use std::collections::BTreeMap;

use api::journal::head;
use canbo_tests::{Account, Answer, Client, Server, on_both_databases};
use entity::id::OfficialId;
use entity::value::JournalStream;
use entity::{
    affiliation, appointment, discipline, enrolment, locality_assessment, official_identity,
    party_discipline, party_record, qualification, rating, source_pool_entry, standing_committee_membership,
};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};
use serde_json::{Value, json};

use super::registry::{People, people_of, uuid_of};

on_both_databases!(
    alone:
    given_one_person_then_each_role_reads_the_changes_of_exactly_its_classes_counts_included,
    given_a_person_who_left_the_scope_then_no_history_though_the_past_is_seen,
    given_a_change_then_who_and_what_before_and_after_and_why_and_of_the_thing_alone,
    given_a_unit_then_everybody_reads_its_history_an_administrator_without_values_and_a_machine_none,
    given_a_history_when_walked_then_every_change_once_and_no_cursor_of_another_fits,
    given_who_is_planned_when_read_in_a_history_then_recorded,
);

const CHANGE: &str = "at operation type key class actor { role } fields { name before after } reason";

async fn history(client: &Client, official: &Value, arguments: &str) -> Answer {
    let document = format!(
        "query ($id: ID!) {{ official(id: $id) {{ history({arguments}) {{
            totalCount nodes {{ {CHANGE} }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }}
        }} }} }}"
    );
    client.ask(&document, json!({ "id": official })).await
}

/// How many changes of each kind of thing a role reads.
async fn kinds(client: &Client, official: &Value) -> BTreeMap<String, u64> {
    let answer = history(client, official, "first: 100").await;
    let nodes = answer.list("/official/history/nodes");
    assert_eq!(answer.at("/official/history/totalCount"), &json!(nodes.len()));
    let mut kinds = BTreeMap::new();
    for node in nodes {
        *kinds.entry(node["type"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    kinds
}

/// How many rows of each table belong to a person; each was written once.
async fn rows_of(reader: &DatabaseConnection, official: &Value, tables: &[&str]) -> BTreeMap<String, u64> {
    let id = OfficialId(uuid_of(official));
    macro_rules! counted {
        ($($table:ident),*) => {
            [$((
                stringify!($table),
                $table::Entity::find().filter($table::Column::OfficialId.eq(id)).count(reader).await.unwrap(),
            )),*]
        };
    }
    let held = appointment::Entity::find().filter(appointment::Column::OfficialId.eq(id));
    let held = held.select_only().column(appointment::Column::Id).into_query();
    let assessed = locality_assessment::Entity::find()
        .filter(locality_assessment::Column::AppointmentId.in_subquery(held));
    let counts = counted![
        affiliation,
        appointment,
        discipline,
        enrolment,
        official_identity,
        party_discipline,
        party_record,
        qualification,
        rating,
        source_pool_entry,
        standing_committee_membership
    ];
    let more = [("official", 1), ("locality_assessment", assessed.count(reader).await.unwrap())];
    let counts = counts.into_iter().chain(more);
    counts
        .filter(|(table, count)| tables.contains(table) && *count > 0)
        .map(|(table, count)| (table.to_owned(), count))
        .collect()
}

/// How many entries of succession plans a committee reads of a person today.
async fn entries_of(committee: &Client, official: &Value) -> u64 {
    let document = "query ($id: ID!) { official(id: $id) { successionEntries { key } } }";
    let answer = committee.ask(document, json!({ "id": official })).await;
    answer.list("/official/successionEntries").len().try_into().unwrap()
}

const PERSONNEL: [&str; 10] = [
    "affiliation",
    "appointment",
    "discipline",
    "enrolment",
    "locality_assessment",
    "official",
    "qualification",
    "rating",
    "source_pool_entry",
    "official_identity",
];
const PARTY: [&str; 12] = [
    "affiliation",
    "appointment",
    "discipline",
    "enrolment",
    "locality_assessment",
    "official",
    "qualification",
    "rating",
    "source_pool_entry",
    "party_discipline",
    "party_record",
    "standing_committee_membership",
];

async fn given_one_person_then_each_role_reads_the_changes_of_exactly_its_classes_counts_included(
    server: &Server,
) {
    let people = People::of(server).await;
    let [party, own_party] =
        [server.client(Account::PartyCommittee).await, server.client(Account::PhuNghiaParty).await];
    let reader = server.database().reader();
    let (mut identities, mut planned, mut members) = (0, 0, 0);
    for person in people_of(&people.commune, &people.unit).await {
        let official = &person["key"];
        let of_personnel = rows_of(reader, official, &PERSONNEL).await;
        assert_eq!(kinds(&people.office, official).await, of_personnel, "{official}");
        assert_eq!(kinds(&people.commune, official).await, of_personnel, "{official}");
        let of_party = rows_of(reader, official, &PARTY).await;
        for committee in [&party, &own_party] {
            let mut kinds = kinds(committee, official).await;
            // Who is planned is told of the rounds that the viewer sees.
            let of_plan = kinds.remove("succession_entry").unwrap_or(0);
            assert_eq!(of_plan, entries_of(committee, official).await, "{official}");
            assert_eq!(kinds, of_party, "{official}");
            planned += of_plan;
        }
        identities += of_personnel.get("official_identity").unwrap_or(&0);
        members += of_party.get("standing_committee_membership").unwrap_or(&0);
    }
    assert!(identities > 0 && planned > 0 && members > 0, "{identities} {planned} {members}");
    // Of an identity no more than that it was written.
    let answer = history(&people.office, &people.own["key"], "first: 100").await;
    let identity =
        answer.list("/official/history/nodes").iter().find(|node| node["class"] == "IDENTITY").unwrap();
    assert_eq!((&identity["fields"], &identity["reason"]), (&Value::Null, &Value::Null));
}

async fn given_a_person_who_left_the_scope_then_no_history_though_the_past_is_seen(server: &Server) {
    let people = People::of(server).await;
    let document = "query ($id: ID!) { official(id: $id, asOf: \"2025-12-30\") { fullName history(first: 100) { totalCount nodes { type } } } }";
    let asked = json!({ "id": people.own["key"] });
    let before = people.commune.ask(document, asked.clone()).await;
    assert!(before.at("/official/history/totalCount").as_u64() > Some(3), "{}", before.text);
    let input = json!({
        "official": people.own["key"], "unit": people.foreign_unit, "validFrom": canbo_tests::TODAY, "idempotencyKey": "đi",
    });
    let moved = "mutation ($input: AffiliateOfficialInput!) { done: affiliateOfficial(input: $input) { userErrors { code } } }";
    let moved = people.office.ask(moved, json!({ "input": input })).await;
    assert_eq!(moved.at("/done/userErrors"), &json!([]));
    let after = people.commune.ask(document, asked.clone()).await;
    assert_eq!(after.at("/official/fullName"), before.at("/official/fullName"));
    assert_eq!(after.at("/official/history"), &json!({ "totalCount": 0, "nodes": [] }));
    let office = people.office.ask(document, asked).await;
    let count = |answer: &Answer| answer.at("/official/history/totalCount").as_u64().unwrap();
    // The affiliation that ended, and the one that began.
    assert_eq!(count(&office), count(&before) + 2);
}

async fn given_a_change_then_who_and_what_before_and_after_and_why_and_of_the_thing_alone(server: &Server) {
    let people = People::of(server).await;
    let qualifications = people.own["qualifications"].as_array().unwrap();
    let qualification = qualifications.iter().find(|row| row["status"] == "VALID").unwrap();
    let input = json!({
        "qualification": qualification["key"], "expectedVersion": qualification["version"],
        "issuer": "Học viện Hành chính", "reason": "Nhập nhầm nơi cấp",
    });
    let document = "mutation ($input: CorrectQualificationInput!) { done: correctQualification(input: $input) { userErrors { code } } }";
    let corrected = people.commune.ask(document, json!({ "input": input })).await;
    assert_eq!(corrected.at("/done/userErrors"), &json!([]));

    // Time stands still: what the demo was made of is of the same instant.
    let answer = history(&people.office, &people.own["key"], "first: 100").await;
    let mut changes = answer.list("/official/history/nodes").iter();
    let change = changes.find(|change| change["operation"] == "CORRECT").unwrap().clone();
    let field =
        |name: &str, before: &Value, after: Value| json!({ "name": name, "before": before, "after": after });
    let version = qualification["version"].as_i64().unwrap();
    let text = |number: i64| json!(number.to_string());
    assert_eq!(
        change,
        json!({
            "at": change["at"], "operation": "CORRECT", "type": "qualification", "key": qualification["key"],
            "class": "PERSONNEL", "actor": { "role": "COMMUNE" }, "reason": "Nhập nhầm nơi cấp",
            "fields": [
                field("issuer", &qualification["issuer"], json!("Học viện Hành chính")),
                field("version", &text(version), text(version + 1)),
            ],
        })
    );
    let own = format!(
        "query ($id: ID!) {{ node(id: $id) {{ ... on Qualification {{ history(first: 9) {{ totalCount nodes {{ {CHANGE} }} }} }} }} }}"
    );
    let own = people.commune.ask(&own, json!({ "id": qualification["key"] })).await;
    assert_eq!((own.at("/node/history/totalCount"), own.at("/node/history/nodes/0")), (&json!(2), &change));
    let made = own.at("/node/history/nodes/1");
    assert_eq!((&made["operation"], &made["actor"]), (&json!("CREATE"), &Value::Null));
    let owner = made["fields"].as_array().unwrap().iter().find(|field| field["name"] == "official").unwrap();
    assert_eq!(owner, &json!({ "name": "official", "before": null, "after": people.own["key"] }));
    // The name of an account is read by those who read accounts.
    let named =
        "query ($id: ID!) { official(id: $id) { history(first: 1) { nodes { actor { username role } } } } }";
    let named = people.office.ask(named, json!({ "id": people.own["key"] })).await;
    assert_eq!(named.codes(), ["FORBIDDEN"]);
    assert_eq!(
        named.partial_data().pointer("/official/history/nodes/0/actor").unwrap(),
        &json!({ "username": null, "role": "COMMUNE" })
    );
}

async fn given_a_unit_then_everybody_reads_its_history_an_administrator_without_values_and_a_machine_none(
    server: &Server,
) {
    let document = "{ units(where: { codes: [\"10030\"] }, first: 1) { nodes { name history(first: 100) {
        totalCount nodes { operation type class fields { name after } reason }
    } } } }";
    for account in Account::ALL {
        let answer = server.client(account).await.query(document).await;
        let unit = answer.at("/units/nodes/0");
        let changes = unit["history"]["nodes"].as_array().unwrap();
        assert_eq!(unit["history"]["totalCount"], changes.len(), "{account:?}");
        if account == Account::DigitalPlatform {
            assert_eq!(changes.len(), 0);
            continue;
        }
        let types: Vec<_> = changes.iter().map(|change| change["type"].as_str().unwrap()).collect();
        assert_eq!(types.iter().filter(|name| **name == "unit").count(), 1, "{account:?}");
        assert!(types.contains(&"unit_version"), "{account:?}");
        assert!(changes.iter().all(|change| change["class"] == "DIRECTORY"), "{account:?}");
        let names = changes.iter().filter_map(|change| change["fields"].as_array()).flatten();
        let named = names.filter(|field| field["after"] == unit["name"]).count();
        assert_eq!(named > 0, account != Account::Administrator, "{account:?}");
        let is_withheld = changes.iter().all(|change| change["fields"].is_null());
        assert_eq!(is_withheld, account == Account::Administrator, "{account:?}");
    }
}

async fn given_a_history_when_walked_then_every_change_once_and_no_cursor_of_another_fits(server: &Server) {
    let people = People::of(server).await;
    let own = &people.own["key"];
    let whole = history(&people.commune, own, "first: 100").await;
    let whole = whole.list("/official/history/nodes");
    let mut walked = Vec::new();
    let mut after = String::new();
    loop {
        let page = history(&people.commune, own, &format!("first: 2{after}")).await;
        walked.extend(page.list("/official/history/nodes").to_vec());
        if page.at("/official/history/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = format!(", after: {}", page.at("/official/history/pageInfo/endCursor"));
    }
    assert_eq!(walked, whole);
    let last = history(&people.commune, own, "last: 3").await;
    assert_eq!(last.list("/official/history/nodes"), &whole[whole.len() - 3..]);
    let other = people_of(&people.commune, &people.unit).await;
    let other = other.iter().find(|person| person["key"] != *own).unwrap();
    let foreign = history(&people.commune, &other["key"], &format!("first: 2{after}")).await;
    assert_eq!(foreign.codes(), ["BAD_USER_INPUT"]);
}

async fn given_who_is_planned_when_read_in_a_history_then_recorded(server: &Server) {
    let people = People::of(server).await;
    let party = server.client(Account::PartyCommittee).await;
    let recorded = async |client: &Client| {
        let reader = server.database().reader();
        let before = head(reader, JournalStream::Access).await.unwrap();
        history(client, &people.own["key"], "first: 1").await;
        head(reader, JournalStream::Access).await.unwrap() - before
    };
    assert_eq!(recorded(&people.office).await, 0);
    assert_eq!(recorded(&party).await, 1);
}
