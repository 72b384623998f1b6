//! When somebody retires.

use chrono::{Datelike, Months, NaiveDate};
use entity::value::Sex;

/// The first year of the roadmap.
const FIRST_YEAR: i32 = 2021;
/// The year from which the age rises no more, of women; that of men rose for the last time before.
const LAST_YEAR: i32 = 2035;

/// The first day of the month after the one in which the age of retirement is reached; none beyond the calendar's end.
///
/// Source: Nghị định 135/2020/NĐ-CP, Article 4: in 2021 60 years and 3 months for men and 55 years and 4 months for women, then 3
/// and 4 months more each year, up to 62 and 60 years.
#[must_use]
pub fn retires_on(birth: NaiveDate, sex: Sex) -> Option<NaiveDate> {
    let (first, step, last): (u32, u32, u32) = match sex {
        Sex::Male => (60 * 12 + 3, 3, 62 * 12),
        Sex::Female => (55 * 12 + 4, 4, 60 * 12),
    };
    let roadmap = (FIRST_YEAR..LAST_YEAR).zip((first..).step_by(usize::try_from(step).ok()?));
    let reached_by = |months: u32| birth.checked_add_months(Months::new(months.min(last)));
    let in_its_year = roadmap.filter_map(|(year, months)| Some((year, reached_by(months)?)));
    let reached = in_its_year.into_iter().find(|(year, reached)| reached.year() <= *year);
    let reached = reached.map(|(_, reached)| reached).or_else(|| reached_by(last))?;
    reached.checked_add_months(Months::new(1))?.with_day(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_births_then_retirement_by_the_roadmap_of_the_year_in_which_the_age_is_reached() {
        let on = NaiveDate::from_ymd_opt;
        for (sex, birth, expected, why) in [
            (Sex::Male, on(1963, 3, 15), on(2024, 1, 1), "60 years and 9 months in 2023"),
            (Sex::Male, on(1963, 4, 15), on(2024, 5, 1), "61 years in 2024"),
            (Sex::Male, on(1964, 3, 15), on(2025, 7, 1), "61 years and 3 months in 2025"),
            (Sex::Male, on(1990, 3, 15), on(2052, 4, 1), "62 years from 2028 on"),
            (Sex::Female, on(1966, 8, 31), on(2022, 1, 1), "55 years and 4 months in 2021"),
            (Sex::Female, on(1966, 9, 1), on(2022, 6, 1), "55 years and 8 months in 2022"),
            (Sex::Female, on(1968, 3, 15), on(2024, 8, 1), "56 years and 4 months in 2024"),
            (Sex::Female, on(1990, 3, 15), on(2050, 4, 1), "60 years from 2035 on"),
            (Sex::Male, on(1950, 3, 15), on(2010, 7, 1), "long before the roadmap"),
        ] {
            assert_eq!(birth.and_then(|birth| retires_on(birth, sex)), expected, "{why}");
        }
    }
}
