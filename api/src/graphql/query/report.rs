//! Reports.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::{Date, is_civil};
use crate::graphql::types::report::{Report, ReportFilter};
use crate::graphql::types::report_series::ReportSeriesPoint;
use crate::repo::reports::ReportConditions;

/// The most years that a filter takes.
const MOST_YEARS: usize = 100;

/// The most years that a series takes.
const LONGEST_SERIES: usize = 20;

/// Reports.
#[derive(Default)]
pub struct ReportQuery;

#[Object]
impl ReportQuery {
    /// The report of an id on a day.
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report's `id` or `key`.")] id: ID,
        #[graphql(desc = "The day; if absent, the day of the id, or today.")] as_of: Option<Date>,
    ) -> Result<Option<Report>, ApiError> {
        let request = request(ctx)?;
        let (report, day) = GlobalId::of_kind(&id, NodeKind::Report)?;
        let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
        Report::on(request, report, on).await?.map(Some).ok_or(ApiError::NotFound)
    }

    /// The reports that exist on a day, of the units that the viewer sees on the day as of which each speaks: the latest period first, then
    /// by unit.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which reports.")] r#where: Option<ReportFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Report>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        page(request, request.day(as_of), &r#where.unwrap_or_default(), &args).await.map(Some)
    }

    /// A target of a programme over years: as it was reported, from what was sealed, beside what is computed now for the same days.
    async fn report_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit's `id` or `key`. It may have begun later, or ended.")] unit: ID,
        #[graphql(desc = "The programme's code, such as `KH-276`.")] programme: String,
        #[graphql(desc = "The target's code, such as `K2`.")] target: String,
        #[graphql(desc = "The years, at most 20.")] years: Vec<i32>,
    ) -> Result<Option<Vec<ReportSeriesPoint>>, ApiError> {
        let request = request(ctx)?;
        if years.len() > LONGEST_SERIES {
            return Err(BadInput::TooMany { most: LONGEST_SERIES }.into());
        }
        let unit = GlobalId::of_kind(&unit, NodeKind::Unit)?.0;
        let record = request.directory().programmes.by_code(&programme).ok_or(ApiError::NotFound)?;
        let mut series = Vec::with_capacity(years.len());
        for year in years {
            let last =
                NaiveDate::from_ymd_opt(year, 12, 31).filter(is_civil).ok_or(BadInput::MalformedDate)?;
            series.push(ReportSeriesPoint::of(request, record, &target, unit, year, last).await?);
        }
        Ok(Some(series))
    }
}

async fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &ReportFilter,
    args: &PageArgs,
) -> Result<Connection<Report>, ApiError> {
    let conditions = conditions(request, filter)?;
    let cursors = request.cursors(&format!("reports {on} {conditions:?}"));
    let slice = request.reports(on, &conditions, &args.page(&cursors)?).await?;
    let slice = slice.map(|(row, position)| (Report::new(on, row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.report_count(on, &conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}

fn conditions(request: &RequestContext, filter: &ReportFilter) -> Result<ReportConditions, ApiError> {
    if filter.years.as_ref().is_some_and(|years| years.len() > MOST_YEARS) {
        return Err(BadInput::TooMany { most: MOST_YEARS }.into());
    }
    let unit = filter.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    let within = filter.within.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    let of_code = |code: &String| {
        let record = request.directory().programmes.by_code(code);
        record.map(|record| record.programme.id).ok_or(BadInput::UnknownCode { field: "programme" })
    };
    Ok(ReportConditions {
        unit: unit.map(|(unit, _)| unit),
        within: within.map(|(unit, _)| unit),
        years: filter.years.clone(),
        statuses: filter.statuses.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
        programme: filter.programme.as_ref().map(of_code).transpose()?,
    })
}
