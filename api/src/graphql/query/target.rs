//! Values of targets.

use async_graphql::{Context, ID, Object};

use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::target_value::TargetValue;

/// Values of targets.
#[derive(Default)]
pub struct TargetQuery;

#[Object]
impl TargetQuery {
    /// Values of the targets of a programme that are in force on a day, over the subtree of a unit, in the programme's
    /// order.
    async fn targets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme's code, such as `KH-276`.")] programme: String,
        #[graphql(
            desc = "The unit's `id` or `key`; if absent, the first unit that the viewer's role is held in. It may have \
                    ended: what stands for it on the day is counted."
        )]
        unit: Option<ID>,
        #[graphql(desc = "The day, past or future; if absent, the day of the unit's id, or today.")]
        as_of: Option<Date>,
    ) -> Result<Option<Vec<TargetValue>>, ApiError> {
        let request = request(ctx)?;
        let programme = request.directory().programmes.by_code(&programme).ok_or(ApiError::NotFound)?;
        let (unit, day) = match unit {
            Some(unit) => GlobalId::of_kind(&unit, NodeKind::Unit)?,
            None => (request.units_held().first().copied().ok_or(ApiError::NotFound)?, None),
        };
        let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
        TargetValue::of_unit(request, programme, unit, on).await.map(Some)
    }
}
