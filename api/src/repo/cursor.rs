//! Cursors: positions in a list, sealed so that they hold nothing readable and fit no other list.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::page::PageError;

/// The key that cursors are sealed with.
#[derive(Clone)]
pub struct CursorKey(Arc<LessSafeKey>);

impl CursorKey {
    /// A key of 32 bytes.
    ///
    /// # Errors
    /// When the bytes are not as many.
    pub fn new(bytes: &[u8]) -> Result<Self, aws_lc_rs::error::Unspecified> {
        Ok(Self(Arc::new(LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, bytes)?))))
    }
}

/// Seals the positions of one list: of one viewer, kind, filter, order and date. A cursor opens for the same list
/// only.
///
/// AES-GCM-SIV with a fixed nonce is deterministic: equal positions of equal lists have equal cursors, which is
/// what clients' caches want, and all that repetition tells (RFC 8452).
#[derive(Clone)]
pub struct CursorSeal {
    key: CursorKey,
    list: Vec<u8>,
}

impl CursorSeal {
    /// The seal of the list that the description names. Two lists must never share a description.
    #[must_use]
    pub fn new(key: CursorKey, list: &str) -> Self {
        Self { key, list: list.as_bytes().to_vec() }
    }

    /// The cursor of a position; none if the position cannot be written down, which no position of ours meets.
    #[must_use]
    pub fn seal(&self, position: &impl Serialize) -> Option<String> {
        let mut bytes = serde_json::to_vec(position).ok()?;
        self.key.0.seal_in_place_append_tag(nonce(), Aad::from(&self.list), &mut bytes).ok()?;
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The position of a cursor.
    ///
    /// # Errors
    /// [`PageError::ForeignCursor`] unless this seal made it.
    pub fn open<P: DeserializeOwned>(&self, cursor: &str) -> Result<P, PageError> {
        let mut bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| PageError::ForeignCursor)?;
        let plain = self
            .key
            .0
            .open_in_place(nonce(), Aad::from(&self.list), &mut bytes)
            .map_err(|_| PageError::ForeignCursor)?;
        serde_json::from_slice(plain).map_err(|_| PageError::ForeignCursor)
    }
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]
    use super::*;

    fn seal(list: &str) -> CursorSeal {
        CursorSeal::new(CursorKey::new(&[7; 32]).unwrap(), list)
    }

    #[test]
    fn given_a_cursor_when_opened_for_its_list_then_the_position() {
        let cursor = seal("officials by name").seal(&("Đức", 7)).unwrap();
        assert_eq!(cursor, seal("officials by name").seal(&("Đức", 7)).unwrap());
        assert_eq!(seal("officials by name").open::<(String, i32)>(&cursor), Ok(("Đức".to_owned(), 7)));
    }

    #[test]
    fn given_a_cursor_when_opened_for_another_list_or_edited_then_refused() {
        let cursor = seal("officials by name").seal(&("Đức", 7)).unwrap();
        assert_eq!(seal("units").open::<(String, i32)>(&cursor), Err(PageError::ForeignCursor));
        let edited = cursor.replace(cursor.chars().next().unwrap(), "_");
        assert_eq!(seal("officials by name").open::<(String, i32)>(&edited), Err(PageError::ForeignCursor));
        assert_eq!(seal("units").open::<i32>("no cursor"), Err(PageError::ForeignCursor));
    }
}
