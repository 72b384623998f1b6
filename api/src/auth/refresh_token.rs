//! Refresh tokens: 256 random bits that mean nothing by themselves. Only their hash is stored.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keys::KeyError;

/// A refresh token in the clear: given to the client once and kept nowhere.
pub struct RefreshToken([u8; 32]);

impl RefreshToken {
    /// A new token.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn generate() -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).map_err(|_| KeyError::Random)?;
        Ok(Self(bytes))
    }

    /// The token of a text; none if it isn't one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The text that the client gets.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored: its SHA-256. With 256 random bits in it, no slow hash is needed.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        digest(&SHA256, &self.0).as_ref().to_vec()
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn given_a_token_when_sent_and_parsed_then_its_hash_is_the_stored_one() {
        let token = RefreshToken::generate().unwrap();
        let parsed = RefreshToken::parse(&token.text()).unwrap();
        assert_eq!(parsed.hash(), token.hash());
        assert_eq!(token.hash().len(), 32);
        assert_ne!(RefreshToken::generate().unwrap().hash(), token.hash());
    }

    #[test]
    fn given_text_that_is_no_token_then_none() {
        for text in ["", "abc", "eyJhbGciOiJFZERTQSJ9.e30.x", &"A".repeat(44)] {
            assert!(RefreshToken::parse(text).is_none(), "{text}");
        }
    }
}
