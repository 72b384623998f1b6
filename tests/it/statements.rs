//! How many SQL statements a list costs: as many for a hundred items as for a few.

use canbo_tests::{Account, Client, SchemaTypes, Server, base, on_both_databases};

on_both_databases!(alone:
    given_any_list_with_everything_nested_when_it_is_longer_then_no_more_statements,
    given_units_with_their_people_when_there_are_more_units_then_no_more_statements,
    given_a_count_when_not_selected_then_it_is_not_asked_of_the_database,
    given_targets_when_asked_again_then_no_fact_is_read_again,
);

/// How many statements a document costs, once what is kept in memory is there.
async fn cost(server: &Server, client: &Client, document: &str) -> u64 {
    let ask = async || {
        let answer = client.query(document).await;
        let data = answer.partial_data().as_object().unwrap_or_else(|| panic!("{}", answer.text));
        assert!(data.values().all(|value| !value.is_null()), "{}", answer.text);
    };
    ask().await;
    let before = server.statements();
    ask().await;
    server.statements() - before
}

async fn given_any_list_with_everything_nested_when_it_is_longer_then_no_more_statements(server: &Server) {
    let types = SchemaTypes::served();
    let committee = server.client(Account::PartyCommittee).await;
    let office = server.client(Account::HomeAffairs).await;
    let mut lists = 0;
    for field in types.fields("Query") {
        let (name, target) = (&field.name.node, base(&field.ty.node));
        let Some(item) = target.strip_suffix("Connection") else { continue };
        // What is not of a day, or asks for more than a day, is for administrators.
        let [required, of_a_day] = [
            field.arguments.iter().any(|argument| !argument.node.ty.node.nullable),
            field.arguments.iter().any(|argument| argument.node.name.node == "asOf"),
        ];
        // Of reports the demo's rows have one, as what is sealed is in no rows; and what is owed is done by things of several types, each of
        // which costs a statement where the list has one: `cases/reports.rs` and `cases/obligations.rs` count them.
        if required || !of_a_day || ["reports", "obligations"].contains(&name.as_str()) {
            continue;
        }
        let selection = types.selection(item, 2);
        // Without rows to read there is nothing to count.
        let readers = if name == "successionRounds" { vec![&committee] } else { vec![&committee, &office] };
        for client in readers {
            let total = format!("{{ list: {name}(asOf: \"2025-06-30\", first: 1) {{ totalCount }} }}");
            let total = client.query(&total).await.at("/list/totalCount").as_u64().unwrap();
            let longest = total.min(80);
            assert!(longest > 3, "{name} has {total}");
            let mut costs = Vec::new();
            for first in [longest.div_ceil(2), longest] {
                let document = format!(
                    "{{ {name}(asOf: \"2025-06-30\", first: {first}) {{ totalCount nodes {selection} }} }}"
                );
                costs.push(cost(server, client, &document).await);
            }
            assert_eq!(costs[0], costs[1], "{name}");
            assert!(costs[0] < 80, "{name}: {costs:?}");
        }
        lists += 1;
    }
    assert!(lists >= 4, "{lists}");
}

async fn given_units_with_their_people_when_there_are_more_units_then_no_more_statements(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let mut costs = Vec::new();
    for first in [3, 30] {
        for people in [2, 20] {
            let document = format!(
                r#"{{ units(asOf: "2024-12-31", where: {{ kinds: [COMMUNE] }}, first: {first}) {{ nodes {{
                    posts {{ filled holders {{ official {{ fullName unit {{ name }} }} }} }}
                    officials(first: {people}) {{ totalCount nodes {{
                        hometown {{ name }} appointments {{ title {{ name }} }} qualifications {{ level {{ name }} }}
                        identity {{ citizenNumber }}
                    }} }}
                }} }} }}"#
            );
            costs.push(cost(server, &office, &document).await);
        }
    }
    costs.dedup();
    assert_eq!(costs.len(), 1, "{costs:?}");
    assert!(costs[0] < 30, "{costs:?}");
}

async fn given_a_count_when_not_selected_then_it_is_not_asked_of_the_database(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let without =
        cost(server, &office, r#"{ officials(asOf: "2024-12-31", first: 9) { nodes { sex } } }"#).await;
    let with =
        cost(server, &office, r#"{ officials(asOf: "2024-12-31", first: 9) { totalCount nodes { sex } } }"#)
            .await;
    assert_eq!(with, without + 1);
    let twice =
        r#"{ a: officials(asOf: "2024-12-31", first: 9) { edges { cursor } pageInfo { hasNextPage } } }"#;
    assert_eq!(cost(server, &office, twice).await, without);
}

async fn given_targets_when_asked_again_then_no_fact_is_read_again(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let me = cost(server, &committee, "{ me { role } }").await;
    let targets = r#"{ targets(programme: "KH-276", asOf: "2024-12-31") {
        numerator byUnit { numerator } series(dates: ["2023-12-31", "2030-12-31"]) { numerator }
    } }"#;
    let targets = cost(server, &committee, targets).await;
    // Who asks, and whether the data is still what is in memory.
    assert!(targets <= me + 1, "{targets} after {me}");
}
