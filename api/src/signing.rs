//! Ed25519 keys that sign what is kept away from the installation: checkpoints of the journal, and reports.
//!
//! What is signed is a hash of 32 bytes that begins with the name of its encoding, so that a signature can't be taken for one of
//! anything else.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::ring::Ring;

/// The keys of one purpose: one signs, and each checks what it signed.
pub struct SigningKeys(Ring<Arc<SigningKey>>);

impl SigningKeys {
    /// The keys of PKCS#8 documents, the one that signs first; none if one of them holds no Ed25519 key.
    pub(crate) fn of_pkcs8(current: &[u8], others: &[&[u8]]) -> Option<Self> {
        let key = |document: &[u8]| SigningKey::from_pkcs8(document).map(Arc::new);
        let others = others.iter().map(|document| key(document)).collect::<Option<_>>()?;
        Some(Self(Ring::new(key(current)?, others)))
    }

    pub(crate) fn exchange(&self, other: &Self) {
        self.0.exchange(&other.0);
    }

    /// The key that signs.
    #[must_use]
    pub fn current(&self) -> Arc<SigningKey> {
        Arc::clone(self.0.kept().current())
    }

    /// The public halves of every key, that of the key that signs first.
    #[must_use]
    pub fn public(&self) -> Vec<PublicKey> {
        self.0.kept().iter().map(|key| key.public().clone()).collect()
    }
}

/// A key that signs.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl SigningKey {
    /// The key of a PKCS#8 document; none if it holds no Ed25519 key.
    #[must_use]
    pub fn from_pkcs8(document: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(document).ok()?;
        let public = PublicKey::of(pair.public_key().as_ref());
        Some(Self { pair, public })
    }

    /// The key's name: a short hash of its public half.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.public.id
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature of a statement; none if the key refuses.
    #[must_use]
    pub fn sign(&self, statement: &[u8]) -> Option<Vec<u8>> {
        self.pair.try_sign(statement).ok().map(|signature| signature.as_ref().to_vec())
    }
}

/// The public half of a key that signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    id: String,
    bytes: Vec<u8>,
}

impl PublicKey {
    fn of(bytes: &[u8]) -> Self {
        let hash = digest(&SHA256, bytes);
        let short = hash.as_ref().iter().copied().take(9).collect::<Vec<_>>();
        Self { id: URL_SAFE_NO_PAD.encode(short), bytes: bytes.to_vec() }
    }

    /// The key's name, by which what it signed names it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key as text: 32 bytes in base64 without padding.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.bytes)
    }

    /// The key of a text; none for text that is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        (bytes.len() == 32).then(|| Self::of(&bytes))
    }

    /// Whether a signature is that of this key over a statement.
    #[must_use]
    pub fn has_signed(&self, statement: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.bytes).verify(statement, signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use crate::keys::Keys;

    #[test]
    fn given_a_key_when_its_public_half_is_read_from_text_then_it_knows_what_the_key_signed_and_nothing_else()
    {
        let (one, other) = (Keys::ephemeral().unwrap(), Keys::ephemeral().unwrap());
        let key = one.report().current();
        let public = PublicKey::parse(&key.public().text()).unwrap();
        assert_eq!((public.id(), &public), (key.id(), key.public()));
        let signature = key.sign(b"told").unwrap();
        assert!(public.has_signed(b"told", &signature));
        assert!(!public.has_signed(b"tolt", &signature));
        assert!(!public.has_signed(b"told", &[0; 64]));
        assert!(!other.report().current().public().has_signed(b"told", &signature));
    }

    #[test]
    fn given_text_that_is_no_key_then_none() {
        for text in ["", "AAAA", "not base64", &"A".repeat(44)] {
            assert_eq!(PublicKey::parse(text), None, "{text}");
        }
    }
}
