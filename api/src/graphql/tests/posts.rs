//! Posts and their holders as each role sees them, held against the rows that were loaded.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use entity::id::UnitId;
use serde_json::{Value, json};

use super::{column, day, unit_by_code, unit_of};
use crate::graphql::id::{NodeKind, key};
use crate::testing::Stage;

const POSTS: &str = "{ posts { id title { code } seats filled surplus holders { key mode } } }";

async fn stage() -> Stage {
    Stage::with(|district| {
        district.training_plan_steps.clear();
        district.training_plan_items.clear();
        district.training_plans.clear();
        district.published_parts.clear();
        district.published_values.clear();
        district.publications.clear();
    })
    .await
}

/// What the posts of a unit must be, by title: seats, filled, surplus, and the keys of the holders.
fn expected(stage: &Stage, unit: UnitId, date: &str) -> Vec<(String, i32, i32, i32, BTreeSet<String>)> {
    let on = day(date);
    let district = &stage.district;
    let mut posts: Vec<_> = district
        .posts
        .iter()
        .filter(|row| row.unit_id == unit && row.valid_from <= on && row.valid_to.is_none_or(|to| on < to))
        .map(|post| {
            let held: Vec<_> = district
                .appointments
                .iter()
                .filter(|row| {
                    row.unit_id == unit
                        && row.title_code == post.title_code
                        && row.valid_from <= on
                        && row.valid_to.is_none_or(|to| on < to)
                })
                .collect();
            let seated = i32::try_from(held.iter().filter(|row| row.mode.fills_seat()).count()).unwrap();
            let seen = held.iter().filter(|row| unit_of(district, row.official_id, on).is_some());
            let keys = seen.map(|row| key(NodeKind::Appointment, row.id).to_string()).collect();
            (post.title_code.clone(), post.seats, seated.min(post.seats), (seated - post.seats).max(0), keys)
        })
        .collect();
    posts.sort();
    posts
}

fn answered(posts: &Value) -> Vec<(String, i32, i32, i32, BTreeSet<String>)> {
    let number = |value: &Value| i32::try_from(value.as_i64().unwrap()).unwrap();
    let post = |post: &Value| {
        let holders = column(&post["holders"], "/key");
        (
            post["title"]["code"].as_str().unwrap().to_owned(),
            number(&post["seats"]),
            number(&post["filled"]),
            number(&post["surplus"]),
            holders.into_iter().map(|key| key.as_str().unwrap().to_owned()).collect(),
        )
    };
    let mut posts: Vec<_> = posts.as_array().unwrap().iter().map(post).collect();
    posts.sort();
    posts
}

#[tokio::test]
async fn given_units_on_days_then_their_posts_with_seats_filled_and_holders() {
    let stage = stage().await;
    let mut vacant = 0;
    let mut over = 0;
    for date in ["2023-12-31", "2025-03-01", "2025-12-31"] {
        let document = format!(
            "{{ units(asOf: \"{date}\", first: 100) {{ nodes {{ code ...P }} }} }} fragment P on Unit {POSTS}"
        );
        let data = stage.data("noi-vu", &document).await;
        let units = data["units"]["nodes"].as_array().unwrap();
        let mut seen = 0;
        for unit in units {
            let id = unit_by_code(&stage.district, unit["code"].as_str().unwrap(), day(date)).unwrap();
            let posts = answered(&unit["posts"]);
            if !posts.is_empty() {
                assert_eq!(posts, expected(&stage, id, date), "{date} {}", unit["code"]);
                seen += posts.len();
            }
            vacant += posts.iter().filter(|post| post.2 < post.1).count();
            over += posts.iter().filter(|post| post.3 > 0).count();
        }
        assert!(seen > 50, "{date}");
    }
    assert!(vacant > 0, "the demo has vacant seats");
    assert!(over > 0, "the demo has a surplus after the reorganisation");
}

#[tokio::test]
async fn given_a_post_by_its_id_then_the_same_and_none_outside_the_scope() {
    let stage = stage().await;
    let own = unit_by_code(&stage.district, "10033", day("2023-12-31")).unwrap();
    let list = format!("{{ unit(id: {}, asOf: \"2023-12-31\") {POSTS} }}", json!(key(NodeKind::Unit, own)));
    let data = stage.data("phu-nghia", &list).await;
    let post = &data["unit"]["posts"][0];
    let node =
        format!("{{ node(id: {}) {{ id ... on Post {{ title {{ code }} unit {{ key }} }} }} }}", post["id"]);
    let found = stage.data("phu-nghia", &node).await;
    assert_eq!(found["node"]["title"], post["title"]);
    assert_eq!(found["node"]["unit"]["key"], json!(key(NodeKind::Unit, own)));
    assert_eq!(stage.errors("quan-tri", &node).await, [("FORBIDDEN".to_owned(), json!(["node"]))]);
    let other = unit_by_code(&stage.district, "10015", day("2023-12-31")).unwrap();
    let list = format!("{{ unit(id: {}, asOf: \"2023-12-31\") {POSTS} }}", json!(key(NodeKind::Unit, other)));
    let data = stage.data("noi-vu", &list).await;
    let node = format!("{{ node(id: {}) {{ id }} }}", data["unit"]["posts"][0]["id"]);
    assert_eq!(stage.errors("phu-nghia", &node).await, [("NOT_FOUND".to_owned(), json!(["node"]))]);
}
