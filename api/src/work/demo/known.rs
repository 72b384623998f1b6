//! What of the demo's rows was known on a day: those that are written as rows after the district has lived until then.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::clock::begin_of;
use crate::demo::{DemoAccount, District, KNOWN_UNTIL};

/// The district with those courses, enrolments and publications alone that were known on a day. What the use
/// cases tell day by day stays as it is.
pub(super) fn known_on(district: &District, on: NaiveDate) -> District {
    let mut known = district.clone();
    if on < KNOWN_UNTIL {
        keep_courses(&mut known, on);
        keep_enrolments(&mut known, on);
        keep_publications(&mut known, on);
    }
    known
}

/// Courses that were announced, as far as they had come.
fn keep_courses(known: &mut District, on: NaiveDate) {
    known.courses.retain(|row| row.announced_on <= on);
    let courses: BTreeSet<_> = known.courses.iter().map(|row| row.id).collect();
    known.course_steps.retain(|row| row.effective_on <= on && courses.contains(&row.course_id));
    known.course_seats.retain(|row| courses.contains(&row.course_id));
}

/// Enrolments of people who had been nominated, as far as they had come.
fn keep_enrolments(known: &mut District, on: NaiveDate) {
    known.enrolment_steps.retain(|row| row.effective_on <= on);
    let begun: BTreeSet<_> = known.enrolment_steps.iter().map(|row| row.enrolment_id).collect();
    known.enrolments.retain(|row| begun.contains(&row.id));
    known.qualifications.retain(|row| row.enrolment_id.is_none() || row.recorded_on <= on);
}

fn keep_publications(known: &mut District, on: NaiveDate) {
    let night = on.succ_opt().and_then(begin_of);
    known.publications.retain(|row| night.is_none_or(|night| row.published_at < night));
    let publications: BTreeSet<_> = known.publications.iter().map(|row| row.id).collect();
    known.published_values.retain(|row| publications.contains(&row.publication_id));
    let values: BTreeSet<_> = known.published_values.iter().map(|row| row.id).collect();
    known.published_parts.retain(|row| values.contains(&row.value_id));
}

/// Takes back that accounts' rights were confirmed, after a day, to go over to the units of a later one.
pub(super) fn confirm_until(on: NaiveDate, accounts: &mut [DemoAccount]) {
    let night = on.succ_opt().and_then(begin_of);
    let grants = accounts.iter_mut().flat_map(|account| &mut account.grants);
    for grant in grants.filter(|grant| grant.carries_over_confirmed_at >= night) {
        (grant.carries_over_confirmed_at, grant.carries_over_confirmed_by) = (None, None);
    }
}
