//! Sessions.

use async_graphql::{Context, ID, Object};
use entity::session;

use crate::graphql::connection::Listed;
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, key};
use crate::graphql::scalar::DateTime;
use crate::repo::Visible;

/// A session that goes on.
#[derive(Clone)]
pub struct Session(Visible<session::Model>);

impl From<Visible<session::Model>> for Session {
    fn from(row: Visible<session::Model>) -> Self {
        Self(row)
    }
}

impl Listed for Session {
    const CONNECTION: &'static str = "SessionConnection";
    const EDGE: &'static str = "SessionEdge";
}

/// A session that goes on: a login and what came of it.
#[Object]
impl Session {
    /// The id of the session.
    async fn id(&self) -> ID {
        key(NodeKind::Session, self.0.id)
    }

    /// When it began.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the pass phrase was last checked.
    async fn authenticated_at(&self) -> DateTime {
        DateTime(self.0.authenticated_at)
    }

    /// When it was last refreshed.
    async fn last_seen_at(&self) -> DateTime {
        DateTime(self.0.last_seen_at)
    }

    /// When it ends at the latest.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// The address at login.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// The address at the last refresh, or at login.
    async fn last_seen_address(&self) -> Option<&str> {
        self.0.last_seen_address.as_deref()
    }

    /// The client as it named itself.
    async fn client(&self) -> Option<&str> {
        self.0.client.as_deref()
    }

    /// Whether it is the session of this request.
    async fn is_current(&self, ctx: &Context<'_>) -> Result<bool, ApiError> {
        Ok(request(ctx)?.viewer().session == self.0.id)
    }
}
