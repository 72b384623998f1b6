//! The baseline table of the programme, counted on the rows by plain loops.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use entity::id::OfficialId;
use entity::value::{DatePrecision, OfficialCategory, QualificationKind, Sex};

use super::{demo, holds};
use crate::demo::calendar::{BASELINE, day};

const KEY_TITLES: [&str; 7] = [
    "PARTY_SECRETARY",
    "PARTY_STANDING_DEPUTY_SECRETARY",
    "PARTY_DEPUTY_SECRETARY",
    "COUNCIL_CHAIR",
    "COUNCIL_VICE_CHAIR",
    "COMMITTEE_CHAIR",
    "COMMITTEE_VICE_CHAIR",
];

/// The people whose files communes of the district keep on the day of the baseline, with their categories.
fn affiliated() -> Vec<(OfficialId, OfficialCategory)> {
    let district = demo();
    let root = district.unit_versions.iter().find(|version| version.code == "277").unwrap().unit_id;
    let communes: HashSet<_> = district
        .unit_versions
        .iter()
        .filter(|version| version.parent_id == Some(root) && version.kind.is_commune_level())
        .filter(|version| holds(version.valid_from, version.valid_to, BASELINE))
        .map(|version| version.unit_id)
        .collect();
    assert_eq!(communes.len(), 32);
    let kept = district.affiliations.iter().filter(|row| holds(row.valid_from, row.valid_to, BASELINE));
    kept.filter(|row| communes.contains(&row.unit_id)).map(|row| (row.official_id, row.category)).collect()
}

fn key_officials(on: NaiveDate) -> HashSet<OfficialId> {
    let held = demo().appointments.iter().filter(|row| holds(row.valid_from, row.valid_to, on));
    held.filter(|row| KEY_TITLES.contains(&row.title_code.as_str()))
        .filter(|row| row.mode.fills_seat())
        .map(|row| row.official_id)
        .collect()
}

/// Key officials of the baseline with a valid qualification of one of the levels.
fn with_level(kind: QualificationKind, levels: &[&str]) -> usize {
    let key = key_officials(BASELINE);
    let valid = demo().qualifications.iter().filter(|row| {
        row.kind == kind
            && levels.contains(&row.level_code.as_str())
            && row.obtained_on.unwrap_or(row.recorded_on) <= BASELINE
            && row.revoked_on.is_none_or(|to| BASELINE < to)
    });
    let holders: HashSet<_> = valid.map(|row| row.official_id).filter(|id| key.contains(id)).collect();
    holders.len()
}

#[test]
fn on_the_day_of_the_baseline_635_people_are_356_cadres_and_279_civil_servants() {
    let affiliated = affiliated();
    let of = |category| affiliated.iter().filter(|(_, other)| *other == category).count();
    let counts = (affiliated.len(), of(OfficialCategory::Cadre), of(OfficialCategory::CivilServant));
    assert_eq!(counts, (635, 356, 279));
    let people: HashSet<_> = affiliated.iter().map(|(official, _)| official).collect();
    assert_eq!(people.len(), 635);
}

#[test]
fn on_the_day_of_the_baseline_nobody_is_affiliated_outside_the_communes() {
    let kept = demo().affiliations.iter().filter(|row| holds(row.valid_from, row.valid_to, BASELINE));
    assert_eq!(kept.count(), 635);
}

#[test]
fn of_196_key_officials_6_are_under_35_and_30_are_women() {
    let key = key_officials(BASELINE);
    let (mut young, mut women) = (0, 0);
    for official in demo().officials.iter().filter(|official| key.contains(&official.id)) {
        let born = official.birth_date.unwrap();
        let birthday_passed = (born.month(), born.day()) <= (12, 31);
        let age = 2023 - born.year() - i32::from(!birthday_passed);
        young += usize::from(age < 35);
        women += usize::from(official.sex == Sex::Female);
    }
    assert_eq!((key.len(), young, women), (196, 6, 30));
}

#[test]
fn of_196_key_officials_all_have_a_degree_and_18_a_masters() {
    let kind = QualificationKind::Education;
    assert_eq!(with_level(kind, &["UNIVERSITY", "MASTER", "DOCTOR"]), 196);
    assert_eq!(with_level(kind, &["MASTER"]), 18);
    assert_eq!(with_level(kind, &["DOCTOR"]), 0);
}

#[test]
fn of_196_key_officials_all_have_intermediate_theory_and_31_advanced() {
    let kind = QualificationKind::PoliticalTheory;
    assert_eq!(with_level(kind, &["INTERMEDIATE", "ADVANCED", "BACHELOR"]), 196);
    assert_eq!(with_level(kind, &["ADVANCED", "BACHELOR"]), 31);
}

#[test]
fn births_around_the_limit_of_35_years_are_among_the_key_officials() {
    let key = key_officials(BASELINE);
    let births: HashSet<_> = demo()
        .officials
        .iter()
        .filter(|official| key.contains(&official.id))
        .map(|official| (official.birth_date.unwrap(), official.birth_date_precision.unwrap()))
        .collect();
    for birth in [
        (day(1988, 12, 31), DatePrecision::Day),
        (day(1989, 1, 1), DatePrecision::Day),
        (day(1992, 2, 29), DatePrecision::Day),
        (day(1988, 1, 1), DatePrecision::Year),
        (day(1989, 1, 1), DatePrecision::Year),
    ] {
        assert!(births.contains(&birth), "{birth:?}");
    }
}

#[test]
fn the_example_of_a_search_finds_somebody_at_the_baseline_and_at_the_end() {
    let found = demo().officials.iter().filter(|official| official.search_name == "nguyen van duc");
    let found: HashSet<_> = found.map(|official| official.id).collect();
    for on in [BASELINE, day(2025, 12, 31)] {
        let mut kept = demo().affiliations.iter().filter(|row| holds(row.valid_from, row.valid_to, on));
        assert!(kept.any(|row| found.contains(&row.official_id)), "{on}");
    }
}
