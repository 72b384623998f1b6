//! People who were registered twice, made one (security cases AF-09, AR-06, CW-01, IV-09).

#![expect(
    clippy::disallowed_methods,
    reason = "looks at rows past the server, and adds some of which no change tells yet"
)]

use std::collections::{BTreeMap, BTreeSet};

use api::graphql::id::{NodeKind, id, key};
use api::journal::of_entries;
use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, day, keys, on_both_databases};
use chrono::NaiveDate;
use entity::class::ConfidentialityClass as Class;
use entity::id::{OfficialId, SuccessionEntryId, SuccessionRoundId};
use entity::value::{JournalOperation, JournalStream, SuccessionEntryStatus};
use entity::{journal_entry, official, succession_entry, succession_entry_step, succession_round};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Statement,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::officials::change;
use super::registry::{People, holder, people_of, refusals, refused, uuid_of};

on_both_databases!(
    alone:
    af_09_given_every_role_then_records_are_merged_by_those_who_write_personnel,
    ar_06_given_a_record_out_of_scope_when_merged_then_as_if_there_were_none_at_the_same_cost,
    cw_01_given_an_old_version_of_either_record_then_a_conflict_and_nothing_written,
    iv_09_given_a_record_that_went_into_another_then_that_one_stands_for_it_and_no_change_names_it,
    given_two_files_when_merged_then_all_hangs_on_one_and_the_journal_keeps_both_whole,
    given_a_record_with_older_days_when_merged_then_what_lies_before_the_others_days_is_kept,
    given_two_citizen_numbers_then_refused_and_one_is_sealed_for_who_stays,
    given_ratings_of_one_year_when_merged_then_one_is_in_force_and_none_that_was_approved_is_gone,
    given_what_the_party_keeps_when_a_commune_merges_then_it_follows_and_the_answer_is_the_same,
    given_one_record_that_goes_into_two_others_at_once_then_exactly_one_gets_it,
    given_a_record_that_went_into_another_then_its_history_is_told_of_the_one_that_stays,
);

const OFFICIAL: &str = "official { key version fullName mergedFrom }";

/// What is asked for to make one of two records, each at the version that its row has now.
async fn merger(server: &Server, official: &Value, duplicate: &Value) -> Value {
    let version = async |record: &Value| {
        let row = official::Entity::find_by_id(OfficialId(uuid_of(record)));
        row.one(server.database().reader()).await.unwrap().map_or(1, |row| row.version)
    };
    json!({
        "official": official, "expectedVersion": version(official).await,
        "duplicate": duplicate, "duplicateVersion": version(duplicate).await, "reason": "Nhập trùng hồ sơ",
    })
}

async fn ask(client: &Client, input: Value) -> Answer {
    change(client, "mergeOfficials", input, OFFICIAL).await
}

/// Merges two records, which has to be done.
async fn merged(server: &Server, client: &Client, official: &Value, duplicate: &Value) -> Answer {
    let answer = ask(client, merger(server, official, duplicate).await).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    assert_eq!(answer.at("/done/official/key"), official);
    answer
}

/// Somebody who is new in the commune's own unit.
async fn newcomer(people: &People, name: &str, more: Value) -> Value {
    let mut input = json!({
        "fullName": name, "sex": "FEMALE", "unit": people.unit, "category": "CIVIL_SERVANT", "validFrom": TODAY,
        "idempotencyKey": name,
    });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = change(&people.commune, "registerOfficial", input, "official { key }").await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    answer.at("/done/official/key").clone()
}

macro_rules! tables {
    ($($table:ident),+ $(,)?) => {
        /// The tables that say whose a row is.
        const TABLES: &[&str] = &[$(stringify!($table)),+];

        /// All that hangs on a record: the rows of each table.
        async fn rows_of(server: &Server, record: &Value) -> BTreeMap<&'static str, Vec<Value>> {
            let (owner, reader) = (OfficialId(uuid_of(record)), server.database().reader());
            BTreeMap::from([$((stringify!($table), {
                use entity::$table as table;
                let rows = table::Entity::find().filter(table::Column::OfficialId.eq(owner));
                let rows = rows.all(reader).await.unwrap();
                rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect()
            })),+])
        }

        fn class_of(object_type: &str) -> Class {
            use entity::class::Classified;
            let classes = BTreeMap::from([
                ("official", official::Entity::CLASS),
                ("locality_assessment", Class::Personnel),
                ("enrolment_step", Class::Personnel),
                ("source_pool_review", Class::Personnel),
                ("succession_entry_step", Class::Succession),
                $((stringify!($table), entity::$table::Entity::CLASS)),+
            ]);
            classes[object_type]
        }
    };
}

tables!(
    account_holder,
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
    standing_committee_membership,
    succession_entry,
);

/// What was changed since an entry: each entry with its opened value.
async fn changes_since(server: &Server, sequence: i64) -> Vec<(journal_entry::Model, Value)> {
    let reader = server.database().reader();
    let entries = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Data))
        .filter(journal_entry::Column::Sequence.gt(sequence))
        .order_by_asc(journal_entry::Column::Sequence)
        .all(reader)
        .await
        .unwrap();
    let mut values = of_entries(reader, keys().journal(), &entries.iter().collect::<Vec<_>>()).await.unwrap();
    entries
        .into_iter()
        .map(|entry| {
            let value = values.remove(&(entry.stream, entry.sequence)).unwrap();
            (entry, value)
        })
        .collect()
}

async fn head(server: &Server) -> i64 {
    let last = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Data))
        .order_by_desc(journal_entry::Column::Sequence);
    last.one(server.database().reader()).await.unwrap().unwrap().sequence
}

async fn af_09_given_every_role_then_records_are_merged_by_those_who_write_personnel(server: &Server) {
    let people = People::of(server).await;
    let one = newcomer(&people, "Đỗ Thị Một", json!({})).await;
    let two = newcomer(&people, "Đỗ Thị Hai", json!({})).await;
    let three = newcomer(&people, "Đỗ Thị Ba", json!({})).await;
    let before = head(server).await;
    for account in
        [Account::PartyCommittee, Account::PhuNghiaParty, Account::Administrator, Account::DigitalPlatform]
    {
        let client = server.client(account).await;
        let answer = ask(&client, merger(server, &one, &two).await).await;
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?}: {}", answer.text);
    }
    assert_eq!(head(server).await, before);
    merged(server, &people.commune, &one, &two).await;
    merged(server, &people.office, &one, &three).await;
}

async fn ar_06_given_a_record_out_of_scope_when_merged_then_as_if_there_were_none_at_the_same_cost(
    server: &Server,
) {
    let people = People::of(server).await;
    let nobody = json!(key(NodeKind::Official, Uuid::from_u128(1)).to_string());
    let before = head(server).await;
    for member in ["official", "duplicate"] {
        let mut told = Vec::new();
        for other in [&people.foreign["key"], &nobody] {
            let (official, duplicate) = match member {
                "official" => (other, &people.own["key"]),
                _ => (&people.own["key"], other),
            };
            let input = merger(server, official, duplicate).await;
            let sent = server.statements();
            let answer = ask(&people.commune, input).await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", member));
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{member}");
    }
    assert_eq!(head(server).await, before);
}

async fn cw_01_given_an_old_version_of_either_record_then_a_conflict_and_nothing_written(server: &Server) {
    let people = People::of(server).await;
    let one = newcomer(&people, "Đỗ Thị Một", json!({})).await;
    let two = newcomer(&people, "Đỗ Thị Hai", json!({})).await;
    let before = (head(server).await, rows_of(server, &two).await);
    for member in ["expectedVersion", "duplicateVersion"] {
        let mut input = merger(server, &one, &two).await;
        input[member] = json!(2);
        let answer = ask(&people.commune, input).await;
        assert_eq!(refusals(&answer), refused("CONFLICT", member));
        assert!(answer.string("/done/userErrors/0/message").contains('1'), "{}", answer.text);
    }
    let mut input = merger(server, &one, &two).await;
    input["reason"] = json!(" ");
    assert_eq!(refusals(&ask(&people.commune, input).await), refused("BAD_USER_INPUT", "reason"));
    let itself = merger(server, &one, &one).await;
    let mut texts = Vec::new();
    for language in ["vi", "en"] {
        let answer = ask(&people.commune.clone().in_language(language), itself.clone()).await;
        assert_eq!(refusals(&answer), refused("SAME_OFFICIAL", "duplicate"));
        texts.push(answer.string("/done/userErrors/0/message").to_owned());
    }
    assert_eq!(texts, ["Hồ sơ không thể nhập vào chính nó.", "A record does not go into itself."]);
    assert_eq!((head(server).await, rows_of(server, &two).await), before);
}

async fn iv_09_given_a_record_that_went_into_another_then_that_one_stands_for_it_and_no_change_names_it(
    server: &Server,
) {
    let people = People::of(server).await;
    let first = newcomer(&people, "Đỗ Thị Một", json!({})).await;
    let second = newcomer(&people, "Đỗ Thị Hai", json!({})).await;
    let third = newcomer(&people, "Đỗ Thị Ba", json!({})).await;
    merged(server, &people.commune, &second, &third).await;
    let answer = merged(server, &people.commune, &first, &second).await;
    let mut went: Vec<_> = [&second, &third].map(|record| (uuid_of(record), record.clone())).into();
    went.sort_by_key(|(id, _)| *id);
    let went: Vec<_> = went.into_iter().map(|(_, record)| record).collect();
    assert_eq!(answer.at("/done/official/mergedFrom"), &json!(went));
    assert_eq!(answer.at("/done/official/version"), 2);

    // Wherever it is read, by its key or by the id of a view, the first one stands for it.
    for record in [&second, &third] {
        let of_day = id(NodeKind::Official, uuid_of(record), day(TODAY)).to_string();
        for asked in [record.as_str().unwrap(), &of_day] {
            let document = "query ($id: ID!) {
                official(id: $id) { key fullName } node(id: $id) { ... on Official { key } } nodes(ids: [$id]) { id }
            }";
            let answer = people.commune.ask(document, json!({ "id": asked })).await;
            assert_eq!(answer.at("/official"), &json!({ "key": first, "fullName": "Đỗ Thị Một" }));
            assert_eq!(answer.at("/node/key"), &first);
            let view = id(NodeKind::Official, uuid_of(&first), day(TODAY)).to_string();
            assert_eq!(answer.at("/nodes/0/id"), view.as_str());
        }
    }
    let listed: Vec<_> = people_of(&people.commune, &people.unit).await;
    let listed: Vec<_> = listed.iter().map(|person| &person["key"]).collect();
    assert!(listed.contains(&&first) && !listed.contains(&&second) && !listed.contains(&&third));

    let before = head(server).await;
    for record in [&second, &third] {
        // Once more: it is closed.
        let again = ask(&people.commune, merger(server, &first, record).await).await;
        assert_eq!(refusals(&again), refused("INVALID_TRANSITION", "duplicate"));
        // Into another one, or with another one: there is nobody of that record.
        let other = ask(&people.commune, merger(server, &people.own["key"], record).await).await;
        assert_eq!(refusals(&other), refused("NOT_FOUND", "duplicate"));
        let into = ask(&people.commune, merger(server, record, &people.own["key"]).await).await;
        assert_eq!(refusals(&into), refused("NOT_FOUND", "official"));
        let correction = json!({
            "official": record, "expectedVersion": 2, "fullName": "Đỗ Thị Bốn", "reason": "Nhầm",
        });
        let corrected = change(&people.commune, "correctOfficial", correction, "official { key }").await;
        assert_eq!(refusals(&corrected), refused("NOT_FOUND", "official"));
    }
    assert_eq!(head(server).await, before);
    let administrator = server.client(Account::Administrator).await;
    let account = administrator
        .query("{ accounts(first: 100) { nodes { key version username } } }")
        .await
        .list("/accounts/nodes")
        .iter()
        .find(|account| account["username"] == Account::PhuNghia.username())
        .unwrap()
        .clone();
    let held = |official: &Value| json!({ "account": account["key"], "expectedVersion": account["version"], "official": official });
    let document = "mutation ($input: SetAccountHolderInput!) { done: setAccountHolder(input: $input) {
        account { holder { officialKey } } userErrors { code }
    } }";
    let answer = administrator.ask(document, json!({ "input": held(&third) })).await;
    assert_eq!(answer.at("/done/userErrors/0/code"), "NOT_FOUND", "{}", answer.text);
    let answer = administrator.ask(document, json!({ "input": held(&first) })).await;
    assert_eq!(answer.at("/done/account/holder/officialKey"), &first, "{}", answer.text);
}

/// Two people of the commune's own unit with long careers and different main posts, the older one first. The second one has no citizen
/// number any more.
async fn two_careers(people: &People) -> (Value, Value) {
    let of_unit = people_of(&people.commune, &people.unit).await;
    let mut both =
        ["COMMITTEE_CHAIR", "COMMITTEE_VICE_CHAIR"].map(|title| holder(&of_unit, title).0["key"].clone());
    let born = async |person: &Value| {
        let document = "query ($id: ID!) { official(id: $id) { birthDate } }";
        people.commune.ask(document, json!({ "id": person })).await.string("/official/birthDate").to_owned()
    };
    if born(&both[0]).await > born(&both[1]).await {
        both.swap(0, 1);
    }
    let [elder, younger] = both;
    let input = json!({ "official": younger, "expectedVersion": 1, "citizenNumber": null });
    let cleared = change(&people.commune, "recordIdentity", input, "official { key }").await;
    assert_eq!(refusals(&cleared), [], "{}", cleared.text);
    (elder, younger)
}

/// Denominator and numerator of a target of the programme on a day.
async fn figure(client: &Client, code: &str, on: &str) -> (i64, i64) {
    let document = "query ($on: Date) { targets(programme: \"KH-276\", asOf: $on) {
        target { code } numerator denominator
    } }";
    let answer = client.ask(document, json!({ "on": on })).await;
    let row = answer.list("/targets").iter().find(|row| row["target"]["code"] == code).unwrap().clone();
    (row["denominator"].as_i64().unwrap(), row["numerator"].as_i64().unwrap())
}

/// The day of the baseline.
const BASELINE: &str = "2023-12-31";

/// Whether somebody whose appointments are given was a key official on the day of the baseline.
fn was_key(appointments: &[Value]) -> bool {
    const KEY: [&str; 7] = [
        "PARTY_SECRETARY",
        "PARTY_STANDING_DEPUTY_SECRETARY",
        "PARTY_DEPUTY_SECRETARY",
        "COUNCIL_CHAIR",
        "COUNCIL_VICE_CHAIR",
        "COMMITTEE_CHAIR",
        "COMMITTEE_VICE_CHAIR",
    ];
    appointments.iter().any(|row| {
        let text = |column: &str| row[column].as_str();
        KEY.contains(&text("title_code").unwrap())
            && matches!(text("mode"), Some("PRIMARY" | "CONCURRENT"))
            && text("valid_from").unwrap() <= BASELINE
            && text("valid_to").is_none_or(|end| BASELINE < end)
    })
}

/// What may differ in a row that went over from what it was.
const CHANGING: [&str; 6] =
    ["official_id", "version", "valid_from", "valid_to", "superseded_on", "enrolment_id"];

fn lasting(row: &Value) -> Value {
    let mut row = row.clone();
    row.as_object_mut().unwrap().retain(|column, _| !CHANGING.contains(&column.as_str()));
    row
}

async fn given_two_files_when_merged_then_all_hangs_on_one_and_the_journal_keeps_both_whole(server: &Server) {
    let people = People::of(server).await;
    let (elder, younger) = two_careers(&people).await;
    // An account of the one who goes into the other.
    let holder = entity::account_holder::Model {
        account_id: entity::account::Entity::find()
            .filter(entity::account::Column::Username.eq(Account::DigitalPlatform.username()))
            .one(server.database().reader())
            .await
            .unwrap()
            .unwrap()
            .id,
        official_id: Some(OfficialId(uuid_of(&younger))),
        linked_at: chrono::DateTime::UNIX_EPOCH,
        linked_by: None,
    };
    let transaction = server.database().begin_write().await.unwrap();
    holder.into_active_model().insert(&transaction).await.unwrap();
    transaction.commit().await.unwrap();
    let (own, other) = (rows_of(server, &elder).await, rows_of(server, &younger).await);
    for table in ["affiliation", "appointment", "qualification", "rating", "account_holder"] {
        assert!(!other[table].is_empty(), "{table}");
    }
    let figures = async || {
        let mut found = Vec::new();
        for (code, on) in [("K1", TODAY), ("K2", TODAY), ("K2", BASELINE)] {
            found.push(figure(&people.office, code, on).await);
        }
        found
    };
    let counted = figures().await;
    let before = head(server).await;

    let answer = merged(server, &people.commune, &elder, &younger).await;

    // What the two said of the same days: another main post, and no other unit.
    let warned: BTreeSet<_> =
        answer.list("/done/warnings").iter().map(|warning| warning["code"].as_str().unwrap()).collect();
    assert_eq!(warned, BTreeSet::from(["SET_ASIDE"]), "{}", answer.text);
    assert!(answer.text.contains("COMMITTEE_"), "{}", answer.text);

    // Everything of the survivor is as it was, and nothing hangs on the other record.
    let after = rows_of(server, &elder).await;
    let left = rows_of(server, &younger).await;
    assert_eq!(left.values().flatten().collect::<Vec<_>>(), Vec::<&Value>::new());
    for (table, rows) in own.iter().filter(|(table, _)| **table != "official_identity") {
        for row in rows {
            assert!(after[table].contains(row), "{table}: {row}");
        }
    }
    // Of the other one each row went over, or is in the journal.
    let changes = changes_since(server, before).await;
    let mut told: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (entry, value) in &changes {
        assert_eq!(entry.class, class_of(&entry.object_type), "{entry:?}");
        assert_eq!(entry.reason.as_deref(), Some("Nhập trùng hồ sơ"));
        told.entry((entry.object_type.as_str(), entry.object_id)).or_default().push((entry.operation, value));
    }
    let (mut gone, mut over) = (0, 0);
    for (table, rows) in &other {
        for row in rows.iter().filter(|_| *table != "official_identity") {
            let went = after[table]
                .iter()
                .find(|after| lasting(after) == lasting(row) && !own[table].contains(after));
            let named = ["id", "account_id", "official_id"].into_iter().find_map(|key| row.get(key)).unwrap();
            let named = Uuid::parse_str(named.as_str().unwrap()).unwrap();
            let entry = told.get(&(*table, Some(named))).map(Vec::as_slice);
            match (went, entry) {
                (Some(after), Some([(JournalOperation::Correct, value)])) => {
                    assert_eq!((&value["before"], &value["after"]), (row, after), "{table}");
                    over += 1;
                }
                (None, Some([(JournalOperation::Remove, value)])) => {
                    assert_eq!((&value["before"], value.get("after")), (row, None), "{table}");
                    gone += 1;
                }
                // A Party record is named after its person.
                (Some(_), None) if *table == "party_record" => over += 1,
                other => panic!("{table}: {row}: {other:?}"),
            }
        }
    }
    assert!(gone > 0 && over > 0, "{gone} {over}");
    // The two records themselves: the one is closed and says which one stands for it.
    let record = |id: &Value| {
        let entries = &told[&("official", Some(uuid_of(id)))];
        assert_eq!(entries.len(), 1);
        (entries[0].0, entries[0].1["changed"].clone())
    };
    assert_eq!(record(&younger), (JournalOperation::Change, json!(["merged_into_id", "version"])));
    assert_eq!(record(&elder), (JournalOperation::Change, json!(["version"])));
    let row = official::Entity::find_by_id(OfficialId(uuid_of(&younger)));
    let row = row.one(server.database().reader()).await.unwrap().unwrap();
    assert_eq!(row.merged_into_id, Some(OfficialId(uuid_of(&elder))));

    // One file a day, one main post a day, one rating in force a year.
    let held = |table: &str, only: fn(&Value) -> bool| -> Vec<(NaiveDate, Option<NaiveDate>)> {
        let date = |value: &Value| value.as_str().map(day);
        let rows = after[table].iter().filter(|row| only(row));
        let mut days: Vec<_> =
            rows.map(|row| (date(&row["valid_from"]).unwrap(), date(&row["valid_to"]))).collect();
        days.sort_unstable();
        days
    };
    for days in [held("affiliation", |_| true), held("appointment", |row| row["mode"] == "PRIMARY")] {
        assert!(days.windows(2).all(|pair| pair[0].1.is_some_and(|end| end <= pair[1].0)), "{days:?}");
    }
    let in_force =
        after["rating"].iter().filter(|row| row["superseded_on"].is_null() && !row["approved_on"].is_null());
    let years: Vec<_> = in_force.map(|row| row["year"].as_i64().unwrap()).collect();
    assert_eq!(years.iter().collect::<BTreeSet<_>>().len(), years.len(), "{years:?}");
    assert_eq!(after["rating"].len(), own["rating"].len() + other["rating"].len());

    // The figures count the person once: today one key official less, and one seat less that is filled; then, where both were one.
    let now = figures().await;
    assert_eq!(now[0], (counted[0].0, counted[0].1 - 1));
    assert_eq!(now[1].0, counted[1].0 - 1);
    let twice = was_key(&own["appointment"]) && was_key(&other["appointment"]);
    assert_eq!(now[2].0, counted[2].0 - i64::from(twice));
    // In the past, too, the one stands for the other.
    let seen = people.office.ask(
        "query ($id: ID!) { official(id: $id, asOf: \"2023-12-31\") { key } }",
        json!({ "id": younger }),
    );
    assert_eq!(seen.await.at("/official/key"), &elder);
}

async fn given_a_record_with_older_days_when_merged_then_what_lies_before_the_others_days_is_kept(
    server: &Server,
) {
    let people = People::of(server).await;
    let late = newcomer(&people, "Đỗ Thị Một", json!({})).await;
    let early =
        newcomer(&people, "Đỗ Thị Hai", json!({ "validFrom": "2025-07-01", "category": "CADRE" })).await;
    let answer = merged(server, &people.commune, &late, &early).await;
    let warnings = answer.list("/done/warnings");
    assert_eq!(warnings.len(), 1, "{}", answer.text);
    let message = warnings[0]["message"].as_str().unwrap();
    assert!(message.contains("01/07/2025") && message.contains("không giữ"), "{message}");
    let document = "query ($id: ID!, $on: Date) { official(id: $id, asOf: $on) { key category
        affiliations { category validFrom validTo } } }";
    let file = |category: &str, from: &str, to: Value| json!({ "category": category, "validFrom": from, "validTo": to });
    let then = people.commune.ask(document, json!({ "id": late, "on": "2025-10-01" })).await;
    let before = file("CADRE", "2025-07-01", json!(TODAY));
    assert_eq!(then.at("/official"), &json!({ "key": late, "category": "CADRE", "affiliations": [before] }));
    let now = people.commune.ask(document, json!({ "id": early, "on": TODAY })).await;
    let expected = [file("CIVIL_SERVANT", TODAY, Value::Null), before];
    assert_eq!(now.at("/official/affiliations"), &json!(expected));

    // A birth date that contradicts the other record's days is set right first.
    let born = newcomer(&people, "Đỗ Thị Ba", json!({ "birthDate": "1995-05-20" })).await;
    let old = newcomer(&people, "Đỗ Thị Bốn", json!({})).await;
    let input = json!({
        "official": old, "kind": "EDUCATION", "level": "UNIVERSITY", "obtainedOn": "1995-05-20", "idempotencyKey": "1",
    });
    let recorded = change(&people.commune, "recordQualification", input, "qualification { key }").await;
    assert_eq!(refusals(&recorded), [], "{}", recorded.text);
    let before = head(server).await;
    let refusal = ask(&people.commune, merger(server, &born, &old).await).await;
    assert_eq!(refusals(&refusal), refused("BAD_USER_INPUT", "duplicate"));
    assert_eq!(head(server).await, before);
}

async fn given_two_citizen_numbers_then_refused_and_one_is_sealed_for_who_stays(server: &Server) {
    let people = People::of(server).await;
    let number = |digits: &str| json!({ "citizenNumber": digits });
    let one = newcomer(&people, "Đỗ Thị Một", number("001195012301")).await;
    let two = newcomer(&people, "Đỗ Thị Hai", number("001195012302")).await;
    let none = newcomer(&people, "Đỗ Thị Ba", json!({})).await;
    let phone = json!({ "official": none, "expectedVersion": null, "phone": "0912345678" });
    let recorded = change(&people.commune, "recordIdentity", phone, "official { key }").await;
    assert_eq!(refusals(&recorded), [], "{}", recorded.text);
    let before = (head(server).await, rows_of(server, &one).await, rows_of(server, &two).await);
    for client in [&people.commune, &people.office] {
        let answer = ask(client, merger(server, &one, &two).await).await;
        assert_eq!(refusals(&answer), refused("DIFFERENT_CITIZEN_NUMBERS", "duplicate"));
        assert!(!answer.text.contains("0123"), "{}", answer.text);
    }
    assert_eq!((head(server).await, rows_of(server, &one).await, rows_of(server, &two).await), before);

    merged(server, &people.commune, &none, &two).await;
    let document = "query ($id: ID!) { official(id: $id) { identity { version citizenNumber phone } } }";
    let shown = people.commune.ask(document, json!({ "id": two })).await;
    let identity = json!({ "version": 2, "citizenNumber": "**********02", "phone": "********78" });
    assert_eq!(shown.at("/official/identity"), &identity);
    let entries: Vec<_> = changes_since(server, before.0)
        .await
        .into_iter()
        .filter(|(entry, _)| entry.class == Class::Identity)
        .map(|(entry, _)| (entry.object_id, entry.operation))
        .collect();
    let expected =
        [(Some(uuid_of(&two)), JournalOperation::Remove), (Some(uuid_of(&none)), JournalOperation::Correct)];
    assert_eq!(entries, expected);
    let office = server.client(Account::HomeAffairs).await;
    let reveal = json!({ "officialId": none, "reason": "Đối chiếu hồ sơ gốc", "idempotencyKey": "1" });
    let revealed = office
        .ask(
            "mutation ($input: RevealCitizenNumberInput!) { done: revealCitizenNumber(input: $input) {
                citizenNumber userErrors { code }
            } }",
            json!({ "input": reveal }),
        )
        .await;
    assert_eq!(revealed.at("/done/citizenNumber"), "001195012302", "{}", revealed.text);
    // It is found by its number as the one who stays, and nobody else may have it.
    let again = json!({
        "fullName": "Đỗ Thị Năm", "sex": "FEMALE", "unit": people.unit, "category": "CADRE", "validFrom": TODAY,
        "citizenNumber": "001195012302", "idempotencyKey": "năm",
    });
    let again = change(&people.commune, "registerOfficial", again, "official { key }").await;
    assert_eq!(refusals(&again), refused("DUPLICATE_OFFICIAL", "citizenNumber"));
}

async fn given_ratings_of_one_year_when_merged_then_one_is_in_force_and_none_that_was_approved_is_gone(
    server: &Server,
) {
    let people = People::of(server).await;
    let propose = async |rows: &[(&Value, &str)], key: &str| -> Vec<Value> {
        let rows: Vec<_> =
            rows.iter().map(|(official, grade)| json!({ "official": official, "grade": grade })).collect();
        let input = json!({ "year": 2025, "rows": rows, "idempotencyKey": key });
        let answer =
            change(&people.commune, "proposeRatings", input, "results { rating { key version } }").await;
        let results = answer.list("/done/results").iter();
        results.map(|row| row["rating"].clone()).collect()
    };
    let approve = async |rating: &Value| {
        let rows = [json!({ "rating": rating["key"], "expectedVersion": rating["version"] })];
        let input = json!({ "rows": rows, "idempotencyKey": rating["key"] });
        let answer = change(&people.office, "approveRatings", input, "results { status }").await;
        assert_eq!(answer.at("/done/results/0/status"), "DONE", "{}", answer.text);
    };
    let ratings = async |person: &Value| -> Vec<(String, Value, Value)> {
        let mut rows = rows_of(server, person).await.remove("rating").unwrap();
        rows.sort_by_key(|row| row["grade"].as_str().unwrap().to_owned());
        let told = |row: Value| {
            let grade = row["grade"].as_str().unwrap().to_owned();
            (grade, row["approved_on"].clone(), row["superseded_on"].clone())
        };
        rows.into_iter().map(told).collect()
    };
    let [one, two, three, four, five, six] = {
        let mut all = Vec::new();
        for name in ["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"] {
            all.push(newcomer(&people, &format!("Đỗ Thị {name}"), json!({})).await);
        }
        <[Value; 6]>::try_from(all).unwrap()
    };
    let rows = [
        (&one, "GOOD"),
        (&two, "COMPLETED"),
        (&three, "GOOD"),
        (&four, "EXCELLENT"),
        (&five, "GOOD"),
        (&six, "COMPLETED"),
    ];
    let proposed = propose(&rows, "1").await;
    for approved in [&proposed[0], &proposed[1], &proposed[2], &proposed[5]] {
        approve(approved).await;
    }
    let warned = |answer: &Answer| -> Vec<String> {
        let warnings = answer.list("/done/warnings").iter();
        warnings.map(|warning| warning["message"].as_str().unwrap().to_owned()).collect()
    };
    let otherwise = vec!["Hồ sơ trùng có kết quả xếp loại khác năm 2025; không giữ.".to_owned()];
    // Both in force: the duplicate's is superseded.
    assert_eq!(warned(&merged(server, &people.commune, &one, &two).await), otherwise);
    let expected = [
        ("COMPLETED".to_owned(), json!(TODAY), json!(TODAY)),
        ("GOOD".to_owned(), json!(TODAY), Value::Null),
    ];
    assert_eq!(ratings(&one).await, expected);
    // A proposal beside one in force is gone.
    assert_eq!(warned(&merged(server, &people.commune, &three, &four).await), otherwise);
    assert_eq!(ratings(&three).await, [("GOOD".to_owned(), json!(TODAY), Value::Null)]);
    // One in force beside a proposal stands, and the proposal is one in its place.
    assert_eq!(warned(&merged(server, &people.commune, &five, &six).await), Vec::<String>::new());
    let expected =
        [("COMPLETED".to_owned(), json!(TODAY), Value::Null), ("GOOD".to_owned(), Value::Null, Value::Null)];
    assert_eq!(ratings(&five).await, expected);
    approve(&proposed[4]).await;
    let expected = [
        ("COMPLETED".to_owned(), json!(TODAY), json!(TODAY)),
        ("GOOD".to_owned(), json!(TODAY), Value::Null),
    ];
    assert_eq!(ratings(&five).await, expected);
}

/// What the Party keeps on two records of a person: a membership of each, a measure of the second, a seat of each in the committee, and each
/// planned for a title, the second one for another one as well.
async fn keep_party_files(server: &Server, people: &People, [one, two]: [&Value; 2]) {
    let party = server.client(Account::PartyCommittee).await;
    for (person, admitted) in [(one, "2015-01-02"), (two, "2016-01-02")] {
        let input = json!({ "official": person, "expectedVersion": null, "admittedOn": admitted });
        let answer = change(&party, "recordPartyMembership", input, "official { key }").await;
        assert_eq!(refusals(&answer), [], "{}", answer.text);
        let input = json!({
            "official": person, "unit": people.unit, "validFrom": TODAY, "idempotencyKey": person,
        });
        let answer = change(&party, "seatInStandingCommittee", input, "membership { key }").await;
        assert_eq!(answer.at("/done/userErrors"), &json!([]), "{}", answer.text);
    }
    let measure = json!({
        "official": two, "kind": "REPRIMAND", "decidedOn": "2024-03-01", "grounds": "Vi phạm", "idempotencyKey": "1",
    });
    let answer = change(&party, "recordPartyDiscipline", measure, "partyDiscipline { kind }").await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]), "{}", answer.text);
    let rounds = succession_round::Entity::find().order_by_asc(succession_round::Column::Term);
    let rounds = rounds.all(server.database().reader()).await.unwrap();
    let unit = uuid_of(&json!(people.unit));
    let round = rounds.iter().rfind(|round| round.unit_id.0 == unit).or(rounds.last()).unwrap();
    let transaction = server.database().begin_write().await.unwrap();
    let planned =
        [(1, one, "PARTY_SECRETARY"), (2, two, "PARTY_SECRETARY"), (3, two, "PARTY_DEPUTY_SECRETARY")];
    for (number, person, title) in planned {
        let entry = succession_entry::Model {
            id: SuccessionEntryId(Uuid::from_u128(number)),
            round_id: SuccessionRoundId(round.id.0),
            official_id: OfficialId(uuid_of(person)),
            title_code: title.to_owned(),
            proposed_by: None,
            version: 1,
        };
        let step = succession_entry_step::Model {
            id: Uuid::from_u128(number),
            entry_id: entry.id,
            sequence: 1,
            status: SuccessionEntryStatus::Planned,
            effective_on: day("2025-12-01"),
            reason: None,
        };
        entry.into_active_model().insert(&transaction).await.unwrap();
        step.into_active_model().insert(&transaction).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn given_what_the_party_keeps_when_a_commune_merges_then_it_follows_and_the_answer_is_the_same(
    server: &Server,
) {
    let people = People::of(server).await;
    let mut pairs = Vec::new();
    for number in ["Một", "Hai"] {
        let one = newcomer(&people, &format!("Đỗ Thị {number}"), json!({})).await;
        let two = newcomer(&people, &format!("Lê Thị {number}"), json!({})).await;
        pairs.push([one, two]);
    }
    let [one, two] = &pairs[1];
    keep_party_files(server, &people, [one, two]).await;
    let before = head(server).await;
    let mut told = Vec::new();
    for ([one, two], number) in pairs.iter().zip(["Một", "Hai"]) {
        let answer = merged(server, &people.commune, one, two).await;
        assert_eq!(answer.at("/done/warnings"), &json!([]));
        let keys = [(one, "one"), (two, "two")];
        let text = keys
            .iter()
            .fold(answer.text.clone(), |text, (key, name)| text.replace(key.as_str().unwrap(), name));
        told.push(text.replace(number, "…"));
    }
    assert_eq!(told[0], told[1]);

    let after = rows_of(server, one).await;
    let left = rows_of(server, two).await;
    assert_eq!(left.values().flatten().collect::<Vec<_>>(), Vec::<&Value>::new());
    assert_eq!(after["party_record"].len(), 1);
    assert_eq!(after["party_record"][0]["admitted_on"], "2015-01-02");
    assert_eq!(after["party_discipline"].len(), 1);
    assert_eq!(after["standing_committee_membership"].len(), 1);
    let titles: BTreeSet<_> =
        after["succession_entry"].iter().map(|row| row["title_code"].as_str().unwrap()).collect();
    assert_eq!(titles, BTreeSet::from(["PARTY_DEPUTY_SECRETARY", "PARTY_SECRETARY"]));
    // All of it is in the journal, in its own class.
    let mut told: Vec<_> = changes_since(server, before)
        .await
        .into_iter()
        .filter(|(entry, _)| matches!(entry.class, Class::Party | Class::Succession))
        .map(|(entry, value)| {
            assert_eq!(entry.class, class_of(&entry.object_type));
            assert_eq!(value.get("after").is_none(), entry.operation == JournalOperation::Remove);
            (entry.object_type, entry.operation)
        })
        .collect();
    told.sort_unstable();
    let expected = [
        ("party_discipline", JournalOperation::Correct),
        ("party_record", JournalOperation::Remove),
        ("standing_committee_membership", JournalOperation::Remove),
        ("succession_entry", JournalOperation::Correct),
        ("succession_entry", JournalOperation::Remove),
        ("succession_entry_step", JournalOperation::Remove),
    ];
    assert_eq!(told, expected.map(|(object, operation)| (object.to_owned(), operation)));
    let party = server.client(Account::PartyCommittee).await;
    let document = "query ($id: ID!) { official(id: $id) { partyRecord { admittedOn } successionEntries { title { code } } } }";
    let seen = party.ask(document, json!({ "id": two })).await;
    assert_eq!(seen.at("/official/partyRecord/admittedOn"), "2015-01-02", "{}", seen.text);
    assert_eq!(seen.list("/official/successionEntries").len(), 2, "{}", seen.text);
    // Every table that says whose a row is is looked at here.
    let backend = server.database().reader().get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name = 'official_id' ORDER BY name"
        }
        _ => {
            "SELECT m.name AS name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
             WHERE m.type = 'table' AND c.name = 'official_id' ORDER BY m.name"
        }
    };
    let found = server.database().reader().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let found: Vec<String> = found.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    assert_eq!(found, TABLES);
}

async fn given_one_record_that_goes_into_two_others_at_once_then_exactly_one_gets_it(server: &Server) {
    let people = People::of(server).await;
    let one = newcomer(&people, "Đỗ Thị Một", json!({})).await;
    let two = newcomer(&people, "Đỗ Thị Hai", json!({})).await;
    let third = newcomer(&people, "Đỗ Thị Ba", json!({})).await;
    let (into_one, into_two) = (merger(server, &one, &third).await, merger(server, &two, &third).await);
    let (first, second) = tokio::join!(ask(&people.commune, into_one), ask(&people.office, into_two));
    let mut told = [refusals(&first), refusals(&second)];
    told.sort_unstable();
    assert_eq!(told, [vec![], refused("NOT_FOUND", "duplicate")]);
    let files: Vec<_> =
        [rows_of(server, &one).await, rows_of(server, &two).await, rows_of(server, &third).await]
            .iter()
            .map(|rows| rows["affiliation"].len())
            .collect();
    assert_eq!(files, [1, 1, 0]);
}

async fn given_a_record_that_went_into_another_then_its_history_is_told_of_the_one_that_stays(
    server: &Server,
) {
    let people = People::of(server).await;
    let one = newcomer(&people, "Đỗ Thị Một", json!({})).await;
    let two = newcomer(&people, "Đỗ Thị Hai", json!({ "citizenNumber": "001190912345" })).await;
    merged(server, &people.office, &one, &two).await;
    for (client, classes) in
        [(&people.office, 2), (&people.commune, 2), (&server.client(Account::PartyCommittee).await, 1)]
    {
        let document = "query ($id: ID!) { official(id: $id) { history(first: 100) {
            totalCount nodes { operation type key class fields { name before after } }
        } } }";
        let answer = client.ask(document, json!({ "id": one })).await;
        let changes = answer.list("/official/history/nodes");
        assert_eq!(answer.at("/official/history/totalCount"), &json!(changes.len()));
        let of_the_other: Vec<_> = changes.iter().filter(|change| change["key"] == two).collect();
        let told = |change: &&Value| (change["type"] == "official", change["operation"].clone());
        // Registered, and closed by the merger; the latest first.
        let records: Vec<_> = of_the_other.iter().copied().filter(|change| told(change).0).collect();
        let operations: Vec<_> = records.iter().map(|change| told(change).1).collect();
        assert_eq!(operations, [json!("CHANGE"), json!("CREATE")], "{}", answer.text);
        assert!(records.iter().all(|change| change["fields"].is_array()), "{}", answer.text);
        let read: BTreeSet<_> = changes.iter().map(|change| change["class"].to_string()).collect();
        assert_eq!(read.len(), classes, "{read:?}");
    }
}
