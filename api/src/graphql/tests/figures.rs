//! What each role sees of the values of targets, over the demo district.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at what it did not expect"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::testing::Stage;

pub(super) const DATES: [&str; 4] = ["2023-12-31", "2024-12-31", "2025-06-30", "2025-12-31"];
pub(super) const DISTRICT: &str = "noi-vu";
pub(super) const COMMUNE: &str = "phu-nghia";
pub(super) const PARTY: &str = "to-chuc";
const COMMUNE_PARTY: &str = "dang-uy-phu-nghia";
const PLATFORM: &str = "nen-tang-so";
const VALUE: &str = "target { code } unit { key } suppressed numerator denominator unknown percentage display status \
                     gap { byReplacement byAddition } slack surplus publication { publishedOn } \
                     parts { code numerator denominator unknown status }";

#[tokio::test]
async fn given_the_demo_district_then_each_role_sees_its_figures_and_no_others() {
    let stage = Stage::with(|_| {}).await;
    the_baseline_is_reproduced(&stage).await;
    shown_numbers_are_the_same_for_every_role(&stage).await;
    the_district_sees_party_figures_as_published_and_of_itself_alone(&stage).await;
    a_commune_sees_units_above_without_members_and_no_neighbour(&stage).await;
    a_commune_does_not_see_its_neighbours_past_through_the_merger(&stage).await;
    a_communes_party_committee_sees_its_commune_alone(&stage).await;
    the_platform_sees_nothing_small_and_nothing_unpublished(&stage).await;
    by_unit_and_series_follow_the_units_through_both_reorganisations(&stage).await;
    what_cannot_be_asked_is_refused_by_code(&stage).await;
    dates_without_facts_and_far_ahead_have_honest_answers(&stage).await;
    statements_do_not_depend_on_lengths(&stage).await;
}

async fn the_baseline_is_reproduced(stage: &Stage) {
    let document = "{ targets(programme: \"KH-276\", asOf: \"2023-12-31\") { target { code } numerator denominator \
                    display status gap { byReplacement byAddition } slack } }";
    let answer = stage.data(DISTRICT, document).await;
    let expected = json!({
        "target": { "code": "K2" }, "numerator": 6, "denominator": 196, "display": "3.1%", "status": "NOT_REACHED",
        "gap": { "byReplacement": 4, "byAddition": 5 }, "slack": null
    });
    assert_eq!(of_code(&answer, "K2"), expected);
    let expected = json!({
        "target": { "code": "K3" }, "numerator": 30, "denominator": 196, "display": "15.3%", "status": "REACHED",
        "gap": null, "slack": 0
    });
    assert_eq!(of_code(&answer, "K3"), expected);
}

/// Every value that any of the roles is shown, of the district and each of its communes, on all dates.
async fn shown_numbers_are_the_same_for_every_role(stage: &Stage) {
    for date in DATES {
        let mut known: BTreeMap<(String, String), (Value, &str)> = BTreeMap::new();
        for username in [PARTY, DISTRICT, COMMUNE, COMMUNE_PARTY, PLATFORM] {
            let units = format!(
                "{{ units(asOf: \"{date}\", first: 100) {{ nodes {{ targets(programme: \"KH-276\") \
                                 {{ {VALUE} }} }} }} }}"
            );
            let below = stage.ask(username, &units, json!({})).await;
            let below = below["data"]["units"]["nodes"].as_array().unwrap().clone();
            let own = format!("{{ targets(programme: \"KH-276\", asOf: \"{date}\") {{ {VALUE} }} }}");
            let own = stage.data(username, &own).await;
            let all = below.iter().chain([&own]).filter_map(|node| node["targets"].as_array()).flatten();
            let mut shown = 0;
            for value in all.filter(|value| value["suppressed"] == json!(false)) {
                shown += 1;
                let place = (text(&value["target"]["code"]), text(&value["unit"]["key"]));
                let mut numbers = value.clone();
                numbers["publication"] = Value::Null;
                if numbers["parts"].as_array().unwrap().iter().any(|part| part["numerator"].is_null()) {
                    continue;
                }
                let (first, by) = known.entry(place.clone()).or_insert((numbers.clone(), username));
                assert_eq!(*first, numbers, "{place:?} on {date}: {by} and {username}");
            }
            assert!(
                shown >= 7 || (username == PLATFORM && date == "2025-06-30"),
                "{username} {date} {shown}"
            );
        }
    }
}

async fn the_district_sees_party_figures_as_published_and_of_itself_alone(stage: &Stage) {
    let document = "{ targets(programme: \"KH-276\", asOf: \"2024-12-31\") { target { code } suppressed numerator \
                    publication { by { name } } members(bucket: COUNTED, first: 1) { totalCount } \
                    byUnit { suppressed numerator members(bucket: COUNTED, first: 1) { totalCount } } } }";
    let answer = stage.ask(DISTRICT, document, json!({})).await;
    for code in ["K4", "K7"] {
        let value = of_code(&answer["data"], code);
        assert_eq!(value["suppressed"], json!(false));
        assert_eq!(value["publication"]["by"]["name"], json!("Huyện Chương Mỹ"));
        assert_eq!(value["members"], Value::Null);
        let below = value["byUnit"].as_array().unwrap();
        assert_eq!(below.len(), 32);
        for value in below {
            assert_eq!(*value, json!({ "suppressed": true, "numerator": null, "members": null }));
        }
    }
    let denied = stage.errors(DISTRICT, document).await;
    let paths = [json!(["targets", 3, "members"]), json!(["targets", 6, "members"])];
    assert_eq!(denied, paths.map(|path| ("FORBIDDEN".to_owned(), path)));

    let unpublished = format!(
        "{{ targets(programme: \"KH-276\", asOf: \"2025-06-30\") {{ {VALUE} members(bucket: COUNTED, first: 1) {{ totalCount }} }} }}"
    );
    let withheld = of_code(&stage.data(DISTRICT, &unpublished).await, "K4");
    for field in [
        "numerator",
        "denominator",
        "unknown",
        "percentage",
        "status",
        "gap",
        "slack",
        "surplus",
        "publication",
        "members",
    ] {
        assert_eq!(withheld[field], Value::Null, "{field}");
    }
    assert_eq!((&withheld["display"], &withheld["parts"]), (&json!("–"), &json!([])));
    let live = of_code(&stage.data(PARTY, &unpublished).await, "K4");
    assert_eq!((&live["suppressed"], &live["publication"]), (&json!(false), &Value::Null));
}

async fn a_commune_sees_units_above_without_members_and_no_neighbour(stage: &Stage) {
    let district = unit_key(stage, "2024-12-31", "277").await;
    let above = format!(
        "{{ targets(programme: \"KH-276\", unit: \"{district}\", asOf: \"2024-12-31\") {{ {VALUE} byUnit {{ unit {{ code }} }} }} }}"
    );
    let above = stage.data(COMMUNE, &above).await;
    let live = of_code(&above, "K2");
    assert_eq!((&live["suppressed"], &live["publication"]), (&json!(false), &Value::Null));
    assert_eq!(live["byUnit"], json!([{ "unit": { "code": "10033" } }]));
    let published = of_code(&above, "K4");
    assert_eq!((&published["suppressed"], published["publication"].is_object()), (&json!(false), true));

    let members = format!(
        "{{ targets(programme: \"KH-276\", unit: \"{district}\", asOf: \"2024-12-31\") {{ members(bucket: COUNTED, first: 1) {{ totalCount }} }} }}"
    );
    let answer = stage.ask(COMMUNE, &members, json!({})).await;
    assert!(answer["data"]["targets"].as_array().unwrap().iter().all(|value| value["members"].is_null()));
    assert_eq!(stage.errors(COMMUNE, &members).await.len(), 10);

    let neighbour = unit_key(stage, "2024-12-31", "10027").await;
    let hidden = format!(
        "{{ targets(programme: \"KH-276\", unit: \"{neighbour}\", asOf: \"2024-12-31\") {{ numerator }} }}"
    );
    let not_found = vec![("NOT_FOUND".to_owned(), json!(["targets"]))];
    assert_eq!(stage.errors(COMMUNE, &hidden).await, not_found);
    let through_unit = format!(
        "{{ unit(id: \"{neighbour}\", asOf: \"2024-12-31\") {{ name targets(programme: \"KH-276\") {{ numerator }} }} }}"
    );
    let not_found = vec![("NOT_FOUND".to_owned(), json!(["unit", "targets"]))];
    assert_eq!(stage.errors(COMMUNE, &through_unit).await, not_found);
    assert_eq!(stage.errors("quan-tri", &through_unit).await[0].0, "FORBIDDEN");
}

async fn a_commune_does_not_see_its_neighbours_past_through_the_merger(stage: &Stage) {
    let merged = unit_key(stage, "2025-12-31", "10030").await;
    let asked = |date: &str| {
        format!(
            "{{ targets(programme: \"KH-276\", unit: \"{merged}\", asOf: \"{date}\") {{ numerator denominator }} }}"
        )
    };
    let not_found = vec![("NOT_FOUND".to_owned(), json!(["targets"]))];
    assert_eq!(stage.errors(COMMUNE, &asked("2024-12-31")).await, not_found);
    assert_eq!(stage.data(COMMUNE, &asked("2025-12-31")).await["targets"].as_array().unwrap().len(), 10);
    assert_eq!(stage.data(DISTRICT, &asked("2024-12-31")).await["targets"].as_array().unwrap().len(), 10);
}

async fn a_communes_party_committee_sees_its_commune_alone(stage: &Stage) {
    let district = unit_key(stage, "2024-12-31", "277").await;
    let above = format!(
        "{{ targets(programme: \"KH-276\", unit: \"{district}\", asOf: \"2024-12-31\") {{ numerator }} }}"
    );
    assert_eq!(stage.errors(COMMUNE_PARTY, &above).await, [("NOT_FOUND".to_owned(), json!(["targets"]))]);
    let own = "{ targets(programme: \"KH-276\", asOf: \"2024-12-31\") { target { code } suppressed \
               members(bucket: COUNTED, first: 1) { totalCount } } }";
    let own = stage.data(COMMUNE_PARTY, own).await;
    assert!(own["targets"].as_array().unwrap().iter().all(|value| value["members"].is_object()));
}

async fn the_platform_sees_nothing_small_and_nothing_unpublished(stage: &Stage) {
    for date in DATES {
        let document = format!(
            "{{ targets(programme: \"KH-276\", asOf: \"{date}\") {{ {VALUE} byUnit {{ {VALUE} }} }} }}"
        );
        let answer = stage.data(PLATFORM, &document).await;
        let values = answer["targets"].as_array().unwrap();
        let below = values.iter().flat_map(|value| value["byUnit"].as_array().unwrap());
        let mut shown = 0;
        for value in values.iter().chain(below).filter(|value| value["suppressed"] == json!(false)) {
            shown += 1;
            assert!(value["publication"].is_object());
            let counts_persons = !["K1", "K4"].contains(&value["target"]["code"].as_str().unwrap());
            if counts_persons {
                assert!(!is_small(value), "{value}");
            }
            for part in value["parts"].as_array().unwrap().iter().filter(|part| part["numerator"].is_u64()) {
                assert!(!is_small(part), "{value}");
            }
        }
        assert_eq!(shown > 0, date != "2025-06-30", "{date}");
    }
    let members = "{ targets(programme: \"KH-276\", asOf: \"2024-12-31\") { members(bucket: COUNTED, first: 1) { totalCount } } }";
    assert!(stage.errors(PLATFORM, members).await.iter().all(|(code, _)| code == "FORBIDDEN"));
}

async fn by_unit_and_series_follow_the_units_through_both_reorganisations(stage: &Stage) {
    let document = "{ targets(programme: \"KH-276\", asOf: \"2023-12-31\") { target { code } denominator \
                    series(dates: [\"2023-12-31\", \"2024-12-31\", \"2025-01-01\", \"2025-07-01\"]) { asOf unit { code } \
                    denominator byUnit { denominator } } } }";
    let answer = stage.data(DISTRICT, document).await;
    let posts = of_code(&answer, "K1");
    let series = posts["series"].as_array().unwrap();
    let units: Vec<usize> = series.iter().map(|value| value["byUnit"].as_array().unwrap().len()).collect();
    assert_eq!(units, [32, 32, 30, 6]);
    assert!(series.iter().all(|value| value["unit"]["code"] == json!("277")));
    let below = |value: &Value| -> u64 {
        value["byUnit"].as_array().unwrap().iter().map(|unit| unit["denominator"].as_u64().unwrap()).sum()
    };
    assert!(series.iter().all(|value| value["denominator"] == json!(below(value))));
    // A person with key titles in two communes counts once here and once in each.
    let people = of_code(&answer, "K3");
    let people = people["series"].as_array().unwrap();
    assert!(people.iter().all(|value| value["denominator"].as_u64().unwrap() <= below(value)));
}

async fn what_cannot_be_asked_is_refused_by_code(stage: &Stage) {
    let official = "AjfllG2ArYBxoYzhGEBUaFoAC0kg";
    let dates = vec!["\"2024-12-31\""; 121].join(", ");
    let many = vec!["\"2024-12-31\""; 120].join(", ");
    let cases = [
        ("{ targets(programme: \"KH-277\") { numerator } }".to_owned(), "NOT_FOUND"),
        ("{ targets(programme: \"KH-276\", unit: \"nonsense\") { numerator } }".to_owned(), "BAD_USER_INPUT"),
        (format!("{{ targets(programme: \"KH-276\", unit: \"{official}\") {{ numerator }} }}"), "BAD_USER_INPUT"),
        (format!("{{ targets(programme: \"KH-276\") {{ series(dates: [{dates}]) {{ numerator }} }} }}"), "BAD_USER_INPUT"),
        (
            format!("{{ targets(programme: \"KH-276\") {{ series(dates: [{many}]) {{ series(dates: [{many}]) {{ numerator }} }} }} }}"),
            "QUERY_LIMIT_EXCEEDED",
        ),
        ("{ targets(programme: \"KH-276\") { members(bucket: COUNTED) { totalCount } } }".to_owned(), "BAD_USER_INPUT"),
        ("{ targets(programme: \"KH-276\") { members(bucket: COUNTED, first: 101) { totalCount } } }".to_owned(), "BAD_USER_INPUT"),
        ("{ targets(programme: \"KH-276\") { members(bucket: COUNTED, first: 1, after: \"x\") { totalCount } } }".to_owned(), "BAD_USER_INPUT"),
    ];
    for (document, code) in cases {
        let errors = stage.errors(DISTRICT, &document).await;
        assert!(!errors.is_empty() && errors.iter().all(|(found, _)| found == code), "{code}: {errors:?}");
    }
    assert_eq!(
        stage.errors("quan-tri", "{ targets(programme: \"KH-277\") { numerator } }").await[0].0,
        "FORBIDDEN"
    );
}

async fn dates_without_facts_and_far_ahead_have_honest_answers(stage: &Stage) {
    let on = |date: &str| format!("{{ targets(programme: \"KH-276\", asOf: \"{date}\") {{ {VALUE} }} }}");
    for username in [DISTRICT, COMMUNE, PARTY, PLATFORM] {
        assert_eq!(stage.data(username, &on("1850-01-01")).await, json!({ "targets": [] }));
        assert_eq!(stage.data(username, &on("2125-12-31")).await["targets"].as_array().unwrap().len(), 10);
    }
    // In a hundred years all of today's key officials who still hold their posts are over 35.
    let far = of_code(&stage.data(DISTRICT, &on("2125-12-31")).await, "K2");
    assert_eq!((&far["numerator"], &far["status"]), (&json!(0), &json!("NOT_REACHED")));
}

async fn statements_do_not_depend_on_lengths(stage: &Stage) {
    let series = |dates: usize| {
        let dates: Vec<String> =
            (1..=dates).map(|day| format!("\"2024-{:02}-{:02}\"", 1 + day / 28, 1 + day % 28)).collect();
        format!(
            "{{ targets(programme: \"KH-276\") {{ series(dates: [{}]) {{ numerator byUnit {{ numerator }} }} }} }}",
            dates.join(", ")
        )
    };
    assert_eq!(stage.statements(DISTRICT, &series(2)).await, stage.statements(DISTRICT, &series(40)).await);
    let members = |first: usize| {
        format!(
            "{{ targets(programme: \"KH-276\", asOf: \"2024-12-31\") {{ target {{ code }} members(bucket: NOT_COUNTED, first: {first}) \
                 {{ nodes {{ official {{ fullName }} unit {{ name }} reason {{ message fact {{ id }} }} }} }} }} }}"
        )
    };
    let few = stage.statements(PARTY, &members(4)).await;
    assert_eq!(few, stage.statements(PARTY, &members(100)).await);
    assert!(few < 20, "{few}");
}

async fn unit_key(stage: &Stage, date: &str, code: &str) -> String {
    let document = format!(
        "{{ units(asOf: \"{date}\", where: {{ codes: [\"{code}\"] }}, first: 1) {{ nodes {{ key }} }} }}"
    );
    text(&stage.data(DISTRICT, &document).await["units"]["nodes"][0]["key"])
}

pub(super) fn of_code(data: &Value, code: &str) -> Value {
    let values = data["targets"].as_array().unwrap();
    values.iter().find(|value| value["target"]["code"] == json!(code)).unwrap().clone()
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The rule of domain §9 for values of persons.
fn is_small(value: &Value) -> bool {
    let (numerator, denominator) =
        (value["numerator"].as_u64().unwrap(), value["denominator"].as_u64().unwrap());
    let few = 1..=4;
    denominator < 5 || few.contains(&numerator) || few.contains(&(denominator - numerator))
}
