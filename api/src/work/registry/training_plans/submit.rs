//! Plans that are handed to the unit above, and given back by it.

use entity::id::TrainingPlanId;
use entity::training_plan;
use futures_util::FutureExt;

use super::items::advice;
use super::rule::TrainingPlanRule;
use super::transitions::Deed;
use super::{CLASSES, PLAN, Plan, items_of, judges, write_step};
use crate::work::registry::input::{REASON, line};
use crate::work::registry::{Done, Keeper, RegistryError, Rule, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// Which plan is submitted.
#[derive(Clone, Copy, Debug)]
pub struct SubmitTrainingPlan {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// Submits a plan to the unit above.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn submit(
    work: &Work,
    asker: Asker,
    input: SubmitTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        async move { submit_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`submit`], in a transaction that keeps the registry.
pub(in crate::work) async fn submit_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    SubmitTrainingPlan { plan, expected_version }: SubmitTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    let before = Plan::hold(unit, keeper, plan, expected_version).await?;
    let (after, step) = before.done(unit, Deed::Submit, None)?;
    let items = items_of(unit, [plan]).await?;
    if items.is_empty() {
        return Err(Rule::TrainingPlan(TrainingPlanRule::NoItems).at(PLAN).into());
    }
    let after = training_plan::Model { submitted_by: keeper.account(), ..after };
    write_step(unit, &before, after, step).await?;
    Ok(Done::now(plan, advice(&items)))
}

/// Which plan is given back, and why.
#[derive(Clone, Debug)]
pub struct ReturnTrainingPlan {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// What is to be changed.
    pub remark: String,
}

/// Gives a submitted plan back to its unit.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn give_back(
    work: &Work,
    asker: Asker,
    input: ReturnTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { give_back_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`give_back`], in a transaction that keeps the registry.
pub(in crate::work) async fn give_back_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    ReturnTrainingPlan { plan, expected_version, remark }: ReturnTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    let before = Plan::hold(unit, keeper, plan, expected_version).await?;
    let remark = line(&remark, REASON, "remark")?;
    let (after, step) = before.done(unit, Deed::Return, Some(remark))?;
    if !judges(unit, keeper, before.row.unit_id).await? {
        return Err(Rule::NotAbove.at(PLAN).into());
    }
    write_step(unit, &before, after, step).await?;
    Ok(Done::now(plan, Vec::new()))
}
