//! Reports of source pools.

use std::collections::HashMap;

use entity::id::SourcePoolReportId;
use entity::source_pool_report;

use super::{Batches, Loader};
use crate::graphql::error::ApiError;
use crate::repo::Visible;
use crate::repo::nested::Seen;

impl Loader<Seen<SourcePoolReportId>> for Batches {
    type Value = Visible<source_pool_report::Model>;

    async fn load(
        &self,
        keys: &[Seen<SourcePoolReportId>],
    ) -> Result<HashMap<Seen<SourcePoolReportId>, Self::Value>, ApiError> {
        Ok(self.0.source_pool_reports_by_id(keys).await?)
    }
}
