//! Entries of the source pool: those of units, those of people, single ones, and their reviews.

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::{OfficialId, SourcePoolEntryId, UnitId};
use entity::source_pool_review;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::list::Position;
use crate::repo::nested::{ListOf, PageOf, Seen};
use crate::repo::source_pool::{SourcePoolConditions, SourcePoolRow};
use crate::repo::{Slice, Visible};

type Rows = Slice<(Visible<SourcePoolRow>, Position)>;
type PageOfUnit = PageOf<UnitId, SourcePoolConditions>;
type ListOfUnit = ListOf<UnitId, SourcePoolConditions>;
type ListOfOfficial = ListOf<OfficialId, SourcePoolConditions>;

impl Loader<PageOfUnit> for Batches {
    type Value = Rows;

    async fn load(&self, keys: &[PageOfUnit]) -> Result<HashMap<PageOfUnit, Rows>, ApiError> {
        Ok(self.0.source_pools_of_units(keys).await?)
    }
}

impl Loader<ListOfUnit> for Batches {
    type Value = u64;

    async fn load(&self, keys: &[ListOfUnit]) -> Result<HashMap<ListOfUnit, u64>, ApiError> {
        Ok(self.0.source_pool_counts_of_units(keys).await?)
    }
}

impl Loader<ListOfOfficial> for Batches {
    type Value = Arc<[Visible<SourcePoolRow>]>;

    async fn load(&self, keys: &[ListOfOfficial]) -> Result<HashMap<ListOfOfficial, Self::Value>, ApiError> {
        let found = self.0.source_pool_of_officials(keys).await?;
        Ok(found.into_iter().map(|(key, rows)| (key, rows.into())).collect())
    }
}

impl Loader<Seen<SourcePoolEntryId>> for Batches {
    type Value = Visible<SourcePoolRow>;

    async fn load(
        &self,
        keys: &[Seen<SourcePoolEntryId>],
    ) -> Result<HashMap<Seen<SourcePoolEntryId>, Self::Value>, ApiError> {
        Ok(self.0.source_pool_entries_by_id(keys).await?)
    }
}

/// The yearly reviews of an entry, on any day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReviewsOfEntry(pub Visible<SourcePoolEntryId>);

impl Loader<ReviewsOfEntry> for Batches {
    type Value = Arc<[source_pool_review::Model]>;

    async fn load(&self, keys: &[ReviewsOfEntry]) -> Result<HashMap<ReviewsOfEntry, Self::Value>, ApiError> {
        let entries: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.source_pool_reviews(&entries).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (row.entry_id, row)));
        Ok(keys.iter().map(|key| (*key, rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}
