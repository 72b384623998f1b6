//! Access tokens: JWTs signed with Ed25519 (RFC 7519, RFC 9068). The one module that makes and reads them.
//!
//! The library checks the signature and nothing else here. Time is the clock's, and every claim is required and
//! of its type: the library asks for few of them, and neither for `typ` nor `crit`.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use entity::id::{AccountId, SessionId, UnitId};
use entity::value::Role;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::checked_tokens::{CheckedTokens, Signed};
use crate::config::TokenConfig;
use crate::ids;
use crate::keys::{Keys, TokenKey};

/// How long a token lasts.
pub const ACCESS_TOKEN_LENGTH: Duration = Duration::minutes(10);

/// How far two clocks may be apart.
const LEEWAY: Duration = Duration::seconds(30);

/// Longer texts are not even decoded.
const MOST_BYTES: usize = 4_096;

const TYPE: &str = "at+jwt";

/// A token that this server did not issue, or that is not in force now. It tells no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the access token is not valid")]
pub struct InvalidToken;

/// What a token says. Rights are read from the database, never from here: `role` and `units` are for clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// Whom it is for.
    pub aud: String,
    /// The account.
    pub sub: AccountId,
    /// The session.
    pub sid: SessionId,
    /// The token's own id.
    pub jti: Uuid,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// When it begins.
    pub nbf: i64,
    /// When it ends.
    pub exp: i64,
    /// When the pass phrase was last checked.
    pub auth_time: i64,
    /// The account's role.
    pub role: Role,
    /// The units that it holds the role in.
    pub units: Vec<UnitId>,
}

/// Whom a token is issued to.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The account.
    pub account: AccountId,
    /// The session.
    pub session: SessionId,
    /// When the pass phrase was last checked.
    pub authenticated_at: DateTime<Utc>,
    /// The account's role.
    pub role: Role,
    /// The units that it holds the role in.
    pub units: Vec<UnitId>,
}

/// Issues and checks access tokens. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AccessTokens {
    keys: Keys,
    config: TokenConfig,
    checked: Arc<CheckedTokens>,
}

impl AccessTokens {
    /// Tokens of an issuer for an audience, signed with the installation's key.
    #[must_use]
    pub fn new(keys: Keys, config: TokenConfig) -> Self {
        Self { keys, config, checked: Arc::default() }
    }

    /// A token from now on.
    ///
    /// # Errors
    /// The key refuses to sign.
    pub fn issue(&self, subject: Subject, now: DateTime<Utc>) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: self.config.issuer.clone(),
            aud: self.config.audience.clone(),
            sub: subject.account,
            sid: subject.session,
            jti: ids::next(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + ACCESS_TOKEN_LENGTH).timestamp(),
            auth_time: subject.authenticated_at.timestamp(),
            role: subject.role,
            units: subject.units,
        };
        let key = self.keys.token();
        jsonwebtoken::encode(&header_of(&key), &claims, key.signing())
    }

    /// The claims of a token that this server issued and that is in force.
    ///
    /// # Errors
    /// It is not, for whatever reason.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, InvalidToken> {
        if token.len() > MOST_BYTES {
            return Err(InvalidToken);
        }
        let Signed { key, claims } = self.checked.get_or(token, || self.signed(token))?;
        // A key that was retired since checks nothing any more.
        self.keys.tokens().find(&key).ok_or(InvalidToken)?;
        let is_ours = claims.iss == self.config.issuer && claims.aud == self.config.audience;
        if is_ours && is_in_force(&claims, now.timestamp()) { Ok(claims) } else { Err(InvalidToken) }
    }

    /// What a token says that one of the keys signed.
    fn signed(&self, token: &str) -> Result<Signed, InvalidToken> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| InvalidToken)?;
        let named = header.kid.as_deref().and_then(|id| self.keys.tokens().find(id));
        let key = named.filter(|key| is_header_of(key, header)).ok_or(InvalidToken)?;
        let decoded = jsonwebtoken::decode::<Claims>(token, key.checking(), &signature_alone());
        let claims = decoded.map_err(|_| InvalidToken)?.claims;
        Ok(Signed { key: key.id().to_owned(), claims })
    }
}

/// The header of the tokens that a key signs.
fn header_of(key: &TokenKey) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(key.id().to_owned());
    header
}

/// Whether a header is the one that this server writes: nothing in it may name another key, an address to fetch one
/// from, or an extension to understand. The type may be written in each of its ways (RFC 9068 §4).
fn is_header_of(key: &TokenKey, header: Header) -> bool {
    let typ = header.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
    let is_type = typ.strip_prefix("application/").unwrap_or(&typ) == TYPE;
    is_type && Header { typ: Some(TYPE.to_owned()), ..header } == header_of(key)
}

fn signature_alone() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

fn is_in_force(claims: &Claims, now: i64) -> bool {
    let leeway = LEEWAY.num_seconds();
    let longest = ACCESS_TOKEN_LENGTH.num_seconds() + leeway;
    let times = [claims.iat, claims.nbf, claims.exp, claims.auth_time];
    let begun = [claims.nbf, claims.iat, claims.auth_time].iter().all(|since| *since <= now + leeway);
    times.iter().all(|time| *time >= 0)
        && begun
        && claims.exp > now - leeway
        && claims.exp > claims.iat
        && claims.exp.saturating_sub(claims.iat) <= longest
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
