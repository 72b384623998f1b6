//! The states that things took.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::Visible;
use crate::repo::steps::Steps;

/// The steps of a thing, on whatever day they were taken, in their order.
pub struct StepsOf<S: Steps>(pub Visible<S::Owner>);

impl<S: Steps> Clone for StepsOf<S> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<S: Steps> PartialEq for StepsOf<S> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<S: Steps> Eq for StepsOf<S> {}

impl<S: Steps> Hash for StepsOf<S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<S: Steps<Owner: fmt::Debug>> fmt::Debug for StepsOf<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StepsOf").field(&self.0).finish()
    }
}

impl<S: Steps> Loader<StepsOf<S>> for Batches {
    type Value = Arc<[S::Model]>;

    async fn load(&self, keys: &[StepsOf<S>]) -> Result<HashMap<StepsOf<S>, Self::Value>, ApiError> {
        let owners: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.steps_of::<S>(&owners).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (S::owner(&row), row)));
        Ok(keys.iter().map(|key| (key.clone(), rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}
