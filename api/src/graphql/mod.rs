//! The GraphQL API: a thin layer over `repo` and `targets`.
//!
//! A resolver delegates; rules stand in `policy`, `repo` and `targets`. The one extension, [`enforce`], denies
//! fields by the policy and gives errors the form that clients rely on.

pub mod connection;
pub mod context;
pub mod enforce;
pub mod error;
pub mod execute;
pub mod id;
pub mod loaders;
pub mod mutation;
pub mod nested;
pub mod permissions;
pub mod query;
pub mod scalar;
pub mod sdl;
#[cfg(test)]
mod tests;
mod text;
pub mod types;

use async_graphql::EmptySubscription;

pub use context::{Asking, RequestContext};
pub use error::ApiError;
pub use execute::{Outcome, execute};
use mutation::Mutation;
use query::Query;

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Whether clients may ask the schema about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Introspection {
    /// Answered, as in the demo.
    On,
    /// Refused, the default of `serve`: the SDL is published with each release.
    Off,
}

/// Builds the schema.
#[must_use]
pub fn schema(introspection: Introspection) -> Schema {
    let builder = Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<types::node::Node>()
        .extension(enforce::EnforceFactory(introspection))
        .disable_suggestions();
    match introspection {
        Introspection::On => builder.finish(),
        Introspection::Off => builder.disable_introspection().finish(),
    }
}
