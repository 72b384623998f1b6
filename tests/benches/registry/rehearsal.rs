//! How long it takes to rehearse the reorganisation of 1/7/2025, with all targets of the district without it and with it.

use canbo_tests::{CITY_OFFICE, Dbms, Server, TestDatabase, end_of_the_district, unit_of};
use serde_json::json;

use super::{in_ms, say, timed};

/// The day.
const ON: &str = "2025-07-01";

/// How often it is rehearsed.
const TIMES: usize = 20;

const REHEARSE: &str = "mutation ($input: RehearseReorganisationInput!) {
    rehearseReorganisation(input: $input) {
        rehearsal {
            communesBefore communesAfter units { unit { code } name } endedUnits { code }
            orphanedPosts { unit { code } title { code } seats } withoutAppointment { key }
            doubleHolders { unitCode title { code } holders { key } }
            targets { target { code } before { numerator denominator status } after { numerator denominator status } }
        }
        userErrors { code field }
    }
}";

/// Measures one kind of database.
pub(super) async fn measure(dbms: Dbms) {
    let server = Server::over(TestDatabase::demo_before(dbms, ON).await).await;
    let city = server.client_of(CITY_OFFICE).await;
    let mut input = end_of_the_district(&city).await;
    let members = input.as_object_mut().expect("a draft is an object");
    members.insert("effectiveOn".to_owned(), json!(ON));
    members.insert("legalBasis".to_owned(), json!("NQ 1656/NQ-UBTVQH15"));
    members.insert("unit".to_owned(), json!(unit_of(&city, "277", "2025-06-30").await));
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let (answer, time) = timed(city.ask(REHEARSE, json!({ "input": input }))).await;
        assert_eq!(answer.at("/rehearseReorganisation/userErrors"), &json!([]));
        let rehearsal = answer.at("/rehearseReorganisation/rehearsal");
        assert_eq!((&rehearsal["communesBefore"], &rehearsal["communesAfter"]), (&json!(30), &json!(6)));
        times.push(time);
    }
    let first = times.first().copied().unwrap_or_default();
    times.sort_unstable();
    let at = |per_cent: usize| times.get((TIMES - 1) * per_cent / 100).copied().unwrap_or_default();
    say(&format!("{dbms:?}, rehearsal of {ON}, {TIMES} times:"));
    for (name, time) in [("first", first), ("p50", at(50)), ("p95", at(95)), ("max", at(100))] {
        say(&format!("    {} {name}", in_ms(time)));
    }
    server.close().await;
}
