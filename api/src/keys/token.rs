//! The Ed25519 keys that sign access tokens.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsBigEndian;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};

use super::KeyError;
use super::material::hexadecimal;
use crate::ring::Ring;

/// The keys of access tokens: one signs, and each checks what it signed.
pub struct TokenKeys(Ring<Arc<TokenKey>>);

impl TokenKeys {
    pub(super) fn new(current: TokenKey, others: Vec<TokenKey>) -> Self {
        Self(Ring::new(Arc::new(current), others.into_iter().map(Arc::new).collect()))
    }

    pub(super) fn exchange(&self, other: &Self) {
        self.0.exchange(&other.0);
    }

    /// The key that signs.
    #[must_use]
    pub fn current(&self) -> Arc<TokenKey> {
        Arc::clone(self.0.kept().current())
    }

    /// The key of a name (`kid`): one of those in memory, or none. A name leads nowhere else.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Arc<TokenKey>> {
        self.0.kept().iter().find(|key| key.id == id).cloned()
    }

    /// The public halves of every key as a key set (RFC 7517): the one that signs, those that signed, and those that
    /// will.
    #[must_use]
    pub fn key_set(&self) -> Value {
        let keys: Vec<Value> = self.0.kept().iter().map(|key| key.jwk()).collect();
        json!({ "keys": keys })
    }
}

/// Signs access tokens, and lets them be checked.
pub struct TokenKey {
    id: String,
    public: String,
    signing: EncodingKey,
    checking: DecodingKey,
}

impl TokenKey {
    /// A new key as PKCS#8, version 1, which every tool reads.
    pub(super) fn generate() -> Result<Vec<u8>, KeyError> {
        let document =
            Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).map_err(|_| KeyError::Random)?;
        Ok(document.as_ref().to_vec())
    }

    /// The key of a PKCS#8 document; none if it holds no Ed25519 key.
    pub(super) fn from_pkcs8(document: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(document).ok()?;
        let public = pair.public_key().as_ref();
        let hash = digest(&SHA256, public);
        Some(Self {
            id: hexadecimal(hash.as_ref().get(..8)?),
            public: URL_SAFE_NO_PAD.encode(public),
            signing: EncodingKey::from_ed_der(document),
            checking: DecodingKey::from_ed_der(public),
        })
    }

    /// The secret half of a PKCS#8 document: the 32 bytes that must be random.
    pub(super) fn seed(document: &[u8]) -> Option<Vec<u8>> {
        let seed = Ed25519KeyPair::from_pkcs8(document).ok()?.seed().ok()?;
        Some(seed.as_be_bytes().ok()?.as_ref().to_vec())
    }

    /// The key's name (`kid`): a short hash of its public half.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) const fn signing(&self) -> &EncodingKey {
        &self.signing
    }

    pub(crate) const fn checking(&self) -> &DecodingKey {
        &self.checking
    }

    /// The public half as a member of a key set (RFC 7517, RFC 8037).
    #[must_use]
    pub fn jwk(&self) -> Value {
        json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.id, "x": self.public,
        })
    }
}
