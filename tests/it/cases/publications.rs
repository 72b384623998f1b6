//! Publications of figures: who publishes what, what each role reads of it, and corrections beside what they correct (security cases AF-09,
//! AR-05, CW-03 and IN-07).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::clock::Clock;
use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Answer, Client, Fault, NOW, Server, TODAY, day, on_both_databases};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{journal_entry, publication, published_part, published_value};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(
    alone:
    af_09_given_every_role_then_the_office_and_the_committee_alone_publish_and_look_before,
    ar_05_given_a_unit_out_of_scope_then_as_if_there_were_none,
    cw_03_given_figures_published_twice_under_one_key_then_once,
    in_07_given_a_preview_when_it_is_published_then_each_role_reads_what_it_said,
    given_a_correction_then_it_stands_beside_what_it_corrects_and_the_latest_counts,
    given_what_cannot_be_published_then_each_rule_is_named_and_nothing_is_written,
    given_publications_then_listed_latest_first_at_the_same_cost,
);

const PROGRAMME: &str = "KH-276";

const PUBLISH: &str = "mutation ($input: PublishFiguresInput!) { done: publishFigures(input: $input) {
    publication { publishedOn asOf role programme { code } by { code } }
    warnings { code } replayed userErrors { code field }
} }";

const PREVIEW: &str = r#"query ($unit: ID!, $on: Date!) { publicationPreview(programme: "KH-276", unit: $unit, asOf: $on) {
    role asOf unit { code }
    values { target { code } unit { key code } numbers { numerator denominator status display }
        before { publication { publishedOn } numbers { numerator denominator } }
        readings { role sight withheldParts } }
} }"#;

const VALUES: &str = r#"query ($unit: ID!, $on: Date!) { targets(programme: "KH-276", unit: $unit, asOf: $on) {
    target { code } numerator denominator status display suppressed
    publication { publishedOn } parts { code numerator }
    published { publication { publishedOn role } numbers { numerator denominator } }
} }"#;

const LIST: &str = "query ($where: PublicationFilter, $first: Int, $after: String) {
    publications(where: $where, first: $first, after: $after) {
        totalCount pageInfo { endCursor hasNextPage } nodes { publishedOn asOf role by { code } }
    }
}";

fn given(programme: &str, unit: &Value, on: &str, key: &str) -> Value {
    json!({ "programme": programme, "unit": unit, "asOf": on, "idempotencyKey": key })
}

async fn publish(client: &Client, unit: &Value, on: &str, key: &str) -> Answer {
    client.ask(PUBLISH, json!({ "input": given(PROGRAMME, unit, on, key) })).await
}

async fn preview(client: &Client, unit: &Value, on: &str) -> Answer {
    client.ask(PREVIEW, json!({ "unit": unit, "on": on })).await
}

async fn values(client: &Client, unit: &Value, on: &str) -> Vec<Value> {
    client.ask(VALUES, json!({ "unit": unit, "on": on })).await.list("/targets").to_vec()
}

fn of_target<'v>(values: &'v [Value], code: &str) -> &'v Value {
    values.iter().find(|value| value["target"]["code"] == code).unwrap()
}

async fn unit_on(client: &Client, code: &str, on: &str) -> Value {
    let document = format!(
        "{{ units(asOf: \"{on}\", where: {{ codes: [\"{code}\"] }}, first: 1) {{ nodes {{ key }} }} }}"
    );
    client.query(&document).await.at("/units/nodes/0/key").clone()
}

async fn district(client: &Client) -> Value {
    unit_on(client, "277", "2024-12-31").await
}

/// Publications, their values and parts, and entries that tell of changes.
async fn content(server: &Server) -> [u64; 4] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq("DATA"));
    [
        publication::Entity::find().count(reader).await.unwrap(),
        published_value::Entity::find().count(reader).await.unwrap(),
        published_part::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

async fn later(server: &Server, minutes: i64) -> Server {
    let at = NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes);
    server.beside(Clock::fixed(at, day(TODAY))).await
}

async fn af_09_given_every_role_then_the_office_and_the_committee_alone_publish_and_look_before(
    server: &Server,
) {
    let (office, committee) =
        (server.client(Account::HomeAffairs).await, server.client(Account::PartyCommittee).await);
    let district = district(&office).await;
    let before = content(server).await;
    for account in [Account::Administrator, Account::PhuNghia, Account::DigitalPlatform] {
        let client = server.client(account).await;
        let refused = publish(&client, &district, "2025-06-30", "công bố").await;
        assert_eq!(refused.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?}");
        let refused = preview(&client, &district, "2025-06-30").await;
        assert_eq!(refused.faults(), [Fault::new("FORBIDDEN", "publicationPreview")], "{account:?}");
    }
    assert_eq!(content(server).await, before);

    for (client, role, targets) in [
        (&office, "DISTRICT", &["K1", "K2", "K3", "K5", "K6", "K8", "K9", "K10"][..]),
        (&committee, "PARTY_COMMITTEE", &["K4", "K7"][..]),
    ] {
        let looked = preview(client, &district, "2025-06-30").await;
        assert_eq!(looked.at("/publicationPreview/role"), role);
        let seen: Vec<&str> = looked
            .list("/publicationPreview/values")
            .iter()
            .filter(|value| value["unit"]["code"] == "277")
            .map(|value| value["target"]["code"].as_str().unwrap())
            .collect();
        assert_eq!(seen, targets);
        let published = publish(client, &district, "2025-06-30", "công bố").await;
        assert_eq!(
            published.at("/done"),
            &json!({
                "publication": {
                    "publishedOn": NOW, "asOf": "2025-06-30", "role": role,
                    "programme": { "code": PROGRAMME }, "by": { "code": "277" },
                },
                "warnings": [], "replayed": false, "userErrors": [],
            })
        );
    }
}

async fn ar_05_given_a_unit_out_of_scope_then_as_if_there_were_none(server: &Server) {
    let party = server.client(Account::PhuNghiaParty).await;
    let office = server.client(Account::HomeAffairs).await;
    let district = district(&office).await;
    let (own, foreign) =
        (unit_on(&office, "10033", "2024-12-31").await, unit_on(&office, "10045", "2024-12-31").await);
    let nothing = json!(key(NodeKind::Unit, Uuid::from_u128(1)).to_string());
    let before = content(server).await;
    for unit in [&district, &foreign, &nothing] {
        let refused = publish(&party, unit, "2024-12-31", &format!("công bố {unit}")).await;
        assert_eq!(
            refused.at("/done"),
            &json!({
                "publication": null, "warnings": [], "replayed": false,
                "userErrors": [{ "code": "NOT_FOUND", "field": ["input", "unit"] }],
            }),
            "{unit}"
        );
        let refused = preview(&party, unit, "2024-12-31").await;
        assert_eq!(refused.faults(), [Fault::new("NOT_FOUND", "publicationPreview")], "{unit}");
    }
    assert_eq!(content(server).await, before);
    assert_eq!(party.ask(LIST, json!({ "first": 10 })).await.at("/publications/totalCount"), 0);

    // What a committee publishes of its commune is released to nobody else: it is below the district.
    let published = publish(&party, &own, "2024-12-31", "của xã").await;
    assert_eq!(published.at("/done/userErrors"), &json!([]));
    assert_eq!(party.ask(LIST, json!({ "first": 10 })).await.at("/publications/totalCount"), 1);
    for account in [Account::HomeAffairs, Account::PhuNghia, Account::DigitalPlatform] {
        let seen = values(&server.client(account).await, &own, "2024-12-31").await;
        for code in ["K4", "K7"] {
            assert_eq!(of_target(&seen, code)["suppressed"], true, "{account:?} {code}");
            assert_eq!(of_target(&seen, code)["published"], json!([]), "{account:?} {code}");
        }
    }
}

async fn cw_03_given_figures_published_twice_under_one_key_then_once(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = district(&office).await;
    let first = publish(&office, &district, "2025-03-31", "quý I").await;
    let after = content(server).await;
    let again = publish(&office, &district, "2025-03-31", "quý I").await;
    assert_eq!((first.at("/done/replayed"), again.at("/done/replayed")), (&json!(false), &json!(true)));
    assert_eq!(again.at("/done/publication"), first.at("/done/publication"));
    let other = publish(&office, &district, "2025-03-30", "quý I").await;
    assert_eq!(other.at("/done/userErrors/0/field"), &json!(["input", "idempotencyKey"]));
    assert_eq!(content(server).await, after);
}

/// The reading of a role in a previewed value.
fn reading<'v>(value: &'v Value, role: &str) -> Option<&'v Value> {
    value["readings"].as_array().unwrap().iter().find(|reading| reading["role"] == role)
}

async fn in_07_given_a_preview_when_it_is_published_then_each_role_reads_what_it_said(server: &Server) {
    let on = "2025-06-30";
    let mut sights = std::collections::BTreeMap::<(&str, String), usize>::new();
    for publisher in [Account::HomeAffairs, Account::PartyCommittee] {
        let client = server.client(publisher).await;
        let district = district(&client).await;
        let looked = preview(&client, &district, on).await;
        let looked = looked.list("/publicationPreview/values");
        assert!(looked.iter().all(|value| value["before"].is_null()));
        assert!(
            looked.iter().all(|value| reading(value, "ADMIN").is_none()),
            "an administrator reads no figures"
        );
        assert_eq!(publish(&client, &district, on, "công bố").await.at("/done/userErrors"), &json!([]));
        for (account, role) in [
            (Account::HomeAffairs, "DISTRICT"),
            (Account::PhuNghia, "COMMUNE"),
            (Account::PartyCommittee, "PARTY_COMMITTEE"),
            (Account::DigitalPlatform, "INTEGRATION"),
        ] {
            let reader = server.client(account).await;
            for said in looked.iter().filter(|value| {
                // A commune reads of its own and the units above.
                account != Account::PhuNghia
                    || ["277", "10033"].contains(&value["unit"]["code"].as_str().unwrap())
            }) {
                let seen = values(&reader, &said["unit"]["key"], on).await;
                let seen = of_target(&seen, said["target"]["code"].as_str().unwrap());
                let reading = reading(said, role).unwrap();
                let sight = reading["sight"].as_str().unwrap();
                *sights.entry((role, sight.to_owned())).or_default() += 1;
                assert_eq!(seen["suppressed"], sight == "SUPPRESSED", "{role} {said} {seen}");
                assert_eq!(seen["publication"].is_object(), sight == "PUBLISHED", "{role} {said} {seen}");
                if sight == "SUPPRESSED" {
                    assert_eq!((&seen["numerator"], &seen["published"]), (&Value::Null, &json!([])));
                    continue;
                }
                for field in ["numerator", "denominator", "status", "display"] {
                    assert_eq!(seen[field], said["numbers"][field], "{role} {said}");
                }
                let withheld =
                    seen["parts"].as_array().unwrap().iter().filter(|part| part["numerator"].is_null());
                let withheld: Vec<&Value> = withheld.map(|part| &part["code"]).collect();
                assert_eq!(json!(withheld), reading["withheldParts"], "{role} {said}");
                let published = seen["published"].as_array().unwrap();
                assert_eq!(published.len(), 1, "{role} {said}");
                assert_eq!(published[0]["numbers"]["numerator"], said["numbers"]["numerator"]);
            }
        }
    }
    let seen = |role, sight: &str| sights.get(&(role, sight.to_owned())).copied().unwrap_or_default();
    // Of 31 units, eight targets of the office and two of the committee.
    assert_eq!((seen("PARTY_COMMITTEE", "LIVE"), seen("PARTY_COMMITTEE", "PUBLISHED")), (310, 0));
    assert_eq!(seen("DISTRICT", "LIVE"), 248);
    assert_eq!(seen("DISTRICT", "PUBLISHED") + seen("DISTRICT", "SUPPRESSED"), 62);
    assert!(seen("DISTRICT", "PUBLISHED") >= 1, "{sights:?}");
    assert_eq!(seen("INTEGRATION", "LIVE"), 0);
    assert!(seen("INTEGRATION", "PUBLISHED") >= 20 && seen("INTEGRATION", "SUPPRESSED") >= 20, "{sights:?}");
}

async fn given_a_correction_then_it_stands_beside_what_it_corrects_and_the_latest_counts(server: &Server) {
    let on = "2024-12-31";
    let office = server.client(Account::HomeAffairs).await;
    let district = district(&office).await;
    let before = of_target(&values(&office, &district, on).await, "K3").clone();
    let repeated = publish(&office, &district, on, "lần hai").await;
    assert_eq!(repeated.at("/done/warnings"), &json!([{ "code": "ALREADY_PUBLISHED" }]));

    // Somebody who counted, and whose file the office keeps still, turns out to be a man.
    let document = r#"query ($unit: ID!, $on: Date!) { targets(programme: "KH-276", unit: $unit, asOf: $on) {
        target { code } members(bucket: COUNTED, first: 50) { nodes { official { key version } } }
    } }"#;
    let members = office.ask(document, json!({ "unit": district, "on": on })).await;
    let women = of_target(members.partial_data()["targets"].as_array().unwrap(), "K3");
    let correct =
        "mutation ($input: CorrectOfficialInput!) { correctOfficial(input: $input) { userErrors { code } } }";
    let mut is_corrected = false;
    for woman in women["members"]["nodes"].as_array().unwrap() {
        let input = json!({
            "official": woman["official"]["key"], "expectedVersion": woman["official"]["version"],
            "sex": "MALE", "reason": "Nhập nhầm",
        });
        let corrected = office.ask(correct, json!({ "input": input })).await;
        is_corrected = corrected.at("/correctOfficial/userErrors") == &json!([]);
        if is_corrected {
            break;
        }
    }
    assert!(is_corrected);

    let later = later(server, 1).await;
    let office = later.client(Account::HomeAffairs).await;
    let looked = preview(&office, &district, on).await;
    let women = looked
        .list("/publicationPreview/values")
        .iter()
        .find(|value| value["target"]["code"] == "K3")
        .unwrap();
    let count = |value: &Value| value["numerator"].as_i64().unwrap();
    assert_eq!(count(&women["numbers"]) + 1, count(&women["before"]["numbers"]));
    assert_eq!(women["before"]["publication"]["publishedOn"], NOW);
    let published = publish(&office, &district, on, "đính chính").await;
    assert_eq!(published.at("/done/warnings"), &json!([]));

    let after = of_target(&values(&office, &district, on).await, "K3").clone();
    let all = after["published"].as_array().unwrap();
    let numerators: Vec<i64> = all.iter().map(|value| count(&value["numbers"])).collect();
    assert_eq!(numerators, [count(&before) - 1, count(&before), count(&before)]);
    assert_eq!(all[0]["publication"]["publishedOn"], published.at("/done/publication/publishedOn").clone());
    assert_eq!(&all[2], &before["published"][0]);
    // The platform sees the latest alone.
    let platform = later.client(Account::DigitalPlatform).await;
    let seen = of_target(&values(&platform, &district, on).await, "K3").clone();
    assert_eq!(seen["suppressed"], false);
    assert_eq!(count(&seen) + 1, count(&before));
    assert_eq!(seen["published"].as_array().unwrap().len(), 1);
    later.close().await;
}

async fn given_what_cannot_be_published_then_each_rule_is_named_and_nothing_is_written(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = district(&office).await;
    let before = content(server).await;
    for (programme, on, code, place) in [
        (PROGRAMME, "2026-01-01", "BAD_USER_INPUT", "asOf"),
        (PROGRAMME, "1899-12-31", "BAD_USER_INPUT", "asOf"),
        (PROGRAMME, "1990-01-01", "UNIT_ABSENT", "unit"),
        (PROGRAMME, "2020-12-31", "BAD_USER_INPUT", "asOf"),
        ("KH-0", "2024-12-31", "NOT_FOUND", "programme"),
    ] {
        let refused = office.ask(PUBLISH, json!({ "input": given(programme, &district, on, on) })).await;
        assert_eq!(
            refused.at("/done/userErrors"),
            &json!([{ "code": code, "field": ["input", place] }]),
            "{programme} {on}"
        );
        assert!(refused.at("/done/publication").is_null());
    }
    assert_eq!(content(server).await, before);
}

async fn given_publications_then_listed_latest_first_at_the_same_cost(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = district(&office).await;
    for on in ["2025-01-31", "2025-02-28"] {
        publish(&office, &district, on, on).await;
    }
    let cost = async |first: usize| {
        let sent = server.statements();
        let listed = office.ask(LIST, json!({ "first": first })).await;
        (server.statements() - sent, listed)
    };
    let ((few, page), (many, all)) = (cost(2).await, cost(50).await);
    assert_eq!(few, many, "as many statements for all as for some");
    let nodes = all.list("/publications/nodes");
    assert_eq!(all.at("/publications/totalCount"), nodes.len());
    assert_eq!(nodes.len(), 8, "{}", all.text);
    assert!(
        nodes.is_sorted_by_key(|node| std::cmp::Reverse(node["publishedOn"].as_str().unwrap().to_owned()))
    );
    assert_eq!(nodes[..2], page.list("/publications/nodes")[..]);
    let rest = json!({ "first": 50, "after": page.at("/publications/pageInfo/endCursor") });
    assert_eq!(office.ask(LIST, rest).await.list("/publications/nodes"), &nodes[2..]);
    let of_day =
        json!({ "first": 50, "where": { "programme": PROGRAMME, "unit": district, "asOf": "2025-02-28" } });
    let of_day = office.ask(LIST, of_day).await;
    assert_eq!(
        of_day.at("/publications/nodes"),
        &json!([{ "publishedOn": NOW, "asOf": "2025-02-28", "role": "DISTRICT", "by": { "code": "277" } }])
    );
    // The figures above a commune are its to see.
    let commune = server.client(Account::PhuNghia).await;
    assert_eq!(commune.ask(LIST, json!({ "first": 50 })).await.list("/publications/nodes").len(), 8);
    let refused = server.client(Account::Administrator).await.ask(LIST, json!({ "first": 50 })).await;
    assert_eq!(refused.faults(), [Fault::new("FORBIDDEN", "publications")]);
}
