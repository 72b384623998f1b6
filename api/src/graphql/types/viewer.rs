//! Who asks.

use async_graphql::{Context, Object};

use super::session::Session;
use super::unit::Unit;
use super::word::{ConfidentialityClass, Role};
use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::repo::sessions::AliveAt;

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

    /// Its sessions that go on, the last one first.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Session>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let alive = AliveAt(request.now());
        let cursors = request.cursors("own sessions");
        let slice = request.own_sessions(alive, &args.page(&cursors)?).await?;
        let slice = slice.map(|(row, position)| (Session::from(row), position));
        let request = request.clone();
        let total = TotalCount::ask(move || {
            let request = request.clone();
            async move { Ok(request.own_session_count(alive).await?) }
        });
        Connection::new(slice, &cursors, total).map(Some)
    }

    /// The classes of data that the role may read, within its scope.
    async fn classes(&self, ctx: &Context<'_>) -> Result<Vec<ConfidentialityClass>, ApiError> {
        Ok(request(ctx)?.viewer().classes().into_iter().map(Into::into).collect())
    }
}
