//! The plan of a unit takes up the items of the plans below it.

use std::collections::{BTreeMap, BTreeSet};

use entity::id::{TrainingPlanId, UnitId};
use entity::value::TrainingPlanStatus;
use entity::{training_plan, training_plan_item};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::items::{advice, few_enough, last_position, numbered};
use super::transitions::{self, Deed};
use super::{CLASSES, Plan, items_of, plans};
use crate::work::registry::{Done, Keeper, RegistryError, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// Which plan takes up those of the units below.
#[derive(Clone, Copy, Debug)]
pub struct ConsolidateTrainingPlans {
    /// The plan that takes up the others.
    pub plan: TrainingPlanId,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consolidated {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The units directly below whose plans stay out, by id.
    pub left_out: Vec<LeftOut>,
}

/// A unit whose plan stays out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The unit.
    pub unit: UnitId,
    /// The latest edition of its plan, which was not submitted or was returned; none where there is none.
    pub plan: Option<TrainingPlanId>,
}

/// Lets a plan that is a draft, or was returned, take up the items of the submitted plans of the units directly below. It may be asked for
/// again: what was submitted since is taken up then.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn consolidate(
    work: &Work,
    asker: Asker,
    input: ConsolidateTrainingPlans,
) -> Result<Done<Consolidated>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        async move { consolidate_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`consolidate`], in a transaction that keeps the registry.
pub(in crate::work) async fn consolidate_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    ConsolidateTrainingPlans { plan, expected_version }: ConsolidateTrainingPlans,
) -> Result<Done<Consolidated>, RegistryError> {
    if !keeper.judges_units_below() {
        return Err(RegistryError::Forbidden);
    }
    let before = Plan::hold(unit, keeper, plan, expected_version).await?;
    transitions::after(before.status, Deed::TakeUp)?;
    let units = keeper.directory().units.children(before.row.unit_id, unit.today());
    let latest = latest_of(unit, &units, before.row.year).await?;
    let submitted: Vec<&Plan> =
        latest.values().filter(|plan| plan.status == TrainingPlanStatus::Submitted).collect();
    let own = items_of(unit, [plan]).await?;
    let theirs = items_of(unit, submitted.iter().map(|plan| plan.row.id)).await?;
    let outdated = outdated(unit, &own, &submitted).await?;
    let taken_up: Vec<_> = numbered(last_position(&own))
        .zip(&theirs)
        .map(|(position, item)| training_plan_item::Model {
            id: unit.id(),
            plan_id: plan,
            position,
            source_item_id: Some(item.id),
            ..item.clone()
        })
        .collect();
    let kept: Vec<_> = own.iter().filter(|item| !outdated.contains(item)).collect();
    few_enough(kept.len().saturating_add(taken_up.len()))?;
    let advice = advice(kept.into_iter().chain(&taken_up));
    if !submitted.is_empty() {
        write(unit, &before, &outdated, taken_up).await?;
        go_into(unit, plan, &submitted).await?;
    }
    let left_out = units.into_iter().filter_map(|of| left_out(of, latest.get(&of))).collect();
    Ok(Done::now(Consolidated { plan, left_out }, advice))
}

/// The latest edition of the plan of each unit for a year.
async fn latest_of(
    unit: &UnitOfWork,
    units: &[UnitId],
    year: i32,
) -> Result<BTreeMap<UnitId, Plan>, RegistryError> {
    use training_plan::Column;
    let of = Condition::all().add(Column::Year.eq(year)).add(Column::UnitId.is_in(units.iter().copied()));
    let mut latest: BTreeMap<UnitId, Plan> = BTreeMap::new();
    for plan in plans(unit, of).await?.into_values() {
        let known = latest.get(&plan.row.unit_id);
        if known.is_none_or(|known| known.row.edition < plan.row.edition) {
            latest.insert(plan.row.unit_id, plan);
        }
    }
    Ok(latest)
}

/// The items that a plan took up of earlier editions of plans that it takes up now.
async fn outdated(
    unit: &UnitOfWork,
    own: &[training_plan_item::Model],
    submitted: &[&Plan],
) -> Result<Vec<training_plan_item::Model>, RegistryError> {
    let sources: BTreeSet<Uuid> = own.iter().filter_map(|item| item.source_item_id).collect();
    let sources = training_plan_item::Entity::find()
        .filter(training_plan_item::Column::Id.is_in(sources))
        .all(unit.transaction())
        .await?;
    let from = training_plan::Entity::find()
        .filter(training_plan::Column::Id.is_in(sources.iter().map(|item| item.plan_id)))
        .all(unit.transaction())
        .await?;
    let renewed: BTreeSet<UnitId> = submitted.iter().map(|plan| plan.row.unit_id).collect();
    let earlier: BTreeSet<TrainingPlanId> =
        from.iter().filter(|plan| renewed.contains(&plan.unit_id)).map(|plan| plan.id).collect();
    let of_earlier: BTreeSet<Uuid> =
        sources.iter().filter(|item| earlier.contains(&item.plan_id)).map(|item| item.id).collect();
    let is_outdated = |item: &&training_plan_item::Model| {
        item.source_item_id.is_some_and(|source| of_earlier.contains(&source))
    };
    Ok(own.iter().filter(is_outdated).cloned().collect())
}

/// Writes the plan that takes up items.
async fn write(
    unit: &mut UnitOfWork,
    before: &Plan,
    outdated: &[training_plan_item::Model],
    taken_up: Vec<training_plan_item::Model>,
) -> Result<(), RegistryError> {
    const OUTDATED: &str = "Đã tổng hợp bản điều chỉnh mới hơn";
    let of = Some(before.row.unit_id);
    unit.remove(outdated, |_| of, OUTDATED).await?;
    unit.create(taken_up, |_| of).await?;
    Ok(unit.change(&before.row, before.changed(), of, None).await?)
}

/// Writes the plans whose items were taken up.
async fn go_into(
    unit: &mut UnitOfWork,
    into: TrainingPlanId,
    submitted: &[&Plan],
) -> Result<(), RegistryError> {
    let (mut changed, mut steps, mut units) = (Vec::new(), Vec::new(), BTreeMap::new());
    for plan in submitted {
        let (after, step) = plan.done(unit, Deed::GoInto, None)?;
        let after = training_plan::Model { consolidated_into_id: Some(into), ..after };
        units.insert(plan.row.id, plan.row.unit_id);
        changed.push((plan.row.clone(), after));
        steps.push(step);
    }
    unit.change_all(&changed, |row| Some(row.unit_id), None).await?;
    Ok(unit.create(steps, |step| units.get(&step.plan_id).copied()).await?)
}

/// Whether the plan of a unit, in its latest edition, stays out.
fn left_out(unit: UnitId, latest: Option<&Plan>) -> Option<LeftOut> {
    use TrainingPlanStatus::{Draft, Returned};
    match latest {
        None => Some(LeftOut { unit, plan: None }),
        Some(plan) => {
            matches!(plan.status, Draft | Returned).then_some(LeftOut { unit, plan: Some(plan.row.id) })
        }
    }
}
