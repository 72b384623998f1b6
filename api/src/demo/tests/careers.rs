//! The rules of affiliations and appointments, over all days.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::AppointmentMode;

use super::{demo, holds, overlap};
use crate::demo::calendar::{REORGANISATION, day};

#[test]
fn a_person_has_one_affiliation_on_a_day() {
    let rows = &demo().affiliations;
    for (index, row) in rows.iter().enumerate() {
        for other in rows[index + 1..].iter().filter(|other| other.official_id == row.official_id) {
            let periods = ((row.valid_from, row.valid_to), (other.valid_from, other.valid_to));
            assert!(!overlap(periods.0, periods.1), "{row:?} and {other:?}");
        }
    }
}

#[test]
fn a_person_has_one_primary_appointment_on_a_day() {
    let rows: Vec<_> =
        demo().appointments.iter().filter(|row| row.mode == AppointmentMode::Primary).collect();
    for (index, row) in rows.iter().enumerate() {
        for other in rows[index + 1..].iter().filter(|other| other.official_id == row.official_id) {
            let periods = ((row.valid_from, row.valid_to), (other.valid_from, other.valid_to));
            assert!(!overlap(periods.0, periods.1), "{row:?} and {other:?}");
        }
    }
}

#[test]
fn a_unit_has_one_version_and_a_code_one_unit_on_a_day() {
    let rows = &demo().unit_versions;
    for (index, row) in rows.iter().enumerate() {
        for other in &rows[index + 1..] {
            if other.unit_id == row.unit_id || other.code == row.code {
                let periods = ((row.valid_from, row.valid_to), (other.valid_from, other.valid_to));
                assert!(!overlap(periods.0, periods.1), "{row:?} and {other:?}");
            }
        }
    }
}

#[test]
fn every_period_has_a_day() {
    let district = demo();
    let periods = district
        .affiliations
        .iter()
        .map(|row| (row.valid_from, row.valid_to))
        .chain(district.appointments.iter().map(|row| (row.valid_from, row.valid_to)))
        .chain(district.posts.iter().map(|row| (row.valid_from, row.valid_to)))
        .chain(district.unit_versions.iter().map(|row| (row.valid_from, row.valid_to)))
        .chain(district.standing_committees.iter().map(|row| (row.valid_from, row.valid_to)))
        .chain(district.standing_committee_memberships.iter().map(|row| (row.valid_from, row.valid_to)));
    for (from, to) in periods {
        assert!(to.is_none_or(|to| from < to), "from {from} to {to:?}");
    }
}

/// The first and last days of the units.
fn spans() -> HashMap<UnitId, (NaiveDate, Option<NaiveDate>)> {
    demo().unit_versions.iter().map(|row| (row.unit_id, (row.valid_from, row.valid_to))).collect()
}

#[test]
fn affiliations_appointments_posts_and_committees_stay_within_the_life_of_their_unit() {
    let (district, spans) = (demo(), spans());
    let placed = district
        .affiliations
        .iter()
        .map(|row| (row.unit_id, row.valid_from, row.valid_to))
        .chain(district.appointments.iter().map(|row| (row.unit_id, row.valid_from, row.valid_to)))
        .chain(district.posts.iter().map(|row| (row.unit_id, row.valid_from, row.valid_to)))
        .chain(district.standing_committees.iter().map(|row| (row.unit_id, row.valid_from, row.valid_to)));
    for (unit, from, to) in placed {
        let (begins, ends) = spans[&unit];
        assert!(begins <= from, "{unit:?} begins on {begins}, after {from}");
        assert!(
            ends.is_none_or(|ends| to.is_some_and(|to| to <= ends)),
            "{unit:?} ends on {ends:?}, before {to:?}"
        );
    }
}

#[test]
fn seats_are_exceeded_only_where_they_shrank_under_their_holders() {
    let district = demo();
    let days: BTreeSet<NaiveDate> = district.appointments.iter().map(|row| row.valid_from).collect();
    for on in days {
        let mut taken: HashMap<(UnitId, &str), (i32, bool)> = HashMap::new();
        for row in district.appointments.iter().filter(|row| holds(row.valid_from, row.valid_to, on)) {
            if row.mode.fills_seat() {
                let entry = taken.entry((row.unit_id, &row.title_code)).or_default();
                entry.0 += 1;
                entry.1 |= row.valid_from == on;
            }
        }
        for ((unit, title), (holders, newly)) in taken {
            let seats = district
                .posts
                .iter()
                .filter(|post| post.unit_id == unit && post.title_code == title)
                .find(|post| holds(post.valid_from, post.valid_to, on))
                .map_or(0, |post| post.seats);
            assert!(
                !newly || holders <= seats,
                "{holders} hold {seats} seats of {title} in {unit:?} on {on}"
            );
        }
    }
}

#[test]
fn the_files_of_ended_units_go_on_in_the_successor_on_the_same_day() {
    let district = demo();
    let eve = day(2025, 6, 30);
    let mut carried = 0;
    for row in district.affiliations.iter().filter(|row| row.valid_to == Some(REORGANISATION)) {
        let next = district
            .affiliations
            .iter()
            .find(|next| next.official_id == row.official_id && next.valid_from == REORGANISATION);
        let Some(next) = next else { continue };
        carried += 1;
        let by_lineage = district.unit_lineages.iter().any(|edge| {
            edge.from_unit_id == row.unit_id && edge.to_unit_id == next.unit_id && edge.is_default
        });
        let moved = district
            .appointments
            .iter()
            .any(|post| post.official_id == row.official_id && post.valid_from == REORGANISATION);
        assert!(by_lineage || moved, "{row:?} went to {next:?} without a post there, known on {eve}");
    }
    assert!(carried > 400, "{carried}");
}

#[test]
fn some_wait_without_a_post_after_the_reorganisation() {
    let district = demo();
    let on = day(2025, 12, 31);
    let placed: BTreeSet<_> = district
        .appointments
        .iter()
        .filter(|row| holds(row.valid_from, row.valid_to, on))
        .map(|row| row.official_id)
        .collect();
    let waiting = district
        .affiliations
        .iter()
        .filter(|row| holds(row.valid_from, row.valid_to, on) && !placed.contains(&row.official_id))
        .count();
    assert!((40..=160).contains(&waiting), "{waiting}");
}
