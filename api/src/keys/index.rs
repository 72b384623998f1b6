//! The key that low-entropy texts are looked for by: a citizen number has so few plausible values that any hash
//! without a secret would give it away.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};

use crate::ring::Ring;
use crate::seal::{KEY_ID_LENGTH, KEY_LENGTH, KeyId, key_id};

/// How long a mark is: the name of its key, and an HMAC-SHA-256.
pub const MARK_LENGTH: usize = KEY_ID_LENGTH + 32;

/// The keys that make marks: one makes new ones, the others let old ones be found.
pub struct IndexKey(Ring<Marker>);

struct Marker {
    key: Key,
    id: KeyId,
}

impl IndexKey {
    /// A key that makes marks, and others whose marks are looked for too; none unless each has 32 bytes.
    pub(super) fn with_others(current: &[u8], others: &[&[u8]]) -> Option<Self> {
        let others = others.iter().map(|bytes| Marker::new(bytes)).collect::<Option<_>>()?;
        Some(Self(Ring::new(Marker::new(current)?, others)))
    }

    pub(super) fn exchange(&self, other: &Self) {
        self.0.exchange(&other.0);
    }

    /// The mark of a value of a kind: equal for equal values, and telling nothing else without the key.
    #[must_use]
    pub fn mark(&self, kind: &str, value: &[u8]) -> Vec<u8> {
        self.0.kept().current().mark(kind, value)
    }

    /// The marks that a value of a kind has under each of the keys.
    #[must_use]
    pub fn marks(&self, kind: &str, value: &[u8]) -> Vec<Vec<u8>> {
        self.0.kept().iter().map(|key| key.mark(kind, value)).collect()
    }
}

impl Marker {
    fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == KEY_LENGTH).then(|| Self { key: Key::new(HMAC_SHA256, bytes), id: key_id(bytes) })
    }

    fn mark(&self, kind: &str, value: &[u8]) -> Vec<u8> {
        // A kind holds no zero byte, so that no two pairs of kind and value are one text.
        let tag = sign(&self.key, &[kind.as_bytes(), &[0], value].concat());
        [self.id.as_slice(), tag.as_ref()].concat()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn dr_03_given_marks_then_equal_for_equal_values_of_one_kind_and_key_alone() {
        let key = IndexKey::with_others(&[1; 32], &[]).unwrap();
        let mark = key.mark("citizen number", b"001189004201");
        assert_eq!(mark.len(), MARK_LENGTH);
        assert_eq!(mark, key.mark("citizen number", b"001189004201"));
        assert_ne!(mark, key.mark("citizen number", b"001189004202"));
        assert_ne!(mark, key.mark("request", b"001189004201"));
        assert_ne!(
            mark,
            IndexKey::with_others(&[2; 32], &[]).unwrap().mark("citizen number", b"001189004201")
        );
    }

    #[test]
    fn given_a_new_key_when_the_old_one_is_kept_then_its_marks_are_found_too() {
        let key = IndexKey::with_others(&[1; 32], &[]).unwrap();
        let old = key.mark("a", b"x");
        key.exchange(&IndexKey::with_others(&[2; 32], &[&[1; 32]]).unwrap());
        assert_eq!(key.marks("a", b"x"), [key.mark("a", b"x"), old]);
        assert!(IndexKey::with_others(&[1; 31], &[]).is_none());
    }
}
