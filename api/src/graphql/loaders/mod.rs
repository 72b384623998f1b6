//! Loading in batches: what many items of a list ask for at once is one statement.
//!
//! All fields of a step ask before any of them is answered: a batch is loaded in the request's own task, when
//! all that can go on without it has. So how many statements a list costs depends neither on its length nor on how
//! busy the machine is. What was loaded stays for the request, and for it alone: a loader belongs to one viewer.
//!
//! A thing of the domain adds keys of its own in a file of its own, each with an implementation of [`Loader`] for
//! [`Batches`].

pub mod courses;
mod drive;
pub mod enrolments;
pub mod figures;
pub mod file;
pub mod localities;
pub mod officials;
pub mod posts;
pub mod source_pool;
pub mod steps;
pub mod succession;
pub mod training_plans;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, HashMapCache};

pub use drive::Loads;

use crate::repo::Reader;

/// Loads batches of keys for one viewer.
pub struct Batches(Arc<Reader>);

/// The loaders of a request.
pub type Loaders = DataLoader<Batches, HashMapCache>;

/// New loaders for a request, whose loads run in its own task.
#[must_use]
pub fn loaders(reader: Arc<Reader>, loads: Loads) -> Loaders {
    // No delay: a batch is whole once the request's task waits. No greatest batch: `repo` parts what one statement
    // could not bind.
    DataLoader::with_cache(Batches(reader), move |load| loads.add(load), HashMapCache::default())
        .delay(Duration::ZERO)
        .max_batch_size(usize::MAX)
}

/// Rows by what they belong to.
fn grouped<K: Hash + Eq, V>(rows: impl IntoIterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, row) in rows {
        groups.entry(key).or_default().push(row);
    }
    groups
}
