//! Things by their global id.

use async_graphql::{Context, Error, ID, Object, PathSegment, ServerError};
use futures_util::future::join_all;

use crate::graphql::context::request;
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::types::node::Node;

/// The most ids that one call may ask for.
const MOST_IDS: usize = 100;

/// Things by their global id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The thing of a global id, on the day that the id holds.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An `id`, or a `key` to see the thing today.")] id: ID,
    ) -> Result<Option<Node>, ApiError> {
        Node::find(request(ctx)?, &id).await.map(Some)
    }

    /// The things of global ids, in their order; null with an error for one that is not found.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`id`s or `key`s, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, ApiError> {
        if ids.len() > MOST_IDS {
            return Err(BadInput::TooMany { most: MOST_IDS }.into());
        }
        let request = request(ctx)?;
        // Side by side, so that things of one kind are loaded together.
        let found = join_all(ids.iter().map(|id| Node::find(request, id))).await;
        let node = |(index, found): (usize, Result<Node, ApiError>)| {
            found.map_err(|error| ctx.add_error(error_of_item(ctx, index, error))).ok()
        };
        Ok(found.into_iter().enumerate().map(node).collect())
    }
}

/// The error of one item of the list that the field gives.
fn error_of_item(ctx: &Context<'_>, index: usize, error: ApiError) -> ServerError {
    if let (ApiError::Forbidden, Ok(request)) = (&error, request(ctx)) {
        request.note_denied("Query", "nodes");
    }
    let mut error = ctx.set_error_path(Error::from(error).into_server_error(ctx.item.pos));
    error.path.push(PathSegment::Index(index));
    error
}
