//! Source pools: who adds, reviews and reports, when, and what a review or a report never changes (security cases AF-09, AF-10,
//! AF-12, AR-05, AR-06, AR-07, CW-01, CW-03 and IV-09).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, on_both_databases};
use entity::value::{JournalOperation, JournalStream};
use entity::{journal_entry, source_pool_entry, source_pool_report, source_pool_review};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, entries_about, entries_of, uuid_of};

on_both_databases!(
    alone:
    af_09_given_every_role_then_pools_are_kept_by_those_who_keep_the_files,
    af_10_given_a_correction_of_a_review_then_what_is_absent_stays_and_it_is_journalled_as_one,
    af_12_given_an_addition_then_its_payload_shows_what_a_query_would_and_no_more,
    ar_05_given_an_entry_or_a_review_of_another_unit_then_as_if_there_were_none_at_the_same_cost,
    ar_06_given_a_person_or_a_unit_out_of_scope_when_pooled_then_as_if_there_were_none,
    ar_07_given_reviews_one_of_which_is_out_of_scope_then_all_is_refused_whatever_the_policy,
    cw_01_given_an_old_version_of_an_entry_or_a_review_then_a_conflict_and_nothing_written,
    cw_03_given_reviews_that_were_all_rejected_then_their_key_is_free_and_what_was_done_is_done_once,
    iv_09_given_an_entry_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones,
    given_additions_that_cannot_be_then_each_rule_is_named,
    given_reviews_that_cannot_be_then_each_rule_is_named_and_the_policy_decides_of_the_others,
    given_a_low_rating_and_a_measure_then_who_is_added_or_kept_is_warned_of_in_both_languages,
    given_a_pool_then_reported_once_everybody_is_reviewed_and_set_right_by_another_report,
    given_somebody_who_retires_then_the_place_in_the_pool_ends_that_day,
    given_a_pool_of_a_year_then_those_who_were_reviewed_and_those_who_were_not,
);

const ENTRY: &str = "sourcePoolEntry { id key version origin addedOn removedOn official { key } unit { key }
    reviews { key version year outcome assessment reason reviewedOn } }";
const REPORT: &str =
    "sourcePoolReport { id key year reportedOn kept added removed remark unit { key } authority { code } }";

async fn change(client: &Client, mutation: &str, input: Value) -> Answer {
    let named = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let object = match mutation {
        "reviewSourcePool" => {
            format!("results {{ status {ENTRY} warnings {{ code }} userErrors {{ code field message }} }}")
        }
        "reportSourcePool" => format!("{REPORT} warnings {{ code }}"),
        "withdrawSourcePoolEntry" => "official { key } warnings { code }".to_owned(),
        _ => format!("{ENTRY} warnings {{ code rule message }}"),
    };
    let replayed = if input.get("idempotencyKey").is_some() { "replayed" } else { "" };
    let document = format!(
        "mutation ($input: {named}!) {{ done: {mutation}(input: $input) {{
            {object} {replayed} userErrors {{ code field message }}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// Code and place of each thing that is wrong, of all rows or of the whole.
fn errors(answer: &Answer) -> Vec<(String, String)> {
    let whole = answer.list("/done/userErrors").iter();
    let rows = answer.at("/done").get("results").and_then(Value::as_array).into_iter().flatten();
    let of_rows = rows.flat_map(|row| row["userErrors"].as_array().unwrap());
    let error = |error: &Value| {
        let field: Vec<_> =
            error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        (error["code"].as_str().unwrap().to_owned(), field[1..].join("."))
    };
    let mut all: Vec<_> = whole.chain(of_rows).map(error).collect();
    all.sort();
    all.dedup();
    all
}

fn error(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), field.to_owned())]
}

#[track_caller]
fn done<'a>(answer: &'a Answer, object: &str) -> &'a Value {
    assert_eq!(errors(answer), [], "{}", answer.text);
    answer.at(&format!("/done/{object}"))
}

fn codes(warnings: &Value) -> Vec<&str> {
    warnings.as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

fn addition(official: &Value, unit: &str, more: Value, key: &str) -> Value {
    let mut input = json!({
        "official": official, "unit": unit, "origin": "ON_SITE", "addedOn": "2025-12-20", "year": 2024,
        "assessment": "Chủ động, được tập thể tín nhiệm.", "idempotencyKey": key,
    });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

fn kept(entry: &Value) -> Value {
    json!({
        "entry": entry["key"], "expectedVersion": entry["version"], "decision": "KEPT",
        "assessment": "Tiếp tục đưa vào nguồn.",
    })
}

fn removed(entry: &Value) -> Value {
    json!({
        "entry": entry["key"], "expectedVersion": entry["version"], "decision": "REMOVED",
        "assessment": "Thống nhất đưa ra khỏi nguồn.", "reason": "Theo nguyện vọng cá nhân",
    })
}

fn reviewed(unit: &str, rows: &[Value], key: &str) -> Value {
    json!({ "unit": unit, "year": 2025, "reviewedOn": TODAY, "rows": rows, "idempotencyKey": key })
}

fn with(mut input: Value, member: &str, value: Value) -> Value {
    input[member] = value;
    input
}

/// Entries, reviews, reports, and entries of the journal that tell of changes.
async fn content(server: &Server) -> [u64; 4] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq(JournalStream::Data));
    [
        source_pool_entry::Entity::find().count(reader).await.unwrap(),
        source_pool_review::Entity::find().count(reader).await.unwrap(),
        source_pool_report::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

/// People of a unit who were never in a pool and are rated GOOD in 2025 and in 2024.
async fn free(client: &Client, unit: &str) -> Vec<Value> {
    let document = "query ($within: ID) { officials(where: { within: $within }, first: 100) { nodes {
        key unit { key } sourcePoolEntries(includeRemoved: true) { key } disciplines { key }
        ratings { year grade status }
    } } }";
    let people = client.ask(document, json!({ "within": unit })).await;
    let is_good = |person: &Value, year: i32| {
        let mut ratings = person["ratings"].as_array().unwrap().iter();
        ratings.any(|row| row["year"] == year && row["grade"] == "GOOD" && row["status"] == "APPROVED")
    };
    let found = people.list("/officials/nodes").iter().filter(|person| {
        person["sourcePoolEntries"] == json!([])
            && person["disciplines"] == json!([])
            && is_good(person, 2025)
            && is_good(person, 2024)
    });
    let found: Vec<Value> = found.map(|person| person["key"].clone()).collect();
    assert!(found.len() > 5, "{}", found.len());
    found
}

/// People whom the commune adds to its pool, who are not reviewed in 2025.
async fn pooled(people: &People, count: usize) -> Vec<Value> {
    let mut entries = Vec::new();
    for official in free(&people.commune, &people.unit).await.iter().take(count) {
        let key = format!("pooled {}", entries.len());
        let input = addition(official, &people.unit, json!({}), &key);
        let added = change(&people.commune, "addToSourcePool", input).await;
        assert_eq!(added.at("/done/warnings"), &json!([]), "{}", added.text);
        entries.push(done(&added, "sourcePoolEntry").clone());
    }
    entries
}

/// Somebody in the pool of the other unit, whose person that unit keeps.
async fn foreign_entry(people: &People) -> Value {
    let document =
        "query ($unit: ID) { sourcePool(where: { unit: $unit }, first: 100) { nodes { entry: key key version
            official { unit { key } } reviews { key version } } } }";
    let pool = people.office.ask(document, json!({ "unit": people.foreign_unit })).await;
    let nodes = pool.list("/sourcePool/nodes");
    nodes.iter().find(|node| node["official"]["unit"]["key"] == people.foreign_unit.as_str()).unwrap().clone()
}

fn nothing(kind: NodeKind) -> Value {
    json!({ "key": key(kind, Uuid::from_u128(1)).to_string(), "version": 1 })
}

async fn af_09_given_every_role_then_pools_are_kept_by_those_who_keep_the_files(server: &Server) {
    let people = People::of(server).await;
    let entry = pooled(&people, 1).await.remove(0);
    let official = &free(&people.commune, &people.unit).await[0];
    let before = content(server).await;
    let review = &entry["reviews"][0];
    let asked = |key: &str| {
        [
            ("addToSourcePool", addition(official, &people.unit, json!({}), key)),
            ("reviewSourcePool", reviewed(&people.unit, &[kept(&entry)], key)),
            (
                "correctSourcePoolReview",
                json!({ "review": review["key"], "expectedVersion": 1, "assessment": "Tốt.", "reason": "Ghi nhầm" }),
            ),
            (
                "withdrawSourcePoolEntry",
                json!({ "entry": entry["key"], "expectedVersion": 1, "reason": "Ghi nhầm" }),
            ),
            ("reportSourcePool", json!({ "unit": people.unit, "year": 2024, "idempotencyKey": key })),
        ]
    };
    for account in
        [Account::PartyCommittee, Account::PhuNghiaParty, Account::Administrator, Account::DigitalPlatform]
    {
        let client = server.client(account).await;
        for (mutation, input) in asked("forbidden") {
            let answer = change(&client, mutation, input).await;
            assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?} {mutation}");
        }
    }
    assert_eq!(content(server).await, before);
    // The office keeps the pools of all its units.
    let added =
        change(&people.office, "addToSourcePool", addition(official, &people.unit, json!({}), "1")).await;
    let added = done(&added, "sourcePoolEntry");
    assert_eq!((&added["official"]["key"], &added["unit"]["key"]), (official, &json!(people.unit)));
    assert_eq!(content(server).await, [before[0] + 1, before[1] + 1, before[2], before[3] + 2]);
}

async fn af_10_given_a_correction_of_a_review_then_what_is_absent_stays_and_it_is_journalled_as_one(
    server: &Server,
) {
    let people = People::of(server).await;
    let entry = pooled(&people, 1).await.remove(0);
    let answer =
        change(&people.commune, "reviewSourcePool", reviewed(&people.unit, &[removed(&entry)], "1")).await;
    let review = done(&answer, "results/0/sourcePoolEntry/reviews/1").clone();
    let before = content(server).await;
    let corrected = json!({
        "review": review["key"], "expectedVersion": 1, "removalReason": "Chuyển công tác", "reason": "Ghi nhầm",
    });
    let answer = change(&people.commune, "correctSourcePoolReview", corrected).await;
    let after = &done(&answer, "sourcePoolEntry")["reviews"][1];
    assert_eq!(
        after,
        &json!({
            "key": review["key"], "version": 2, "year": 2025, "outcome": "REMOVED", "assessment": review["assessment"],
            "reason": "Chuyển công tác", "reviewedOn": TODAY,
        })
    );
    // Who was added was removed for no reason.
    let added = &entry["reviews"][0];
    let wrong = json!({
        "review": added["key"], "expectedVersion": 1, "removalReason": "Chuyển công tác", "reason": "Ghi nhầm",
    });
    let answer = change(&people.commune, "correctSourcePoolReview", wrong).await;
    assert_eq!(errors(&answer), error("BAD_USER_INPUT", "removalReason"));
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 1]);
    let told = entries_of(server, &review).await;
    assert_eq!(told, [JournalOperation::Create, JournalOperation::Correct]);
}

async fn af_12_given_an_addition_then_its_payload_shows_what_a_query_would_and_no_more(server: &Server) {
    let people = People::of(server).await;
    let official = &free(&people.commune, &people.unit).await[0];
    let answer =
        change(&people.commune, "addToSourcePool", addition(official, &people.unit, json!({}), "1")).await;
    let added = done(&answer, "sourcePoolEntry");
    assert_eq!(
        added,
        &json!({
            "id": added["id"], "key": added["key"], "version": 1, "origin": "ON_SITE", "addedOn": "2025-12-20",
            "removedOn": null, "official": { "key": official }, "unit": { "key": people.unit },
            "reviews": [{
                "key": added["reviews"][0]["key"], "version": 1, "year": 2024, "outcome": "ADDED",
                "assessment": "Chủ động, được tập thể tín nhiệm.", "reason": null, "reviewedOn": "2025-12-20",
            }],
        })
    );
    let body = ENTRY.strip_prefix("sourcePoolEntry ").unwrap();
    let document = format!("query ($id: ID!) {{ node(id: $id) {{ ... on SourcePoolEntry {body} }} }}");
    let found = people.commune.ask(&document, json!({ "id": added["id"] })).await;
    assert_eq!(found.at("/node"), added);
    assert_eq!(entries_about(server, uuid_of(&added["key"])).await, [JournalOperation::Create]);
    let review = &added["reviews"][0];
    assert_eq!(entries_about(server, uuid_of(&review["key"])).await, [JournalOperation::Create]);
}

async fn ar_05_given_an_entry_or_a_review_of_another_unit_then_as_if_there_were_none_at_the_same_cost(
    server: &Server,
) {
    let people = People::of(server).await;
    let foreign = foreign_entry(&people).await;
    let before = content(server).await;
    let withdrawn = |entry: &Value| json!({ "entry": entry["key"], "expectedVersion": entry["version"], "reason": "Ghi nhầm" });
    let corrected = |review: &Value| {
        json!({
            "review": review["key"], "expectedVersion": review["version"], "assessment": "Tốt.", "reason": "Ghi nhầm",
        })
    };
    let (entry, review) = (nothing(NodeKind::SourcePoolEntry), nothing(NodeKind::SourcePoolReview));
    for (mutation, place, inputs) in [
        ("withdrawSourcePoolEntry", "entry", [withdrawn(&foreign), withdrawn(&entry)]),
        ("correctSourcePoolReview", "review", [corrected(&foreign["reviews"][0]), corrected(&review)]),
        (
            "reviewSourcePool",
            "rows.0.entry",
            [&foreign, &entry].map(|entry| reviewed(&people.unit, &[kept(entry)], "1")),
        ),
    ] {
        let mut told = Vec::new();
        for input in inputs {
            let sent = server.statements();
            let answer = change(&people.commune, mutation, input).await;
            assert_eq!(errors(&answer), error("NOT_FOUND", place), "{mutation}");
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation}");
    }
    assert_eq!(content(server).await, before);
}

async fn ar_06_given_a_person_or_a_unit_out_of_scope_when_pooled_then_as_if_there_were_none(server: &Server) {
    let people = People::of(server).await;
    let own = &free(&people.commune, &people.unit).await[0];
    let (nobody, nowhere) = (nothing(NodeKind::Official), nothing(NodeKind::Unit));
    let nowhere = nowhere["key"].as_str().unwrap();
    let before = content(server).await;
    let added = |official: &Value, unit: &str| addition(official, unit, json!({}), "1");
    let report = |unit: &str| json!({ "unit": unit, "year": 2025, "idempotencyKey": "1" });
    let review = |unit: &str| reviewed(unit, &[kept(&nothing(NodeKind::SourcePoolEntry))], "1");
    for (mutation, place, inputs) in [
        (
            "addToSourcePool",
            "official",
            [added(&people.foreign["key"], &people.unit), added(&nobody["key"], &people.unit)],
        ),
        ("addToSourcePool", "unit", [added(own, &people.foreign_unit), added(own, nowhere)]),
        ("reportSourcePool", "unit", [report(&people.foreign_unit), report(nowhere)]),
        ("reviewSourcePool", "unit", [review(&people.foreign_unit), review(nowhere)]),
    ] {
        let mut told = Vec::new();
        for input in inputs {
            let sent = server.statements();
            let answer = change(&people.commune, mutation, input).await;
            assert_eq!(errors(&answer), error("NOT_FOUND", place), "{mutation}");
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation} {place}");
    }
    assert_eq!(content(server).await, before);
}

async fn ar_07_given_reviews_one_of_which_is_out_of_scope_then_all_is_refused_whatever_the_policy(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = pooled(&people, 1).await.remove(0);
    let foreign = foreign_entry(&people).await;
    let before = content(server).await;
    let mut told = Vec::new();
    for other in [&foreign, &nothing(NodeKind::SourcePoolEntry)] {
        for policy in ["REJECT_ALL", "REJECT_FAILED_ROWS"] {
            let input = reviewed(&people.unit, &[kept(&own), kept(other)], "1");
            let input = with(input, "errorPolicy", json!(policy));
            let answer = change(&people.commune, "reviewSourcePool", input).await;
            assert_eq!(errors(&answer), error("NOT_FOUND", "rows.1.entry"));
            assert_eq!(answer.at("/done/results"), &json!([]));
            told.push(answer.text);
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    // The office sees both, and yet one is not in the pool of the unit.
    let input = reviewed(&people.unit, &[kept(&own), kept(&foreign)], "1");
    let answer = change(&people.office, "reviewSourcePool", input).await;
    assert_eq!(errors(&answer), error("NOT_FOUND", "rows.1.entry"));
    assert_eq!(content(server).await, before);
}

async fn cw_01_given_an_old_version_of_an_entry_or_a_review_then_a_conflict_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let entry = pooled(&people, 1).await.remove(0);
    let before = content(server).await;
    let old = with(entry.clone(), "version", json!(7));
    let answer =
        change(&people.commune, "reviewSourcePool", reviewed(&people.unit, &[kept(&old)], "1")).await;
    assert_eq!(errors(&answer), error("CONFLICT", "rows.0.expectedVersion"));
    let input = json!({ "entry": entry["key"], "expectedVersion": 7, "reason": "Ghi nhầm" });
    let answer = change(&people.commune, "withdrawSourcePoolEntry", input).await;
    assert_eq!(errors(&answer), error("CONFLICT", "expectedVersion"));
    let review = &entry["reviews"][0]["key"];
    let input = json!({ "review": review, "expectedVersion": 7, "assessment": "Tốt.", "reason": "Ghi nhầm" });
    let answer = change(&people.commune, "correctSourcePoolReview", input).await;
    assert_eq!(errors(&answer), error("CONFLICT", "expectedVersion"));
    assert_eq!(content(server).await, before);
}

async fn cw_03_given_reviews_that_were_all_rejected_then_their_key_is_free_and_what_was_done_is_done_once(
    server: &Server,
) {
    let people = People::of(server).await;
    let [first, second] = pooled(&people, 2).await.try_into().unwrap();
    let before = content(server).await;
    let wrong = with(kept(&second), "assessment", json!(" "));
    let input = reviewed(&people.unit, &[kept(&first), wrong], "review");
    let answer = change(&people.commune, "reviewSourcePool", input).await;
    assert_eq!(errors(&answer), error("BAD_USER_INPUT", "rows.1.assessment"));
    let statuses: Vec<_> = answer.list("/done/results").iter().map(|row| row["status"].clone()).collect();
    assert_eq!(statuses, [json!("NOT_DONE"), json!("REFUSED")]);
    assert_eq!(content(server).await, before);

    let input = reviewed(&people.unit, &[kept(&first), removed(&second)], "review");
    let answer = change(&people.commune, "reviewSourcePool", input.clone()).await;
    assert_eq!(errors(&answer), []);
    // Two reviews, and an entry that ended.
    let after = [before[0], before[1] + 2, before[2], before[3] + 3];
    assert_eq!(content(server).await, after);
    let again = change(&people.commune, "reviewSourcePool", input).await;
    assert_eq!(again.at("/done/replayed"), &json!(true));
    assert_eq!(again.at("/done/results"), answer.at("/done/results"));
    assert_eq!(content(server).await, after);
}

async fn iv_09_given_an_entry_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones(
    server: &Server,
) {
    let people = People::of(server).await;
    let [mistake, stays, leaves] = pooled(&people, 3).await.try_into().unwrap();
    let withdraw = async |entry: &Value, version: i32| {
        let input = json!({ "entry": entry["key"], "expectedVersion": version, "reason": "Nhầm người" });
        change(&people.commune, "withdrawSourcePoolEntry", input).await
    };
    let answer = withdraw(&mistake, 1).await;
    assert_eq!(done(&answer, "official/key"), &mistake["official"]["key"]);
    let told = entries_of(server, &mistake).await;
    assert_eq!(told, [JournalOperation::Create, JournalOperation::Remove]);
    assert_eq!(errors(&withdraw(&mistake, 1).await), error("NOT_FOUND", "entry"));

    let input = reviewed(&people.unit, &[kept(&stays), removed(&leaves)], "1");
    assert_eq!(errors(&change(&people.commune, "reviewSourcePool", input).await), []);
    let before = content(server).await;
    let names = |answer: &Answer, legal: &[&str]| {
        let message = serde_json::to_string(answer.at("/done/userErrors")).unwrap();
        assert!(message.contains("INVALID_TRANSITION"), "{message}");
        for mutation in legal {
            assert!(message.contains(mutation), "{message}");
        }
    };
    names(&withdraw(&stays, 1).await, &["reviewSourcePool"]);
    names(&withdraw(&leaves, 2).await, &[]);
    let again = reviewed(&people.unit, &[kept(&stays)], "2");
    names(&change(&people.commune, "reviewSourcePool", again).await, &["correctSourcePoolReview"]);
    let leaves = with(leaves, "version", json!(2));
    let again = reviewed(&people.unit, &[kept(&leaves)], "3");
    let again = with(again, "year", json!(2022));
    let again = change(&people.commune, "reviewSourcePool", again).await;
    names(&again, &["correctSourcePoolReview", "addToSourcePool"]);
    assert_eq!(content(server).await, before);
    // Who left may be added anew.
    let input = addition(&leaves["official"]["key"], &people.unit, json!({ "addedOn": TODAY }), "4");
    assert_eq!(errors(&change(&people.commune, "addToSourcePool", input).await), []);
}

async fn given_additions_that_cannot_be_then_each_rule_is_named(server: &Server) {
    let people = People::of(server).await;
    let entry = pooled(&people, 1).await.remove(0);
    let official = &free(&people.commune, &people.unit).await[0];
    let before = content(server).await;
    for (more, code, place) in [
        (json!({ "origin": "FROM_ABOVE" }), "ORIGIN_MISMATCH", "origin"),
        (json!({ "origin": "INTER_COMMUNE" }), "ORIGIN_MISMATCH", "origin"),
        (json!({ "addedOn": "2026-01-01" }), "BAD_USER_INPUT", "addedOn"),
        (json!({ "addedOn": "2025-06-30" }), "UNIT_ABSENT", "addedOn"),
        (json!({ "year": 1999 }), "BAD_USER_INPUT", "year"),
        (json!({ "year": 2026 }), "BAD_USER_INPUT", "year"),
        (json!({ "assessment": "" }), "BAD_USER_INPUT", "assessment"),
        (json!({ "assessment": "ă".repeat(1001) }), "BAD_USER_INPUT", "assessment"),
        (json!({ "official": entry["official"]["key"] }), "POOLED_ALREADY", "official"),
    ] {
        let told = more.to_string();
        let input = addition(official, &people.unit, more, "1");
        let answer = change(&people.commune, "addToSourcePool", input).await;
        assert_eq!(errors(&answer), error(code, place), "{}", &told[..told.len().min(99)]);
    }
    // A person whose file another commune keeps comes from there, and from nowhere else.
    let other = &free(&people.office, &people.foreign_unit).await[0];
    let from = |origin: &str| addition(other, &people.unit, json!({ "origin": origin }), "2");
    for origin in ["ON_SITE", "FROM_ABOVE"] {
        let answer = change(&people.office, "addToSourcePool", from(origin)).await;
        assert_eq!(errors(&answer), error("ORIGIN_MISMATCH", "origin"));
    }
    assert_eq!(content(server).await, before);
    let answer = change(&people.office, "addToSourcePool", from("INTER_COMMUNE")).await;
    let entry = done(&answer, "sourcePoolEntry").clone();
    // The entry hangs on its person: the commune that keeps the pool does not see it.
    let found =
        people.commune.ask("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": entry["key"] })).await;
    assert_eq!(found.codes(), ["NOT_FOUND"]);
}

async fn given_reviews_that_cannot_be_then_each_rule_is_named_and_the_policy_decides_of_the_others(
    server: &Server,
) {
    let people = People::of(server).await;
    let [one, other] = pooled(&people, 2).await.try_into().unwrap();
    let before = content(server).await;
    let whole = reviewed(&people.unit, &[kept(&one)], "1");
    for (input, code, place) in [
        (with(whole.clone(), "reviewedOn", json!("2026-01-01")), "BAD_USER_INPUT", "reviewedOn"),
        (with(whole.clone(), "year", json!(2026)), "BAD_USER_INPUT", "year"),
        (with(whole.clone(), "reviewedOn", json!("2024-12-20")), "BAD_USER_INPUT", "year"),
        (with(whole.clone(), "rows", json!([])), "BAD_USER_INPUT", "rows"),
        // No rating of that year was approved by then.
        (with(whole.clone(), "year", json!(2021)), "INVALID_TRANSITION", "rows.0.entry"),
        // It was added on that very day.
        (with(whole.clone(), "reviewedOn", json!("2025-12-20")), "BAD_USER_INPUT", "rows.0.entry"),
        (
            reviewed(&people.unit, &[with(kept(&one), "reason", json!("Vì"))], "1"),
            "BAD_USER_INPUT",
            "rows.0.reason",
        ),
        (
            reviewed(&people.unit, &[with(removed(&one), "reason", Value::Null)], "1"),
            "BAD_USER_INPUT",
            "rows.0.reason",
        ),
        (reviewed(&people.unit, &[kept(&one), removed(&one)], "1"), "BAD_USER_INPUT", "rows.1.entry"),
    ] {
        let answer = change(&people.commune, "reviewSourcePool", input).await;
        assert_eq!(errors(&answer), error(code, place), "{}", answer.text);
    }
    assert_eq!(content(server).await, before);
    let unrated = with(whole, "year", json!(2021));
    let message = change(&people.commune, "reviewSourcePool", unrated).await;
    let message = message.string("/done/userErrors/0/message");
    assert!(message.contains("proposeRatings, approveRatings"), "{message}");

    let wrong = with(removed(&other), "reason", json!(""));
    let input = reviewed(&people.unit, &[wrong, kept(&one)], "2");
    let input = with(input, "errorPolicy", json!("REJECT_FAILED_ROWS"));
    let answer = change(&people.commune, "reviewSourcePool", input).await;
    assert_eq!(errors(&answer), error("BAD_USER_INPUT", "rows.0.reason"));
    assert_eq!(answer.at("/done/userErrors"), &json!([]));
    let rows = answer.list("/done/results");
    assert_eq!((&rows[0]["status"], &rows[0]["sourcePoolEntry"]), (&json!("REFUSED"), &Value::Null));
    assert_eq!((&rows[1]["status"], &rows[1]["sourcePoolEntry"]["key"]), (&json!("DONE"), &one["key"]));
    assert_eq!(content(server).await, [before[0], before[1] + 1, before[2], before[3] + 1]);
}

async fn given_a_low_rating_and_a_measure_then_who_is_added_or_kept_is_warned_of_in_both_languages(
    server: &Server,
) {
    let people = People::of(server).await;
    let [low, measured] = pooled(&people, 2).await.try_into().unwrap();
    let ratings = "query ($id: ID!) { official(id: $id) { ratings { key version year status } } }";
    let ratings = people.office.ask(ratings, json!({ "id": low["official"]["key"] })).await;
    let mut ratings = ratings.list("/official/ratings").iter();
    let rating = ratings.find(|row| row["year"] == 2025 && row["status"] == "APPROVED").unwrap();
    let superseded = json!({
        "rating": rating["key"], "expectedVersion": rating["version"], "grade": "NOT_COMPLETED",
        "reason": "Kiểm tra lại", "atOnce": true, "idempotencyKey": "low",
    });
    let document = "mutation ($input: SupersedeRatingInput!) { done: supersedeRating(input: $input) { userErrors { code } } }";
    let answer = people.office.ask(document, json!({ "input": superseded })).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]));
    let measure = json!({
        "official": measured["official"]["key"], "kind": "REPRIMAND", "decidedOn": "2025-12-29",
        "grounds": "Vi phạm quy chế", "idempotencyKey": "measure",
    });
    let document = "mutation ($input: RecordDisciplineInput!) { done: recordDiscipline(input: $input) { userErrors { code } } }";
    let answer = people.commune.ask(document, json!({ "input": measure })).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]), "{}", answer.text);

    let input = reviewed(&people.unit, &[kept(&low), kept(&measured)], "1");
    let answer = change(&people.commune, "reviewSourcePool", input).await;
    assert_eq!(errors(&answer), []);
    let rows = answer.list("/done/results");
    assert_eq!(codes(&rows[0]["warnings"]), ["LOW_RATING"]);
    assert_eq!(codes(&rows[1]["warnings"]), ["DISCIPLINED"]);

    let official = &free(&people.commune, &people.unit).await[0];
    let input = addition(official, &people.unit, json!({ "year": 2021 }), "2");
    let answer = change(&people.commune, "addToSourcePool", input).await;
    assert_eq!(errors(&answer), []);
    assert_eq!(
        answer.at("/done/warnings"),
        &json!([{
            "code": "NO_RATING", "rule": "Đề án 28-ĐA/HU ngày 12/01/2024; Kế hoạch 276/KH-UBND",
            "message": "Chưa có kết quả xếp loại năm 2021 được duyệt làm căn cứ.",
        }])
    );
}

async fn given_a_pool_then_reported_once_everybody_is_reviewed_and_set_right_by_another_report(
    server: &Server,
) {
    let people = People::of(server).await;
    let [one, other] = pooled(&people, 2).await.try_into().unwrap();
    let before = content(server).await;
    let report = |key: &str, more: Value| {
        let mut input = json!({ "unit": people.unit, "year": 2025, "idempotencyKey": key });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let answer = change(&people.commune, "reportSourcePool", report("1", json!({}))).await;
    assert_eq!(errors(&answer), error("NOT_REVIEWED", "year"));
    assert!(answer.string("/done/userErrors/0/message").contains("Còn 2 người"), "{}", answer.text);
    let input = reviewed(&people.unit, &[kept(&one), removed(&other)], "1");
    assert_eq!(errors(&change(&people.commune, "reviewSourcePool", input).await), []);
    for (more, code, place) in [
        (json!({ "year": 2026 }), "BAD_USER_INPUT", "year"),
        (json!({ "authority": people.foreign_unit }), "BAD_USER_INPUT", "authority"),
        (json!({ "authority": nothing(NodeKind::Unit)["key"] }), "NOT_FOUND", "authority"),
        (json!({ "remark": "" }), "BAD_USER_INPUT", "remark"),
    ] {
        let answer = change(&people.commune, "reportSourcePool", report("2", more)).await;
        assert_eq!(errors(&answer), error(code, place), "{}", answer.text);
    }
    assert_eq!(content(server).await[2], before[2]);

    let document = "query ($unit: ID) { sourcePoolReports(where: { unit: $unit, years: [2025] }, first: 9) {
        totalCount nodes { id key kept added removed reportedOn remark } } }";
    let told = async |client: &Client| {
        let answer = client.ask(document, json!({ "unit": people.unit })).await;
        answer.at("/sourcePoolReports").clone()
    };
    let earlier = told(&people.commune).await["nodes"][0].clone();
    let number = |name: &str| earlier[name].as_i64().unwrap();
    let first = change(&people.commune, "reportSourcePool", report("3", json!({}))).await;
    let first = done(&first, "sourcePoolReport").clone();
    assert_eq!(
        first,
        json!({
            "id": first["id"], "key": first["key"], "year": 2025, "reportedOn": TODAY, "kept": number("kept") + 1,
            "added": number("added"), "removed": number("removed") + 1, "remark": null,
            "unit": { "key": people.unit }, "authority": { "code": "01" },
        })
    );
    let second =
        change(&people.commune, "reportSourcePool", report("4", json!({ "remark": "Thay báo cáo trước." })))
            .await;
    let second = done(&second, "sourcePoolReport").clone();
    assert_eq!((&second["kept"], &second["remark"]), (&first["kept"], &json!("Thay báo cáo trước.")));
    let reports = told(&people.commune).await;
    assert_eq!(reports["totalCount"], 3);
    let keys: Vec<_> = reports["nodes"].as_array().unwrap().iter().map(|node| node["key"].clone()).collect();
    assert_eq!(keys, [second["key"].clone(), first["key"].clone(), earlier["key"].clone()]);
    let party = server.client(Account::PhuNghiaParty).await;
    assert_eq!(told(&party).await, reports);
    let administrator = server.client(Account::Administrator).await;
    let answer = administrator.ask(document, json!({ "unit": people.unit })).await;
    assert_eq!(answer.codes(), ["FORBIDDEN"]);
    assert_eq!(entries_of(server, &first).await, [JournalOperation::Create]);
    assert_eq!(content(server).await, [before[0], before[1] + 2, before[2] + 2, before[3] + 5]);
}

async fn given_somebody_who_retires_then_the_place_in_the_pool_ends_that_day(server: &Server) {
    let people = People::of(server).await;
    let entry = pooled(&people, 1).await.remove(0);
    let appointments =
        "query ($id: ID!) { official(id: $id) { appointments { key version validTo title { body } } } }";
    let held = people.office.ask(appointments, json!({ "id": entry["official"]["key"] })).await;
    assert!(held.list("/official/appointments").iter().all(|row| row["title"]["body"] != "PARTY"));
    let retire = async |on: &str, key: &str| {
        let input = json!({
            "official": entry["official"]["key"], "retiresOn": on, "decision": "78/QĐ-UBND", "reason": "Theo nguyện vọng",
            "idempotencyKey": key,
        });
        let document = "mutation ($input: RetireOfficialInput!) { done: retireOfficial(input: $input) { userErrors { code field } } }";
        people.commune.ask(document, json!({ "input": input })).await
    };
    let before = content(server).await;
    // Nobody leaves a pool before having come to it.
    let answer = retire("2025-12-20", "1").await;
    assert_eq!(answer.at("/done/userErrors/0/field"), &json!(["input", "retiresOn"]), "{}", answer.text);
    assert_eq!(content(server).await, before);
    let answer = retire(TODAY, "2").await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]));
    let told = entries_of(server, &entry).await;
    assert_eq!(told, [JournalOperation::Create, JournalOperation::Change]);
    let row = source_pool_entry::Entity::find_by_id(entity::id::SourcePoolEntryId(uuid_of(&entry["key"])));
    let row = row.one(server.database().reader()).await.unwrap().unwrap();
    assert_eq!((row.removed_on.map(|on| on.to_string()).as_deref(), row.version), (Some(TODAY), 2));
    // There is nobody left to be reviewed.
    let input = json!({ "unit": people.unit, "year": 2025, "idempotencyKey": "3" });
    assert_eq!(errors(&change(&people.commune, "reportSourcePool", input).await), []);
}

async fn given_a_pool_of_a_year_then_those_who_were_reviewed_and_those_who_were_not(server: &Server) {
    let people = People::of(server).await;
    let added = pooled(&people, 2).await;
    let list = async |filter: &str| -> Vec<Value> {
        let document = format!(
            "query ($unit: ID) {{ sourcePool(where: {{ unit: $unit {filter} }}, first: 100) {{ totalCount nodes {{ key }} }} }}"
        );
        let answer = people.commune.ask(&document, json!({ "unit": people.unit })).await;
        let keys: Vec<_> = answer.list("/sourcePool/nodes").iter().map(|node| node["key"].clone()).collect();
        assert_eq!(answer.at("/sourcePool/totalCount"), keys.len());
        keys
    };
    let (all, waiting) = (list("").await, list("notReviewedIn: 2025").await);
    let mut expected: Vec<_> = added.iter().map(|entry| entry["key"].clone()).collect();
    let mut found = waiting.clone();
    expected.sort_by_key(Value::to_string);
    found.sort_by_key(Value::to_string);
    assert_eq!(found, expected);
    let reviewed_in = list("reviewedIn: 2025").await;
    assert_eq!(reviewed_in.len() + 2, all.len());
    let rows: Vec<_> = added.iter().map(kept).collect();
    assert_eq!(
        errors(&change(&people.commune, "reviewSourcePool", reviewed(&people.unit, &rows, "1")).await),
        []
    );
    assert_eq!(list("notReviewedIn: 2025").await, Vec::<Value>::new());
    assert_eq!(list("reviewedIn: 2025").await, all);
}
