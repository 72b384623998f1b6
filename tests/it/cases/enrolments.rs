//! Enrolments: who nominates and who decides, places and the waiting list, results and what they yield (security cases AF-09, AR-05, AR-07,
//! CW-02, CW-03 and IV-09).

#![expect(
    clippy::disallowed_methods,
    reason = "looks at rows past the server, and links an account to a person"
)]

use std::collections::{BTreeMap, BTreeSet};

use api::graphql::id::{NodeKind, key};
use api::work::WorkError;
use api::work::idempotency::IdempotencyKey;
use api::work::registry::enrolments::{Nominate, nominate};
use api::work::registry::{ErrorPolicy, RegistryError};
use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, day, on_both_databases};
use entity::id::{CourseId, EnrolmentId, OfficialId};
use entity::value::{EnrolmentStatus, JournalOperation, Sex};
use entity::{account, account_holder, enrolment, enrolment_step, official, qualification};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use targets::age::completed_years;
use uuid::Uuid;

use super::courses::{self, content, course, described, error, named, opened};
use super::registry::{
    People, asker, change as change_registry, entries_about, entries_of, people_of, uuid_of,
};

on_both_databases!(
    alone:
    af_09_given_every_role_then_enrolments_are_nominated_and_decided_by_those_who_may,
    ar_05_given_an_enrolment_out_of_scope_then_as_if_there_were_none_at_the_same_cost,
    ar_07_given_nominations_one_of_which_is_out_of_scope_then_all_is_refused_whatever_the_policy,
    cw_02_given_fifty_nominations_at_once_for_the_last_places_then_these_are_filled_and_the_rest_queue_in_order,
    cw_03_given_nominations_and_results_twice_under_one_key_then_done_once,
    iv_09_given_a_nomination_then_neither_its_nominator_nor_its_person_nor_a_lower_office_decides,
    iv_09_given_an_enrolment_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones,
    given_a_cancelled_course_then_its_open_enrolments_are_withdrawn_with_it,
    given_a_completed_course_then_k6_and_k8_move_at_once_and_a_correction_takes_both_back,
    given_a_rule_of_nominations_that_is_set_then_the_old_one_ends_and_the_new_one_decides,
    given_places_kept_for_a_unit_then_no_other_gets_them_and_a_withdrawal_moves_its_own_queue,
    given_somebody_nominated_anew_then_who_was_nominated_meanwhile_has_waited_longer,
    given_a_place_that_another_unit_gave_up_then_the_history_of_who_got_it_does_not_tell_by_whom,
    given_people_who_completed_courses_then_persons_and_person_times_are_two_counts,
    given_results_that_cannot_be_then_each_rule_is_named_and_the_policy_decides_of_the_others,
);

const ENROLMENT: &str = "enrolment { key version status authority official { key } unit { key }
    steps { status effectiveOn remark } }";

/// Asks for a change of enrolments.
async fn change(client: &Client, mutation: &str, input: &Value) -> Answer {
    let (type_name, object) = match mutation {
        "nominateForCourse" => ("NominateForCourseInput", true),
        "approveEnrolments" => ("ApproveEnrolmentsInput", true),
        "recordCourseResults" => ("RecordCourseResultsInput", true),
        "correctCourseResult" => ("CorrectCourseResultInput", false),
        _ => ("EndEnrolmentInput", false),
    };
    let object = match object {
        true => format!("results {{ status {ENROLMENT} userErrors {{ code field message }} }} replayed"),
        false => ENROLMENT.to_owned(),
    };
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
            {object} userErrors {{ code field message }}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

fn nomination(course: &Value, officials: &[&Value], key: &str) -> Value {
    let rows: Vec<_> = officials.iter().map(|official| json!({ "official": official })).collect();
    json!({ "course": course["key"], "rows": rows, "idempotencyKey": key })
}

fn approval(enrolments: &[&Value], key: &str) -> Value {
    let row = |row: &&Value| json!({ "enrolment": row["key"], "expectedVersion": row["version"] });
    json!({ "rows": enrolments.iter().map(row).collect::<Vec<_>>(), "idempotencyKey": key })
}

fn ending(enrolment: &Value, remark: &str) -> Value {
    json!({ "enrolment": enrolment["key"], "expectedVersion": enrolment["version"], "remark": remark })
}

fn result(enrolment: &Value, result: &str) -> Value {
    json!({ "enrolment": enrolment["key"], "expectedVersion": enrolment["version"], "result": result })
}

fn results(course: &Value, rows: &[Value], key: &str) -> Value {
    json!({ "course": course["key"], "rows": rows, "idempotencyKey": key })
}

/// Code and place of each thing that is wrong, of all rows or of the whole.
#[track_caller]
fn errors(answer: &Answer) -> Vec<(String, String)> {
    let whole = answer.list("/done/userErrors").iter();
    let rows = answer.at("/done").get("results").and_then(Value::as_array).into_iter().flatten();
    let of_rows = rows.flat_map(|row| row["userErrors"].as_array().unwrap());
    let error = |error: &Value| {
        let field: Vec<_> =
            error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        (error["code"].as_str().unwrap().to_owned(), field[1..].join("."))
    };
    let all: BTreeSet<_> = whole.chain(of_rows).map(error).collect();
    all.into_iter().collect()
}

/// The enrolments of a change of many that was made.
#[track_caller]
fn enrolments(answer: &Answer) -> Vec<Value> {
    assert_eq!(errors(answer), [], "{}", answer.text);
    answer.list("/done/results").iter().map(|row| row["enrolment"].clone()).collect()
}

#[track_caller]
fn enrolment(answer: &Answer) -> Value {
    assert_eq!(errors(answer), [], "{}", answer.text);
    answer.at("/done/enrolment").clone()
}

fn statuses(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["status"].as_str().unwrap()).collect()
}

/// An enrolment as it is now.
async fn seen(client: &Client, enrolment: &Value) -> Value {
    let document = format!(
        "query ($id: ID!) {{ node(id: $id) {{ ... on Enrolment {{ {} }} }} }}",
        &ENROLMENT[11..ENROLMENT.len() - 1]
    );
    client.ask(&document, json!({ "id": enrolment["key"] })).await.at("/node").clone()
}

fn missing(kind: NodeKind) -> Value {
    json!({ "key": key(kind, Uuid::from_u128(1)).to_string(), "version": 1 })
}

/// A course that is open, of a kind, with so many places.
async fn open_course(office: &Client, code: &str, kind: &str, capacity: i32) -> Value {
    let mut input = described(office, code, capacity).await;
    input["kind"] = json!(kind);
    opened(office, &input).await
}

/// A course that runs, and is over.
async fn finish(office: &Client, course_of: &Value) -> Value {
    let running = course(&courses::change(office, "startCourse", &named(course_of)).await);
    course(&courses::change(office, "finishCourse", &named(&running)).await)
}

async fn keys_of(client: &Client, unit: &str) -> Vec<Value> {
    people_of(client, unit).await.into_iter().map(|person| person["key"].clone()).collect()
}

async fn af_09_given_every_role_then_enrolments_are_nominated_and_decided_by_those_who_may(server: &Server) {
    let people = People::of(server).await;
    let course = open_course(&people.office, "E-1", "CANDIDATE", 5).await;
    let official = &people.own["key"];
    let nothing = missing(NodeKind::Enrolment);
    let before = content(server).await;
    let forbidden = [Fault::new("FORBIDDEN", "done")];
    for account in
        [Account::PartyCommittee, Account::PhuNghiaParty, Account::Administrator, Account::DigitalPlatform]
    {
        let client = server.client(account).await;
        for (mutation, input) in [
            ("nominateForCourse", nomination(&course, &[official], "1")),
            ("withdrawEnrolment", ending(&nothing, "Thôi")),
        ] {
            let answer = change(&client, mutation, &input).await;
            assert_eq!(answer.faults(), forbidden, "{account:?} {mutation}");
        }
    }
    for (mutation, input) in [
        ("approveEnrolments", approval(&[&nothing], "2")),
        ("rejectEnrolment", ending(&nothing, "Chưa phù hợp")),
        ("recordCourseResults", results(&course, &[result(&nothing, "COMPLETED")], "3")),
    ] {
        let answer = change(&people.commune, mutation, &input).await;
        assert_eq!(answer.faults(), forbidden, "{mutation}");
    }
    assert_eq!(content(server).await, before);

    let nominated =
        change(&people.commune, "nominateForCourse", &nomination(&course, &[official], "4")).await;
    let nominated = enrolments(&nominated).remove(0);
    let expected = json!({
        "key": nominated["key"], "version": 1, "status": "NOMINATED", "authority": "UNIT_ABOVE",
        "official": { "key": official }, "unit": { "key": people.unit },
        "steps": [{ "status": "NOMINATED", "effectiveOn": TODAY, "remark": null }],
    });
    assert_eq!(nominated, expected);
    let approved = change(&people.office, "approveEnrolments", &approval(&[&nominated], "5")).await;
    let approved = enrolments(&approved).remove(0);
    let steps: Vec<_> = approved["steps"].as_array().unwrap().iter().map(|step| &step["status"]).collect();
    assert_eq!(steps, ["NOMINATED", "APPROVED", "ENROLLED"]);
    assert_eq!(approved["version"], 2);
    assert_eq!(entries_of(server, &approved).await, [JournalOperation::Create, JournalOperation::Change]);
    let withdrawn =
        enrolment(&change(&people.commune, "withdrawEnrolment", &ending(&approved, "Đi học lớp khác")).await);
    assert_eq!(
        (&withdrawn["status"], &withdrawn["steps"][3]["remark"]),
        (&json!("WITHDRAWN"), &json!("Đi học lớp khác"))
    );
    // Nominated again, it is the same enrolment.
    let again = change(&people.commune, "nominateForCourse", &nomination(&course, &[official], "6")).await;
    let again = enrolments(&again).remove(0);
    assert_eq!(
        (&again["key"], &again["status"], &again["version"]),
        (&nominated["key"], &json!("NOMINATED"), &json!(4))
    );
    let rejected =
        enrolment(&change(&people.office, "rejectEnrolment", &ending(&again, "Đã học năm 2024")).await);
    assert_eq!((&rejected["status"], &rejected["version"]), (&json!("REJECTED"), &json!(5)));
}

async fn ar_05_given_an_enrolment_out_of_scope_then_as_if_there_were_none_at_the_same_cost(server: &Server) {
    let people = People::of(server).await;
    let course = open_course(&people.office, "E-2", "DIGITAL", 5).await;
    let foreign = nomination(&course, &[&people.foreign["key"]], "1");
    let foreign = enrolments(&change(&people.office, "nominateForCourse", &foreign).await).remove(0);
    let mut nothing = missing(NodeKind::Enrolment);
    nothing["version"] = foreign["version"].clone();
    let before = content(server).await;
    let mut told = Vec::new();
    for target in [&foreign, &nothing] {
        let sent = server.statements();
        let answer = change(&people.commune, "withdrawEnrolment", &ending(target, "Thôi")).await;
        assert_eq!(errors(&answer), error("NOT_FOUND", "enrolment"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    let mut told = Vec::new();
    for (number, target) in [&people.foreign, &missing(NodeKind::Official)].into_iter().enumerate() {
        let sent = server.statements();
        let input = nomination(&course, &[&target["key"]], &format!("k{number}"));
        let answer = change(&people.commune, "nominateForCourse", &input).await;
        assert_eq!(errors(&answer), error("NOT_FOUND", "rows.0.official"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
}

async fn ar_07_given_nominations_one_of_which_is_out_of_scope_then_all_is_refused_whatever_the_policy(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let course = open_course(&people.office, "E-3", "CANDIDATE", 5).await;
    let nominated = nomination(&course, &[&own[0], &own[1]], "1");
    let nominated = enrolments(&change(&people.commune, "nominateForCourse", &nominated).await);
    let nothing = missing(NodeKind::Enrolment);
    let before = content(server).await;
    for policy in ["REJECT_ALL", "REJECT_FAILED_ROWS"] {
        let mut input = nomination(&course, &[&own[2], &people.foreign["key"], &own[3]], policy);
        input["errorPolicy"] = json!(policy);
        let answer = change(&people.commune, "nominateForCourse", &input).await;
        assert_eq!(answer.at("/done/results"), &json!([]), "{policy}");
        assert_eq!(errors(&answer), error("NOT_FOUND", "rows.1.official"));
        let mut input = approval(&[&nominated[0], &nothing], &format!("a {policy}"));
        input["errorPolicy"] = json!(policy);
        let answer = change(&people.office, "approveEnrolments", &input).await;
        assert_eq!(answer.at("/done/results"), &json!([]), "{policy}");
        assert_eq!(errors(&answer), error("NOT_FOUND", "rows.1.enrolment"));
    }
    // An enrolment in another course is not in this one.
    let other = open_course(&people.office, "E-4", "DIGITAL", 5).await;
    let other = finish(&people.office, &other).await;
    let between = content(server).await;
    let answer = change(
        &people.office,
        "recordCourseResults",
        &results(&other, &[result(&nominated[0], "COMPLETED")], "2"),
    )
    .await;
    assert_eq!(errors(&answer), error("NOT_FOUND", "rows.0.enrolment"));
    assert_eq!(content(server).await, between);
    assert_eq!(before[3], between[3]);
}

/// The enrolments in a course with their last states, by their ids.
async fn roll(server: &Server, course: &Value) -> BTreeMap<EnrolmentId, (OfficialId, EnrolmentStatus)> {
    let reader = server.database().reader();
    let course = CourseId(uuid_of(&course["key"]));
    let rows =
        enrolment::Entity::find().filter(enrolment::Column::CourseId.eq(course)).all(reader).await.unwrap();
    let mut roll = BTreeMap::new();
    for row in rows {
        let last = enrolment_step::Entity::find()
            .filter(enrolment_step::Column::EnrolmentId.eq(row.id))
            .order_by_desc(enrolment_step::Column::Sequence)
            .one(reader)
            .await
            .unwrap();
        roll.insert(row.id, (row.official_id, last.unwrap().status));
    }
    roll
}

/// Who waits, in the order in which they are to be admitted.
async fn queue(server: &Server, course: &Value) -> Vec<EnrolmentId> {
    let waiting = roll(server, course).await.into_iter();
    let mut queue = Vec::new();
    for (id, (person, _)) in waiting.filter(|(_, (_, status))| *status == EnrolmentStatus::Waitlisted) {
        let person =
            official::Entity::find_by_id(person).one(server.database().reader()).await.unwrap().unwrap();
        let age = person.birth_date.and_then(|birth| completed_years(birth, day(TODAY)));
        queue.push((person.sex == Sex::Male, age.is_none_or(|age| age >= 35), id));
    }
    queue.sort_unstable();
    queue.into_iter().map(|(.., id)| id).collect()
}

fn with(
    roll: &BTreeMap<EnrolmentId, (OfficialId, EnrolmentStatus)>,
    status: EnrolmentStatus,
) -> Vec<EnrolmentId> {
    roll.iter().filter(|(_, (_, is))| *is == status).map(|(id, _)| *id).collect()
}

async fn cw_02_given_fifty_nominations_at_once_for_the_last_places_then_these_are_filled_and_the_rest_queue_in_order(
    server: &Server,
) {
    let people = People::of(server).await;
    let document = "{ officials(first: 60) { nodes { key } } }";
    let all = people.office.query(document).await.list("/officials/nodes").to_vec();
    let mut open = open_course(&people.office, "E-5", "DIGITAL", 12).await;
    let first: Vec<&Value> = all[..5].iter().map(|person| &person["key"]).collect();
    let taken =
        enrolments(&change(&people.office, "nominateForCourse", &nomination(&open, &first, "1")).await);
    assert_eq!(statuses(&taken), ["ENROLLED"; 5]);

    let by = asker(server, &people.office).await;
    let nominations = all[5..55].iter().enumerate().map(|(number, person)| {
        let (work, by) = (&server.app().work, by.clone());
        let input = Nominate {
            course: CourseId(uuid_of(&open["key"])),
            officials: vec![OfficialId(uuid_of(&person["key"]))],
            policy: ErrorPolicy::RejectAll,
        };
        let key = IdempotencyKey::parse(&format!("cùng lúc {number}"));
        async move {
            loop {
                match nominate(work, by.clone(), input.clone(), key.clone()).await {
                    // Who finds no connection free for too long is told `UNAVAILABLE`, and asks again under the same key.
                    Err(RegistryError::Work(WorkError::Database(DbErr::ConnectionAcquire(_)))) => {}
                    outcome => return outcome,
                }
            }
        }
    });
    let outcomes = join_all(nominations).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let before = roll(server, &open).await;
    assert_eq!(with(&before, EnrolmentStatus::Enrolled).len(), 12);
    assert_eq!(with(&before, EnrolmentStatus::Waitlisted).len(), 43);
    assert_eq!(before.len(), 55);

    // Places that come free go to the first of the queue, one at a time and many at once.
    let queued = queue(server, &open).await;
    let withdrawn =
        enrolment(&change(&people.office, "withdrawEnrolment", &ending(&taken[0], "Bận công tác")).await);
    assert_eq!(withdrawn["status"], "WITHDRAWN");
    assert_eq!(roll(server, &open).await[&queued[0]].1, EnrolmentStatus::Enrolled);
    let mut input = named(&open);
    input["capacity"] = json!(30);
    input["reason"] = json!("Thêm phòng học");
    open = course(&courses::change(&people.office, "changeCourse", &input).await);
    let after = roll(server, &open).await;
    assert_eq!(with(&after, EnrolmentStatus::Enrolled).len(), 30);
    for (place, id) in queued.iter().enumerate() {
        let expected = if place < 19 { EnrolmentStatus::Enrolled } else { EnrolmentStatus::Waitlisted };
        assert_eq!(after[id].1, expected, "{place}");
    }
    let mut input = named(&open);
    input["capacity"] = json!(29);
    input["reason"] = json!("Bớt phòng học");
    let answer = courses::change(&people.office, "changeCourse", &input).await;
    assert_eq!(courses::errors(&answer), error("SEATS_TAKEN", "capacity"));
    assert_eq!(roll(server, &open).await, after);
}

async fn cw_03_given_nominations_and_results_twice_under_one_key_then_done_once(server: &Server) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let open = open_course(&people.office, "E-6", "DIGITAL", 5).await;
    let twice = nomination(&open, &[&own[0], &own[0]], "khóa");
    let answer = change(&people.commune, "nominateForCourse", &twice).await;
    assert_eq!(errors(&answer), error("BAD_USER_INPUT", "rows.1.official"));
    let input = nomination(&open, &[&own[0], &own[1]], "khóa");
    let first = enrolments(&change(&people.commune, "nominateForCourse", &input).await);
    let before = content(server).await;
    let again = change(&people.commune, "nominateForCourse", &input).await;
    assert_eq!((enrolments(&again), again.at("/done/replayed")), (first.clone(), &json!(true)));
    assert_eq!(content(server).await, before);

    let over = finish(&people.office, &open).await;
    let mut completed = result(&first[0], "COMPLETED");
    completed["certificate"] = json!("KNS 01");
    let input = results(&over, &[completed, result(&first[1], "FAILED")], "kết quả");
    let recorded = enrolments(&change(&people.office, "recordCourseResults", &input).await);
    assert_eq!(statuses(&recorded), ["COMPLETED", "FAILED"]);
    let before = content(server).await;
    let again = change(&people.office, "recordCourseResults", &input).await;
    assert_eq!((enrolments(&again), again.at("/done/replayed")), (recorded, &json!(true)));
    assert_eq!(content(server).await, before);
}

async fn iv_09_given_a_nomination_then_neither_its_nominator_nor_its_person_nor_a_lower_office_decides(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let open = open_course(&people.office, "E-7", "CANDIDATE", 9).await;
    let by_office = nomination(&open, &[&own[0]], "1");
    let by_office = enrolments(&change(&people.office, "nominateForCourse", &by_office).await).remove(0);
    let by_commune = nomination(&open, &[&own[1]], "2");
    let by_commune = enrolments(&change(&people.commune, "nominateForCourse", &by_commune).await).remove(0);
    let theory = open_course(&people.office, "E-8", "POLITICAL_THEORY", 9).await;
    let for_city = nomination(&theory, &[&own[2]], "3");
    let for_city = enrolments(&change(&people.commune, "nominateForCourse", &for_city).await).remove(0);
    assert_eq!(for_city["authority"], "CITY");
    let reader = server.database().reader();
    let office =
        account::Entity::find().filter(account::Column::Username.eq(Account::HomeAffairs.username()));
    let transaction = server.database().begin_write().await.unwrap();
    let holder = account_holder::Model {
        account_id: office.one(reader).await.unwrap().unwrap().id,
        official_id: Some(OfficialId(uuid_of(&own[1]))),
        linked_at: canbo_tests::NOW.parse().unwrap(),
        linked_by: None,
    };
    account_holder::Entity::insert(holder.into_active_model())
        .exec_without_returning(&transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();

    let before = content(server).await;
    for (number, (enrolment, text)) in [
        (&by_office, "Tài khoản đã cử người đi học thì không được duyệt; cần một tài khoản khác."),
        (&by_commune, "Không ai được quyết định việc học của chính mình."),
        (&for_city, "Việc duyệt thuộc cấp có thẩm quyền mà đơn vị trình."),
    ]
    .into_iter()
    .enumerate()
    {
        let input = approval(&[enrolment], &format!("a{number}"));
        let answer = change(&people.office, "approveEnrolments", &input).await;
        assert_eq!(errors(&answer), error("FORBIDDEN", "rows.0.enrolment"), "{text}");
        assert_eq!(answer.at("/done/userErrors/0/message"), text);
        let answer = change(&people.office, "rejectEnrolment", &ending(enrolment, "Chưa phù hợp")).await;
        assert_eq!(errors(&answer), error("FORBIDDEN", "enrolment"), "{text}");
    }
    assert_eq!(content(server).await, before);
}

async fn iv_09_given_an_enrolment_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let english = people.office.clone().in_language("en");
    let refused = async |course: &Value, enrolment: &Value, mutations: &[&str], legal: &str| {
        let before = content(server).await;
        for mutation in mutations {
            let (input, field) = match *mutation {
                "approveEnrolments" => (approval(&[enrolment], mutation), "rows.0.enrolment"),
                "nominateForCourse" => {
                    (nomination(course, &[&enrolment["official"]["key"]], mutation), "rows.0.official")
                }
                "recordCourseResults" => {
                    (results(course, &[result(enrolment, "ABSENT")], mutation), "rows.0.enrolment")
                }
                "correctCourseResult" => {
                    let mut input = result(enrolment, "ABSENT");
                    input["reason"] = json!("Nhầm");
                    (input, "enrolment")
                }
                _ => (ending(enrolment, "Thôi"), "enrolment"),
            };
            let answer = change(&english, mutation, &input).await;
            assert_eq!(errors(&answer), error("INVALID_TRANSITION", field), "{mutation}: {}", answer.text);
            let message = answer.string("/done/userErrors/0/message");
            assert!(message.ends_with(&format!("What is allowed: {legal}.")), "{mutation}: {message}");
        }
        assert_eq!(content(server).await, before);
    };
    let open = open_course(&people.office, "E-9", "DIGITAL", 1).await;
    let both = nomination(&open, &[&own[0], &own[1]], "1");
    let both = enrolments(&change(&people.commune, "nominateForCourse", &both).await);
    let (place, wait): (Vec<_>, Vec<_>) = both.iter().partition(|row| row["status"] == "ENROLLED");
    assert_eq!((place.len(), wait.len()), (1, 1));
    let others = ["approveEnrolments", "rejectEnrolment", "nominateForCourse"];
    refused(&open, place[0], &others, "recordCourseResults, withdrawEnrolment").await;
    refused(&open, wait[0], &others, "withdrawEnrolment").await;
    let over = finish(&people.office, &open).await;
    let wrong = ["recordCourseResults", "correctCourseResult"];
    refused(&over, wait[0], &wrong, "withdrawEnrolment").await;
    let failed = results(&over, &[result(place[0], "FAILED")], "2");
    let failed = enrolments(&change(&people.office, "recordCourseResults", &failed).await).remove(0);
    refused(&over, &failed, &["recordCourseResults", "withdrawEnrolment"], "correctCourseResult").await;
    // Nominations end with the beginning of the course.
    let late = change(&english, "nominateForCourse", &nomination(&over, &[&own[2]], "3")).await;
    assert_eq!(errors(&late), error("INVALID_TRANSITION", "course"));
}

async fn given_a_cancelled_course_then_its_open_enrolments_are_withdrawn_with_it(server: &Server) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let open = open_course(&people.office, "E-10", "DIGITAL", 1).await;
    let all = nomination(&open, &[&own[0], &own[1], &own[2]], "1");
    let all = enrolments(&change(&people.commune, "nominateForCourse", &all).await);
    let gone = all.iter().find(|row| row["status"] == "WAITLISTED").unwrap();
    let gone = enrolment(&change(&people.commune, "withdrawEnrolment", &ending(gone, "Nghỉ ốm")).await);
    let mut input = named(&open);
    input["reason"] = json!("Không đủ người");
    let cancelled = course(&courses::change(&people.office, "cancelCourse", &input).await);
    assert_eq!(cancelled["status"], "CANCELLED");
    for before in &all {
        let after = seen(&people.commune, before).await;
        let last = after["steps"].as_array().unwrap().last().unwrap().clone();
        let why = if before["key"] == gone["key"] { "Nghỉ ốm" } else { "Không đủ người" };
        assert_eq!(last, json!({ "status": "WITHDRAWN", "effectiveOn": TODAY, "remark": why }));
        assert_eq!(after["version"], 2);
    }
}

async fn given_places_kept_for_a_unit_then_no_other_gets_them_and_a_withdrawal_moves_its_own_queue(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let foreign = keys_of(&people.office, &people.foreign_unit).await;
    let mut input = described(&people.office, "E-11", 3).await;
    input["seats"] = json!([{ "unit": people.unit, "seats": 2 }]);
    let open = opened(&people.office, &input).await;
    let of_others = nomination(&open, &[&foreign[0], &foreign[1]], "1");
    let of_others = enrolments(&change(&people.office, "nominateForCourse", &of_others).await);
    let mut told = statuses(&of_others);
    told.sort_unstable();
    assert_eq!(told, ["ENROLLED", "WAITLISTED"]);
    let of_unit = nomination(&open, &[&own[0], &own[1], &own[2]], "2");
    let of_unit = enrolments(&change(&people.commune, "nominateForCourse", &of_unit).await);
    let mut told = statuses(&of_unit);
    told.sort_unstable();
    assert_eq!(told, ["ENROLLED", "ENROLLED", "WAITLISTED"]);
    let leaves = of_unit.iter().find(|row| row["status"] == "ENROLLED").unwrap();
    enrolment(&change(&people.commune, "withdrawEnrolment", &ending(leaves, "Bận công tác")).await);
    let waited = of_unit.iter().find(|row| row["status"] == "WAITLISTED").unwrap();
    assert_eq!(seen(&people.commune, waited).await["status"], "ENROLLED");
    let others_wait = of_others.iter().find(|row| row["status"] == "WAITLISTED").unwrap();
    assert_eq!(seen(&people.office, others_wait).await["status"], "WAITLISTED");
    let mut input = named(&open);
    input["seats"] = json!([{ "unit": people.unit, "seats": 1 }]);
    input["reason"] = json!("Chia lại");
    let answer = courses::change(&people.office, "changeCourse", &input).await;
    assert_eq!(courses::errors(&answer), error("SEATS_TAKEN", "seats"));
}

async fn given_somebody_nominated_anew_then_who_was_nominated_meanwhile_has_waited_longer(server: &Server) {
    let people = People::of(server).await;
    let open = open_course(&people.office, "E-16", "DIGITAL", 1).await;
    let listed = people.office.query("{ officials(first: 100) { nodes { key sex birthDate } } }").await;
    // Neither sex nor age tells them apart.
    let is_alike = |person: &&Value| {
        person["sex"] == "MALE" && person["birthDate"].as_str().is_some_and(|birth| birth < "1985")
    };
    let alike: Vec<&Value> = listed.list("/officials/nodes").iter().filter(is_alike).collect();
    let nominate = async |person: usize, key: &str| {
        let input = nomination(&open, &[&alike[person]["key"]], key);
        enrolments(&change(&people.office, "nominateForCourse", &input).await).remove(0)
    };
    let withdraw = async |row: &Value| {
        enrolment(&change(&people.office, "withdrawEnrolment", &ending(row, "Bận công tác")).await)
    };
    let (first, left, stayed) = (nominate(0, "1").await, nominate(1, "2").await, nominate(2, "3").await);
    assert_eq!(
        statuses(&[first.clone(), left.clone(), stayed.clone()]),
        ["ENROLLED", "WAITLISTED", "WAITLISTED"]
    );
    withdraw(&left).await;
    let anew = nominate(1, "4").await;
    assert_eq!((&anew["key"], &anew["status"]), (&left["key"], &json!("WAITLISTED")));
    withdraw(&first).await;
    assert_eq!(seen(&people.office, &stayed).await["status"], "ENROLLED");
    assert_eq!(seen(&people.office, &anew).await["status"], "WAITLISTED");
}

/// Numerators of targets today.
async fn numerators(client: &Client) -> BTreeMap<String, i64> {
    let answer = client.query("{ targets(programme: \"KH-276\") { target { code } numerator } }").await;
    let rows = answer.list("/targets").iter();
    rows.filter_map(|row| Some((row["target"]["code"].as_str()?.to_owned(), row["numerator"].as_i64()?)))
        .collect()
}

/// A key official of the unit without a knowledge update in the year, whose certificates of IT are all revoked.
async fn without_anything(people: &People) -> Value {
    let document = "query ($within: ID) { officials(where: { within: $within }, first: 100) { nodes {
        key appointments { mode title { code } } qualifications { key version kind status }
        enrolments(where: { statuses: [COMPLETED] }, first: 50) { nodes { course { countsAsKnowledgeUpdate endsOn } } }
    } } }";
    let key_titles = ["PARTY_SECRETARY", "COMMITTEE_CHAIR", "COMMITTEE_VICE_CHAIR", "COUNCIL_VICE_CHAIR"];
    for unit in [&people.unit, &people.foreign_unit] {
        let answer = people.office.ask(document, json!({ "within": unit })).await;
        let found = answer.list("/officials/nodes").iter().find(|person| {
            let mut titles = person["appointments"].as_array().unwrap().iter();
            let mut courses = person["enrolments"]["nodes"].as_array().unwrap().iter();
            titles.any(|row| {
                ["PRIMARY", "CONCURRENT"].contains(&row["mode"].as_str().unwrap())
                    && key_titles.contains(&row["title"]["code"].as_str().unwrap())
            }) && !courses.any(|row| {
                row["course"]["countsAsKnowledgeUpdate"] == true
                    && row["course"]["endsOn"].as_str().unwrap().starts_with("2025")
            })
        });
        let Some(person) = found else { continue };
        let of_it = person["qualifications"].as_array().unwrap().iter();
        for row in of_it.filter(|row| row["kind"] == "INFORMATION_TECHNOLOGY" && row["status"] == "VALID") {
            let input = json!({
                "qualification": row["key"], "expectedVersion": row["version"], "revokedOn": TODAY,
                "reason": "Chứng chỉ không hợp lệ",
            });
            change_registry(&people.office, "revokeQualification", input).await;
        }
        return person["key"].clone();
    }
    panic!("every key official of the two units has a knowledge update")
}

async fn given_a_completed_course_then_k6_and_k8_move_at_once_and_a_correction_takes_both_back(
    server: &Server,
) {
    let people = People::of(server).await;
    let person = without_anything(&people).await;
    let before = numerators(&people.office).await;
    let open = open_course(&people.office, "E-12", "DIGITAL", 5).await;
    let place = nomination(&open, &[&person], "1");
    let place = enrolments(&change(&people.office, "nominateForCourse", &place).await).remove(0);
    let over = finish(&people.office, &open).await;
    assert_eq!(numerators(&people.office).await, before);
    let mut row = result(&place, "COMPLETED");
    row["certificate"] = json!("KNS 07");
    let completed = change(&people.office, "recordCourseResults", &results(&over, &[row], "2")).await;
    let completed = enrolments(&completed).remove(0);
    assert_eq!((&completed["status"], &completed["version"]), (&json!("COMPLETED"), &json!(2)));
    let moved = |by: i64| {
        let mut moved = before.clone();
        for code in ["K6", "K8"] {
            *moved.get_mut(code).unwrap() += by;
        }
        moved
    };
    assert_eq!(numerators(&people.office).await, moved(1));
    let yielded = async || {
        let of_enrolment = qualification::Entity::find()
            .filter(qualification::Column::EnrolmentId.eq(EnrolmentId(uuid_of(&place["key"]))));
        of_enrolment.all(server.database().reader()).await.unwrap()
    };
    let row = yielded().await.remove(0);
    let issuer = Some("Phường Chương Mỹ".to_owned());
    assert_eq!(
        (
            row.official_id.0,
            row.level_code.as_str(),
            row.obtained_on,
            row.issuer.clone(),
            row.certificate.as_deref()
        ),
        (uuid_of(&person), "BASIC", Some(day("2025-12-05")), issuer, Some("KNS 07"))
    );

    let mut input = result(&completed, "FAILED");
    input["reason"] = json!("Ghi nhầm người");
    let corrected = enrolment(&change(&people.office, "correctCourseResult", &input).await);
    assert_eq!((&corrected["status"], &corrected["version"]), (&json!("FAILED"), &json!(3)));
    assert_eq!(numerators(&people.office).await, before);
    assert_eq!(yielded().await[0].revoked_on, Some(day("2025-12-05")));
    let mut input = result(&corrected, "COMPLETED");
    input["reason"] = json!("Ghi đúng");
    input["certificate"] = json!("KNS 08");
    enrolment(&change(&people.office, "correctCourseResult", &input).await);
    assert_eq!(numerators(&people.office).await, moved(1));
    let rows = yielded().await;
    assert_eq!((rows.len(), rows[0].revoked_on, rows[0].certificate.as_deref()), (1, None, Some("KNS 08")));
    use JournalOperation::{Change, Correct, Create};
    assert_eq!(entries_of(server, &place).await, [Create, Change, Correct, Correct]);
    assert_eq!(entries_about(server, rows[0].id.0).await, [Create, Correct, Correct]);
}

async fn given_a_place_that_another_unit_gave_up_then_the_history_of_who_got_it_does_not_tell_by_whom(
    server: &Server,
) {
    let people = People::of(server).await;
    let open = open_course(&people.office, "E-16", "DIGITAL", 1).await;
    let own = nomination(&open, &[&people.own["key"]], "1");
    let own = enrolments(&change(&people.commune, "nominateForCourse", &own).await).remove(0);
    let foreign = nomination(&open, &[&people.foreign["key"]], "2");
    let foreign = enrolments(&change(&people.office, "nominateForCourse", &foreign).await).remove(0);
    assert_eq!((&own["status"], &foreign["status"]), (&json!("ENROLLED"), &json!("WAITLISTED")));
    enrolment(&change(&people.commune, "withdrawEnrolment", &ending(&own, "Bận công tác")).await);
    let document = "query ($id: ID!) { node(id: $id) { ... on Enrolment {
        status history(first: 50) { nodes { type operation reason actor { role } } }
    } } }";
    let told = async |client: &Client, of: &Value| {
        let answer = client.ask(document, json!({ "id": of["key"] })).await;
        let changes = answer.list("/node/history/nodes").iter();
        let of_itself = changes.filter(|change| change["type"] == "enrolment").cloned();
        (answer.string("/node/status").to_owned(), of_itself.collect::<Vec<_>>())
    };
    let change_of = |operation: &str, reason: Option<&str>, by: Option<&str>| {
        let actor = by.map(|role| json!({ "role": role }));
        json!({ "type": "enrolment", "operation": operation, "reason": reason, "actor": actor })
    };
    let expected = vec![
        change_of("CHANGE", Some("Có chỗ trống trong lớp"), None),
        change_of("CREATE", None, Some("DISTRICT")),
    ];
    assert_eq!(told(&people.office, &foreign).await, ("ENROLLED".to_owned(), expected));
    let expected =
        vec![change_of("CHANGE", None, Some("COMMUNE")), change_of("CREATE", None, Some("COMMUNE"))];
    assert_eq!(told(&people.commune, &own).await, ("WITHDRAWN".to_owned(), expected));
}

async fn given_people_who_completed_courses_then_persons_and_person_times_are_two_counts(server: &Server) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let statistics = async |client: &Client, unit: &str, year: i32| {
        let document = "query ($unit: ID!, $year: Int!) { trainingStatistics(unit: $unit, year: $year) {
            asOf year persons personTimes byKind { kind persons personTimes } } }";
        client.ask(document, json!({ "unit": unit, "year": year })).await.at("/trainingStatistics").clone()
    };
    let before = statistics(&people.commune, &people.unit, 2026).await;
    assert_eq!(before, json!({ "asOf": TODAY, "year": 2026, "persons": 0, "personTimes": 0, "byKind": [] }));
    let before = statistics(&people.commune, &people.unit, 2025).await;
    for code in ["E-17", "E-18"] {
        let open = open_course(&people.office, code, "DIGITAL", 9).await;
        let place = nomination(&open, &[&own[0]], code);
        let place = enrolments(&change(&people.commune, "nominateForCourse", &place).await).remove(0);
        let over = finish(&people.office, &open).await;
        let input = results(&over, &[result(&place, "COMPLETED")], &format!("kết quả {code}"));
        enrolments(&change(&people.office, "recordCourseResults", &input).await);
    }
    let after = statistics(&people.commune, &people.unit, 2025).await;
    let number = |value: &Value, field: &str| value[field].as_i64().unwrap();
    assert_eq!(number(&after, "personTimes"), number(&before, "personTimes") + 2);
    let more = number(&after, "persons") - number(&before, "persons");
    assert!((0..=1).contains(&more), "{more}");
    let digital = |value: &Value| {
        let rows = value["byKind"].as_array().unwrap().iter();
        rows.filter(|row| row["kind"] == "DIGITAL").map(|row| number(row, "personTimes")).sum::<i64>()
    };
    assert_eq!(digital(&after), digital(&before) + 2);
    // Of a unit out of the scope nobody counts.
    let foreign = statistics(&people.commune, &people.foreign_unit, 2025).await;
    assert_eq!((&foreign["persons"], &foreign["byKind"]), (&json!(0), &json!([])));
}

async fn given_results_that_cannot_be_then_each_rule_is_named_and_the_policy_decides_of_the_others(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let mut input = described(&people.office, "E-13", 9).await;
    input["yields"] = json!(null);
    let open = opened(&people.office, &input).await;
    let all = nomination(&open, &[&own[0], &own[1], &own[2]], "1");
    let all = enrolments(&change(&people.commune, "nominateForCourse", &all).await);
    let running = course(&courses::change(&people.office, "startCourse", &named(&open)).await);
    let early = results(&running, &[result(&all[0], "COMPLETED"), result(&all[1], "ABSENT")], "2");
    let answer = change(&people.office, "recordCourseResults", &early).await;
    assert_eq!(errors(&answer), error("INVALID_TRANSITION", "rows.0.result"));
    let mut policy = early.clone();
    policy["errorPolicy"] = json!("REJECT_FAILED_ROWS");
    let answer = change(&people.office, "recordCourseResults", &policy).await;
    let told: Vec<_> =
        answer.list("/done/results").iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(told, ["REFUSED", "DONE"]);
    let over = course(&courses::change(&people.office, "finishCourse", &named(&running)).await);
    let before = content(server).await;
    for (member, value, refused) in [
        ("certificate", json!("1"), error("BAD_USER_INPUT", "rows.0.certificate")),
        ("obtainedOn", json!(TODAY), error("BAD_USER_INPUT", "rows.0.obtainedOn")),
        ("expectedVersion", json!(7), error("CONFLICT", "rows.0.expectedVersion")),
    ] {
        let mut row = result(&all[0], "COMPLETED");
        row[member] = value;
        let answer = change(&people.office, "recordCourseResults", &results(&over, &[row], "3")).await;
        assert_eq!(errors(&answer), refused, "{member}");
    }
    assert_eq!(content(server).await, before);
    let later = open_course(&people.office, "E-14", "DIGITAL", 9).await;
    let place = nomination(&later, &[&own[3]], "4");
    let place = enrolments(&change(&people.commune, "nominateForCourse", &place).await).remove(0);
    let later = finish(&people.office, &later).await;
    for impossible in ["2025-11-30", "2026-01-01"] {
        let mut row = result(&place, "COMPLETED");
        row["obtainedOn"] = json!(impossible);
        let answer = change(&people.office, "recordCourseResults", &results(&later, &[row], "5")).await;
        assert_eq!(errors(&answer), error("BAD_USER_INPUT", "rows.0.obtainedOn"), "{impossible}");
    }
}

async fn given_a_rule_of_nominations_that_is_set_then_the_old_one_ends_and_the_new_one_decides(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = keys_of(&people.commune, &people.unit).await;
    let document = "mutation ($input: SetNominationRuleInput!) { done: setNominationRule(input: $input) {
        rule { unitKind category courseKind decision authority legalBasis validFrom validTo } replayed
        userErrors { code field message }
    } }";
    let rule = |category: &str, from: &str, key: &str| {
        json!({
            "unitKind": "COMMUNE", "category": category, "courseKind": "DIGITAL", "decision": "MUST_SUBMIT",
            "authority": "UNIT_ABOVE", "legalBasis": "Quyết định 12/QĐ-SNV", "validFrom": from, "idempotencyKey": key,
        })
    };
    let set = async |client: &Client, input: &Value| client.ask(document, json!({ "input": input })).await;
    let rules = async |on: &str| {
        let document = "query ($on: Date) { nominationRules(asOf: $on) {
            unitKind category courseKind decision authority legalBasis validFrom validTo } }";
        let answer = people.commune.ask(document, json!({ "on": on })).await;
        let rows = answer.list("/nominationRules").iter();
        rows.filter(|row| row["unitKind"] == "COMMUNE" && row["courseKind"] == "DIGITAL")
            .cloned()
            .collect::<Vec<_>>()
    };
    let answer = set(&people.commune, &rule("CADRE", TODAY, "1")).await;
    assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")]);
    for (change, refused) in [
        (json!({ "validFrom": "2025-12-30" }), error("BAD_USER_INPUT", "validFrom")),
        (json!({ "authority": null }), error("BAD_USER_INPUT", "authority")),
        (json!({ "legalBasis": "" }), error("BAD_USER_INPUT", "legalBasis")),
    ] {
        let mut input = rule("CADRE", TODAY, "2");
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = set(&people.office, &input).await;
        assert_eq!(courses::errors(&answer), refused, "{change}");
    }
    let self_decides = rules(TODAY).await;
    assert_eq!(self_decides.len(), 2);
    assert!(self_decides.iter().all(|row| row["decision"] == "SELF_DECIDES" && row["validTo"].is_null()));
    for category in ["CADRE", "CIVIL_SERVANT", "PUBLIC_EMPLOYEE"] {
        let answer = set(&people.office, &rule(category, TODAY, category)).await;
        assert_eq!(courses::errors(&answer), []);
        let mut expected = rule(category, TODAY, category);
        expected.as_object_mut().unwrap().remove("idempotencyKey");
        expected["validTo"] = json!(null);
        assert_eq!(answer.at("/done/rule"), &expected);
        let again = set(&people.office, &rule(category, TODAY, category)).await;
        assert_eq!(again.at("/done/replayed"), &json!(true));
    }
    let earlier = set(&people.office, &rule("CADRE", TODAY, "3")).await;
    assert_eq!(courses::errors(&earlier), error("RULE_BEGINS_LATER", "validFrom"));
    let ended = rules("2025-12-30").await;
    assert_eq!(ended.len(), 2);
    assert!(ended.iter().all(|row| row["decision"] == "SELF_DECIDES" && row["validTo"] == TODAY));
    assert_eq!(rules(TODAY).await.len(), 3);
    let open = open_course(&people.office, "E-15", "DIGITAL", 9).await;
    let nominated = nomination(&open, &[&own[0]], "4");
    let nominated = enrolments(&change(&people.commune, "nominateForCourse", &nominated).await).remove(0);
    assert_eq!((&nominated["status"], &nominated["authority"]), (&json!("NOMINATED"), &json!("UNIT_ABOVE")));
}
