//! Courses.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::text::{all_plain, plain, searched};
use crate::graphql::types::course::{Course, CourseFilter, CourseOrder, CourseOrderField};
use crate::graphql::types::word::OrderDirection;
use crate::repo::courses::CourseConditions;

/// The most codes that a filter takes.
const MOST_CODES: usize = 100;

/// Courses.
#[derive(Default)]
pub struct CourseQuery;

#[Object]
impl CourseQuery {
    /// The course of an id on a day.
    async fn course(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The course's `id` or `key`.")] id: ID,
        #[graphql(desc = "The day; if absent, the day of the id, or today.")] as_of: Option<Date>,
    ) -> Result<Option<Course>, ApiError> {
        let request = request(ctx)?;
        let (course, day) = GlobalId::of_kind(&id, NodeKind::Course)?;
        let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
        Course::on(request, course, on).await?.map(Some).ok_or(ApiError::NotFound)
    }

    /// The courses in the catalogue of a day.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn courses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which courses.")] r#where: Option<CourseFilter>,
        #[graphql(desc = "In which order; by the first day if absent.")] order_by: Option<CourseOrder>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Course>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let order = order_by.unwrap_or(CourseOrder {
            field: CourseOrderField::StartsOn,
            direction: OrderDirection::Ascending,
        });
        page(request, request.day(as_of), &r#where.unwrap_or_default(), order, &args).await.map(Some)
    }
}

async fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &CourseFilter,
    order: CourseOrder,
    args: &PageArgs,
) -> Result<Connection<Course>, ApiError> {
    let conditions = conditions(filter)?;
    let cursors = request.cursors(&format!("courses {on} {conditions:?} {order:?}"));
    let order = (order.field.into(), order.direction.into());
    let slice = request.courses(on, &conditions, order, &args.page(&cursors)?).await?;
    let slice = slice.map(|(row, position)| (Course::new(on, row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.course_count(on, &conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}

fn conditions(filter: &CourseFilter) -> Result<CourseConditions, ApiError> {
    if filter.codes.as_ref().is_some_and(|codes| codes.len() > MOST_CODES) {
        return Err(BadInput::TooMany { most: MOST_CODES }.into());
    }
    let organiser = filter.organiser.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    Ok(CourseConditions {
        codes: filter.codes.as_deref().map(|codes| all_plain("codes", codes)).transpose()?,
        kinds: filter.kinds.as_ref().map(|kinds| kinds.iter().copied().map(Into::into).collect()),
        statuses: filter.statuses.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
        organiser: organiser.map(|(unit, _)| unit),
        title_group: filter
            .title_group
            .as_deref()
            .map(|group| plain("titleGroup", group))
            .transpose()?
            .map(str::to_owned),
        counts_as_knowledge_update: filter.counts_as_knowledge_update,
        starts_from: filter.starts_from.map(|date| date.0),
        starts_before: filter.starts_before.map(|date| date.0),
        search: filter.search.as_deref().map(searched).transpose()?,
    })
}
