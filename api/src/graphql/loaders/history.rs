//! Histories of things, and the changes in them.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Batches, Loader};
use crate::graphql::error::ApiError;
use crate::repo::Visible;
use crate::repo::history::{ChangePlace, History};
use crate::repo::journal::JournalRow;

impl Loader<History> for Batches {
    type Value = Arc<[Visible<ChangePlace>]>;

    async fn load(&self, keys: &[History]) -> Result<HashMap<History, Self::Value>, ApiError> {
        Ok(self.0.histories(keys).await?)
    }
}

impl Loader<Visible<ChangePlace>> for Batches {
    type Value = Visible<JournalRow>;

    async fn load(
        &self,
        keys: &[Visible<ChangePlace>],
    ) -> Result<HashMap<Visible<ChangePlace>, Self::Value>, ApiError> {
        Ok(self.0.changes(keys).await?)
    }
}
