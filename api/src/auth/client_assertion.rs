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
