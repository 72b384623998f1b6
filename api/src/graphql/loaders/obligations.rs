//! What units owe: of all units that are asked for on one day and for the same years at once.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::UnitId;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::obligations::Obligation;
use crate::repo::Visible;
use crate::repo::obligations::ObligationConditions;

/// What a unit owes on a day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObligationsOf {
    /// The unit.
    pub unit: UnitId,
    /// The day.
    pub on: NaiveDate,
    /// For one of these years; none for those that fall due about then.
    pub years: Option<Vec<i32>>,
}

impl Loader<ObligationsOf> for Batches {
    type Value = Arc<[Visible<Obligation>]>;

    async fn load(&self, keys: &[ObligationsOf]) -> Result<HashMap<ObligationsOf, Self::Value>, ApiError> {
        let lists = grouped(keys.iter().map(|key| ((key.on, key.years.clone()), key)));
        let mut found = HashMap::new();
        for ((on, years), keys) in lists {
            let conditions = ObligationConditions { years, ..ObligationConditions::default() };
            let all = self.0.obligations(on, &conditions).await?;
            let mut by_unit = grouped(all.into_iter().map(|found| (found.deadline.owed.unit, found)));
            found.extend(
                keys.into_iter()
                    .map(|key| (key.clone(), by_unit.remove(&key.unit).unwrap_or_default().into())),
            );
        }
        Ok(found)
    }
}
