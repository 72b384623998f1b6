//! Reports, what they say, and the parts that were sealed.

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::ReportId;

use super::{Batches, Loader};
use crate::graphql::error::ApiError;
use crate::repo::Visible;
use crate::repo::nested::Seen;
use crate::repo::reported::{Content, Subject};
use crate::repo::reports::ReportRow;
use crate::report::Part;

impl Loader<Seen<ReportId>> for Batches {
    type Value = Visible<ReportRow>;

    async fn load(&self, keys: &[Seen<ReportId>]) -> Result<HashMap<Seen<ReportId>, Self::Value>, ApiError> {
        Ok(self.0.reports_by_id(keys).await?)
    }
}

/// The sealed parts of a report that the viewer reads, in the order of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartsOf(pub Visible<ReportId>);

impl Loader<PartsOf> for Batches {
    type Value = Arc<[Part]>;

    async fn load(&self, keys: &[PartsOf]) -> Result<HashMap<PartsOf, Self::Value>, ApiError> {
        let reports: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut parts = self.0.report_parts(&reports).await?;
        Ok(keys.iter().map(|key| (*key, parts.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}

/// What a report says now, of the classes that the viewer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentOf(pub Visible<(ReportId, Subject)>);

impl Loader<ContentOf> for Batches {
    type Value = Arc<[Content]>;

    async fn load(&self, keys: &[ContentOf]) -> Result<HashMap<ContentOf, Self::Value>, ApiError> {
        let reports: Vec<_> = keys.iter().map(|key| key.0).collect();
        let contents = self.0.report_contents(&reports).await?;
        Ok(keys.iter().filter_map(|key| Some((*key, contents.get(&key.0.0)?.clone()))).collect())
    }
}
