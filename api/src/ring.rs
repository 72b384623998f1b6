//! The keys of one purpose: one that makes, others that are only understood. They may be exchanged while they are
//! used; whoever holds them goes on with those that it has.

use std::sync::{Arc, PoisonError, RwLock};

/// The keys of one purpose.
pub struct Ring<K>(RwLock<Arc<Kept<K>>>);

/// The keys of a purpose at one moment.
pub struct Kept<K> {
    current: K,
    others: Vec<K>,
}

impl<K> Ring<K> {
    /// A ring of the key that makes, and of those that are only understood.
    #[must_use]
    pub fn new(current: K, others: Vec<K>) -> Self {
        Self(RwLock::new(Arc::new(Kept { current, others })))
    }

    /// The keys as they are now.
    #[must_use]
    pub fn kept(&self) -> Arc<Kept<K>> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the keys of another ring for its own.
    pub fn exchange(&self, other: &Self) {
        let kept = other.kept();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = kept;
    }
}

impl<K> Kept<K> {
    /// The key that makes.
    #[must_use]
    pub const fn current(&self) -> &K {
        &self.current
    }

    /// Every key, the one that makes first.
    pub fn iter(&self) -> impl Iterator<Item = &K> {
        std::iter::once(&self.current).chain(&self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_ring_when_exchanged_then_who_holds_the_old_keys_goes_on_with_them() {
        let ring = Ring::new(2, vec![1]);
        let held = ring.kept();
        ring.exchange(&Ring::new(3, vec![2, 1]));
        assert_eq!(held.iter().copied().collect::<Vec<_>>(), [2, 1]);
        assert_eq!((*ring.kept().current(), ring.kept().iter().count()), (3, 3));
    }
}
