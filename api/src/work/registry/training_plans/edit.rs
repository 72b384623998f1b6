//! What a plan asks for, as long as nobody else has to judge it.

use entity::id::TrainingPlanId;
use futures_util::FutureExt;

use super::items::{EditedItem, advice, edited};
use super::transitions::{self, Deed};
use super::{CLASSES, Plan, items_of};
use crate::work::registry::{Done, Keeper, RegistryError, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// What a plan asks for from now on.
#[derive(Clone, Debug)]
pub struct EditTrainingPlan {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The whole list: what is not in it any more goes away.
    pub items: Vec<EditedItem>,
}

/// Puts a list of items in the place of those of a plan that is a draft or was returned.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn edit(
    work: &Work,
    asker: Asker,
    input: EditTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { edit_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`edit`], in a transaction that keeps the registry.
pub(in crate::work) async fn edit_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    EditTrainingPlan { plan, expected_version, items }: EditTrainingPlan,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    const EDITED: &str = "Sửa kế hoạch";
    let before = Plan::hold(unit, keeper, plan, expected_version).await?;
    transitions::after(before.status, Deed::Edit)?;
    let of = Some(before.row.unit_id);
    let was = items_of(unit, [plan]).await?;
    let edit = edited(|| unit.id(), plan, &was, items)?;
    unit.remove(&edit.removed, |_| of, EDITED).await?;
    unit.change_all(&edit.changed, |_| of, None).await?;
    let is_left = |row: &&entity::training_plan_item::Model| {
        !edit.removed.contains(row) && !edit.changed.iter().any(|(other, _)| other.id == row.id)
    };
    let left = was.iter().filter(is_left).chain(edit.changed.iter().map(|(_, after)| after));
    let advice = advice(left.chain(&edit.new));
    unit.create(edit.new, |_| of).await?;
    unit.change(&before.row, before.changed(), of, None).await?;
    Ok(Done::now(plan, advice))
}
