//! Succession rounds and entries, and their steps.

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::{OfficialId, SuccessionEntryId, SuccessionRoundId};

use super::{Batches, Loader};
use crate::graphql::error::ApiError;
use crate::repo::list::Position;
use crate::repo::nested::{ListOf, PageOf, Seen};
use crate::repo::succession::{SuccessionEntryConditions, SuccessionEntryRow, SuccessionRoundRow};
use crate::repo::succession_composition::Composition;
use crate::repo::{Slice, Visible};

type Entries = Slice<(Visible<SuccessionEntryRow>, Position)>;
type PageOfRound = PageOf<SuccessionRoundId, SuccessionEntryConditions>;
type ListOfRound = ListOf<SuccessionRoundId, SuccessionEntryConditions>;

impl Loader<Seen<SuccessionRoundId>> for Batches {
    type Value = Visible<SuccessionRoundRow>;

    async fn load(
        &self,
        keys: &[Seen<SuccessionRoundId>],
    ) -> Result<HashMap<Seen<SuccessionRoundId>, Self::Value>, ApiError> {
        Ok(self.0.succession_rounds_by_id(keys).await?)
    }
}

impl Loader<PageOfRound> for Batches {
    type Value = Entries;

    async fn load(&self, keys: &[PageOfRound]) -> Result<HashMap<PageOfRound, Entries>, ApiError> {
        Ok(self.0.entries_of_succession_rounds(keys).await?)
    }
}

impl Loader<ListOfRound> for Batches {
    type Value = u64;

    async fn load(&self, keys: &[ListOfRound]) -> Result<HashMap<ListOfRound, u64>, ApiError> {
        Ok(self.0.entry_counts_of_succession_rounds(keys).await?)
    }
}

/// The entries that plan a person for a title, as seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntriesOfOfficial(pub Seen<OfficialId>);

impl Loader<EntriesOfOfficial> for Batches {
    type Value = Arc<[Visible<SuccessionEntryRow>]>;

    async fn load(
        &self,
        keys: &[EntriesOfOfficial],
    ) -> Result<HashMap<EntriesOfOfficial, Self::Value>, ApiError> {
        let officials: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.succession_entries_of_officials(&officials).await?;
        Ok(found.into_iter().map(|(key, rows)| (EntriesOfOfficial(key), rows.into())).collect())
    }
}

impl Loader<Seen<SuccessionEntryId>> for Batches {
    type Value = Visible<SuccessionEntryRow>;

    async fn load(
        &self,
        keys: &[Seen<SuccessionEntryId>],
    ) -> Result<HashMap<Seen<SuccessionEntryId>, Self::Value>, ApiError> {
        Ok(self.0.succession_entries_by_id(keys).await?)
    }
}

/// What the composition check of a round looks at, as seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompositionOf(pub Seen<SuccessionRoundId>);

impl Loader<CompositionOf> for Batches {
    type Value = Arc<Composition>;

    async fn load(&self, keys: &[CompositionOf]) -> Result<HashMap<CompositionOf, Self::Value>, ApiError> {
        let rounds: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.compositions_of_succession_rounds(&rounds).await?;
        Ok(found.into_iter().map(|(key, value)| (CompositionOf(key), Arc::new(value))).collect())
    }
}
