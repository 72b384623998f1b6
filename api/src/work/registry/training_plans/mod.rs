//! Yearly training plans (kế hoạch đào tạo, bồi dưỡng): drafted and submitted by each unit, returned, or taken up by the plan of the unit
//! above, approved, and amended by another edition. Source: domain §7.
//!
//! Who does what:
//!
//! - A plan is drafted, edited, submitted and amended by whoever keeps its unit: the unit itself, an agency like a commune, or the Home
//!   Affairs office above it.
//! - It is returned and approved by the Home Affairs office *above* its unit: one whose rights reach more than the unit and what is below
//!   it. After the communes came directly under the city that is the city's office, and an office whose rights went over to the communes of
//!   a district that ended: each commune's plan is below it, though no unit of its own is above them.
//! - The plan of a unit that no such office is above, as that of a district whose city has no account here, is approved by another
//!   account of its own office, which records the decision that was made elsewhere.
//! - Plans are taken up by the plan of the unit directly above theirs: the district's while there is one, the city's since.
//! - Nobody approves what he submitted, nor a plan that took it up.
//!
//! All changes of the plans of one year are made one after the other ([`locks::sought`]): each looks at the plans of other units.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

mod approve;
mod consolidate;
mod draft;
mod edit;
mod from_needs;
mod items;
mod rule;
mod submit;
mod transitions;

pub use approve::{ApproveTrainingPlan, approve};
pub use consolidate::{ConsolidateTrainingPlans, Consolidated, LeftOut, consolidate};
pub use draft::{AmendTrainingPlan, DraftTrainingPlan, amend, draft};
pub use edit::{EditTrainingPlan, edit};
pub use from_needs::{CourseNeed, DraftFromNeeds, draft_from_needs};
pub use items::{EditedItem, PlannedTraining};
pub use rule::{TrainingPlanAdvice, TrainingPlanRule};
pub use submit::{ReturnTrainingPlan, SubmitTrainingPlan, give_back, submit};

pub(in crate::work) use approve::approve_in;
pub(in crate::work) use consolidate::consolidate_in;
pub(in crate::work) use draft::{amend_in, draft_in};
pub(in crate::work) use edit::edit_in;
pub(in crate::work) use submit::{give_back_in, submit_in};

use std::collections::{BTreeMap, BTreeSet};

use entity::class::ConfidentialityClass;
use entity::id::{TrainingPlanId, UnitId};
use entity::value::{AccountStatus, Role, TrainingPlanStatus};
use entity::{account, account_grant, training_plan, training_plan_item, training_plan_step};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

use self::transitions::Deed;
use super::{Keeper, Refusal, RegistryError, Rule, locks};
use crate::work::UnitOfWork;

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// The member of an input that names a plan.
const PLAN: &str = "trainingPlan";

/// A plan with the state that it is in.
#[derive(Clone, Debug)]
struct Plan {
    row: training_plan::Model,
    status: TrainingPlanStatus,
    /// The number of its last step.
    sequence: i32,
    submitted_on: Option<chrono::NaiveDate>,
}

impl Plan {
    /// A plan with its steps, the first one first; none that has no step.
    fn of(row: training_plan::Model, steps: &[training_plan_step::Model]) -> Option<Self> {
        let last = steps.last()?;
        let submitted = steps.iter().rev().find(|step| step.status == TrainingPlanStatus::Submitted);
        let submitted_on = submitted.map(|step| step.effective_on);
        Some(Self { row, status: last.status, sequence: last.sequence, submitted_on })
    }

    /// Holds the plan that a change names, at the version that the client knows. One out of the scope of today is told as one that does not
    /// exist, at the same cost.
    async fn hold(
        unit: &UnitOfWork,
        keeper: &Keeper,
        id: TrainingPlanId,
        expected_version: i32,
    ) -> Result<Self, RegistryError> {
        let known = training_plan::Entity::find_by_id(id).one(unit.transaction()).await?;
        hold_year(unit, known.map_or(0, |row| row.year)).await?;
        // Read again: until the year was held it may have been changed.
        let found = plans(unit, training_plan::Column::Id.eq(id)).await?.into_values().next();
        let found = found.filter(|plan| keeper.keeps(plan.row.unit_id));
        let plan = found.ok_or_else(|| Rule::NotFound.at(PLAN))?;
        if plan.row.version != expected_version {
            return Err(Rule::Conflict { current: plan.row.version }.at("expectedVersion").into());
        }
        Ok(plan)
    }

    /// The plan once something was done to it, which its state has to allow, and the step by which it was.
    fn done(
        &self,
        unit: &UnitOfWork,
        deed: Deed,
        remark: Option<String>,
    ) -> Result<(training_plan::Model, training_plan_step::Model), Refusal> {
        let status = transitions::after(self.status, deed)?;
        let step = training_plan_step::Model {
            id: unit.id(),
            plan_id: self.row.id,
            sequence: self.sequence.saturating_add(1),
            status,
            effective_on: unit.today(),
            remark,
        };
        Ok((self.changed(), step))
    }

    /// The plan as it is after a change, but for what changes.
    fn changed(&self) -> training_plan::Model {
        training_plan::Model { version: self.row.version.saturating_add(1), ..self.row.clone() }
    }
}

/// Holds the plans of a year, of all units.
async fn hold_year(unit: &UnitOfWork, year: i32) -> Result<(), RegistryError> {
    Ok(locks::sought(unit, format!("training plans of {year}").as_bytes()).await?)
}

/// Plans that meet a condition, with their states.
async fn plans(
    unit: &UnitOfWork,
    condition: impl sea_orm::sea_query::IntoCondition + Send,
) -> Result<BTreeMap<TrainingPlanId, Plan>, RegistryError> {
    let rows = training_plan::Entity::find().filter(condition).all(unit.transaction()).await?;
    let steps = training_plan_step::Entity::find()
        .filter(training_plan_step::Column::PlanId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(training_plan_step::Column::Sequence)
        .all(unit.transaction())
        .await?;
    let mut of: BTreeMap<TrainingPlanId, Vec<training_plan_step::Model>> = BTreeMap::new();
    for step in steps {
        of.entry(step.plan_id).or_default().push(step);
    }
    let plan = |row: training_plan::Model| {
        let steps = of.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        Some((row.id, Plan::of(row, steps)?))
    };
    Ok(rows.into_iter().filter_map(plan).collect())
}

/// The items of plans, in the order of the plans and of their own.
async fn items_of(
    unit: &UnitOfWork,
    plans: impl IntoIterator<Item = TrainingPlanId> + Send,
) -> Result<Vec<training_plan_item::Model>, RegistryError> {
    use training_plan_item::Column;
    let of: BTreeSet<TrainingPlanId> = plans.into_iter().collect();
    let rows = training_plan_item::Entity::find()
        .filter(Column::PlanId.is_in(of))
        .order_by_asc(Column::PlanId)
        .order_by_asc(Column::Position);
    Ok(rows.all(unit.transaction()).await?)
}

/// Writes the step of a plan, and the plan as it is then.
async fn write_step(
    unit: &mut UnitOfWork,
    before: &Plan,
    after: training_plan::Model,
    step: training_plan_step::Model,
) -> Result<(), RegistryError> {
    let of = Some(before.row.unit_id);
    let remark = step.remark.clone();
    unit.change(&before.row, after, of, remark).await?;
    Ok(unit.create(vec![step], |_| of).await?)
}

/// Whether the keeper returns and approves the plans of a unit: it is the Home Affairs office above, or where there is none, that of the
/// unit itself.
async fn judges(unit: &UnitOfWork, keeper: &Keeper, of: UnitId) -> Result<bool, RegistryError> {
    if !keeper.judges_units_below() {
        return Ok(false);
    }
    let is_above = !keeper.is_of(of, unit.today());
    Ok(is_above || !has_office_above(unit, keeper, of).await?)
}

/// Whether an account of a Home Affairs office holds its role in a unit above today.
async fn has_office_above(unit: &UnitOfWork, keeper: &Keeper, of: UnitId) -> Result<bool, RegistryError> {
    use account_grant::Column;
    let above = keeper.directory().units.ancestors(of, unit.today());
    let account: RelationDef = account_grant::Entity::belongs_to(account::Entity)
        .from(Column::AccountId)
        .to(account::Column::Id)
        .into();
    let held = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(unit.today()));
    let office = account_grant::Entity::find()
        .join(JoinType::InnerJoin, account)
        .filter(account::Column::Role.eq(Role::District))
        .filter(account::Column::Status.eq(AccountStatus::Active))
        .filter(Column::UnitId.is_in(above))
        .filter(Column::ValidFrom.lte(unit.today()))
        .filter(held);
    Ok(office.one(unit.transaction()).await?.is_some())
}
