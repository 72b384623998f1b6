//! Part STANDARD of K1: every requirement of the standards of the key titles that a person holds in scope.

use chrono::NaiveDate;

use crate::age::completed_years;
use crate::facts::{Facts, Standard};
use crate::roll::Claim;
use crate::rule::qualified::requirement;
use crate::table::place;
use crate::verdict::{Ground, Verdict};

/// The standards in force on a day, by title.
#[derive(Clone, Debug)]
pub(crate) struct Standards<'a> {
    by_title: Vec<Vec<&'a Standard>>,
}

impl<'a> Standards<'a> {
    pub(crate) fn in_force(facts: &'a Facts, on: NaiveDate) -> Self {
        let titles = u32::try_from(facts.titles.len()).unwrap_or(u32::MAX);
        let in_force = |title| {
            facts
                .standards
                .by_title
                .of(title)
                .iter()
                .filter(|standard| standard.period.contains(on))
                .collect()
        };
        Self { by_title: (0..titles).map(in_force).collect() }
    }

    /// Gives a verdict for each requirement; a title without a standard asks for nothing.
    pub(crate) fn weigh(
        &self,
        facts: &Facts,
        on: NaiveDate,
        official: u32,
        claims: &[Claim],
        mut give: impl FnMut(Verdict),
    ) {
        let mut asked = false;
        for claim in claims {
            for standard in self.by_title.get(usize::from(claim.title)).into_iter().flatten() {
                for row in &standard.requirements {
                    asked = true;
                    give(requirement(facts, on, official, *row));
                }
                if let Some(limit) = standard.max_age_at_first_appointment {
                    asked = true;
                    give(first_appointed_within_age(facts, official, claim, limit));
                }
            }
        }
        if !asked {
            give(Verdict::counted(Ground::NoRequirement));
        }
    }
}

/// Whether the official had at most so many completed years on the first day of the first appointment to the claim's
/// title, in any unit. A merger appoints anew, but not for the first time.
fn first_appointed_within_age(facts: &Facts, official: u32, claim: &Claim, limit: u32) -> Verdict {
    let own = facts.appointments.by_official.of(official).iter();
    let to_title = own.filter_map(|number| {
        let tenure = facts.appointments.by_unit.row(*number)?;
        (tenure.title == claim.title && tenure.mode.holds_seat()).then_some((tenure.period.from(), *number))
    });
    let Some((first_day, appointment)) = to_title.min() else {
        return Verdict::counted(Ground::NoRequirement);
    };
    let Some(birth) = facts.people.rows.get(place(official)).and_then(|person| person.birth) else {
        return Verdict::unknown(Ground::NoBirthDate);
    };
    match completed_years(birth.date(), first_day) {
        Some(age) if age <= limit => {
            Verdict::counted(Ground::FirstAppointedWithinAge { appointment, age, limit })
        }
        Some(age) => Verdict::not_counted(Ground::FirstAppointedOverAge { appointment, age, limit }),
        None => Verdict::unknown(Ground::BornAfterwards { birth }),
    }
}
