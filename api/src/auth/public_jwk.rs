//! The public half of a machine's key, as its owner sends it (RFC 7517, RFC 8037).

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// The most characters of a key's name.
const MOST_ID_CHARACTERS: usize = 128;

/// A public Ed25519 key with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicJwk {
    /// The name that its owner gave it, or a short hash of the key.
    pub kid: String,
    /// The 32 bytes.
    pub bytes: Vec<u8>,
}

/// The members that are looked at. Others, as RFC 7517 has it, may be there; the secret half may not.
#[derive(Deserialize)]
struct Members {
    kty: String,
    crv: String,
    x: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    d: Option<serde_json::Value>,
}

impl PublicJwk {
    /// The key of a JWK in JSON; none if it is no public Ed25519 key for signatures, or holds the secret half.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let members: Members = serde_json::from_str(json).ok()?;
        let bytes = URL_SAFE_NO_PAD.decode(&members.x).ok()?;
        let is_ed25519 = members.kty == "OKP" && members.crv == "Ed25519" && bytes.len() == 32;
        let signs = members.alg.is_none_or(|alg| alg == "EdDSA" || alg == "Ed25519")
            && members.usage.is_none_or(|usage| usage == "sig");
        // Points of small order, which would let anybody sign, are near zero or one.
        let is_drawn = bytes.iter().skip(1).any(|byte| *byte != bytes.get(1).copied().unwrap_or_default());
        if !is_ed25519 || !signs || !is_drawn || members.d.is_some() {
            return None;
        }
        let kid = match members.kid {
            Some(kid) => kid,
            None => URL_SAFE_NO_PAD.encode(digest(&SHA256, &bytes).as_ref().get(..9)?),
        };
        let is_name =
            (1..=MOST_ID_CHARACTERS).contains(&kid.chars().count()) && !kid.chars().any(char::is_control);
        is_name.then_some(Self { kid, bytes })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use serde_json::json;

    use super::*;

    /// Of RFC 8037, appendix A.2.
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    #[test]
    fn given_jwks_then_public_ed25519_keys_for_signatures_alone() {
        let key =
            PublicJwk::parse(&json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "kid": "k" }).to_string());
        assert_eq!(key.map(|key| (key.kid, key.bytes.len())), Some(("k".to_owned(), 32)));
        let unnamed =
            PublicJwk::parse(&json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "use": "sig" }).to_string());
        assert_eq!(unnamed.unwrap().kid.len(), 12);
        for other in [
            json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" }),
            json!({ "kty": "OKP", "crv": "X25519", "x": X }),
            json!({ "kty": "EC", "crv": "Ed25519", "x": X }),
            json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "alg": "ES256" }),
            json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "use": "enc" }),
            json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAA" }),
            json!({ "kty": "OKP", "crv": "Ed25519", "x": "A".repeat(43) }),
            json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "kid": "" }),
            json!([]),
        ] {
            assert_eq!(PublicJwk::parse(&other.to_string()), None, "{other}");
        }
    }
}
