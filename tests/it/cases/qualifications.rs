//! Qualifications recorded, revoked and corrected, once and at once (security cases AR-05, AR-12, AF-10, AD-03, CW and IV).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::graphql::id::{NodeKind, key};
use api::work::idempotency::IdempotencyKey;
use api::work::registry::qualifications::{CorrectQualification, RecordQualification, correct, record};
use api::work::registry::{Change, RegistryError, Rule};
use canbo_tests::{Fault, Server, TODAY, on_both_databases};
use entity::id::{OfficialId, QualificationId};
use entity::qualification;
use entity::value::{JournalOperation, QualificationKind};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, asker, change, content, entries_of, people_of, refusals, refused, uuid_of};
use crate::administration;

on_both_databases!(
    alone:
    ad_03_given_a_journal_that_cannot_be_written_then_the_change_fails_and_nothing_is_written,
    af_10_given_a_correction_then_absent_is_unchanged_and_null_clears,
    ar_05_given_a_row_of_another_unit_when_changed_at_its_version_then_as_if_there_were_none,
    ar_12_given_an_account_that_is_disabled_after_its_request_began_then_nothing_is_written,
    cw_01_given_an_old_version_then_a_conflict_tells_the_current_one,
    cw_02_given_fifty_corrections_of_one_version_at_once_then_exactly_one_is_made,
    cw_03_given_the_same_request_twice_under_one_key_then_done_once_and_the_second_says_so,
    cw_04_given_a_key_that_was_used_for_something_else_or_by_somebody_else_then_refused_or_independent,
    cw_05_given_a_key_that_is_too_long_then_refused,
    given_a_qualification_that_is_revoked_and_restored_then_what_the_past_says_changes_with_it,
    iv_05_given_a_text_in_parts_when_recorded_then_kept_composed,
    iv_06_given_days_that_cannot_be_then_refused_by_field_and_nothing_written,
);

pub(super) fn qualification_of(person: &Value) -> Value {
    person["qualifications"].as_array().unwrap().iter().find(|row| row["status"] == "VALID").unwrap().clone()
}

pub(super) fn recorded(person: &Value, idempotency_key: &str) -> Value {
    json!({
        "official": person["key"], "kind": "FOREIGN_LANGUAGE", "level": "LEVEL_3", "obtainedOn": "2025-05-20",
        "issuer": "Đại học Hà Nội", "certificate": "NN 15", "idempotencyKey": idempotency_key,
    })
}

async fn row_of(server: &Server, qualification: &Value) -> qualification::Model {
    let id = QualificationId(uuid_of(&qualification["key"]));
    qualification::Entity::find_by_id(id).one(server.database().reader()).await.unwrap().unwrap()
}

async fn ar_05_given_a_row_of_another_unit_when_changed_at_its_version_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let (before, foreign) = (content(server).await, qualification_of(&people.foreign));
    let nobody = json!(key(NodeKind::Qualification, Uuid::from_u128(1)).to_string());
    for (mutation, more) in [
        ("revokeQualification", json!({ "revokedOn": TODAY, "reason": "Văn bằng không hợp pháp" })),
        ("correctQualification", json!({ "level": "DOCTOR", "reason": "Nhập nhầm" })),
    ] {
        let mut told = Vec::new();
        for target in [&foreign["key"], &nobody] {
            let mut input = json!({ "qualification": target, "expectedVersion": foreign["version"] });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let sent = server.statements();
            let answer = change(&people.commune, mutation, input).await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", "qualification"));
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation}");
    }
    let post = &people.foreign["appointments"].as_array().unwrap()[0];
    let nobody = json!(key(NodeKind::Appointment, Uuid::from_u128(1)).to_string());
    let mut told = Vec::new();
    for target in [&post["key"], &nobody] {
        let input = json!({
            "appointment": target, "expectedVersion": post["version"], "endsOn": TODAY, "reason": "Miễn nhiệm",
        });
        let sent = server.statements();
        let answer = change(&people.commune, "endAppointment", input).await;
        assert_eq!(refusals(&answer), refused("NOT_FOUND", "appointment"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
    assert_eq!(json!(row_of(server, &foreign).await.version), foreign["version"]);
}

async fn ar_12_given_an_account_that_is_disabled_after_its_request_began_then_nothing_is_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let began = asker(server, &people.commune).await;
    let (administrator, _) = administration::administrators(server).await;
    let found = administrator
        .query("{ accounts(where: { search: \"phu-nghia\" }, first: 9) { nodes { key version username } } }")
        .await;
    let account =
        found.list("/accounts/nodes").iter().find(|account| account["username"] == "phu-nghia").unwrap();
    let input =
        json!({ "account": account["key"], "expectedVersion": account["version"], "reason": "Nghỉ việc" });
    let disabled = administration::change(&administrator, "disableAccount", input, "").await;
    assert_eq!(disabled.at("/done/userErrors"), &json!([]), "{}", disabled.text);
    let before = content(server).await;
    let input = RecordQualification {
        official: OfficialId(uuid_of(&people.own["key"])),
        kind: QualificationKind::Education,
        level: "MASTER".to_owned(),
        obtained_on: None,
        issuer: None,
        certificate: None,
    };
    let outcome = record(&server.app().work, began, input, IdempotencyKey::parse("late")).await;
    assert!(matches!(outcome, Err(RegistryError::Forbidden)), "{outcome:?}");
    assert_eq!(content(server).await, before);
}

async fn af_10_given_a_correction_then_absent_is_unchanged_and_null_clears(server: &Server) {
    let people = People::of(server).await;
    let made = change(&people.commune, "recordQualification", recorded(&people.own, "1")).await;
    assert_eq!(refusals(&made), []);
    let thing = made.at("/done/qualification");
    assert_eq!(thing["issuer"], "Đại học Hà Nội");
    let input = json!({
        "qualification": thing["key"], "expectedVersion": 1, "issuer": null, "level": "LEVEL_4", "reason": "Nhập nhầm bậc",
    });
    let answer = change(&people.commune, "correctQualification", input).await;
    assert_eq!(refusals(&answer), []);
    let expected = json!({
        "key": thing["key"], "version": 2, "kind": "FOREIGN_LANGUAGE", "level": { "code": "LEVEL_4" },
        "obtainedOn": "2025-05-20", "issuer": null, "certificate": "NN 15", "status": "VALID", "revokedOn": null,
    });
    assert_eq!(answer.at("/done/qualification"), &expected);
    let entries = entries_of(server, thing).await;
    assert_eq!(entries, [JournalOperation::Create, JournalOperation::Correct]);
}

async fn cw_01_given_an_old_version_then_a_conflict_tells_the_current_one(server: &Server) {
    let people = People::of(server).await;
    let row = qualification_of(&people.own);
    let input = json!({
        "qualification": row["key"], "expectedVersion": 1, "certificate": "B 77", "reason": "Nhập nhầm số hiệu",
    });
    let first = change(&people.commune, "correctQualification", input.clone()).await;
    assert_eq!(refusals(&first), []);
    let before = content(server).await;
    let second = change(&people.office.clone().in_language("en"), "correctQualification", input).await;
    assert_eq!(refusals(&second), refused("CONFLICT", "expectedVersion"));
    assert_eq!(second.at("/done/userErrors/0/message"), "It was changed meanwhile; its version is 2 now.");
    assert_eq!(content(server).await, before);
    assert_eq!(row_of(server, &row).await.version, 2);
}

async fn cw_02_given_fifty_corrections_of_one_version_at_once_then_exactly_one_is_made(server: &Server) {
    let people = People::of(server).await;
    let row = qualification_of(&people.own);
    let by = asker(server, &people.commune).await;
    let corrections = (0..50).map(|number| {
        let input = CorrectQualification {
            qualification: QualificationId(uuid_of(&row["key"])),
            expected_version: 1,
            level: None,
            obtained_on: Change::Keep,
            issuer: Change::Keep,
            certificate: Change::Set(format!("B {number}")),
            revoked_on: Change::Keep,
            reason: "Nhập nhầm số hiệu".to_owned(),
        };
        correct(&server.app().work, by.clone(), input)
    });
    let outcomes = join_all(corrections).await;
    let made = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(made, 1);
    for error in outcomes.into_iter().filter_map(Result::err) {
        let RegistryError::Refused(refusals) = &error else { panic!("{error}") };
        assert_eq!(refusals[0].rule, Rule::Conflict { current: 2 });
    }
    assert_eq!(row_of(server, &row).await.version, 2);
    let entries = entries_of(server, &row).await;
    assert_eq!(entries.iter().filter(|operation| **operation == JournalOperation::Correct).count(), 1);
}

async fn cw_03_given_the_same_request_twice_under_one_key_then_done_once_and_the_second_says_so(
    server: &Server,
) {
    let people = People::of(server).await;
    let first = change(&people.commune, "recordQualification", recorded(&people.own, "một lần")).await;
    assert_eq!((refusals(&first), first.at("/done/replayed")), (vec![], &json!(false)));
    let before = content(server).await;
    let second = change(&people.commune, "recordQualification", recorded(&people.own, "một lần")).await;
    assert_eq!((refusals(&second), second.at("/done/replayed")), (vec![], &json!(true)));
    assert_eq!(first.at("/done/qualification"), second.at("/done/qualification"));
    assert_eq!(content(server).await, before);
    assert_eq!(entries_of(server, first.at("/done/qualification")).await, [JournalOperation::Create]);
}

async fn cw_04_given_a_key_that_was_used_for_something_else_or_by_somebody_else_then_refused_or_independent(
    server: &Server,
) {
    let people = People::of(server).await;
    let first = change(&people.commune, "recordQualification", recorded(&people.own, "k")).await;
    assert_eq!(refusals(&first), []);
    let mut other = recorded(&people.own, "k");
    other["level"] = json!("LEVEL_4");
    let mismatch = change(&people.commune, "recordQualification", other).await;
    assert_eq!(refusals(&mismatch), refused("IDEMPOTENCY_MISMATCH", "idempotencyKey"));
    let of_office = change(&people.office, "recordQualification", recorded(&people.own, "k")).await;
    assert_eq!((refusals(&of_office), of_office.at("/done/replayed")), (vec![], &json!(false)));
    assert_eq!(of_office.at("/done/warnings/0/code"), "ALREADY_RECORDED");
    assert_ne!(of_office.at("/done/qualification/key"), first.at("/done/qualification/key"));
}

async fn cw_05_given_a_key_that_is_too_long_then_refused(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    for unusable in ["", &"a".repeat(65), "a\nb"] {
        let answer = change(&people.commune, "recordQualification", recorded(&people.own, unusable)).await;
        assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", "idempotencyKey"), "{unusable:?}");
    }
    assert_eq!(content(server).await, before);
    let answer = change(&people.commune, "recordQualification", recorded(&people.own, &"ă".repeat(64))).await;
    assert_eq!(refusals(&answer), []);
}

async fn iv_05_given_a_text_in_parts_when_recorded_then_kept_composed(server: &Server) {
    let people = People::of(server).await;
    let mut input = recorded(&people.own, "1");
    input["issuer"] = json!("Tru\u{031b}o\u{031b}\u{0300}ng Nguye\u{0302}\u{0303}n");
    let answer = change(&people.commune, "recordQualification", input).await;
    assert_eq!(answer.at("/done/qualification/issuer"), "Trường Nguyễn");
}

async fn iv_06_given_days_that_cannot_be_then_refused_by_field_and_nothing_written(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    for impossible in ["1899-12-31", "2026-01-01", "1901-01-01"] {
        let mut input = recorded(&people.own, "1");
        input["obtainedOn"] = json!(impossible);
        let answer = change(&people.commune, "recordQualification", input).await;
        assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", "obtainedOn"), "{impossible}");
    }
    for impossible in ["2026-02-29", "31/02/2025", "2025-05-20T00:00:00+14:00"] {
        let mut input = recorded(&people.own, "1");
        input["obtainedOn"] = json!(impossible);
        let answer = change(&people.commune, "recordQualification", input).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{impossible}: {}", answer.text);
    }
    let row = qualification_of(&people.own);
    for impossible in ["1950-01-01", "2026-01-01"] {
        let input = json!({
            "qualification": row["key"], "expectedVersion": 1, "revokedOn": impossible, "reason": "Thu hồi",
        });
        let answer = change(&people.commune, "revokeQualification", input).await;
        assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", "revokedOn"), "{impossible}");
    }
    assert_eq!(content(server).await, before);
}

async fn given_a_qualification_that_is_revoked_and_restored_then_what_the_past_says_changes_with_it(
    server: &Server,
) {
    let people = People::of(server).await;
    let k8 = async |on: &str| {
        let document =
            "query ($on: Date) { targets(programme: \"KH-276\", asOf: $on) { target { code } numerator } }";
        let answer = people.office.ask(document, json!({ "on": on })).await;
        let rows = answer.list("/targets").iter();
        rows.filter(|row| row["target"]["code"] == "K8")
            .map(|row| row["numerator"].as_i64().unwrap())
            .next()
            .unwrap()
    };
    // Somebody in a key post today with one qualification in IT, obtained before.
    let of_unit = people_of(&people.commune, &people.unit).await;
    let of_it = |person: &Value| -> Vec<Value> {
        let all = person["qualifications"].as_array().unwrap().iter();
        all.filter(|row| row["kind"] == "INFORMATION_TECHNOLOGY" && row["status"] == "VALID")
            .cloned()
            .collect()
    };
    let key_titles = ["PARTY_SECRETARY", "COMMITTEE_CHAIR", "COMMITTEE_VICE_CHAIR", "COUNCIL_VICE_CHAIR"];
    let qualified = of_unit.iter().find(|person| {
        let held = person["appointments"].as_array().unwrap().iter();
        let titles: Vec<&str> = held.map(|row| row["title"]["code"].as_str().unwrap()).collect();
        titles.iter().any(|title| key_titles.contains(title)) && of_it(person).len() == 1
    });
    let row = of_it(qualified.unwrap()).remove(0);
    let before = (k8("2025-11-30").await, k8(TODAY).await);
    let input = json!({
        "qualification": row["key"], "expectedVersion": 1, "revokedOn": "2025-12-01", "reason": "Chứng chỉ giả",
    });
    let revoked = change(&people.commune, "revokeQualification", input).await;
    assert_eq!(refusals(&revoked), []);
    assert_eq!((k8("2025-11-30").await, k8(TODAY).await), (before.0, before.1 - 1));
    // It was revoked a month before: the correction reaches the days between at once.
    let input = json!({
        "qualification": row["key"], "expectedVersion": 2, "revokedOn": "2025-11-01", "reason": "Sai ngày thu hồi",
    });
    assert_eq!(refusals(&change(&people.commune, "correctQualification", input).await), []);
    assert_eq!((k8("2025-11-30").await, k8(TODAY).await), (before.0 - 1, before.1 - 1));
    let again = json!({
        "qualification": row["key"], "expectedVersion": 3, "revokedOn": TODAY, "reason": "Thu hồi lần nữa",
    });
    let closed = change(&people.commune.clone().in_language("en"), "revokeQualification", again).await;
    assert_eq!(refusals(&closed), refused("INVALID_TRANSITION", "qualification"));
    let message = closed.string("/done/userErrors/0/message");
    assert!(message.contains("correctQualification"), "{message}");
    let input = json!({
        "qualification": row["key"], "expectedVersion": 3, "revokedOn": null, "reason": "Thu hồi nhầm người",
    });
    assert_eq!(refusals(&change(&people.commune, "correctQualification", input).await), []);
    assert_eq!((k8("2025-11-30").await, k8(TODAY).await), before);
    let entries = entries_of(server, &row).await;
    let expected = [
        JournalOperation::Create,
        JournalOperation::Change,
        JournalOperation::Correct,
        JournalOperation::Correct,
    ];
    assert_eq!(entries, expected);
}

async fn ad_03_given_a_journal_that_cannot_be_written_then_the_change_fails_and_nothing_is_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let transaction = server.database().begin_write().await.unwrap();
    let gone = "ALTER TABLE journal_value_personnel RENAME TO journal_value_gone";
    transaction.execute_unprepared(gone).await.unwrap();
    transaction.commit().await.unwrap();
    let answer = change(&people.commune, "recordQualification", recorded(&people.own, "1")).await;
    assert_eq!(answer.faults(), [Fault::new("UNAVAILABLE", "done")]);
    assert_eq!(content(server).await, before);
    // The key was not used up.
    let transaction = server.database().begin_write().await.unwrap();
    let back = "ALTER TABLE journal_value_gone RENAME TO journal_value_personnel";
    transaction.execute_unprepared(back).await.unwrap();
    transaction.commit().await.unwrap();
    let answer = change(&people.commune, "recordQualification", recorded(&people.own, "1")).await;
    assert_eq!((refusals(&answer), answer.at("/done/replayed")), (vec![], &json!(false)));
}
