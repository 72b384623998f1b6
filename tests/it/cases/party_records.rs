//! What the Party keeps on its members, as it is recorded (security cases AR-05, CW-01, IV-06).

use std::collections::BTreeMap;

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Client, Server, TODAY, on_both_databases};
use entity::class::ConfidentialityClass as Class;
use entity::value::JournalOperation;
use serde_json::{Value, json};
use uuid::Uuid;

use super::officials::{change, last_entries, rows};
use super::registry::{People, refusals, refused};

on_both_databases!(
    alone:
    ar_05_given_a_seat_of_another_unit_when_ended_at_its_version_then_as_if_there_were_none,
    cw_01_given_an_old_version_of_a_membership_then_a_conflict_and_a_correction_needs_a_reason,
    iv_06_given_days_of_a_membership_that_cannot_be_then_refused_by_field_and_nothing_written,
    given_a_new_committee_then_the_one_before_ends_with_it_and_seats_lie_within_its_period,
    given_seats_that_end_and_begin_then_the_women_in_committees_are_counted_anew_at_once,
);

const RECORD: &str = "partyRecord { version admittedOn fullMemberOn } official { key }";
const COMMITTEE: &str = "standingCommittee { unit { key } term validFrom validTo }";
const SEAT: &str = "membership { key version unit { key } term validFrom validTo official { key } }";

const SEATS: &str = "query ($after: String) { officials(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { key sex unit { key } partyRecord {
        version standingCommitteeMemberships { key version unit { key } }
    } }
} }";

/// Everybody whom a Party committee sees today.
async fn everybody(party: &Client) -> Vec<Value> {
    let (mut people, mut after) = (Vec::new(), json!(null));
    loop {
        let answer = party.ask(SEATS, json!({ "after": after })).await;
        people.extend(answer.list("/officials/nodes").iter().cloned());
        if answer.at("/officials/pageInfo/hasNextPage") == &json!(false) {
            return people;
        }
        after = answer.at("/officials/pageInfo/endCursor").clone();
    }
}

/// Somebody of a unit without any record of the Party.
fn without_record<'p>(people: &'p [Value], unit: &str) -> &'p Value {
    people.iter().find(|person| person["partyRecord"].is_null() && person["unit"]["key"] == unit).unwrap()
}

async fn cw_01_given_an_old_version_of_a_membership_then_a_conflict_and_a_correction_needs_a_reason(
    server: &Server,
) {
    let people = People::of(server).await;
    let party = server.client(Account::PhuNghiaParty).await;
    let all = everybody(&party).await;
    let official = without_record(&all, &people.unit)["key"].clone();
    let recorded = async |version: Option<i32>, more: Value| {
        let mut input = json!({ "official": official, "expectedVersion": version });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        change(&party, "recordPartyMembership", input, RECORD).await
    };
    let early = recorded(Some(1), json!({ "admittedOn": "2024-02-03" })).await;
    assert_eq!(refusals(&early), refused("CONFLICT", "expectedVersion"));
    let first = recorded(None, json!({ "admittedOn": "2024-02-03" })).await;
    assert_eq!(refusals(&first), [], "{}", first.text);
    let expected = json!({ "version": 1, "admittedOn": "2024-02-03", "fullMemberOn": null });
    assert_eq!(first.at("/done/partyRecord"), &expected);
    let told = |operation| [("party_record".to_owned(), Class::Party, operation)];
    assert_eq!(last_entries(server, 1).await, told(JournalOperation::Create));
    let before = rows(server).await;
    let old = recorded(None, json!({ "fullMemberOn": "2025-02-03", "reason": "Chuyển chính thức" })).await;
    assert_eq!(refusals(&old), refused("CONFLICT", "expectedVersion"));
    let silent = recorded(Some(1), json!({ "fullMemberOn": "2025-02-03" })).await;
    assert_eq!(refusals(&silent), refused("BAD_USER_INPUT", "reason"));
    assert_eq!(rows(server).await, before);
    let full =
        recorded(Some(1), json!({ "fullMemberOn": "2025-02-03", "reason": "Chuyển chính thức" })).await;
    let expected = json!({ "version": 2, "admittedOn": "2024-02-03", "fullMemberOn": "2025-02-03" });
    assert_eq!((refusals(&full), full.at("/done/partyRecord")), (vec![], &expected));
    assert_eq!(last_entries(server, 1).await, told(JournalOperation::Correct));
    let cleared = recorded(Some(2), json!({ "fullMemberOn": null, "reason": "Nhập nhầm" })).await;
    assert_eq!(cleared.at("/done/partyRecord/fullMemberOn"), &json!(null));
}

async fn iv_06_given_days_of_a_membership_that_cannot_be_then_refused_by_field_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let party = server.client(Account::PartyCommittee).await;
    let new = json!({
        "fullName": "Phạm Thị Trẻ", "birthDate": "2004-06-15", "sex": "FEMALE", "unit": people.unit,
        "category": "CIVIL_SERVANT", "validFrom": TODAY, "idempotencyKey": "1",
    });
    let answer = change(&people.commune, "registerOfficial", new, "official { key }").await;
    let official = answer.at("/done/official/key");
    let before = rows(server).await;
    for (admitted, full, field) in [
        ("2022-06-14", "2023-06-14", "admittedOn"),
        ("2026-01-01", "2026-01-01", "admittedOn"),
        ("1899-12-31", "2023-06-15", "admittedOn"),
        ("2023-06-15", "2023-06-14", "fullMemberOn"),
        ("2023-06-15", "2026-01-01", "fullMemberOn"),
    ] {
        for (language, words) in [("vi", "tuổi"), ("en", "years old")] {
            let client = party.clone().in_language(language);
            let input = json!({ "official": official, "admittedOn": admitted, "fullMemberOn": full });
            let answer = change(&client, "recordPartyMembership", input, RECORD).await;
            assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", field), "{admitted} {full}");
            let message = answer.string("/done/userErrors/0/message");
            assert_eq!(message.contains(words), admitted == "2022-06-14", "{message}");
        }
    }
    assert_eq!(rows(server).await, before);
    let input = json!({ "official": official, "admittedOn": "2022-06-15", "fullMemberOn": "2023-06-15" });
    let answer = change(&party, "recordPartyMembership", input, RECORD).await;
    assert_eq!(refusals(&answer), []);
}

async fn given_a_new_committee_then_the_one_before_ends_with_it_and_seats_lie_within_its_period(
    server: &Server,
) {
    let people = People::of(server).await;
    let party = server.client(Account::PhuNghiaParty).await;
    let before = rows(server).await;
    let established = async |from: &str, to: Option<&str>, key: &str| {
        let input = json!({
            "unit": people.unit, "term": "2030-2035", "validFrom": from, "validTo": to, "idempotencyKey": key,
        });
        change(&party, "establishStandingCommittee", input, COMMITTEE).await
    };
    for (from, to, code, field) in [
        ("2025-07-01", Some("2026-01-01"), "COMMITTEE_ALREADY", "unit"),
        ("2020-01-01", None, "UNIT_ABSENT", "unit"),
        ("2030-06-01", Some("2030-06-01"), "BAD_USER_INPUT", "validTo"),
        ("1899-01-01", None, "BAD_USER_INPUT", "validFrom"),
    ] {
        let answer = established(from, to, "x").await;
        assert_eq!(refusals(&answer), refused(code, field), "{from}: {}", answer.text);
    }
    assert_eq!(rows(server).await, before);
    let made = established("2030-06-01", Some("2035-06-01"), "1").await;
    assert_eq!(refusals(&made), [], "{}", made.text);
    let expected = json!({
        "unit": { "key": people.unit }, "term": "2030-2035", "validFrom": "2030-06-01", "validTo": "2035-06-01",
    });
    assert_eq!(made.at("/done/standingCommittee"), &expected);
    let committee = |operation| ("standing_committee".to_owned(), Class::Party, operation);
    let told = [committee(JournalOperation::Change), committee(JournalOperation::Create)];
    assert_eq!(last_entries(server, 2).await, told);
    let again = established("2030-06-01", Some("2035-06-01"), "1").await;
    assert_eq!((again.at("/done/standingCommittee"), again.at("/done/replayed")), (&expected, &json!(true)));
    let twice = established("2034-01-01", None, "2").await;
    assert_eq!(refusals(&twice), refused("COMMITTEE_ALREADY", "unit"));
    let all = everybody(&party).await;
    let official = without_record(&all, &people.unit)["key"].clone();
    let seated = async |from: &str, to: Option<&str>, key: &str| {
        let input = json!({
            "official": official, "unit": people.unit, "validFrom": from, "validTo": to, "idempotencyKey": key,
        });
        change(&party, "seatInStandingCommittee", input, SEAT).await
    };
    for (from, to, code, field) in [
        ("2036-01-01", None, "COMMITTEE_ABSENT", "unit"),
        ("2031-01-01", Some("2035-06-02"), "BAD_USER_INPUT", "validTo"),
        ("2031-01-01", Some("2031-01-01"), "BAD_USER_INPUT", "validTo"),
        ("2026-01-01", Some("2030-06-02"), "BAD_USER_INPUT", "validTo"),
    ] {
        let answer = seated(from, to, "x").await;
        assert_eq!(refusals(&answer), refused(code, field), "{from}: {}", answer.text);
    }
    let seat = seated("2031-01-01", None, "s").await;
    assert_eq!(refusals(&seat), [], "{}", seat.text);
    let membership = seat.at("/done/membership");
    assert_eq!((&membership["validTo"], &membership["term"]), (&json!("2035-06-01"), &json!("2030-2035")));
    assert_eq!(membership["official"]["key"], official);
    let twice = seated("2032-01-01", None, "t").await;
    assert_eq!(refusals(&twice), refused("SEATED_ALREADY", "official"));
    let mut expected = before;
    for (place, more) in [(7, 1), (8, 1), (9, 3)] {
        expected[place] += more;
    }
    assert_eq!(rows(server).await, expected);
}

async fn ar_05_given_a_seat_of_another_unit_when_ended_at_its_version_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let (wide, own) =
        (server.client(Account::PartyCommittee).await, server.client(Account::PhuNghiaParty).await);
    let all = everybody(&wide).await;
    let seats = |unit: &str| -> Vec<Value> {
        let of_unit = all.iter().filter(|person| person["unit"]["key"] == unit);
        let of_unit =
            of_unit.filter_map(|person| person["partyRecord"]["standingCommitteeMemberships"].as_array());
        of_unit.flatten().cloned().collect()
    };
    let foreign = seats(&people.foreign_unit).remove(0)["key"].clone();
    let nothing = json!(key(NodeKind::StandingCommitteeMembership, Uuid::from_u128(1)).to_string());
    let before = rows(server).await;
    let ended = |membership: &Value, version: i32| json!({ "membership": membership, "expectedVersion": version, "endsOn": TODAY, "reason": "Thôi tham gia" });
    let mut told = Vec::new();
    for membership in [&foreign, &nothing] {
        let sent = server.statements();
        let answer = change(&own, "endStandingCommitteeSeat", ended(membership, 1), SEAT).await;
        assert_eq!(refusals(&answer), refused("NOT_FOUND", "membership"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    let seat = seats(&people.unit).remove(0)["key"].clone();
    let old = change(&own, "endStandingCommitteeSeat", ended(&seat, 2), SEAT).await;
    assert_eq!(refusals(&old), refused("CONFLICT", "expectedVersion"));
    let mut early = ended(&seat, 1);
    early["endsOn"] = json!("2020-01-01");
    let early = change(&own, "endStandingCommitteeSeat", early, SEAT).await;
    assert_eq!(refusals(&early), refused("BAD_USER_INPUT", "endsOn"));
    assert_eq!(rows(server).await, before);
    let answer = change(&own, "endStandingCommitteeSeat", ended(&seat, 1), SEAT).await;
    assert_eq!((refusals(&answer), answer.at("/done/membership/version")), (vec![], &json!(2)));
    let told = ("standing_committee_membership".to_owned(), Class::Party, JournalOperation::Change);
    assert_eq!(last_entries(server, 1).await, [told]);
    let closed = change(&own, "endStandingCommitteeSeat", ended(&seat, 2), SEAT).await;
    assert_eq!(refusals(&closed), refused("INVALID_TRANSITION", "membership"));
}

async fn given_seats_that_end_and_begin_then_the_women_in_committees_are_counted_anew_at_once(
    server: &Server,
) {
    let party = server.client(Account::PartyCommittee).await;
    let with_women = async || {
        let document = "query ($on: Date) {
            targets(programme: \"KH-276\", asOf: $on) { target { code } numerator denominator }
        }";
        let answer = party.ask(document, json!({ "on": TODAY })).await;
        let targets = answer.list("/targets").iter();
        let value = targets.into_iter().find(|value| value["target"]["code"] == "K4").unwrap().clone();
        (value["numerator"].as_i64().unwrap(), value["denominator"].as_i64().unwrap())
    };
    let before = with_women().await;
    let all = everybody(&party).await;
    let mut women: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for woman in all.iter().filter(|person| person["sex"] == "FEMALE") {
        let seats = woman["partyRecord"]["standingCommitteeMemberships"].as_array();
        for seat in seats.into_iter().flatten() {
            women.entry(seat["unit"]["key"].as_str().unwrap().to_owned()).or_default().push(seat.clone());
        }
    }
    let (unit, seats) = women.into_iter().next().unwrap();
    for seat in &seats {
        let input = json!({
            "membership": seat["key"], "expectedVersion": seat["version"], "endsOn": TODAY, "reason": "Thôi tham gia",
        });
        let answer = change(&party, "endStandingCommitteeSeat", input, SEAT).await;
        assert_eq!(refusals(&answer), [], "{}", answer.text);
    }
    assert_eq!(with_women().await, (before.0 - 1, before.1));
    let is_free = |person: &&Value| {
        let seats = person["partyRecord"]["standingCommitteeMemberships"].as_array();
        person["sex"] == "FEMALE" && person["unit"]["key"] == unit.as_str() && seats.is_none_or(Vec::is_empty)
    };
    let woman = all.iter().find(is_free).unwrap();
    let input = json!({ "official": woman["key"], "unit": unit, "validFrom": TODAY, "idempotencyKey": "nữ" });
    let answer = change(&party, "seatInStandingCommittee", input, SEAT).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    assert_eq!(answer.at("/done/membership/unit/key"), unit.as_str());
    assert_eq!(with_women().await, before);
}
