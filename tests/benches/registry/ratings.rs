//! How long five hundred ratings in one change take: proposed, proposed otherwise, and approved by the office above.

use canbo_tests::{Account, CITY_OFFICE, Client, Dbms, Server, TestDatabase};
use serde_json::{Value, json};

use super::{in_ms, say, timed};

/// How many ratings one change holds.
const ROWS: usize = 500;

/// The year, of whose ratings nothing is known yet, and the day before which it is so.
const YEAR: i32 = 2025;
const BEFORE: &str = "2025-12-01";

/// Measures one kind of database.
pub(super) async fn measure(dbms: Dbms) {
    let server = Server::over(TestDatabase::demo_before(dbms, BEFORE).await).await;
    let office = server.client(Account::HomeAffairs).await;
    let city = server.client_of(CITY_OFFICE).await;
    let people = people(&office).await;
    let proposed = |grade: &str| {
        let row = |person: &Value| json!({ "official": person, "grade": grade });
        json!({ "year": YEAR, "rows": people.iter().map(row).collect::<Vec<_>>(), "idempotencyKey": grade })
    };
    let (_, new) = timed(change(&office, "proposeRatings", &proposed("GOOD"))).await;
    let (ratings, again) = timed(change(&office, "proposeRatings", &proposed("COMPLETED"))).await;
    let row =
        |rating: &Value| json!({ "rating": rating.get("key"), "expectedVersion": rating.get("version") });
    let approved =
        json!({ "rows": ratings.iter().map(row).collect::<Vec<_>>(), "idempotencyKey": "approved" });
    let (_, approved) = timed(change(&city, "approveRatings", &approved)).await;
    say(&format!("{dbms:?}, {ROWS} ratings in one change:"));
    for (name, time) in [("proposed", new), ("with another grade", again), ("approved", approved)] {
        say(&format!("    {} {name}", in_ms(time)));
    }
    server.close().await;
}

/// The keys of so many people.
async fn people(office: &Client) -> Vec<Value> {
    let document = "query ($after: String) { officials(first: 100, after: $after) {
        nodes { key } pageInfo { endCursor }
    } }";
    let (mut people, mut after) = (Vec::new(), Value::Null);
    while people.len() < ROWS {
        let page = office.ask(document, json!({ "after": after })).await;
        let nodes = page.list("/officials/nodes");
        assert!(!nodes.is_empty(), "the district has {} people", people.len());
        people.extend(nodes.iter().filter_map(|person| person.get("key").cloned()));
        after = page.at("/officials/pageInfo/endCursor").clone();
    }
    people.truncate(ROWS);
    people
}

/// The ratings that a change of many left.
async fn change(client: &Client, mutation: &str, input: &Value) -> Vec<Value> {
    let type_name = if mutation == "proposeRatings" { "ProposeRatingsInput" } else { "ApproveRatingsInput" };
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
            results {{ status rating {{ key version }} }} userErrors {{ code field }}
        }} }}"
    );
    let answer = client.ask(&document, json!({ "input": input })).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]));
    let results = answer.list("/done/results").iter();
    let ratings: Vec<Value> = results.filter_map(|row| row.get("rating").cloned()).collect();
    assert!(ratings.len() == ROWS && ratings.iter().all(Value::is_object), "{}", answer.text);
    ratings
}
