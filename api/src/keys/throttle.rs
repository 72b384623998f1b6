//! The key under which failed logins are counted.

use std::sync::Arc;

use aws_lc_rs::hmac;

use crate::ring::Ring;

/// Hides what failed logins are counted by: people type pass phrases into the field of the name.
#[derive(Clone)]
pub struct ThrottleKey(Arc<Ring<hmac::Key>>);

impl ThrottleKey {
    /// The key that follows from another one of the installation, which every server of it has.
    #[must_use]
    pub fn derive(from: &[u8]) -> Self {
        let parent = hmac::Key::new(hmac::HMAC_SHA256, from);
        let key = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&parent, b"canbo login throttle").as_ref());
        Self(Arc::new(Ring::new(key, Vec::new())))
    }

    /// Takes the key of another for its own.
    pub(super) fn exchange(&self, other: &Self) {
        self.0.exchange(&other.0);
    }

    /// The keyed hash of some texts, 32 bytes. Each has its length before it, so that no two lists share their bytes.
    #[must_use]
    pub fn hash(&self, parts: &[&str]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(self.0.kept().current());
        for part in parts {
            context.update(&part.len().to_be_bytes());
            context.update(part.as_bytes());
        }
        context.sign().as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_texts_when_hashed_then_only_the_same_texts_under_the_same_key_give_the_same_bytes() {
        let key = ThrottleKey::derive(&[7; 32]);
        assert_eq!(key.hash(&["a", "b"]), ThrottleKey::derive(&[7; 32]).hash(&["a", "b"]));
        assert_eq!(key.hash(&["a", "b"]).len(), 32);
        for other in [key.hash(&["ab"]), key.hash(&["b", "a"]), key.hash(&["a", "b", ""])] {
            assert_ne!(key.hash(&["a", "b"]), other);
        }
        assert_ne!(key.hash(&["a"]), ThrottleKey::derive(&[8; 32]).hash(&["a"]));
    }
}
