//! Ages in completed years, from dates of birth that may be known to the day, the month or the year.

use chrono::{Datelike, NaiveDate};

/// How much of a date of birth is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePrecision {
    /// Day, month and year.
    Day,
    /// Month and year; the day counts as the first.
    Month,
    /// The year alone; it counts as 1 January.
    Year,
}

/// A date of birth as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BirthDate {
    date: NaiveDate,
    precision: DatePrecision,
}

impl BirthDate {
    /// A date of birth. What the precision leaves unknown counts as the first: a month as its day 1, a year as its
    /// 1 January.
    #[must_use]
    pub fn new(date: NaiveDate, precision: DatePrecision) -> Self {
        let first_of = |month| NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date);
        let date = match precision {
            DatePrecision::Day => date,
            DatePrecision::Month => first_of(date.month()),
            DatePrecision::Year => first_of(1),
        };
        Self { date, precision }
    }

    /// The day that counts as the day of birth.
    #[must_use]
    pub const fn date(&self) -> NaiveDate {
        self.date
    }

    /// How much of the date is known.
    #[must_use]
    pub const fn precision(&self) -> DatePrecision {
        self.precision
    }
}

/// Completed years on a day; none before the birth. A year is completed on the birthday itself, and who was born on
/// 29 February completes it on 28 February in common years.
#[must_use]
pub fn completed_years(birth: NaiveDate, on: NaiveDate) -> Option<u32> {
    let years = u32::try_from(on.year() - birth.year()).ok()?;
    if birthday(birth, years)? <= on { Some(years) } else { years.checked_sub(1) }
}

/// The day on which a person completes so many years; none beyond the calendar's end.
#[must_use]
pub fn birthday(birth: NaiveDate, years: u32) -> Option<NaiveDate> {
    let year = birth.year().checked_add(i32::try_from(years).ok()?)?;
    NaiveDate::from_ymd_opt(year, birth.month(), birth.day()).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

/// The last day of birth of those who have completed so many years on a day: who was born later has not. None beyond
/// the calendar's beginning.
#[must_use]
pub fn last_birth_of_age(years: u32, on: NaiveDate) -> Option<NaiveDate> {
    let year = on.year().checked_sub(i32::try_from(years).ok()?)?;
    let same_day = NaiveDate::from_ymd_opt(year, on.month(), on.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, on.month(), 28))?;
    // Who was born on 29 February completes a common year together with who was born on the 28th.
    let day_after = same_day.succ_opt().filter(|birth| birthday(*birth, years).is_some_and(|day| day <= on));
    Some(day_after.unwrap_or(same_day))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]
    use super::*;

    #[test]
    fn given_an_age_and_any_day_then_the_last_birth_has_it_and_the_next_has_not() {
        let first = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap();
        for on in first.iter_days().take(4 * 365 + 1) {
            for years in [0, 1, 33, 34, 35, 36] {
                let last = last_birth_of_age(years, on).unwrap();
                let has = |birth| completed_years(birth, on).is_some_and(|age| age >= years);
                assert!(has(last), "{last} {years} {on}");
                assert!(!has(last.succ_opt().unwrap()), "{last} {years} {on}");
            }
        }
    }
}
