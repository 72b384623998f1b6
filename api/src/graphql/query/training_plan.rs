//! Training plans.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::training_plan::{TrainingPlan, TrainingPlanFilter};
use crate::repo::training_plans::TrainingPlanConditions;

/// The most years that a filter takes.
const MOST_YEARS: usize = 100;

/// Training plans.
#[derive(Default)]
pub struct TrainingPlanQuery;

#[Object]
impl TrainingPlanQuery {
    /// The training plan of an id on a day.
    async fn training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan's `id` or `key`.")] id: ID,
        #[graphql(desc = "The day; if absent, the day of the id, or today.")] as_of: Option<Date>,
    ) -> Result<Option<TrainingPlan>, ApiError> {
        let request = request(ctx)?;
        let (plan, day) = GlobalId::of_kind(&id, NodeKind::TrainingPlan)?;
        let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
        TrainingPlan::on(request, plan, on).await?.map(Some).ok_or(ApiError::NotFound)
    }

    /// The training plans that exist on a day, of the units that the viewer sees: the latest year first, then by unit,
    /// the latest edition first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn training_plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which plans.")] r#where: Option<TrainingPlanFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<TrainingPlan>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        page(request, request.day(as_of), &r#where.unwrap_or_default(), &args).await.map(Some)
    }
}

async fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &TrainingPlanFilter,
    args: &PageArgs,
) -> Result<Connection<TrainingPlan>, ApiError> {
    let conditions = conditions(filter)?;
    let cursors = request.cursors(&format!("training plans {on} {conditions:?}"));
    let slice = request.training_plans(on, &conditions, &args.page(&cursors)?).await?;
    let slice = slice.map(|(row, position)| (TrainingPlan::new(on, row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.training_plan_count(on, &conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}

fn conditions(filter: &TrainingPlanFilter) -> Result<TrainingPlanConditions, ApiError> {
    if filter.years.as_ref().is_some_and(|years| years.len() > MOST_YEARS) {
        return Err(BadInput::TooMany { most: MOST_YEARS }.into());
    }
    let unit = filter.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    let within = filter.within.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    Ok(TrainingPlanConditions {
        unit: unit.map(|(unit, _)| unit),
        within: within.map(|(unit, _)| unit),
        years: filter.years.clone(),
        statuses: filter.statuses.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
    })
}
