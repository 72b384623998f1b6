//! Relay connections: pages fit together from either end, in one total order, whatever the order is.

use std::collections::BTreeSet;

use canbo_tests::{Account, Client, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    given_a_list_when_walked_from_either_end_then_the_same_items_once_each,
    given_a_cursor_in_the_middle_then_what_is_after_and_before_it,
    given_equal_pages_then_equal_cursors_and_none_holds_anything_readable,
    given_a_nested_list_when_walked_then_as_the_list_of_the_root,
);

/// Every item of a list by pages of a size, from one end.
async fn walk(client: &Client, list: &str, size: usize, from_end: bool) -> Vec<String> {
    let (count, cursor, more, edge) = match from_end {
        false => ("first", "after", "hasNextPage", "endCursor"),
        true => ("last", "before", "hasPreviousPage", "startCursor"),
    };
    let document = format!(
        "query ($cursor: String) {{ list: {} {{
            totalCount nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
        }} }}",
        list.replace("PAGE", &format!("{count}: {size}, {cursor}: $cursor"))
    );
    let (mut items, mut at, mut is_first) = (Vec::new(), Value::Null, true);
    loop {
        let answer = client.ask(&document, json!({ "cursor": at })).await;
        let mut page: Vec<String> =
            answer.list("/list/nodes").iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect();
        assert!(page.len() <= size, "{list}");
        let info = answer.at("/list/pageInfo");
        let back = if from_end { &info["hasNextPage"] } else { &info["hasPreviousPage"] };
        assert_eq!(back, &json!(!is_first), "{list}");
        if from_end {
            page.extend(items);
            items = page;
        } else {
            items.append(&mut page);
        }
        if info[more] == false {
            assert_eq!(answer.at("/list/totalCount"), &json!(items.len()), "{list}");
            return items;
        }
        at = info[edge].clone();
        is_first = false;
    }
}

async fn given_a_list_when_walked_from_either_end_then_the_same_items_once_each(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    for list in [
        r#"officials(asOf: "2023-12-31", PAGE)"#,
        r#"officials(asOf: "2023-12-31", orderBy: { field: NAME, direction: DESCENDING }, PAGE)"#,
        r#"officials(asOf: "2023-12-31", orderBy: { field: BIRTH_DATE }, PAGE)"#,
        r#"officials(asOf: "2023-12-31", orderBy: { field: BIRTH_DATE, direction: DESCENDING }, PAGE)"#,
        r#"officials(asOf: "2025-12-31", where: { keyInProgramme: "KH-276" }, PAGE)"#,
        r#"units(asOf: "2023-12-31", PAGE)"#,
        r#"units(asOf: "2023-12-31", orderBy: { field: NAME, direction: DESCENDING }, PAGE)"#,
        r#"courses(asOf: "2025-12-31", PAGE)"#,
        r#"trainingPlans(asOf: "2025-06-30", PAGE)"#,
        r#"sourcePool(asOf: "2025-06-30", PAGE)"#,
        r#"sourcePoolReports(asOf: "2025-06-30", PAGE)"#,
        r#"successionRounds(asOf: "2025-06-30", PAGE)"#,
    ] {
        let whole = walk(&committee, list, 100, false).await;
        assert!(!whole.is_empty(), "{list}");
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len(), "{list}");
        let size = (whole.len() / 4).clamp(1, 100);
        assert_eq!(walk(&committee, list, size, false).await, whole, "{list}");
        assert_eq!(walk(&committee, list, size, true).await, whole, "{list}");
    }
}

async fn given_a_cursor_in_the_middle_then_what_is_after_and_before_it(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let page = async |arguments: &str| {
        let document = format!(
            r#"{{ officials(asOf: "2023-12-31", {arguments}) {{ edges {{ cursor node {{ id }} }} }} }}"#
        );
        office.query(&document).await.list("/officials/edges").to_vec()
    };
    let ten = page("first: 10").await;
    let cursor = |index: usize| format!("\"{}\"", ten[index]["cursor"].as_str().unwrap());
    assert_eq!(page(&format!("first: 3, after: {}", cursor(4))).await, ten[5..8]);
    assert_eq!(page(&format!("last: 3, before: {}", cursor(4))).await, ten[1..4]);
    assert_eq!(page(&format!("first: 9, after: {}, before: {}", cursor(2), cursor(6))).await, ten[3..6]);
    assert_eq!(page(&format!("last: 2, after: {}, before: {}", cursor(2), cursor(6))).await, ten[4..6]);
    assert_eq!(
        page(&format!("first: 2, after: {}, before: {}", cursor(6), cursor(2))).await,
        Vec::<Value>::new()
    );
}

async fn given_equal_pages_then_equal_cursors_and_none_holds_anything_readable(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = r#"{ officials(asOf: "2023-12-31", first: 20) { edges { cursor node { fullName } } } }"#;
    let (one, two) = (office.query(document).await, office.query(document).await);
    assert_eq!(one.data(), two.data());
    for edge in one.list("/officials/edges") {
        let cursor = edge["cursor"].as_str().unwrap();
        let bytes =
            base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, cursor).unwrap();
        let name = edge["node"]["fullName"].as_str().unwrap();
        assert!(!bytes.windows(name.len()).any(|part| part == name.as_bytes()), "{edge}");
        assert!(String::from_utf8(bytes).is_err(), "{edge}");
    }
}

async fn given_a_nested_list_when_walked_then_as_the_list_of_the_root(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let units = office.query(r#"{ units(asOf: "2023-12-31", where: { codes: ["10033", "10015"] }, first: 2) { nodes { id } } }"#).await;
    for unit in units.list("/units/nodes") {
        let root = format!(r#"officials(asOf: "2023-12-31", where: {{ within: {} }}, PAGE)"#, unit["id"]);
        let whole = walk(&office, &root, 100, false).await;
        let (mut nested, mut after) = (Vec::new(), Value::Null);
        loop {
            let document = "query ($id: ID!, $after: String) { unit(id: $id) {
                officials(first: 7, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
            } }";
            let answer = office.ask(document, json!({ "id": unit["id"], "after": after })).await;
            assert_eq!(answer.at("/unit/officials/totalCount"), &json!(whole.len()));
            let page = answer.list("/unit/officials/nodes").iter();
            nested.extend(page.map(|node| node["id"].as_str().unwrap().to_owned()));
            if answer.at("/unit/officials/pageInfo/hasNextPage") == false {
                break;
            }
            after = answer.at("/unit/officials/pageInfo/endCursor").clone();
        }
        assert_eq!(nested, whole);
    }
}
