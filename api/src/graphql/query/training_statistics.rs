//! How many people were trained.

use async_graphql::{Context, ID, Object};

use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::types::training_statistics::TrainingStatistics;

/// Statistics of training.
#[derive(Default)]
pub struct TrainingStatisticsQuery;

#[Object]
impl TrainingStatisticsQuery {
    /// How many people of a unit completed courses that ended in a year, and how often.
    async fn training_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit's `id` or `key`.")] unit: ID,
        #[graphql(desc = "The calendar year.")] year: i32,
    ) -> Result<Option<TrainingStatistics>, ApiError> {
        let unit = GlobalId::of_kind(&unit, NodeKind::Unit)?.0;
        TrainingStatistics::of(request(ctx)?, unit, year).await.map(Some)
    }
}
