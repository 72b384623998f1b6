//! Plans that are approved, each with those whose items it took up.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::TrainingPlanId;
use entity::{training_plan, training_plan_step};
use futures_util::FutureExt;
use sea_orm::ColumnTrait;

use super::transitions::Deed;
use super::{CLASSES, PLAN, Plan, judges, plans};
use crate::work::registry::input::{LINE, line, past_day};
use crate::work::registry::{Done, Keeper, RegistryError, Rule, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// Which plan is approved, and by which decision.
#[derive(Clone, Debug)]
pub struct ApproveTrainingPlan {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The decision's number.
    pub decision: String,
    /// The decision's date.
    pub decided_on: NaiveDate,
    /// Who signed it.
    pub signer: String,
}

/// Approves a submitted plan, and with it those whose items it took up.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn approve(
    work: &Work,
    asker: Asker,
    input: ApproveTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { approve_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`approve`], in a transaction that keeps the registry.
pub(in crate::work) async fn approve_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: ApproveTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    let plan = Plan::hold(unit, keeper, input.plan, input.expected_version).await?;
    let approved = plan.done(unit, Deed::Approve, None)?;
    let decision = line(&input.decision, LINE, "decision")?;
    let signer = line(&input.signer, LINE, "signer")?;
    let decided_on = past_day(input.decided_on, unit.today(), "decidedOn")?;
    if plan.submitted_on.is_some_and(|submitted| decided_on < submitted) {
        return Err(Rule::Order.at("decidedOn").into());
    }
    if !judges(unit, keeper, plan.row.unit_id).await? {
        return Err(Rule::NotAbove.at(PLAN).into());
    }
    let with_it = taken_up(unit, plan.row.id).await?;
    let is_own = |plan: &Plan| keeper.account().is_some() && plan.row.submitted_by == keeper.account();
    if std::iter::once(&plan).chain(with_it.values()).any(is_own) {
        return Err(Rule::OwnProposal.at(PLAN).into());
    }
    let mut changed = vec![(plan.row, approved.0)];
    let mut steps = vec![approved.1];
    for plan in with_it.into_values() {
        let (after, step) = plan.done(unit, Deed::ApproveWith, None)?;
        changed.push((plan.row, after));
        steps.push(step);
    }
    for (_, after) in &mut changed {
        after.decision = Some(decision.clone());
        after.decided_on = Some(decided_on);
        after.signer = Some(signer.clone());
    }
    write(unit, &changed, steps).await?;
    Ok(Done::now(input.plan, Vec::new()))
}

/// The plans whose items a plan took up, those that they took up, and so on.
async fn taken_up(
    unit: &UnitOfWork,
    by: TrainingPlanId,
) -> Result<BTreeMap<TrainingPlanId, Plan>, RegistryError> {
    let (mut found, mut above) = (BTreeMap::new(), vec![by]);
    while !above.is_empty() {
        let below = plans(unit, training_plan::Column::ConsolidatedIntoId.is_in(above)).await?;
        above = below.keys().copied().filter(|id| !found.contains_key(id)).collect();
        found.extend(below);
    }
    Ok(found)
}

/// Writes approved plans, each before and after, and their steps.
async fn write(
    unit: &mut UnitOfWork,
    changed: &[(training_plan::Model, training_plan::Model)],
    steps: Vec<training_plan_step::Model>,
) -> Result<(), RegistryError> {
    let units: BTreeMap<_, _> = changed.iter().map(|(before, _)| (before.id, before.unit_id)).collect();
    unit.change_all(changed, |row| Some(row.unit_id), None).await?;
    Ok(unit.create(steps, |step| units.get(&step.plan_id).copied()).await?)
}
