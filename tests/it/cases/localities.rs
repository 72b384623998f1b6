//! Holders assessed as local or not (security cases AR-05, AF-09, AF-10, CW-01).

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Client, Fault, Server, TODAY, on_both_databases};
use entity::value::JournalOperation;
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, change, content, entries_of, holder, people_of, refusals, refused};

on_both_databases!(
    alone:
    ar_05_given_an_appointment_of_another_unit_when_assessed_then_as_if_there_were_none,
    af_09_given_a_role_that_does_not_write_personnel_when_it_assesses_then_forbidden,
    given_a_chair_who_is_assessed_anew_then_k9_moves_at_once_and_the_past_stays,
    given_assessments_that_break_a_rule_then_each_is_named_in_both_languages_and_nothing_written,
    given_an_assessment_that_is_asked_for_twice_then_made_once,
    af_09_given_a_role_that_does_not_write_personnel_when_it_corrects_an_assessment_then_forbidden,
    af_10_given_a_correction_of_an_assessment_then_what_is_absent_stays_and_k9_moves_on_past_days_too,
    ar_05_given_an_assessment_of_another_unit_when_corrected_at_its_version_then_as_if_there_were_none,
    cw_01_given_an_old_version_of_an_assessment_then_a_conflict_and_nothing_written,
    given_corrections_of_an_assessment_that_break_a_rule_then_each_is_named_and_nothing_written,
);

fn assessed(appointment: &Value, locality: &str, on: &str) -> Value {
    json!({
        "appointment": appointment["key"], "locality": locality, "criterion": "Quê quán và nơi cư trú",
        "decidedBy": "Phòng Nội vụ", "assessedOn": on, "idempotencyKey": format!("{locality} {on}"),
    })
}

fn with(mut input: Value, field: &str, value: &str) -> Value {
    input[field] = json!(value);
    input
}

/// The assessments of an appointment up to today, and the finding that counts.
async fn assessments(client: &Client, appointment: &Value) -> (Vec<Value>, Value) {
    let document = "query ($id: ID!) { node(id: $id) { ... on Appointment {
        locality localityAssessments { key locality assessedOn }
    } } }";
    let answer = client.ask(document, json!({ "id": appointment["key"] })).await;
    (answer.list("/node/localityAssessments").to_vec(), answer.at("/node/locality").clone())
}

/// The chair of the committee of the commune's own unit.
async fn chair(people: &People) -> Value {
    let of_unit = people_of(&people.commune, &people.unit).await;
    holder(&of_unit, "COMMITTEE_CHAIR").1.clone()
}

async fn ar_05_given_an_appointment_of_another_unit_when_assessed_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let missing = json!({ "key": key(NodeKind::Appointment, Uuid::from_u128(1)).to_string() });
    let mut told = Vec::new();
    for appointment in [&people.foreign["appointments"][0], &missing] {
        let sent = server.statements();
        let answer = change(&people.commune, "assessLocality", assessed(appointment, "LOCAL", TODAY)).await;
        assert_eq!(refusals(&answer), refused("NOT_FOUND", "appointment"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
}

async fn af_09_given_a_role_that_does_not_write_personnel_when_it_assesses_then_forbidden(server: &Server) {
    let people = People::of(server).await;
    let chair = chair(&people).await;
    let before = content(server).await;
    for account in [Account::PartyCommittee, Account::Administrator, Account::DigitalPlatform] {
        let client = server.client(account).await;
        let answer = change(&client, "assessLocality", assessed(&chair, "LOCAL", TODAY)).await;
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?}");
    }
    assert_eq!(content(server).await, before);
    let by_commune = change(&people.commune, "assessLocality", assessed(&chair, "LOCAL", "2025-12-30")).await;
    assert_eq!(refusals(&by_commune), []);
    let by_office = change(&people.office, "assessLocality", assessed(&chair, "LOCAL", TODAY)).await;
    assert_eq!(refusals(&by_office), []);
}

async fn given_a_chair_who_is_assessed_anew_then_k9_moves_at_once_and_the_past_stays(server: &Server) {
    let people = People::of(server).await;
    let chair = chair(&people).await;
    let k9 = async |on: &str| {
        let document =
            "query ($on: Date) { targets(programme: \"KH-276\", asOf: $on) { target { code } numerator } }";
        let answer = people.office.ask(document, json!({ "on": on })).await;
        let row = answer.list("/targets").iter().find(|row| row["target"]["code"] == "K9");
        row.unwrap()["numerator"].as_i64().unwrap()
    };
    let first = change(&people.commune, "assessLocality", assessed(&chair, "LOCAL", "2025-12-01")).await;
    assert_eq!(refusals(&first), []);
    assert_eq!(first.at("/done/localityAssessment/decidedBy"), "Phòng Nội vụ");
    let (past, now) = (k9("2025-12-30").await, k9(TODAY).await);
    let before = content(server).await;
    let done = change(&people.commune, "assessLocality", assessed(&chair, "NON_LOCAL", TODAY)).await;
    assert_eq!(refusals(&done), []);
    assert_eq!((k9("2025-12-30").await, k9(TODAY).await), (past, now + 1));
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 1]);
    let (all, counts) = assessments(&people.commune, &chair).await;
    assert_eq!(counts, "NON_LOCAL");
    let last: Vec<_> = all.iter().rev().take(2).map(|row| (&row["locality"], &row["assessedOn"])).collect();
    let expected = [(json!("NON_LOCAL"), json!(TODAY)), (json!("LOCAL"), json!("2025-12-01"))];
    assert_eq!(last, [(&expected[0].0, &expected[0].1), (&expected[1].0, &expected[1].1)]);
}

async fn given_assessments_that_break_a_rule_then_each_is_named_in_both_languages_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let chair = chair(&people).await;
    let made = change(&people.commune, "assessLocality", assessed(&chair, "LOCAL", TODAY)).await;
    assert_eq!(refusals(&made), []);
    let before = content(server).await;
    for (input, code, field) in [
        (assessed(&chair, "NON_LOCAL", TODAY), "ASSESSED_ALREADY", "assessedOn"),
        (assessed(&chair, "LOCAL", "2026-01-01"), "BAD_USER_INPUT", "assessedOn"),
        (assessed(&chair, "LOCAL", "1899-12-31"), "BAD_USER_INPUT", "assessedOn"),
        // Before the appointment.
        (assessed(&chair, "LOCAL", "2010-01-01"), "BAD_USER_INPUT", "assessedOn"),
        (with(assessed(&chair, "LOCAL", "2025-12-30"), "criterion", " "), "BAD_USER_INPUT", "criterion"),
        (
            with(assessed(&chair, "LOCAL", "2025-12-30"), "decidedBy", "a\u{200b}"),
            "BAD_USER_INPUT",
            "decidedBy",
        ),
        (
            with(assessed(&chair, "LOCAL", "2025-12-30"), "idempotencyKey", ""),
            "BAD_USER_INPUT",
            "idempotencyKey",
        ),
    ] {
        let mut texts = Vec::new();
        for language in ["vi", "en"] {
            let client = people.commune.clone().in_language(language);
            let answer = change(&client, "assessLocality", input.clone()).await;
            assert_eq!(refusals(&answer), refused(code, field), "{input}");
            texts.push(answer.string("/done/userErrors/0/message").to_owned());
        }
        assert!(!texts[0].is_empty() && texts[0] != texts[1], "{texts:?}");
    }
    assert_eq!(content(server).await, before);
}

async fn given_an_assessment_that_is_asked_for_twice_then_made_once(server: &Server) {
    let people = People::of(server).await;
    let chair = chair(&people).await;
    let first = change(&people.office, "assessLocality", assessed(&chair, "NON_LOCAL", TODAY)).await;
    assert_eq!((refusals(&first), first.at("/done/replayed")), (vec![], &json!(false)));
    let before = content(server).await;
    let second = change(&people.office, "assessLocality", assessed(&chair, "NON_LOCAL", TODAY)).await;
    assert_eq!((refusals(&second), second.at("/done/replayed")), (vec![], &json!(true)));
    assert_eq!(first.at("/done/localityAssessment"), second.at("/done/localityAssessment"));
    let other = with(assessed(&chair, "LOCAL", TODAY), "idempotencyKey", &format!("NON_LOCAL {TODAY}"));
    let mismatch = change(&people.office, "assessLocality", other).await;
    assert_eq!(refusals(&mismatch), refused("IDEMPOTENCY_MISMATCH", "idempotencyKey"));
    assert_eq!(content(server).await, before);
}

fn correction(assessment: &Value, more: Value) -> Value {
    let mut input = json!({
        "localityAssessment": assessment["key"], "expectedVersion": assessment["version"], "reason": "Nhầm biên bản",
    });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

/// An assessment of the commune's chair.
async fn made(people: &People) -> Value {
    let chair = chair(people).await;
    let made = change(&people.commune, "assessLocality", assessed(&chair, "LOCAL", "2025-12-20")).await;
    assert_eq!(refusals(&made), []);
    made.at("/done/localityAssessment").clone()
}

async fn af_09_given_a_role_that_does_not_write_personnel_when_it_corrects_an_assessment_then_forbidden(
    server: &Server,
) {
    let people = People::of(server).await;
    let made = made(&people).await;
    let before = content(server).await;
    let input = |more| correction(&made, more);
    for account in [Account::PartyCommittee, Account::Administrator, Account::DigitalPlatform] {
        let client = server.client(account).await;
        let answer = change(&client, "correctLocality", input(json!({ "locality": "NON_LOCAL" }))).await;
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?}");
    }
    assert_eq!(content(server).await, before);
    let by_office =
        change(&people.office, "correctLocality", input(json!({ "locality": "NON_LOCAL" }))).await;
    assert_eq!(refusals(&by_office), []);
}

async fn af_10_given_a_correction_of_an_assessment_then_what_is_absent_stays_and_k9_moves_on_past_days_too(
    server: &Server,
) {
    let people = People::of(server).await;
    let made = made(&people).await;
    let k9 = async |on: &str| {
        let document =
            "query ($on: Date) { targets(programme: \"KH-276\", asOf: $on) { target { code } numerator } }";
        let answer = people.office.ask(document, json!({ "on": on })).await;
        let row = answer.list("/targets").iter().find(|row| row["target"]["code"] == "K9");
        row.unwrap()["numerator"].as_i64().unwrap()
    };
    let (past, then, now) = (k9("2025-12-19").await, k9("2025-12-25").await, k9(TODAY).await);
    let before = content(server).await;
    let input = correction(&made, json!({ "locality": "NON_LOCAL", "decidedBy": "Ban Tổ chức" }));
    let answer = change(&people.commune, "correctLocality", input).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    let mut expected = made.clone();
    expected["version"] = json!(2);
    expected["locality"] = json!("NON_LOCAL");
    expected["decidedBy"] = json!("Ban Tổ chức");
    assert_eq!(answer.at("/done/localityAssessment"), &expected);
    // The same record: a correction is seen on every day from its own on.
    assert_eq!((k9("2025-12-19").await, k9("2025-12-25").await, k9(TODAY).await), (past, then + 1, now + 1));
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 1]);
    assert_eq!(entries_of(server, &made).await, [JournalOperation::Create, JournalOperation::Correct]);
}

async fn ar_05_given_an_assessment_of_another_unit_when_corrected_at_its_version_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let foreign = people_of(&people.office, &people.foreign_unit).await;
    let (_, chair) = holder(&foreign, "COMMITTEE_CHAIR");
    let made = change(&people.office, "assessLocality", assessed(chair, "LOCAL", TODAY)).await;
    let made = made.at("/done/localityAssessment").clone();
    let missing =
        json!({ "key": key(NodeKind::LocalityAssessment, Uuid::from_u128(1)).to_string(), "version": 1 });
    let before = content(server).await;
    let mut told = Vec::new();
    for assessment in [&made, &missing] {
        let sent = server.statements();
        let input = correction(assessment, json!({ "locality": "NON_LOCAL" }));
        let answer = change(&people.commune, "correctLocality", input).await;
        assert_eq!(refusals(&answer), refused("NOT_FOUND", "localityAssessment"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
}

async fn cw_01_given_an_old_version_of_an_assessment_then_a_conflict_and_nothing_written(server: &Server) {
    let people = People::of(server).await;
    let made = made(&people).await;
    let input = correction(&made, json!({ "criterion": "Nơi sinh" }));
    assert_eq!(refusals(&change(&people.commune, "correctLocality", input.clone()).await), []);
    let before = content(server).await;
    let late = change(&people.commune, "correctLocality", input).await;
    assert_eq!(refusals(&late), refused("CONFLICT", "expectedVersion"));
    assert!(late.string("/done/userErrors/0/message").contains('2'), "{}", late.text);
    assert_eq!(content(server).await, before);
}

async fn given_corrections_of_an_assessment_that_break_a_rule_then_each_is_named_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let made = made(&people).await;
    let chair = chair(&people).await;
    let other = change(&people.commune, "assessLocality", assessed(&chair, "LOCAL", TODAY)).await;
    assert_eq!(refusals(&other), []);
    let before = content(server).await;
    for (more, code, field) in [
        (json!({ "assessedOn": TODAY }), "ASSESSED_ALREADY", "assessedOn"),
        (json!({ "assessedOn": "2026-01-01" }), "BAD_USER_INPUT", "assessedOn"),
        (json!({ "assessedOn": "2010-01-01" }), "BAD_USER_INPUT", "assessedOn"),
        (json!({ "criterion": " " }), "BAD_USER_INPUT", "criterion"),
        (json!({ "decidedBy": "a\u{200b}" }), "BAD_USER_INPUT", "decidedBy"),
        (json!({ "reason": "" }), "BAD_USER_INPUT", "reason"),
    ] {
        let answer = change(&people.commune, "correctLocality", correction(&made, more.clone())).await;
        assert_eq!(refusals(&answer), refused(code, field), "{more}");
    }
    assert_eq!(content(server).await, before);
    // Its own day is no other assessment's.
    let same = correction(&made, json!({ "assessedOn": made["assessedOn"], "criterion": "Nơi sinh" }));
    assert_eq!(refusals(&change(&people.commune, "correctLocality", same).await), []);
}
