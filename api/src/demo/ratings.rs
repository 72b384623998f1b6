//! Yearly ratings of 2022 to 2025: before 15 December in most units, late in one, only proposed in two at the end.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::rating;
use entity::value::{RatingGrade, SuccessionRemovalReason};

use super::calendar::{REORGANISATION, day};
use super::chance::{Chance, lot};
use super::chronicle::Chronicle;
use super::identifier::id;
use super::registry::Registry;
use super::succession::Succession;
use super::turnover::DISMISSED;

/// The commune that approved its ratings of 2024 after 15 December.
const LATE_IN_2024: &str = "10105";
/// The communes whose ratings of 2025 are proposed and not approved yet.
const NOT_APPROVED_IN_2025: [&str; 2] = ["10081", "10096"];
/// How many approved ratings of a year were set right later.
const CORRECTED: usize = 2;

/// The ratings.
pub(super) fn ratings(
    registry: &Registry,
    chronicle: &Chronicle,
    succession: &Succession,
) -> Vec<rating::Model> {
    let low = rated_low(succession);
    (2022..=2025).flat_map(|year| of_year(registry, chronicle, &low, year)).collect()
}

/// Who left a succession plan for a rating, with the year rated.
fn rated_low(succession: &Succession) -> BTreeSet<(OfficialId, i32)> {
    let removed =
        succession.entry_steps.iter().filter(|step| step.reason == Some(SuccessionRemovalReason::Rating));
    removed
        .filter_map(|step| {
            let entry = succession.entries.iter().find(|entry| entry.id == step.entry_id)?;
            Some((entry.official_id, step.effective_on.year() - 1))
        })
        .collect()
}

fn of_year(
    registry: &Registry,
    chronicle: &Chronicle,
    low: &BTreeSet<(OfficialId, i32)>,
    year: i32,
) -> Vec<rating::Model> {
    let on = day(year, 12, 10);
    let mut units: BTreeMap<UnitId, Vec<OfficialId>> = BTreeMap::new();
    for official in chronicle.people_on(on) {
        if let Some(unit) = chronicle.unit_on(official, on) {
            units.entry(unit).or_default().push(official);
        }
    }
    let mut rows: Vec<rating::Model> = units
        .into_iter()
        .flat_map(|(unit, people)| of_unit(registry, chronicle, low, unit, &people, year))
        .collect();
    correct(&mut rows, year);
    rows
}

/// The ratings of a unit: excellent is at most one for five who are rated good.
fn of_unit(
    registry: &Registry,
    chronicle: &Chronicle,
    low: &BTreeSet<(OfficialId, i32)>,
    unit: UnitId,
    people: &[OfficialId],
    year: i32,
) -> Vec<rating::Model> {
    let (proposed_on, approved_on) = days(registry, unit, year);
    let mut rows: Vec<rating::Model> = people
        .iter()
        .map(|official| rating::Model {
            id: id("rating", &format!("{}/{year}", official.0)),
            official_id: *official,
            unit_id: unit,
            year,
            grade: grade(registry, chronicle, low, *official, year),
            proposed_on,
            approved_on,
            superseded_on: None,
            proposed_by: None,
            version: if approved_on.is_some() { 2 } else { 1 },
        })
        .collect();
    let good: Vec<String> = rows
        .iter()
        .filter(|row| row.grade == RatingGrade::Good)
        .map(|row| row.official_id.0.to_string())
        .collect();
    let excellent = lot(&format!("excellent {year}"), &good, good.len() / 6);
    for row in rows.iter_mut().filter(|row| excellent.contains(&row.official_id.0.to_string())) {
        row.grade = RatingGrade::Excellent;
    }
    rows
}

/// When a unit proposed its ratings of a year, and when they were approved.
fn days(registry: &Registry, unit: UnitId, year: i32) -> (NaiveDate, Option<NaiveDate>) {
    let code = registry.code(unit, day(year, 12, 10));
    let mut chance = Chance::of("rated", &format!("{}/{year}", unit.0));
    let proposed_on = day(year, 12, 1) + Days::new(u64::from(chance.below(7)));
    let approved_on = proposed_on + Days::new(u64::from(chance.between(3, 6)));
    let reorganised = day(year, 12, 1) >= REORGANISATION;
    if reorganised && NOT_APPROVED_IN_2025.contains(&code.as_str()) {
        (proposed_on, None)
    } else if year == 2024 && code == LATE_IN_2024 {
        (proposed_on, Some(day(2024, 12, 19)))
    } else {
        (proposed_on, Some(approved_on))
    }
}

fn grade(
    registry: &Registry,
    chronicle: &Chronicle,
    low: &BTreeSet<(OfficialId, i32)>,
    official: OfficialId,
    year: i32,
) -> RatingGrade {
    let key = &registry.people.get(official).key;
    let is_new = key.starts_with("recruit/")
        && chronicle.entered_on(official).is_some_and(|entered| entered > day(year, 6, 10));
    if is_new {
        return RatingGrade::NotRated;
    }
    if key == DISMISSED && year == 2024 {
        return RatingGrade::NotCompleted;
    }
    let drawn = Chance::of("grade", &format!("{key}/{year}")).below(1000);
    match drawn {
        _ if low.contains(&(official, year)) => RatingGrade::Completed,
        0..5 => RatingGrade::NotCompleted,
        5..120 => RatingGrade::Completed,
        120..126 => RatingGrade::NotRated,
        _ => RatingGrade::Good,
    }
}

/// Sets a few approved ratings right: another one stands in their place from January on.
fn correct(rows: &mut Vec<rating::Model>, year: i32) {
    if year == 2025 {
        return;
    }
    let corrected_on = day(year + 1, 1, 22);
    let completed: Vec<String> = rows
        .iter()
        .filter(|row| row.grade == RatingGrade::Completed && row.approved_on.is_some())
        .map(|row| row.official_id.0.to_string())
        .collect();
    let chosen = lot(&format!("corrected {year}"), &completed, CORRECTED);
    let mut corrections = Vec::new();
    for row in rows.iter_mut().filter(|row| chosen.contains(&row.official_id.0.to_string())) {
        let approved = row.clone();
        row.superseded_on = Some(corrected_on);
        row.version += 1;
        corrections.push(rating::Model {
            id: id("rating", &format!("{}/{year}/corrected", row.official_id.0)),
            grade: RatingGrade::Good,
            proposed_on: day(year + 1, 1, 15),
            approved_on: Some(corrected_on),
            ..approved
        });
    }
    rows.extend(corrections);
}
