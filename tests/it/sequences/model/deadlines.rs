//! Deadlines of what units owe (domain §6): another one begins, and the one before ends.

use chrono::NaiveDate;
use entity::id::ObligationRuleId;
use entity::obligation_rule;
use entity::value::{DeadlineYear, ObligationKind, ObligedUnits};

use super::input::can_be;
use super::{Asked, Broken, Claim, Done, Outcome};

impl Asked<'_> {
    /// `setDeadline`.
    pub(super) fn set_deadline(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let from = input.day("validFrom");
        broken.unless(can_be(from), "BAD_USER_INPUT", "validFrom");
        let legal_basis = broken.text(input.opt_text("legalBasis"), 500, "legalBasis");
        let (month, day) = (input.number("month"), input.number("day"));
        // Every year has it, also one that is no leap year.
        let numbers = (u32::try_from(month), u32::try_from(day));
        let there_is =
            matches!(numbers, (Ok(month), Ok(day)) if NaiveDate::from_ymd_opt(2023, month, day).is_some());
        broken.unless(there_is, "BAD_USER_INPUT", "day");
        let (kind, owed_by): (ObligationKind, ObligedUnits) = (input.word("kind"), input.word("owedBy"));
        let alike = self.state().deadlines.iter().filter(|row| (row.kind, row.owed_by) == (kind, owed_by));
        let last = alike.max_by_key(|row| row.valid_from).cloned();
        if let Some(last) = &last {
            broken.unless(from >= self.today() && from > last.valid_from, "BAD_USER_INPUT", "validFrom");
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        for row in
            after.deadlines.iter_mut().filter(|row| last.as_ref().is_some_and(|last| last.id == row.id))
        {
            row.valid_to = Some(from);
        }
        let id: ObligationRuleId = self.model.fresh();
        after.deadlines.push(obligation_rule::Model {
            id,
            kind,
            owed_by,
            month,
            day,
            falls_in: input.opt_word("fallsIn").unwrap_or(DeadlineYear::SameYear),
            legal_basis: legal_basis.unwrap(),
            valid_from: from,
            valid_to: None,
        });
        Ok(Done { object: Some(id.0), ..self.done(after) })
    }
}
