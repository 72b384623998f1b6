//! Needs of training: who has to take what, and who first; and what a plan follows from (security cases AF-09, AR-06 and AR-09).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server, and writes some")]

use std::collections::{BTreeMap, BTreeSet};

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Client, Server, TODAY, clock, day, on_both_databases, unit_of};
use entity::id::{OfficialId, SuccessionEntryId, SuccessionRoundId, UnitId};
use entity::value::{SuccessionEntryStatus, SuccessionRoundStatus, TitleBody};
use entity::{
    journal_entry, succession_entry, succession_entry_step, succession_round, succession_round_step,
    training_plan,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::uuid_of;

on_both_databases!(
    given_the_needs_of_a_district_then_those_whom_the_figures_do_not_count_in_the_declared_order,
    given_conditions_then_the_needs_that_meet_them_and_pages_in_order,
    af_09_given_every_role_then_needs_are_read_by_those_who_may_and_planned_ones_by_the_party_alone,
    ar_06_given_a_unit_out_of_scope_when_needs_are_asked_then_as_if_there_were_none_at_the_same_cost,
);

on_both_databases!(
    alone:
    ar_09_given_people_who_are_planned_when_needs_are_asked_then_the_same_bytes_as_before,
);

on_both_databases!(
    before "2025-01-01":
    given_a_plan_drafted_from_needs_then_an_item_for_each_kind_of_course_and_once_under_one_key,
);

const ON: &str = "2024-10-31";

const NEEDS: &str = "query ($unit: ID, $on: Date, $where: TrainingNeedFilter, $first: Int, $after: String) {
    trainingNeeds(programme: \"KH-276\", unit: $unit, asOf: $on, where: $where, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes {
            target { code } part courseKind isWoman isYoung since daysWaited
            member { bucket official { key sex } reason { code } }
        }
    }
}";

const PLANNED: &str = "query ($unit: ID, $on: Date) {
    plannedTrainingNeeds(programme: \"KH-276\", unit: $unit, asOf: $on, first: 100) {
        totalCount nodes { target { code } courseKind isWoman isYoung since daysWaited member { official { key } } }
    }
}";

async fn needs(client: &Client, unit: &str, filter: Value) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "unit": unit, "on": ON, "where": filter, "first": 100, "after": after });
        let answer = client.ask(NEEDS, variables).await;
        all.extend(answer.list("/trainingNeeds/nodes").iter().cloned());
        if answer.at("/trainingNeeds/pageInfo/hasNextPage") == &json!(false) {
            assert_eq!(answer.at("/trainingNeeds/totalCount"), &json!(all.len()));
            return all;
        }
        after = answer.at("/trainingNeeds/pageInfo/endCursor").clone();
    }
}

fn order(need: &Value) -> (bool, bool, String) {
    let is = |member: &str| need[member].as_bool().unwrap();
    (!is("isWoman"), !is("isYoung"), need["since"].as_str().unwrap().to_owned())
}

async fn given_the_needs_of_a_district_then_those_whom_the_figures_do_not_count_in_the_declared_order(
    server: &Server,
) {
    let office = server.client(Account::HomeAffairs).await;
    let district = unit_of(&office, "277", ON).await;
    let needs = needs(&office, &district, json!({})).await;
    assert!(needs.len() > 20, "{}", needs.len());
    assert!(needs.is_sorted_by_key(order));
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for need in &needs {
        let part = need["part"].as_str().unwrap_or_else(|| need["target"]["code"].as_str().unwrap());
        *counted.entry(part.to_owned()).or_default() += 1;
        let waited = (day(ON) - day(need["since"].as_str().unwrap())).num_days();
        assert_eq!(need["daysWaited"], waited, "{need}");
        assert_eq!(need["isWoman"], json!(need["member"]["official"]["sex"] == "FEMALE"), "{need}");
        let kind = match part {
            "EDUCATION" => "DEGREE",
            "POLITICAL_THEORY" => "POLITICAL_THEORY",
            "K6" => "KNOWLEDGE_UPDATE",
            _ => "DIGITAL",
        };
        assert_eq!(need["courseKind"], kind);
    }
    let document = "query ($unit: ID!, $on: Date!) { targets(programme: \"KH-276\", unit: $unit, asOf: $on) {
        target { code } numerator denominator parts { code numerator denominator }
    } }";
    let figures = office.ask(document, json!({ "unit": district, "on": ON })).await;
    let lacking =
        |value: &Value| value["denominator"].as_u64().unwrap() - value["numerator"].as_u64().unwrap();
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for value in figures.list("/targets") {
        match value["target"]["code"].as_str().unwrap() {
            "K5" => expected.extend(value["parts"].as_array().unwrap().iter().map(|part| {
                (part["code"].as_str().unwrap().to_owned(), usize::try_from(lacking(part)).unwrap())
            })),
            "K6" => drop(expected.insert("K6".to_owned(), usize::try_from(lacking(value)).unwrap())),
            "K8" => drop(
                expected
                    .insert("INFORMATION_TECHNOLOGY".to_owned(), usize::try_from(lacking(value)).unwrap()),
            ),
            _ => {}
        }
    }
    expected.retain(|_, number| *number > 0);
    assert_eq!(counted, expected);
}

async fn given_conditions_then_the_needs_that_meet_them_and_pages_in_order(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = unit_of(&office, "277", ON).await;
    let all = needs(&office, &district, json!({})).await;
    let of = |member: fn(&Value) -> &Value, word: &str| -> Vec<Value> {
        all.iter().filter(|need| member(need) == word).cloned().collect()
    };
    for (filter, expected) in [
        (json!({ "targets": ["K6"] }), of(|need| &need["target"]["code"], "K6")),
        (json!({ "courseKinds": ["DIGITAL"] }), of(|need| &need["courseKind"], "DIGITAL")),
        (json!({ "targets": ["K6"], "courseKinds": ["DIGITAL"] }), Vec::new()),
        (json!({ "targets": ["K7"] }), Vec::new()),
    ] {
        assert_eq!(needs(&office, &district, filter.clone()).await, expected, "{filter}");
    }
    let page =
        |after: Value| office.ask(NEEDS, json!({ "unit": district, "on": ON, "first": 3, "after": after }));
    let first = page(Value::Null).await;
    let second = page(first.at("/trainingNeeds/pageInfo/endCursor").clone()).await;
    let paged = [first.list("/trainingNeeds/nodes"), second.list("/trainingNeeds/nodes")].concat();
    assert_eq!(paged, all[..6]);
}

async fn af_09_given_every_role_then_needs_are_read_by_those_who_may_and_planned_ones_by_the_party_alone(
    server: &Server,
) {
    let recorded = || async {
        let access =
            journal_entry::Entity::find().filter(journal_entry::Column::ObjectType.eq("succession_entry"));
        access.count(server.database().reader()).await.unwrap()
    };
    let office = server.client(Account::HomeAffairs).await;
    let district = unit_of(&office, "277", ON).await;
    for account in Account::ALL {
        let client = server.client(account).await;
        let unit = match account {
            Account::PhuNghia | Account::PhuNghiaParty => unit_of(&office, "10033", ON).await,
            _ => district.clone(),
        };
        let open = client.ask(NEEDS, json!({ "unit": unit, "on": ON, "first": 1 })).await;
        let before = recorded().await;
        let planned = client.ask(PLANNED, json!({ "unit": unit, "on": ON })).await;
        let (reads, reads_planned) = match account {
            Account::HomeAffairs | Account::PhuNghia => (true, false),
            Account::PartyCommittee | Account::PhuNghiaParty => (true, true),
            Account::Administrator | Account::DigitalPlatform => (false, false),
        };
        assert_eq!(open.codes().is_empty(), reads, "{account:?}: {}", open.text);
        assert_eq!(planned.codes().is_empty(), reads_planned, "{account:?}: {}", planned.text);
        for answer in [&open, &planned] {
            assert!(answer.codes().iter().all(|code| *code == "FORBIDDEN"), "{account:?}: {}", answer.text);
        }
        let listed = if reads_planned { planned.list("/plannedTrainingNeeds/nodes").len() } else { 0 };
        assert_eq!(
            recorded().await > before,
            listed > 0,
            "{account:?}: what is read of the plan is recorded"
        );
    }
    let party = server.client(Account::PartyCommittee).await;
    let planned = party.ask(PLANNED, json!({ "unit": district, "on": ON })).await;
    let listed = planned.list("/plannedTrainingNeeds/nodes");
    assert!(!listed.is_empty());
    assert!(listed.is_sorted_by_key(order));
    assert!(listed.iter().all(|need| need["target"]["code"] == "K7" && need["courseKind"] == "CANDIDATE"));
}

async fn ar_06_given_a_unit_out_of_scope_when_needs_are_asked_then_as_if_there_were_none_at_the_same_cost(
    server: &Server,
) {
    let (office, commune) =
        (server.client(Account::HomeAffairs).await, server.client(Account::PhuNghia).await);
    let foreign = unit_of(&office, "10045", ON).await;
    let district = unit_of(&office, "277", ON).await;
    let nothing = key(NodeKind::Unit, Uuid::from_u128(1)).to_string();
    // The first request fills what is kept in memory.
    drop(commune.query("{ me { username } }").await);
    let mut told = Vec::new();
    for unit in [&foreign, &district, &nothing] {
        let sent = server.statements();
        let answer = commune.ask(NEEDS, json!({ "unit": unit, "on": ON, "first": 1 })).await;
        assert_eq!(answer.codes(), ["NOT_FOUND"]);
        told.push((answer.faults(), answer.partial_data().clone(), server.statements() - sent));
    }
    assert_eq!(told[0], told[2]);
    assert_eq!(told[1], told[2]);
}

/// Plans people for a key title of a unit, past the server.
async fn plan_them(server: &Server, unit: &str, people: &[Value]) {
    let transaction = server.database().begin_write().await.unwrap();
    // Nobody completes a course from this day to the one that is asked for.
    let on = day("2024-10-30");
    let round = SuccessionRoundId(Uuid::from_u128(0xABC));
    macro_rules! write {
        ($table:ident, $row:expr) => {
            $table::Entity::insert($row.into_active_model())
                .exec_without_returning(&transaction)
                .await
                .unwrap()
        };
    }
    let row = succession_round::Model {
        id: round,
        unit_id: UnitId(uuid_of(&json!(unit))),
        body: TitleBody::Committee,
        term: "2036–2041".to_owned(),
        submitted_by: None,
        version: 1,
    };
    write!(succession_round, row);
    for (status, sequence) in [(SuccessionRoundStatus::Draft, 1), (SuccessionRoundStatus::Approved, 2)] {
        let id = Uuid::from_u128(0xABC0 + u128::try_from(sequence).unwrap());
        let (round_id, effective_on, remark) = (round, on, None);
        let step = succession_round_step::Model { id, round_id, sequence, status, effective_on, remark };
        write!(succession_round_step, step);
    }
    for (number, person) in (0_u128..).zip(people) {
        let entry = SuccessionEntryId(Uuid::from_u128(0xABC_000 + number));
        let entry_row = succession_entry::Model {
            id: entry,
            round_id: round,
            official_id: OfficialId(uuid_of(person)),
            title_code: "COMMITTEE_CHAIR".to_owned(),
            proposed_by: None,
            version: 1,
        };
        write!(succession_entry, entry_row);
        let step = succession_entry_step::Model {
            id: Uuid::from_u128(0xABC_0000 + number),
            entry_id: entry,
            sequence: 1,
            status: SuccessionEntryStatus::Planned,
            effective_on: on,
            reason: None,
        };
        write!(succession_entry_step, step);
    }
    transaction.commit().await.unwrap();
}

async fn ar_09_given_people_who_are_planned_when_needs_are_asked_then_the_same_bytes_as_before(
    server: &Server,
) {
    let office = server.client(Account::HomeAffairs).await;
    let unit = unit_of(&office, "10045", ON).await;
    let asked = json!({ "unit": unit, "on": ON, "first": 100 });
    let before = office.ask(NEEDS, asked.clone()).await;
    let listed = before.list("/trainingNeeds/nodes").iter();
    let people: BTreeSet<String> =
        listed.map(|need| need["member"]["official"]["key"].as_str().unwrap().to_owned()).collect();
    let people: Vec<Value> = people.into_iter().map(|person| json!(person)).collect();
    assert!(people.len() > 2, "{}", before.text);
    let listed_of = async |server: &Server| {
        let party = server.client(Account::PartyCommittee).await;
        let planned = party.ask(PLANNED, json!({ "unit": unit, "on": ON })).await;
        let listed = planned.list("/plannedTrainingNeeds/nodes").iter();
        listed.map(|need| need["member"]["official"]["key"].clone()).collect::<Vec<Value>>()
    };
    let planned_before = listed_of(server).await;
    plan_them(server, &unit, &people).await;

    // A server that has nothing in memory yet.
    let other = server.beside(clock()).await;
    let office = other.client(Account::HomeAffairs).await;
    let after = office.ask(NEEDS, asked).await;
    assert_eq!(after.at("/trainingNeeds/nodes"), before.at("/trainingNeeds/nodes"));
    assert_eq!(after.at("/trainingNeeds/totalCount"), before.at("/trainingNeeds/totalCount"));
    // Whoever was planned before and has been trained since needs nothing; the others stand in the Party committee's own list now.
    let planned = listed_of(&other).await;
    let new: Vec<&Value> = planned.iter().filter(|person| !planned_before.contains(person)).collect();
    assert!(!new.is_empty() && new.iter().all(|person| people.contains(person)), "{new:?} of {people:?}");
    other.close().await;
}

async fn given_a_plan_drafted_from_needs_then_an_item_for_each_kind_of_course_and_once_under_one_key(
    server: &Server,
) {
    let commune = server.client(Account::PhuNghia).await;
    let office = server.client(Account::HomeAffairs).await;
    let (own, foreign) = (unit_of(&office, "10033", TODAY).await, unit_of(&office, "10045", TODAY).await);
    let document = "mutation ($input: DraftTrainingPlanFromNeedsInput!) { done: draftTrainingPlanFromNeeds(input: $input) {
        trainingPlan { key year status items { courseKind titleGroup people reason } }
        warnings { code } replayed userErrors { code field }
    } }";
    let input = |unit: &str, programme: &str, key: &str| json!({ "input": { "unit": unit, "year": 2026, "programme": programme, "asOf": ON, "idempotencyKey": key } });
    let plans = || async { training_plan::Entity::find().count(server.database().reader()).await.unwrap() };
    for (unit, programme, place) in [(&foreign, "KH-276", "unit"), (&own, "KH-0", "programme")] {
        let answer = commune.ask(document, input(unit, programme, "1")).await;
        assert_eq!(
            answer.at("/done/userErrors"),
            &json!([{ "code": "NOT_FOUND", "field": ["input", place] }])
        );
    }
    assert_eq!(plans().await, 0);

    let mut people: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for need in needs(&commune, &own, json!({})).await {
        let official = need["member"]["official"]["key"].as_str().unwrap().to_owned();
        people.entry(need["courseKind"].as_str().unwrap().to_owned()).or_default().insert(official);
    }
    let answer = commune.ask(document, input(&own, "KH-276", "2")).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]), "{}", answer.text);
    assert_eq!(answer.at("/done/trainingPlan/status"), "DRAFT");
    let items = answer.list("/done/trainingPlan/items");
    let planned: BTreeMap<String, usize> = items
        .iter()
        .map(|item| {
            let people = usize::try_from(item["people"].as_u64().unwrap()).unwrap();
            (item["courseKind"].as_str().unwrap().to_owned(), people)
        })
        .collect();
    let needed: BTreeMap<String, usize> =
        people.into_iter().map(|(kind, people)| (kind, people.len())).collect();
    assert!(!needed.is_empty());
    assert_eq!(planned, needed);
    let update = items.iter().find(|item| item["courseKind"] == "KNOWLEDGE_UPDATE").unwrap();
    assert_eq!(update["reason"], "Chỉ tiêu K6 của KH-276, tính đến 31/10/2024");
    assert_eq!(update["titleGroup"], "Cán bộ chủ chốt");

    let again = commune.ask(document, input(&own, "KH-276", "2")).await;
    assert_eq!(again.at("/done/replayed"), &json!(true));
    assert_eq!(again.at("/done/trainingPlan"), answer.at("/done/trainingPlan"));
    assert_eq!(plans().await, 1);
    // Before anybody held a post nobody needed anything.
    let mut early = input(&foreign, "KH-276", "3");
    early["input"]["asOf"] = json!("2008-08-02");
    let answer = office.ask(document, early).await;
    assert_eq!(answer.at("/done/warnings"), &json!([{ "code": "NOTHING_NEEDED" }]), "{}", answer.text);
}
