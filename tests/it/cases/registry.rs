//! Who may change what of the registry, once and at once (security cases AR-05, AR-06, AR-12, AF-09, AF-10, AD-01, AD-03,
//! CW and IV).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::auth::session::authenticate;
use api::graphql::id::{GlobalId, NodeKind, key};
use api::journal::of_entries;
use api::work::Asker;
use api::work::idempotency::IdempotencyKey;
use api::work::registry::appointments::{AppointOfficial, appoint};
use api::work::registry::qualifications::{CorrectQualification, RecordQualification, correct, record};
use api::work::registry::{Change, RegistryError, Rule};
use async_graphql::ID;
use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, day, keys, on_both_databases};
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, QualificationId};
use entity::value::{AppointmentMode, AppointmentOrigin, JournalOperation, QualificationKind};
use entity::{affiliation, appointment, journal_entry, qualification};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::administration;

on_both_databases!(
    alone:
    ad_01_given_an_appointment_then_one_entry_tells_of_it_and_of_its_end_another,
    ad_03_given_a_journal_that_cannot_be_written_then_the_change_fails_and_nothing_is_written,
    ar_05_given_a_row_of_another_unit_when_changed_at_its_version_then_as_if_there_were_none,
    ar_06_given_a_person_or_a_unit_out_of_scope_when_named_in_a_change_then_as_if_there_were_none,
    ar_12_given_an_account_that_is_disabled_after_its_request_began_then_nothing_is_written,
    af_09_given_what_a_role_reads_but_does_not_write_then_forbidden_and_nothing_changed,
    af_10_given_a_correction_then_absent_is_unchanged_and_null_clears,
    cw_01_given_an_old_version_then_a_conflict_tells_the_current_one,
    cw_02_given_fifty_corrections_of_one_version_at_once_then_exactly_one_is_made,
    cw_03_given_the_same_request_twice_under_one_key_then_done_once_and_the_second_says_so,
    cw_04_given_a_key_that_was_used_for_something_else_or_by_somebody_else_then_refused_or_independent,
    cw_05_given_a_key_that_is_too_long_then_refused,
    iv_05_given_a_text_in_parts_when_recorded_then_kept_composed,
    iv_06_given_days_that_cannot_be_then_refused_by_field_and_nothing_written,
    given_one_seat_when_ten_people_are_appointed_to_it_at_once_then_exactly_one_gets_it,
    given_appointments_that_break_a_rule_then_each_is_named_and_nothing_written,
    given_an_appointment_that_ended_then_closed,
    given_a_qualification_that_is_revoked_and_restored_then_what_the_past_says_changes_with_it,
);

const QUALIFICATION: &str =
    "qualification { key version kind level { code } obtainedOn issuer certificate status revokedOn }";
const APPOINTMENT: &str = "appointment { key version title { code } mode validFrom validTo }";

/// Asks for a change of the registry.
pub(super) async fn change(client: &Client, mutation: &str, input: Value) -> Answer {
    let type_name = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let object = if mutation.contains("ppoint") { APPOINTMENT } else { QUALIFICATION };
    let document = format!(
        "mutation ($input: {type_name}!) {{
            done: {mutation}(input: $input) {{
                {object} warnings {{ code rule message }} replayed userErrors {{ code field message }}
            }}
        }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// The codes of what is wrong, with the last part of the place.
#[track_caller]
pub(super) fn refusals(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors = answer.list("/done/userErrors").iter();
    let names = ["qualification", "appointment", "official"];
    let object = names.into_iter().find_map(|name| answer.at("/done").get(name));
    let errors: Vec<_> = errors
        .map(|error| {
            (text(&error["code"]), error["field"].as_array().and_then(|field| field.last()).map(text))
        })
        .map(|(code, field)| (code, field.unwrap_or_default()))
        .collect();
    if let Some(object) = object {
        assert_eq!(object.is_null(), !errors.is_empty(), "{}", answer.text);
    }
    errors
}

pub(super) fn refused(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), field.to_owned())]
}

/// A person whom the commune's clerk sees today, with a qualification, and one whom only the office sees.
pub(super) struct People {
    pub(super) commune: Client,
    pub(super) office: Client,
    pub(super) own: Value,
    pub(super) foreign: Value,
    /// The unit of each, today.
    pub(super) unit: String,
    pub(super) foreign_unit: String,
}

const PEOPLE: &str = "query ($within: ID) { officials(where: { within: $within }, first: 100) { nodes {
    key unit { key code }
    appointments { key version mode title { code body } unit { key } }
    qualifications { key version kind level { code } issuer certificate status }
} } }";

async fn unit_key(client: &Client, code: &str) -> String {
    let document = format!("{{ units(where: {{ codes: [\"{code}\"] }}, first: 1) {{ nodes {{ key }} }} }}");
    client.query(&document).await.string("/units/nodes/0/key").to_owned()
}

/// The people of a unit today.
pub(super) async fn people_of(client: &Client, unit: &str) -> Vec<Value> {
    client.ask(PEOPLE, json!({ "within": unit })).await.list("/officials/nodes").to_vec()
}

fn is_qualified(person: &Value) -> bool {
    let qualifications = person["qualifications"].as_array().unwrap();
    qualifications.iter().any(|row| row["status"] == "VALID")
}

impl People {
    pub(super) async fn of(server: &Server) -> Self {
        let (commune, office) =
            (server.client(Account::PhuNghia).await, server.client(Account::HomeAffairs).await);
        let (unit, foreign_unit) = (unit_key(&office, "10030").await, unit_key(&office, "10045").await);
        let own = people_of(&commune, &unit).await.into_iter().find(is_qualified).unwrap();
        let foreign = people_of(&office, &foreign_unit).await.into_iter().find(is_qualified).unwrap();
        assert_eq!(people_of(&commune, &foreign_unit).await, Vec::<Value>::new());
        Self { commune, office, own, foreign, unit, foreign_unit }
    }
}

pub(super) fn uuid_of(key: &Value) -> Uuid {
    GlobalId::decode(&ID(key.as_str().unwrap().to_owned())).unwrap().uuid
}

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

/// Everything that a refused change must leave as it was: how many rows, and the entries that tell of changes.
pub(super) async fn content(server: &Server) -> [u64; 4] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq("DATA"));
    [
        qualification::Entity::find().count(reader).await.unwrap(),
        appointment::Entity::find().count(reader).await.unwrap(),
        affiliation::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

/// Whoever has a client's token asks for something, as its request would.
async fn asker(server: &Server, client: &Client) -> Asker {
    let app = server.app();
    let viewer = authenticate(&app.database, &app.tokens, &app.clock, client.token(), None).await.unwrap();
    Asker::of(&viewer, Uuid::from_u128(7), None)
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

async fn ar_06_given_a_person_or_a_unit_out_of_scope_when_named_in_a_change_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let answer = change(&people.commune, "recordQualification", recorded(&people.foreign, "1")).await;
    assert_eq!(refusals(&answer), refused("NOT_FOUND", "official"));
    let appointed = |official: &Value, unit: &str, key: &str| {
        json!({
            "official": official["key"], "unit": unit, "title": "OFFICE_STATISTICS", "mode": "ACTING",
            "origin": "TRANSFER", "validFrom": TODAY, "idempotencyKey": key,
        })
    };
    for (official, unit, field) in [
        (&people.foreign, &people.unit, "official"),
        (&people.own, &people.foreign_unit, "unit"),
        (&people.foreign, &people.foreign_unit, "unit"),
    ] {
        let answer = change(&people.commune, "appointOfficial", appointed(official, unit, field)).await;
        assert_eq!(refusals(&answer), refused("NOT_FOUND", field));
    }
    assert_eq!(content(server).await, before);
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

async fn af_09_given_what_a_role_reads_but_does_not_write_then_forbidden_and_nothing_changed(
    server: &Server,
) {
    let people = People::of(server).await;
    let party = server.client(Account::PartyCommittee).await;
    let before = content(server).await;
    let forbidden = vec![Fault::new("FORBIDDEN", "done")];
    let answer = change(&party, "recordQualification", recorded(&people.own, "1")).await;
    assert_eq!((answer.faults(), answer.partial_data()), (forbidden.clone(), &json!({ "done": null })));
    let appointed = |title: &str| {
        json!({
            "official": people.own["key"], "unit": people.unit, "title": title, "mode": "ACTING",
            "origin": "TRANSFER", "validFrom": TODAY, "idempotencyKey": title,
        })
    };
    for (client, title) in [
        (&party, "COMMITTEE_CHAIR"),
        (&people.office, "PARTY_SECRETARY"),
        (&people.commune, "PARTY_SECRETARY"),
    ] {
        let answer = change(client, "appointOfficial", appointed(title)).await;
        assert_eq!(answer.faults(), forbidden, "{title}: {}", answer.text);
    }
    for account in [Account::Administrator, Account::DigitalPlatform] {
        let client = server.client(account).await;
        for title in ["PARTY_SECRETARY", "COMMITTEE_CHAIR"] {
            let answer = change(&client, "appointOfficial", appointed(title)).await;
            assert_eq!(answer.faults(), forbidden, "{account:?}: {}", answer.text);
        }
    }
    assert_eq!(content(server).await, before);
    let own = people.own["appointments"].as_array().unwrap();
    assert!(own.iter().all(|row| row["title"]["code"] != "PARTY_SECRETARY"), "{own:?}");
    let answer = change(&party, "appointOfficial", appointed("PARTY_SECRETARY")).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
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

/// What was done to a thing, in order.
async fn entries_of(server: &Server, thing: &Value) -> Vec<JournalOperation> {
    let of_thing =
        journal_entry::Entity::find().filter(journal_entry::Column::ObjectId.eq(uuid_of(&thing["key"])));
    let mut entries = of_thing.all(server.database().reader()).await.unwrap();
    entries.sort_by_key(|entry| entry.sequence);
    entries.into_iter().map(|entry| entry.operation).collect()
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

/// Somebody of the unit who holds a title as the main post today.
pub(super) fn holder<'p>(people: &'p [Value], title: &str) -> (&'p Value, &'p Value) {
    let post = |person: &'p Value| {
        let mut appointments = person["appointments"].as_array().unwrap().iter();
        Some((person, appointments.find(|row| row["title"]["code"] == title && row["mode"] == "PRIMARY")?))
    };
    people.iter().find_map(post).unwrap()
}

/// Ends somebody's appointment today.
pub(super) async fn end(client: &Client, post: &Value) -> Answer {
    let input = json!({
        "appointment": post["key"], "expectedVersion": post["version"], "endsOn": TODAY, "reason": "Miễn nhiệm",
    });
    change(client, "endAppointment", input).await
}

async fn given_one_seat_when_ten_people_are_appointed_to_it_at_once_then_exactly_one_gets_it(
    server: &Server,
) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (_, post) = holder(&of_unit, "COMMITTEE_CHAIR");
    let answer = end(&people.commune, post).await;
    assert_eq!(refusals(&answer), []);
    assert_eq!(answer.at("/done/appointment/validTo"), TODAY);
    let staff: Vec<&Value> = of_unit
        .iter()
        .filter(|person| {
            let appointments = person["appointments"].as_array().unwrap();
            appointments.len() == 1
                && appointments[0]["mode"] == "PRIMARY"
                && appointments[0]["title"]["body"] == "STAFF"
        })
        .take(10)
        .collect();
    assert_eq!(staff.len(), 10);
    let (commune, office) = (asker(server, &people.commune).await, asker(server, &people.office).await);
    let unit = uuid_of(&json!(people.unit)).into();
    let appointments = staff.iter().zip([&commune, &office].into_iter().cycle()).map(|(person, by)| {
        let input = AppointOfficial {
            official: uuid_of(&person["key"]).into(),
            unit,
            title: "COMMITTEE_CHAIR".to_owned(),
            mode: AppointmentMode::Concurrent,
            origin: AppointmentOrigin::Election,
            decision: None,
            valid_from: day(TODAY),
            valid_to: None,
        };
        appoint(&server.app().work, by.clone(), input, IdempotencyKey::parse(person["key"].as_str().unwrap()))
    });
    let outcomes = join_all(appointments).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for error in outcomes.into_iter().filter_map(Result::err) {
        let RegistryError::Refused(refusals) = &error else { panic!("{error}") };
        assert_eq!(refusals[0].rule, Rule::SeatsFilled { on: day(TODAY) });
    }
    let held = appointment::Entity::find()
        .filter(appointment::Column::UnitId.eq(uuid_of(&json!(people.unit))))
        .filter(appointment::Column::TitleCode.eq("COMMITTEE_CHAIR"))
        .filter(appointment::Column::ValidTo.is_null());
    assert_eq!(held.count(server.database().reader()).await.unwrap(), 1);
}

async fn given_appointments_that_break_a_rule_then_each_is_named_and_nothing_written(server: &Server) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (chair, _) = holder(&of_unit, "COMMITTEE_CHAIR");
    let (vice, vice_post) = holder(&of_unit, "COMMITTEE_VICE_CHAIR");
    let input = |official: &Value, title: &str, mode: &str| {
        json!({
            "official": official["key"], "unit": people.unit, "title": title, "mode": mode,
            "origin": "ELECTION", "validFrom": TODAY, "idempotencyKey": "x",
        })
    };
    let with = |mut input: Value, field: &str, value: Value| {
        input[field] = value;
        input
    };
    let acting = || input(vice, "COMMITTEE_CHAIR", "ACTING");
    let before = content(server).await;
    for (input, code, field) in [
        (input(chair, "OFFICE_STATISTICS", "PRIMARY"), "PRIMARY_HELD", "mode"),
        (input(vice, "COMMITTEE_CHAIR", "CONCURRENT"), "SEATS_FILLED", "title"),
        (input(chair, "COMMITTEE_CHAIR", "ACTING"), "HELD_ALREADY", "title"),
        (input(vice, "NOBODY", "ACTING"), "NOT_FOUND", "title"),
        (with(acting(), "validTo", json!(TODAY)), "BAD_USER_INPUT", "validTo"),
        (with(acting(), "validFrom", json!("1890-01-01")), "BAD_USER_INPUT", "validFrom"),
        // The unit began with the reorganisation.
        (with(acting(), "validFrom", json!("2025-06-30")), "UNIT_ABSENT", "unit"),
        (with(acting(), "decision", json!("\u{202e}12/QĐ")), "BAD_USER_INPUT", "decision"),
    ] {
        let answer = change(&people.commune, "appointOfficial", input.clone()).await;
        assert_eq!(refusals(&answer), refused(code, field), "{input}");
        for language in ["vi", "en"] {
            let again =
                change(&people.commune.clone().in_language(language), "appointOfficial", input.clone()).await;
            assert!(!again.string("/done/userErrors/0/message").is_empty());
        }
    }
    assert_eq!(content(server).await, before);
    assert_eq!(refusals(&end(&people.commune, vice_post).await), []);
    let answer =
        change(&people.commune, "appointOfficial", input(vice, "OFFICE_STATISTICS", "CONCURRENT")).await;
    assert_eq!(refusals(&answer), refused("PRIMARY_MISSING", "mode"));
}

async fn given_an_appointment_that_ended_then_closed(server: &Server) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (_, post) = holder(&of_unit, "COMMITTEE_VICE_CHAIR");
    let ended = end(&people.commune, post).await;
    assert_eq!(refusals(&ended), []);
    let before = content(server).await;
    let again = end(&people.commune, ended.at("/done/appointment")).await;
    assert_eq!(refusals(&again), refused("INVALID_TRANSITION", "appointment"));
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

async fn ad_01_given_an_appointment_then_one_entry_tells_of_it_and_of_its_end_another(server: &Server) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (_, post) = holder(&of_unit, "COMMITTEE_VICE_CHAIR");
    let before = content(server).await;
    assert_eq!(refusals(&end(&people.commune, post).await), []);
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 1]);
    let entry = journal_entry::Entity::find()
        .filter(journal_entry::Column::ObjectId.eq(uuid_of(&post["key"])))
        .order_by_desc(journal_entry::Column::Sequence)
        .one(server.database().reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((entry.object_type.as_str(), entry.operation), ("appointment", JournalOperation::Change));
    assert_eq!(entry.unit_id.map(|unit| unit.0), Some(uuid_of(&json!(people.unit))));
    assert_eq!((entry.class, entry.reason.as_deref()), (ConfidentialityClass::Personnel, Some("Miễn nhiệm")));
    assert!(entry.actor_id.is_some() && entry.request_id.is_some());
    let values = of_entries(server.database().reader(), keys().journal(), &[&entry]).await.unwrap();
    let value = values.into_values().next().unwrap();
    assert_eq!(value["changed"], json!(["valid_to", "version"]));
    assert_eq!((&value["before"]["valid_to"], &value["after"]["valid_to"]), (&Value::Null, &json!(TODAY)));
    assert_eq!(value["by"]["role"], "COMMUNE");
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
