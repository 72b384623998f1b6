//! What the schema answers over the demo district, held against the rows that were loaded.

mod enrolments;
mod figures;
mod members;
mod officials;
mod posts;
mod source_pool;
mod succession;
mod training_plans;

use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::id::UnitId;
use serde_json::Value;

use crate::demo::District;

/// A civil date.
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

/// The values at a place of every item of a list.
fn column<'a>(list: &'a Value, place: &str) -> Vec<&'a Value> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.pointer(place)).collect()
}

/// The unit that keeps a person's file on a day.
fn unit_of(district: &District, official: OfficialId, on: NaiveDate) -> Option<UnitId> {
    let in_force = |from: NaiveDate, to: Option<NaiveDate>| from <= on && to.is_none_or(|to| on < to);
    district
        .affiliations
        .iter()
        .find(|row| row.official_id == official && in_force(row.valid_from, row.valid_to))
        .map(|row| row.unit_id)
}

/// The unit that has a code on a day.
fn unit_by_code(district: &District, code: &str, on: NaiveDate) -> Option<UnitId> {
    let in_force = |from: NaiveDate, to: Option<NaiveDate>| from <= on && to.is_none_or(|to| on < to);
    district
        .unit_versions
        .iter()
        .find(|row| row.code == code && in_force(row.valid_from, row.valid_to))
        .map(|row| row.unit_id)
}

/// Leaves out of a district what these tests do not ask for, so that it is loaded sooner.
fn trim(district: &mut District) {
    district.identities.clear();
    district.posts.clear();
    district.locality_assessments.clear();
    district.appointments.clear();
    district.qualifications.clear();
    district.ratings.clear();
    district.disciplines.clear();
    district.party_records.clear();
    district.party_disciplines.clear();
    district.standing_committee_memberships.clear();
    district.standing_committees.clear();
    district.publications.clear();
    district.published_values.clear();
    district.published_parts.clear();
    district.source_pool_entries.clear();
    district.source_pool_reviews.clear();
    district.source_pool_reports.clear();
    district.training_plans.clear();
    district.training_plan_items.clear();
    district.training_plan_steps.clear();
}
