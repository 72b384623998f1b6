//! What each account sees, as the domain says (classes and roles).

use canbo_tests::{Account, Answer, Client, Fault, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    given_the_administrator_then_no_personnel_data_and_no_figures,
    given_a_commune_then_its_own_people_alone,
    given_a_commune_after_the_merger_then_the_successors_people_and_not_the_neighbours_past,
    given_a_person_outside_the_scope_then_as_if_there_were_none,
    given_identity_data_then_masked_to_its_last_two_digits,
    given_a_person_who_moved_away_then_no_identity_data,
    given_party_data_then_for_the_party_committee_alone,
    given_succession_data_then_for_the_party_committee_alone,
    given_the_platform_then_nothing_personal,
);
on_both_databases!(alone: given_succession_data_when_read_then_the_reading_is_recorded,);

const PEOPLE: &str = r#"query ($on: Date, $where: OfficialFilter) {
    officials(asOf: $on, where: $where, first: 100) { totalCount nodes { key fullName unit { key code } } }
}"#;

async fn unit(client: &Client, code: &str, on: &str) -> String {
    let document = "query ($on: Date, $codes: [String!]) {
        units(asOf: $on, where: { codes: $codes }, first: 1) { nodes { key } }
    }";
    let answer = client.ask(document, json!({ "on": on, "codes": [code] })).await;
    answer.string("/units/nodes/0/key").to_owned()
}

fn keys(answer: &Answer) -> Vec<&str> {
    answer.list("/officials/nodes").iter().map(|official| official["key"].as_str().unwrap()).collect()
}

async fn given_the_administrator_then_no_personnel_data_and_no_figures(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let office = server.client(Account::HomeAffairs).await;
    for (field, path) in [
        ("officials(first: 1) { totalCount }", "officials"),
        (r#"official(id: "AA") { fullName }"#, "official"),
        (r#"targets(programme: "KH-276") { display }"#, "targets"),
        ("trainingPlans(first: 1) { totalCount }", "trainingPlans"),
        ("sourcePool(first: 1) { totalCount }", "sourcePool"),
        ("sourcePoolReports(first: 1) { totalCount }", "sourcePoolReports"),
        ("obligations(first: 1) { totalCount }", "obligations"),
        ("successionRounds(first: 1) { totalCount }", "successionRounds"),
    ] {
        let answer = administrator.query(&format!("{{ me {{ role }} {field} }}")).await;
        assert_eq!(answer.partial_data(), &json!({ "me": { "role": "ADMIN" }, path: null }), "{field}");
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", path)], "{field}");
    }
    let person = office.query(r#"{ officials(asOf: "2023-12-31", first: 1) { nodes { id } } }"#).await;
    let id = person.string("/officials/nodes/0/id");
    let node = administrator.ask("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
    assert_eq!(node.partial_data(), &json!({ "node": null }));
    let directory =
        administrator.query("{ units(first: 1) { totalCount } titles { code } programmes { code } }").await;
    assert_eq!(directory.at("/programmes/0/code"), "KH-276");
}

async fn given_a_commune_then_its_own_people_alone(server: &Server) {
    let commune = server.client(Account::PhuNghia).await;
    let office = server.client(Account::HomeAffairs).await;
    let phu_nghia = unit(&office, "10033", "2023-12-31").await;
    for on in ["2023-12-31", "2024-12-31", "2025-06-30"] {
        let own = commune.ask(PEOPLE, json!({ "on": on })).await;
        let of_unit = office.ask(PEOPLE, json!({ "on": on, "where": { "within": phu_nghia } })).await;
        assert_eq!(own.at("/officials/totalCount"), of_unit.at("/officials/totalCount"), "{on}");
        assert_eq!(keys(&own), keys(&of_unit), "{on}");
        assert!(own.list("/officials/nodes").iter().all(|person| person["unit"]["key"] == phu_nghia), "{on}");
        assert!(own.list("/officials/nodes").len() > 10, "{on}");
        let whole = office.ask(PEOPLE, json!({ "on": on })).await;
        assert!(whole.at("/officials/totalCount").as_i64() > Some(600), "{on}");
    }
}

async fn given_a_commune_after_the_merger_then_the_successors_people_and_not_the_neighbours_past(
    server: &Server,
) {
    let commune = server.client(Account::PhuNghia).await;
    let office = server.client(Account::HomeAffairs).await;
    let successor = unit(&office, "10030", "2025-07-01").await;
    let now = commune.ask(PEOPLE, json!({ "on": "2025-12-31" })).await;
    let of_successor =
        office.ask(PEOPLE, json!({ "on": "2025-12-31", "where": { "within": successor } })).await;
    assert_eq!(now.at("/officials/totalCount"), of_successor.at("/officials/totalCount"));
    assert_eq!(keys(&now), keys(&of_successor));
    // The people whom the merger brought from the neighbours have no past here.
    let before = commune.ask(PEOPLE, json!({ "on": "2025-06-30" })).await;
    let neighbours: Vec<&str> = keys(&now).into_iter().filter(|key| !keys(&before).contains(key)).collect();
    assert!(neighbours.len() > 10, "{}", neighbours.len());
    let document = r#"query ($key: ID!, $on: Date) { official(id: $key, asOf: $on) { fullName } }"#;
    for key in neighbours.into_iter().take(5) {
        let past = commune.ask(document, json!({ "key": key, "on": "2025-06-30" })).await;
        assert_eq!(past.faults(), [Fault::new("NOT_FOUND", "official")], "{key}");
        let today = commune.ask(document, json!({ "key": key, "on": "2025-12-31" })).await;
        assert!(today.at("/official/fullName").is_string(), "{key}");
    }
    let other = commune
        .ask(
            PEOPLE,
            json!({ "on": "2025-06-30", "where": { "within": unit(&office, "10030", "2025-06-30").await } }),
        )
        .await;
    assert_eq!(other.at("/officials"), &json!({ "totalCount": 0, "nodes": [] }));
}

async fn given_a_person_outside_the_scope_then_as_if_there_were_none(server: &Server) {
    let commune = server.client(Account::PhuNghia).await;
    let office = server.client(Account::HomeAffairs).await;
    let neighbour = unit(&office, "10030", "2023-12-31").await;
    let people = office
        .ask(
            "query ($unit: ID) { officials(asOf: \"2023-12-31\", where: { within: $unit }, first: 1) { nodes {
                id key appointments { id } qualifications { id }
            } } }",
            json!({ "unit": neighbour }),
        )
        .await;
    let person = people.at("/officials/nodes/0");
    let nobody = api::graphql::id::id(
        api::graphql::id::NodeKind::Official,
        uuid::Uuid::from_u128(42),
        canbo_tests::day("2023-12-31"),
    );
    for (field, path) in
        [("node(id: $id) { __typename id }", "node"), ("nodes(ids: [$id]) { __typename id }", "nodes.0")]
    {
        let document = format!("query ($id: ID!) {{ {field} }}");
        let mut answers = Vec::new();
        for id in [
            person["id"].as_str().unwrap(),
            person["key"].as_str().unwrap(),
            person["appointments"][0]["id"].as_str().unwrap(),
            person["qualifications"][0]["id"].as_str().unwrap(),
            nobody.as_str(),
        ] {
            let mut answer = commune.ask(&document, json!({ "id": id })).await;
            assert_eq!(answer.faults(), [Fault::new("NOT_FOUND", path)], "{id}");
            answer.body["errors"][0]["extensions"]["requestId"] = Value::Null;
            answers.push(answer.body.to_string());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
    }
    let below = commune
        .query(
            r#"{ units(asOf: "2023-12-31", where: { codes: ["10030"] }, first: 1) { nodes {
            name officials(first: 1) { totalCount nodes { id } }
        } } }"#,
        )
        .await;
    assert_eq!(
        below.at("/units/nodes/0"),
        &json!({ "name": "Xã Đông Phương Yên", "officials": { "totalCount": 0, "nodes": [] } })
    );
}

async fn given_identity_data_then_masked_to_its_last_two_digits(server: &Server) {
    let document = r#"{ officials(asOf: "2025-12-31", first: 100) { nodes {
        key identity { citizenNumber phone address }
    } } }"#;
    for account in [Account::HomeAffairs, Account::PhuNghia] {
        let answer = server.client(account).await.query(document).await;
        let numbers: Vec<&str> = answer
            .list("/officials/nodes")
            .iter()
            .filter_map(|person| person.pointer("/identity/citizenNumber")?.as_str())
            .collect();
        assert!(numbers.len() > 50, "{account:?}: {}", numbers.len());
        for number in numbers {
            let (stars, digits) = number.split_at(10);
            assert!(stars == "**********" && digits.len() == 2, "{account:?}: {number}");
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{account:?}: {number}");
        }
    }
    let given: Vec<String> =
        api::demo::district().identities.into_iter().map(|identity| identity.citizen_number).collect();
    let answer = server.client(Account::HomeAffairs).await.query(document).await;
    assert!(given.iter().all(|number| number.len() == 12 && !answer.text.contains(number)));
}

async fn given_a_person_who_moved_away_then_no_identity_data(server: &Server) {
    // Who was kept by the commune in 2023 and is kept by another unit today.
    let commune = server.client(Account::PhuNghia).await;
    let document =
        r#"query ($on: Date) { officials(asOf: $on, first: 100) { nodes { key identity { phone } } } }"#;
    let then = commune.ask(document, json!({ "on": "2023-12-31" })).await;
    let now = commune.ask(document, json!({ "on": "2025-12-31" })).await;
    let mut gone = 0;
    for person in then.list("/officials/nodes") {
        let is_here = keys(&now).contains(&person["key"].as_str().unwrap());
        gone += usize::from(!is_here);
        assert!(is_here || person["identity"].is_null(), "{person}");
    }
    assert!(gone > 0);
}

async fn given_party_data_then_for_the_party_committee_alone(server: &Server) {
    let document = r#"{ officials(asOf: "2023-12-31", first: 20) { nodes {
        key partyRecord { admittedOn fullMemberOn standingCommitteeOf { name } }
    } } }"#;
    for account in [Account::PartyCommittee, Account::PhuNghiaParty] {
        let answer = server.client(account).await.query(document).await;
        let people = answer.list("/officials/nodes");
        assert!(people.iter().any(|person| person["partyRecord"]["admittedOn"].is_string()), "{account:?}");
        assert!(
            people.iter().any(|person| person.pointer("/partyRecord/standingCommitteeOf/0/name").is_some()),
            "{account:?}"
        );
    }
    for account in [Account::HomeAffairs, Account::PhuNghia] {
        let answer = server.client(account).await.query(document).await;
        let people = answer.partial_data().pointer("/officials/nodes").unwrap().as_array().unwrap();
        assert!(people.iter().all(|person| person["partyRecord"].is_null()), "{account:?}");
        assert_eq!(answer.codes(), vec!["FORBIDDEN"; people.len()], "{account:?}");
    }
}

async fn given_succession_data_then_for_the_party_committee_alone(server: &Server) {
    let document = r#"{ successionRounds(asOf: "2025-06-30", first: 5) { totalCount nodes { id status } } }"#;
    let whole = server.client(Account::PartyCommittee).await.query(document).await;
    let own = server.client(Account::PhuNghiaParty).await.query(document).await;
    let count = |answer: &Answer| answer.at("/successionRounds/totalCount").as_i64().unwrap();
    assert!(count(&own) > 0 && count(&whole) > count(&own), "{} {}", count(&own), count(&whole));
    for account in [Account::Administrator, Account::HomeAffairs, Account::PhuNghia, Account::DigitalPlatform]
    {
        let answer = server.client(account).await.query(document).await;
        assert_eq!(answer.partial_data(), &json!({ "successionRounds": null }), "{account:?}");
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "successionRounds")], "{account:?}");
    }
}

async fn given_the_platform_then_nothing_personal(server: &Server) {
    let platform = server.client(Account::DigitalPlatform).await;
    for field in [
        "officials(first: 1) { totalCount }",
        "trainingPlans(first: 1) { totalCount }",
        "sourcePool(first: 1) { totalCount }",
        "sourcePoolReports(first: 1) { totalCount }",
        "obligations(first: 1) { totalCount }",
        "successionRounds(first: 1) { totalCount }",
    ] {
        let answer = platform.query(&format!("{{ {field} }}")).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{field}");
    }
    let nested = platform
        .query(r#"{ units(asOf: "2023-12-31", first: 1) { nodes { name posts { filled } officials(first: 1) { totalCount } } } }"#)
        .await;
    assert_eq!(nested.codes(), ["FORBIDDEN", "FORBIDDEN"]);
}

async fn given_succession_data_when_read_then_the_reading_is_recorded(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let head = async || {
        let stream = entity::value::JournalStream::Access;
        api::journal::head(server.database().reader(), stream).await.unwrap()
    };
    let before = head().await;
    let _ = committee.query(r#"{ me { role } officials(first: 1) { totalCount } }"#).await.data();
    assert_eq!(head().await, before);
    let rounds = r#"{ successionRounds(asOf: "2025-06-30", first: 2) { nodes { id } } }"#;
    let _ = committee.query(rounds).await.data();
    assert_eq!(head().await, before + 1);
    let office = server.client(Account::HomeAffairs).await;
    let logged_in = head().await;
    let _ = office.query(rounds).await.partial_data();
    // The refusal itself is told; nothing that could be recorded as read was shown.
    assert_eq!(head().await, logged_in + 1);
}
