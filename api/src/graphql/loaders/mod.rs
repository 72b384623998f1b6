//! Loading in batches: what many items of a list ask for at once is one statement, however long the list. What was
//! loaded stays for the request, and for it alone: a loader belongs to one viewer.
//!
//! A thing of the domain adds keys of its own in a file of its own, each with an implementation of [`Loader`] for
//! [`Batches`].

pub mod accounts;
pub mod courses;
pub mod enrolments;
pub mod figures;
pub mod file;
pub mod history;
pub mod localities;
pub mod officials;
pub mod posts;
pub mod reports;
pub mod source_pool;
pub mod source_pool_reports;
pub mod steps;
pub mod succession;
pub mod training_plans;
mod wave;

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;

pub use wave::{Loaders, Waves};

use crate::graphql::error::ApiError;
use crate::repo::Reader;

/// Loads what keys of a type stand for. `repo` parts what one statement could not bind.
pub trait Loader<K> {
    /// What a key stands for.
    type Value: Clone + Send + 'static;

    /// Loads a batch of keys, each given once. A key without a value is one that stands for nothing.
    ///
    /// # Errors
    /// What the reader fails with; everybody who asked for a key of the batch gets it.
    fn load(&self, keys: &[K]) -> impl Future<Output = Result<HashMap<K, Self::Value>, ApiError>> + Send;
}

/// Loads batches of keys for one viewer.
pub struct Batches(pub(super) Arc<Reader>);

/// Rows by what they belong to.
fn grouped<K: Hash + Eq, V>(rows: impl IntoIterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, row) in rows {
        groups.entry(key).or_default().push(row);
    }
    groups
}
