//! Whose file goes where, one and many (security cases AR-06, AR-07).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Answer, Client, Server, TODAY, on_both_databases};
use entity::affiliation;
use entity::id::UnitId;
use entity::value::{JournalOperation, OfficialCategory};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, content, end, entries_about, holder, people_of, refusals, refused, uuid_of};

on_both_databases!(
    alone:
    ar_06_given_a_file_or_a_unit_out_of_scope_when_moved_then_as_if_there_were_none,
    ar_07_given_a_list_with_one_person_or_unit_out_of_scope_then_all_is_refused_whatever_the_policy,
    given_a_file_that_moves_then_the_one_before_ends_that_day_and_titles_that_go_on_are_warned_of,
    given_a_file_that_went_to_the_wrong_unit_when_moved_on_its_first_day_then_the_affiliation_is_corrected,
    given_files_that_cannot_move_then_each_rule_is_named_and_nothing_written,
    given_many_files_of_which_none_moves_then_the_key_is_good_for_rows_that_were_put_right,
    given_many_files_when_one_cannot_move_then_the_policy_decides_of_the_others,
    given_a_person_without_a_post_then_listed_as_such,
);

const ERRORS: &str = "replayed userErrors { code field message }";

async fn move_one(client: &Client, input: &Value) -> Answer {
    let document = format!(
        "mutation ($input: AffiliateOfficialInput!) {{ done: affiliateOfficial(input: $input) {{
            official {{ key unit {{ key }} category }} warnings {{ code rule }} {ERRORS}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

async fn move_many(client: &Client, input: &Value) -> Answer {
    let document = format!(
        "mutation ($input: ReaffiliateOfficialsInput!) {{ done: reaffiliateOfficials(input: $input) {{
            results {{ status official {{ key unit {{ key }} }} warnings {{ code }} userErrors {{ code field }} }} {ERRORS}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

fn row(official: &Value, unit: &str) -> Value {
    json!({ "official": official["key"], "unit": unit, "validFrom": TODAY })
}

fn one(official: &Value, unit: &str) -> Value {
    let mut input = row(official, unit);
    input["idempotencyKey"] = json!("một");
    input
}

fn many(rows: &[Value], policy: &str) -> Value {
    json!({ "rows": rows, "errorPolicy": policy, "idempotencyKey": "nhiều" })
}

/// The units that kept or keep a person's file, by their first days, each with whether it still does.
async fn files_of(server: &Server, official: &Value) -> Vec<(Uuid, bool)> {
    let rows = affiliation::Entity::find()
        .filter(affiliation::Column::OfficialId.eq(uuid_of(&official["key"])))
        .order_by_asc(affiliation::Column::ValidFrom)
        .all(server.database().reader())
        .await
        .unwrap();
    rows.into_iter().map(|row| (row.unit_id.0, row.valid_to.is_none())).collect()
}

async fn ar_06_given_a_file_or_a_unit_out_of_scope_when_moved_then_as_if_there_were_none(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    let nobody = json!({ "key": key(NodeKind::Official, Uuid::from_u128(1)).to_string() });
    let nowhere = key(NodeKind::Unit, Uuid::from_u128(1)).to_string();
    for (same, field) in [
        ([one(&people.foreign, &people.unit), one(&nobody, &people.unit)], "official"),
        ([one(&people.own, &people.foreign_unit), one(&people.own, &nowhere)], "unit"),
    ] {
        let mut texts = Vec::new();
        for input in &same {
            let answer = move_one(&people.commune, input).await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", field));
            texts.push(answer.text);
        }
        assert_eq!(texts[0], texts[1]);
    }
    assert_eq!(content(server).await, before);
    // Who is due to leave is not taken back.
    let mut leaving = one(&people.own, &people.foreign_unit);
    leaving["validFrom"] = json!("2026-02-01");
    assert_eq!(refusals(&move_one(&people.office, &leaving).await), []);
    let before = content(server).await;
    let mut back = one(&people.own, &people.unit);
    back["validFrom"] = json!("2026-02-02");
    assert_eq!(refusals(&move_one(&people.commune, &back).await), refused("NOT_FOUND", "official"));
    assert_eq!(content(server).await, before);
}

async fn ar_07_given_a_list_with_one_person_or_unit_out_of_scope_then_all_is_refused_whatever_the_policy(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let mut own = people_of(&people.commune, &people.unit).await;
    own.truncate(3);
    // A move that could be made: to another category.
    let mut rows: Vec<Value> = own.iter().map(|person| row(person, &people.unit)).collect();
    for row in &mut rows {
        row["category"] = json!("PUBLIC_EMPLOYEE");
    }
    for (foreign, field) in
        [(row(&people.foreign, &people.unit), "official"), (row(&people.own, &people.foreign_unit), "unit")]
    {
        for policy in ["REJECT_ALL", "REJECT_FAILED_ROWS"] {
            let mut rows = rows.clone();
            rows.insert(1, foreign.clone());
            let answer = move_many(&people.commune, &many(&rows, policy)).await;
            assert_eq!(answer.at("/done/results"), &json!([]), "{policy}");
            assert_eq!(answer.list("/done/userErrors").len(), 1);
            let error = answer.at("/done/userErrors/0");
            assert_eq!(
                (&error["code"], &error["field"]),
                (&json!("NOT_FOUND"), &json!(["input", "rows", "1", field]))
            );
        }
    }
    assert_eq!(content(server).await, before);
    let answer = move_many(&people.commune, &many(&rows, "REJECT_FAILED_ROWS")).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]), "{}", answer.text);
    assert_eq!(content(server).await, [before[0], before[1], before[2] + 3, before[3] + 6]);
}

async fn given_a_file_that_moves_then_the_one_before_ends_that_day_and_titles_that_go_on_are_warned_of(
    server: &Server,
) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let (official, _) = holder(&of_unit, "COMMITTEE_VICE_CHAIR");
    let (data, kept) = (content(server).await, files_of(server, official).await);
    let answer = move_one(&people.office, &one(official, &people.foreign_unit)).await;
    assert_eq!(refusals(&answer), []);
    assert_eq!(answer.at("/done/official/unit/key"), people.foreign_unit.as_str());
    assert_eq!(answer.at("/done/warnings/0/code"), "HOLDS_IN_UNIT_LEFT");
    let mut expected: Vec<_> = kept.iter().map(|(unit, _)| (*unit, false)).collect();
    expected.push((uuid_of(&json!(people.foreign_unit)), true));
    assert_eq!(files_of(server, official).await, expected);
    // One entry for each of the two rows.
    assert_eq!(content(server).await, [data[0], data[1], data[2] + 1, data[3] + 2]);
    let again = move_one(&people.office, &one(official, &people.foreign_unit)).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
    // The commune that is left sees the person no more.
    let gone = people
        .commune
        .ask("query ($id: ID!) { official(id: $id) { key } }", json!({ "id": official["key"] }))
        .await;
    assert_eq!(gone.codes(), ["NOT_FOUND"]);
}

async fn given_files_that_cannot_move_then_each_rule_is_named_and_nothing_written(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    let with = |field: &str, value: Value| {
        let mut input = one(&people.own, &people.foreign_unit);
        input[field] = value;
        input
    };
    for (input, code, field) in [
        (one(&people.own, &people.unit), "AFFILIATED_ALREADY", "unit"),
        (with("validFrom", json!("2025-06-30")), "UNIT_ABSENT", "unit"),
        (with("validFrom", json!("1899-01-01")), "BAD_USER_INPUT", "validFrom"),
        (with("idempotencyKey", json!("")), "BAD_USER_INPUT", "idempotencyKey"),
    ] {
        let answer = move_one(&people.office, &input).await;
        assert_eq!(refusals(&answer), refused(code, field), "{input}");
    }
    let none = move_many(&people.office, &many(&[], "REJECT_ALL")).await;
    assert_eq!(refusals(&none), refused("BAD_USER_INPUT", "rows"));
    assert_eq!(content(server).await, before);
}

/// The rows that say where a person's file was, is and will be, by their first days.
async fn affiliations_of(server: &Server, official: &Value) -> Vec<affiliation::Model> {
    affiliation::Entity::find()
        .filter(affiliation::Column::OfficialId.eq(uuid_of(&official["key"])))
        .order_by_asc(affiliation::Column::ValidFrom)
        .all(server.database().reader())
        .await
        .unwrap()
}

async fn given_a_file_that_went_to_the_wrong_unit_when_moved_on_its_first_day_then_the_affiliation_is_corrected(
    server: &Server,
) {
    const MERGED_ON: &str = "2025-07-01";
    let people = People::of(server).await;
    let to = UnitId(uuid_of(&json!(people.foreign_unit)));
    let mut since_merger = Vec::new();
    for person in people_of(&people.office, &people.unit).await {
        let files = affiliations_of(server, &person).await;
        if files.last().is_some_and(|file| file.valid_from.to_string() == MERGED_ON) {
            since_merger.push((person, files));
        }
    }
    let [first, second, third, ..] = since_merger.as_slice() else { panic!("three came by the merger") };
    let on_first_day = |mut row: Value| {
        row["validFrom"] = json!(MERGED_ON);
        row
    };
    let data = content(server).await;

    let input = on_first_day(one(&first.0, &people.foreign_unit));
    // The commune does not reach the unit where the file belongs.
    assert_eq!(refusals(&move_one(&people.commune, &input).await), refused("NOT_FOUND", "unit"));
    assert_eq!(content(server).await, data);
    let answer = move_one(&people.office, &input).await;
    assert_eq!(refusals(&answer), []);
    assert_eq!(answer.at("/done/official/unit/key"), people.foreign_unit.as_str());
    let corrected = |files: &[affiliation::Model]| -> Vec<affiliation::Model> {
        let (last, before) = files.split_last().unwrap();
        let last = affiliation::Model { unit_id: to, ..last.clone() };
        before.iter().cloned().chain([last]).collect()
    };
    assert_eq!(affiliations_of(server, &first.0).await, corrected(&first.1));
    // The same row, one entry, and nothing else.
    assert_eq!(content(server).await, [data[0], data[1], data[2], data[3] + 1]);
    let operation = async |files: &[affiliation::Model]| {
        entries_about(server, files.last().unwrap().id).await.last().copied()
    };
    assert_eq!(operation(&first.1).await, Some(JournalOperation::Correct));
    let again = move_one(&people.office, &input).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
    let mut same = input.clone();
    same["idempotencyKey"] = json!("hai");
    assert_eq!(refusals(&move_one(&people.office, &same).await), refused("AFFILIATED_ALREADY", "unit"));

    // As many at once, one of them into another category alone.
    let mut category = on_first_day(row(&third.0, &people.unit));
    category["category"] = json!("PUBLIC_EMPLOYEE");
    let rows = [on_first_day(row(&second.0, &people.foreign_unit)), category];
    let answer = move_many(&people.office, &many(&rows, "REJECT_ALL")).await;
    assert_eq!(refusals(&answer), []);
    assert_eq!(affiliations_of(server, &second.0).await, corrected(&second.1));
    let of_third = affiliations_of(server, &third.0).await;
    assert_eq!(of_third.len(), third.1.len());
    assert_eq!(of_third.last().unwrap().category, OfficialCategory::PublicEmployee);
    for files in [&second.1, &third.1] {
        assert_eq!(operation(files).await, Some(JournalOperation::Correct));
    }
    assert_eq!(content(server).await, [data[0], data[1], data[2], data[3] + 3]);

    // A day before what is planned ends nothing.
    let mut planned = one(&third.0, &people.foreign_unit);
    planned["validFrom"] = json!("2026-03-01");
    planned["idempotencyKey"] = json!("kế hoạch");
    assert_eq!(refusals(&move_one(&people.office, &planned).await), []);
    let before = content(server).await;
    let mut earlier = planned.clone();
    earlier["validFrom"] = json!("2026-02-01");
    earlier["idempotencyKey"] = json!("sớm hơn");
    assert_eq!(refusals(&move_one(&people.office, &earlier).await), refused("BAD_USER_INPUT", "validFrom"));
    assert_eq!(content(server).await, before);
}

async fn given_many_files_when_one_cannot_move_then_the_policy_decides_of_the_others(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let rows = [
        row(&of_unit[0], &people.foreign_unit),
        row(&of_unit[1], &people.unit),
        row(&of_unit[2], &people.foreign_unit),
        row(&of_unit[0], &people.foreign_unit),
    ];
    let statuses = |answer: &Answer| -> Vec<String> {
        let results = answer.list("/done/results").iter();
        results.map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    };
    let all = move_many(&people.office, &many(&rows, "REJECT_ALL")).await;
    assert_eq!(statuses(&all), ["NOT_DONE", "REFUSED", "NOT_DONE", "REFUSED"]);
    let errors = all.list("/done/userErrors");
    assert_eq!(errors[0]["code"], "AFFILIATED_ALREADY");
    assert_eq!(errors[0]["field"], json!(["input", "rows", "1", "unit"]));
    assert_eq!(errors[1]["field"], json!(["input", "rows", "3", "official"]));
    assert_eq!(content(server).await, before);

    let mut some = many(&rows, "REJECT_FAILED_ROWS");
    some["idempotencyKey"] = json!("một phần");
    let done = move_many(&people.office, &some).await;
    assert_eq!(statuses(&done), ["DONE", "REFUSED", "DONE", "REFUSED"]);
    assert_eq!(done.at("/done/userErrors"), &json!([]));
    assert_eq!(done.at("/done/results/1/userErrors/0/field"), &json!(["input", "rows", "1", "unit"]));
    assert_eq!(done.at("/done/results/2/official/unit/key"), people.foreign_unit.as_str());
    let after = content(server).await;
    assert_eq!(after, [before[0], before[1], before[2] + 2, before[3] + 4]);
    let again = move_many(&people.office, &some).await;
    assert_eq!(again.at("/done/replayed"), &json!(true));
    assert_eq!(content(server).await, after);
}

async fn given_many_files_of_which_none_moves_then_the_key_is_good_for_rows_that_were_put_right(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let wrong = row(&of_unit[1], &people.unit);
    let refused_rows = [
        (vec![row(&of_unit[0], &people.foreign_unit), wrong.clone()], "REJECT_ALL"),
        (vec![wrong], "REJECT_FAILED_ROWS"),
    ];
    for (rows, policy) in &refused_rows {
        let answer = move_many(&people.office, &many(rows, policy)).await;
        assert_eq!(answer.at("/done/userErrors/0/code"), "AFFILIATED_ALREADY", "{policy}");
        assert_eq!(answer.at("/done/replayed"), &json!(false));
        assert_eq!(answer.list("/done/results").len(), rows.len());
        assert_eq!(content(server).await, before, "{policy}");
    }
    let right = [row(&of_unit[0], &people.foreign_unit), row(&of_unit[1], &people.foreign_unit)];
    let done = move_many(&people.office, &many(&right, "REJECT_ALL")).await;
    assert_eq!((refusals(&done), done.at("/done/replayed")), (vec![], &json!(false)));
    let after = [before[0], before[1], before[2] + 2, before[3] + 4];
    assert_eq!(content(server).await, after);
    // Now the key is used up.
    let other = move_many(&people.office, &many(&right[..1], "REJECT_ALL")).await;
    assert_eq!(refusals(&other), refused("IDEMPOTENCY_MISMATCH", "idempotencyKey"));
    assert_eq!(content(server).await, after);
}

async fn given_a_person_without_a_post_then_listed_as_such(server: &Server) {
    let people = People::of(server).await;
    let listed = async |has_post: bool| -> Vec<String> {
        let document = "query ($within: ID, $has: Boolean) {
            officials(where: { within: $within, hasPost: $has }, first: 100) { nodes { key } }
        }";
        let answer = people.commune.ask(document, json!({ "within": people.unit, "has": has_post })).await;
        let nodes = answer.list("/officials/nodes").iter();
        nodes.map(|person| person["key"].as_str().unwrap().to_owned()).collect()
    };
    let (with, without) = (listed(true).await, listed(false).await);
    let of_unit = people_of(&people.commune, &people.unit).await;
    assert_eq!(with.len() + without.len(), of_unit.len());
    let (official, post) = holder(&of_unit, "COMMITTEE_VICE_CHAIR");
    let key = official["key"].as_str().unwrap().to_owned();
    assert!(with.contains(&key) && !without.contains(&key));
    assert_eq!(refusals(&end(&people.commune, post).await), []);
    let (with, without) = (listed(true).await, listed(false).await);
    assert!(!with.contains(&key) && without.contains(&key));
}
