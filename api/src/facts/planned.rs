//! Entries of the succession plan as facts: open from the approval of their round until something ends them.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{SuccessionEntryId, SuccessionRoundId};
use entity::value::{SuccessionEntryStatus, SuccessionRoundStatus};
use entity::{succession_entry, succession_entry_step, succession_round, succession_round_step};
use targets::fact::PlannedEntry;
use targets::period::Period;

use super::SuccessionRows;

/// The entries that were ever open, each from the day on which both its round was approved and itself planned, to the
/// day on which it was appointed or removed or its round ceased to be approved.
pub(super) fn entries(rows: SuccessionRows<'_>) -> Vec<PlannedEntry<'_>> {
    let rounds: HashMap<SuccessionRoundId, &succession_round::Model> =
        rows.rounds.iter().map(|round| (round.id, round)).collect();
    let mut round_steps: HashMap<SuccessionRoundId, Vec<&succession_round_step::Model>> = HashMap::new();
    for step in rows.round_steps {
        round_steps.entry(step.round_id).or_default().push(step);
    }
    let mut entry_steps: HashMap<SuccessionEntryId, Vec<&succession_entry_step::Model>> = HashMap::new();
    for step in rows.entry_steps {
        entry_steps.entry(step.entry_id).or_default().push(step);
    }
    let approvals: HashMap<_, _> = round_steps
        .into_iter()
        .filter_map(|(round, steps)| approval(steps).map(|approval| (round, approval)))
        .collect();
    rows.entries
        .iter()
        .filter_map(|entry| {
            let round = rounds.get(&entry.round_id)?;
            let approval = approvals.get(&entry.round_id)?;
            let planning = planning(entry_steps.remove(&entry.id)?)?;
            fact(entry, round, approval, &planning)
        })
        .collect()
}

/// From when something holds, and from when no longer.
struct Span {
    from: NaiveDate,
    to: Option<NaiveDate>,
}

/// When a round was first approved, and when it first ceased to be.
fn approval(mut steps: Vec<&succession_round_step::Model>) -> Option<Span> {
    steps.sort_by_key(|step| step.sequence);
    let mut after = steps.into_iter().skip_while(|step| step.status != SuccessionRoundStatus::Approved);
    let from = after.next()?.effective_on;
    let to = after.find(|step| step.status != SuccessionRoundStatus::Approved).map(|step| step.effective_on);
    Some(Span { from, to })
}

/// When an entry was first planned, and when it was appointed or removed.
fn planning(mut steps: Vec<&succession_entry_step::Model>) -> Option<Span> {
    steps.sort_by_key(|step| step.sequence);
    let mut after = steps.into_iter().skip_while(|step| step.status != SuccessionEntryStatus::Planned);
    let from = after.next()?.effective_on;
    let to = after.find(|step| step.status != SuccessionEntryStatus::Planned).map(|step| step.effective_on);
    Some(Span { from, to })
}

fn fact<'a>(
    entry: &'a succession_entry::Model,
    round: &succession_round::Model,
    approval: &Span,
    planning: &Span,
) -> Option<PlannedEntry<'a>> {
    let approved_on = approval.from.max(planning.from);
    let to = [approval.to, planning.to].into_iter().flatten().min();
    Some(PlannedEntry {
        entry: entry.id.into(),
        official: entry.official_id.into(),
        unit: round.unit_id.into(),
        title: &entry.title_code,
        open: Period::new(approved_on, to).ok()?,
        approved_on,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use entity::value::SuccessionEntryStatus::{Appointed, Planned};
    use entity::value::SuccessionRoundStatus::{Approved, Draft, Returned};
    use entity::value::TitleBody;
    use uuid::Uuid;

    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 6, day).unwrap()
    }

    /// The period in which an entry was open, by the steps of its round and its own, each with its day in June 2024.
    fn open(
        round: &[(SuccessionRoundStatus, u32)],
        entry: &[(SuccessionEntryStatus, u32)],
    ) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let rounds = [succession_round::Model {
            id: Uuid::from_u128(1).into(),
            unit_id: Uuid::from_u128(2).into(),
            body: TitleBody::Party,
            term: "2025-2030".to_owned(),
            submitted_by: None,
            version: 1,
        }];
        let round_steps: Vec<_> = (1..)
            .zip(round)
            .map(|(sequence, (status, day))| succession_round_step::Model {
                id: Uuid::nil(),
                round_id: Uuid::from_u128(1).into(),
                sequence,
                status: *status,
                effective_on: on(*day),
                remark: None,
            })
            .collect();
        let entries = [succession_entry::Model {
            id: Uuid::from_u128(3).into(),
            round_id: Uuid::from_u128(1).into(),
            official_id: Uuid::from_u128(4).into(),
            title_code: "PARTY_SECRETARY".to_owned(),
            proposed_by: None,
            version: 1,
        }];
        let entry_steps: Vec<_> = (1..)
            .zip(entry)
            .map(|(sequence, (status, day))| succession_entry_step::Model {
                id: Uuid::nil(),
                entry_id: Uuid::from_u128(3).into(),
                sequence,
                status: *status,
                effective_on: on(*day),
                reason: None,
            })
            .collect();
        let rows = SuccessionRows {
            rounds: &rounds,
            round_steps: &round_steps,
            entries: &entries,
            entry_steps: &entry_steps,
        };
        entries_of(rows)
    }

    fn entries_of(rows: SuccessionRows<'_>) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let entry = entries(rows).into_iter().next()?;
        assert_eq!(entry.approved_on, entry.open.from());
        Some((entry.open.from(), entry.open.to()))
    }

    #[test]
    fn an_entry_is_open_from_the_approval_of_its_round() {
        assert_eq!(open(&[(Draft, 1), (Approved, 10)], &[(Planned, 2)]), Some((on(10), None)));
    }

    #[test]
    fn an_entry_planned_after_the_approval_is_open_from_its_own_day() {
        assert_eq!(open(&[(Draft, 1), (Approved, 10)], &[(Planned, 12)]), Some((on(12), None)));
    }

    #[test]
    fn an_appointment_or_the_end_of_the_approval_closes_it_whichever_comes_first() {
        let round = [(Draft, 1), (Approved, 10), (Returned, 25)];
        assert_eq!(open(&round, &[(Planned, 2), (Appointed, 20)]), Some((on(10), Some(on(20)))));
        assert_eq!(open(&round, &[(Planned, 2), (Appointed, 28)]), Some((on(10), Some(on(25)))));
    }

    #[test]
    fn an_entry_that_never_was_approved_or_ended_before_it_is_no_fact() {
        assert_eq!(open(&[(Draft, 1), (Returned, 10)], &[(Planned, 2)]), None);
        assert_eq!(open(&[(Draft, 1), (Approved, 10)], &[(Planned, 2), (Appointed, 10)]), None);
    }
}
