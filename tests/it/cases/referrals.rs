//! Citizen numbers that are known out of the scope of whoever writes them (IN-09), as the office is told that settles it.

use canbo_tests::{Account, Client, NOW, Server, on_both_databases};
use serde_json::{Value, json};

use super::officials::{change, number_of};
use super::registry::{People, people_of};

on_both_databases!(
    alone:
    in_09_given_a_number_known_elsewhere_then_the_office_alone_is_told_who_wrote_it_and_whose_it_is,
    in_09_given_referrals_when_walked_then_each_once_the_latest_first,
);

const REFERRAL: &str = "at role unit { code } official { key fullName }";

async fn referrals(client: &Client, arguments: &str) -> Value {
    let document = format!(
        "{{ referrals({arguments}) {{ totalCount nodes {{ {REFERRAL} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    client.query(&document).await.at("/referrals").clone()
}

/// The commune writes the number of somebody whom it does not see for one of its own.
async fn write_number(people: &People, of: &Value) {
    let input = json!({
        "official": people.own["key"], "expectedVersion": 1, "citizenNumber": number_of(of),
    });
    let answer = change(&people.commune, "recordIdentity", input, "official { key }").await;
    assert_eq!(answer.at("/done/userErrors/0/code"), &json!("CONFLICT_REFER_TO_DISTRICT"), "{}", answer.text);
}

async fn in_09_given_a_number_known_elsewhere_then_the_office_alone_is_told_who_wrote_it_and_whose_it_is(
    server: &Server,
) {
    let people = People::of(server).await;
    assert_eq!(referrals(&people.office, "first: 9").await["totalCount"], 0);
    write_number(&people, &people.foreign).await;
    let told = referrals(&people.office, "first: 9").await;
    let document = "query ($id: ID!) { official(id: $id) { key fullName } }";
    let foreign = people.office.ask(document, json!({ "id": people.foreign["key"] })).await;
    assert_eq!(told["totalCount"], 1);
    // The commune whose account it is; it has merged since, and the account goes on.
    assert_eq!(
        told["nodes"],
        json!([{ "at": NOW, "role": "COMMUNE", "unit": { "code": "10033" }, "official": foreign.at("/official") }])
    );
    for account in Account::ALL.into_iter().filter(|account| *account != Account::HomeAffairs) {
        let answer = server.client(account).await.query("{ referrals(first: 9) { totalCount } }").await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{account:?}");
        assert_eq!(answer.body["data"], json!({ "referrals": null }), "{account:?}");
    }
    // Of the person's own file nothing tells that somebody wrote the number.
    let document =
        "query ($id: ID!) { official(id: $id) { history(first: 100) { nodes { operation class } } } }";
    let history = people.office.ask(document, json!({ "id": people.foreign["key"] })).await;
    let operations = history.list("/official/history/nodes").iter().map(|node| &node["operation"]);
    assert_eq!(operations.filter(|operation| **operation == "DENIED").count(), 0);
}

async fn in_09_given_referrals_when_walked_then_each_once_the_latest_first(server: &Server) {
    let people = People::of(server).await;
    let others = people_of(&people.office, &people.foreign_unit).await;
    let written: Vec<&Value> = others.iter().take(4).collect();
    for person in &written {
        write_number(&people, person).await;
    }
    let mut walked = Vec::new();
    let mut after = String::new();
    loop {
        let page = referrals(&people.office, &format!("first: 3{after}")).await;
        assert_eq!(page["totalCount"], 4);
        walked.extend(page["nodes"].as_array().unwrap().clone());
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
    let walked: Vec<_> = walked.iter().map(|node| &node["official"]["key"]).collect();
    let expected: Vec<_> = written.iter().rev().map(|person| &person["key"]).collect();
    assert_eq!(walked, expected);
    let last = referrals(&people.office, "last: 1").await;
    assert_eq!(&last["nodes"][0]["official"]["key"], expected[3]);
}
