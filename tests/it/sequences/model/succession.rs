//! Succession planning (domain §6): rounds go up and are decided on above; people are proposed, leave the plan, or are appointed.

use chrono::Datelike;
use entity::id::{OfficialId, SuccessionEntryId, SuccessionRoundId, UnitId};
use entity::value::{
    AppointmentMode, Role, SuccessionEntryStatus, SuccessionRemovalReason, SuccessionRoundStatus, TitleBody,
};
use entity::{succession_entry, succession_entry_step, succession_round, succession_round_step};
use uuid::Uuid;

use super::state::{State, holds};
use super::{Account, Asked, Broken, Claim, Done, Model, Outcome, only};

/// Who plans succession.
pub(in super::super) const SUCCESSION: [&str; 9] = [
    "openSuccessionRound",
    "proposeSuccessor",
    "withdrawSuccessor",
    "submitSuccessionRound",
    "appraiseSuccessionRound",
    "returnSuccessionRound",
    "approveSuccessionRound",
    "removeSuccessionEntry",
    "markSuccessorAppointed",
];

impl State {
    pub(in super::super) fn round(&self, id: SuccessionRoundId) -> Option<&succession_round::Model> {
        self.rounds.iter().find(|row| row.id == id)
    }

    /// The state of a round: that of its last step.
    pub(in super::super) fn round_status(&self, id: SuccessionRoundId) -> SuccessionRoundStatus {
        let steps = self.round_steps.iter().filter(|step| step.round_id == id);
        steps.max_by_key(|step| step.sequence).unwrap().status
    }

    pub(in super::super) fn entry_status(&self, id: SuccessionEntryId) -> SuccessionEntryStatus {
        let steps = self.entry_steps.iter().filter(|step| step.entry_id == id);
        steps.max_by_key(|step| step.sequence).unwrap().status
    }

    /// Whether a person holds a title in a unit on a day, and not for a time only.
    fn fills(&self, official: OfficialId, unit: UnitId, title: &str, on: chrono::NaiveDate) -> bool {
        self.career(official).iter().any(|row| {
            (row.unit_id, row.title_code.as_str()) == (unit, title)
                && matches!(row.mode, AppointmentMode::Primary | AppointmentMode::Concurrent)
                && holds(row.valid_from, row.valid_to, on)
        })
    }
}

impl Model {
    /// Whether an account plans for a unit: one of its scope today.
    pub(in super::super) fn plans_for(&self, account: &Account, unit: UnitId) -> bool {
        account.role == Role::PartyCommittee && self.scope(account, self.today).contains(&unit)
    }
}

impl Asked<'_> {
    fn round_named(&self) -> Option<&succession_round::Model> {
        let found = self.state().round(self.input.id("round"));
        found.filter(|row| self.model.plans_for(self.account, row.unit_id))
    }

    fn entry_named(&self) -> Option<(&succession_entry::Model, &succession_round::Model)> {
        let id: SuccessionEntryId = self.input.id("entry");
        let entry = self.state().entries.iter().find(|row| row.id == id)?;
        let round = self.state().round(entry.round_id)?;
        self.model.plans_for(self.account, round.unit_id).then_some((entry, round))
    }

    /// What is told of something that was made before: it may be gone since, or out of sight.
    fn made_before(&self) -> Outcome {
        let key = self.input.opt_text("idempotencyKey").unwrap();
        let used = self.model.used.iter();
        let mut used = used.filter(|used| used.key == key && used.step.account == self.account.username);
        let made = used.next().and_then(|used| used.object).unwrap();
        let entries = &self.state().entries;
        let round = entries.iter().find(|row| row.id.0 == made).map_or(made, |row| row.round_id.0);
        let round = self.state().round(round.into());
        match round.is_some_and(|row| self.model.plans_for(self.account, row.unit_id)) {
            true => Ok(self.replayed()),
            false => Err(only("NOT_FOUND", "")),
        }
    }

    /// `openSuccessionRound`.
    pub(super) fn open_round(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return self.made_before();
        }
        let unit: UnitId = input.id("unit");
        let (body, term): (TitleBody, &str) = (input.word("body"), input.text("term"));
        broken.unless(self.model.plans_for(self.account, unit), "NOT_FOUND", "unit");
        let is_planned_for = matches!(body, TitleBody::Party | TitleBody::Council | TitleBody::Committee);
        broken.unless(is_planned_for, "BAD_USER_INPUT", "body");
        let years: Vec<i32> = term.split('-').filter_map(|year| year.parse().ok()).collect();
        let is_term = years.len() == 2 && years[0] < years[1] && years[1] >= self.today().year();
        broken.unless(is_term, "BAD_USER_INPUT", "term");
        let is_open = |row: &&succession_round::Model| {
            (row.unit_id, row.body, row.term.as_str()) == (unit, body, term)
                && self.state().round_status(row.id) != SuccessionRoundStatus::Approved
        };
        broken.unless(!self.state().rounds.iter().any(|row| is_open(&row)), "ROUND_OPEN", "unit");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        let id: SuccessionRoundId = self.model.fresh();
        after.rounds.push(succession_round::Model {
            id,
            unit_id: unit,
            body,
            term: term.to_owned(),
            submitted_by: None,
            version: 1,
        });
        self.step_of_round(&mut after, id, SuccessionRoundStatus::Draft, None);
        Ok(Done { object: Some(id.0), ..self.done(after) })
    }

    fn step_of_round(
        &self,
        after: &mut State,
        round_id: SuccessionRoundId,
        status: SuccessionRoundStatus,
        remark: Option<String>,
    ) {
        let taken = after.round_steps.iter().filter(|step| step.round_id == round_id).count();
        after.round_steps.push(succession_round_step::Model {
            id: self.model.fresh(),
            round_id,
            sequence: i32::try_from(taken + 1).unwrap(),
            status,
            effective_on: self.today(),
            remark,
        });
    }

    fn step_of_entry(
        &self,
        after: &mut State,
        entry_id: SuccessionEntryId,
        status: SuccessionEntryStatus,
        reason: Option<SuccessionRemovalReason>,
    ) {
        let taken = after.entry_steps.iter().filter(|step| step.entry_id == entry_id).count();
        after.entry_steps.push(succession_entry_step::Model {
            id: self.model.fresh(),
            entry_id,
            sequence: i32::try_from(taken + 1).unwrap(),
            status,
            effective_on: self.today(),
            reason,
        });
    }

    /// `proposeSuccessor`.
    pub(super) fn propose_successor(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return self.made_before();
        }
        let (official, title): (OfficialId, &str) = (input.id("official"), input.text("title"));
        broken.unless(self.keeps_person(official), "NOT_FOUND", "official");
        broken.unless(self.model.law.titles.contains_key(title), "NOT_FOUND", "title");
        let Some(round) = self.round_named() else {
            broken.add("NOT_FOUND", "round");
            return Err(broken);
        };
        let is_of_body = self.model.law.titles.get(title) == Some(&round.body);
        broken.unless(is_of_body, "BAD_USER_INPUT", "title");
        let is_edited = is_edited(self.state().round_status(round.id));
        broken.unless(is_edited, "INVALID_TRANSITION", "round");
        let is_planned = self.state().entries.iter().any(|row| {
            (row.round_id, row.official_id, row.title_code.as_str()) == (round.id, official, title)
        });
        broken.unless(!is_planned, "PLANNED_ALREADY", "official");
        let is_held = self.state().fills(official, round.unit_id, title, self.today());
        broken.unless(!is_held, "HELD_ALREADY", "title");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        let id: SuccessionEntryId = self.model.fresh();
        after.entries.push(succession_entry::Model {
            id,
            round_id: round.id,
            official_id: official,
            title_code: title.to_owned(),
            proposed_by: Some(self.account.id),
            version: 1,
        });
        self.step_of_entry(&mut after, id, SuccessionEntryStatus::Planned, None);
        let warnings = self.composition(&after, round).of_proposal(official, title);
        Ok(Done { warnings: told(warnings), object: Some(id.0), ..self.done(after) })
    }

    /// `submitSuccessionRound` and what is decided above.
    pub(super) fn step_round(&self) -> Outcome {
        use SuccessionRoundStatus::{Appraised, Approved, Returned, Submitted};
        let round = self.round_named().ok_or_else(|| only("NOT_FOUND", "round"))?;
        let mut broken = Broken::default();
        self.version(&mut broken, round.version);
        let was = self.state().round_status(round.id);
        let (is_next, is) = match self.step.mutation {
            "submitSuccessionRound" => (is_edited(was), Submitted),
            "appraiseSuccessionRound" => (was == Submitted, Appraised),
            "returnSuccessionRound" => (was == Submitted || was == Appraised, Returned),
            _ => (was == Appraised, Approved),
        };
        broken.unless(is_next, "INVALID_TRANSITION", "round");
        let entries = || self.state().entries.iter().filter(|row| row.round_id == round.id);
        broken.unless(entries().next().is_some(), "INVALID_TRANSITION", "round");
        if is != Submitted {
            let stands = self.state().stands_for(round.unit_id, self.today());
            let is_of_unit = self.model.scope(self.account, self.today()).is_subset(&stands);
            broken.unless(!is_of_unit, "FORBIDDEN", "round");
        }
        if is == Appraised || is == Approved {
            let own = Some(self.account.id);
            let is_own = round.submitted_by == own || entries().any(|row| row.proposed_by == own);
            broken.unless(!is_own, "FORBIDDEN", "round");
        }
        let remark = match is {
            Returned => broken.text(self.input.opt_text("remark"), 500, "remark"),
            _ => None,
        };
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        for row in after.rounds.iter_mut().filter(|row| row.id == round.id) {
            row.version += 1;
            if is == Submitted {
                row.submitted_by = Some(self.account.id);
            }
        }
        self.step_of_round(&mut after, round.id, is, remark);
        let warnings = if is == Submitted { self.composition(&after, round).of_all() } else { 0 };
        Ok(Done { warnings: told(warnings), object: Some(round.id.0), ..self.done(after) })
    }

    /// `withdrawSuccessor`, `removeSuccessionEntry` and `markSuccessorAppointed`.
    pub(super) fn end_entry(&self) -> Outcome {
        let (entry, round) = self.entry_named().ok_or_else(|| only("NOT_FOUND", "entry"))?;
        let mut broken = Broken::default();
        self.version(&mut broken, entry.version);
        let status = self.state().round_status(round.id);
        let withdraws = self.step.mutation == "withdrawSuccessor";
        let is_allowed =
            if withdraws { is_edited(status) } else { status == SuccessionRoundStatus::Approved };
        let is_planned = self.state().entry_status(entry.id) == SuccessionEntryStatus::Planned;
        broken.unless(is_allowed && is_planned, "INVALID_TRANSITION", "entry");
        let appoints = self.step.mutation == "markSuccessorAppointed";
        if appoints {
            let is_held = self.keeps_person(entry.official_id)
                && self.state().fills(entry.official_id, round.unit_id, &entry.title_code, self.today());
            broken.unless(is_held, "NOT_APPOINTED", "entry");
        }
        if withdraws {
            broken.text(self.input.opt_text("reason"), 500, "reason");
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        if withdraws {
            after.entries.retain(|row| row.id != entry.id);
            after.entry_steps.retain(|step| step.entry_id != entry.id);
            return Ok(Done { object: Some(round.id.0), ..self.done(after) });
        }
        let reason = (!appoints).then(|| self.input.word("reason"));
        let status = if appoints { SuccessionEntryStatus::Appointed } else { SuccessionEntryStatus::Removed };
        for row in after.entries.iter_mut().filter(|row| row.id == entry.id) {
            row.version += 1;
        }
        self.step_of_entry(&mut after, entry.id, status, reason);
        Ok(Done { object: Some(entry.id.0), ..self.done(after) })
    }

    /// Of somebody who was registered twice, what a round plans twice stands once.
    pub(super) fn join_entries(after: &mut State, survivor: OfficialId, duplicate: OfficialId) {
        let own: Vec<_> = after
            .entries
            .iter()
            .filter(|row| row.official_id == survivor)
            .map(|row| (row.round_id, row.title_code.clone()))
            .collect();
        let is_twice = |row: &succession_entry::Model| {
            row.official_id == duplicate && own.contains(&(row.round_id, row.title_code.clone()))
        };
        let twice: Vec<Uuid> = after.entries.iter().filter(|row| is_twice(row)).map(|row| row.id.0).collect();
        after.entries.retain(|row| !twice.contains(&row.id.0));
        after.entry_steps.retain(|step| !twice.contains(&step.entry_id.0));
        for row in after.entries.iter_mut().filter(|row| row.official_id == duplicate) {
            (row.official_id, row.version) = (survivor, row.version + 1);
        }
    }
}

const fn is_edited(status: SuccessionRoundStatus) -> bool {
    matches!(status, SuccessionRoundStatus::Draft | SuccessionRoundStatus::Returned)
}

/// So many findings of the composition check.
fn told(findings: usize) -> Vec<&'static str> {
    vec!["SUCCESSION_COMPOSITION"; findings]
}
