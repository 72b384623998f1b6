//! Everything that has a global id.

use async_graphql::{ID, Interface};

use super::programme::{Programme, Target};
use super::unit::Unit;
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};

/// A thing with a global id. The id is all that the interface gives: everything else is judged by the type.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id of this view: the thing and the day."))]
pub enum Node {
    /// A unit.
    Unit(Unit),
    /// A programme.
    Programme(Programme),
    /// A target.
    Target(Target),
}

impl Node {
    /// The thing of an id, by the same rules as on any other path. A key is seen from today.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] if there is none that the viewer may know of; [`ApiError::BadInput`] for text that
    /// is no id.
    pub async fn find(request: &RequestContext, id: &ID) -> Result<Self, ApiError> {
        let GlobalId { kind, uuid, day } = GlobalId::decode(id)?;
        let on = day.unwrap_or_else(|| request.today());
        let node = match kind {
            NodeKind::Unit => Unit::on(request, uuid.into(), on).map(Self::from),
            NodeKind::Programme => Programme::get(request, uuid.into(), on).map(Self::from),
            NodeKind::Target => Target::get(request, uuid.into(), on).map(Self::from),
            _ => None,
        };
        node.ok_or(ApiError::NotFound)
    }
}
