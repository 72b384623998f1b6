//! Cursors: positions in a list, sealed so that they hold nothing readable and fit no other list.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::page::PageError;
use crate::ring::Ring;

/// The keys that cursors are sealed with: one seals, each opens what it sealed. Cheap to clone.
#[derive(Clone)]
pub struct CursorKey(Arc<Ring<LessSafeKey>>);

impl CursorKey {
    /// The one key of 32 bytes.
    ///
    /// # Errors
    /// When the bytes are not as many.
    pub fn new(bytes: &[u8]) -> Result<Self, Unspecified> {
        Self::with_others(bytes, &[])
    }

    /// A key that seals and opens, and others that only open.
    ///
    /// # Errors
    /// When one has not 32 bytes.
    pub fn with_others(current: &[u8], others: &[&[u8]]) -> Result<Self, Unspecified> {
        let others = others.iter().map(|bytes| cipher(bytes)).collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Ring::new(cipher(current)?, others))))
    }

    /// Takes the keys of another for its own.
    pub fn exchange(&self, other: &Self) {
        self.0.exchange(&other.0);
    }
}

fn cipher(bytes: &[u8]) -> Result<LessSafeKey, Unspecified> {
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, bytes)?))
}

/// Seals the positions of one list: of one viewer, kind, filter, order and date. A cursor opens for the same list
/// only, on the day on which it was given and on the next.
///
/// AES-GCM-SIV with a fixed nonce is deterministic: within a day, equal positions of equal lists have equal cursors,
/// which is what clients' caches want, and all that repetition tells (RFC 8452).
#[derive(Clone)]
pub struct CursorSeal {
    key: CursorKey,
    list: Vec<u8>,
    /// None for what lasts.
    today: Option<NaiveDate>,
}

impl CursorSeal {
    /// The seal, today, of the list that the description names. Two lists must never share a description.
    #[must_use]
    pub fn new(key: CursorKey, list: &str, today: NaiveDate) -> Self {
        Self { key, list: list.as_bytes().to_vec(), today: Some(today) }
    }

    /// The seal of positions that are names of things, and stay good.
    #[must_use]
    pub fn lasting(key: CursorKey, list: &str) -> Self {
        Self { key, list: list.as_bytes().to_vec(), today: None }
    }

    /// The cursor of a position; none if the position cannot be written down, which no position of ours meets.
    #[must_use]
    pub fn seal(&self, position: &impl Serialize) -> Option<String> {
        let mut bytes = serde_json::to_vec(&(self.today, position)).ok()?;
        let kept = self.key.0.kept();
        kept.current().seal_in_place_append_tag(nonce(), Aad::from(&self.list), &mut bytes).ok()?;
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The position of a cursor.
    ///
    /// # Errors
    /// [`PageError::ForeignCursor`] unless this seal made it; [`PageError::OldCursor`] if that is more than a day ago.
    pub fn open<P: DeserializeOwned>(&self, cursor: &str) -> Result<P, PageError> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| PageError::ForeignCursor)?;
        let kept = self.key.0.kept();
        let plain = kept.iter().find_map(|key| {
            let mut bytes = bytes.clone();
            let plain = key.open_in_place(nonce(), Aad::from(&self.list), &mut bytes).ok()?;
            Some(plain.to_vec())
        });
        let (given, position): (Option<NaiveDate>, P) =
            serde_json::from_slice(&plain.ok_or(PageError::ForeignCursor)?)
                .map_err(|_| PageError::ForeignCursor)?;
        let is_old = self.today.zip(given).is_some_and(|(today, given)| given + Days::new(1) < today);
        if is_old { Err(PageError::OldCursor) } else { Ok(position) }
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
        seal_on(list, "2025-12-31")
    }

    fn seal_on(list: &str, today: &str) -> CursorSeal {
        CursorSeal::new(CursorKey::new(&[7; 32]).unwrap(), list, today.parse().unwrap())
    }

    #[test]
    fn given_a_cursor_when_it_is_older_than_a_day_then_refused_and_what_lasts_is_not() {
        let cursor = seal("units").seal(&1).unwrap();
        assert_eq!(seal_on("units", "2026-01-01").open::<i32>(&cursor), Ok(1));
        assert_eq!(seal_on("units", "2026-01-02").open::<i32>(&cursor), Err(PageError::OldCursor));
        let lasting = CursorSeal::lasting(CursorKey::new(&[7; 32]).unwrap(), "entries");
        assert_eq!(lasting.open::<i32>(&lasting.seal(&1).unwrap()), Ok(1));
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

    #[test]
    fn given_a_new_key_when_the_old_one_is_kept_then_cursors_of_both_open() {
        let (old, both) = ([7; 32], CursorKey::with_others(&[8; 32], &[&[7; 32]]).unwrap());
        let cursor = CursorSeal::lasting(CursorKey::new(&old).unwrap(), "units").seal(&1).unwrap();
        let both = CursorSeal::lasting(both, "units");
        assert_ne!(both.seal(&1).unwrap(), cursor);
        assert_eq!(both.open::<i32>(&cursor), Ok(1));
        assert_eq!(both.open::<i32>(&both.seal(&1).unwrap()), Ok(1));
    }
}
