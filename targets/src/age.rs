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
