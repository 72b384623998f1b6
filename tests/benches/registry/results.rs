//! How long a thousand results of a course in one change take, each of which writes a qualification.

use api::demo::{District, district};
use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Dbms, Server, TODAY, TestDatabase, day};
use entity::id::{CourseId, EnrolmentId, OfficialId};
use entity::value::{CourseStatus, EnrolmentStatus};
use entity::{affiliation, course, course_step, enrolment, enrolment_step, official};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{in_ms, say, timed};

/// How many results one change holds.
const ROWS: u128 = 1_000;

/// Measures one kind of database.
pub(super) async fn measure(dbms: Dbms) {
    let mut rows = district();
    let course = finished(&mut rows);
    let server = Server::over(TestDatabase::with(dbms, rows).await).await;
    let office = server.client(Account::HomeAffairs).await;
    let result = |number: u128| {
        let enrolment = key(NodeKind::Enrolment, enrolment_id(number).0).to_string();
        let certificate = format!("KNS {number:04}");
        json!({ "enrolment": enrolment, "expectedVersion": 1, "result": "COMPLETED", "certificate": certificate })
    };
    let course = key(NodeKind::Course, course.0).to_string();
    let results: Vec<Value> = (0..ROWS).map(result).collect();
    let input = json!({ "course": course, "rows": results, "idempotencyKey": "results" });
    let document = "mutation ($input: RecordCourseResultsInput!) { done: recordCourseResults(input: $input) {
        results { status } userErrors { code field }
    } }";
    let (answer, time) = timed(office.ask(document, json!({ "input": input }))).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]));
    let told = answer.list("/done/results");
    assert!(told.len() == results.len() && told.iter().all(|row| row.get("status") == Some(&json!("DONE"))));
    say(&format!("{dbms:?}, {ROWS} course results in one change: {}", in_ms(time)));
    server.close().await;
}

fn id(table: u128, number: u128) -> Uuid {
    Uuid::from_u128(0xBE << 120 | table << 64 | number)
}

fn enrolment_id(number: u128) -> EnrolmentId {
    EnrolmentId(id(3, number))
}

/// A course that is over and yields a level, with so many people in it: as many as the district has today, and others like them.
fn finished(rows: &mut District) -> CourseId {
    let today = day(TODAY);
    let pattern = rows.courses.iter().find(|row| row.code == "2025-05").expect("the demo has the course");
    let course = CourseId(id(4, 0));
    let row = course::Model {
        id: course,
        code: "1000".to_owned(),
        capacity: 1_000,
        starts_on: day("2025-12-01"),
        ends_on: day("2025-12-05"),
        announced_on: day("2025-11-01"),
        ..pattern.clone()
    };
    rows.courses.push(row);
    rows.course_steps.push(course_step::Model {
        id: id(5, 0),
        course_id: course,
        sequence: 1,
        status: CourseStatus::Finished,
        effective_on: day("2025-12-05"),
        remark: None,
    });
    let kept = rows.affiliations.iter();
    let kept = kept.filter(|row| row.valid_from <= today && row.valid_to.is_none_or(|to| today < to));
    let files: Vec<affiliation::Model> = kept.cloned().collect();
    for (file, number) in files.iter().cycle().zip(0..ROWS) {
        let person = rows.officials.iter().find(|row| row.id == file.official_id).cloned();
        let alike = OfficialId(id(1, number));
        rows.officials.extend(person.map(|person| official::Model { id: alike, ..person }));
        rows.affiliations.push(affiliation::Model { id: id(2, number), official_id: alike, ..file.clone() });
        rows.enrolments.push(enrolment::Model {
            id: enrolment_id(number),
            course_id: course,
            official_id: alike,
            unit_id: file.unit_id,
            version: 1,
            nominated_by: None,
            authority: None,
        });
        rows.enrolment_steps.push(enrolment_step::Model {
            id: id(6, number),
            enrolment_id: enrolment_id(number),
            sequence: 1,
            status: EnrolmentStatus::Enrolled,
            effective_on: day("2025-11-20"),
            remark: None,
        });
    }
    course
}
