//! Training plans (domain §7): drafted, edited, submitted, returned, taken up by the plan of the unit above, approved, amended.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use entity::id::{TrainingPlanId, UnitId};
use entity::value::{Role, TrainingPlanStatus as Status};
use entity::{training_plan, training_plan_item, training_plan_step};
use uuid::Uuid;

use super::input::Input;
use super::state::State;
use super::{Asked, Broken, Claim, Done, Outcome, Shown, only};

impl State {
    /// The steps of a plan, in their order.
    fn steps_of(&self, plan: TrainingPlanId) -> Vec<&training_plan_step::Model> {
        let mut steps: Vec<_> = self.training_plan_steps.iter().filter(|step| step.plan_id == plan).collect();
        steps.sort_by_key(|step| step.sequence);
        steps
    }

    pub(in super::super) fn plan_status(&self, plan: TrainingPlanId) -> Status {
        self.steps_of(plan).last().unwrap().status
    }

    /// The items of a plan, in its order.
    pub(in super::super) fn plan_items(&self, plan: TrainingPlanId) -> Vec<&training_plan_item::Model> {
        let mut items: Vec<_> = self.training_plan_items.iter().filter(|item| item.plan_id == plan).collect();
        items.sort_by_key(|item| item.position);
        items
    }

    pub(super) fn units_above(&self, unit: UnitId, on: NaiveDate) -> BTreeSet<UnitId> {
        let mut above = BTreeSet::new();
        let mut here = self.version_on(unit, on).and_then(|row| row.parent_id);
        while let Some(at) = here.filter(|at| above.insert(*at)) {
            here = self.version_on(at, on).and_then(|row| row.parent_id);
        }
        above
    }
}

impl Asked<'_> {
    /// The plan that is named, if the account keeps its unit.
    fn plan_named(&self) -> Result<&training_plan::Model, Broken> {
        let id: TrainingPlanId = self.input.id("trainingPlan");
        let found = self.state().training_plans.iter().find(|row| row.id == id);
        found.filter(|row| self.keeps(row.unit_id)).ok_or_else(|| only("NOT_FOUND", "trainingPlan"))
    }

    /// The plan that is named, with what its version and its state forbid.
    fn plan_in(&self, states: &[Status]) -> Result<(&training_plan::Model, Broken), Broken> {
        let plan = self.plan_named()?;
        let mut broken = Broken::default();
        self.version(&mut broken, plan.version);
        let is_allowed = states.contains(&self.state().plan_status(plan.id));
        broken.unless(is_allowed, "INVALID_TRANSITION", "trainingPlan");
        Ok((plan, broken))
    }

    /// Whether the account returns and approves the plans of a unit: an office above, or where no office is above it, any.
    fn judges_plans_of(&self, unit: UnitId) -> bool {
        let today = self.today();
        let is_of_unit =
            self.model.scope(self.account, today).is_subset(&self.state().stands_for(unit, today));
        let above = self.state().units_above(unit, today);
        let mut offices = self.model.accounts.iter().filter(|account| account.role == Role::District);
        let has_office_above =
            offices.any(|office| office.grants.iter().any(|grant| above.contains(&grant.unit)));
        self.account.role == Role::District && (!is_of_unit || !has_office_above)
    }

    /// What an item says; none where it cannot be.
    fn says(&self, broken: &mut Broken, number: usize, row: Input<'_>) -> Option<training_plan_item::Model> {
        let at = |member: &str| format!("items.{number}.{member}");
        let title_group = broken.text(row.opt_text("titleGroup"), 200, &at("titleGroup"));
        let reason = broken.text(row.opt_text("reason"), 500, &at("reason"));
        let people = row.number("people");
        broken.unless((1..=10_000).contains(&people), "BAD_USER_INPUT", &at("people")).then(|| {
            training_plan_item::Model {
                id: self.model.fresh(),
                plan_id: TrainingPlanId(Uuid::nil()),
                position: 0,
                course_kind: row.word("courseKind"),
                title_group,
                people,
                reason,
                source_item_id: None,
            }
        })
    }

    fn step(&self, after: &mut State, plan: TrainingPlanId, status: Status, remark: Option<String>) {
        let sequence = after.steps_of(plan).last().map_or(0, |step| step.sequence) + 1;
        let (id, effective_on) = (self.model.fresh(), self.today());
        let step = training_plan_step::Model { id, plan_id: plan, sequence, status, effective_on, remark };
        after.training_plan_steps.push(step);
    }

    /// What is told of a plan that was made or changed.
    fn of_plan(&self, after: State, plan: TrainingPlanId, unit: UnitId, is_warned: bool) -> Done {
        let is_silent = after.plan_items(plan).iter().any(|item| item.reason.is_none());
        let warnings = if is_warned && is_silent { vec!["NO_REASON"] } else { Vec::new() };
        let seen = Some((Shown::OfUnit(unit), self.today()));
        Done { warnings, object: Some(plan.0), seen, ..self.done(after) }
    }

    /// Begins an edition with some items.
    fn begin(&self, plan: training_plan::Model, items: Vec<training_plan_item::Model>) -> Done {
        let mut after = self.state().clone();
        let (id, unit) = (plan.id, plan.unit_id);
        after.training_plans.push(plan);
        after.training_plan_items.extend(items);
        self.step(&mut after, id, Status::Draft, None);
        self.of_plan(after, id, unit, true)
    }

    /// `draftTrainingPlan`.
    pub(super) fn draft_plan(&self) -> Outcome {
        let mut broken = Broken::default();
        let rows = self.input.list("items");
        let items: Vec<_> = rows
            .iter()
            .enumerate()
            .filter_map(|(number, row)| self.says(&mut broken, number, *row))
            .collect();
        self.draft_with(broken, items)
    }

    /// Drafts a plan of items, with what forbids these.
    pub(super) fn draft_with(&self, mut broken: Broken, items: Vec<training_plan_item::Model>) -> Outcome {
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let (unit, year): (UnitId, i32) = (self.input.id("unit"), self.input.number("year"));
        broken.unless(self.keeps(unit), "NOT_FOUND", "unit");
        let this_year = self.today().year();
        broken.unless((this_year..=this_year + 1).contains(&year), "BAD_USER_INPUT", "year");
        let is_planned =
            self.state().training_plans.iter().any(|row| (row.unit_id, row.year) == (unit, year));
        broken.unless(!is_planned, "TRAINING_PLAN_EXISTS", "year");
        if !broken.is_none() {
            return Err(broken);
        }
        let plan = training_plan::Model {
            id: self.model.fresh(),
            unit_id: unit,
            year,
            edition: 1,
            consolidated_into_id: None,
            decision: None,
            decided_on: None,
            signer: None,
            submitted_by: None,
            version: 1,
        };
        let items = (1..).zip(items);
        let items = items
            .map(|(position, item)| training_plan_item::Model { plan_id: plan.id, position, ..item })
            .collect();
        Ok(self.begin(plan, items))
    }

    /// `amendTrainingPlan`.
    pub(super) fn amend_plan(&self) -> Outcome {
        let mut broken = Broken::default();
        let claim = self.claim(&mut broken);
        if let (Claim::Replay, true) = (&claim, broken.is_none()) {
            return Ok(self.replayed());
        }
        let (plan, mut broken) = match self.plan_in(&[Status::Approved]) {
            Ok((plan, more)) => (plan, broken.and(more)),
            Err(more) => return Err(broken.and(more)),
        };
        let is_later = |row: &training_plan::Model| {
            (row.unit_id, row.year) == (plan.unit_id, plan.year) && row.edition > plan.edition
        };
        let has_later = self.state().training_plans.iter().any(is_later);
        broken.unless(!has_later, "INVALID_TRANSITION", "trainingPlan");
        if !broken.is_none() {
            return Err(broken);
        }
        let id = self.model.fresh();
        let items = self.state().plan_items(plan.id).into_iter().cloned();
        let items = items
            .map(|item| training_plan_item::Model { id: self.model.fresh(), plan_id: id, ..item })
            .collect();
        let amended = training_plan::Model {
            id,
            edition: plan.edition + 1,
            consolidated_into_id: None,
            decision: None,
            decided_on: None,
            signer: None,
            submitted_by: None,
            version: 1,
            ..plan.clone()
        };
        Ok(self.begin(amended, items))
    }

    /// `editTrainingPlan`.
    pub(super) fn edit_plan(&self) -> Outcome {
        let (plan, mut broken) = self.plan_in(&[Status::Draft, Status::Returned])?;
        let was: Vec<_> = self.state().plan_items(plan.id).into_iter().cloned().collect();
        let mut next = was.iter().map(|item| item.position).max().unwrap_or(0);
        let (mut named, mut list) = (BTreeSet::new(), Vec::new());
        for (number, row) in self.input.list("items").into_iter().enumerate() {
            let place = format!("items.{number}.item");
            let item: Option<Uuid> = row.opt_id("item");
            let known = item.map(|item| was.iter().find(|known| known.id == item));
            broken.unless(known != Some(None), "NOT_FOUND", &place);
            broken.unless(item.is_none_or(|item| named.insert(item)), "BAD_USER_INPUT", &place);
            let Some(says) = self.says(&mut broken, number, row) else { continue };
            list.push(match known.flatten() {
                Some(known) => training_plan_item::Model {
                    id: known.id,
                    plan_id: plan.id,
                    position: known.position,
                    source_item_id: known.source_item_id,
                    ..says
                },
                None => {
                    next += 1;
                    training_plan_item::Model { plan_id: plan.id, position: next, ..says }
                }
            });
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        after.training_plan_items.retain(|item| item.plan_id != plan.id);
        after.training_plan_items.extend(list);
        changed(&mut after, plan.id, |_| ());
        Ok(self.of_plan(after, plan.id, plan.unit_id, true))
    }

    /// `submitTrainingPlan`.
    pub(super) fn submit_plan(&self) -> Outcome {
        let (plan, mut broken) = self.plan_in(&[Status::Draft, Status::Returned])?;
        let has_items = !self.state().plan_items(plan.id).is_empty();
        broken.unless(has_items, "BAD_USER_INPUT", "trainingPlan");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        changed(&mut after, plan.id, |row| row.submitted_by = Some(self.account.id));
        self.step(&mut after, plan.id, Status::Submitted, None);
        Ok(self.of_plan(after, plan.id, plan.unit_id, true))
    }

    /// `returnTrainingPlan`.
    pub(super) fn return_plan(&self) -> Outcome {
        let (plan, mut broken) = self.plan_in(&[Status::Submitted])?;
        let remark = broken.text(self.input.opt_text("remark"), 500, "remark");
        broken.unless(self.judges_plans_of(plan.unit_id), "FORBIDDEN", "trainingPlan");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        changed(&mut after, plan.id, |_| ());
        self.step(&mut after, plan.id, Status::Returned, remark);
        Ok(self.of_plan(after, plan.id, plan.unit_id, false))
    }

    /// `approveTrainingPlan`.
    pub(super) fn approve_plan(&self) -> Outcome {
        let (plan, mut broken) = self.plan_in(&[Status::Submitted])?;
        let decision = broken.text(self.input.opt_text("decision"), 200, "decision");
        let signer = broken.text(self.input.opt_text("signer"), 200, "signer");
        let on = self.input.day("decidedOn");
        broken.unless(self.has_been(on), "BAD_USER_INPUT", "decidedOn");
        let steps = self.state().steps_of(plan.id);
        let submitted = steps.iter().rev().find(|step| step.status == Status::Submitted);
        let is_after = submitted.is_none_or(|step| on >= step.effective_on);
        broken.unless(is_after, "BAD_USER_INPUT", "decidedOn");
        broken.unless(self.judges_plans_of(plan.unit_id), "FORBIDDEN", "trainingPlan");
        let mut approved = vec![plan.clone()];
        let mut at = 0;
        while let Some(above) = approved.get(at).map(|plan| plan.id) {
            let below = self.state().training_plans.iter();
            approved.extend(below.filter(|row| row.consolidated_into_id == Some(above)).cloned());
            at += 1;
        }
        let is_own = approved.iter().any(|row| row.submitted_by == Some(self.account.id));
        broken.unless(!is_own, "FORBIDDEN", "trainingPlan");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        for row in &approved {
            changed(&mut after, row.id, |row| {
                (row.decision, row.decided_on, row.signer) = (decision.clone(), Some(on), signer.clone());
            });
            self.step(&mut after, row.id, Status::Approved, None);
        }
        Ok(self.of_plan(after, plan.id, plan.unit_id, false))
    }

    /// `consolidateTrainingPlans`.
    pub(super) fn consolidate_plans(&self) -> Outcome {
        let (plan, broken) = self.plan_in(&[Status::Draft, Status::Returned])?;
        if !broken.is_none() {
            return Err(broken);
        }
        let state = self.state();
        let is_below = |unit: UnitId| {
            state.version_on(unit, self.today()).is_some_and(|row| row.parent_id == Some(plan.unit_id))
        };
        let is_latest = |row: &training_plan::Model| {
            let of_year = state.training_plans.iter();
            let editions = of_year.filter(|other| (other.unit_id, other.year) == (row.unit_id, row.year));
            editions.map(|other| other.edition).max() == Some(row.edition)
        };
        let mut submitted: Vec<_> = state
            .training_plans
            .iter()
            .filter(|row| row.year == plan.year && is_below(row.unit_id) && is_latest(row))
            .filter(|row| state.plan_status(row.id) == Status::Submitted)
            .collect();
        submitted.sort_by_key(|row| row.id);
        let mut after = state.clone();
        if submitted.is_empty() {
            return Ok(self.of_plan(after, plan.id, plan.unit_id, true));
        }
        let unit_of_item = |item: Uuid| {
            let item = state.training_plan_items.iter().find(|row| row.id == item)?;
            state.training_plans.iter().find(|row| row.id == item.plan_id).map(|row| row.unit_id)
        };
        let is_renewed = |item: &training_plan_item::Model| {
            let from = item.source_item_id.and_then(unit_of_item);
            item.plan_id == plan.id
                && from.is_some_and(|unit| submitted.iter().any(|row| row.unit_id == unit))
        };
        let mut position = state.plan_items(plan.id).iter().map(|item| item.position).max().unwrap_or(0);
        after.training_plan_items.retain(|item| !is_renewed(item));
        for row in submitted {
            for item in state.plan_items(row.id) {
                position += 1;
                after.training_plan_items.push(training_plan_item::Model {
                    id: self.model.fresh(),
                    plan_id: plan.id,
                    position,
                    source_item_id: Some(item.id),
                    ..item.clone()
                });
            }
            changed(&mut after, row.id, |row| row.consolidated_into_id = Some(plan.id));
            self.step(&mut after, row.id, Status::Consolidated, None);
        }
        changed(&mut after, plan.id, |_| ());
        Ok(self.of_plan(after, plan.id, plan.unit_id, true))
    }
}

/// Changes a plan, which counts it.
fn changed(state: &mut State, plan: TrainingPlanId, change: impl FnOnce(&mut training_plan::Model)) {
    let row = state.training_plans.iter_mut().find(|row| row.id == plan).unwrap();
    row.version += 1;
    change(row);
}
