//! The baseline of 31/12/2023, through the API: the figures that the programme printed.

use canbo_tests::{Account, Answer, Client, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    given_the_baseline_when_asked_for_the_targets_then_the_printed_figures,
    given_the_baseline_when_officials_are_counted_by_filters_then_the_printed_numbers,
    given_the_baseline_when_members_are_listed_then_they_are_as_many_as_the_figures_say,
    given_a_target_then_its_reasons_are_told_in_the_readers_language,
);

const TARGETS: &str = r#"{ targets(programme: "KH-276", asOf: "2023-12-31") {
    target { code } numerator denominator display status gap { byReplacement byAddition } slack
} }"#;

async fn given_the_baseline_when_asked_for_the_targets_then_the_printed_figures(server: &Server) {
    for account in [Account::HomeAffairs, Account::PartyCommittee] {
        let answer = server.client(account).await.query(TARGETS).await;
        let codes: Vec<&Value> =
            answer.list("/targets").iter().map(|value| &value["target"]["code"]).collect();
        assert_eq!(codes, ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10"]);
        assert_eq!(
            answer.at("/targets/1"),
            &json!({
                "target": { "code": "K2" }, "numerator": 6, "denominator": 196, "display": "3,1 %",
                "status": "NOT_REACHED", "gap": { "byReplacement": 4, "byAddition": 5 }, "slack": null,
            })
        );
        assert_eq!(
            answer.at("/targets/2"),
            &json!({
                "target": { "code": "K3" }, "numerator": 30, "denominator": 196, "display": "15,3 %",
                "status": "REACHED", "gap": null, "slack": 0,
            })
        );
        assert_eq!(
            answer.at("/targets/4"),
            &json!({
                "target": { "code": "K5" }, "numerator": 196, "denominator": 196, "display": "100,0 %",
                "status": "MET", "gap": null, "slack": 0,
            })
        );
    }
}

async fn given_the_baseline_when_officials_are_counted_by_filters_then_the_printed_numbers(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let district = district(&office).await;
    let key = |mut filter: Value| {
        filter["keyInProgramme"] = json!("KH-276");
        filter
    };
    let qualified = |kind: &str, condition: &str, level: &str| {
        key(json!({ "qualification": { "kind": kind, condition: level } }))
    };
    for (what, filter, number) in [
        ("officials and civil servants", json!({ "within": district }), 635),
        ("officials", json!({ "category": "CADRE" }), 356),
        ("civil servants", json!({ "category": "CIVIL_SERVANT" }), 279),
        ("public employees", json!({ "category": "PUBLIC_EMPLOYEE" }), 0),
        ("key officials", key(json!({})), 196),
        ("under 35", key(json!({ "underAge": 35 })), 6),
        ("women", key(json!({ "sex": "FEMALE" })), 30),
        ("men", key(json!({ "sex": "MALE" })), 166),
        ("university or higher", qualified("EDUCATION", "atLeast", "UNIVERSITY"), 196),
        ("master's degree", qualified("EDUCATION", "exactly", "MASTER"), 18),
        ("master's degree or higher", qualified("EDUCATION", "atLeast", "MASTER"), 18),
        ("intermediate theory or higher", qualified("POLITICAL_THEORY", "atLeast", "INTERMEDIATE"), 196),
        ("advanced or bachelor's theory", qualified("POLITICAL_THEORY", "atLeast", "ADVANCED"), 31),
        ("bachelor's or advanced theory", qualified("POLITICAL_THEORY", "atLeast", "BACHELOR"), 31),
    ] {
        let answer = count(&office, filter).await;
        assert_eq!(answer.at("/officials/totalCount"), &json!(number), "{what}");
    }
}

async fn district(client: &Client) -> String {
    let document = r#"{ units(asOf: "2023-12-31", where: { codes: ["277"] }, first: 1) { nodes { key } } }"#;
    client.query(document).await.string("/units/nodes/0/key").to_owned()
}

async fn count(client: &Client, filter: Value) -> Answer {
    let document = r#"query ($where: OfficialFilter) {
        officials(asOf: "2023-12-31", where: $where, first: 1) { totalCount }
    }"#;
    client.ask(document, json!({ "where": filter })).await
}

async fn given_the_baseline_when_members_are_listed_then_they_are_as_many_as_the_figures_say(
    server: &Server,
) {
    let committee = server.client(Account::PartyCommittee).await;
    let answer = committee
        .query(
            r#"{ targets(programme: "KH-276", asOf: "2023-12-31") {
                target { code } numerator denominator unknown
                counted: members(bucket: COUNTED, first: 1) { totalCount }
                notCounted: members(bucket: NOT_COUNTED, first: 1) { totalCount }
                unknownOnes: members(bucket: UNKNOWN, first: 1) { totalCount }
            } }"#,
        )
        .await;
    for value in answer.list("/targets") {
        let total = |bucket: &str| value[bucket]["totalCount"].as_i64().unwrap();
        assert_eq!(value["numerator"], total("counted"), "{value}");
        assert_eq!(value["unknown"], total("unknownOnes"), "{value}");
        let members = total("counted") + total("notCounted") + total("unknownOnes");
        assert_eq!(value["denominator"], members, "{value}");
    }
}

async fn given_a_target_then_its_reasons_are_told_in_the_readers_language(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let document = r#"{ targets(programme: "KH-276", asOf: "2023-12-31") {
        target { code } display members(bucket: NOT_COUNTED, last: 100) {
            nodes { official { fullName birthDate } reason { code message } }
        }
    } }"#;
    let born = |answer: &Answer| {
        let members = answer.list("/targets/1/members/nodes");
        let birthday = members.iter().find(|member| member["official"]["birthDate"] == "1988-12-31").unwrap();
        birthday["reason"]["message"].as_str().unwrap().to_owned()
    };
    let vietnamese = committee.query(document).await;
    assert_eq!(vietnamese.string("/targets/1/display"), "3,1 %");
    let message = born(&vietnamese);
    assert!(message.contains("31/12/1988") && message.contains("35 tuổi"), "{message}");
    let english = committee.in_language("en").query(document).await;
    assert_eq!(english.string("/targets/1/display"), "3.1%");
    let message = born(&english);
    assert!(message.contains("1988") && message.contains("35"), "{message}");
}
