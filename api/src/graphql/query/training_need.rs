//! Needs of training.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::training_need::{NeedsIn, PlannedTrainingNeed, TrainingNeed, TrainingNeedFilter};

/// Needs of training.
#[derive(Default)]
pub struct TrainingNeedQuery;

#[Object]
impl TrainingNeedQuery {
    /// Who has to be trained for which target of a programme that is in force on a day (K5, K6 and K8 of `KH-276`), in a unit and below it, with
    /// the kind of course that would close the need: women first, then the young, then who has waited longest. People whose files the
    /// viewer sees on the day. The succession plan bears on none of it: see `plannedTrainingNeeds`.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn training_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme's code, such as `KH-276`.")] programme: String,
        #[graphql(
            desc = "The unit's `id` or `key`; if absent, the first unit that the viewer's role is held in."
        )]
        unit: Option<ID>,
        #[graphql(desc = "The day, past or future; if absent, the day of the unit's id, or today.")]
        as_of: Option<Date>,
        #[graphql(desc = "Which needs.")] r#where: Option<TrainingNeedFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<TrainingNeed>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let asked = needs_in(request, &programme, unit.as_ref(), as_of)?;
        TrainingNeed::page(request, asked, &r#where.unwrap_or_default(), &args).await.map(Some)
    }

    /// Who of the people planned for key titles of a unit and below it has completed no course since the entry was approved (K7 of `KH-276`), in the
    /// order of `trainingNeeds`. The Party committee's own list: what is read of it is recorded.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn planned_training_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme's code, such as `KH-276`.")] programme: String,
        #[graphql(
            desc = "The unit's `id` or `key`; if absent, the first unit that the viewer's role is held in."
        )]
        unit: Option<ID>,
        #[graphql(desc = "The day, past or future; if absent, the day of the unit's id, or today.")]
        as_of: Option<Date>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<PlannedTrainingNeed>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let asked = needs_in(request, &programme, unit.as_ref(), as_of)?;
        PlannedTrainingNeed::page(request, asked, &args).await.map(Some)
    }
}

fn needs_in<'r>(
    request: &'r RequestContext,
    programme: &str,
    unit: Option<&ID>,
    as_of: Option<Date>,
) -> Result<NeedsIn<'r>, ApiError> {
    let programme = request.directory().programmes.by_code(programme).ok_or(ApiError::NotFound)?;
    let (unit, day): (_, Option<NaiveDate>) = match unit {
        Some(unit) => GlobalId::of_kind(unit, NodeKind::Unit)?,
        None => (request.units_held().first().copied().ok_or(ApiError::NotFound)?, None),
    };
    let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
    Ok(NeedsIn { programme, unit, on })
}
