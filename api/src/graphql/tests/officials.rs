//! Officials as each role sees them, held against the rows that were loaded.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use serde_json::{Value, json};

use super::{column, day, unit_by_code, unit_of};
use crate::demo::District;
use crate::graphql::id::{NodeKind, id, key};
use crate::testing::Stage;
use crate::vietnamese::fold;

const BASELINE: &str = "2023-12-31";

async fn stage() -> Stage {
    Stage::with(|district| {
        district.training_plan_steps.clear();
        district.training_plan_items.clear();
        district.training_plans.clear();
        district.published_parts.clear();
        district.published_values.clear();
        district.publications.clear();
        district.source_pool_reviews.clear();
        district.source_pool_entries.clear();
        district.succession_entry_steps.clear();
        district.succession_entries.clear();
        district.succession_round_steps.clear();
        district.succession_rounds.clear();
    })
    .await
}

fn keys(list: &Value) -> Vec<String> {
    column(list, "/key").into_iter().map(|key| key.as_str().unwrap().to_owned()).collect()
}

fn key_of(official: OfficialId) -> String {
    key(NodeKind::Official, official).to_string()
}

/// The people whose file a unit that meets a condition keeps on a day.
fn affiliated(district: &District, on: NaiveDate, unit: impl Fn(UnitId) -> bool) -> BTreeSet<String> {
    let people = district.officials.iter().map(|official| official.id);
    people.filter(|id| unit_of(district, *id, on).is_some_and(&unit)).map(key_of).collect()
}

/// Every person of a list, page by page from its start or its end.
async fn walk(stage: &Stage, username: &str, arguments: &str, backwards: bool) -> Vec<Value> {
    let (size, cursor, more, edge) = match backwards {
        false => ("first", "after", "hasNextPage", "endCursor"),
        true => ("last", "before", "hasPreviousPage", "startCursor"),
    };
    let mut all = Vec::new();
    let mut place = Value::Null;
    loop {
        let at = if place.is_null() { String::new() } else { format!("{cursor}: {place}") };
        let document = format!(
            "{{ officials({arguments}, {size}: 97, {at}) {{ totalCount nodes {{ key fullName birthDate }}
                pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        let data = stage.data(username, &document).await;
        let page = &data["officials"];
        let mut nodes = page["nodes"].as_array().unwrap().clone();
        if backwards {
            nodes.extend(std::mem::take(&mut all));
            all = nodes;
        } else {
            all.extend(nodes);
        }
        if page["pageInfo"][more] == json!(false) {
            assert_eq!(page["totalCount"], json!(all.len()));
            return all;
        }
        place = page["pageInfo"][edge].clone();
    }
}

#[tokio::test]
async fn given_the_baseline_day_when_counted_by_filters_then_the_figures_of_the_plan() {
    let stage = stage().await;
    let commune_level = "unitKinds: [COMMUNE, TOWNSHIP, WARD, SPECIAL_ZONE]";
    let key = "keyInProgramme: \"KH-276\"";
    let counts = [
        (format!("{commune_level}, categories: [CADRE, CIVIL_SERVANT]"), 635),
        (format!("{commune_level}, category: CADRE"), 356),
        (format!("{commune_level}, category: CIVIL_SERVANT"), 279),
        (key.to_owned(), 196),
        (format!("{key}, underAge: 35"), 6),
        (format!("{key}, sex: FEMALE"), 30),
        (format!("{key}, qualification: {{ kind: EDUCATION, atLeast: \"UNIVERSITY\" }}"), 196),
        (format!("{key}, qualification: {{ kind: EDUCATION, exactly: \"MASTER\" }}"), 18),
        (format!("{key}, qualification: {{ kind: POLITICAL_THEORY, atLeast: \"INTERMEDIATE\" }}"), 196),
        (format!("{key}, qualification: {{ kind: POLITICAL_THEORY, exactly: \"BACHELOR\" }}"), 31),
    ];
    for (filter, count) in counts {
        let document = format!(
            "{{ officials(asOf: \"{BASELINE}\", where: {{ {filter} }}, first: 1) {{ totalCount }} }}"
        );
        let data = stage.data("noi-vu", &document).await;
        assert_eq!(data, json!({ "officials": { "totalCount": count } }), "{filter}");
    }
}

#[tokio::test]
async fn given_a_list_when_walked_from_either_end_then_everybody_once_in_order() {
    let stage = stage().await;
    let on = day(BASELINE);
    let everybody = affiliated(&stage.district, on, |_| true);
    let by_name = walk(&stage, "noi-vu", &format!("asOf: \"{BASELINE}\""), false).await;
    let found: Vec<String> = by_name.iter().map(|node| node["key"].as_str().unwrap().to_owned()).collect();
    assert_eq!(found.len(), everybody.len());
    assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), everybody);
    let names = |nodes: &[Value]| -> Vec<Vec<u8>> {
        let name = |node: &Value| crate::vietnamese::name_sort_key(node["fullName"].as_str().unwrap());
        nodes.iter().map(name).collect()
    };
    assert!(names(&by_name).is_sorted());
    for arguments in [
        format!("asOf: \"{BASELINE}\""),
        format!("asOf: \"{BASELINE}\", orderBy: {{ field: NAME, direction: DESCENDING }}"),
        format!("asOf: \"{BASELINE}\", orderBy: {{ field: BIRTH_DATE }}"),
        format!("asOf: \"{BASELINE}\", orderBy: {{ field: BIRTH_DATE, direction: DESCENDING }}"),
    ] {
        let forwards = walk(&stage, "noi-vu", &arguments, false).await;
        assert_eq!(forwards, walk(&stage, "noi-vu", &arguments, true).await, "{arguments}");
        let mut reached: Vec<_> = forwards.iter().map(|node| node["key"].as_str().unwrap()).collect();
        reached.sort_unstable();
        reached.dedup();
        assert_eq!(reached.len(), everybody.len(), "{arguments}");
        if arguments.contains("BIRTH_DATE") {
            let born = |node: &Value| node["birthDate"].as_str().unwrap_or("9999-12-31").to_owned();
            let mut born: Vec<_> = forwards.iter().map(born).collect();
            if arguments.contains("DESCENDING") {
                born.reverse();
            }
            assert!(born.is_sorted(), "{arguments}");
        }
    }
}

#[tokio::test]
async fn given_lists_in_a_list_of_units_then_each_is_as_the_list_within_its_unit_and_all_cost_the_same() {
    let stage = stage().await;
    let nested = |units: usize, size: &str| {
        format!(
            "{{ units(asOf: \"{BASELINE}\", where: {{ inScope: true }}, first: {units}) {{ nodes {{ key kind
                officials({size}, where: {{ sex: FEMALE }}) {{ totalCount nodes {{ key }}
                    pageInfo {{ hasNextPage hasPreviousPage }} }} }} }} }}"
        )
    };
    for size in ["first: 3", "last: 3"] {
        let data = stage.data("noi-vu", &nested(34, size)).await;
        let units = data["units"]["nodes"].as_array().unwrap();
        assert!(units.iter().any(|unit| unit["kind"] == "DISTRICT"));
        for unit in units {
            let own = format!(
                "{{ officials(asOf: \"{BASELINE}\", {size}, where: {{ within: {}, sex: FEMALE }}) {{ totalCount
                    nodes {{ key }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}",
                unit["key"]
            );
            let own = stage.data("noi-vu", &own).await;
            assert_eq!(unit["officials"], own["officials"], "{unit}");
        }
    }
    let deep = |units: usize, people: usize| {
        format!(
            "{{ units(asOf: \"{BASELINE}\", where: {{ inScope: true }}, first: {units}) {{ nodes {{
                posts {{ filled surplus holders {{ mode official {{ key unit {{ name }} }} }} }}
                officials(first: {people}) {{ totalCount nodes {{
                    appointments(includeEnded: true) {{ locality localityAssessment {{ criterion }} unit {{ name }} }}
                    qualifications {{ level {{ name }} }} ratings {{ grade }} disciplines {{ kind }}
                    affiliations {{ unit {{ name }} }} identity {{ citizenNumber }} }} }} }} }} }}"
        )
    };
    let few = stage.statements("noi-vu", &deep(4, 2)).await;
    assert_eq!(few, stage.statements("noi-vu", &deep(34, 60)).await);
}

#[tokio::test]
async fn given_a_list_of_people_then_the_statements_do_not_depend_on_its_length() {
    let stage = stage().await;
    let list = |size: usize| {
        format!(
            "{{ officials(asOf: \"{BASELINE}\", first: {size}) {{ totalCount nodes {{
                fullName unit {{ name }} hometown {{ name }}
                appointments {{ title {{ name }} unit {{ name }} }} qualifications {{ level {{ name }} }}
                ratings {{ year grade }} }} }} }}"
        )
    };
    // The version of the data, the people, their number, appointments, qualifications, ratings.
    assert_eq!(stage.statements("noi-vu", &list(2)).await, 6);
    assert_eq!(stage.statements("noi-vu", &list(100)).await, 6);
    let on = day(BASELINE);
    let ids = |size: usize| {
        let people =
            stage.district.officials.iter().filter(|row| unit_of(&stage.district, row.id, on).is_some());
        let ids: Vec<_> =
            people.take(size).map(|row| json!(id(NodeKind::Official, row.id, on)).to_string()).collect();
        format!("{{ nodes(ids: [{}]) {{ id ... on Official {{ fullName }} }} }}", ids.join(","))
    };
    assert_eq!(stage.statements("noi-vu", &ids(2)).await, 2);
    assert_eq!(stage.statements("noi-vu", &ids(100)).await, 2);
}

#[tokio::test]
async fn given_a_role_and_a_day_then_its_own_people_by_every_path() {
    let stage = stage().await;
    for date in [BASELINE, "2025-03-01", "2025-12-31"] {
        let on = day(date);
        let arguments = format!("asOf: \"{date}\"");
        let everybody = affiliated(&stage.district, on, |_| true);
        let of_district: BTreeSet<_> =
            keys(&json!(walk(&stage, "noi-vu", &arguments, false).await)).into_iter().collect();
        assert!(of_district.is_subset(&everybody), "{date}");
        let own: BTreeSet<_> =
            keys(&json!(walk(&stage, "phu-nghia", &arguments, true).await)).into_iter().collect();
        assert!(!own.is_empty() && own.is_subset(&of_district), "{date}");
        if on < day("2025-07-01") {
            let unit = unit_by_code(&stage.district, "10033", on).unwrap();
            assert_eq!(own, affiliated(&stage.district, on, |id| id == unit), "{date}");
        }
        let other = of_district.difference(&own).next().unwrap().clone();
        let own = own.first().unwrap().clone();
        let look = |key: &str| {
            format!(
                "{{ official(id: \"{key}\", asOf: \"{date}\") {{ id key unit {{ officials(first: 1) {{ totalCount }} }} }} }}"
            )
        };
        let seen = stage.data("phu-nghia", &look(&own)).await;
        let view = seen["official"]["id"].as_str().unwrap();
        let node = stage.data("phu-nghia", &format!("{{ node(id: \"{view}\") {{ id }} }}")).await;
        assert_eq!(node["node"]["id"], view);
        let missing = [("NOT_FOUND".to_owned(), json!(["official"]))];
        assert_eq!(stage.errors("phu-nghia", &look(&other)).await, missing, "{date}");
        let nobody = key_of(OfficialId(uuid::Uuid::from_u128(7)));
        assert_eq!(stage.errors("phu-nghia", &look(&nobody)).await, missing, "{date}");
        for account in ["quan-tri", "nen-tang-so"] {
            let denied = [("FORBIDDEN".to_owned(), json!(["official"]))];
            assert_eq!(stage.errors(account, &look(&own)).await, denied, "{date} {account}");
            let denied = [("FORBIDDEN".to_owned(), json!(["node"]))];
            let node = format!("{{ node(id: \"{own}\") {{ id }} }}");
            assert_eq!(stage.errors(account, &node).await, denied, "{date} {account}");
        }
    }
    let elsewhere = "{ unit(id: UNIT, asOf: \"2023-12-31\") { posts { id } officials(first: 9) { totalCount nodes { id } } } }";
    let unit = unit_by_code(&stage.district, "10015", day(BASELINE)).unwrap();
    let elsewhere = elsewhere.replace("UNIT", &json!(key(NodeKind::Unit, unit)).to_string());
    let empty = json!({ "unit": { "posts": [], "officials": { "totalCount": 0, "nodes": [] } } });
    assert_eq!(stage.data("phu-nghia", &elsewhere).await, empty);
}

#[tokio::test]
async fn given_classes_then_identity_is_masked_and_needs_today_and_the_partys_file_is_the_committees() {
    let stage = stage().await;
    let on = day(BASELINE);
    let today = day("2025-12-31");
    let district = &stage.district;
    let of_past = |official: &OfficialId| unit_of(district, *official, on).is_some();
    let identities = || district.identities.iter().filter(|row| of_past(&row.official_id));
    let still = identities().find(|row| unit_of(district, row.official_id, today).is_some()).unwrap();
    let left = identities().find(|row| unit_of(district, row.official_id, today).is_none()).unwrap();
    let look = |official: OfficialId, fields: &str| {
        format!("{{ official(id: \"{}\", asOf: \"{BASELINE}\") {{ {fields} }} }}", key_of(official))
    };
    let identity = "identity { citizenNumber phone address }";
    let masked = stage.data("noi-vu", &look(still.official_id, identity)).await;
    let last_two = still.citizen_number.chars().skip(10).collect::<String>();
    assert_eq!(masked["official"]["identity"]["citizenNumber"], format!("**********{last_two}"));
    assert!(masked["official"]["identity"]["phone"].as_str().unwrap().starts_with("********"));
    assert!(masked["official"]["identity"]["address"].as_str().unwrap().starts_with("***, "));
    let gone = stage.data("noi-vu", &look(left.official_id, identity)).await;
    assert_eq!(gone, json!({ "official": { "identity": null } }));
    let denied = |field: &str| vec![("FORBIDDEN".to_owned(), json!(["official", field]))];
    assert_eq!(stage.errors("to-chuc", &look(still.official_id, identity)).await, denied("identity"));

    let in_force = |from: NaiveDate, to: Option<NaiveDate>| from <= on && to.is_none_or(|to| on < to);
    let seat = district
        .standing_committee_memberships
        .iter()
        .find(|row| in_force(row.valid_from, row.valid_to) && of_past(&row.official_id))
        .unwrap();
    let committee = district.standing_committees.iter().find(|row| row.id == seat.committee_id).unwrap();
    let record = district.party_records.iter().find(|row| row.official_id == seat.official_id).unwrap();
    let party = "partyRecord { admittedOn standingCommitteeOf { key } standingCommitteeMemberships { id } }";
    let answer = stage.data("to-chuc", &look(seat.official_id, party)).await;
    let answer = &answer["official"]["partyRecord"];
    assert_eq!(answer["admittedOn"], record.admitted_on.unwrap().to_string());
    assert_eq!(answer["standingCommitteeOf"], json!([{ "key": key(NodeKind::Unit, committee.unit_id) }]));
    let node = format!(
        "{{ node(id: {}) {{ ... on StandingCommitteeMembership {{ term unit {{ key }} official {{ key }} }} }} }}",
        answer["standingCommitteeMemberships"][0]["id"]
    );
    let found = stage.data("to-chuc", &node).await;
    assert_eq!(found["node"]["official"]["key"], key_of(seat.official_id));
    assert_eq!(found["node"]["term"], committee.term.as_str());
    assert_eq!(stage.errors("noi-vu", &look(seat.official_id, party)).await, denied("partyRecord"));
    assert_eq!(stage.errors("noi-vu", &node).await, [("FORBIDDEN".to_owned(), json!(["node"]))]);
}

#[tokio::test]
async fn given_facts_of_a_person_then_what_the_file_held_on_the_day_and_each_found_again_by_its_id() {
    let stage = stage().await;
    let district = &stage.district;
    let on = day("2025-09-01");
    let mover = district
        .appointments
        .iter()
        .find(|row| {
            row.valid_to == Some(day("2025-07-01")) && unit_of(district, row.official_id, on).is_some()
        })
        .unwrap();
    let look = |date: &str| {
        format!(
            "{{ official(id: \"{}\", asOf: \"{date}\") {{ appointments {{ key }}
                history: appointments(includeEnded: true) {{ id key validTo unit {{ asOf name validTo }} }}
                qualifications {{ id status revokedOn obtainedOn }} ratings {{ id year }} }} }}",
            key_of(mover.official_id)
        )
    };
    let answer = stage.data("noi-vu", &look("2025-09-01")).await;
    let official = &answer["official"];
    let mover_key = json!(key(NodeKind::Appointment, mover.id));
    assert!(!column(&official["appointments"], "/key").contains(&&mover_key));
    let history = official["history"].as_array().unwrap();
    let ended = history.iter().find(|row| row["key"] == mover_key).unwrap();
    // The unit as it was last within the appointment's period.
    assert_eq!(ended["unit"]["asOf"], "2025-06-30");
    for path in ["/history", "/qualifications", "/ratings"] {
        for id in column(official.pointer(path).unwrap(), "/id") {
            let node = stage.data("noi-vu", &format!("{{ node(id: {id}) {{ id }} }}")).await;
            assert_eq!(&node["node"]["id"], id, "{path}");
        }
    }
    let expected = |date: &str| {
        let on = day(date);
        let rated = district.ratings.iter().filter(|row| {
            row.official_id == mover.official_id
                && row.approved_on.is_some_and(|approved| approved <= on)
                && row.superseded_on.is_none_or(|end| on < end)
        });
        let mut years: Vec<_> = rated.map(|row| row.year).collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years
    };
    for date in ["2025-09-01", "2023-12-31"] {
        let answer = stage.data("noi-vu", &look(date)).await;
        let years: Vec<_> = column(&answer["official"]["ratings"], "/year");
        assert_eq!(json!(years), json!(expected(date)), "{date}");
    }
    let before =
        format!("{{ official(id: \"{}\", asOf: \"1900-01-01\") {{ id }} }}", key_of(mover.official_id));
    assert_eq!(stage.errors("noi-vu", &before).await, [("NOT_FOUND".to_owned(), json!(["official"]))]);
}

#[tokio::test]
async fn given_a_search_then_names_without_regard_to_diacritics_and_wildcards_literally() {
    let stage = stage().await;
    let on = day(BASELINE);
    let search = |text: &str| format!("asOf: \"{BASELINE}\", where: {{ search: {} }}", json!(text));
    let found = walk(&stage, "noi-vu", &search("nguyen van d"), false).await;
    let named: BTreeSet<String> = stage
        .district
        .officials
        .iter()
        .filter(|row| fold(&row.full_name).contains("nguyen van d"))
        .filter(|row| unit_of(&stage.district, row.id, on).is_some())
        .map(|row| key_of(row.id))
        .collect();
    assert!(!named.is_empty());
    assert_eq!(keys(&json!(found)).into_iter().collect::<BTreeSet<_>>(), named);
    assert_eq!(found, walk(&stage, "noi-vu", &search("NGUYỄN  Văn Đ"), false).await);
    for nothing in ["%", "_", "\\", "a%n"] {
        assert_eq!(walk(&stage, "noi-vu", &search(nothing), false).await, Vec::<Value>::new(), "{nothing}");
    }
}

#[tokio::test]
async fn given_arguments_that_cannot_be_used_then_bad_input_and_no_list() {
    let stage = stage().await;
    let unit = json!(key(NodeKind::Unit, unit_by_code(&stage.district, "10033", day(BASELINE)).unwrap()));
    let other_list = stage
        .data("noi-vu", "{ officials(first: 1, where: { sex: MALE }) { pageInfo { endCursor } } }")
        .await;
    let foreign = &other_list["officials"]["pageInfo"]["endCursor"];
    for arguments in [
        "first: 0".to_owned(),
        "first: 101".to_owned(),
        "first: 1, last: 1".to_owned(),
        "where: {}".to_owned(),
        format!("first: 1, after: {foreign}"),
        "first: 1, where: { keyInProgramme: \"KH-000\" }".to_owned(),
        "first: 1, where: { titles: [\"COMMITTEE_CHAIR\", \"KING\"] }".to_owned(),
        "first: 1, where: { underAge: 0 }".to_owned(),
        "first: 1, where: { underAge: 151 }".to_owned(),
        "first: 1, where: { qualification: { kind: EDUCATION } }".to_owned(),
        "first: 1, where: { qualification: { kind: EDUCATION, atLeast: \"MASTER\", exactly: \"MASTER\" } }"
            .to_owned(),
        "first: 1, where: { qualification: { kind: EDUCATION, atLeast: \"SPECIALIST\" } }".to_owned(),
        "first: 1, where: { category: CADRE, categories: [CADRE] }".to_owned(),
        "first: 1, where: { search: \"\\u0000\" }".to_owned(),
        format!("first: 1, where: {{ within: \"{}\" }}", key_of(OfficialId(uuid::Uuid::from_u128(7)))),
    ] {
        let list = format!("{{ officials({arguments}) {{ totalCount }} }}");
        let refused = [("BAD_USER_INPUT".to_owned(), json!(["officials"]))];
        assert_eq!(stage.errors("noi-vu", &list).await, refused, "{arguments}");
        let nested = format!(
            "{{ unit(id: {unit}, asOf: \"{BASELINE}\") {{ officials({arguments}) {{ totalCount }} }} }}"
        );
        let refused = [("BAD_USER_INPUT".to_owned(), json!(["unit", "officials"]))];
        assert_eq!(stage.errors("noi-vu", &nested).await, refused, "{arguments}");
    }
    let nobody = "{ officials(asOf: \"1800-01-01\", first: 1) { totalCount nodes { id } } }";
    assert_eq!(stage.data("noi-vu", nobody).await, json!({ "officials": { "totalCount": 0, "nodes": [] } }));
}
