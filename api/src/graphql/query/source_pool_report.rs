//! Reports of source pools.

use async_graphql::{Context, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::source_pool_report::{SourcePoolReport, SourcePoolReportFilter};

/// Reports of source pools.
#[derive(Default)]
pub struct SourcePoolReportQuery;

#[Object]
impl SourcePoolReportQuery {
    /// What the units that the viewer sees on a day had reported of their source pools by then: the latest year first, then by unit,
    /// the latest report first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn source_pool_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which reports.")] r#where: Option<SourcePoolReportFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<SourcePoolReport>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        page(request, request.day(as_of), &r#where.unwrap_or_default(), &args).await.map(Some)
    }
}

async fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &SourcePoolReportFilter,
    args: &PageArgs,
) -> Result<Connection<SourcePoolReport>, ApiError> {
    let conditions = filter.conditions()?;
    let cursors = request.cursors(&format!("source pool reports {on} {conditions:?}"));
    let slice = request.source_pool_reports(on, &conditions, &args.page(&cursors)?).await?;
    let slice = slice.map(|(row, position)| (SourcePoolReport::new(on, row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.source_pool_report_count(on, &conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}
