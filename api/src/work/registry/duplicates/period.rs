//! What two records say of the same days.

use chrono::NaiveDate;
use entity::id::AppointmentId;
use entity::{affiliation, appointment, standing_committee_membership};

use super::fact::Sorted;
use crate::ids;

/// From a first day to the first day after the last one; open where there is none.
type Days = (NaiveDate, Option<NaiveDate>);

/// A fact that holds from a day to another.
pub(super) trait Dated: Clone {
    /// The days on which it holds.
    fn days(&self) -> Days;

    /// The fact on other days.
    fn on(self, days: Days) -> Self;

    /// The same fact as another row.
    fn anew(self) -> Self;
}

impl Dated for affiliation::Model {
    fn days(&self) -> Days {
        (self.valid_from, self.valid_to)
    }

    fn on(self, (valid_from, valid_to): Days) -> Self {
        Self { valid_from, valid_to, ..self }
    }

    fn anew(self) -> Self {
        Self { id: ids::next(), ..self }
    }
}

impl Dated for appointment::Model {
    fn days(&self) -> Days {
        (self.valid_from, self.valid_to)
    }

    fn on(self, (valid_from, valid_to): Days) -> Self {
        Self { valid_from, valid_to, ..self }
    }

    fn anew(self) -> Self {
        Self { id: ids::next::<AppointmentId>(), version: 0, ..self }
    }
}

impl Dated for standing_committee_membership::Model {
    fn days(&self) -> Days {
        (self.valid_from, self.valid_to)
    }

    fn on(self, (valid_from, valid_to): Days) -> Self {
        Self { valid_from, valid_to, ..self }
    }

    fn anew(self) -> Self {
        Self { id: ids::next(), version: 0, ..self }
    }
}

/// What becomes of the duplicate's facts beside the survivor's, of which those that are `alike` can't hold on one day: on the days on
/// which the survivor's holds it stands, and what is left of the other goes over.
pub(super) fn sorted<M: Dated>(own: &[M], other: Vec<M>, alike: impl Fn(&M, &M) -> bool) -> Sorted<M> {
    let mut sorted = Sorted { twice: Vec::new(), changed: Vec::new(), parts: Vec::new(), whole: Vec::new() };
    for row in other {
        let taken = own.iter().filter(|own| alike(own, &row)).map(Dated::days);
        let mut left = without(row.days(), taken).into_iter();
        match left.next() {
            None => sorted.twice.push(row),
            Some(days) if days == row.days() => sorted.whole.push(row),
            Some(days) => {
                sorted.parts.extend(left.map(|days| row.clone().anew().on(days)));
                sorted.changed.push((row.clone(), row.on(days)));
            }
        }
    }
    sorted
}

/// The facts of the duplicate that share a day with one of the survivor's that is `alike`, each beside that one.
pub(super) fn collisions<'m, M: Dated>(
    own: &'m [M],
    other: &'m [M],
    alike: impl Fn(&M, &M) -> bool,
) -> Vec<(&'m M, &'m M)> {
    let pairs = other.iter().flat_map(|row| own.iter().map(move |own| (own, row)));
    pairs.filter(|(own, row)| alike(own, row) && share_a_day(own.days(), row.days())).collect()
}

fn share_a_day(one: Days, other: Days) -> bool {
    one.1.is_none_or(|end| other.0 < end) && other.1.is_none_or(|end| one.0 < end)
}

/// The days that are left when others are taken from them, in their order.
fn without(days: Days, taken: impl Iterator<Item = Days>) -> Vec<Days> {
    taken.fold(vec![days], |left, taken| left.into_iter().flat_map(|days| cut(days, taken)).collect())
}

fn cut(days: Days, taken: Days) -> Vec<Days> {
    if !share_a_day(days, taken) {
        return vec![days];
    }
    let before = (days.0 < taken.0).then_some((days.0, Some(taken.0)));
    let after = taken.1.filter(|end| days.1.is_none_or(|last| *end < last)).map(|end| (end, days.1));
    before.into_iter().chain(after).collect()
}

#[cfg(test)]
mod tests {
    use entity::id::OfficialId;
    use entity::value::OfficialCategory;
    use uuid::Uuid;

    use super::*;

    fn on(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
    }

    fn years(from: i32, to: Option<i32>) -> Days {
        (on(from), to.map(on))
    }

    #[test]
    fn given_days_when_others_are_taken_then_what_lies_outside_of_them_is_left() {
        let left = |days, taken: &[Days]| without(days, taken.iter().copied());
        let days = years(2010, Some(2020));
        assert_eq!(left(days, &[]), [days]);
        assert_eq!(left(days, &[years(2020, None), years(2000, Some(2010))]), [days]);
        assert_eq!(left(days, &[days]), []);
        assert_eq!(left(days, &[years(2000, None)]), []);
        assert_eq!(left(days, &[years(2015, None)]), [years(2010, Some(2015))]);
        assert_eq!(left(days, &[years(2000, Some(2015))]), [years(2015, Some(2020))]);
        assert_eq!(
            left(days, &[years(2014, Some(2016))]),
            [years(2010, Some(2014)), years(2016, Some(2020))]
        );
        assert_eq!(
            left(years(2010, None), &[years(2014, Some(2016)), years(2016, Some(2018))]),
            [years(2010, Some(2014)), years(2018, None)]
        );
    }

    #[test]
    fn given_facts_of_two_records_then_those_of_one_day_are_parted() {
        let file = |number: u128, days| {
            affiliation::Model {
                id: Uuid::from_u128(number),
                official_id: OfficialId(Uuid::nil()),
                unit_id: Uuid::nil().into(),
                category: OfficialCategory::Cadre,
                valid_from: on(1900),
                valid_to: None,
            }
            .on(days)
        };
        let own = [file(1, years(2014, Some(2016))), file(2, years(2018, None))];
        let other = vec![
            file(3, years(2000, Some(2010))),
            file(4, years(2010, Some(2015))),
            file(5, years(2015, Some(2016))),
            file(6, years(2016, None)),
        ];
        let found = sorted(&own, other.clone(), |_, _| true);
        assert_eq!(found.twice, [file(5, years(2015, Some(2016)))]);
        assert_eq!(found.whole, [file(3, years(2000, Some(2010)))]);
        assert_eq!(
            found.changed,
            [
                (file(4, years(2010, Some(2015))), file(4, years(2010, Some(2014)))),
                (file(6, years(2016, None)), file(6, years(2016, Some(2018)))),
            ]
        );
        assert!(found.parts.is_empty());
        let pairs: Vec<_> = collisions(&own, &other, |_, _| true)
            .into_iter()
            .map(|(own, row)| (own.id.as_u128(), row.id.as_u128()))
            .collect();
        assert_eq!(pairs, [(1, 4), (1, 5), (2, 6)]);
        assert_eq!(sorted(&own, other.clone(), |_, _| false).whole, other);
        let around = sorted(&own, vec![file(7, years(2010, None))], |_, _| true);
        let parts: Vec<_> = around.parts.iter().map(Dated::days).collect();
        assert_eq!(parts, [years(2016, Some(2018))]);
        assert!(around.parts.iter().all(|part| part.id != Uuid::from_u128(7)));
    }
}
