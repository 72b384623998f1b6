//! The places of a course, and who gets one first.
//!
//! Places that are kept for a unit are for its people alone; the others are shared by the units for which none are kept. So neither
//! the capacity nor a unit's places are ever exceeded, and a unit with places of its own learns nothing of others' enrolments from them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::{EnrolmentStatus, Sex};
use entity::{course, course_seat, official};
use targets::age::completed_years;
use uuid::Uuid;

/// Who is younger counts as young. Source: Kế hoạch 276/KH-UBND; domain §8, K2.
const YOUNG_UNDER: u32 = 35;

/// Whether an enrolment takes a place.
pub(in crate::work::registry) const fn takes_a_place(status: EnrolmentStatus) -> bool {
    matches!(
        status,
        EnrolmentStatus::Approved
            | EnrolmentStatus::Enrolled
            | EnrolmentStatus::Completed
            | EnrolmentStatus::Failed
            | EnrolmentStatus::Absent
    )
}

/// The places of a course by shares, and how many of each are taken.
#[derive(Clone, Debug)]
pub(in crate::work::registry) struct Places {
    kept: BTreeMap<UnitId, i32>,
    /// The places that are kept for no unit.
    others: i32,
    /// Those taken: of a unit with places of its own, or of the others.
    taken: BTreeMap<Option<UnitId>, i32>,
}

impl Places {
    /// The places of a course, of which the enrolments of these units and states take some.
    pub(in crate::work::registry) fn of(
        course: &course::Model,
        seats: &[course_seat::Model],
        enrolled: impl IntoIterator<Item = (UnitId, EnrolmentStatus)>,
    ) -> Self {
        let kept: BTreeMap<UnitId, i32> = seats.iter().map(|row| (row.unit_id, row.seats)).collect();
        let others = kept.values().fold(course.capacity, |left, seats| left.saturating_sub(*seats));
        let mut places = Self { kept, others, taken: BTreeMap::new() };
        for (unit, _) in enrolled.into_iter().filter(|(_, status)| takes_a_place(*status)) {
            places.count(unit);
        }
        places
    }

    fn share(&self, unit: UnitId) -> Option<UnitId> {
        self.kept.contains_key(&unit).then_some(unit)
    }

    fn count(&mut self, unit: UnitId) {
        let taken = self.taken.entry(self.share(unit)).or_default();
        *taken = taken.saturating_add(1);
    }

    fn seats(&self, share: Option<UnitId>) -> i32 {
        share.and_then(|unit| self.kept.get(&unit).copied()).unwrap_or(self.others)
    }

    /// Takes a place for somebody of a unit, if one is free.
    pub(in crate::work::registry) fn take(&mut self, unit: UnitId) -> bool {
        let share = self.share(unit);
        let is_free = self.taken.get(&share).copied().unwrap_or(0) < self.seats(share);
        if is_free {
            self.count(unit);
        }
        is_free
    }

    /// A share of which more is taken than there is: the unit that it is kept for, or none, and how many are taken.
    pub(in crate::work::registry) fn overfull(&self) -> Option<(Option<UnitId>, i32)> {
        let mut taken = self.taken.iter().map(|(share, taken)| (*share, *taken));
        taken.find(|(share, taken)| *taken > self.seats(*share))
    }
}

/// Who is selected first: women, then those under 35 on the day, then who has waited longest, by the day of the nomination and then in the
/// order in which the nominations came. Source: domain §7. It knows nothing of the succession plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::work::registry) struct Priority {
    is_man: bool,
    is_not_young: bool,
    nominated_on: NaiveDate,
    /// The id of the step by which the nomination came: later ones are greater.
    arrival: Uuid,
}

impl Priority {
    /// The priority of a person on a day, with the day of the nomination and the step by which it came.
    pub(in crate::work::registry) fn of(
        person: &official::Model,
        (nominated_on, arrival): (NaiveDate, Uuid),
        on: NaiveDate,
    ) -> Self {
        let age = person.birth_date.and_then(|birth| completed_years(birth, on));
        Self {
            is_man: person.sex == Sex::Male,
            is_not_young: age.is_none_or(|age| age >= YOUNG_UNDER),
            nominated_on,
            arrival,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use entity::id::{CourseId, OfficialId};
    use entity::value::CourseKind;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn course(capacity: i32) -> course::Model {
        course::Model {
            id: CourseId(Uuid::nil()),
            code: "1".to_owned(),
            title: "Lớp".to_owned(),
            search_title: "lop".to_owned(),
            kind: CourseKind::Digital,
            organiser_unit_id: unit(9),
            starts_on: day("2026-01-05"),
            ends_on: day("2026-01-09"),
            periods: 40,
            capacity,
            counts_as_knowledge_update: false,
            title_group: None,
            yields_kind: None,
            yields_level_code: None,
            announced_on: day("2025-12-01"),
            version: 1,
        }
    }

    const fn unit(number: u128) -> UnitId {
        UnitId(Uuid::from_u128(number))
    }

    fn kept(of: u128, seats: i32) -> course_seat::Model {
        course_seat::Model {
            id: Uuid::from_u128(of),
            course_id: CourseId(Uuid::nil()),
            unit_id: unit(of),
            seats,
        }
    }

    #[test]
    fn given_places_kept_for_a_unit_then_neither_it_nor_the_others_get_more_than_theirs() {
        let enrolled = [(unit(2), EnrolmentStatus::Completed), (unit(2), EnrolmentStatus::Withdrawn)];
        let mut places = Places::of(&course(4), &[kept(1, 2)], enrolled);
        let taken: Vec<bool> = [1, 1, 1, 2, 3, 2].map(|number| places.take(unit(number))).to_vec();
        assert_eq!(taken, [true, true, false, true, false, false]);
        assert_eq!(places.overfull(), None);
        let enrolled = [unit(1), unit(1), unit(1), unit(2)].map(|of| (of, EnrolmentStatus::Enrolled));
        assert_eq!(Places::of(&course(4), &[kept(1, 2)], enrolled).overfull(), Some((Some(unit(1)), 3)));
        assert_eq!(Places::of(&course(3), &[], enrolled).overfull(), Some((None, 4)));
    }

    #[test]
    fn given_people_then_women_the_young_and_who_waited_longest_come_first_in_this_order() {
        let person = |sex, birth: Option<&str>| official::Model {
            id: OfficialId(Uuid::nil()),
            full_name: "An".to_owned(),
            search_name: "an".to_owned(),
            sort_key: Vec::new(),
            birth_date: birth.map(day),
            birth_date_precision: None,
            sex,
            ethnicity: None,
            hometown_unit_id: None,
            hometown_on: None,
            version: 1,
            merged_into_id: None,
        };
        let today = day("2025-12-31");
        let of = |sex, birth, nominated, number| {
            Priority::of(&person(sex, birth), (day(nominated), Uuid::from_u128(number)), today)
        };
        let mut queue = [
            of(Sex::Male, Some("1991-01-01"), "2025-12-01", 5),
            of(Sex::Female, Some("1990-12-31"), "2025-12-01", 1),
            of(Sex::Male, None, "2025-11-01", 7),
            of(Sex::Female, Some("1991-01-01"), "2025-12-02", 3),
            of(Sex::Male, Some("1980-01-01"), "2025-12-01", 4),
            of(Sex::Male, Some("1980-01-01"), "2025-12-01", 2),
        ];
        queue.sort_unstable();
        assert_eq!(queue.map(|one| one.arrival.as_u128()), [3, 1, 5, 7, 2, 4]);
    }
}
