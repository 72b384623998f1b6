//! What happened to a thing, as each role reads it (JOURNAL of domain §9).

#![expect(clippy::disallowed_methods, reason = "counts rows past the server")]

use std::collections::BTreeMap;

use api::journal::head;
use canbo_tests::{Account, Answer, Client, Server, on_both_databases};
use entity::id::OfficialId;
use entity::value::JournalStream;
use entity::{
    affiliation, appointment, discipline, enrolment, enrolment_step, locality_assessment, official_identity,
    party_discipline, party_record, qualification, rating, source_pool_entry, source_pool_review,
    standing_committee_membership,
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
    given_each_thing_of_a_person_then_a_history_of_its_own_and_no_other_beside,
    given_a_plan_a_course_and_a_programme_then_each_tells_of_its_parts,
    given_rounds_and_committees_then_the_committee_alone_reads_their_histories_and_that_is_recorded,
    given_a_machine_then_an_administrator_reads_what_was_changed_of_it_and_of_its_lists,
    given_many_people_with_histories_then_as_many_statements_as_for_a_few,
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
    /// The rows of a table that hang on others of the person.
    macro_rules! hanging {
        ($($table:ident on $owner:ident by $column:ident),*) => {
            [$((stringify!($table), {
                let owners = $owner::Entity::find().filter($owner::Column::OfficialId.eq(id));
                let owners = owners.select_only().column($owner::Column::Id).into_query();
                let rows = $table::Entity::find().filter($table::Column::$column.in_subquery(owners));
                rows.count(reader).await.unwrap()
            })),*]
        };
    }
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
    let hanging = hanging![
        locality_assessment on appointment by AppointmentId,
        enrolment_step on enrolment by EnrolmentId,
        source_pool_review on source_pool_entry by EntryId
    ];
    let counts = counts.into_iter().chain(hanging).chain([("official", 1)]);
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

const PERSONNEL: [&str; 12] = [
    "affiliation",
    "appointment",
    "discipline",
    "enrolment",
    "enrolment_step",
    "locality_assessment",
    "official",
    "qualification",
    "rating",
    "source_pool_entry",
    "source_pool_review",
    "official_identity",
];
const PARTY: [&str; 14] = [
    "affiliation",
    "appointment",
    "discipline",
    "enrolment",
    "enrolment_step",
    "locality_assessment",
    "official",
    "qualification",
    "rating",
    "source_pool_entry",
    "source_pool_review",
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
            assert!(kinds.remove("succession_entry_step").unwrap_or(0) >= of_plan, "{official}");
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
    let named = "query ($id: ID!) { official(id: $id) { history(first: 100) { nodes { actor { username role } } } } }";
    let named = people.office.ask(named, json!({ "id": people.own["key"] })).await;
    assert_eq!(named.codes(), ["FORBIDDEN"]);
    let actors = named.partial_data().pointer("/official/history/nodes").unwrap().as_array().unwrap();
    let actors: Vec<_> = actors.iter().map(|node| &node["actor"]).filter(|actor| !actor.is_null()).collect();
    assert_eq!(actors, [&json!({ "username": null, "role": "COMMUNE" })]);
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

/// The histories of things, as totals by what changed, each walked to its end.
fn types(history: &Value) -> BTreeMap<String, usize> {
    let nodes = history["nodes"].as_array().unwrap();
    assert_eq!(history["totalCount"], nodes.len());
    let mut types = BTreeMap::new();
    for node in nodes {
        *types.entry(node["type"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    types
}

const TYPES: &str = "history(first: 100) { totalCount nodes { type key class operation } }";

async fn given_each_thing_of_a_person_then_a_history_of_its_own_and_no_other_beside(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = format!(
        "{{ officials(first: 100) {{ nodes {{ key
            affiliations {{ {TYPES} }} appointments(includeEnded: true) {{ {TYPES} localityAssessments {{ {TYPES} }} }}
            qualifications {{ {TYPES} }} ratings {{ {TYPES} }}
            enrolments(first: 9) {{ nodes {{ steps {{ status }} {TYPES} }} }}
            sourcePoolEntries {{ reviews {{ year }} {TYPES} }}
        }} }} }}"
    );
    let answer = office.query(&document).await;
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for person in answer.list("/officials/nodes") {
        let rows = |name: &str| person[name].as_array().unwrap().clone();
        let own = [
            ("affiliation", rows("affiliations")),
            ("appointment", rows("appointments")),
            ("qualification", rows("qualifications")),
            ("rating", rows("ratings")),
        ];
        let assessed = rows("appointments")
            .iter()
            .flat_map(|row| row["localityAssessments"].as_array().unwrap().clone())
            .collect();
        for (table, rows) in own.into_iter().chain([("locality_assessment", assessed)]) {
            for row in rows {
                assert_eq!(types(&row["history"]), BTreeMap::from([(table.to_owned(), 1)]), "{row}");
                *seen.entry(table).or_default() += 1;
            }
        }
        for row in person["enrolments"]["nodes"].as_array().unwrap() {
            let types = types(&row["history"]);
            assert_eq!(types["enrolment"], 1);
            assert!(types["enrolment_step"] >= row["steps"].as_array().unwrap().len(), "{row}");
            *seen.entry("enrolment_step").or_default() += types["enrolment_step"];
        }
        for row in rows("sourcePoolEntries") {
            let types = types(&row["history"]);
            assert_eq!(types["source_pool_entry"], 1);
            assert_eq!(
                types.get("source_pool_review").copied().unwrap_or(0),
                row["reviews"].as_array().unwrap().len()
            );
            *seen.entry("source_pool_entry").or_default() += 1;
        }
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
    let input = json!({
        "official": answer.at("/officials/nodes/0/key"), "kind": "WARNING", "decidedOn": canbo_tests::TODAY,
        "grounds": "Đi muộn", "idempotencyKey": "kỷ-luật",
    });
    let document = format!(
        "mutation ($input: RecordDisciplineInput!) {{ done: recordDiscipline(input: $input) {{
            discipline {{ {TYPES} }} userErrors {{ code }} }} }}"
    );
    let recorded = office.ask(&document, json!({ "input": input })).await;
    let history = types(recorded.at("/done/discipline/history"));
    assert_eq!(history, BTreeMap::from([("discipline".to_owned(), 1)]), "{}", recorded.text);
}

async fn given_a_plan_a_course_and_a_programme_then_each_tells_of_its_parts(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = format!(
        "{{ trainingPlans(first: 1) {{ nodes {{ items {{ position }} steps {{ status }} {TYPES} }} }}
            courses(first: 1) {{ nodes {{ steps {{ status }} {TYPES} }} }}
            programme(code: \"KH-276\") {{ reportingDates legalBasis {TYPES} targets {{ code {TYPES} }} }}
            posts: units(where: {{ codes: [\"10030\"] }}, first: 1) {{ nodes {{ posts {{ {TYPES} authorisations {{ {TYPES} }} }} }} }} }}"
    );
    let answer = office.query(&document).await;
    let length = |pointer: &str| answer.list(pointer).len();
    let plan = types(answer.at("/trainingPlans/nodes/0/history"));
    let parts = [
        ("training_plan".to_owned(), 1),
        ("training_plan_item".to_owned(), length("/trainingPlans/nodes/0/items")),
        ("training_plan_step".to_owned(), length("/trainingPlans/nodes/0/steps")),
    ];
    assert_eq!(plan, BTreeMap::from(parts));
    let course = types(answer.at("/courses/nodes/0/history"));
    assert_eq!((course["course"], course["course_step"]), (1, length("/courses/nodes/0/steps")));
    let programme = types(answer.at("/programme/history"));
    assert_eq!(programme["programme"], 1);
    assert_eq!(programme["programme_basis"], length("/programme/legalBasis"));
    assert_eq!(programme["programme_reporting_date"], length("/programme/reportingDates"));
    assert!(programme["programme_key_title"] > 0);
    for target in answer.list("/programme/targets") {
        let types = types(&target["history"]);
        assert_eq!((types["target"], types["target_version"] > 0), (1, true), "{target}");
    }
    let posts = answer.list("/posts/nodes/0/posts");
    assert!(!posts.is_empty());
    for post in posts {
        for seats in std::iter::once(post).chain(post["authorisations"].as_array().unwrap()) {
            assert_eq!(types(&seats["history"]), BTreeMap::from([("post".to_owned(), 1)]));
        }
    }
    // Of a plan's items no other plan is named, which may be out of sight.
    let document =
        "{ trainingPlans(first: 100) { nodes { history(first: 100) { nodes { fields { name } } } } } }";
    let answer = office.query(document).await;
    assert!(
        !answer.text.contains("consolidatedInto") && !answer.text.contains("sourceItem"),
        "{}",
        answer.text
    );
}

async fn given_rounds_and_committees_then_the_committee_alone_reads_their_histories_and_that_is_recorded(
    server: &Server,
) {
    let [party, own_party] =
        [server.client(Account::PartyCommittee).await, server.client(Account::PhuNghiaParty).await];
    let document = format!(
        "{{ successionRounds(first: 3) {{ nodes {{ key steps {{ status }} {TYPES}
            entries(first: 3) {{ nodes {{ key steps {{ status }} {TYPES} }} }} }} }} }}"
    );
    let answer = party.query(&document).await;
    let (rounds, mut entries) = (answer.list("/successionRounds/nodes"), 0);
    assert_eq!(rounds.len(), 3);
    for round in rounds {
        let parts = |thing: &Value, name: &str| {
            let steps = thing["steps"].as_array().unwrap().len();
            BTreeMap::from([(name.to_owned(), 1), (format!("{name}_step"), steps)])
        };
        assert_eq!(types(&round["history"]), parts(round, "succession_round"));
        for entry in round["entries"]["nodes"].as_array().unwrap() {
            assert_eq!(types(&entry["history"]), parts(entry, "succession_entry"));
            assert!(
                entry["history"]["nodes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|node| node["class"] == "SUCCESSION")
            );
            entries += 1;
        }
    }
    assert!(entries > 0);
    // Who is planned is told by the entry, to whoever sees the person.
    let document = "query ($id: ID!) { node(id: $id) { ... on SuccessionEntry {
        history(first: 9) { totalCount nodes { fields { name } } } } } }";
    let entry =
        rounds.iter().find_map(|round| round["entries"]["nodes"].as_array().unwrap().first()).unwrap();
    let reader = server.database().reader();
    let before = head(reader, JournalStream::Access).await.unwrap();
    let answer = party.ask(document, json!({ "id": entry["key"] })).await;
    assert!(answer.at("/node/history/totalCount").as_u64() > Some(1), "{}", answer.text);
    assert!(!answer.text.contains("official"), "{}", answer.text);
    // The entry that was looked for, and its steps.
    assert_eq!(head(reader, JournalStream::Access).await.unwrap(), before + 2);
    for account in [Account::HomeAffairs, Account::PhuNghia, Account::Administrator] {
        let answer = server.client(account).await.ask(document, json!({ "id": entry["key"] })).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{account:?}");
        assert_eq!(answer.partial_data(), &json!({ "node": null }), "{account:?}");
    }
    let document = "{ officials(first: 100) { nodes { partyRecord { standingCommitteeMemberships {
        history(first: 9) { nodes { type } }
        committee { term history(first: 9) { totalCount nodes { type class fields { name after } } } }
    } } } } }";
    let answer = own_party.query(document).await;
    let people = answer.list("/officials/nodes").iter();
    let seats: Vec<_> = people
        .filter_map(|person| person["partyRecord"]["standingCommitteeMemberships"].as_array())
        .flatten()
        .collect();
    assert!(!seats.is_empty());
    for seat in seats {
        assert_eq!(seat["history"]["nodes"], json!([{ "type": "standing_committee_membership" }]));
        let history = &seat["committee"]["history"];
        assert_eq!(
            (&history["nodes"][0]["type"], &history["nodes"][0]["class"]),
            (&json!("standing_committee"), &json!("PARTY"))
        );
        let fields = history["nodes"].as_array().unwrap().last().unwrap()["fields"].as_array().unwrap();
        assert!(
            fields.iter().any(|field| field["name"] == "term" && field["after"] == seat["committee"]["term"])
        );
    }
}

async fn given_a_machine_then_an_administrator_reads_what_was_changed_of_it_and_of_its_lists(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let found = "{ accounts(where: { search: \"nen-tang-so\" }, first: 1) { nodes { key version } } }";
    let account = administrator.query(found).await.at("/accounts/nodes/0").clone();
    let change = "mutation ($input: SetServiceClassesInput!) { done: setServiceClasses(input: $input) { userErrors { code } } }";
    let input = json!({ "account": account["key"], "classes": ["AGGREGATE"] });
    let changed = administrator.ask(change, json!({ "input": input })).await;
    assert_eq!(changed.at("/done/userErrors"), &json!([]), "{}", changed.text);
    let document = format!(
        "query ($id: ID!) {{ account(id: $id) {{ {TYPES} whole: history(first: 100) {{ nodes {{ {CHANGE} actor {{ username }} }} }}
            grants {{ {TYPES} }} serviceAccount {{ secrets {{ {TYPES} }} }} }} }}"
    );
    let answer = administrator.ask(&document, json!({ "id": account["key"] })).await;
    let own = types(answer.at("/account/history"));
    let parts = [("account", 1), ("account_grant", 1), ("service_class", 1), ("service_secret", 1)];
    assert_eq!(own, parts.map(|(table, count)| (table.to_owned(), count)).into());
    let lists = answer.list("/account/whole/nodes");
    let list = lists.iter().find(|change| change["type"] == "service_class").unwrap();
    assert_eq!(list["fields"].as_array().unwrap().len(), 1);
    assert_eq!(list["fields"][0]["after"], "[\"AGGREGATE\"]");
    assert_eq!(list["actor"], json!({ "role": "ADMIN", "username": "quan-tri" }));
    assert_eq!(
        types(answer.at("/account/grants/0/history")),
        BTreeMap::from([("account_grant".to_owned(), 1)])
    );
    let secret = types(answer.at("/account/serviceAccount/secrets/0/history"));
    assert_eq!(secret, BTreeMap::from([("service_secret".to_owned(), 1)]));
    assert!(!answer.text.contains("hash"), "{}", answer.text);
}

async fn given_many_people_with_histories_then_as_many_statements_as_for_a_few(server: &Server) {
    let party = server.client(Account::PartyCommittee).await;
    let mut costs = Vec::new();
    for first in [4, 80] {
        let document = format!(
            "{{ officials(first: {first}) {{ nodes {{ {TYPES}
                appointments {{ {TYPES} }} qualifications {{ {TYPES} }} ratings {{ {TYPES} }} affiliations {{ {TYPES} }}
            }} }} }}"
        );
        party.query(&document).await.data();
        let before = server.statements();
        party.query(&document).await.data();
        costs.push(server.statements() - before);
    }
    assert_eq!(costs[0], costs[1]);
}
