//! The targets of the demo through the engine.

use std::collections::HashSet;

use targets::value::Status;

use super::demo;
use crate::demo::calendar::day;
use crate::demo::figures::Figures;

/// The value of each target for the district on a date: target, numerator, denominator, unknown, status.
fn values(year: i32, month: u32, last: u32) -> Vec<(String, u64, u64, u64, Status)> {
    let district = demo();
    let on = day(year, month, last);
    let figures = Figures::new(district, &district.programmes[0]).unwrap();
    let unit = district.unit_versions.iter().find(|version| version.code == "277").unwrap().unit_id;
    let targets: Vec<_> = figures.programme.targets_on(on).collect();
    let values = figures.values(&targets, &[unit], on).unwrap().remove(0);
    let row = |(target, value): (&&targets::programme::Target, targets::value::Value)| {
        let count = value.count;
        (target.code.clone(), count.numerator, count.denominator, count.unknown, value.status)
    };
    targets.iter().zip(values).map(row).collect()
}

#[test]
fn the_baseline_has_its_figures() {
    use Status::{Flat, Met, NotApplicable, NotMet, NotReached, Reached};
    let expected = [
        ("K1", 244, 250, 0, NotMet),
        ("K2", 6, 196, 0, NotReached),
        ("K3", 30, 196, 0, Reached),
        ("K4", 21, 32, 0, NotReached),
        ("K5", 196, 196, 0, Met),
        ("K6", 103, 196, 0, NotMet),
        ("K7", 0, 0, 0, NotApplicable),
        ("K8", 132, 196, 55, NotMet),
        ("K9", 28, 62, 0, NotReached),
        ("K10", 26, 88, 0, Flat),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(code, n, d, unknown, status)| (code.to_owned(), n, d, unknown, status))
        .collect();
    assert_eq!(values(2023, 12, 31), expected);
}

#[test]
fn every_status_occurs_over_the_four_dates() {
    let mut met = HashSet::new();
    for (year, month, last) in [(2023, 12, 31), (2024, 12, 31), (2025, 6, 30), (2025, 12, 31)] {
        met.extend(values(year, month, last).into_iter().map(|(.., status)| status));
    }
    assert_eq!(met.len(), 9, "{met:?}");
}

#[test]
fn targets_move_as_the_programme_goes_on() {
    use Status::{Improving, Reached, Unknown, Worsening};
    let status = |values: &[(String, u64, u64, u64, Status)], code: &str| {
        values.iter().find(|value| value.0 == code).unwrap().4
    };
    assert_eq!(status(&values(2024, 12, 31), "K10"), Improving);
    assert_eq!(status(&values(2025, 6, 30), "K10"), Worsening);
    let last = values(2025, 12, 31);
    assert_eq!(status(&last, "K2"), Reached);
    assert_eq!(status(&last, "K8"), Unknown);
}

#[test]
fn the_published_figures_of_the_baseline_are_those_of_the_engine() {
    let district = demo();
    let unit = district.unit_versions.iter().find(|version| version.code == "277").unwrap().unit_id;
    let mut published = Vec::new();
    for publication in district.publications.iter().filter(|row| row.figures_on == day(2023, 12, 31)) {
        let of_publication =
            district.published_values.iter().filter(|row| row.publication_id == publication.id);
        for row in of_publication.filter(|row| row.unit_id == unit) {
            let code =
                district.targets.iter().find(|target| target.id == row.target_id).unwrap().code.clone();
            published.push((code, row.numerator, row.denominator, row.unknown));
        }
    }
    let number = |count: u64| i64::try_from(count).unwrap();
    let mut computed: Vec<_> = values(2023, 12, 31)
        .into_iter()
        .map(|(code, n, d, unknown, _)| (code, number(n), number(d), number(unknown)))
        .collect();
    published.sort();
    computed.sort();
    assert_eq!(published, computed);
}

#[test]
fn each_publication_holds_its_unit_and_the_units_below_it() {
    let district = demo();
    let mut counts: Vec<(String, String, usize)> = district
        .publications
        .iter()
        .map(|publication| {
            let rows = district.published_values.iter().filter(|row| row.publication_id == publication.id);
            let units: HashSet<_> = rows.map(|row| row.unit_id).collect();
            (publication.figures_on.to_string(), format!("{:?}", publication.role), units.len())
        })
        .collect();
    counts.sort();
    let expected = [("2023-12-31", 33), ("2024-12-31", 33), ("2025-12-31", 7)];
    let expected: Vec<_> = expected
        .into_iter()
        .flat_map(|(on, units)| {
            ["District", "PartyCommittee"].map(|role| (on.to_owned(), role.to_owned(), units))
        })
        .collect();
    assert_eq!(counts, expected);
}
