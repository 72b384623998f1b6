//! Assertions by which a machine proves that it holds a key (`private_key_jwt`, RFC 7523): JWTs that it signs itself, for
//! this server, for a few minutes, once.

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Deserialize;
use serde_json::Value;

/// How long an assertion may last at most.
const LONGEST: Duration = Duration::minutes(5);

/// How far two clocks may be apart.
const LEEWAY: Duration = Duration::seconds(30);

/// Longer texts are not even decoded.
const MOST_BYTES: usize = 4_096;

/// The most characters of an assertion's id.
const MOST_ID_CHARACTERS: usize = 128;

/// What an assertion says.
#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Value,
    exp: i64,
    jti: String,
    #[serde(default)]
    nbf: i64,
    #[serde(default)]
    iat: i64,
}

/// A public key of the client that the assertion names.
pub(crate) struct PublicKey<'a> {
    /// The name that the client gave it.
    pub(crate) kid: &'a str,
    /// The 32 bytes of an Ed25519 key.
    pub(crate) bytes: &'a [u8],
}

/// An assertion that is right, but for whether it was sent before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asserted {
    /// The kid of the key that signed it.
    pub(crate) kid: String,
    /// Its own id.
    pub(crate) id: String,
    /// From when on it can't be sent any more.
    pub(crate) over_at: DateTime<Utc>,
}

/// The client that an assertion says it is of. Nothing of it is proven yet.
pub(crate) fn claimed_client(assertion: &str) -> Option<String> {
    Some(unproven(assertion)?.sub)
}

/// Checks an assertion of a client against the client's keys.
pub(crate) fn check(
    assertion: &str,
    client: &str,
    audiences: &[String],
    keys: &[PublicKey<'_>],
    now: DateTime<Utc>,
) -> Option<Asserted> {
    let header = jsonwebtoken::decode_header(assertion).ok()?;
    let named = |key: &&PublicKey<'_>| header.kid.as_deref().is_none_or(|kid| kid == key.kid);
    let (key, claims) = keys.iter().filter(named).find_map(|key| Some((key, signed(assertion, key)?)))?;
    let is_plain = is_plain(header);
    let is_its_own = claims.iss == client && claims.sub == client;
    let is_named = (1..=MOST_ID_CHARACTERS).contains(&claims.jti.chars().count());
    let over_at = in_force_until(&claims, now)?;
    let is_right = is_plain && is_its_own && is_named && is_for(&claims.aud, audiences);
    is_right.then(|| Asserted { kid: key.kid.to_owned(), id: claims.jti, over_at })
}

/// The claims, if the key signed them.
fn signed(assertion: &str, key: &PublicKey<'_>) -> Option<Claims> {
    let data =
        jsonwebtoken::decode::<Claims>(assertion, &DecodingKey::from_ed_der(key.bytes), &signature_alone());
    Some(data.ok()?.claims)
}

/// The claims, whoever signed them.
fn unproven(assertion: &str) -> Option<Claims> {
    if assertion.len() > MOST_BYTES {
        return None;
    }
    jsonwebtoken::dangerous::insecure_decode::<Claims>(assertion).ok().map(|data| data.claims)
}

/// Nothing in the header may name another key, an address to fetch one from, or an extension to understand.
fn is_plain(header: Header) -> bool {
    let typ = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
    let is_type = typ == "jwt" || typ == "client-authentication+jwt";
    let plain = Header { typ: header.typ.clone(), kid: header.kid.clone(), ..Header::new(Algorithm::EdDSA) };
    is_type && header == plain
}

/// Whether an audience is this server alone.
fn is_for(audience: &Value, audiences: &[String]) -> bool {
    let is_ours = |value: &Value| value.as_str().is_some_and(|text| audiences.iter().any(|own| own == text));
    match audience {
        Value::Array(values) => !values.is_empty() && values.iter().all(is_ours),
        value => is_ours(value),
    }
}

/// From when on an assertion can't be sent any more; none if it can't be sent now.
fn in_force_until(claims: &Claims, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let ends = DateTime::from_timestamp(claims.exp, 0)?;
    let latest_begin = (now + LEEWAY).timestamp();
    let over_at = ends.checked_add_signed(LEEWAY)?;
    let is_in_force = over_at > now && ends <= now + LONGEST;
    (is_in_force && claims.nbf <= latest_begin && claims.iat <= latest_begin).then_some(over_at)
}

fn signature_alone() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_766_000_000;

    fn instant(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn claims() -> Value {
        json!({ "iss": "m", "sub": "m", "aud": "canbo", "jti": "j", "exp": NOW + 60 })
    }

    fn with(mut object: Value, name: &str, value: Value) -> Value {
        object.as_object_mut().unwrap().insert(name.to_owned(), value);
        object
    }

    struct Client(Ed25519KeyPair);

    impl Client {
        fn new() -> Self {
            let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
            Self(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
        }

        fn checked(&self, header: &Value, claims: &str) -> Option<Asserted> {
            let [header, claims] = [&header.to_string(), claims].map(|part| URL_SAFE_NO_PAD.encode(part));
            let message = format!("{header}.{claims}");
            let signature = URL_SAFE_NO_PAD.encode(self.0.sign(message.as_bytes()));
            let keys = [PublicKey { kid: "k", bytes: self.0.public_key().as_ref() }];
            let audiences = ["canbo".to_owned(), "canbo/oauth/token".to_owned()];
            check(&format!("{message}.{signature}"), "m", &audiences, &keys, instant(NOW))
        }
    }

    #[test]
    fn au_14_given_claims_then_those_of_the_client_for_this_server_within_five_minutes_alone() {
        let client = Client::new();
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": "k" });
        let right = client.checked(&header, &claims().to_string()).unwrap();
        assert_eq!(right, Asserted { kid: "k".to_owned(), id: "j".to_owned(), over_at: instant(NOW + 90) });
        for (name, value, accepted) in [
            ("aud", json!(["canbo"]), true),
            ("aud", json!("canbo/oauth/token"), true),
            ("aud", json!(["canbo", "other"]), false),
            ("aud", json!([]), false),
            ("aud", json!(null), false),
            ("exp", json!(NOW + 300), true),
            ("exp", json!(NOW + 301), false),
            ("exp", json!(NOW - 29), true),
            ("exp", json!(NOW - 30), false),
            ("exp", json!(null), false),
            ("exp", json!("never"), false),
            ("exp", json!(i64::MAX), false),
            ("exp", json!(-1), false),
            ("nbf", json!(NOW + 30), true),
            ("nbf", json!(NOW + 31), false),
            ("iat", json!(NOW + 31), false),
            ("jti", json!(7), false),
            ("jti", json!(""), false),
            ("jti", json!("j".repeat(128)), true),
            ("jti", json!("j".repeat(129)), false),
            ("iss", json!("other"), false),
            ("sub", json!("other"), false),
        ] {
            let checked = client.checked(&header, &with(claims(), name, value.clone()).to_string());
            assert_eq!(checked.is_some(), accepted, "{name} = {value}");
        }
        let twice = claims().to_string().replacen('{', "{\"exp\":1,", 1);
        assert_eq!(client.checked(&header, &twice), None);
    }

    #[test]
    fn au_14_given_headers_then_a_plain_one_alone() {
        let client = Client::new();
        let header = json!({ "alg": "EdDSA" });
        for (name, value, accepted) in [
            ("typ", json!("JWT"), true),
            ("typ", json!("client-authentication+jwt"), true),
            ("typ", json!("at+jwt"), false),
            ("kid", json!("k"), true),
            ("kid", json!("other"), false),
            ("alg", json!("HS256"), false),
            ("alg", json!("none"), false),
            ("crit", json!(["exp"]), false),
            ("b64", json!(false), false),
            ("jku", json!("https://example.test/keys"), false),
            ("x5c", json!(["AAAA"]), false),
        ] {
            let checked = client.checked(&with(header.clone(), name, value.clone()), &claims().to_string());
            assert_eq!(checked.is_some(), accepted, "{name} = {value}");
        }
        let other = Client::new();
        let keys = [PublicKey { kid: "k", bytes: other.0.public_key().as_ref() }];
        assert_eq!(check("a.b.c", "m", &[], &keys, instant(NOW)), None);
        assert_eq!(claimed_client(&"x".repeat(5_000)), None);
    }
}
