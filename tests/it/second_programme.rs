//! A programme is data: another one, with other key titles, thresholds and periods, works without a line of code.

use api::work::{Actor, WorkError};
use canbo_tests::{Account, Client, Server, day, on_both_databases};
use entity::id::{ProgrammeId, TargetId};
use entity::value::{
    Comparator, CompletionPeriod, CountedThing, QualificationKind, TargetKind, TargetMeasure,
};
use entity::{programme, programme_key_title, target, target_evidence, target_version};
use futures_util::FutureExt;
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(alone: given_the_rows_of_another_programme_when_asked_for_its_targets_then_their_values,);

const KEY_TITLES: [&str; 2] = ["YOUTH_UNION_SECRETARY", "WOMENS_UNION_CHAIR"];

fn number(number: u128) -> Uuid {
    Uuid::from_u128(0x2a00 + number)
}

fn target(at: u128) -> target::Model {
    let position = i32::try_from(at).unwrap();
    target::Model {
        id: TargetId(number(at)),
        programme_id: ProgrammeId(number(0)),
        code: format!("M{at}"),
        position,
    }
}

/// A target of persons with a threshold in per cent.
fn version(at: u128, measure: TargetMeasure, comparator: Comparator, per_cent: i64) -> target_version::Model {
    target_version::Model {
        id: number(100 + at),
        target_id: TargetId(number(at)),
        name: format!("Mục tiêu {at}"),
        name_en: format!("Target {at}"),
        measure,
        kind: TargetKind::Mandatory,
        counts: CountedThing::Persons,
        comparator: Some(comparator),
        threshold_numerator: Some(per_cent),
        threshold_denominator: Some(100),
        age_limit: None,
        completion_period: None,
        alternative_period: None,
        due_on: None,
        legal_basis: None,
        valid_from: day("2024-01-01"),
        valid_to: None,
    }
}

fn rows() -> (Vec<target::Model>, Vec<target_version::Model>, Vec<target_evidence::Model>) {
    let young = target_version::Model {
        age_limit: Some(40),
        ..version(1, TargetMeasure::UnderAge, Comparator::AtLeast, 90)
    };
    // Another threshold from a day on is another row.
    let women = target_version::Model {
        valid_to: Some(day("2025-01-01")),
        ..version(2, TargetMeasure::Female, Comparator::GreaterThan, 10)
    };
    let more_women = target_version::Model {
        id: number(110),
        valid_from: day("2025-01-01"),
        ..version(2, TargetMeasure::Female, Comparator::GreaterThan, 99)
    };
    let degree = version(3, TargetMeasure::Qualified, Comparator::Equal, 100);
    let evidence = target_evidence::Model {
        id: number(200),
        target_version_id: degree.id,
        part_code: "EDUCATION".to_owned(),
        kind: QualificationKind::Education,
        level_code: "COLLEGE".to_owned(),
    };
    let updated = target_version::Model {
        completion_period: Some(CompletionPeriod::SinceProgrammeStart),
        alternative_period: Some(CompletionPeriod::CalendarYear),
        ..version(4, TargetMeasure::KnowledgeUpdate, Comparator::AtLeast, 1)
    };
    ((1..=4).map(target).collect(), vec![young, women, more_women, degree, updated], vec![evidence])
}

async fn write(server: &Server) {
    let written: Result<(), WorkError> = server
        .app()
        .work
        .unit(Actor::CONSOLE, |unit| {
            async move {
                let programme = programme::Model {
                    id: ProgrammeId(number(0)),
                    code: "DOAN-THE".to_owned(),
                    name: "Cán bộ đoàn thể".to_owned(),
                    name_en: "Officials of unions".to_owned(),
                    baseline_on: day("2024-01-01"),
                    starts_on: day("2024-01-01"),
                    ends_on: Some(day("2028-12-31")),
                };
                unit.create(vec![programme], |_| None).await?;
                let titles = (300..).zip(KEY_TITLES).map(|(at, title)| programme_key_title::Model {
                    id: number(at),
                    programme_id: ProgrammeId(number(0)),
                    title_code: title.to_owned(),
                    valid_from: day("2024-01-01"),
                    valid_to: None,
                });
                unit.create(titles.collect(), |_| None).await?;
                let (targets, versions, evidences) = rows();
                unit.create(targets, |_| None).await?;
                unit.create(versions, |_| None).await?;
                unit.create(evidences, |_| None).await
            }
            .boxed()
        })
        .await;
    written.unwrap();
}

async fn count(client: &Client, on: &str, filter: Value) -> i64 {
    let mut filter = filter;
    filter["keyInProgramme"] = json!("DOAN-THE");
    let document = "query ($on: Date, $where: OfficialFilter) {
        officials(asOf: $on, where: $where, first: 1) { totalCount }
    }";
    let answer = client.ask(document, json!({ "on": on, "where": filter })).await;
    answer.at("/officials/totalCount").as_i64().unwrap()
}

async fn given_the_rows_of_another_programme_when_asked_for_its_targets_then_their_values(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = r#"query ($on: Date) { targets(programme: "DOAN-THE", asOf: $on) {
        target { code name threshold } numerator denominator status gap { byAddition } parts { code numerator }
    } }"#;
    let unknown = office.ask(document, json!({ "on": "2024-12-31" })).await;
    assert_eq!(unknown.codes(), ["NOT_FOUND"]);

    write(server).await;

    for (on, women_asked, women_status) in [("2024-12-31", 10.0, "MET"), ("2025-12-31", 99.0, "NOT_MET")] {
        let answer = office.ask(document, json!({ "on": on })).await;
        let values = answer.list("/targets");
        assert_eq!(values.len(), 4, "{on}");
        let all = count(&office, on, json!({})).await;
        assert!(all > 5, "{on}: {all}");
        for (value, filter) in values.iter().zip([
            json!({ "underAge": 40 }),
            json!({ "sex": "FEMALE" }),
            json!({ "qualification": { "kind": "EDUCATION", "atLeast": "COLLEGE" } }),
        ]) {
            assert_eq!(value["denominator"], all, "{on}: {value}");
            assert_eq!(value["numerator"], count(&office, on, filter).await, "{on}: {value}");
        }
        let [young, women, _, updated] = values else { panic!("{values:?}") };
        let (n, status) = (young["numerator"].as_i64().unwrap(), young["status"].as_str().unwrap());
        assert_eq!(status == "MET", 100 * n >= 90 * all, "{young}");
        assert_eq!(women["target"]["threshold"], women_asked, "{on}");
        assert_eq!(women["status"], women_status, "{on}: {women}");
        assert_eq!(updated["parts"][0]["code"], "CALENDAR_YEAR", "{updated}");
        assert!(updated["parts"][0]["numerator"].as_i64() <= updated["numerator"].as_i64(), "{updated}");
    }
    let before = office.ask(document, json!({ "on": "2023-12-31" })).await;
    assert_eq!(before.at("/targets"), &json!([]));
    // The first programme is as it was.
    let first = office
        .query(r#"{ targets(programme: "KH-276", asOf: "2023-12-31") { target { code } numerator denominator } }"#)
        .await;
    assert_eq!(
        first.at("/targets/1"),
        &json!({ "target": { "code": "K2" }, "numerator": 6, "denominator": 196 })
    );
}
