//! The statuses of targets over the programme's dates.

use std::collections::BTreeSet;

use canbo_tests::{Account, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    given_the_demo_when_asked_on_four_dates_then_every_status_occurs,
    given_a_series_when_asked_for_then_it_is_what_each_date_says_alone,
    given_a_breakdown_when_asked_for_then_it_is_what_each_unit_says_alone,
    given_a_date_in_the_future_then_people_have_grown_older,
);

const DATES: [&str; 4] = ["2023-12-31", "2024-12-31", "2025-06-30", "2025-12-31"];

async fn given_the_demo_when_asked_on_four_dates_then_every_status_occurs(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let mut statuses = BTreeSet::new();
    for date in DATES {
        let document = r#"query ($on: Date) { targets(programme: "KH-276", asOf: $on) {
            target { code kind } status gap { byReplacement byAddition } slack
        } }"#;
        let answer = committee.ask(document, json!({ "on": date })).await;
        for value in answer.list("/targets") {
            let status = value["status"].as_str().unwrap();
            assert!(fits(value["target"]["kind"].as_str().unwrap(), status), "{value}");
            let is_reached = matches!(status, "MET" | "REACHED");
            assert_eq!(value["slack"].is_null(), !is_reached, "{value}");
            assert!(!is_reached || value["gap"].is_null(), "{value}");
            statuses.insert(status.to_owned());
        }
    }
    let every = [
        "FLAT",
        "IMPROVING",
        "MET",
        "NOT_APPLICABLE",
        "NOT_MET",
        "NOT_REACHED",
        "REACHED",
        "UNKNOWN",
        "WORSENING",
    ];
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), every);
}

/// Whether a target of a kind can have a status.
fn fits(kind: &str, status: &str) -> bool {
    match kind {
        "MANDATORY" => matches!(status, "MET" | "NOT_MET" | "UNKNOWN" | "NOT_APPLICABLE"),
        "ASPIRATIONAL" => matches!(status, "REACHED" | "NOT_REACHED" | "UNKNOWN" | "NOT_APPLICABLE"),
        _ => matches!(status, "IMPROVING" | "FLAT" | "WORSENING" | "UNKNOWN" | "NOT_APPLICABLE"),
    }
}

const VALUE: &str = "target { code } asOf numerator denominator unknown status display";

async fn given_a_series_when_asked_for_then_it_is_what_each_date_says_alone(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let document = format!(
        r#"query ($dates: [Date!]!) {{ targets(programme: "KH-276", asOf: "2023-12-31") {{
            series(dates: $dates) {{ {VALUE} }}
        }} }}"#
    );
    let series = committee.ask(&document, json!({ "dates": DATES })).await;
    for (index, date) in DATES.iter().enumerate() {
        let document =
            format!(r#"query ($on: Date) {{ targets(programme: "KH-276", asOf: $on) {{ {VALUE} }} }}"#);
        let alone = committee.ask(&document, json!({ "on": date })).await;
        let of_series: Vec<&Value> =
            series.list("/targets").iter().map(|value| &value["series"][index]).collect();
        assert_eq!(of_series, alone.list("/targets").iter().collect::<Vec<_>>(), "{date}");
    }
}

async fn given_a_breakdown_when_asked_for_then_it_is_what_each_unit_says_alone(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    for (date, number) in [("2023-12-31", 32), ("2025-01-01", 30), ("2025-12-31", 6)] {
        let document = format!(
            r#"query ($on: Date) {{ targets(programme: "KH-276", asOf: $on) {{
                byUnit {{ unit {{ id }} {VALUE} }}
            }} }}"#
        );
        let breakdown = committee.ask(&document, json!({ "on": date })).await;
        let units: Vec<&str> = breakdown
            .list("/targets/0/byUnit")
            .iter()
            .map(|value| value["unit"]["id"].as_str().unwrap())
            .collect();
        assert_eq!(units.len(), number, "{date}");
        for (index, unit) in units.iter().enumerate().step_by(5) {
            let document = format!(
                r#"query ($unit: ID) {{ targets(programme: "KH-276", unit: $unit) {{ unit {{ id }} {VALUE} }} }}"#
            );
            let alone = committee.ask(&document, json!({ "unit": unit })).await;
            let of_breakdown: Vec<&Value> =
                breakdown.list("/targets").iter().map(|value| &value["byUnit"][index]).collect();
            assert_eq!(of_breakdown, alone.list("/targets").iter().collect::<Vec<_>>(), "{date} {unit}");
        }
    }
}

async fn given_a_date_in_the_future_then_people_have_grown_older(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let answer = committee
        .query(
            r#"{ targets(programme: "KH-276", asOf: "2025-12-31") {
                target { code } series(dates: ["2025-12-31", "2060-12-31"]) { numerator denominator }
            } }"#,
        )
        .await;
    let young = answer.at("/targets/1/series");
    assert!(young[0]["numerator"].as_i64().unwrap() > 0);
    assert_eq!(young[1]["numerator"], 0);
}
