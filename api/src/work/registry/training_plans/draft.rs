//! Plans that are begun: the first edition for a year, and further ones after approval.

use chrono::Datelike;
use entity::id::{TrainingPlanId, UnitId};
use entity::training_plan;
use entity::training_plan_item;
use entity::training_plan_step;
use entity::value::TrainingPlanStatus;
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde::Serialize;

use super::items::{PlannedTraining, advice, new_items};
use super::rule::TrainingPlanRule;
use super::transitions::{self, Deed};
use super::{CLASSES, PLAN, Plan, hold_year, items_of};
use crate::work::idempotency::IdempotencyKey;
use crate::work::registry::{Asked, Done, Keeper, RegistryError, Rule, keep_new};
use crate::work::{Asker, UnitOfWork, Work};

/// Whose plan, for which year, and what it asks for.
#[derive(Clone, Debug, Serialize)]
pub struct DraftTrainingPlan {
    /// The unit.
    pub unit: UnitId,
    /// The year planned: this one or the next.
    pub year: i32,
    /// The items, in their order.
    pub items: Vec<PlannedTraining>,
}

/// Which approved plan is amended.
#[derive(Clone, Debug, Serialize)]
pub struct AmendTrainingPlan {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// Begins the plan of a unit for a year.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn draft(
    work: &Work,
    asker: Asker,
    input: DraftTrainingPlan,
    key: Option<IdempotencyKey>,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    let asked = Asked { operation: "draftTrainingPlan", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| draft_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`draft`], in a transaction that keeps the registry.
pub(in crate::work) async fn draft_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: TrainingPlanId,
    DraftTrainingPlan { unit: of, year, items }: DraftTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    if !keeper.keeps(of) {
        return Err(Rule::NotFound.at("unit").into());
    }
    let this_year = unit.today().year();
    let years = this_year..=this_year.saturating_add(1);
    if !years.contains(&year) {
        return Err(Rule::Year { first: this_year, last: this_year.saturating_add(1) }.at("year").into());
    }
    let items = new_items(|| unit.id(), id, 0, items)?;
    hold_year(unit, year).await?;
    if !editions(unit, of, year).await?.is_empty() {
        return Err(Rule::TrainingPlan(TrainingPlanRule::Exists).at("year").into());
    }
    let plan = training_plan::Model {
        id,
        unit_id: of,
        year,
        edition: 1,
        consolidated_into_id: None,
        decision: None,
        decided_on: None,
        signer: None,
        submitted_by: None,
        version: 1,
    };
    let advice = advice(&items);
    write(unit, plan, items).await?;
    Ok(Done::now(id, advice))
}

/// Begins another edition of an approved plan, with the items of that one, which stays as it is.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn amend(
    work: &Work,
    asker: Asker,
    input: AmendTrainingPlan,
    key: Option<IdempotencyKey>,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    let asked = Asked { operation: "amendTrainingPlan", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| amend_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`amend`], in a transaction that keeps the registry.
pub(in crate::work) async fn amend_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: TrainingPlanId,
    AmendTrainingPlan { plan, expected_version }: AmendTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    let approved = Plan::hold(unit, keeper, plan, expected_version).await?;
    transitions::after(approved.status, Deed::Amend)?;
    let editions = editions(unit, approved.row.unit_id, approved.row.year).await?;
    if editions.iter().any(|other| other.edition > approved.row.edition) {
        return Err(Rule::TrainingPlan(TrainingPlanRule::LaterEdition).at(PLAN).into());
    }
    let items: Vec<_> = items_of(unit, [plan])
        .await?
        .into_iter()
        .map(|item| training_plan_item::Model { id: unit.id(), plan_id: id, ..item })
        .collect();
    let amended = training_plan::Model {
        id,
        edition: approved.row.edition.saturating_add(1),
        consolidated_into_id: None,
        decision: None,
        decided_on: None,
        signer: None,
        submitted_by: None,
        version: 1,
        ..approved.row
    };
    let advice = advice(&items);
    write(unit, amended, items).await?;
    Ok(Done::now(id, advice))
}

/// The editions of a unit's plan for a year.
async fn editions(
    unit: &UnitOfWork,
    of: UnitId,
    year: i32,
) -> Result<Vec<training_plan::Model>, RegistryError> {
    use training_plan::Column;
    let of_year = Condition::all().add(Column::UnitId.eq(of)).add(Column::Year.eq(year));
    Ok(training_plan::Entity::find().filter(of_year).all(unit.transaction()).await?)
}

/// Writes a new plan, its items and its first step.
async fn write(
    unit: &mut UnitOfWork,
    plan: training_plan::Model,
    items: Vec<training_plan_item::Model>,
) -> Result<(), RegistryError> {
    let of = Some(plan.unit_id);
    let step = training_plan_step::Model {
        id: unit.id(),
        plan_id: plan.id,
        sequence: 1,
        status: TrainingPlanStatus::Draft,
        effective_on: unit.today(),
        remark: None,
    };
    unit.create(vec![plan], |_| of).await?;
    unit.create(items, |_| of).await?;
    Ok(unit.create(vec![step], |_| of).await?)
}
