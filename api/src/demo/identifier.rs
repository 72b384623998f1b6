//! Ids of the demo's rows: drawn from what a row is, so that every build gives the same.

use aws_lc_rs::digest;
use uuid::{Builder, Uuid};

/// The id of a kind of row by a key that is unique within the kind.
pub(super) fn id<T: From<Uuid>>(kind: &str, key: &str) -> T {
    T::from(Builder::from_custom_bytes(first_bytes(kind, key)).into_uuid())
}

/// The first bytes of the SHA-256 of a kind and a key.
pub(super) fn first_bytes<const N: usize>(kind: &str, key: &str) -> [u8; N] {
    let hash = digest::digest(&digest::SHA256, format!("canbo demo\n{kind}\n{key}").as_bytes());
    let mut bytes = [0; N];
    for (byte, hashed) in bytes.iter_mut().zip(hash.as_ref()) {
        *byte = *hashed;
    }
    bytes
}
