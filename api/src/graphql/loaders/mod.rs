//! What is read in batches within one request, so that the number of statements does not depend on the length of a
//! list. Loaders are made for each request and never outlive it.

pub mod figures;

use async_graphql::Request;

use super::context::RequestContext;

/// The request with its loaders.
#[must_use]
pub fn attach(request: Request, context: &RequestContext) -> Request {
    request.data(figures::loader(context.clone()))
}
