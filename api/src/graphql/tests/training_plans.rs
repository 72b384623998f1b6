#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]
use entity::id::{TrainingPlanId, UnitId};
use entity::value::{CourseKind, TrainingPlanStatus};
use entity::{training_plan, training_plan_item, training_plan_step};
use serde_json::json;
use uuid::Uuid;

use super::{day, trim, unit_by_code};
use crate::demo::District;
use crate::testing::Stage;

const DISTRICTS: u128 = 1;
const COMMUNES: u128 = 2;
const OTHERS: u128 = 3;

/// Three plans for 2024: two communes', of which the district's took up the first; and their steps.
fn plan(district: &mut District) {
    trim(district);
    let on = day("2023-12-31");
    let unit = |code: &str, district: &District| unit_by_code(district, code, on).unwrap();
    let commune = unit("10033", district);
    let other = district.unit_versions.iter().find(|row| row.code == "10081").unwrap().unit_id;
    let county = unit("277", district);
    for (id, unit, into) in
        [(DISTRICTS, county, None), (COMMUNES, commune, Some(DISTRICTS)), (OTHERS, other, None)]
    {
        add_plan(district, id, unit, into);
    }
    for (id, sequence, status, date) in [
        (COMMUNES, 1, TrainingPlanStatus::Draft, "2024-01-02"),
        (COMMUNES, 2, TrainingPlanStatus::Submitted, "2024-01-10"),
        (COMMUNES, 3, TrainingPlanStatus::Consolidated, "2024-02-01"),
        (DISTRICTS, 1, TrainingPlanStatus::Draft, "2024-01-20"),
        (DISTRICTS, 2, TrainingPlanStatus::Approved, "2024-03-01"),
        (OTHERS, 1, TrainingPlanStatus::Draft, "2024-01-05"),
    ] {
        district.training_plan_steps.push(training_plan_step::Model {
            id: Uuid::from_u128(id * 100 + u128::try_from(sequence).unwrap()),
            plan_id: TrainingPlanId(Uuid::from_u128(id)),
            sequence,
            status,
            effective_on: day(date),
            remark: None,
        });
    }
    for (id, source) in [(COMMUNES, None), (DISTRICTS, Some(COMMUNES))] {
        district.training_plan_items.push(training_plan_item::Model {
            id: Uuid::from_u128(id),
            plan_id: TrainingPlanId(Uuid::from_u128(id)),
            position: 1,
            course_kind: CourseKind::Digital,
            title_group: None,
            people: 4,
            reason: Some("Chuyển đổi số".to_owned()),
            source_item_id: source.map(Uuid::from_u128),
        });
    }
}

fn add_plan(district: &mut District, id: u128, unit: UnitId, into: Option<u128>) {
    district.training_plans.push(training_plan::Model {
        id: TrainingPlanId(Uuid::from_u128(id)),
        unit_id: unit,
        year: 2024,
        edition: 1,
        consolidated_into_id: into.map(|id| TrainingPlanId(Uuid::from_u128(id))),
        decision: (id == DISTRICTS).then(|| "15/QĐ-UBND".to_owned()),
        decided_on: (id == DISTRICTS).then(|| day("2024-03-01")),
        signer: None,
        submitted_by: None,
        version: 1,
    });
}

const PLANS: &str =
    "{ trainingPlans(asOf: \"DATE\", first: 10, where: { years: [2024], unit: null }) { totalCount nodes {
    status decision unit { code } steps { status effectiveOn } consolidatedInto { unit { code } }
    items { people sourceItem { plan { unit { code } } } } } } }";

#[tokio::test]
async fn given_a_plan_that_was_taken_up_when_read_on_a_day_then_as_it_was_and_within_the_scope() {
    let stage = Stage::with(plan).await;
    let plans = async |user: &str, date: &str| {
        stage.data(user, &PLANS.replace("DATE", date)).await["trainingPlans"].clone()
    };

    assert_eq!(plans("phu-nghia", "2024-01-01").await, json!({ "totalCount": 0, "nodes": [] }));
    let steps = |count: usize| {
        let all = [("DRAFT", "2024-01-02"), ("SUBMITTED", "2024-01-10"), ("CONSOLIDATED", "2024-02-01")];
        let taken = all.into_iter().take(count);
        taken.map(|(status, on)| json!({ "status": status, "effectiveOn": on })).collect::<Vec<_>>()
    };
    let items = json!([{ "people": 4, "sourceItem": null }]);
    for (date, status, count) in [("2024-01-31", "SUBMITTED", 2), ("2024-02-01", "CONSOLIDATED", 3)] {
        // The district's plan is out of the commune's sight.
        let own = json!({ "status": status, "decision": null, "unit": { "code": "10033" }, "steps": steps(count),
            "consolidatedInto": null, "items": items });
        assert_eq!(plans("phu-nghia", date).await, json!({ "totalCount": 1, "nodes": [own] }));
    }

    let by_unit = async |date: &str, code: &str| {
        let all = plans("noi-vu", date).await;
        assert_eq!(all["totalCount"], 3);
        all["nodes"].as_array().unwrap().iter().find(|plan| plan["unit"]["code"] == code).cloned().unwrap()
    };
    assert_eq!(by_unit("2024-01-31", "10033").await["consolidatedInto"], json!(null));
    assert_eq!(
        by_unit("2024-02-01", "10033").await["consolidatedInto"],
        json!({ "unit": { "code": "277" } })
    );
    assert_eq!(by_unit("2024-02-29", "277").await["decision"], json!(null));
    let approved = by_unit("2024-03-01", "277").await;
    assert_eq!(approved["decision"], "15/QĐ-UBND");
    assert_eq!(
        approved["items"],
        json!([
            { "people": 4, "sourceItem": { "plan": { "unit": { "code": "10033" } } } }
        ])
    );
    for user in ["quan-tri", "nen-tang-so"] {
        let refused = stage.errors(user, "{ trainingPlans(first: 1) { totalCount } }").await;
        assert_eq!(refused, [("FORBIDDEN".to_owned(), json!(["trainingPlans"]))], "{user}");
    }
}
