//! Secrets of machines: 256 random bits behind a prefix by which one that got lost is recognised in files and logs. Only
//! their hash is stored.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keys::KeyError;

const PREFIX: &str = "canbo_secret_";

/// A secret in the clear: shown once and kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret([u8; 32]);

impl ClientSecret {
    /// The secret of these bytes: of the demo, whose secret is public.
    #[must_use]
    pub const fn of(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new secret.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn generate() -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).map_err(|_| KeyError::Random)?;
        Ok(Self(bytes))
    }

    /// The secret of a text; none if it isn't one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?.try_into().ok().map(Self)
    }

    /// The text that is shown.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    /// What is stored: its SHA-256. With 256 random bits in it, no slow hash is needed.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        digest(&SHA256, &[PREFIX.as_bytes(), &self.0].concat()).as_ref().to_vec()
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use crate::auth::RefreshToken;

    #[test]
    fn given_a_secret_when_sent_and_parsed_then_its_hash_is_the_stored_one() {
        let secret = ClientSecret::generate().unwrap();
        assert_eq!(ClientSecret::parse(&secret.text()), Some(secret.clone()));
        assert_eq!(secret.hash().len(), 32);
        assert_ne!(ClientSecret::generate().unwrap().hash(), secret.hash());
        assert_eq!(format!("{secret:?}"), "ClientSecret(…)");
    }

    #[test]
    fn given_text_that_is_no_secret_then_none() {
        let bare = RefreshToken::generate().unwrap().text();
        for text in ["", PREFIX, "canbo_secret_AAAA", &bare] {
            assert!(ClientSecret::parse(text).is_none(), "{text}");
        }
    }
}
