//! Who asks.

use async_graphql::{Context, Object};

use super::unit::Unit;
use super::word::{ConfidentialityClass, Role};
use crate::graphql::context::request;
use crate::graphql::error::ApiError;

/// The account that asks, with the rights that it has at this moment.
pub struct Viewer;

/// The account that asks, with the rights that it has at this moment.
#[Object]
impl Viewer {
    /// The name that it logs in with.
    async fn username<'a>(&self, ctx: &Context<'a>) -> Result<&'a str, ApiError> {
        Ok(request(ctx)?.viewer().username.as_str())
    }

    /// Its one role.
    async fn role(&self, ctx: &Context<'_>) -> Result<Role, ApiError> {
        Ok(request(ctx)?.viewer().role.into())
    }

    /// The units in which the role is held today, each as it was last: a grant may outlive its unit.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>, ApiError> {
        let request = request(ctx)?;
        let held = request.units_held();
        Ok(held.into_iter().filter_map(|unit| Unit::shown(request, unit, request.today(), None)).collect())
    }

    /// The classes of data that the role may read, within its scope.
    async fn classes(&self, ctx: &Context<'_>) -> Result<Vec<ConfidentialityClass>, ApiError> {
        Ok(request(ctx)?.viewer().classes().into_iter().map(Into::into).collect())
    }
}
