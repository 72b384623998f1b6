//! Training plans, their items and their steps.

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::TrainingPlanId;
use entity::training_plan_item;
use uuid::Uuid;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::Visible;
use crate::repo::nested::Seen;
use crate::repo::training_plans::TrainingPlanRow;

impl Loader<Seen<TrainingPlanId>> for Batches {
    type Value = Visible<TrainingPlanRow>;

    async fn load(
        &self,
        keys: &[Seen<TrainingPlanId>],
    ) -> Result<HashMap<Seen<TrainingPlanId>, Self::Value>, ApiError> {
        Ok(self.0.training_plans_by_id(keys).await?)
    }
}

/// A plan's item as seen from a day, if its plan is visible then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ItemOfPlan(pub Seen<Uuid>);

impl Loader<ItemOfPlan> for Batches {
    type Value = Visible<training_plan_item::Model>;

    async fn load(&self, keys: &[ItemOfPlan]) -> Result<HashMap<ItemOfPlan, Self::Value>, ApiError> {
        let items: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.training_plan_items_by_id(&items).await?;
        Ok(found.into_iter().map(|(key, item)| (ItemOfPlan(key), item)).collect())
    }
}

/// The items of a plan, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ItemsOfPlan(pub Visible<TrainingPlanId>);

impl Loader<ItemsOfPlan> for Batches {
    type Value = Arc<[Visible<training_plan_item::Model>]>;

    async fn load(&self, keys: &[ItemsOfPlan]) -> Result<HashMap<ItemsOfPlan, Self::Value>, ApiError> {
        let plans: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.training_plan_items(&plans).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (row.plan_id, row)));
        Ok(keys.iter().map(|key| (*key, rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}
