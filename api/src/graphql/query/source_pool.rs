//! The source pools.

use async_graphql::{Context, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::source_pool::{SourcePoolEntry, SourcePoolFilter};

/// The source pools.
#[derive(Default)]
pub struct SourcePoolQuery;

#[Object]
impl SourcePoolQuery {
    /// The people in source pools (tạo nguồn) on a day whom the viewer sees, by given name.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn source_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which entries.")] r#where: Option<SourcePoolFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<SourcePoolEntry>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        page(request, request.day(as_of), &r#where.unwrap_or_default(), &args).await.map(Some)
    }
}

async fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &SourcePoolFilter,
    args: &PageArgs,
) -> Result<Connection<SourcePoolEntry>, ApiError> {
    let conditions = filter.conditions()?;
    let cursors = request.cursors(&format!("source pool {on} {conditions:?}"));
    let slice = request.source_pool(on, &conditions, &args.page(&cursors)?).await?;
    let slice = slice.map(|(row, position)| (SourcePoolEntry::new(on, row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.source_pool_count(on, &conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}
