//! The Ed25519 key that signs access tokens.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};

use super::KeyError;

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
            id: URL_SAFE_NO_PAD.encode(hash.as_ref().get(..9)?),
            public: URL_SAFE_NO_PAD.encode(public),
            signing: EncodingKey::from_ed_der(document),
            checking: DecodingKey::from_ed_der(public),
        })
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
