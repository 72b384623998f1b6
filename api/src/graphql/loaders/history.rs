//! Histories of things.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Batches, Loader};
use crate::graphql::error::ApiError;
use crate::repo::history::HistoryOf;
use crate::repo::journal::JournalRow;
use crate::repo::list::Position;
use crate::repo::nested::{ListOf, PageOf};
use crate::repo::{Slice, Visible};

type PageOfHistory = PageOf<Uuid, HistoryOf>;
type History = ListOf<Uuid, HistoryOf>;

impl Loader<PageOfHistory> for Batches {
    type Value = Slice<(Visible<JournalRow>, Position)>;

    async fn load(&self, keys: &[PageOfHistory]) -> Result<HashMap<PageOfHistory, Self::Value>, ApiError> {
        Ok(self.0.histories(keys).await?)
    }
}

impl Loader<History> for Batches {
    type Value = u64;

    async fn load(&self, keys: &[History]) -> Result<HashMap<History, u64>, ApiError> {
        Ok(self.0.history_counts(keys).await?)
    }
}
