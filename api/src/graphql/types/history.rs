//! Histories: a field that is the same on every type that has one.

use async_graphql::{Context, Object};
use uuid::Uuid;

use super::change::Change;
use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
pub use crate::repo::history::HistoryOf;
use crate::repo::nested::ListOf;

/// What a type is given its history by: it takes the field of this one for its own.
pub struct History {
    of: HistoryOf,
    thing: Uuid,
}

impl History {
    /// The history of a thing.
    #[must_use]
    pub fn of(of: HistoryOf, thing: impl Into<Uuid>) -> Self {
        Self { of, thing: thing.into() }
    }
}

/// The history of a thing.
#[Object]
impl History {
    /// The changes of it, and of what belongs to it, that the viewer may read, the latest first; none where the viewer does not
    /// see it today. Where they may tell who is planned for a title, the read is recorded.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Change>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let history = ListOf { parent: self.thing, on: request.today(), filter: self.of };
        Change::page(request, history, &args).await.map(Some)
    }
}
