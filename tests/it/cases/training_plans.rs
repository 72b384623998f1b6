//! Training plans: drafted, edited, submitted, returned, taken up by the plan above, approved, amended (security cases AR-05, AR-06, AR-07,
//! AF-09, CW-01, CW-02, CW-03 and IV-09).

#![expect(
    clippy::disallowed_methods,
    reason = "looks at rows past the server, and gives an account other rights"
)]

use std::collections::BTreeSet;

use api::graphql::id::{NodeKind, key};
use api::work::registry::training_plans::{EditTrainingPlan, EditedItem, PlannedTraining, edit};
use api::work::registry::{RegistryError, Rule};
use canbo_tests::{Account, Answer, CITY_OFFICE, Client, Fault, Server, TODAY, on_both_databases, unit_of};
use entity::id::{TrainingPlanId, UnitId};
use entity::value::{CourseKind, JournalOperation};
use entity::{account, account_grant, journal_entry, training_plan, training_plan_item, training_plan_step};
use futures_util::future::join_all;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{asker, entries_of, uuid_of};

on_both_databases!(
    before "2025-01-01":
    given_plans_of_communes_then_taken_up_traced_and_approved_with_the_districts,
    given_plans_that_come_late_or_are_returned_then_left_out_told_and_taken_up_when_asked_again,
    given_an_approved_plan_when_amended_then_it_stays_and_the_later_edition_takes_its_place_above,
    given_items_that_cannot_be_then_each_rule_is_named_at_its_place_and_nothing_is_written,
    given_a_list_of_items_then_what_is_named_changes_what_is_not_goes_and_each_is_journalled,
    af_09_given_every_role_then_plans_are_changed_by_those_who_may,
    ar_05_given_a_plan_out_of_scope_when_changed_at_its_version_then_as_if_there_were_none_at_the_same_cost,
    ar_06_given_a_unit_out_of_scope_when_a_plan_is_drafted_for_it_then_as_if_there_were_none,
    ar_07_given_items_one_of_which_is_of_another_plan_then_all_is_refused,
    cw_01_given_an_old_version_of_a_plan_then_a_conflict_that_tells_the_current_one,
    cw_02_given_fifty_edits_of_one_version_at_once_then_exactly_one_is_made,
    cw_03_given_a_plan_that_is_drafted_or_amended_twice_under_one_key_then_once,
    iv_09_given_a_plan_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones,
    iv_09_given_a_submitted_plan_then_neither_its_submitter_nor_its_own_unit_approves_it,
    iv_09_given_no_office_above_then_another_account_of_the_units_own_approves,
);

on_both_databases!(
    alone:
    given_communes_under_the_city_then_an_office_that_keeps_several_returns_and_approves_the_plan_of_each,
);

const YEAR: i32 = 2026;

const PLAN: &str = "trainingPlan { key version year edition status unit { code } decision decidedOn signer
    steps { status effectiveOn remark } consolidatedInto { key }
    items { key position courseKind titleGroup people reason sourceItem { key } } }";

async fn change(client: &Client, mutation: &str, input: Value) -> Answer {
    let type_name = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let more = match mutation {
        "consolidateTrainingPlans" => "leftOut { unit { code } trainingPlan { key status } }",
        _ => "replayed",
    };
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
            {PLAN} {more} warnings {{ code rule message }} userErrors {{ code field message }}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// Code and place of each thing that is wrong.
#[track_caller]
fn errors(answer: &Answer) -> Vec<(String, String)> {
    let errors = answer.list("/done/userErrors").iter().map(|error| {
        let field: Vec<_> =
            error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        (error["code"].as_str().unwrap().to_owned(), field[1..].join("."))
    });
    let errors: Vec<_> = errors.collect();
    assert_eq!(answer.at("/done/trainingPlan").is_null(), !errors.is_empty(), "{}", answer.text);
    errors
}

fn error(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), field.to_owned())]
}

#[track_caller]
fn plan(answer: &Answer) -> Value {
    assert_eq!(errors(answer), [], "{}", answer.text);
    answer.at("/done/trainingPlan").clone()
}

fn item(kind: &str, people: i32) -> Value {
    json!({ "courseKind": kind, "titleGroup": "Cán bộ chủ chốt", "people": people, "reason": "Chỉ tiêu K6" })
}

fn draft(unit: &str, items: &[Value], key: &str) -> Value {
    json!({ "unit": unit, "year": YEAR, "items": items, "idempotencyKey": key })
}

fn named(plan: &Value) -> Value {
    json!({ "trainingPlan": plan["key"], "expectedVersion": plan["version"] })
}

fn with(mut input: Value, members: Value) -> Value {
    let members = members.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(members);
    input
}

fn approval(plan: &Value) -> Value {
    let decision = json!({ "decision": "12/KH-UBND", "decidedOn": TODAY, "signer": "Chủ tịch UBND huyện" });
    with(named(plan), decision)
}

/// What each mutation of a plan is asked with.
fn inputs(plan: &Value) -> Vec<(&'static str, Value)> {
    vec![
        ("editTrainingPlan", with(named(plan), json!({ "items": [item("DIGITAL", 3)] }))),
        ("submitTrainingPlan", named(plan)),
        ("returnTrainingPlan", with(named(plan), json!({ "remark": "Chưa nêu lý do" }))),
        ("consolidateTrainingPlans", named(plan)),
        ("approveTrainingPlan", approval(plan)),
        ("amendTrainingPlan", with(named(plan), json!({ "idempotencyKey": "điều chỉnh" }))),
    ]
}

/// Plans, items, steps, and entries that tell of changes.
async fn content(server: &Server) -> [u64; 4] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq("DATA"));
    [
        training_plan::Entity::find().count(reader).await.unwrap(),
        training_plan_item::Entity::find().count(reader).await.unwrap(),
        training_plan_step::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

/// Whoever has to do with the plans of a district: a commune, the district's office, and the city's.
struct Offices {
    commune: Client,
    district: Client,
    city: Client,
    own: String,
    other: String,
    county: String,
}

impl Offices {
    async fn of(server: &Server) -> Self {
        let district = server.client(Account::HomeAffairs).await;
        let [own, other, county] =
            ["10033", "10045", "277"].map(async |code| unit_of(&district, code, TODAY).await);
        let (own, other, county) = (own.await, other.await, county.await);
        let (commune, city) = (server.client(Account::PhuNghia).await, server.client_of(CITY_OFFICE).await);
        Self { commune, district, city, own, other, county }
    }

    /// A plan of the commune with two items.
    async fn drafted(&self) -> Value {
        let items = [item("KNOWLEDGE_UPDATE", 6), item("DIGITAL", 2)];
        plan(&change(&self.commune, "draftTrainingPlan", draft(&self.own, &items, "dự thảo")).await)
    }

    async fn submitted(&self) -> Value {
        let drafted = self.drafted().await;
        plan(&change(&self.commune, "submitTrainingPlan", named(&drafted)).await)
    }

    /// A plan of another commune with one item, which the district's office writes.
    async fn of_the_other(&self, key: &str) -> Value {
        let input = draft(&self.other, &[item("CANDIDATE", 1)], key);
        plan(&change(&self.district, "draftTrainingPlan", input).await)
    }

    /// The district's plan with one item of its own.
    async fn of_the_district(&self) -> Value {
        let input = draft(&self.county, &[item("LEADERSHIP_SKILL", 4)], "huyện");
        plan(&change(&self.district, "draftTrainingPlan", input).await)
    }
}

async fn seen(client: &Client, plan: &Value) -> Value {
    let document = "query ($id: ID!) { trainingPlan(id: $id) { key version status decision decidedOn signer
        consolidatedInto { key } items { key people courseKind } } }";
    client.ask(document, json!({ "id": plan["key"] })).await.at("/trainingPlan").clone()
}

async fn given_plans_of_communes_then_taken_up_traced_and_approved_with_the_districts(server: &Server) {
    let offices = Offices::of(server).await;
    let drafted = offices.drafted().await;
    assert_eq!(
        (&drafted["status"], &drafted["version"], &drafted["edition"]),
        (&json!("DRAFT"), &json!(1), &json!(1))
    );
    let submitted = plan(&change(&offices.commune, "submitTrainingPlan", named(&drafted)).await);
    assert_eq!((&submitted["status"], &submitted["version"]), (&json!("SUBMITTED"), &json!(2)));

    let county = offices.of_the_district().await;
    let before = content(server).await;
    let answer = change(&offices.district, "consolidateTrainingPlans", named(&county)).await;
    let county = plan(&answer);
    let sources: Vec<_> =
        county["items"].as_array().unwrap().iter().map(|item| item["sourceItem"].clone()).collect();
    let taken_up: Vec<_> =
        submitted["items"].as_array().unwrap().iter().map(|item| json!({ "key": item["key"] })).collect();
    assert_eq!(sources, [vec![Value::Null], taken_up].concat());
    let asked: Vec<_> =
        county["items"].as_array().unwrap().iter().map(|item| item["people"].clone()).collect();
    assert_eq!(asked, [4, 6, 2]);
    // Every other commune, none of which has a plan, and the agency.
    let left_out = answer.list("/done/leftOut");
    assert!(left_out.len() >= 31, "{}", left_out.len());
    assert!(left_out.iter().all(|left| left["trainingPlan"].is_null() && left["unit"]["code"] != "10033"));
    // Two items, the district's plan, and the commune's with its step.
    assert_eq!(content(server).await, [before[0], before[1] + 2, before[2] + 1, before[3] + 5]);

    let of_commune = seen(&offices.district, &submitted).await;
    assert_eq!(of_commune["status"], "CONSOLIDATED");
    assert_eq!(of_commune["consolidatedInto"]["key"], county["key"]);
    assert_eq!(seen(&offices.commune, &submitted).await["consolidatedInto"], Value::Null, "out of its sight");

    let county = plan(&change(&offices.district, "submitTrainingPlan", named(&county)).await);
    let approved = plan(&change(&offices.city, "approveTrainingPlan", approval(&county)).await);
    let decision = |plan: &Value| {
        ["status", "decision", "decidedOn", "signer"].map(|member| plan[member].as_str().unwrap().to_owned())
    };
    let expected = ["APPROVED", "12/KH-UBND", TODAY, "Chủ tịch UBND huyện"];
    assert_eq!(decision(&approved), expected);
    let of_commune = seen(&offices.commune, &submitted).await;
    assert_eq!(decision(&of_commune), expected);
    assert_eq!(of_commune["version"], 4);
    use JournalOperation::{Change, Create};
    assert_eq!(entries_of(server, &submitted).await, [Create, Change, Change, Change]);
}

async fn given_plans_that_come_late_or_are_returned_then_left_out_told_and_taken_up_when_asked_again(
    server: &Server,
) {
    let offices = Offices::of(server).await;
    let returned = with(named(&offices.submitted().await), json!({ "remark": "Chưa gắn với chỉ tiêu" }));
    let returned = plan(&change(&offices.district, "returnTrainingPlan", returned).await);
    assert_eq!(returned["status"], "RETURNED");
    assert_eq!(
        returned["steps"][2],
        json!({ "status": "RETURNED", "effectiveOn": TODAY, "remark": "Chưa gắn với chỉ tiêu" })
    );
    let late = offices.of_the_other("muộn").await;
    let county = offices.of_the_district().await;
    let answer = change(&offices.district, "consolidateTrainingPlans", named(&county)).await;
    let told = |answer: &Answer, code: &str| {
        let mut left = answer.list("/done/leftOut").iter();
        left.find(|left| left["unit"]["code"] == code).map(|left| left["trainingPlan"].clone())
    };
    assert_eq!(told(&answer, "10033"), Some(json!({ "key": returned["key"], "status": "RETURNED" })));
    assert_eq!(told(&answer, "10045"), Some(json!({ "key": late["key"], "status": "DRAFT" })));
    let county = plan(&answer);
    assert_eq!(county["items"].as_array().unwrap().len(), 1);

    for (client, plan_of) in [(&offices.commune, &returned), (&offices.district, &late)] {
        plan(&change(client, "submitTrainingPlan", named(plan_of)).await);
    }
    let answer = change(&offices.district, "consolidateTrainingPlans", named(&county)).await;
    let county = plan(&answer);
    assert_eq!(county["items"].as_array().unwrap().len(), 4);
    assert_eq!((told(&answer, "10033"), told(&answer, "10045")), (None, None));
    // Nothing is taken up twice, and nothing any more once the plan is submitted.
    let county = plan(&change(&offices.district, "consolidateTrainingPlans", named(&county)).await);
    assert_eq!(county["items"].as_array().unwrap().len(), 4);
    let county = plan(&change(&offices.district, "submitTrainingPlan", named(&county)).await);
    let closed = change(&offices.district, "consolidateTrainingPlans", named(&county)).await;
    assert_eq!(errors(&closed), error("INVALID_TRANSITION", "trainingPlan"));
}

async fn given_an_approved_plan_when_amended_then_it_stays_and_the_later_edition_takes_its_place_above(
    server: &Server,
) {
    let offices = Offices::of(server).await;
    let first = offices.submitted().await;
    let county = offices.of_the_district().await;
    let county = plan(&change(&offices.district, "consolidateTrainingPlans", named(&county)).await);
    let county = plan(&change(&offices.district, "submitTrainingPlan", named(&county)).await);
    let county = plan(&change(&offices.city, "approveTrainingPlan", approval(&county)).await);
    let approved = seen(&offices.commune, &first).await;

    let amend = |plan: &Value, key: &str| with(named(plan), json!({ "idempotencyKey": key }));
    let again = change(&offices.commune, "amendTrainingPlan", amend(&approved, "xã")).await;
    let second = plan(&again);
    assert_eq!(
        (&second["edition"], &second["status"], &second["version"]),
        (&json!(2), &json!("DRAFT"), &json!(1))
    );
    assert_eq!(second["decision"], Value::Null);
    let asked = |plan: &Value| -> Vec<(Value, Value)> {
        let items = plan["items"].as_array().unwrap().iter();
        items.map(|item| (item["courseKind"].clone(), item["people"].clone())).collect()
    };
    assert_eq!(asked(&second), asked(&first));
    let twice = change(&offices.commune, "amendTrainingPlan", amend(&approved, "lại")).await;
    assert_eq!(errors(&twice), error("INVALID_TRANSITION", "trainingPlan"));
    let items = json!({ "items": [{ "item": second["items"][0]["key"], "courseKind": "KNOWLEDGE_UPDATE", "people": 9, "reason": "Bổ sung" }] });
    let second = plan(&change(&offices.commune, "editTrainingPlan", with(named(&second), items)).await);
    plan(&change(&offices.commune, "submitTrainingPlan", named(&second)).await);

    let county_again = plan(&change(&offices.district, "amendTrainingPlan", amend(&county, "huyện 2")).await);
    let traced = |plan: &Value| -> Vec<Value> {
        plan["items"].as_array().unwrap().iter().map(|item| item["sourceItem"]["key"].clone()).collect()
    };
    assert_eq!(traced(&county_again), traced(&county));
    let county_again =
        plan(&change(&offices.district, "consolidateTrainingPlans", named(&county_again)).await);
    let people: Vec<_> = asked(&county_again).into_iter().map(|(_, people)| people).collect();
    assert_eq!(people, [4, 9], "the items of the earlier edition are gone");
    assert_eq!(traced(&county_again), [Value::Null, second["items"][0]["key"].clone()]);
    // What is approved stays as it was.
    assert_eq!(seen(&offices.commune, &first).await, approved);
    assert_eq!(seen(&offices.city, &county).await["items"].as_array().unwrap().len(), 3);
}

async fn given_items_that_cannot_be_then_each_rule_is_named_at_its_place_and_nothing_is_written(
    server: &Server,
) {
    let offices = Offices::of(server).await;
    let before = content(server).await;
    let items =
        [item("DIGITAL", 0), with(item("DIGITAL", 1), json!({ "reason": " " })), item("DIGITAL", 10_001)];
    let answer = change(&offices.commune, "draftTrainingPlan", draft(&offices.own, &items, "1")).await;
    let places: Vec<_> = errors(&answer);
    let bad = |place: &str| ("BAD_USER_INPUT".to_owned(), place.to_owned());
    assert_eq!(places, [bad("items.0.people"), bad("items.1.reason"), bad("items.2.people")]);
    for year in [2024, 2027] {
        let input = with(draft(&offices.own, &[], "2"), json!({ "year": year }));
        let answer = change(&offices.commune, "draftTrainingPlan", input).await;
        assert_eq!(errors(&answer), error("BAD_USER_INPUT", "year"));
    }
    let many = vec![item("DIGITAL", 1); 501];
    let answer = change(&offices.commune, "draftTrainingPlan", draft(&offices.own, &many, "3")).await;
    assert_eq!(errors(&answer), error("BAD_USER_INPUT", "items"));
    assert_eq!(content(server).await, before);

    let silent = json!({ "courseKind": "DIGITAL", "people": 2 });
    let answer = change(&offices.commune, "draftTrainingPlan", draft(&offices.own, &[], "4")).await;
    let empty = plan(&answer);
    let nothing = change(&offices.commune, "submitTrainingPlan", named(&empty)).await;
    assert_eq!(errors(&nothing), error("BAD_USER_INPUT", "trainingPlan"));
    let twice = change(&offices.commune, "draftTrainingPlan", draft(&offices.own, &[], "5")).await;
    assert_eq!(errors(&twice), error("TRAINING_PLAN_EXISTS", "year"));
    let edited = with(named(&empty), json!({ "items": [silent] }));
    let answer = change(&offices.commune, "editTrainingPlan", edited).await;
    plan(&answer);
    assert_eq!(answer.at("/done/warnings/0/code"), "NO_REASON");
    assert_eq!(answer.at("/done/warnings/0/message"), "1 nội dung chưa nêu lý do cử đi học.");
}

async fn given_a_list_of_items_then_what_is_named_changes_what_is_not_goes_and_each_is_journalled(
    server: &Server,
) {
    let offices = Offices::of(server).await;
    let drafted = offices.drafted().await;
    let [first, second] = [0, 1].map(|place| drafted["items"][place].clone());
    let before = content(server).await;
    let changed = with(item("KNOWLEDGE_UPDATE", 7), json!({ "item": first["key"] }));
    let list = json!({ "items": [item("CANDIDATE", 1), changed] });
    let edited = plan(&change(&offices.commune, "editTrainingPlan", with(named(&drafted), list)).await);
    let told: Vec<_> = edited["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["courseKind"].as_str().unwrap(), item["people"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("KNOWLEDGE_UPDATE", 7), ("CANDIDATE", 1)]);
    assert_eq!(edited["items"][0]["key"], first["key"]);
    // One item changed, one went, one came; and the plan counts the change.
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 4]);
    use JournalOperation::{Change, Create, Remove};
    assert_eq!(entries_of(server, &first).await, [Create, Change]);
    assert_eq!(entries_of(server, &second).await, [Create, Remove]);
    let named_twice = json!({ "item": first["key"], "courseKind": "DIGITAL", "people": 1 });
    let list = json!({ "items": [named_twice.clone(), named_twice] });
    let answer = change(&offices.commune, "editTrainingPlan", with(named(&edited), list)).await;
    assert_eq!(errors(&answer), error("BAD_USER_INPUT", "items.1.item"));
}

async fn af_09_given_every_role_then_plans_are_changed_by_those_who_may(server: &Server) {
    let offices = Offices::of(server).await;
    let drafted = offices.drafted().await;
    let before = content(server).await;
    let forbidden = vec![Fault::new("FORBIDDEN", "done")];
    for account in
        [Account::PartyCommittee, Account::PhuNghiaParty, Account::Administrator, Account::DigitalPlatform]
    {
        let client = server.client(account).await;
        let drafting = ("draftTrainingPlan", draft(&offices.own, &[], "1"));
        for (mutation, input) in std::iter::once(drafting).chain(inputs(&drafted)) {
            let answer = change(&client, mutation, input).await;
            assert_eq!(answer.faults(), forbidden, "{account:?} {mutation}: {}", answer.text);
        }
    }
    let of_the_office = ["returnTrainingPlan", "consolidateTrainingPlans", "approveTrainingPlan"];
    for (mutation, input) in inputs(&drafted).into_iter().filter(|(name, _)| of_the_office.contains(name)) {
        let answer = change(&offices.commune, mutation, input).await;
        assert_eq!(answer.faults(), forbidden, "{mutation}: {}", answer.text);
    }
    assert_eq!(content(server).await, before);
}

async fn ar_05_given_a_plan_out_of_scope_when_changed_at_its_version_then_as_if_there_were_none_at_the_same_cost(
    server: &Server,
) {
    let offices = Offices::of(server).await;
    let foreign = offices.of_the_other("khác").await;
    let nothing = json!({ "key": key(NodeKind::TrainingPlan, Uuid::from_u128(1)).to_string(), "version": 1 });
    let before = content(server).await;
    let of_the_commune = ["editTrainingPlan", "submitTrainingPlan", "amendTrainingPlan"];
    for place in 0..of_the_commune.len() {
        let mut told = Vec::new();
        for target in [&foreign, &nothing] {
            let (mutation, input) = inputs(target)
                .into_iter()
                .filter(|(name, _)| of_the_commune.contains(name))
                .nth(place)
                .unwrap();
            let sent = server.statements();
            let answer = change(&offices.commune, mutation, input).await;
            assert_eq!(errors(&answer), error("NOT_FOUND", "trainingPlan"), "{mutation}");
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{}", of_the_commune[place]);
    }
    // The city's plan is above the district's office.
    let city = unit_of(&offices.city, "01", TODAY).await;
    let input = draft(&city, &[item("DIGITAL", 1)], "thành phố");
    let of_city = plan(&change(&offices.city, "draftTrainingPlan", input).await);
    for (mutation, input) in inputs(&of_city) {
        let answer = change(&offices.district, mutation, input).await;
        assert_eq!(errors(&answer), error("NOT_FOUND", "trainingPlan"), "{mutation}");
    }
    assert_eq!(content(server).await, [before[0] + 1, before[1] + 1, before[2] + 1, before[3] + 3]);
}

async fn ar_06_given_a_unit_out_of_scope_when_a_plan_is_drafted_for_it_then_as_if_there_were_none(
    server: &Server,
) {
    let offices = Offices::of(server).await;
    let before = content(server).await;
    let nothing = key(NodeKind::Unit, Uuid::from_u128(1)).to_string();
    let mut told = Vec::new();
    for (unit, key) in [(&offices.other, "1"), (&nothing, "2")] {
        let sent = server.statements();
        let answer = change(&offices.commune, "draftTrainingPlan", draft(unit, &[], key)).await;
        assert_eq!(errors(&answer), error("NOT_FOUND", "unit"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
}

async fn ar_07_given_items_one_of_which_is_of_another_plan_then_all_is_refused(server: &Server) {
    let offices = Offices::of(server).await;
    let drafted = offices.drafted().await;
    let foreign = offices.of_the_other("khác").await["items"][0].clone();
    let nothing = json!({ "key": key(NodeKind::TrainingPlanItem, Uuid::from_u128(1)).to_string() });
    let before = content(server).await;
    let mut told = Vec::new();
    for other in [&foreign, &nothing] {
        let list = json!({ "items": [item("DIGITAL", 1), with(item("DIGITAL", 2), json!({ "item": other["key"] }))] });
        let answer = change(&offices.commune, "editTrainingPlan", with(named(&drafted), list)).await;
        assert_eq!(errors(&answer), error("NOT_FOUND", "items.1.item"));
        told.push(answer.text);
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
}

async fn cw_01_given_an_old_version_of_a_plan_then_a_conflict_that_tells_the_current_one(server: &Server) {
    let offices = Offices::of(server).await;
    let drafted = offices.drafted().await;
    let list = json!({ "items": [item("DIGITAL", 1)] });
    plan(&change(&offices.commune, "editTrainingPlan", with(named(&drafted), list)).await);
    let before = content(server).await;
    for (mutation, input) in inputs(&drafted) {
        let answer = change(&offices.district, mutation, input).await;
        assert_eq!(errors(&answer), error("CONFLICT", "expectedVersion"), "{mutation}");
        assert!(answer.string("/done/userErrors/0/message").contains('2'), "{}", answer.text);
    }
    assert_eq!(content(server).await, before);
}

async fn cw_02_given_fifty_edits_of_one_version_at_once_then_exactly_one_is_made(server: &Server) {
    let offices = Offices::of(server).await;
    let drafted = offices.drafted().await;
    let before = content(server).await;
    let by = asker(server, &offices.commune).await;
    let items: Vec<Uuid> =
        drafted["items"].as_array().unwrap().iter().map(|item| uuid_of(&item["key"])).collect();
    let edits = (11..=60).map(|people| {
        let says =
            PlannedTraining { course_kind: CourseKind::Digital, title_group: None, people, reason: None };
        let items = items.iter().map(|item| EditedItem { item: Some(*item), says: says.clone() });
        let input = EditTrainingPlan {
            plan: TrainingPlanId(uuid_of(&drafted["key"])),
            expected_version: 1,
            items: items.collect(),
        };
        edit(&server.app().work, by.clone(), input)
    });
    let outcomes = join_all(edits).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for error in outcomes.into_iter().filter_map(Result::err) {
        let RegistryError::Refused(refusals) = &error else { panic!("{error}") };
        assert_eq!(refusals[0].rule, Rule::Conflict { current: 2 });
    }
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 3]);
    assert_eq!(seen(&offices.commune, &drafted).await["version"], 2);
}

async fn cw_03_given_a_plan_that_is_drafted_or_amended_twice_under_one_key_then_once(server: &Server) {
    let offices = Offices::of(server).await;
    let input = draft(&offices.own, &[item("DIGITAL", 2)], "khóa");
    let first = change(&offices.commune, "draftTrainingPlan", input.clone()).await;
    let before = content(server).await;
    let again = change(&offices.commune, "draftTrainingPlan", input).await;
    assert_eq!((plan(&again), again.at("/done/replayed")), (plan(&first), &json!(true)));
    let other = change(&offices.commune, "draftTrainingPlan", draft(&offices.own, &[], "khóa")).await;
    assert_eq!(errors(&other), error("IDEMPOTENCY_MISMATCH", "idempotencyKey"));
    assert_eq!(content(server).await, before);

    let submitted = plan(&change(&offices.commune, "submitTrainingPlan", named(&plan(&first))).await);
    let approved = plan(&change(&offices.district, "approveTrainingPlan", approval(&submitted)).await);
    let input = with(named(&approved), json!({ "idempotencyKey": "điều chỉnh" }));
    let amended = change(&offices.commune, "amendTrainingPlan", input.clone()).await;
    let before = content(server).await;
    let again = change(&offices.commune, "amendTrainingPlan", input).await;
    assert_eq!((plan(&again), again.at("/done/replayed")), (plan(&amended), &json!(true)));
    assert_eq!(content(server).await, before);
}

/// Asks for everything that a state does not allow.
async fn refused_but(client: &Client, plan: &Value, legal: &[&str], told: &str) {
    for (mutation, input) in inputs(plan).into_iter().filter(|(name, _)| !legal.contains(name)) {
        let answer = change(client, mutation, input).await;
        assert_eq!(errors(&answer), error("INVALID_TRANSITION", "trainingPlan"), "{mutation}");
        let message = answer.string("/done/userErrors/0/message");
        assert!(message.ends_with(&format!("What is allowed: {told}.")), "{mutation}: {message}");
    }
}

async fn iv_09_given_a_plan_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones(
    server: &Server,
) {
    let offices = Offices::of(server).await;
    let english = server.client(Account::HomeAffairs).await.in_language("en");
    let open = ["editTrainingPlan", "consolidateTrainingPlans", "submitTrainingPlan"];
    let judged = ["returnTrainingPlan", "approveTrainingPlan"];
    let drafted = offices.drafted().await;
    refused_but(&english, &drafted, &open, &open.join(", ")).await;
    let submitted = plan(&change(&offices.commune, "submitTrainingPlan", named(&drafted)).await);
    refused_but(&english, &submitted, &judged, &judged.join(", ")).await;
    let input = with(named(&submitted), json!({ "remark": "Sửa lại" }));
    let returned = plan(&change(&english, "returnTrainingPlan", input).await);
    refused_but(&english, &returned, &open, &open.join(", ")).await;
    let submitted = plan(&change(&offices.commune, "submitTrainingPlan", named(&returned)).await);
    let county = offices.of_the_district().await;
    plan(&change(&english, "consolidateTrainingPlans", named(&county)).await);
    let consolidated = seen(&english, &submitted).await;
    refused_but(&english, &consolidated, &[], "nothing").await;

    let other = offices.of_the_other("khác").await;
    let other = plan(&change(&english, "submitTrainingPlan", named(&other)).await);
    let approved = plan(&change(&offices.city, "approveTrainingPlan", approval(&other)).await);
    let before = content(server).await;
    refused_but(&english, &approved, &["amendTrainingPlan"], "amendTrainingPlan").await;
    assert_eq!(content(server).await, before);
}

async fn iv_09_given_a_submitted_plan_then_neither_its_submitter_nor_its_own_unit_approves_it(
    server: &Server,
) {
    let offices = Offices::of(server).await;
    let message = |answer: &Answer| answer.string("/done/userErrors/0/message").to_owned();
    let other = offices.of_the_other("khác").await;
    let other = plan(&change(&offices.district, "submitTrainingPlan", named(&other)).await);
    let own = change(&offices.district, "approveTrainingPlan", approval(&other)).await;
    assert_eq!(errors(&own), error("FORBIDDEN", "trainingPlan"));
    assert_eq!(message(&own), "Tài khoản đã đề xuất thì không được duyệt; cần một tài khoản khác.");

    let county = offices.of_the_district().await;
    let county = plan(&change(&offices.district, "consolidateTrainingPlans", named(&county)).await);
    // The city's office hands it in for the district: so it does not approve it, nor does the district itself.
    let county = plan(&change(&offices.city, "submitTrainingPlan", named(&county)).await);
    let before = content(server).await;
    let of_the_unit = change(&offices.district, "approveTrainingPlan", approval(&county)).await;
    assert_eq!(errors(&of_the_unit), error("FORBIDDEN", "trainingPlan"));
    assert_eq!(message(&of_the_unit), "Việc duyệt thuộc cơ quan nội vụ cấp trên của đơn vị.");
    let back =
        change(&offices.district, "returnTrainingPlan", with(named(&county), json!({ "remark": "Sửa" })))
            .await;
    assert_eq!(errors(&back), error("FORBIDDEN", "trainingPlan"));
    let submitter = change(&offices.city, "approveTrainingPlan", approval(&county)).await;
    assert_eq!(errors(&submitter), error("FORBIDDEN", "trainingPlan"));
    for on in ["2026-01-01", "2025-12-30"] {
        let input = with(approval(&county), json!({ "decidedOn": on }));
        let answer = change(&offices.city, "approveTrainingPlan", input).await;
        assert_eq!(errors(&answer), error("BAD_USER_INPUT", "decidedOn"), "{on}");
    }
    assert_eq!(content(server).await, before);
}

/// Lets the city's office hold its role in another unit.
async fn move_the_office(server: &Server, unit: &str) {
    let reader = server.database().reader();
    let office = account::Entity::find().filter(account::Column::Username.eq(CITY_OFFICE));
    let office = office.one(reader).await.unwrap().unwrap().id;
    let transaction = server.database().begin_write().await.unwrap();
    account_grant::Entity::update_many()
        .col_expr(account_grant::Column::UnitId, Expr::val(UnitId(uuid_of(&json!(unit)))))
        .filter(account_grant::Column::AccountId.eq(office))
        .exec(&transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

async fn iv_09_given_no_office_above_then_another_account_of_the_units_own_approves(server: &Server) {
    let offices = Offices::of(server).await;
    let county = offices.of_the_district().await;
    let county = plan(&change(&offices.district, "submitTrainingPlan", named(&county)).await);
    move_the_office(server, &offices.county).await;
    let submitter = change(&offices.district, "approveTrainingPlan", approval(&county)).await;
    assert_eq!(errors(&submitter), error("FORBIDDEN", "trainingPlan"));
    assert_eq!(
        submitter.string("/done/userErrors/0/message"),
        "Tài khoản đã đề xuất thì không được duyệt; cần một tài khoản khác."
    );
    let approved = plan(&change(&offices.city, "approveTrainingPlan", approval(&county)).await);
    assert_eq!(approved["status"], "APPROVED");
}

async fn given_communes_under_the_city_then_an_office_that_keeps_several_returns_and_approves_the_plan_of_each(
    server: &Server,
) {
    let office = server.client(Account::HomeAffairs).await;
    let document = format!(
        "{{ trainingPlans(where: {{ years: [{YEAR}] }}, first: 100) {{ nodes {{
        key version status unit {{ code }} }} }} }}"
    );
    let plans = office.query(&document).await.list("/trainingPlans/nodes").to_vec();
    let states: BTreeSet<_> = plans.iter().map(|plan| plan["status"].as_str().unwrap()).collect();
    assert_eq!(states, BTreeSet::from(["DRAFT", "RETURNED", "SUBMITTED"]));
    let submitted: Vec<_> = plans.iter().filter(|plan| plan["status"] == "SUBMITTED").collect();
    assert_eq!(submitted.len(), 2);
    let approved = plan(&change(&office, "approveTrainingPlan", approval(submitted[0])).await);
    assert_eq!((&approved["status"], &approved["decision"]), (&json!("APPROVED"), &json!("12/KH-UBND")));
    let input = with(named(submitted[1]), json!({ "remark": "Chưa nêu lý do" }));
    let returned = plan(&change(&office, "returnTrainingPlan", input).await);
    assert_eq!(returned["status"], "RETURNED");
    // Nothing is below a commune: its plan takes up nothing, and leaves nothing out.
    let answer = change(&office, "consolidateTrainingPlans", named(&returned)).await;
    plan(&answer);
    assert_eq!(answer.at("/done/leftOut"), &json!([]));
    // The city is above this office: it has no plan for it.
    let city = unit_of(&office, "01", TODAY).await;
    let answer = change(&office, "draftTrainingPlan", draft(&city, &[], "thành phố")).await;
    assert_eq!(errors(&answer), error("NOT_FOUND", "unit"));
}
