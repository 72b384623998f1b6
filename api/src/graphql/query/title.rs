//! Titles.

use async_graphql::{Context, Object};

use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::title::Title;

/// Titles.
#[derive(Default)]
pub struct TitleQuery;

#[Object]
impl TitleQuery {
    /// Every title, in the order of lists, with the standards of a day.
    async fn titles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
    ) -> Result<Vec<Title>, ApiError> {
        let request = request(ctx)?;
        Ok(Title::all(request, request.day(as_of)))
    }
}
