//! Things by their global id.

use async_graphql::{Context, ID, Object};

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
    ) -> Result<Vec<Result<Option<Node>, ApiError>>, ApiError> {
        if ids.len() > MOST_IDS {
            return Err(BadInput::TooMany { most: MOST_IDS }.into());
        }
        let request = request(ctx)?;
        let mut nodes = Vec::with_capacity(ids.len());
        for id in &ids {
            nodes.push(Node::find(request, id).await.map(Some));
        }
        Ok(nodes)
    }
}
