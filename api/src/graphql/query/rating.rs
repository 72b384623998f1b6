//! Yearly ratings.

use async_graphql::{Context, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::official::Official;
use crate::graphql::types::rating::{Rating, RatingFilter};

/// Yearly ratings.
#[derive(Default)]
pub struct RatingQuery;

#[Object]
impl RatingQuery {
    /// The ratings (đánh giá, xếp loại) proposed by a day of the people whom the viewer sees then, also those not approved yet and
    /// those in whose place another one stands: by given name, then from the latest year.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn ratings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which ratings.")] r#where: Option<RatingFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Rating>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        page(request, request.day(as_of), &r#where.unwrap_or_default(), &args).await.map(Some)
    }
}

async fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &RatingFilter,
    args: &PageArgs,
) -> Result<Connection<Rating>, ApiError> {
    let conditions = filter.conditions()?;
    let cursors = request.cursors(&format!("ratings {on} {conditions:?}"));
    let slice = request.ratings(on, &conditions, &args.page(&cursors)?).await?;
    let slice =
        slice.map(|((official, row), position)| (Rating::new(Official::from(official), row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.rating_count(on, &conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}
