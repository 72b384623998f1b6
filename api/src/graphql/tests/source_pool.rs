#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]
use std::collections::BTreeSet;

use entity::id::{OfficialId, SourcePoolEntryId, UnitId};
use entity::value::{SourcePoolOrigin, SourcePoolOutcome};
use entity::{source_pool_entry, source_pool_review};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{column, day, trim, unit_by_code, unit_of};
use crate::demo::District;
use crate::graphql::id::{NodeKind, id, key};
use crate::testing::Stage;

/// Three entries in the pool of Phú Nghĩa: two of its own people, of whom one was removed; one of a person of another
/// commune.
fn pool(district: &mut District) {
    trim(district);
    let on = day("2023-12-31");
    let commune = unit_by_code(district, "10033", on).unwrap();
    let of = |district: &District, inside: bool| -> Vec<OfficialId> {
        let kept_by = |official| unit_of(district, official, on);
        let officials = district.officials.iter().map(|row| row.id);
        officials.filter(|row| kept_by(*row).is_some_and(|unit| (unit == commune) == inside)).collect()
    };
    let (own, others) = (of(district, true), of(district, false));
    add(district, 1, own[0], commune, None);
    add(district, 2, own[1], commune, Some("2023-12-01"));
    add(district, 3, others[0], commune, None);
    for (year, outcome, date) in
        [(2022, SourcePoolOutcome::Kept, "2022-12-20"), (2023, SourcePoolOutcome::Removed, "2023-12-01")]
    {
        district.source_pool_reviews.push(source_pool_review::Model {
            id: Uuid::from_u128(u128::try_from(year).unwrap()),
            entry_id: SourcePoolEntryId(Uuid::from_u128(2)),
            year,
            outcome,
            assessment: "Nhận xét của người đứng đầu".to_owned(),
            reason: (outcome == SourcePoolOutcome::Removed).then(|| "Xếp loại thấp".to_owned()),
            reviewed_on: day(date),
            version: 1,
        });
    }
}

fn add(district: &mut District, id: u128, official: OfficialId, unit: UnitId, removed: Option<&str>) {
    district.source_pool_entries.push(source_pool_entry::Model {
        id: SourcePoolEntryId(Uuid::from_u128(id)),
        official_id: official,
        unit_id: unit,
        origin: SourcePoolOrigin::OnSite,
        added_on: day("2022-01-10"),
        removed_on: removed.map(day),
        version: 1,
    });
}

#[tokio::test]
async fn given_a_pool_when_read_on_a_day_then_who_is_in_it_and_in_sight() {
    let stage = Stage::with(pool).await;
    let keys = async |user: &str, arguments: &str| {
        let document = format!(
            "{{ sourcePool(first: 10, {arguments}) {{ totalCount nodes {{ id official {{ asOf }} }} }} }}"
        );
        let list = stage.data(user, &document).await["sourcePool"].clone();
        let mut ids: Vec<_> = column(&list["nodes"], "/id").into_iter().cloned().collect();
        assert_eq!(list["totalCount"], ids.len());
        ids.sort_by_key(ToString::to_string);
        ids
    };
    let expected = |entries: &[u128], on: &str| {
        let entry =
            |entry: &u128| json!(id(NodeKind::SourcePoolEntry, Uuid::from_u128(*entry), day(on)).as_str());
        let mut ids: Vec<_> = entries.iter().map(entry).collect();
        ids.sort_by_key(ToString::to_string);
        ids
    };
    assert_eq!(keys("phu-nghia", "asOf: \"2022-01-09\"").await, expected(&[], "2022-01-09"));
    assert_eq!(keys("phu-nghia", "asOf: \"2023-11-30\"").await, expected(&[1, 2], "2023-11-30"));
    assert_eq!(keys("noi-vu", "asOf: \"2023-11-30\"").await, expected(&[1, 2, 3], "2023-11-30"));
    assert_eq!(keys("phu-nghia", "asOf: \"2023-12-01\"").await, expected(&[1], "2023-12-01"));
    let removed = "asOf: \"2023-12-01\", where: { includeRemoved: true }";
    assert_eq!(keys("phu-nghia", removed).await, expected(&[1, 2], "2023-12-01"));

    let entry = id(NodeKind::SourcePoolEntry, Uuid::from_u128(2), day("2023-11-30"));
    let document = format!(
        "{{ node(id: \"{}\") {{ ... on SourcePoolEntry {{
            unit {{ sourcePool(first: 5) {{ totalCount }} }} reviews {{ year outcome reason }}
            official {{ sourcePoolEntries {{ id }} }} }} }} }}",
        entry.as_str()
    );
    let data = stage.data("phu-nghia", &document).await;
    assert_eq!(
        data["node"],
        json!({
            "unit": { "sourcePool": { "totalCount": 2 } },
            "reviews": [{ "year": 2022, "outcome": "KEPT", "reason": null }],
            "official": { "sourcePoolEntries": [{ "id": entry.as_str() }] },
        })
    );

    let hidden = id(NodeKind::SourcePoolEntry, Uuid::from_u128(3), day("2023-11-30"));
    let document = format!("{{ node(id: \"{}\") {{ id }} }}", hidden.as_str());
    assert_eq!(stage.errors("phu-nghia", &document).await, [("NOT_FOUND".to_owned(), json!(["node"]))]);
    assert_eq!(stage.errors("nen-tang-so", &document).await, [("FORBIDDEN".to_owned(), json!(["node"]))]);

    let nested = |first: u32| {
        format!(
            "{{ units(first: {first}, asOf: \"2023-11-30\") {{ nodes {{ sourcePool(first: 2) {{ totalCount nodes {{
                official {{ fullName sourcePoolEntries(includeRemoved: true) {{ key }} }} reviews {{ year }} }} }} }} }} }}"
        )
    };
    let few = stage.statements("noi-vu", &nested(30)).await;
    assert_eq!(stage.statements("noi-vu", &nested(34)).await, few);
}

/// How many people of a unit's pool are in it on a day and have a file then.
fn pooled(district: &District, unit: &str, on: &str) -> usize {
    let on = day(on);
    let entries = district.source_pool_entries.iter().filter(|entry| {
        key(NodeKind::Unit, entry.unit_id).as_str() == unit
            && entry.added_on <= on
            && entry.removed_on.is_none_or(|removed| on < removed)
            && unit_of(district, entry.official_id, on).is_some()
    });
    entries.count()
}

#[tokio::test]
async fn given_units_seen_from_several_days_when_their_pools_are_read_then_each_as_on_its_day_in_one_statement()
 {
    let stage = Stage::with(|district| {
        let (entries, reviews) = (district.source_pool_entries.clone(), district.source_pool_reviews.clone());
        trim(district);
        (district.source_pool_entries, district.source_pool_reviews) = (entries, reviews);
    })
    .await;
    let pool = "key asOf sourcePool(first: 2) { totalCount nodes { addedOn } pageInfo { hasNextPage } }";
    let document = |first: u32| {
        format!(
            "{{ units(first: {first}, where: {{ kinds: [COMMUNE, WARD] }}) {{ nodes {{ {pool} predecessors {{ unit {{
                {pool} predecessors {{ unit {{ {pool} }} }} }} }} }} }} }}"
        )
    };
    let data = stage.data("noi-vu", &document(6)).await;
    let mut units: Vec<Value> = data["units"]["nodes"].as_array().unwrap().clone();
    let mut days = BTreeSet::new();
    let mut seen = 0;
    while let Some(unit) = units.pop() {
        units.extend(column(&unit["predecessors"], "/unit").into_iter().cloned());
        let (own, on) = (unit["key"].as_str().unwrap(), unit["asOf"].as_str().unwrap());
        let expected = pooled(&stage.district, own, on);
        let list = &unit["sourcePool"];
        assert_eq!(list["totalCount"], expected, "{unit}");
        assert_eq!(list["nodes"].as_array().unwrap().len(), expected.min(2), "{unit}");
        assert_eq!(list["pageInfo"]["hasNextPage"], expected > 2, "{unit}");
        days.insert(on.to_owned());
        seen += expected;
    }
    assert!(seen > 10, "{seen}");
    assert_eq!(days.into_iter().collect::<Vec<_>>(), ["2024-12-31", "2025-06-30", "2025-12-31"]);
    let few = stage.statements("noi-vu", &document(2)).await;
    assert_eq!(stage.statements("noi-vu", &document(6)).await, few);
}
