//! Disciplinary measures of the state and of the Party, as they are recorded (security cases AR-05, CW-03, IV-06).

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Server, on_both_databases};
use entity::class::ConfidentialityClass as Class;
use entity::value::JournalOperation;
use serde_json::{Value, json};
use uuid::Uuid;

use super::officials::{change, last_entries, rows};
use super::registry::{People, refusals, refused};

on_both_databases!(
    alone:
    ar_05_given_a_measure_of_another_unit_when_corrected_at_its_version_then_as_if_there_were_none,
    iv_06_given_measures_on_days_that_cannot_be_then_refused_by_field_and_nothing_written,
    given_a_measure_of_the_state_then_recorded_once_and_corrected_at_its_version,
    given_a_measure_of_the_party_then_the_party_alone_sees_it,
);

const MEASURE: &str = "discipline { key version kind decidedOn endsOn decision reason }";
const OF_PARTY: &str = "partyDiscipline { kind decidedOn endsOn decision reason } official { key }";

fn measure(official: &Value, idempotency_key: &str) -> Value {
    json!({
        "official": official["key"], "kind": "REPRIMAND", "decidedOn": "2025-10-01", "endsOn": "2026-10-01",
        "decision": "7/QĐ", "grounds": "Chậm báo cáo", "idempotencyKey": idempotency_key,
    })
}

async fn given_a_measure_of_the_state_then_recorded_once_and_corrected_at_its_version(server: &Server) {
    let people = People::of(server).await;
    let first = change(&people.commune, "recordDiscipline", measure(&people.own, "1"), MEASURE).await;
    assert_eq!(refusals(&first), [], "{}", first.text);
    let made = first.at("/done/discipline");
    let expected = json!({
        "key": made["key"], "version": 1, "kind": "REPRIMAND", "decidedOn": "2025-10-01", "endsOn": "2026-10-01",
        "decision": "7/QĐ", "reason": "Chậm báo cáo",
    });
    assert_eq!(made, &expected);
    let told = |operation| [("discipline".to_owned(), Class::Personnel, operation)];
    assert_eq!(last_entries(server, 1).await, told(JournalOperation::Create));
    let before = rows(server).await;
    let again = change(&people.commune, "recordDiscipline", measure(&people.own, "1"), MEASURE).await;
    assert_eq!((again.at("/done/discipline"), again.at("/done/replayed")), (made, &json!(true)));
    assert_eq!(rows(server).await, before);
    let corrected = json!({
        "discipline": made["key"], "expectedVersion": 1, "kind": "WARNING", "endsOn": null, "reason": "Nhập nhầm",
    });
    let answer = change(&people.office, "correctDiscipline", corrected.clone(), MEASURE).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    let expected = json!({
        "key": made["key"], "version": 2, "kind": "WARNING", "decidedOn": "2025-10-01", "endsOn": null,
        "decision": "7/QĐ", "reason": "Chậm báo cáo",
    });
    assert_eq!(answer.at("/done/discipline"), &expected);
    assert_eq!(last_entries(server, 1).await, told(JournalOperation::Correct));
    let old =
        change(&people.commune.clone().in_language("en"), "correctDiscipline", corrected, MEASURE).await;
    assert_eq!(refusals(&old), refused("CONFLICT", "expectedVersion"));
    assert_eq!(old.at("/done/userErrors/0/message"), "It was changed meanwhile; its version is 2 now.");
    let document = "query ($id: ID!) { official(id: $id) { disciplines { key version } } }";
    let seen = people.office.ask(document, json!({ "id": people.own["key"] })).await;
    let expected = json!({ "key": made["key"], "version": 2 });
    assert!(seen.list("/official/disciplines").contains(&expected), "{}", seen.text);
}

async fn ar_05_given_a_measure_of_another_unit_when_corrected_at_its_version_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let made = change(&people.office, "recordDiscipline", measure(&people.foreign, "1"), MEASURE).await;
    let foreign = made.at("/done/discipline/key").clone();
    let nothing = json!(key(NodeKind::Discipline, Uuid::from_u128(1)).to_string());
    let before = rows(server).await;
    let mut told = Vec::new();
    for discipline in [foreign, nothing] {
        let input = json!({
            "discipline": discipline, "expectedVersion": 1, "kind": "DISMISSAL", "reason": "Nhập nhầm",
        });
        let sent = server.statements();
        let answer = change(&people.commune, "correctDiscipline", input, MEASURE).await;
        assert_eq!(refusals(&answer), refused("NOT_FOUND", "discipline"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(rows(server).await, before);
}

async fn given_a_measure_of_the_party_then_the_party_alone_sees_it(server: &Server) {
    let people = People::of(server).await;
    let before = rows(server).await;
    for account in [Account::PhuNghiaParty, Account::PartyCommittee] {
        let party = server.client(account).await;
        let answer = change(&party, "recordPartyDiscipline", measure(&people.own, "1"), OF_PARTY).await;
        assert_eq!(refusals(&answer), [], "{}", answer.text);
        let expected = json!({
            "kind": "REPRIMAND", "decidedOn": "2025-10-01", "endsOn": "2026-10-01", "decision": "7/QĐ",
            "reason": "Chậm báo cáo",
        });
        assert_eq!(answer.at("/done/partyDiscipline"), &expected);
        let told = ("party_discipline".to_owned(), Class::Party, JournalOperation::Create);
        assert_eq!(last_entries(server, 1).await, [told]);
        let again = change(&party, "recordPartyDiscipline", measure(&people.own, "1"), OF_PARTY).await;
        assert_eq!(
            (again.at("/done/partyDiscipline"), again.at("/done/replayed")),
            (&expected, &json!(true))
        );
    }
    let mut expected = before;
    expected[5] += 2;
    expected[9] += 2;
    assert_eq!(rows(server).await, expected);
    let document = "query ($id: ID!) { official(id: $id) { key partyRecord { disciplines { kind } } } }";
    let seen = people.office.ask(document, json!({ "id": people.own["key"] })).await;
    assert_eq!(
        (seen.codes(), &seen.partial_data()["official"]["partyRecord"]),
        (vec!["FORBIDDEN".to_owned()], &json!(null))
    );
}

async fn iv_06_given_measures_on_days_that_cannot_be_then_refused_by_field_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let party = server.client(Account::PhuNghiaParty).await;
    let before = rows(server).await;
    for (member, value, field) in [
        ("decidedOn", "2026-01-01", "decidedOn"),
        ("decidedOn", "1899-12-31", "decidedOn"),
        ("decidedOn", "1901-01-01", "decidedOn"),
        ("endsOn", "2025-10-01", "endsOn"),
        ("grounds", "  ", "grounds"),
        ("decision", "", "decision"),
    ] {
        let mut input = measure(&people.own, "1");
        input[member] = json!(value);
        let of_state = change(&people.commune, "recordDiscipline", input.clone(), MEASURE).await;
        assert_eq!(refusals(&of_state), refused("BAD_USER_INPUT", field), "{member} {value}");
        let of_party = change(&party, "recordPartyDiscipline", input, OF_PARTY).await;
        assert_eq!(refusals(&of_party), refused("BAD_USER_INPUT", field), "{member} {value}");
    }
    assert_eq!(rows(server).await, before);
}
