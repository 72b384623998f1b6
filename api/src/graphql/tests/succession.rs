#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use std::collections::BTreeSet;

use entity::id::AccountId;
use entity::value::JournalStream;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{column, day, trim};
use crate::graphql::id::{NodeKind, id, key};
use crate::journal;
use crate::testing::Stage;

const ROUNDS: &str = "{ successionRounds(first: 100, where: { terms: [\"2025-2030\"] }) { totalCount nodes {
    key unit { name } status entries(first: 100) { totalCount nodes { key status title { code } official { key } } } } } }";

async fn stage() -> Stage {
    Stage::with(|district| {
        trim(district);
        district.enrolment_steps.clear();
        district.enrolments.clear();
    })
    .await
}

#[tokio::test]
async fn given_succession_when_read_then_by_party_committees_alone_and_recorded() {
    let stage = stage().await;
    for user in ["quan-tri", "noi-vu", "phu-nghia", "nen-tang-so"] {
        assert_eq!(
            stage.errors(user, ROUNDS).await,
            [("FORBIDDEN".to_owned(), json!(["successionRounds"]))],
            "{user}"
        );
        let round = stage.district.succession_rounds.first().unwrap().id;
        let node = format!("{{ node(id: \"{}\") {{ id }} }}", key(NodeKind::SuccessionRound, round).as_str());
        assert_eq!(stage.errors(user, &node).await, [("FORBIDDEN".to_owned(), json!(["node"]))], "{user}");
    }
    let head = async || journal::head(stage.fixture.database.reader(), JournalStream::Access).await.unwrap();
    let before = head().await;
    stage.data("to-chuc", "{ courses(first: 1) { totalCount } }").await;
    assert_eq!(head().await, before);

    let data = stage.data("to-chuc", ROUNDS).await;
    // One entry for each table: rounds, entries.
    assert_eq!(head().await, before + 2);
    assert_ne!(data["successionRounds"]["totalCount"], 0);
    let own = stage.data("dang-uy-phu-nghia", ROUNDS).await;
    let keys = |data: &Value| -> BTreeSet<String> {
        column(&data["successionRounds"]["nodes"], "/key").into_iter().map(ToString::to_string).collect()
    };
    assert!(keys(&own).is_subset(&keys(&data)) && keys(&own) != keys(&data));

    let few = stage.statements("to-chuc", &ROUNDS.replacen("100", "2", 1)).await;
    assert_eq!(stage.statements("to-chuc", ROUNDS).await, few);
}

#[tokio::test]
async fn given_a_read_that_cannot_be_recorded_then_nothing_is_shown() {
    let stage = stage().await;
    let mut viewer = stage.viewer("to-chuc");
    // The journal takes no entry of an account that does not exist.
    viewer.account = AccountId(Uuid::from_u128(77));
    let answer = stage.ask_as(viewer, ROUNDS, json!({})).await;
    assert_eq!(answer["data"], Value::Null);
    assert_eq!(answer.pointer("/errors/0/extensions/code"), Some(&json!("UNAVAILABLE")));
    assert!(!answer.to_string().contains("FOREIGN"), "{answer}");
}

#[tokio::test]
async fn given_an_entry_when_read_on_days_then_its_state_up_to_each() {
    let stage = stage().await;
    let district = &stage.district;
    let step = district.succession_entry_steps.iter().find(|step| step.sequence == 1).unwrap();
    let entry = district.succession_entries.iter().find(|entry| entry.id == step.entry_id).unwrap();
    let round_begins = district
        .succession_round_steps
        .iter()
        .filter(|step| step.round_id == entry.round_id)
        .map(|step| step.effective_on)
        .min()
        .unwrap();
    let first = step.effective_on.max(round_begins);
    let node = |on| {
        let id = id(NodeKind::SuccessionEntry, entry.id, on);
        format!(
            "{{ node(id: \"{}\") {{ ... on SuccessionEntry {{ status title {{ code }} round {{ term }} }} }} }}",
            id.as_str()
        )
    };
    let data = stage.data("to-chuc", &node(first)).await;
    assert_eq!(data["node"]["status"], "PLANNED");
    assert_eq!(data["node"]["title"]["code"], json!(entry.title_code));
    let eve = first.pred_opt().unwrap();
    assert_eq!(stage.errors("to-chuc", &node(eve)).await, [("NOT_FOUND".to_owned(), json!(["node"]))]);
    assert_eq!(
        stage.errors("to-chuc", &node(day("1990-01-01"))).await,
        [("NOT_FOUND".to_owned(), json!(["node"]))]
    );

    let official = format!(
        "{{ official(id: \"{}\", asOf: \"{first}\") {{ successionEntries {{ key }} }} }}",
        key(NodeKind::Official, entry.official_id).as_str()
    );
    let data = stage.data("to-chuc", &official).await;
    let own = json!(key(NodeKind::SuccessionEntry, entry.id).as_str());
    assert!(column(&data["official"]["successionEntries"], "/key").contains(&&own), "{data}");
    assert_eq!(
        stage.errors("noi-vu", &official).await,
        [("FORBIDDEN".to_owned(), json!(["official", "successionEntries"]))]
    );
}
