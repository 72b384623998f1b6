//! By when units owe something.

use chrono::{Datelike, NaiveDate};
use entity::id::UnitId;
use entity::obligation_rule as rule;
use entity::value::{DeadlineYear, ObligationKind, ObligedUnits, UnitKind};

use super::Owed;

/// Something that a unit owes, and by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What.
    pub owed: Owed,
    /// The last day that is in time.
    pub due_on: NaiveDate,
    /// What the deadline rests on.
    pub legal_basis: String,
}

/// A unit that may owe something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObligedUnit {
    /// The unit.
    pub id: UnitId,
    /// Its kind on the day asked for.
    pub kind: UnitKind,
    /// Its first day.
    pub begins_on: NaiveDate,
}

impl ObligedUnit {
    /// Among whom it owes; none where it owes nothing.
    fn owes_as(self) -> Option<ObligedUnits> {
        match self.kind {
            kind if kind.is_commune_level() => Some(ObligedUnits::CommuneLevel),
            UnitKind::Agency => Some(ObligedUnits::Agency),
            UnitKind::District => Some(ObligedUnits::District),
            _ => None,
        }
    }

    /// Whether it exists on the last day that is in time and, where the year is over by then, did so in the year.
    fn sees(self, year: i32, due_on: NaiveDate) -> bool {
        self.begins_on <= last_of(year).map_or(due_on, |last| last.min(due_on))
    }
}

/// What units owe of these kinds on a day: for the years given, or else what falls due in the calendar year of the day or the one
/// before. A unit owes what falls due while it exists, for years that it has seen.
///
/// The rule of a year is the one in force on the day asked for, and at the latest on the last day of the deadline's own year: a deadline
/// that is put off before that day is put off for everybody, and one that is set later changes no past year.
#[must_use]
pub fn deadlines(
    rules: &[rule::Model],
    units: &[ObligedUnit],
    kinds: &[ObligationKind],
    years: Option<&[i32]>,
    on: NaiveDate,
) -> Vec<Deadline> {
    let usual: Vec<i32> = (-2..=2).map(|more| on.year().saturating_add(more)).collect();
    let is_usual = |due_on: NaiveDate| years.is_some() || (0..=1).contains(&(on.year() - due_on.year()));
    let mut found = Vec::new();
    for unit in units {
        let Some(owed_by) = unit.owes_as() else { continue };
        let of_unit = rules.iter().filter(|rule| rule.owed_by == owed_by && kinds.contains(&rule.kind));
        for rule in of_unit {
            for year in years.unwrap_or(&usual).iter().copied() {
                let due_on = due_on(rule, year).filter(|due_on| holds(rule, *due_on, on));
                let owed = Owed { unit: unit.id, kind: rule.kind, year };
                let due_on = due_on.filter(|due_on| is_usual(*due_on) && unit.sees(year, *due_on));
                found.extend(due_on.map(|due_on| Deadline {
                    owed,
                    due_on,
                    legal_basis: rule.legal_basis.clone(),
                }));
            }
        }
    }
    found
}

/// The last day that is in time for a year.
fn due_on(rule: &rule::Model, year: i32) -> Option<NaiveDate> {
    let year = year.checked_add(match rule.falls_in {
        DeadlineYear::YearBefore => -1,
        DeadlineYear::SameYear => 0,
        DeadlineYear::YearAfter => 1,
    })?;
    NaiveDate::from_ymd_opt(year, u32::try_from(rule.month).ok()?, u32::try_from(rule.day).ok()?)
}

/// Whether a rule governs a deadline of its own, as seen from a day.
fn holds(rule: &rule::Model, due_on: NaiveDate, on: NaiveDate) -> bool {
    let last = last_of(due_on.year()).unwrap_or(due_on).min(on);
    rule.valid_from <= last && rule.valid_to.is_none_or(|end| last < end)
}

fn last_of(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 31)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use entity::id::ObligationRuleId;
    use uuid::Uuid;

    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rule(
        kind: ObligationKind,
        (month, day): (i32, i32),
        falls_in: DeadlineYear,
        (from, to): (&str, Option<&str>),
    ) -> rule::Model {
        rule::Model {
            id: ObligationRuleId(Uuid::nil()),
            kind,
            owed_by: ObligedUnits::CommuneLevel,
            month,
            day,
            falls_in,
            legal_basis: "Nghị định".to_owned(),
            valid_from: on(from),
            valid_to: to.map(on),
        }
    }

    fn unit(kind: UnitKind, begins_on: &str) -> ObligedUnit {
        ObligedUnit { id: UnitId(Uuid::from_u128(7)), kind, begins_on: on(begins_on) }
    }

    fn told(rules: &[rule::Model], unit: ObligedUnit, years: Option<&[i32]>, at: &str) -> Vec<(i32, String)> {
        let found = deadlines(rules, &[unit], ObligationKind::ALL, years, on(at));
        found.into_iter().map(|found| (found.owed.year, found.due_on.to_string())).collect()
    }

    fn of(rows: &[(i32, &str)]) -> Vec<(i32, String)> {
        rows.iter().map(|(year, due_on)| (*year, (*due_on).to_owned())).collect()
    }

    #[test]
    fn given_rules_and_a_day_then_what_falls_due_in_its_year_and_the_one_before() {
        let ratings = rule(ObligationKind::Ratings, (12, 14), DeadlineYear::SameYear, ("2020-08-20", None));
        let plan =
            rule(ObligationKind::TrainingPlan, (11, 15), DeadlineYear::YearBefore, ("2020-01-01", None));
        let report = rule(ObligationKind::Report, (1, 10), DeadlineYear::YearAfter, ("2020-01-01", None));
        let commune = unit(UnitKind::Commune, "2008-08-01");
        for (rule, expected) in [
            (ratings, [(2024, "2024-12-14"), (2025, "2025-12-14")]),
            (plan, [(2025, "2024-11-15"), (2026, "2025-11-15")]),
            (report, [(2023, "2024-01-10"), (2024, "2025-01-10")]),
        ] {
            assert_eq!(told(&[rule], commune, None, "2025-06-01"), of(&expected));
        }
    }

    #[test]
    fn given_units_then_those_of_the_rules_kind_owe_what_falls_due_while_they_exist() {
        let rules = [rule(ObligationKind::Ratings, (12, 14), DeadlineYear::SameYear, ("2020-08-20", None))];
        let both = of(&[(2024, "2024-12-14"), (2025, "2025-12-14")]);
        for kind in [UnitKind::Commune, UnitKind::Township, UnitKind::Ward, UnitKind::SpecialZone] {
            assert_eq!(told(&rules, unit(kind, "2024-12-14"), None, "2025-12-31"), both, "{kind:?}");
        }
        for kind in [UnitKind::Agency, UnitKind::District, UnitKind::City, UnitKind::Province] {
            assert_eq!(told(&rules, unit(kind, "2008-08-01"), None, "2025-12-31"), [], "{kind:?}");
        }
        let later = unit(UnitKind::Commune, "2025-07-01");
        assert_eq!(told(&rules, later, None, "2025-12-31"), of(&[(2025, "2025-12-14")]));
        assert_eq!(told(&rules, later, Some(&[2024, 2027]), "2025-12-31"), of(&[(2027, "2027-12-14")]));
        assert_eq!(told(&rules, later, Some(&[i32::MAX]), "2025-12-31"), []);
        // It reports on no year that was over before it, however much later the report was due.
        let report = [rule(ObligationKind::Report, (1, 15), DeadlineYear::YearAfter, ("2024-01-12", None))];
        let new_year = unit(UnitKind::Commune, "2025-01-01");
        assert_eq!(told(&report, new_year, Some(&[2024, 2025]), "2025-12-31"), of(&[(2025, "2026-01-15")]));
        let eve = unit(UnitKind::Commune, "2024-12-31");
        assert_eq!(told(&report, eve, None, "2025-12-31"), of(&[(2024, "2025-01-15")]));
    }

    #[test]
    fn given_a_deadline_that_is_put_off_then_from_that_day_on_and_no_past_year() {
        let kind = ObligationKind::Ratings;
        let rules = [
            rule(kind, (12, 14), DeadlineYear::SameYear, ("2020-08-20", Some("2025-12-12"))),
            rule(kind, (12, 20), DeadlineYear::SameYear, ("2025-12-12", None)),
        ];
        let commune = unit(UnitKind::Commune, "2008-08-01");
        for (at, years, expected) in [
            ("2025-12-11", [2024, 2025], [(2024, "2024-12-14"), (2025, "2025-12-14")]),
            ("2025-12-12", [2024, 2025], [(2024, "2024-12-14"), (2025, "2025-12-20")]),
            ("2026-06-01", [2025, 2026], [(2025, "2025-12-20"), (2026, "2026-12-20")]),
        ] {
            let mut found = told(&rules, commune, Some(&years), at);
            found.sort();
            assert_eq!(found, of(&expected), "{at}");
        }
        // Before there was a rule nothing was owed.
        assert_eq!(told(&rules, commune, Some(&[2019]), "2025-12-31"), []);
    }
}
