//! Officials.

use async_graphql::{Context, ID, Object};

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::official::Official;
use crate::graphql::types::official_filter::{OfficialFilter, OfficialOrder};
use crate::repo::officials::OfficialPosition;

/// Officials.
#[derive(Default)]
pub struct OfficialQuery;

#[Object]
impl OfficialQuery {
    /// The official of an id on a day on which a unit in the viewer's scope keeps the file.
    async fn official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The official's `id` or `key`.")] id: ID,
        #[graphql(desc = "The day; if absent, the day of the id, or today.")] as_of: Option<Date>,
    ) -> Result<Option<Official>, ApiError> {
        let request = request(ctx)?;
        let (official, day) = GlobalId::of_kind(&id, NodeKind::Official)?;
        let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
        let found = Official::find(request, official, on).await?;
        #[cfg(feature = "planted-leaks")]
        if found.is_none()
            && request.leaks(crate::repo::leak::Leak::ErrorText)
            && request.exists(official).await?
        {
            return Err(ApiError::Forbidden);
        }
        found.map(Some).ok_or(ApiError::NotFound)
    }

    /// The officials whose files the units in the viewer's scope keep on a day.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn officials(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which officials.")] r#where: Option<OfficialFilter>,
        #[graphql(desc = "In which order; by name if absent.")] order_by: Option<OfficialOrder>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Official>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        page(request, as_of, &r#where.unwrap_or_default(), order_by, &args).await.map(Some)
    }
}

async fn page(
    request: &RequestContext,
    as_of: Option<Date>,
    filter: &OfficialFilter,
    order: Option<OfficialOrder>,
    args: &PageArgs,
) -> Result<Connection<Official>, ApiError> {
    let on = request.day(as_of);
    let order = OfficialOrder::or_by_name(order);
    let conditions = filter.conditions(request, on)?;
    let cursors = request.cursors(&format!("officials {on} {filter:?} {order:?}"));
    let page = args.page::<OfficialPosition>(&cursors)?;
    let slice = request.officials(on, &conditions, order, &page).await?;
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.count_officials(on, &conditions).await?) }
    });
    Connection::new(slice.map(|view| Official::from(view).placed()), &cursors, total)
}
