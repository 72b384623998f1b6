//! Courses announced, opened, changed, run and cancelled (security cases AF-09, AF-10, AR-05, CW-01, CW-03 and IV-09).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, on_both_databases};
use entity::value::JournalOperation;
use entity::{course, course_seat, course_step, enrolment_step, journal_entry};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, entries_of};

on_both_databases!(
    alone:
    af_09_given_every_role_then_courses_are_kept_by_the_home_affairs_office_alone,
    af_10_given_a_change_of_a_course_then_absent_is_unchanged_and_null_clears,
    ar_05_given_a_course_of_an_organiser_out_of_scope_then_as_if_there_were_none_at_the_same_cost,
    cw_01_given_an_old_version_of_a_course_then_a_conflict_tells_the_current_one,
    cw_03_given_a_course_twice_under_one_key_then_one_course,
    iv_09_given_a_course_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones,
    given_a_course_that_cannot_be_then_each_rule_is_named_and_nothing_is_written,
);

pub(super) const COURSE: &str = "course { key version code title kind startsOn endsOn periods capacity status
    countsAsKnowledgeUpdate titleGroup yieldsKind yieldsLevel { code } organiser { code }
    seats { unit { code } seats } steps { status effectiveOn remark } }";

/// Asks for a change of a course.
pub(super) async fn change(client: &Client, mutation: &str, input: &Value) -> Answer {
    let type_name = match mutation {
        "createCourse" => "CreateCourseInput",
        "changeCourse" => "ChangeCourseInput",
        "cancelCourse" => "CancelCourseInput",
        _ => "MoveCourseInput",
    };
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
            {COURSE} warnings {{ code }} replayed userErrors {{ code field message }}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// A course of the ward that stands for the district's agency, with places for so many.
pub(super) async fn described(office: &Client, code: &str, capacity: i32) -> Value {
    json!({
        "code": code, "title": "Kỹ năng số", "kind": "DIGITAL", "organiser": unit(office, "10015").await,
        "startsOn": "2025-12-01", "endsOn": "2025-12-05", "periods": 40, "capacity": capacity,
        "countsAsKnowledgeUpdate": true, "yields": { "kind": "INFORMATION_TECHNOLOGY", "level": "BASIC" },
        "idempotencyKey": code,
    })
}

pub(super) async fn unit(client: &Client, code: &str) -> Value {
    let document = format!("{{ units(where: {{ codes: [\"{code}\"] }}, first: 1) {{ nodes {{ key }} }} }}");
    client.query(&document).await.at("/units/nodes/0/key").clone()
}

/// The course of a change that was made.
#[track_caller]
pub(super) fn course(answer: &Answer) -> Value {
    assert_eq!(errors(answer), [], "{}", answer.text);
    answer.at("/done/course").clone()
}

/// Code and place of each thing that is wrong.
#[track_caller]
pub(super) fn errors(answer: &Answer) -> Vec<(String, String)> {
    let error = |error: &Value| {
        let field: Vec<_> =
            error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        (error["code"].as_str().unwrap().to_owned(), field[1..].join("."))
    };
    answer.list("/done/userErrors").iter().map(error).collect()
}

pub(super) fn error(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), field.to_owned())]
}

pub(super) fn named(course: &Value) -> Value {
    json!({ "course": course["key"], "expectedVersion": course["version"] })
}

/// A course that is open for nominations.
pub(super) async fn opened(office: &Client, input: &Value) -> Value {
    let planned = course(&change(office, "createCourse", input).await);
    course(&change(office, "openCourse", &named(&planned)).await)
}

/// Courses, their steps and places, steps of enrolments, and entries that tell of changes.
pub(super) async fn content(server: &Server) -> [u64; 5] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq("DATA"));
    [
        course::Entity::find().count(reader).await.unwrap(),
        course_step::Entity::find().count(reader).await.unwrap(),
        course_seat::Entity::find().count(reader).await.unwrap(),
        enrolment_step::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

async fn af_09_given_every_role_then_courses_are_kept_by_the_home_affairs_office_alone(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    let input = described(&people.office, "L-1", 10).await;
    let nothing =
        json!({ "course": key(NodeKind::Course, Uuid::from_u128(1)).to_string(), "expectedVersion": 1 });
    for account in [
        Account::PhuNghia,
        Account::PartyCommittee,
        Account::PhuNghiaParty,
        Account::Administrator,
        Account::DigitalPlatform,
    ] {
        let client = server.client(account).await;
        for (mutation, input) in [("createCourse", &input), ("openCourse", &nothing)] {
            let answer = change(&client, mutation, input).await;
            assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?} {mutation}");
        }
    }
    assert_eq!(content(server).await, before);

    let made = course(&change(&people.office, "createCourse", &input).await);
    let expected = json!({
        "key": made["key"], "version": 1, "code": "L-1", "title": "Kỹ năng số", "kind": "DIGITAL",
        "startsOn": "2025-12-01", "endsOn": "2025-12-05", "periods": 40, "capacity": 10, "status": "PLANNED",
        "countsAsKnowledgeUpdate": true, "titleGroup": null, "yieldsKind": "INFORMATION_TECHNOLOGY",
        "yieldsLevel": { "code": "BASIC" }, "organiser": { "code": "10015" }, "seats": [],
        "steps": [{ "status": "PLANNED", "effectiveOn": TODAY, "remark": null }],
    });
    assert_eq!(made, expected);
    // It is in everybody's catalogue at once.
    let platform = server.client(Account::DigitalPlatform).await;
    let seen = platform.query("{ courses(where: { codes: [\"L-1\"] }, first: 2) { nodes { key } } }").await;
    assert_eq!(seen.at("/courses/nodes/0/key"), &made["key"]);
    assert_eq!(entries_of(server, &made).await, [JournalOperation::Create]);
    let after = [before[0] + 1, before[1] + 1, before[2], before[3], before[4] + 2];
    assert_eq!(content(server).await, after);
}

async fn af_10_given_a_change_of_a_course_then_absent_is_unchanged_and_null_clears(server: &Server) {
    let people = People::of(server).await;
    let mut input = described(&people.office, "L-2", 10).await;
    input["titleGroup"] = json!("Cấp phó");
    input["seats"] =
        json!([{ "unit": people.unit, "seats": 2 }, { "unit": people.foreign_unit, "seats": 3 }]);
    let made = course(&change(&people.office, "createCourse", &input).await);
    let kept =
        json!([{ "unit": { "code": "10030" }, "seats": 2 }, { "unit": { "code": "10045" }, "seats": 3 }]);
    assert_eq!(made["seats"], kept);
    let mut input = named(&made);
    input["title"] = json!("Kỹ năng số, lớp 2");
    input["titleGroup"] = json!(null);
    input["reason"] = json!("Đổi lịch");
    input["seats"] = json!([{ "unit": people.unit, "seats": 4 }]);
    let changed = course(&change(&people.office, "changeCourse", &input).await);
    let mut expected = made.clone();
    expected["version"] = json!(2);
    expected["title"] = input["title"].clone();
    expected["titleGroup"] = json!(null);
    expected["seats"] = json!([{ "unit": { "code": "10030" }, "seats": 4 }]);
    assert_eq!(changed, expected);
    let mut input = named(&changed);
    input["yields"] = json!(null);
    input["reason"] = json!("Không cấp chứng chỉ");
    let changed = course(&change(&people.office, "changeCourse", &input).await);
    assert_eq!((&changed["yieldsKind"], &changed["seats"]), (&json!(null), &expected["seats"]));
    assert_eq!(
        entries_of(server, &made).await,
        [JournalOperation::Create, JournalOperation::Change, JournalOperation::Change]
    );
}

async fn ar_05_given_a_course_of_an_organiser_out_of_scope_then_as_if_there_were_none_at_the_same_cost(
    server: &Server,
) {
    let people = People::of(server).await;
    let document = "{ courses(where: { codes: [\"2026-01\"] }, first: 1) { nodes { key version status } } }";
    let of_city = people.office.query(document).await.at("/courses/nodes/0").clone();
    assert_eq!(of_city["status"], "OPEN");
    let nothing = json!({ "key": key(NodeKind::Course, Uuid::from_u128(1)).to_string(), "version": of_city["version"] });
    let before = content(server).await;
    for mutation in ["startCourse", "changeCourse", "cancelCourse"] {
        let mut told = Vec::new();
        for target in [&of_city, &nothing] {
            let mut input = named(target);
            if mutation != "startCourse" {
                input["reason"] = json!("Hoãn");
            }
            let sent = server.statements();
            let answer = change(&people.office, mutation, &input).await;
            assert_eq!(errors(&answer), error("NOT_FOUND", "course"), "{mutation}");
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation}");
    }
    let mut input = described(&people.office, "L-3", 10).await;
    let mut told = Vec::new();
    let nowhere = json!(key(NodeKind::Unit, Uuid::from_u128(1)).to_string());
    for (number, organiser) in [unit(&people.office, "01").await, nowhere].into_iter().enumerate() {
        assert!(organiser.is_string(), "{organiser}");
        input["organiser"] = organiser;
        input["idempotencyKey"] = json!(format!("{number}"));
        let sent = server.statements();
        let answer = change(&people.office, "createCourse", &input).await;
        assert_eq!(errors(&answer), error("NOT_FOUND", "organiser"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
}

async fn cw_01_given_an_old_version_of_a_course_then_a_conflict_tells_the_current_one(server: &Server) {
    let people = People::of(server).await;
    let input = described(&people.office, "L-4", 10).await;
    let made = course(&change(&people.office, "createCourse", &input).await);
    course(&change(&people.office, "openCourse", &named(&made)).await);
    let before = content(server).await;
    let english = people.office.clone().in_language("en");
    let answer = change(&english, "startCourse", &named(&made)).await;
    assert_eq!(errors(&answer), error("CONFLICT", "expectedVersion"));
    assert_eq!(answer.at("/done/userErrors/0/message"), "It was changed meanwhile; its version is 2 now.");
    assert_eq!(content(server).await, before);
}

async fn cw_03_given_a_course_twice_under_one_key_then_one_course(server: &Server) {
    let people = People::of(server).await;
    let input = described(&people.office, "L-5", 10).await;
    let first = change(&people.office, "createCourse", &input).await;
    let before = content(server).await;
    let again = change(&people.office, "createCourse", &input).await;
    assert_eq!((course(&again), again.at("/done/replayed")), (course(&first), &json!(true)));
    let mut other = input.clone();
    other["idempotencyKey"] = json!("khác");
    let taken = change(&people.office, "createCourse", &other).await;
    assert_eq!(errors(&taken), error("COURSE_CODE_TAKEN", "code"));
    assert_eq!(taken.at("/done/userErrors/0/message"), "Mã này đã có lớp khác dùng.");
    assert_eq!(content(server).await, before);
}

async fn iv_09_given_a_course_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones(
    server: &Server,
) {
    let people = People::of(server).await;
    let english = people.office.clone().in_language("en");
    let refused = async |course: &Value, mutations: &[&str], legal: &str| {
        let before = content(server).await;
        for mutation in mutations {
            let mut input = named(course);
            if ["changeCourse", "cancelCourse"].contains(mutation) {
                input["reason"] = json!("Thử");
            }
            let answer = change(&english, mutation, &input).await;
            assert_eq!(errors(&answer), error("INVALID_TRANSITION", "course"), "{mutation}");
            let message = answer.string("/done/userErrors/0/message");
            assert!(message.ends_with(&format!("What is allowed: {legal}.")), "{mutation}: {message}");
        }
        assert_eq!(content(server).await, before);
    };
    let input = described(&people.office, "L-6", 10).await;
    let planned = course(&change(&people.office, "createCourse", &input).await);
    refused(&planned, &["startCourse", "finishCourse"], "openCourse, changeCourse, cancelCourse").await;
    let open = course(&change(&people.office, "openCourse", &named(&planned)).await);
    let legal = "nominateForCourse, approveEnrolments, changeCourse, startCourse, cancelCourse";
    refused(&open, &["openCourse", "finishCourse"], legal).await;
    let mut input = named(&open);
    input["remark"] = json!("Khai giảng muộn");
    let running = course(&change(&people.office, "startCourse", &input).await);
    let legal = "recordCourseResults, finishCourse, cancelCourse";
    refused(&running, &["openCourse", "changeCourse", "startCourse"], legal).await;
    let finished = course(&change(&people.office, "finishCourse", &named(&running)).await);
    let all = ["openCourse", "changeCourse", "startCourse", "finishCourse", "cancelCourse"];
    refused(&finished, &all, "recordCourseResults, correctCourseResult").await;
    let expected = json!([
        { "status": "PLANNED", "effectiveOn": TODAY, "remark": null },
        { "status": "OPEN", "effectiveOn": TODAY, "remark": null },
        { "status": "RUNNING", "effectiveOn": TODAY, "remark": "Khai giảng muộn" },
        { "status": "FINISHED", "effectiveOn": TODAY, "remark": null },
    ]);
    assert_eq!((&finished["steps"], &finished["version"]), (&expected, &json!(4)));

    let mut input = described(&people.office, "L-7", 10).await;
    input["startsOn"] = json!("2026-01-01");
    input["endsOn"] = json!("2026-01-05");
    let open = opened(&people.office, &input).await;
    let early = change(&english, "startCourse", &named(&open)).await;
    assert_eq!(errors(&early), error("INVALID_TRANSITION", "course"));
    assert_eq!(
        early.at("/done/userErrors/0/message"),
        "The course has not begun: its first day is 2026-01-01. What is allowed: changeCourse."
    );
    let mut input = named(&open);
    input["reason"] = json!("Không đủ người");
    let cancelled = course(&change(&people.office, "cancelCourse", &input).await);
    assert_eq!(
        (&cancelled["status"], &cancelled["steps"][2]["remark"]),
        (&json!("CANCELLED"), &input["reason"])
    );
    refused(&cancelled, &all, "nothing").await;
}

async fn given_a_course_that_cannot_be_then_each_rule_is_named_and_nothing_is_written(server: &Server) {
    let people = People::of(server).await;
    let usual = described(&people.office, "L-8", 10).await;
    let before = content(server).await;
    for (member, value, refused) in [
        ("code", json!(" "), error("BAD_USER_INPUT", "code")),
        ("title", json!("Lớp\u{200B}"), error("BAD_USER_INPUT", "title")),
        ("startsOn", json!("1899-12-31"), error("BAD_USER_INPUT", "startsOn")),
        ("endsOn", json!("2025-11-30"), error("BAD_USER_INPUT", "endsOn")),
        ("periods", json!(0), error("BAD_USER_INPUT", "periods")),
        ("capacity", json!(10_001), error("BAD_USER_INPUT", "capacity")),
        ("yields", json!({ "kind": "EDUCATION", "level": "BASIC" }), error("BAD_USER_INPUT", "yields")),
        ("seats", json!([{ "unit": people.unit, "seats": 11 }]), error("BAD_USER_INPUT", "seats")),
        ("seats", json!([{ "unit": people.unit, "seats": 0 }]), error("BAD_USER_INPUT", "seats.0.seats")),
        (
            "seats",
            json!([{ "unit": people.unit, "seats": 1 }, { "unit": people.unit, "seats": 1 }]),
            error("BAD_USER_INPUT", "seats.1.unit"),
        ),
        (
            "seats",
            json!([{ "unit": key(NodeKind::Unit, Uuid::from_u128(1)).to_string(), "seats": 1 }]),
            error("NOT_FOUND", "seats.0.unit"),
        ),
    ] {
        let mut input = usual.clone();
        input[member] = value;
        let answer = change(&people.office, "createCourse", &input).await;
        assert_eq!(errors(&answer), refused, "{member}: {}", answer.text);
        assert_eq!(answer.at("/done/course"), &json!(null));
    }
    assert_eq!(content(server).await, before);
}
