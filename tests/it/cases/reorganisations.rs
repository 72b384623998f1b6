//! Events of units: rehearsed, carried out, refused (security cases IV-08, AR-06, AF-09, CW-03).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use std::collections::{BTreeMap, BTreeSet};

use api::graphql::id::{NodeKind, key};
use canbo_tests::{
    Account, Answer, CITY_OFFICE, Client, Server, clear_district, on_both_databases, reorganisation, unit_of,
};
use entity::value::JournalStream;
use entity::{appointment, journal_entry, post, unit, unit_version};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(
    before "2025-01-01":
    given_both_reorganisations_when_rehearsed_and_carried_out_then_32_30_and_6_units_and_the_same_baseline,
    given_units_that_end_then_their_posts_end_their_files_go_over_and_who_is_left_is_listed,
    given_the_same_event_twice_under_one_key_then_carried_out_once_and_told_again,
    given_a_rehearsal_then_nothing_is_kept,
    af_09_given_a_role_that_does_not_write_units_then_forbidden_and_nothing_changed,
    ar_06_given_a_unit_out_of_scope_when_named_in_an_event_then_as_if_there_were_none,
    iv_08_given_a_unit_below_itself_or_two_moves_that_meet_then_the_tree_stays_a_tree,
    given_a_unit_that_is_renamed_classed_and_moved_then_the_same_unit_with_a_new_version,
    given_events_that_cannot_be_then_each_rule_is_named_at_its_place_and_nothing_written,
    given_a_unit_that_is_split_and_goes_on_then_only_history_is_written,
    given_a_unit_of_another_kind_when_those_below_go_elsewhere_then_done,
    given_a_committee_that_ends_with_its_unit_then_its_seats_have_another_version,
);

const DONE: &str = "event {
        effectiveOn legalBasis units { key code name kind parent { code } } endedUnits { key code name }
        withoutAppointment { key }
    } warnings { code } replayed userErrors { code field message }";

const FIGURES: &str =
    "target { code } before { numerator denominator display status } after { numerator denominator status }";

/// Asks for an event of units.
async fn event(client: &Client, mutation: &str, input: Value) -> Answer {
    let type_name = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let document =
        format!("mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{ {DONE} }} }}");
    client.ask(&document, json!({ "input": input })).await
}

async fn rehearse(client: &Client, event: &Value, on: &str, over: &str) -> Answer {
    let document = format!(
        "mutation ($input: RehearseReorganisationInput!) {{ done: rehearseReorganisation(input: $input) {{
            rehearsal {{
                effectiveOn unit {{ code }} communesBefore communesAfter
                units {{ unit {{ code }} code name kind }} endedUnits {{ code }}
                orphanedPosts {{ unit {{ code }} title {{ code }} seats }} withoutAppointment {{ key }}
                doubleHolders {{ unitCode unitName title {{ code }} holders {{ key }} }}
                targets {{ {FIGURES} }}
            }} userErrors {{ code field message }}
        }} }}"
    );
    let mut input = event.clone();
    (input["effectiveOn"], input["legalBasis"]) = (json!(on), json!("Dự thảo nghị quyết"));
    input["unit"] = json!(over);
    client.ask(&document, json!({ "input": input })).await
}

/// What is wrong: codes, with the places below the input.
#[track_caller]
fn refusals(answer: &Answer) -> Vec<(String, String)> {
    let object = answer.at("/done");
    let object = object.get("event").or_else(|| object.get("rehearsal"));
    let errors: Vec<_> = answer.list("/done/userErrors").iter().map(told).collect();
    assert_eq!(object == Some(&Value::Null), !errors.is_empty(), "{}", answer.text);
    errors
}

fn told(error: &Value) -> (String, String) {
    let path: Vec<&str> = error["field"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(path[0], "input");
    (error["code"].as_str().unwrap().to_owned(), path[1..].join("."))
}

fn refused(code: &str, place: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), place.to_owned())]
}

fn when(mut input: Value, on: &str) -> Value {
    input["effectiveOn"] = json!(on);
    input["legalBasis"] = json!("NQ 1656/NQ-UBTVQH15");
    input["idempotencyKey"] = json!("một");
    input
}

/// How many units of the commune level the district has on a day, or what stands for it.
async fn communes(client: &Client, district: &str, on: &str) -> usize {
    let document = "query ($within: ID, $on: Date) {
        units(where: { within: $within, kinds: [COMMUNE, TOWNSHIP, WARD] }, asOf: $on, first: 1) { totalCount }
    }";
    let answer = client.ask(document, json!({ "within": district, "on": on })).await;
    usize::try_from(answer.at("/units/totalCount").as_u64().unwrap()).unwrap()
}

/// The targets of the district on the day of the baseline.
async fn baseline(client: &Client, district: &str) -> Value {
    let document = r#"query ($unit: ID) { targets(programme: "KH-276", unit: $unit, asOf: "2023-12-31") {
        target { code } numerator denominator unknown display status suppressed gap { byReplacement byAddition } slack
    } }"#;
    client.ask(document, json!({ "unit": district })).await.at("/targets").clone()
}

/// How much there is of what events write.
async fn content(server: &Server) -> [u64; 5] {
    let db = server.database().reader();
    [
        unit::Entity::find().count(db).await.unwrap(),
        unit_version::Entity::find().count(db).await.unwrap(),
        post::Entity::find().count(db).await.unwrap(),
        appointment::Entity::find().count(db).await.unwrap(),
        journal_entry::Entity::find()
            .filter(journal_entry::Column::Stream.eq(JournalStream::Data))
            .count(db)
            .await
            .unwrap(),
    ]
}

/// Carries out both reorganisations, each after its rehearsal.
async fn given_both_reorganisations_when_rehearsed_and_carried_out_then_32_30_and_6_units_and_the_same_baseline(
    server: &Server,
) {
    let office = server.client(Account::HomeAffairs).await;
    let city = server.client_of(CITY_OFFICE).await;
    let district = unit_of(&office, "277", "2024-12-31").await;
    let before = baseline(&office, &district).await;
    assert_eq!(before[1]["numerator"], 6);
    assert_eq!(communes(&office, &district, "2025-12-31").await, 32);

    let first = reorganisation(&office, "2025-01-01", "2024-12-31", "277").await;
    let rehearsed = rehearse(&office, &first, "2025-01-01", &district).await;
    assert_eq!(refusals(&rehearsed), []);
    assert_eq!(rehearsed.at("/done/rehearsal/communesBefore"), 32);
    assert_eq!(rehearsed.at("/done/rehearsal/communesAfter"), 30);
    let done = event(&office, "reorganiseUnits", when(first, "2025-01-01")).await;
    assert_eq!(refusals(&done), []);
    assert_eq!(done.list("/done/event/units").len(), 2);
    assert_eq!(done.list("/done/event/endedUnits").len(), 4);
    assert_eq!(communes(&office, &district, "2024-12-31").await, 32);
    assert_eq!(communes(&office, &district, "2025-01-01").await, 30);

    let mut second = reorganisation(&city, "2025-07-01", "2025-06-30", "01").await;
    // The district level ends: its own people go to the city first.
    let agency = unit_of(&office, "277-NV", "2025-06-30").await;
    second["ended"].as_array_mut().unwrap().extend([json!(district), json!(agency)]);
    let too_early = rehearse(&city, &second, "2025-07-01", &district).await;
    let codes: BTreeSet<String> = refusals(&too_early).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, BTreeSet::from(["FILES_LEFT".to_owned()]));
    clear_district(&city, &district).await;
    let rehearsed = rehearse(&city, &second, "2025-07-01", &district).await;
    assert_eq!(refusals(&rehearsed), []);
    assert_eq!(rehearsed.at("/done/rehearsal/communesBefore"), 30);
    assert_eq!(rehearsed.at("/done/rehearsal/communesAfter"), 6);
    let done = event(&city, "reorganiseUnits", when(second, "2025-07-01")).await;
    assert_eq!(refusals(&done), []);
    for (on, number) in
        [("2023-12-31", 32), ("2024-12-31", 32), ("2025-01-01", 30), ("2025-06-30", 30), ("2025-07-01", 6)]
    {
        assert_eq!(communes(&city, &district, on).await, number, "{on}");
    }
    assert_eq!(baseline(&city, &district).await, before);
    // What was rehearsed came to pass.
    let query = r#"query ($unit: ID) { targets(programme: "KH-276", unit: $unit, asOf: "2025-07-01") {
        target { code } numerator denominator status suppressed
    } }"#;
    let targets = city.ask(query, json!({ "unit": district })).await;
    for change in rehearsed.list("/done/rehearsal/targets") {
        let now = targets.list("/targets").iter().find(|value| value["target"] == change["target"]).unwrap();
        for member in ["numerator", "denominator", "status"] {
            assert_eq!(now[member], change["after"][member], "{} {member}", change["target"]["code"]);
        }
    }
    assert_eq!(
        rehearsed.list("/done/rehearsal/withoutAppointment").len(),
        done.list("/done/event/withoutAppointment").len()
    );
}

async fn given_units_that_end_then_their_posts_end_their_files_go_over_and_who_is_left_is_listed(
    server: &Server,
) {
    let office = server.client(Account::HomeAffairs).await;
    let (one, other) =
        (unit_of(&office, "10096", "2024-12-31").await, unit_of(&office, "10093", "2024-12-31").await);
    let people = |units: Value| {
        let office = office.clone();
        async move {
            let mut keys = BTreeSet::new();
            for unit in units.as_array().unwrap() {
                let document = "query ($unit: ID, $on: Date) {
                    officials(where: { within: $unit }, asOf: $on, first: 100) { nodes { key } }
                }";
                let on = if units.as_array().unwrap().len() == 1 { "2025-01-01" } else { "2024-12-31" };
                let answer = office.ask(document, json!({ "unit": unit, "on": on })).await;
                keys.extend(answer.list("/officials/nodes").iter().map(|person| person["key"].to_string()));
            }
            keys
        }
    };
    let before = people(json!([one, other])).await;
    let district = unit_of(&office, "277", "2024-12-31").await;
    let into = json!({
        "code": "10096", "name": "Xã Hồng Phú", "kind": "COMMUNE", "parent": { "unit": district },
    });
    let merger = when(json!({ "units": [one, other], "into": into }), "2025-01-01");
    let rehearsed = json!({
        "established": [into],
        "lineage": [
            { "from": one, "to": { "established": "10096" }, "share": "WHOLE" },
            { "from": other, "to": { "established": "10096" }, "share": "WHOLE" },
        ],
    });
    let rehearsed = rehearse(&office, &rehearsed, "2025-01-01", &district).await;
    assert_eq!(refusals(&rehearsed), []);
    assert!(rehearsed.list("/done/rehearsal/orphanedPosts").len() > 20, "{}", rehearsed.text);
    let double = rehearsed.list("/done/rehearsal/doubleHolders");
    let secretaries = double.iter().find(|row| row["title"]["code"] == "PARTY_SECRETARY").unwrap();
    assert_eq!(
        (&secretaries["unitCode"], &secretaries["unitName"]),
        (&json!("10096"), &json!("Xã Hồng Phú"))
    );
    assert_eq!(secretaries["holders"].as_array().unwrap().len(), 2);

    let done = event(&office, "mergeUnits", merger).await;
    assert_eq!(refusals(&done), []);
    let merged = done.at("/done/event/units/0/key").clone();
    assert_eq!(people(json!([merged])).await, before);
    let left = done.list("/done/event/withoutAppointment");
    assert!(!left.is_empty());
    assert!(left.iter().all(|person| before.contains(&person["key"].to_string())));
    // Under the old unit and date everything is as it was.
    let document = "query ($unit: ID!, $on: Date) { unit(id: $unit, asOf: $on) {
        name posts { title { code } } successors { unit { name } share isDefault legalBasis }
    } }";
    let old = office.ask(document, json!({ "unit": one, "on": "2024-12-31" })).await;
    assert_eq!(old.at("/unit/name"), "Xã Đồng Phú");
    assert!(!old.list("/unit/posts").is_empty());
    assert_eq!(
        old.at("/unit/successors"),
        &json!([{
            "unit": { "name": "Xã Hồng Phú" }, "share": "WHOLE", "isDefault": true,
            "legalBasis": "NQ 1656/NQ-UBTVQH15",
        }])
    );
    let new = office.ask(document, json!({ "unit": merged, "on": "2025-01-01" })).await;
    assert_eq!(new.at("/unit/posts"), &json!([]));
}

async fn given_the_same_event_twice_under_one_key_then_carried_out_once_and_told_again(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let first = reorganisation(&office, "2025-01-01", "2024-12-31", "277").await;
    let input = when(first, "2025-01-01");
    let done = event(&office, "reorganiseUnits", input.clone()).await;
    assert_eq!((refusals(&done), done.at("/done/replayed")), (vec![], &json!(false)));
    let content = content(server).await;
    let again = event(&office, "reorganiseUnits", input.clone()).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
    assert_eq!(again.at("/done/event"), done.at("/done/event"));
    let mut other = input;
    other["legalBasis"] = json!("Nghị quyết khác");
    let mismatch = event(&office, "reorganiseUnits", other).await;
    assert_eq!(refusals(&mismatch), refused("IDEMPOTENCY_MISMATCH", "idempotencyKey"));
    assert_eq!(self::content(server).await, content);
}

async fn given_a_rehearsal_then_nothing_is_kept(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = unit_of(&office, "277", "2024-12-31").await;
    let first = reorganisation(&office, "2025-01-01", "2024-12-31", "277").await;
    let before = (content(server).await, baseline(&office, &district).await);
    let rehearsed = rehearse(&office, &first, "2025-01-01", &district).await;
    assert_eq!(refusals(&rehearsed), []);
    assert_eq!((content(server).await, baseline(&office, &district).await), before);
    assert_eq!(communes(&office, &district, "2025-01-01").await, 32);
    // And what is rehearsed twice is the same.
    let again = rehearse(&office, &first, "2025-01-01", &district).await;
    assert_eq!(again.at("/done/rehearsal"), rehearsed.at("/done/rehearsal"));
}

async fn af_09_given_a_role_that_does_not_write_units_then_forbidden_and_nothing_changed(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let unit = unit_of(&office, "10030", "2025-12-31").await;
    let before = content(server).await;
    for account in Account::ALL.into_iter().filter(|account| *account != Account::HomeAffairs) {
        let client = server.client(account).await;
        let renamed = when(json!({ "unit": unit, "name": "Xã Mới" }), "2025-12-31");
        assert_eq!(event(&client, "renameUnit", renamed).await.codes(), ["FORBIDDEN"], "{account:?}");
        let draft = json!({ "changed": [{ "unit": unit, "name": "Xã Mới" }] });
        assert_eq!(rehearse(&client, &draft, "2025-12-31", &unit).await.codes(), ["FORBIDDEN"]);
    }
    assert_eq!(content(server).await, before);
}

async fn ar_06_given_a_unit_out_of_scope_when_named_in_an_event_then_as_if_there_were_none(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let (own, city) =
        (unit_of(&office, "10030", "2025-12-31").await, unit_of(&office, "01", "2025-12-31").await);
    let nowhere = key(NodeKind::Unit, Uuid::from_u128(1)).to_string();
    let before = content(server).await;
    for (mutation, input, place) in [
        ("renameUnit", json!({ "unit": "?", "name": "Thành phố Mới" }), "unit"),
        ("moveUnit", json!({ "unit": own, "parent": "?" }), "parent"),
        ("mergeUnits", json!({ "units": [own, "?"], "into": new_unit(&own) }), "units.1"),
        ("abolishUnit", json!({ "unit": own, "takenOverBy": "?" }), "takenOverBy"),
        ("splitUnit", json!({ "unit": own, "parts": [{ "into": { "unit": "?" } }] }), "parts.0"),
        ("establishUnit", new_unit("?"), "parent"),
    ] {
        let mut texts = Vec::new();
        for unit in [&city, &nowhere] {
            let input = input.to_string().replace('?', unit);
            let input = when(serde_json::from_str(&input).unwrap(), "2025-12-31");
            let answer = event(&office, mutation, input).await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", place), "{mutation}");
            texts.push(answer.text);
        }
        assert_eq!(texts[0], texts[1], "{mutation}");
    }
    assert_eq!(content(server).await, before);
}

/// A commune that begins below a unit.
fn new_unit(parent: &str) -> Value {
    json!({ "code": "99001", "name": "Xã Thử Nghiệm", "kind": "COMMUNE", "parent": { "unit": parent } })
}

/// Two districts that begin below the city.
async fn two_districts(city: &Client) -> [String; 2] {
    let root = unit_of(city, "01", "2025-12-31").await;
    let mut districts = Vec::new();
    for code in ["97001", "97002"] {
        let input = json!({
            "code": code, "name": format!("Huyện {code}"), "kind": "DISTRICT", "parent": { "unit": root },
            "effectiveOn": "2025-12-01", "legalBasis": "Nghị quyết thử", "idempotencyKey": code,
        });
        let done = event(city, "establishUnit", input).await;
        assert_eq!(refusals(&done), []);
        districts.push(done.string("/done/event/units/0/key").to_owned());
    }
    districts.try_into().unwrap()
}

async fn iv_08_given_a_unit_below_itself_or_two_moves_that_meet_then_the_tree_stays_a_tree(server: &Server) {
    let city = server.client_of(CITY_OFFICE).await;
    let [one, other] = two_districts(&city).await;
    let root = unit_of(&city, "01", "2025-12-31").await;
    let before = content(server).await;
    for parent in [&one, &root] {
        let itself = when(json!({ "unit": one, "parent": parent }), "2025-12-31");
        let answer = event(&city, "moveUnit", itself).await;
        assert_eq!(refusals(&answer).len(), 1, "{}", answer.text);
        assert_eq!(refusals(&answer)[0].0, "BAD_USER_INPUT");
    }
    // Kinds alone forbid a district below another, so that two provinces are put below each other.
    let crossed = json!({ "changed": [
        { "unit": one, "kind": "PROVINCE", "parent": { "unit": other } },
        { "unit": other, "kind": "CITY", "parent": { "unit": one } },
    ] });
    let answer = event(&city, "reorganiseUnits", when(crossed, "2025-12-31")).await;
    assert_eq!(refusals(&answer)[0].0, "BAD_USER_INPUT");
    assert_eq!(content(server).await, before);

    // Two moves at once, each of which is right alone: agencies may stand below one another's communes only.
    let establish = |code: &'static str, kind: &'static str, parent: String| {
        let city = city.clone();
        async move {
            let input = json!({
                "code": code, "name": format!("Đơn vị {code}"), "kind": kind, "parent": { "unit": parent },
                "effectiveOn": "2025-12-01", "legalBasis": "Nghị quyết thử", "idempotencyKey": code,
            });
            event(&city, "establishUnit", input).await.string("/done/event/units/0/key").to_owned()
        }
    };
    let commune = establish("98001", "COMMUNE", one.clone()).await;
    let agency = establish("98002", "AGENCY", commune.clone()).await;
    let below_agency = when(json!({ "unit": commune, "parent": agency }), "2025-12-31");
    let answer = event(&city, "moveUnit", below_agency).await;
    assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", "parent"));
    // Whoever moves a unit below one that is abolished meanwhile finds it gone.
    let moved = when(json!({ "unit": commune, "parent": other }), "2025-12-31");
    let mut abolished = when(json!({ "unit": other }), "2025-12-31");
    abolished["idempotencyKey"] = json!("hai");
    let answers =
        futures_util::future::join(event(&city, "moveUnit", moved), event(&city, "abolishUnit", abolished));
    let (moved, abolished) = answers.await;
    let outcomes = [refusals(&moved), refusals(&abolished)];
    assert_eq!(outcomes.iter().filter(|errors| errors.is_empty()).count(), 1, "{outcomes:?}");
}

async fn given_a_unit_that_is_renamed_classed_and_moved_then_the_same_unit_with_a_new_version(
    server: &Server,
) {
    let city = server.client_of(CITY_OFFICE).await;
    let [one, other] = two_districts(&city).await;
    let begun = json!({
        "code": "98001", "name": "Xã Thử", "kind": "COMMUNE", "class": "II", "parent": { "unit": one },
        "effectiveOn": "2025-12-02", "legalBasis": "Nghị quyết thử", "idempotencyKey": "xã",
    });
    let unit = event(&city, "establishUnit", begun).await.string("/done/event/units/0/key").to_owned();
    for (mutation, input, on) in [
        ("renameUnit", json!({ "unit": unit, "name": "Xã  Thử Mới", "code": "98011" }), "2025-12-03"),
        ("reclassifyUnit", json!({ "unit": unit, "kind": "TOWNSHIP", "class": null }), "2025-12-04"),
        ("moveUnit", json!({ "unit": unit, "parent": other }), "2026-02-01"),
    ] {
        let mut input = when(input, on);
        input["idempotencyKey"] = json!(mutation);
        let done = event(&city, mutation, input).await;
        assert_eq!(refusals(&done), [], "{mutation}");
        assert_eq!(done.at("/done/event/units/0/key"), &json!(unit));
    }
    let document = "query ($unit: ID!, $on: Date) { unit(id: $unit, asOf: $on) {
        code name kind class parent { code } validFrom validTo
    } }";
    for (on, expected) in [
        ("2025-12-02", json!(["98001", "Xã Thử", "COMMUNE", "II", "97001"])),
        ("2025-12-03", json!(["98011", "Xã  Thử Mới", "COMMUNE", "II", "97001"])),
        ("2025-12-04", json!(["98011", "Xã  Thử Mới", "TOWNSHIP", null, "97001"])),
        ("2026-02-01", json!(["98011", "Xã  Thử Mới", "TOWNSHIP", null, "97002"])),
    ] {
        let answer = city.ask(document, json!({ "unit": unit, "on": on })).await;
        let seen = answer.at("/unit");
        let seen = json!([seen["code"], seen["name"], seen["kind"], seen["class"], seen["parent"]["code"]]);
        assert_eq!(seen, expected, "{on}");
    }
    // Another unit may have the code that was given up, from that day on.
    let again = |on: &str| {
        json!({
            "code": "98001", "name": "Xã Khác", "kind": "COMMUNE", "parent": { "unit": one },
            "effectiveOn": on, "legalBasis": "Nghị quyết thử", "idempotencyKey": on,
        })
    };
    let taken = event(&city, "establishUnit", again("2025-12-02")).await;
    assert_eq!(refusals(&taken), refused("CODE_TAKEN", "code"));
    assert_eq!(refusals(&event(&city, "establishUnit", again("2025-12-03")).await), []);
}

async fn given_events_that_cannot_be_then_each_rule_is_named_at_its_place_and_nothing_written(
    server: &Server,
) {
    let city = server.client_of(CITY_OFFICE).await;
    let on = "2025-12-31";
    let (unit, other) = (unit_of(&city, "10030", on).await, unit_of(&city, "10033", on).await);
    let (root, district) = (unit_of(&city, "01", on).await, unit_of(&city, "277", on).await);
    let [empty, _] = two_districts(&city).await;
    let before = content(server).await;
    let named = |code: &str, name: &str, kind: &str, parent: Value| json!({ "code": code, "name": name, "kind": kind, "parent": parent });
    let below = |parent: &str| json!({ "unit": parent });
    for (mutation, input, on, code, place) in [
        ("renameUnit", json!({ "unit": unit, "name": " " }), on, "BAD_USER_INPUT", "name"),
        ("renameUnit", json!({ "unit": unit, "name": "Xã Mới", "code": "10033" }), on, "CODE_TAKEN", "code"),
        (
            "renameUnit",
            json!({ "unit": unit, "name": "Xã Mới" }),
            "1899-12-31",
            "BAD_USER_INPUT",
            "effectiveOn",
        ),
        (
            "renameUnit",
            json!({ "unit": unit, "name": "Xã Mới" }),
            "2008-08-01",
            "BAD_USER_INPUT",
            "effectiveOn",
        ),
        ("renameUnit", json!({ "unit": unit, "name": "Xã Đông Phương Yên" }), on, "BAD_USER_INPUT", ""),
        ("reclassifyUnit", json!({ "unit": district, "kind": "COMMUNE" }), on, "BAD_USER_INPUT", "kind"),
        ("reclassifyUnit", json!({ "unit": unit, "kind": "DISTRICT" }), on, "BAD_USER_INPUT", "kind"),
        ("moveUnit", json!({ "unit": unit, "parent": other }), on, "BAD_USER_INPUT", "parent"),
        ("establishUnit", named("10030", "Xã Mới", "COMMUNE", below(&district)), on, "CODE_TAKEN", "code"),
        ("establishUnit", named("", "Xã Mới", "COMMUNE", below(&district)), on, "BAD_USER_INPUT", "code"),
        (
            "establishUnit",
            named("98001", "Xã Mới", "COMMUNE", json!({ "established": "1" })),
            on,
            "BAD_USER_INPUT",
            "parent",
        ),
        (
            "establishUnit",
            named("98001", "Huyện Mới", "DISTRICT", below(&district)),
            on,
            "BAD_USER_INPUT",
            "parent",
        ),
        ("abolishUnit", json!({ "unit": district }), on, "UNITS_BELOW", "unit"),
        ("abolishUnit", json!({ "unit": unit }), on, "FILES_LEFT", "unit"),
        ("abolishUnit", json!({ "unit": unit, "takenOverBy": unit }), on, "UNIT_ABSENT", "takenOverBy"),
        ("abolishUnit", json!({ "unit": unit, "takenOverBy": other }), "2009-01-01", "BEGINS_LATER", "unit"),
        (
            "mergeUnits",
            json!({ "units": [unit, unit], "into": named("98001", "Xã Mới", "COMMUNE", below(&district)) }),
            on,
            "BAD_USER_INPUT",
            "units.1",
        ),
        (
            "splitUnit",
            json!({ "unit": unit, "parts": [{ "into": { "unit": other } }] }),
            on,
            "BAD_USER_INPUT",
            "parts.0",
        ),
        (
            "splitUnit",
            json!({ "unit": unit, "goesOn": true, "parts": [{ "into": { "unit": other }, "isDefault": true }] }),
            on,
            "BAD_USER_INPUT",
            "parts.0",
        ),
        (
            "splitUnit",
            json!({ "unit": unit, "parts": [{ "into": { "established": named("10033", "Xã Mới", "COMMUNE", below(&district)) }, "isDefault": true }] }),
            on,
            "CODE_TAKEN",
            "parts.0.into.established.code",
        ),
        ("reorganiseUnits", json!({}), on, "BAD_USER_INPUT", ""),
        (
            "reorganiseUnits",
            json!({ "ended": [empty], "changed": [{ "unit": empty, "name": "Huyện Mới" }] }),
            on,
            "BAD_USER_INPUT",
            "changed.0.unit",
        ),
        (
            "reorganiseUnits",
            json!({ "changed": [{ "unit": unit, "parent": { "unit": empty } }], "ended": [empty] }),
            on,
            "UNIT_ABSENT",
            "changed.0.parent",
        ),
        (
            "reorganiseUnits",
            json!({ "changed": [{ "unit": unit, "code": "98001" }, { "unit": other, "code": " 98001" }] }),
            on,
            "CODE_TAKEN",
            "changed.1.code",
        ),
        (
            "reorganiseUnits",
            json!({
                "established": [named("98001", "Xã Mới", "COMMUNE", below(&district))],
                "changed": [{ "unit": unit, "code": "98001" }],
            }),
            on,
            "CODE_TAKEN",
            "changed.0.code",
        ),
    ] {
        let answer = event(&city, mutation, when(input, on)).await;
        let found = refusals(&answer);
        assert_eq!(found.first(), refused(code, place).first(), "{mutation} {on} {}", answer.text);
    }
    assert_eq!(content(server).await, before);
    // A basis is needed, and told in both languages.
    let mut input = when(json!({ "unit": root, "name": "Thành phố Mới" }), on);
    input["legalBasis"] = json!("");
    assert_eq!(refusals(&event(&city, "renameUnit", input).await), refused("BAD_USER_INPUT", "legalBasis"));
}

async fn given_a_unit_that_is_split_and_goes_on_then_only_history_is_written(server: &Server) {
    let city = server.client_of(CITY_OFFICE).await;
    let on = "2025-12-31";
    let (unit, other) = (unit_of(&city, "10030", on).await, unit_of(&city, "10033", on).await);
    let before = content(server).await;
    let split = json!({ "unit": unit, "goesOn": true, "parts": [{ "into": { "unit": other } }] });
    let done = event(&city, "splitUnit", when(split.clone(), on)).await;
    assert_eq!(refusals(&done), []);
    assert_eq!((done.at("/done/event/units"), done.at("/done/event/endedUnits")), (&json!([]), &json!([])));
    let after = [before[0], before[1], before[2], before[3], before[4] + 1];
    assert_eq!(content(server).await, after);
    // The same of the same day is no other part.
    let mut again = when(split, on);
    again["idempotencyKey"] = json!("hai");
    assert_eq!(refusals(&event(&city, "splitUnit", again).await), refused("BAD_USER_INPUT", "parts.0"));
    assert_eq!(content(server).await, after);
}

async fn given_a_unit_of_another_kind_when_those_below_go_elsewhere_then_done(server: &Server) {
    let city = server.client_of(CITY_OFFICE).await;
    let [one, other] = two_districts(&city).await;
    let mut input = when(new_unit(&one), "2025-12-01");
    input["idempotencyKey"] = json!("xã");
    let commune = event(&city, "establishUnit", input).await;
    let commune = commune.at("/done/event/units/0/key");
    let ward = json!({ "unit": one, "kind": "WARD", "parent": { "unit": other } });
    let alone = when(json!({ "changed": [ward] }), "2025-12-31");
    let refusal = event(&city, "reorganiseUnits", alone).await;
    assert_eq!(refusals(&refusal), refused("BAD_USER_INPUT", "changed.0.kind"));
    let moved = json!({ "unit": commune, "parent": { "unit": other } });
    let both = when(json!({ "changed": [ward, moved] }), "2025-12-31");
    assert_eq!(refusals(&event(&city, "reorganiseUnits", both).await), []);
}

async fn given_a_committee_that_ends_with_its_unit_then_its_seats_have_another_version(server: &Server) {
    use entity::standing_committee_membership::{Column, Entity};
    let office = server.client(Account::HomeAffairs).await;
    let first = reorganisation(&office, "2025-01-01", "2024-12-31", "277").await;
    let reader = server.database().reader();
    let before: BTreeMap<_, _> =
        Entity::find().all(reader).await.unwrap().into_iter().map(|row| (row.id, row)).collect();
    let done = event(&office, "reorganiseUnits", when(first, "2025-01-01")).await;
    assert_eq!(refusals(&done), []);
    let ended = Entity::find().filter(Column::ValidTo.eq(canbo_tests::day("2025-01-01")));
    let seats = ended.all(reader).await.unwrap();
    assert!(!seats.is_empty());
    for seat in seats {
        let was = &before[&seat.id];
        assert_eq!((was.valid_to, was.version + 1), (None, seat.version), "{seat:?}");
    }
}
