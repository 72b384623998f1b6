//! Seats of a title in a unit against those who hold them, day by day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::value::AppointmentMode;
use entity::{appointment, post};

use super::Rule;
use crate::repo::directory::in_force;

/// Whether somebody who holds a title in this way fills a seat of it. Source: domain §3.
pub(super) const fn fills_seat(mode: AppointmentMode) -> bool {
    matches!(mode, AppointmentMode::Primary | AppointmentMode::Concurrent)
}

/// Whether two half-open periods share a day.
pub(super) fn overlap(
    (from, to): (NaiveDate, Option<NaiveDate>),
    (other_from, other_to): (NaiveDate, Option<NaiveDate>),
) -> bool {
    to.is_none_or(|to| other_from < to) && other_to.is_none_or(|other_to| from < other_to)
}

/// Whether one more holder has a seat on every day of a period, given the posts and the appointments of one title in one unit.
/// Seats that shrink under their holders leave those in place, but nobody new.
pub(super) fn has_seat(
    posts: &[post::Model],
    held: &[appointment::Model],
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> Result<(), Rule> {
    // Numbers change on these days alone.
    let posts_change = posts.iter().flat_map(|post| [Some(post.valid_from), post.valid_to]);
    let holders_change = held.iter().map(|held| Some(held.valid_from));
    let changes: BTreeSet<NaiveDate> = posts_change
        .chain(holders_change)
        .flatten()
        .filter(|day| *day > from && to.is_none_or(|to| *day < to))
        .chain([from])
        .collect();
    for on in changes {
        let seats: i32 = posts
            .iter()
            .filter(|post| in_force(post.valid_from, post.valid_to, on))
            .map(|post| post.seats)
            .sum();
        let holders = held
            .iter()
            .filter(|held| fills_seat(held.mode) && in_force(held.valid_from, held.valid_to, on))
            .count();
        if seats == 0 {
            return Err(Rule::NotAuthorised { on });
        }
        if i32::try_from(holders).unwrap_or(i32::MAX) >= seats {
            return Err(Rule::SeatsFilled { on });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use entity::id::{AppointmentId, OfficialId, PostId, UnitId};
    use entity::value::AppointmentOrigin;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(number.into())
    }

    fn post(seats: i32, from: u32, to: Option<u32>) -> post::Model {
        post::Model {
            id: PostId(Uuid::nil()),
            unit_id: UnitId(Uuid::nil()),
            title_code: "COMMITTEE_VICE_CHAIR".to_owned(),
            seats,
            decision: None,
            valid_from: day(from),
            valid_to: to.map(day),
        }
    }

    fn holder(mode: AppointmentMode, from: u32, to: Option<u32>) -> appointment::Model {
        appointment::Model {
            id: AppointmentId(Uuid::nil()),
            official_id: OfficialId(Uuid::nil()),
            unit_id: UnitId(Uuid::nil()),
            title_code: "COMMITTEE_VICE_CHAIR".to_owned(),
            mode,
            origin: AppointmentOrigin::Election,
            decision: None,
            valid_from: day(from),
            valid_to: to.map(day),
            version: 1,
        }
    }

    #[test]
    fn given_seats_that_shrink_then_nobody_new_stays_beyond_that_day() {
        let posts = [post(2, 0, Some(100)), post(1, 100, None)];
        let held = [holder(AppointmentMode::Primary, 0, None)];
        assert_eq!(has_seat(&posts, &held, (day(10), Some(day(100)))), Ok(()));
        assert_eq!(has_seat(&posts, &held, (day(10), None)), Err(Rule::SeatsFilled { on: day(100) }));
        assert_eq!(has_seat(&posts, &[], (day(10), None)), Ok(()));
    }

    #[test]
    fn given_a_title_that_is_not_authorised_then_the_first_day_without() {
        let posts = [post(1, 10, Some(20))];
        assert_eq!(has_seat(&posts, &[], (day(0), None)), Err(Rule::NotAuthorised { on: day(0) }));
        assert_eq!(has_seat(&posts, &[], (day(10), None)), Err(Rule::NotAuthorised { on: day(20) }));
        assert_eq!(has_seat(&posts, &[], (day(10), Some(day(20)))), Ok(()));
    }

    #[test]
    fn given_acting_holders_then_the_seat_is_free() {
        let posts = [post(1, 0, None)];
        for mode in [AppointmentMode::Acting, AppointmentMode::InCharge] {
            assert_eq!(has_seat(&posts, &[holder(mode, 0, None)], (day(5), None)), Ok(()));
        }
        let later = [holder(AppointmentMode::Concurrent, 50, Some(60))];
        assert_eq!(has_seat(&posts, &later, (day(5), None)), Err(Rule::SeatsFilled { on: day(50) }));
        assert_eq!(has_seat(&posts, &later, (day(60), None)), Ok(()));
    }

    fn period() -> impl Strategy<Value = (u32, Option<u32>)> {
        (0_u32..40, proptest::option::of(1_u32..20))
            .prop_map(|(from, length)| (from, length.map(|days| from + days)))
    }

    proptest! {
        /// Against a look at every single day.
        #[test]
        fn given_any_seats_and_holders_then_what_each_day_says(
            posts in prop::collection::vec((1_i32..3, period()), 0..4),
            held in prop::collection::vec((any::<bool>(), period()), 0..5),
            asked in period(),
        ) {
            let posts: Vec<_> = posts.into_iter().map(|(seats, (from, to))| post(seats, from, to)).collect();
            let held: Vec<_> = held
                .into_iter()
                .map(|(fills, (from, to))| {
                    let mode = if fills { AppointmentMode::Primary } else { AppointmentMode::Acting };
                    holder(mode, from, to)
                })
                .collect();
            // After the last day on which anything changes each day is as the one before.
            let first_refused = (asked.0..asked.1.unwrap_or(80)).map(day).find_map(|on| {
                let at = |from: NaiveDate, to: Option<NaiveDate>| from <= on && to.is_none_or(|to| on < to);
                let seats: i32 =
                    posts.iter().filter(|row| at(row.valid_from, row.valid_to)).map(|row| row.seats).sum();
                let holders = held.iter().filter(|row| {
                    row.mode == AppointmentMode::Primary && at(row.valid_from, row.valid_to)
                });
                match (seats, i32::try_from(holders.count()).unwrap()) {
                    (0, _) => Some(Rule::NotAuthorised { on }),
                    (seats, holders) if holders >= seats => Some(Rule::SeatsFilled { on }),
                    _ => None,
                }
            });
            let told = has_seat(&posts, &held, (day(asked.0), asked.1.map(day)));
            prop_assert_eq!(told.err(), first_refused);
        }
    }
}
