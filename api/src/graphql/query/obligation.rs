//! What units owe each year, and by when.

use async_graphql::{Context, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::obligation::{Deadline, Obligation, ObligationFilter};
use crate::repo::Slice;

/// What units owe each year.
#[derive(Default)]
pub struct ObligationQuery;

#[Object]
impl ObligationQuery {
    /// What the units that the viewer sees on a day owe, and how far they have come by then: by due date, then by kind and the
    /// unit's code. Any day can be asked for: a day to come by what is known today.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which obligations.")] r#where: Option<ObligationFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Obligation>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        page(request, request.day(as_of), &r#where.unwrap_or_default(), &args).await.map(Some)
    }

    /// The deadlines that are in force on a day, by what is owed.
    async fn deadlines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
    ) -> Result<Option<Vec<Deadline>>, ApiError> {
        let request = request(ctx)?;
        let on = request.day(as_of);
        Ok(Some(request.directory().deadlines.on(on).cloned().map(Deadline::from).collect()))
    }
}

async fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &ObligationFilter,
    args: &PageArgs,
) -> Result<Connection<Obligation>, ApiError> {
    let conditions = filter.conditions()?;
    let cursors = request.cursors(&format!("obligations {on} {conditions:?}"));
    let page = args.page(&cursors)?;
    let found = request.obligations(on, &conditions).await?;
    let total = TotalCount::Known(u64::try_from(found.len()).unwrap_or(u64::MAX));
    let slice = Slice::of_list(found, &page, |found| request.place_of(on, found));
    let slice = slice.map(|found| {
        let place = request.place_of(on, &found);
        (Obligation::new(on, found), place)
    });
    Connection::new(slice, &cursors, total)
}
