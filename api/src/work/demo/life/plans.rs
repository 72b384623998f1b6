//! Training plans: each drafted, edited, submitted, returned, taken up and approved on its days.

use chrono::NaiveDate;
use entity::id::TrainingPlanId;
use entity::value::TrainingPlanStatus;
use entity::{training_plan, training_plan_item, training_plan_step};

use super::step::Step;
use super::{Life, Turn};
use crate::demo::District;
use crate::work::registry::training_plans::{
    AmendTrainingPlan, ApproveTrainingPlan, ConsolidateTrainingPlans, DraftTrainingPlan, EditTrainingPlan,
    EditedItem, PlannedTraining, ReturnTrainingPlan, SubmitTrainingPlan,
};

impl Life {
    pub(super) fn tell_plans(&mut self, district: &District) {
        for row in &district.training_plans {
            Story::of(district, row).tell(self);
        }
    }
}

/// What the rows say of one plan.
struct Story<'d> {
    district: &'d District,
    plan: &'d training_plan::Model,
    steps: Vec<&'d training_plan_step::Model>,
    items: Vec<&'d training_plan_item::Model>,
    /// The edition before, with its items.
    before: Option<(&'d training_plan::Model, Vec<&'d training_plan_item::Model>)>,
}

impl<'d> Story<'d> {
    fn of(district: &'d District, plan: &'d training_plan::Model) -> Self {
        let before = district.training_plans.iter().find(|other| {
            (other.unit_id, other.year, other.edition) == (plan.unit_id, plan.year, plan.edition - 1)
        });
        Self {
            district,
            plan,
            steps: steps_of(district, plan.id),
            items: items_of(district, plan.id),
            before: before.map(|before| (before, items_of(district, before.id))),
        }
    }

    fn tell(&self, life: &mut Life) {
        let Some((first, others)) = self.steps.split_first() else { return };
        life.tell(first.effective_on, Turn::Drafts, self.draft(first));
        let mut version = 1;
        if let Some(edit) = self.edit(version) {
            life.tell(first.effective_on, Turn::Drafts, edit);
            version += 1;
        }
        if let Some((on, consolidate)) = self.consolidate(version) {
            life.tell(on, Turn::Consolidations, consolidate);
            version += 1;
        }
        for step in others {
            if let Some((turn, told)) = self.further(step, version) {
                life.tell(step.effective_on, turn, told);
            }
            version += 1;
        }
    }

    fn draft(&self, step: &training_plan_step::Model) -> Step {
        let plan = self.plan;
        match &self.before {
            Some((before, copied)) => {
                let ids = self.items.iter().take(copied.len()).map(|item| item.id).chain([step.id]).collect();
                let input = AmendTrainingPlan { plan: before.id, expected_version: before.version };
                Step::AmendPlan(plan.id, ids, input)
            }
            None => {
                let own = || self.items.iter().filter(|item| item.source_item_id.is_none());
                let ids = own().map(|item| item.id).chain([step.id]).collect();
                let items = own().map(|item| says(item)).collect();
                let input = DraftTrainingPlan { unit: plan.unit_id, year: plan.year, items };
                Step::DraftPlan(plan.id, ids, input)
            }
        }
    }

    /// What a further edition changes of the items that it began with.
    fn edit(&self, expected_version: i32) -> Option<Step> {
        let (_, copied) = self.before.as_ref()?;
        let is_new = |item: &&&training_plan_item::Model| item.source_item_id.is_none();
        let added: Vec<_> = self.items.iter().skip(copied.len()).filter(is_new).copied().collect();
        let kept: Vec<_> = self.items.iter().take(copied.len()).copied().collect();
        let is_edited = kept.iter().zip(copied).any(|(after, before)| says(after) != says(before));
        let kept = kept.into_iter().map(|item| EditedItem { item: Some(item.id), says: says(item) });
        let new = added.iter().map(|item| EditedItem { item: None, says: says(item) });
        let ids = added.iter().map(|item| item.id).collect::<Vec<_>>();
        let input =
            EditTrainingPlan { plan: self.plan.id, expected_version, items: kept.chain(new).collect() };
        (is_edited || !added.is_empty()).then_some(Step::EditPlan(ids, input))
    }

    /// That it takes up the plans that went into it, and when.
    fn consolidate(&self, expected_version: i32) -> Option<(NaiveDate, Step)> {
        let mut into: Vec<_> = self.went_into().collect();
        into.sort_by_key(|plan| plan.unit_id);
        let taken_up: Vec<_> =
            into.iter().filter_map(|plan| self.step_of(plan.id, TrainingPlanStatus::Consolidated)).collect();
        let on = taken_up.first()?.effective_on;
        let copied = self.before.as_ref().map_or(0, |(_, copied)| copied.len());
        let items = self.items.iter().skip(copied).filter(|item| item.source_item_id.is_some());
        let ids = items.map(|item| item.id).chain(taken_up.iter().map(|step| step.id)).collect();
        Some((on, Step::TakeUpPlans(ids, ConsolidateTrainingPlans { plan: self.plan.id, expected_version })))
    }

    /// What becomes of it after its first day, but for what is done to the plan that took it up.
    fn further(&self, step: &training_plan_step::Model, expected_version: i32) -> Option<(Turn, Step)> {
        let plan = self.plan.id;
        Some(match step.status {
            TrainingPlanStatus::Submitted => {
                let input = SubmitTrainingPlan { plan, expected_version };
                (Turn::Submissions, Step::SubmitPlan(step.id, input))
            }
            TrainingPlanStatus::Returned => {
                let remark = step.remark.clone().unwrap_or_default();
                let input = ReturnTrainingPlan { plan, expected_version, remark };
                (Turn::Submissions, Step::ReturnPlan(step.id, input))
            }
            TrainingPlanStatus::Approved if self.plan.consolidated_into_id.is_none() => {
                let mut with_it: Vec<_> = self.went_into().map(|plan| plan.id).collect();
                with_it.sort();
                let steps = with_it.into_iter().filter_map(|plan| self.step_of(plan, step.status));
                let ids = [step.id].into_iter().chain(steps.map(|step| step.id)).collect();
                let input = ApproveTrainingPlan {
                    plan,
                    expected_version,
                    decision: self.plan.decision.clone().unwrap_or_default(),
                    decided_on: self.plan.decided_on.unwrap_or(step.effective_on),
                    signer: self.plan.signer.clone().unwrap_or_default(),
                };
                (Turn::PlanApprovals, Step::ApprovePlan(ids, input))
            }
            TrainingPlanStatus::Draft | TrainingPlanStatus::Consolidated | TrainingPlanStatus::Approved => {
                return None;
            }
        })
    }

    fn went_into(&self) -> impl Iterator<Item = &'d training_plan::Model> {
        let plan = self.plan.id;
        self.district.training_plans.iter().filter(move |other| other.consolidated_into_id == Some(plan))
    }

    fn step_of(
        &self,
        plan: TrainingPlanId,
        status: TrainingPlanStatus,
    ) -> Option<&'d training_plan_step::Model> {
        self.district.training_plan_steps.iter().find(|step| step.plan_id == plan && step.status == status)
    }
}

fn steps_of(district: &District, plan: TrainingPlanId) -> Vec<&training_plan_step::Model> {
    let mut steps: Vec<_> = district.training_plan_steps.iter().filter(|step| step.plan_id == plan).collect();
    steps.sort_by_key(|step| step.sequence);
    steps
}

fn items_of(district: &District, plan: TrainingPlanId) -> Vec<&training_plan_item::Model> {
    let mut items: Vec<_> = district.training_plan_items.iter().filter(|item| item.plan_id == plan).collect();
    items.sort_by_key(|item| item.position);
    items
}

fn says(item: &training_plan_item::Model) -> PlannedTraining {
    PlannedTraining {
        course_kind: item.course_kind,
        title_group: item.title_group.clone(),
        people: item.people,
        reason: item.reason.clone(),
    }
}
