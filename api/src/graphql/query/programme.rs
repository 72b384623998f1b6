//! Programmes.

use async_graphql::{Context, Object};

use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::programme::Programme;

/// Programmes.
#[derive(Default)]
pub struct ProgrammeQuery;

#[Object]
impl ProgrammeQuery {
    /// The programme of a code, with what is in force on a day.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme's code, such as `KH-276`.")] code: String,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
    ) -> Result<Option<Programme>, ApiError> {
        let request = request(ctx)?;
        Programme::by_code(request, &code, request.day(as_of)).map(Some).ok_or(ApiError::NotFound)
    }

    /// Every programme, by code.
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
    ) -> Result<Vec<Programme>, ApiError> {
        let request = request(ctx)?;
        Ok(Programme::all(request, request.day(as_of)))
    }
}
