//! Succession plans: rounds opened, people proposed, steps taken, and what became of the people.

use std::collections::{BTreeMap, HashMap};

use entity::value::{SuccessionEntryStatus, SuccessionRoundStatus};
use entity::{succession_entry_step, succession_round_step};

use super::step::Step;
use super::{Life, Turn};
use crate::demo::District;
use crate::work::registry::succession::{
    MarkAppointed, OpenRound, ProposeSuccessor, RemoveEntry, RoundStep, TakeRoundStep,
};

impl Life {
    pub(super) fn tell_succession(&mut self, district: &District) {
        let rounds: HashMap<_, _> = district.succession_rounds.iter().map(|row| (row.id, row)).collect();
        let entries: HashMap<_, _> = district.succession_entries.iter().map(|row| (row.id, row)).collect();
        let round_steps: BTreeMap<_, _> = district
            .succession_round_steps
            .iter()
            .map(|step| ((step.round_id, step.sequence), step))
            .collect();
        for step in round_steps.into_values() {
            let Some(round) = rounds.get(&step.round_id) else { continue };
            if let Some(taken) = taken(step) {
                let input = TakeRoundStep {
                    round: round.id,
                    expected_version: step.sequence.saturating_sub(1),
                    step: taken,
                };
                self.tell(step.effective_on, Turn::RoundSteps, Step::MoveRound(step.id, input));
            } else {
                let input = OpenRound { unit: round.unit_id, body: round.body, term: round.term.clone() };
                self.tell(step.effective_on, Turn::Rounds, Step::OpenRound(round.id, step.id, input));
            }
        }
        for step in &district.succession_entry_steps {
            let Some(entry) = entries.get(&step.entry_id) else { continue };
            let told = match step.status {
                SuccessionEntryStatus::Planned => {
                    let input = ProposeSuccessor {
                        round: entry.round_id,
                        official: entry.official_id,
                        title: entry.title_code.clone(),
                    };
                    (Turn::Successors, Step::ProposeSuccessor(entry.id, step.id, input))
                }
                SuccessionEntryStatus::Removed | SuccessionEntryStatus::Appointed => {
                    (Turn::SuccessorsEnd, ended(step))
                }
            };
            self.tell(step.effective_on, told.0, told.1);
        }
    }
}

/// What was done with a round in a step; none where it was opened.
fn taken(step: &succession_round_step::Model) -> Option<RoundStep> {
    match step.status {
        SuccessionRoundStatus::Draft => None,
        SuccessionRoundStatus::Submitted => Some(RoundStep::Submit),
        SuccessionRoundStatus::Appraised => Some(RoundStep::Appraise),
        SuccessionRoundStatus::Returned => {
            Some(RoundStep::Return { remark: step.remark.clone().unwrap_or_default() })
        }
        SuccessionRoundStatus::Approved => Some(RoundStep::Approve),
    }
}

/// How an entry ended.
fn ended(step: &succession_entry_step::Model) -> Step {
    let (entry, expected_version) = (step.entry_id, step.sequence.saturating_sub(1));
    match step.reason {
        Some(reason) => Step::RemoveEntry(step.id, RemoveEntry { entry, expected_version, reason }),
        None => Step::MarkAppointed(step.id, MarkAppointed { entry, expected_version }),
    }
}
