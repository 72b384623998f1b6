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
