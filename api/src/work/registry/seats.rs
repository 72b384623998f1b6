//! Seats of a title in a unit against those who hold them, day by day.

#![expect(clippy::disallowed_methods, reason = "seats are counted inside the transaction")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::UnitClass;
use entity::{appointment, post};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::{Advice, Rule, locks};
use crate::repo::directory::in_force;
use crate::work::UnitOfWork;

/// The seats of a title in a unit, held with all who hold it for as long as the transaction lasts.
pub(super) struct Seats {
    /// What authorises them, whenever.
    pub(super) posts: Vec<post::Model>,
    /// Who holds the title, whenever and in whatever mode.
    pub(super) held: Vec<appointment::Model>,
}

impl Seats {
    /// Holds the seats of a title in a unit.
    pub(super) async fn hold(unit: &UnitOfWork, of: UnitId, title: &str) -> Result<Self, DbErr> {
        locks::seats(unit, &BTreeSet::from([(of, title)])).await?;
        let posts = post::Entity::find()
            .filter(post::Column::UnitId.eq(of))
            .filter(post::Column::TitleCode.eq(title))
            .all(unit.transaction())
            .await?;
        let held = appointment::Entity::find()
            .filter(appointment::Column::UnitId.eq(of))
            .filter(appointment::Column::TitleCode.eq(title))
            .all(unit.transaction())
            .await?;
        Ok(Self { posts, held })
    }
}

/// The most seats of COMMITTEE_VICE_CHAIR of a unit of the commune level; where its class is not known, those of the classes that have
/// most. Source: Nghị định 33/2023/NĐ-CP.
pub(super) const fn most_vice_chairs(class: Option<UnitClass>) -> i32 {
    match class {
        Some(UnitClass::III) => 1,
        Some(UnitClass::I | UnitClass::II) | None => 2,
    }
}

/// The seats of a title in a unit on a day, given its posts.
pub(super) fn seats_on(posts: &[post::Model], on: NaiveDate) -> i32 {
    let authorised = posts.iter().filter(|post| in_force(post.valid_from, post.valid_to, on));
    authorised.fold(0, |seats, post| seats.saturating_add(post.seats))
}

/// The holders of seats on a day, given the appointments of one title in one unit.
fn holders_on(held: &[appointment::Model], on: NaiveDate) -> i32 {
    let holders =
        held.iter().filter(|held| held.mode.fills_seat() && in_force(held.valid_from, held.valid_to, on));
    i32::try_from(holders.count()).unwrap_or(i32::MAX)
}

/// The days of a period on which there may be fewer seats or more holders than on the day before, and its first day.
fn days_of_change(
    posts: &[post::Model],
    held: &[appointment::Model],
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> BTreeSet<NaiveDate> {
    let posts_change = posts.iter().flat_map(|post| [Some(post.valid_from), post.valid_to]);
    let holders_change = held.iter().map(|held| Some(held.valid_from));
    let changes = posts_change.chain(holders_change).flatten();
    changes.filter(|day| *day > from && to.is_none_or(|to| *day < to)).chain([from]).collect()
}

/// Whether one more holder has a seat on every day of a period, given the posts and the appointments of one title in one unit.
/// Seats that shrink under their holders leave those in place, but nobody new.
pub(super) fn has_seat(
    posts: &[post::Model],
    held: &[appointment::Model],
    period: (NaiveDate, Option<NaiveDate>),
) -> Result<(), Rule> {
    for on in days_of_change(posts, held, period) {
        let seats = seats_on(posts, on);
        if seats == 0 {
            return Err(Rule::NotAuthorised { on });
        }
        if holders_on(held, on) >= seats {
            return Err(Rule::SeatsFilled { on });
        }
    }
    Ok(())
}

/// The first day, from one on, on which more people hold the title than it has seats (dôi dư).
pub(super) fn surplus(posts: &[post::Model], held: &[appointment::Model], from: NaiveDate) -> Option<Advice> {
    days_of_change(posts, held, (from, None)).into_iter().find_map(|on| {
        let (seats, holders) = (seats_on(posts, on), holders_on(held, on));
        (holders > seats).then_some(Advice::SurplusHolders { on, seats, holders })
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use entity::id::{AppointmentId, OfficialId, PostId, UnitId};
    use entity::value::{AppointmentMode, AppointmentOrigin};
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
            version: 1,
            is_transitional: false,
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

    #[test]
    fn given_seats_that_shrink_under_holders_then_the_first_day_of_surplus() {
        let posts = [post(2, 0, Some(100)), post(1, 100, None), post(1, 100, Some(120))];
        let held = [holder(AppointmentMode::Primary, 0, None), holder(AppointmentMode::Concurrent, 5, None)];
        let told = Advice::SurplusHolders { on: day(120), seats: 1, holders: 2 };
        assert_eq!(surplus(&posts, &held, day(0)), Some(told));
        assert_eq!(surplus(&posts, &held[..1], day(0)), None);
        assert_eq!(
            surplus(&[], &held, day(3)),
            Some(Advice::SurplusHolders { on: day(3), seats: 0, holders: 1 })
        );
    }

    #[test]
    fn given_the_class_of_a_unit_then_its_most_vice_chairs() {
        let classes = [Some(UnitClass::I), Some(UnitClass::II), Some(UnitClass::III), None];
        assert_eq!(classes.map(most_vice_chairs), [2, 2, 1, 2]);
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
