//! Who counts in the values of targets, over a demo district in which another unit keeps the files of xã Phú Nghĩa.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at what it did not expect"
)]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::value::JournalStream;
use serde_json::{Value, json};

use super::figures::{COMMUNE, DATES, PARTY, of_code, text};
use crate::journal;
use crate::testing::Stage;

#[tokio::test]
async fn given_a_commune_whose_files_another_keeps_then_each_role_is_told_of_members_what_it_may_know() {
    let day = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
    let stage = Stage::with(|district| {
        let unit = |code: &str| {
            let mut versions = district.unit_versions.iter();
            versions.find(|row| {
                row.code == code && row.valid_from <= day && row.valid_to.is_none_or(|to| day < to)
            })
        };
        let (own, other) = (unit("10033").unwrap().unit_id, unit("10027").unwrap().unit_id);
        let rows = district.affiliations.iter_mut();
        for row in rows.filter(|row| row.unit_id == own) {
            row.unit_id = other;
        }
    })
    .await;
    the_reason_tells_nothing_of_a_file_that_is_not_seen(&stage).await;
    members_make_up_the_value(&stage).await;
    members_are_paged_in_one_order(&stage).await;
    planned_people_are_not_listed_without_a_record(&stage).await;
}

async fn the_reason_tells_nothing_of_a_file_that_is_not_seen(stage: &Stage) {
    let document = "{ targets(programme: \"KH-276\", asOf: \"2024-12-31\") { target { code } \
                    members(bucket: NOT_COUNTED, first: 50) { nodes { official { fullName } unit { name } \
                    reason { code message fact { id } } } } } }";
    let young = |answer: &Value| of_code(answer, "K2")["members"]["nodes"].as_array().unwrap().clone();
    let hidden = young(&stage.data(COMMUNE, document).await);
    assert!(!hidden.is_empty());
    for member in hidden {
        assert_eq!(member["official"], Value::Null);
        assert_eq!(member["unit"]["name"], json!("Xã Phú Nghĩa"));
        let reason = json!({ "code": "FILE_NOT_SHOWN", "message": "The file is kept by a unit outside your scope", "fact": null });
        assert_eq!(member["reason"], reason);
    }
    let open = young(&stage.data(PARTY, document).await);
    assert!(open.iter().all(|member| member["official"]["fullName"].is_string()), "{open:?}");
    assert!(open.iter().all(|member| member["reason"]["message"].as_str().unwrap().starts_with("Born ")));
}

async fn members_make_up_the_value(stage: &Stage) {
    for date in DATES {
        let count = |name: &str, bucket: &str| {
            format!("{name}: members(bucket: {bucket}, first: 1) {{ totalCount }}")
        };
        let document = format!(
            "{{ targets(programme: \"KH-276\", asOf: \"{date}\") {{ numerator denominator unknown {} {} {} }} }}",
            count("yes", "COUNTED"),
            count("no", "NOT_COUNTED"),
            count("maybe", "UNKNOWN")
        );
        for value in stage.data(PARTY, &document).await["targets"].as_array().unwrap() {
            let of = |name: &str| value[name]["totalCount"].as_u64().unwrap();
            assert_eq!(of("yes"), value["numerator"].as_u64().unwrap(), "{value}");
            assert_eq!(of("maybe"), value["unknown"].as_u64().unwrap(), "{value}");
            assert_eq!(of("yes") + of("no") + of("maybe"), value["denominator"].as_u64().unwrap(), "{value}");
        }
    }
}

async fn members_are_paged_in_one_order(stage: &Stage) {
    let page = |args: &str| {
        format!(
            "{{ targets(programme: \"KH-276\", asOf: \"2023-12-31\") {{ target {{ code }} members(bucket: COUNTED, {args}) \
             {{ totalCount pageInfo {{ hasNextPage hasPreviousPage endCursor }} edges {{ cursor node {{ official {{ key }} }} }} }} }} }}"
        )
    };
    let women = |answer: &Value| of_code(answer, "K3")["members"].clone();
    let keys = |page: &Value| -> Vec<Value> {
        page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["official"]["key"].clone()).collect()
    };
    let all = women(&stage.data(PARTY, &page("first: 100")).await);
    assert_eq!((keys(&all).len(), &all["totalCount"]), (30, &json!(30)));
    let first = women(&stage.data(PARTY, &page("first: 12")).await);
    let after = text(&first["pageInfo"]["endCursor"]);
    let answer = stage.ask(PARTY, &page(&format!("first: 100, after: \"{after}\"")), json!({})).await;
    let rest = women(&answer["data"]);
    assert_eq!([keys(&first), keys(&rest)].concat(), keys(&all));
    assert_eq!(rest["pageInfo"]["hasPreviousPage"], json!(true));
    // The cursor is of this target's list: the lists of the nine others refuse it.
    let codes: BTreeSet<&str> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["extensions"]["code"].as_str().unwrap())
        .collect();
    assert_eq!((answer["errors"].as_array().unwrap().len(), codes), (9, BTreeSet::from(["BAD_USER_INPUT"])));
}

async fn planned_people_are_not_listed_without_a_record(stage: &Stage) {
    let head = async || journal::head(stage.fixture.database.reader(), JournalStream::Access).await.unwrap();
    let members = "members(bucket: NOT_COUNTED, first: 1) { nodes { reason { code } } }";
    let of_targets = format!(
        "{{ targets(programme: \"KH-276\", asOf: \"2025-12-31\") {{ target {{ code }} {members} }} }}"
    );
    let before = head().await;
    let answer = stage.data(PARTY, &of_targets).await;
    assert_eq!(of_code(&answer, "K7")["members"]["nodes"].as_array().unwrap().len(), 1);
    assert_eq!(head().await, before + 1);
    stage.data(PARTY, "{ targets(programme: \"KH-276\", asOf: \"2025-12-31\") { numerator } }").await;
    stage.data(COMMUNE, "{ targets(programme: \"KH-276\", asOf: \"2025-12-31\") { numerator } }").await;
    assert_eq!(head().await, before + 1);
}
