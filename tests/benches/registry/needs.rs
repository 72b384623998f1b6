//! How long it takes to list the training needs of the district of 32 communes on the day of the baseline, first and again, and to draft a plan
//! from them.

use canbo_tests::{Account, Client, Dbms, Server, TODAY, TestDatabase, unit_of};
use serde_json::json;

use super::{in_ms, say, timed};

/// The day of the baseline, and the eve of the first merger, before which the district has 32 communes.
const BASELINE: &str = "2023-12-31";
const BEFORE: &str = "2025-01-01";

/// How often the warm list is asked for.
const ROUNDS: u32 = 20;

/// Measures one kind of database.
pub(super) async fn measure(dbms: Dbms) {
    let server = Server::over(TestDatabase::demo_before(dbms, BEFORE).await).await;
    let office = server.client(Account::HomeAffairs).await;
    let district = unit_of(&office, "277", TODAY).await;
    let (count, first) = timed(needs(&office, &district)).await;
    let ((), again) = timed(async {
        for _ in 0..ROUNDS {
            needs(&office, &district).await;
        }
    })
    .await;
    let ((), drafted) = timed(draft(&office, &district)).await;
    say(&format!("{dbms:?}, {count} training needs of the district on {BASELINE}:"));
    for (name, time) in [
        ("listed first, with the facts to load", first),
        ("listed again", again / ROUNDS),
        ("drafted as a plan", drafted),
    ] {
        say(&format!("    {} {name}", in_ms(time)));
    }
    server.close().await;
}

/// Lists a page of the needs, and tells how many there are.
async fn needs(office: &Client, district: &str) -> u64 {
    let document = "query ($unit: ID!, $on: Date!) {
        trainingNeeds(programme: \"KH-276\", unit: $unit, asOf: $on, first: 100) {
            totalCount nodes { target { code } part courseKind isWoman isYoung since member { official { fullName } } }
        }
    }";
    let answer = office.ask(document, json!({ "unit": district, "on": BASELINE })).await;
    answer.at("/trainingNeeds/totalCount").as_u64().expect("the needs are counted")
}

async fn draft(office: &Client, district: &str) {
    let document = "mutation ($input: DraftTrainingPlanFromNeedsInput!) {
        draftTrainingPlanFromNeeds(input: $input) { trainingPlan { items { people } } userErrors { code } }
    }";
    let input = json!({
        "unit": district, "year": 2026, "programme": "KH-276", "asOf": BASELINE, "idempotencyKey": "needs",
    });
    let answer = office.ask(document, json!({ "input": input })).await;
    assert_eq!(answer.at("/draftTrainingPlanFromNeeds/userErrors"), &json!([]), "{}", answer.text);
}
