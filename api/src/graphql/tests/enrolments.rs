#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::UnitId;
use serde_json::{Value, json};

use super::{column, day, trim, unit_by_code, unit_of};
use crate::demo::District;
use crate::graphql::id::{NodeKind, key};
use crate::testing::Stage;

async fn stage() -> Stage {
    Stage::with(|district| {
        trim(district);
        district.succession_entry_steps.clear();
        district.succession_entries.clear();
        district.succession_round_steps.clear();
        district.succession_rounds.clear();
    })
    .await
}

/// By course, the keys of the enrolments that exist on a day and whose people are in one of some units.
fn expected(
    district: &District,
    on: NaiveDate,
    units: impl Fn(UnitId) -> bool,
) -> BTreeMap<String, BTreeSet<String>> {
    let courses = district.courses.iter().filter(|course| course.announced_on <= on);
    courses
        .map(|course| {
            let enrolled = district.enrolments.iter().filter(|row| {
                row.course_id == course.id
                    && unit_of(district, row.official_id, on).is_some_and(&units)
                    && district
                        .enrolment_steps
                        .iter()
                        .any(|step| step.enrolment_id == row.id && step.effective_on <= on)
            });
            let keys = enrolled.map(|row| key(NodeKind::Enrolment, row.id).to_string()).collect();
            (course.code.clone(), keys)
        })
        .collect()
}

fn answered(data: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let courses = data.pointer("/courses/nodes").and_then(Value::as_array).unwrap();
    courses
        .iter()
        .map(|course| {
            let keys: Vec<_> = column(&course["enrolments"]["nodes"], "/key");
            assert_eq!(course["enrolments"]["totalCount"], keys.len(), "{course}");
            let keys = keys.into_iter().map(|key| key.as_str().unwrap().to_owned()).collect();
            (course["code"].as_str().unwrap().to_owned(), keys)
        })
        .collect()
}

#[tokio::test]
async fn given_a_role_and_a_day_when_enrolments_are_listed_then_those_of_its_own_people_alone() {
    let stage = stage().await;
    for date in ["2022-12-31", "2023-12-31", "2024-06-30"] {
        let on = day(date);
        let document = format!(
            "{{ courses(asOf: \"{date}\", first: 100) {{ nodes {{
                code enrolments(first: 100) {{ totalCount nodes {{ key }} }} }} }} }}"
        );
        let own = unit_by_code(&stage.district, "10033", on).unwrap();
        let data = stage.data("phu-nghia", &document).await;
        let of_own = expected(&stage.district, on, |unit| unit == own);
        assert_eq!(answered(&data), of_own, "{date}");
        assert!(of_own.values().any(|keys| !keys.is_empty()), "{date}");
    }
    let refused =
        stage.errors("quan-tri", "{ courses(first: 1) { nodes { enrolments(first: 1) { totalCount } } } }");
    assert_eq!(refused.await, [("FORBIDDEN".to_owned(), json!(["courses", "nodes", 0, "enrolments"]))]);
}

#[tokio::test]
async fn given_courses_when_more_are_listed_then_as_many_statements_and_pages_meet() {
    let stage = stage().await;
    let document = |first: u32| {
        format!(
            "{{ courses(first: {first}) {{ totalCount nodes {{ steps {{ status }} seats {{ seats }}
                enrolments(first: 3) {{ totalCount nodes {{ steps {{ status }} course {{ code }} unit {{ name }}
                    official {{ fullName enrolments(last: 2) {{ totalCount nodes {{ key }} }} }} }} }} }} }} }}"
        )
    };
    let few = stage.statements("noi-vu", &document(2)).await;
    assert_eq!(stage.statements("noi-vu", &document(20)).await, few);

    let course = "{ courses(first: 1, where: { statuses: [FINISHED] }) { nodes { key
        enrolments(first: 100) { nodes { key } } } } }";
    let data = stage.data("noi-vu", course).await;
    let key = data.pointer("/courses/nodes/0/key").unwrap();
    let whole = column(data.pointer("/courses/nodes/0/enrolments/nodes").unwrap(), "/key");
    assert!(whole.len() > 4, "{}", whole.len());
    let walk = |size: &'static str, cursor: &'static str| {
        format!(
            "query ($id: ID!, $at: String) {{ course(id: $id) {{ enrolments({size}: 4, {cursor}: $at) {{
                nodes {{ key }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"
        )
    };
    for (size, cursor, more, edge) in
        [("first", "after", "hasNextPage", "endCursor"), ("last", "before", "hasPreviousPage", "startCursor")]
    {
        let mut at = Value::Null;
        let mut walked: Vec<Value> = Vec::new();
        loop {
            let answer = stage.ask("noi-vu", &walk(size, cursor), json!({ "id": key, "at": at })).await;
            let page = answer.pointer("/data/course/enrolments").unwrap();
            let keys = column(&page["nodes"], "/key").into_iter().cloned();
            if size == "first" {
                walked.extend(keys);
            } else {
                walked.splice(0..0, keys);
            }
            at = page["pageInfo"][edge].clone();
            if page["pageInfo"][more] == json!(false) {
                break;
            }
        }
        assert_eq!(walked.iter().collect::<Vec<_>>(), whole, "{size}");
    }
}

#[tokio::test]
async fn given_courses_when_filtered_then_by_what_they_are_on_the_day() {
    let stage = stage().await;
    let count = async |arguments: &str| {
        let document = format!("{{ courses({arguments}) {{ totalCount nodes {{ code status }} }} }}");
        stage.data("nen-tang-so", &document).await["courses"].clone()
    };
    for date in ["2022-07-06", "2023-05-08", "2024-12-31", "2025-12-31", "2125-01-01"] {
        let on = day(date);
        let mut sum = 0;
        for status in ["PLANNED", "OPEN", "RUNNING", "FINISHED", "CANCELLED"] {
            let found =
                count(&format!("asOf: \"{date}\", first: 100, where: {{ statuses: [{status}] }}")).await;
            assert!(column(&found["nodes"], "/status").into_iter().all(|found| found == status));
            sum += found["totalCount"].as_i64().unwrap();
        }
        let announced = stage.district.courses.iter().filter(|course| course.announced_on <= on).count();
        assert_eq!(usize::try_from(sum).unwrap(), announced, "{date}");
    }
    assert_eq!(count("asOf: \"1900-01-01\", first: 1").await["totalCount"], 0);
    assert_eq!(count("first: 100, where: { search: \"%\" }").await["totalCount"], 0);
    let folded = count("first: 100, where: { search: \"cap nhat kien thuc\" }").await;
    assert_eq!(count("first: 100, where: { search: \"Cập Nhật KIEN thuc\" }").await, folded);
    assert_ne!(folded["totalCount"], 0);
    let codes = count("first: 100, orderBy: { field: CODE, direction: DESCENDING }").await;
    let codes: Vec<_> =
        column(&codes["nodes"], "/code").into_iter().map(|code| code.as_str().unwrap()).collect();
    assert!(codes.is_sorted_by(|a, b| a > b) && !codes.is_empty());

    for (arguments, code) in [
        ("first: 0", "BAD_USER_INPUT"),
        ("first: 101", "BAD_USER_INPUT"),
        ("first: 1, last: 1", "BAD_USER_INPUT"),
        ("first: 1, after: \"AAAA\"", "BAD_USER_INPUT"),
        ("first: 1, where: { organiser: \"x\" }", "BAD_USER_INPUT"),
    ] {
        let document = format!("{{ courses({arguments}) {{ totalCount }} }}");
        let errors = stage.errors("noi-vu", &document).await;
        assert_eq!(errors, [(code.to_owned(), json!(["courses"]))], "{arguments}");
    }
    let unknown = key(NodeKind::Course, uuid::Uuid::from_u128(9));
    let document = format!("{{ course(id: \"{}\") {{ code }} }}", unknown.as_str());
    assert_eq!(stage.errors("noi-vu", &document).await, [("NOT_FOUND".to_owned(), json!(["course"]))]);
}
