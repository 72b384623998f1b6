//! People: single ones, and the lists of many units at once.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};

use super::{Batches, Loader};
use crate::graphql::error::ApiError;
use crate::graphql::types::official::Official;
use crate::repo::officials::{BelowUnit, OfficialList};
use crate::repo::{Slice, Visible};

/// A person on a day, if the viewer sees the person then. A record that went into another one stands for that one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OfficialOn(pub OfficialId, pub NaiveDate);

impl Loader<OfficialOn> for Batches {
    type Value = Official;

    async fn load(&self, keys: &[OfficialOn]) -> Result<HashMap<OfficialOn, Official>, ApiError> {
        let wanted: Vec<_> = keys.iter().map(|OfficialOn(id, on)| (*id, *on)).collect();
        let views = self.0.officials_on(&wanted).await?;
        Ok(views.into_iter().map(|(id, view)| (OfficialOn(id, view.on), view.into())).collect())
    }
}

/// The records that went into that of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MergedInto(pub Visible<OfficialId>);

impl Loader<MergedInto> for Batches {
    type Value = Arc<[OfficialId]>;

    async fn load(&self, keys: &[MergedInto]) -> Result<HashMap<MergedInto, Self::Value>, ApiError> {
        let officials: Vec<_> = keys.iter().map(|MergedInto(official)| *official).collect();
        let mut found = self.0.merged_into(&officials).await?;
        Ok(keys.iter().filter_map(|key| Some((*key, found.remove(&*key.0)?.into()))).collect())
    }
}

impl Loader<BelowUnit> for Batches {
    type Value = Slice<Official>;

    async fn load(&self, keys: &[BelowUnit]) -> Result<HashMap<BelowUnit, Slice<Official>>, ApiError> {
        let slices = self.0.officials_below(keys).await?;
        Ok(slices.into_iter().map(|(key, slice)| (key, slice.map(Official::from))).collect())
    }
}

/// How many people a unit's list has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CountBelow(pub UnitId, pub OfficialList);

impl Loader<CountBelow> for Batches {
    type Value = u64;

    async fn load(&self, keys: &[CountBelow]) -> Result<HashMap<CountBelow, u64>, ApiError> {
        let wanted: Vec<_> = keys.iter().map(|CountBelow(unit, list)| (*unit, list.clone())).collect();
        let counts = self.0.count_officials_below(&wanted).await?;
        Ok(counts.into_iter().map(|((unit, list), count)| (CountBelow(unit, list), count)).collect())
    }
}
