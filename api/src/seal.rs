//! Sealing of single values: AES-256-GCM with a random nonce, bound to the place where the value lies, so that
//! a sealed value copied to another row or column does not open.
//!
//! A sealed value names its key, so that the key that seals can change while values of older keys are still opened:
//! one byte of format, 8 bytes that name the key, the nonce, then ciphertext and tag.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest::{SHA256, digest};
use thiserror::Error;
use uuid::Uuid;

use crate::ring::Ring;

/// The length of a key, in bytes.
pub const KEY_LENGTH: usize = 32;

const FORMAT: u8 = 1;

/// The length of a key's name, in bytes.
pub const KEY_ID_LENGTH: usize = 8;

/// What names a key in the values that were made with it.
pub type KeyId = [u8; KEY_ID_LENGTH];

/// Why a value could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// The key is not 32 bytes long.
    #[error("the sealing key is not 32 bytes long")]
    KeyLength,
    /// The cipher refused.
    #[error("the value could not be sealed")]
    NotSealed,
    /// The bytes are not a sealed value of this format.
    #[error("the sealed value is malformed")]
    Malformed,
    /// The value was sealed with a key that is not there.
    #[error("the value was sealed with a key that is not there")]
    OtherKey,
    /// The value was altered, or belongs to another place.
    #[error("the sealed value does not belong here or was altered")]
    NotOpened,
}

/// Where a sealed value lies.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// What tells the row apart in its table.
    pub row: &'a [u8],
}

impl<'a> Place<'a> {
    /// The place of a column in a row that has an id.
    #[must_use]
    pub fn of(table: &'a str, column: &'a str, row: &'a Uuid) -> Self {
        Self { table, column, row: row.as_bytes() }
    }
}

/// The keys that seal and open values: one seals, and each opens what it sealed.
pub struct SealingKey(Ring<Cipher>);

struct Cipher {
    cipher: RandomizedNonceKey,
    id: KeyId,
}

impl SealingKey {
    /// The one key of these bytes.
    ///
    /// # Errors
    /// [`SealError::KeyLength`] unless there are exactly 32.
    pub fn new(bytes: &[u8]) -> Result<Self, SealError> {
        Self::with_others(bytes, &[])
    }

    /// A key that seals and opens, and others that only open.
    ///
    /// # Errors
    /// [`SealError::KeyLength`] unless each has exactly 32 bytes.
    pub fn with_others(current: &[u8], others: &[&[u8]]) -> Result<Self, SealError> {
        let others = others.iter().map(|bytes| Cipher::new(bytes)).collect::<Result<_, _>>()?;
        Ok(Self(Ring::new(Cipher::new(current)?, others)))
    }

    /// Takes the keys of another for its own.
    pub fn exchange(&self, other: &Self) {
        self.0.exchange(&other.0);
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// [`SealError::NotSealed`] where the cipher or its randomness fails.
    pub fn seal(&self, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>, SealError> {
        self.0.kept().current().seal(place, value)
    }

    /// Opens a value that was sealed for this place with any of the keys.
    ///
    /// # Errors
    /// The bytes are malformed or altered, belong to another place, or were sealed with a key that is not there.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (format, rest) = sealed.split_first().ok_or(SealError::Malformed)?;
        let (id, rest) = rest.split_at_checked(KEY_ID_LENGTH).ok_or(SealError::Malformed)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(SealError::Malformed)?;
        if *format != FORMAT {
            return Err(SealError::Malformed);
        }
        let kept = self.0.kept();
        let key = kept.iter().find(|key| key.id == id).ok_or(SealError::OtherKey)?;
        key.open(place, nonce, body)
    }
}

impl Cipher {
    fn new(bytes: &[u8]) -> Result<Self, SealError> {
        let cipher = RandomizedNonceKey::new(&AES_256_GCM, bytes).map_err(|_| SealError::KeyLength)?;
        Ok(Self { cipher, id: key_id(bytes) })
    }

    fn seal(&self, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut body = value.to_vec();
        let nonce = self
            .cipher
            .seal_in_place_append_tag(self.bound_to(place), &mut body)
            .map_err(|_| SealError::NotSealed)?;
        let mut sealed = Vec::with_capacity(1 + KEY_ID_LENGTH + NONCE_LEN + body.len());
        sealed.push(FORMAT);
        sealed.extend_from_slice(&self.id);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.append(&mut body);
        Ok(sealed)
    }

    fn open(&self, place: Place<'_>, nonce: &[u8], body: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Malformed)?;
        let mut body = body.to_vec();
        let value = self
            .cipher
            .open_in_place(nonce, self.bound_to(place), &mut body)
            .map_err(|_| SealError::NotOpened)?;
        Ok(value.to_vec())
    }

    fn bound_to(&self, place: Place<'_>) -> Aad<Vec<u8>> {
        let mut bytes = Vec::new();
        for part in [place.table.as_bytes(), place.column.as_bytes(), place.row, &self.id] {
            bytes.extend_from_slice(&part.len().to_be_bytes());
            bytes.extend_from_slice(part);
        }
        Aad::from(bytes)
    }
}

/// Names a key without telling anything of it.
pub(crate) fn key_id(bytes: &[u8]) -> KeyId {
    let hash = digest(&SHA256, &[b"canbo sealing key ", bytes].concat());
    let mut id = [0; KEY_ID_LENGTH];
    id.iter_mut().zip(hash.as_ref()).for_each(|(id, byte)| *id = *byte);
    id
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    const ROW: Uuid = Uuid::from_u128(1);

    fn place() -> Place<'static> {
        Place::of("official_identity", "citizen_number_sealed", &ROW)
    }

    #[test]
    fn given_a_sealed_value_when_opened_in_its_place_then_it_comes_back() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let sealed = key.seal(place(), b"001300012345").unwrap();
        assert_eq!(key.open(place(), &sealed).unwrap(), b"001300012345");
        assert!(!sealed.windows(12).any(|bytes| bytes == b"001300012345"));
    }

    #[test]
    fn given_one_value_sealed_twice_then_the_bytes_differ() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        assert_ne!(key.seal(place(), b"x").unwrap(), key.seal(place(), b"x").unwrap());
    }

    #[test]
    fn given_a_sealed_value_when_moved_then_it_does_not_open() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let sealed = key.seal(place(), b"001300012345").unwrap();
        let other_row = Uuid::from_u128(2);
        for elsewhere in [
            Place::of("official_identity", "citizen_number_sealed", &other_row),
            Place::of("official_identity", "phone", &ROW),
            Place::of("official", "citizen_number_sealed", &ROW),
        ] {
            assert_eq!(key.open(elsewhere, &sealed), Err(SealError::NotOpened));
        }
    }

    #[test]
    fn given_any_flipped_bit_then_it_does_not_open() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let sealed = key.seal(place(), b"001300012345").unwrap();
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
            assert!(key.open(place(), &altered).is_err(), "byte {at}");
        }
    }

    #[test]
    fn given_another_key_or_short_bytes_then_the_reason_is_told() {
        let sealed = SealingKey::new(&[7; 32]).unwrap().seal(place(), b"x").unwrap();
        let other = SealingKey::new(&[8; 32]).unwrap();
        assert_eq!(other.open(place(), &sealed), Err(SealError::OtherKey));
        assert_eq!(other.open(place(), &[]), Err(SealError::Malformed));
        assert_eq!(other.open(place(), &[1; 20]), Err(SealError::Malformed));
        assert_eq!(SealingKey::new(&[7; 31]).err(), Some(SealError::KeyLength));
    }

    #[test]
    fn given_a_new_key_when_the_old_one_is_kept_then_values_of_both_open_and_the_new_one_seals() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let old = key.seal(place(), b"old").unwrap();
        key.exchange(&SealingKey::with_others(&[8; 32], &[&[7; 32]]).unwrap());
        let new = key.seal(place(), b"new").unwrap();
        assert_eq!(key.open(place(), &old).unwrap(), b"old");
        assert_eq!(SealingKey::new(&[8; 32]).unwrap().open(place(), &new).unwrap(), b"new");
        key.exchange(&SealingKey::new(&[8; 32]).unwrap());
        assert_eq!(key.open(place(), &old), Err(SealError::OtherKey));
    }
}
