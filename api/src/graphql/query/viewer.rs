//! `me`.

use async_graphql::Object;

use crate::graphql::types::viewer::Viewer;

/// What an account may ask of itself.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// The account that asks.
    async fn me(&self) -> Viewer {
        Viewer
    }
}
