//! Figures by role: the same number for everyone who may see it, published ones where they rest on what a role may not
//! read, and small ones withheld.

use canbo_tests::{Account, Answer, Client, Fault, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    given_a_figure_when_several_roles_may_see_it_then_it_is_the_same_number,
    given_what_rests_on_party_or_succession_data_then_the_office_sees_what_was_published,
    given_a_date_without_a_publication_then_such_a_figure_is_withheld,
    given_a_commune_then_the_figures_above_it_without_members,
    given_a_commune_then_what_rests_on_party_data_of_its_own_is_withheld,
    given_a_neighbours_figures_then_as_if_the_unit_did_not_exist,
    given_the_platform_then_published_figures_with_small_ones_withheld,
    given_a_member_outside_the_scope_then_no_name,
);

const VALUES: &str = r#"query ($on: Date, $unit: ID) { targets(programme: "KH-276", unit: $unit, asOf: $on) {
    target { code counts } numerator denominator unknown bounds { lower upper } percentage display status suppressed
    publication { publishedOn by { name } } gap { byReplacement byAddition } slack surplus
    parts { code numerator denominator status }
} }"#;

const RELEASES: [&str; 3] = ["2023-12-31", "2024-12-31", "2025-12-31"];

async fn unit(client: &Client, code: &str) -> String {
    let document = "query ($codes: [String!]) {
        units(asOf: \"2023-12-31\", where: { codes: $codes }, first: 1) { nodes { key } }
    }";
    client.ask(document, json!({ "codes": [code] })).await.string("/units/nodes/0/key").to_owned()
}

async fn values(client: &Client, unit: &str, on: &str) -> Vec<Value> {
    client.ask(VALUES, json!({ "unit": unit, "on": on })).await.list("/targets").to_vec()
}

fn code(value: &Value) -> &str {
    value["target"]["code"].as_str().unwrap()
}

/// Whether a target rests on what only the Party committee reads.
fn is_of_the_party(value: &Value) -> bool {
    matches!(code(value), "K4" | "K7")
}

/// A value without whether it is published, which depends on who asks.
fn number(value: &Value) -> Value {
    let mut value = value.clone();
    value["publication"] = Value::Null;
    value
}

#[track_caller]
fn withheld(value: &Value) {
    for field in [
        "numerator",
        "denominator",
        "unknown",
        "bounds",
        "percentage",
        "status",
        "gap",
        "slack",
        "surplus",
        "publication",
    ] {
        assert!(value[field].is_null(), "{field}: {value}");
    }
    assert_eq!(value["suppressed"], true, "{value}");
    assert_eq!(value["parts"], json!([]), "{value}");
    assert!(!value["display"].as_str().unwrap().bytes().any(|byte| byte.is_ascii_digit()), "{value}");
}

async fn given_a_figure_when_several_roles_may_see_it_then_it_is_the_same_number(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let district = unit(&committee, "277").await;
    let phu_nghia = unit(&committee, "10033").await;
    for on in ["2023-12-31", "2024-12-31", "2025-06-30", "2025-12-31"] {
        for (unit, accounts) in [
            (&district, [Account::HomeAffairs, Account::PhuNghia]),
            (&phu_nghia, [Account::HomeAffairs, Account::PhuNghia]),
        ] {
            let all = values(&committee, unit, on).await;
            assert_eq!(all.len(), 10, "{on}");
            for account in accounts {
                let others = values(&server.client(account).await, unit, on).await;
                for (mine, theirs) in all.iter().zip(&others) {
                    if theirs["suppressed"] == false {
                        assert_eq!(number(theirs), number(mine), "{account:?} {on}");
                    } else {
                        assert!(is_of_the_party(theirs), "{account:?} {on}: {theirs}");
                    }
                }
            }
        }
        let party = values(&server.client(Account::PhuNghiaParty).await, &phu_nghia, on).await;
        assert_eq!(party, values(&committee, &phu_nghia, on).await, "{on}");
    }
}

async fn given_what_rests_on_party_or_succession_data_then_the_office_sees_what_was_published(
    server: &Server,
) {
    let committee = server.client(Account::PartyCommittee).await;
    let office = server.client(Account::HomeAffairs).await;
    let district = unit(&committee, "277").await;
    let mut released = 0;
    for on in RELEASES {
        let live = values(&committee, &district, on).await;
        let seen = values(&office, &district, on).await;
        for (live, seen) in live.iter().zip(&seen) {
            if !is_of_the_party(seen) {
                assert!(seen["publication"].is_null(), "{on}: {seen}");
                continue;
            }
            // Only over at least five.
            if live["denominator"].as_i64().unwrap() < 5 {
                withheld(seen);
                continue;
            }
            released += 1;
            assert_eq!(number(seen), number(live), "{on}");
            assert_eq!(seen["publication"]["by"]["name"], "Huyện Chương Mỹ", "{on}");
            assert!(seen["publication"]["publishedOn"].as_str().unwrap() > on, "{on}");
        }
    }
    assert!(released >= 5, "{released}");
}

async fn given_a_date_without_a_publication_then_such_a_figure_is_withheld(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = unit(&office, "277").await;
    for on in ["2023-12-30", "2025-06-30", "2026-06-30"] {
        for value in values(&office, &district, on).await {
            if is_of_the_party(&value) {
                withheld(&value);
            } else {
                assert_eq!(value["suppressed"], false, "{on}: {value}");
            }
        }
    }
}

async fn given_a_commune_then_the_figures_above_it_without_members(server: &Server) {
    let commune = server.client(Account::PhuNghia).await;
    let district = unit(&commune, "277").await;
    let own = unit(&commune, "10033").await;
    let document = r#"query ($unit: ID) { targets(programme: "KH-276", unit: $unit, asOf: "2023-12-31") {
        target { code } numerator status gap { byReplacement } members(bucket: COUNTED, first: 1) { totalCount }
        byUnit { unit { key } }
    } }"#;
    let above = commune.ask(document, json!({ "unit": district })).await;
    let targets = above.partial_data()["targets"].as_array().unwrap();
    let young = &targets[1];
    assert_eq!((&young["numerator"], &young["status"]), (&json!(6), &json!("NOT_REACHED")));
    assert_eq!(young["gap"]["byReplacement"], 4);
    assert!(targets.iter().all(|value| value["members"].is_null()), "{targets:?}");
    let forbidden = Fault::new("FORBIDDEN", "targets.1.members");
    assert!(above.faults().contains(&forbidden), "{:?}", above.faults());
    assert!(above.codes().iter().all(|code| code == "FORBIDDEN"), "{:?}", above.faults());
    // Of the parts of the district it sees its own.
    for value in targets {
        assert_eq!(value["byUnit"], json!([{ "unit": { "key": own } }]), "{value}");
    }
    let below = commune.ask(document, json!({ "unit": own })).await;
    let own_targets = below.partial_data()["targets"].as_array().unwrap();
    let women = &own_targets[2];
    assert_eq!(women["numerator"], women["members"]["totalCount"]);
}

async fn given_a_commune_then_what_rests_on_party_data_of_its_own_is_withheld(server: &Server) {
    let commune = server.client(Account::PhuNghia).await;
    let own = unit(&commune, "10033").await;
    let district = unit(&commune, "277").await;
    for on in RELEASES {
        for value in values(&commune, &own, on).await {
            if is_of_the_party(&value) {
                withheld(&value);
            }
        }
    }
    let published = values(&commune, &district, "2024-12-31").await;
    let committees = published.iter().find(|value| code(value) == "K4").unwrap();
    assert!(committees["publication"].is_object(), "{committees}");
}

async fn given_a_neighbours_figures_then_as_if_the_unit_did_not_exist(server: &Server) {
    let commune = server.client(Account::PhuNghia).await;
    let neighbour = unit(&commune, "10030").await;
    let nobody = api::graphql::id::key(api::graphql::id::NodeKind::Unit, uuid::Uuid::from_u128(42));
    let mut answers = Vec::new();
    for unit in [neighbour.as_str(), nobody.as_str()] {
        let mut answer = commune.ask(VALUES, json!({ "unit": unit, "on": "2023-12-31" })).await;
        assert_eq!(answer.faults(), [Fault::new("NOT_FOUND", "targets")]);
        answer.body["errors"][0]["extensions"]["requestId"] = Value::Null;
        answers.push(answer.body);
    }
    assert_eq!(answers[0], answers[1]);
}

async fn given_the_platform_then_published_figures_with_small_ones_withheld(server: &Server) {
    let platform = server.client(Account::DigitalPlatform).await;
    let office = server.client(Account::HomeAffairs).await;
    let district = unit(&platform, "277").await;
    let commune = unit(&platform, "10033").await;
    let mut shown = 0;
    for on in RELEASES {
        for unit in [&district, &commune] {
            let live = values(&office, unit, on).await;
            for (seen, live) in values(&platform, unit, on).await.iter().zip(&live) {
                if seen["suppressed"] == true {
                    withheld(seen);
                    continue;
                }
                shown += 1;
                assert!(seen["publication"].is_object(), "{on}: {seen}");
                let (n, d) = (seen["numerator"].as_i64().unwrap(), seen["denominator"].as_i64().unwrap());
                let of_persons = !matches!(seen["target"]["counts"].as_str(), Some("POSTS" | "UNITS"));
                let is_small = d < 5 || (1..=4).contains(&n) || (1..=4).contains(&(d - n));
                assert!(!of_persons || !is_small, "{on}: {seen}");
                if !is_of_the_party(seen) {
                    let fields = ["numerator", "denominator", "status", "display"];
                    assert!(fields.iter().all(|field| seen[*field] == live[*field]), "{on}: {seen} {live}");
                }
            }
        }
    }
    assert!(shown > 10, "{shown}");
    for value in values(&platform, &district, "2024-06-30").await {
        withheld(&value);
    }
    let members = platform
        .query(r#"{ targets(programme: "KH-276", asOf: "2024-12-31") { members(bucket: COUNTED, first: 1) { totalCount } } }"#)
        .await;
    let values = members.partial_data()["targets"].as_array().unwrap();
    assert!(values.iter().all(|value| value["members"].is_null()), "{}", members.text);
}

async fn given_a_member_outside_the_scope_then_no_name(server: &Server) {
    // A committee of one commune: its own people's names, and those of nobody else.
    let committee = server.client(Account::PhuNghiaParty).await;
    let own = unit(&committee, "10033").await;
    let document = r#"query ($unit: ID) { targets(programme: "KH-276", unit: $unit, asOf: "2024-12-31") {
        target { code } members(bucket: COUNTED, first: 100) { nodes {
            bucket official { key } unit { key } reason { code message fact { id } }
        } }
    } }"#;
    let answer: Answer = committee.ask(document, json!({ "unit": own })).await;
    let people = committee.query(r#"{ officials(asOf: "2024-12-31", first: 100) { nodes { key } } }"#).await;
    let people: Vec<&Value> = people.list("/officials/nodes").iter().map(|person| &person["key"]).collect();
    let mut named = 0;
    for value in answer.list("/targets") {
        for member in value["members"]["nodes"].as_array().unwrap() {
            assert_eq!(member["bucket"], "COUNTED");
            match member.pointer("/official/key") {
                Some(key) => {
                    named += 1;
                    assert!(people.contains(&key), "{member}");
                }
                None => {
                    assert!(value["target"]["code"] == "K1" || value["target"]["code"] == "K4", "{member}")
                }
            }
        }
    }
    assert!(named > 10, "{named}");
}
