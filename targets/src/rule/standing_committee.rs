//! K4: a woman in a unit's Party standing committee.

use chrono::NaiveDate;

use crate::fact::Sex;
use crate::facts::Facts;
use crate::verdict::{Ground, Verdict};

/// Whether the standing committee that the unit has on the day has a woman among its members of the day; none if the
/// unit has no committee. A committee without members has no woman.
pub(crate) fn woman_in_committee(facts: &Facts, on: NaiveDate, unit: u32) -> Option<Verdict> {
    let party = facts.party.as_ref()?;
    let mut first_committee = None;
    for (committee, period) in party.committees_by_unit.numbered(unit) {
        if !period.contains(on) {
            continue;
        }
        first_committee = first_committee.or(Some(committee));
        for (membership, row) in party.members.numbered(committee) {
            let is_woman = || facts.person(row.official).is_some_and(|person| person.sex == Sex::Female);
            if row.period.contains(on) && is_woman() {
                return Some(Verdict::counted(Ground::WomanMember { membership }));
            }
        }
    }
    first_committee.map(|committee| Verdict::not_counted(Ground::NoWomanMember { committee }))
}
