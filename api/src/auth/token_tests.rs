#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};

use super::*;

const NOW: i64 = 1_766_000_000;

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn tokens() -> AccessTokens {
    AccessTokens::new(Keys::ephemeral().unwrap(), TokenConfig::default())
}

fn subject() -> Subject {
    Subject {
        account: AccountId(Uuid::from_u128(1)),
        session: SessionId(Uuid::from_u128(2)),
        authenticated_at: instant(NOW - 5),
        role: Role::District,
        units: vec![UnitId(Uuid::from_u128(3))],
    }
}

fn header(tokens: &AccessTokens) -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": tokens.keys.token().id() })
}

fn claims() -> Value {
    json!({
        "iss": "canbo", "aud": "canbo",
        "sub": Uuid::from_u128(1), "sid": Uuid::from_u128(2), "jti": Uuid::from_u128(4),
        "iat": NOW, "nbf": NOW, "exp": NOW + 600, "auth_time": NOW,
        "role": "DISTRICT", "units": [],
    })
}

/// Signs whatever is given with the right key.
fn signed(tokens: &AccessTokens, header: &Value, claims: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims));
    let key = tokens.keys.token();
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key.signing(), Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

fn check(tokens: &AccessTokens, header: &Value, claims: &Value) -> Result<Claims, InvalidToken> {
    tokens.check(&signed(tokens, header, &claims.to_string()), instant(NOW))
}

fn with(mut object: Value, key: &str, value: Value) -> Value {
    object.as_object_mut().unwrap().insert(key.to_owned(), value);
    object
}

fn without(mut object: Value, key: &str) -> Value {
    object.as_object_mut().unwrap().remove(key).unwrap();
    object
}

#[test]
fn given_an_issued_token_when_checked_then_its_claims_come_back() {
    let tokens = tokens();
    let token = tokens.issue(subject(), instant(NOW)).unwrap();
    let claims = tokens.check(&token, instant(NOW + 1)).unwrap();
    assert_eq!(claims.sub, subject().account);
    assert_eq!(claims.sid, subject().session);
    assert_eq!((claims.iat, claims.nbf, claims.exp), (NOW, NOW, NOW + 600));
    assert_eq!(claims.auth_time, NOW - 5);
    assert_eq!(claims.units, subject().units);
}

#[test]
fn tk_04_given_a_token_at_the_edges_of_its_time_then_thirty_seconds_are_lent_on_either_side() {
    let tokens = tokens();
    let token = tokens.issue(subject(), instant(NOW)).unwrap();
    assert!(tokens.check(&token, instant(NOW + 600 + 29)).is_ok());
    assert!(tokens.check(&token, instant(NOW + 600 + 31)).is_err());
    assert!(tokens.check(&token, instant(NOW - 29)).is_ok());
    assert!(tokens.check(&token, instant(NOW - 31)).is_err());
}

#[test]
fn tk_02_given_a_type_in_each_of_its_ways_then_accepted_and_any_other_not() {
    let tokens = tokens();
    for (typ, accepted) in [
        (json!("at+jwt"), true),
        (json!("AT+JWT"), true),
        (json!("application/at+jwt"), true),
        (json!("JWT"), false),
        (json!(""), false),
        (json!(null), false),
    ] {
        let outcome = check(&tokens, &with(header(&tokens), "typ", typ.clone()), &claims());
        assert_eq!(outcome.is_ok(), accepted, "{typ}");
    }
    assert!(check(&tokens, &without(header(&tokens), "typ"), &claims()).is_err());
}

#[test]
fn tk_05_given_a_header_that_asks_for_anything_else_then_refused() {
    let tokens = tokens();
    for (name, value) in [
        ("jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAA" })),
        ("jku", json!("https://example.test/keys")),
        ("x5u", json!("https://example.test/cert")),
        ("x5c", json!(["AAAA"])),
        ("x5t", json!("AAAA")),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("cty", json!("JWT")),
        ("zip", json!("DEF")),
        ("kid", json!("../../etc/passwd")),
        ("kid", json!("")),
        ("kid", json!("k".repeat(2_000))),
    ] {
        let outcome = check(&tokens, &with(header(&tokens), name, value.clone()), &claims());
        assert_eq!(outcome, Err(InvalidToken), "{name} {value}");
    }
    assert!(check(&tokens, &without(header(&tokens), "kid"), &claims()).is_err());
}

#[test]
fn tk_01_given_another_algorithm_then_refused() {
    let tokens = tokens();
    let public = tokens.keys.token().checking().try_get_as_bytes().unwrap().to_vec();
    let claims = claims();
    for algorithm in [Algorithm::HS256, Algorithm::HS512] {
        let header = Header { alg: algorithm, ..header_of(&tokens.keys.token()) };
        let token = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&public)).unwrap();
        assert_eq!(tokens.check(&token, instant(NOW)), Err(InvalidToken));
    }
    for alg in ["none", "None", "RS256", "ES256", "EdDSA2"] {
        let token = signed(&tokens, &with(header(&tokens), "alg", json!(alg)), &claims.to_string());
        assert_eq!(tokens.check(&token, instant(NOW)), Err(InvalidToken), "{alg}");
        let unsigned = token.rsplit_once('.').map(|(message, _)| format!("{message}.")).unwrap();
        assert_eq!(tokens.check(&unsigned, instant(NOW)), Err(InvalidToken), "{alg} unsigned");
    }
}

#[test]
fn tk_03_given_a_claim_that_is_missing_or_of_another_type_then_refused() {
    let tokens = tokens();
    let header = header(&tokens);
    assert!(check(&tokens, &header, &claims()).is_ok());
    for name in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "auth_time"] {
        assert!(check(&tokens, &header, &without(claims(), name)).is_err(), "without {name}");
        for wrong in [json!(null), json!([]), json!({}), json!(true), json!(-1), json!(1.5), json!("never")] {
            let outcome = check(&tokens, &header, &with(claims(), name, wrong.clone()));
            assert!(outcome.is_err(), "{name} = {wrong}");
        }
    }
    let infinite = claims().to_string().replace(&(NOW + 600).to_string(), "1e400");
    assert!(tokens.check(&signed(&tokens, &header, &infinite), instant(NOW)).is_err());
    let twice = claims().to_string().replace("{", "{\"sub\":\"00000000-0000-0000-0000-000000000009\",");
    assert!(tokens.check(&signed(&tokens, &header, &twice), instant(NOW)).is_err());
}

#[test]
fn tk_09_given_another_issuer_audience_or_key_then_refused() {
    let tokens = tokens();
    for name in ["iss", "aud"] {
        assert!(check(&tokens, &header(&tokens), &with(claims(), name, json!("other"))).is_err());
    }
    let other = self::tokens();
    let token = other.issue(subject(), instant(NOW)).unwrap();
    assert_eq!(tokens.check(&token, instant(NOW)), Err(InvalidToken));
}

#[test]
fn tk_04_given_a_life_longer_than_allowed_then_refused() {
    let tokens = tokens();
    for (exp, accepted) in [(630, true), (631, false), (0, false), (i64::MAX - NOW, false)] {
        let outcome = check(&tokens, &header(&tokens), &with(claims(), "exp", json!(NOW + exp)));
        assert_eq!(outcome.is_ok(), accepted, "{exp}");
    }
}

#[test]
fn tk_08_given_a_token_with_any_character_altered_or_cut_then_refused() {
    let tokens = tokens();
    let token = tokens.issue(subject(), instant(NOW)).unwrap();
    for (at, byte) in token.bytes().enumerate() {
        let altered: String = token
            .char_indices()
            .map(|(index, c)| {
                if index != at {
                    c
                } else if byte == b'A' {
                    'B'
                } else {
                    'A'
                }
            })
            .collect();
        assert_eq!(tokens.check(&altered, instant(NOW)), Err(InvalidToken), "position {at}");
    }
    for text in
        ["", ".", "..", "a.b.c", &token.replace('.', ""), &format!("{token}.{token}"), &"x".repeat(16_384)]
    {
        assert_eq!(tokens.check(text, instant(NOW)), Err(InvalidToken));
    }
}

#[test]
fn tk_06_given_many_keys_then_each_token_is_checked_with_the_one_that_it_names_and_with_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("keys");
    let keys = Keys::create(&directory).unwrap();
    let tokens = AccessTokens::new(keys.clone(), TokenConfig::default());
    let old = tokens.issue(subject(), instant(NOW)).unwrap();
    let old_id = keys.token().id().to_owned();
    for _ in 0..2 {
        crate::keys::rotate(&directory, crate::keys::Purpose::Token).unwrap();
    }
    assert!(keys.reload().unwrap());
    let new = tokens.issue(subject(), instant(NOW)).unwrap();
    assert_ne!(keys.token().id(), old_id);
    for token in [&old, &new] {
        assert!(tokens.check(token, instant(NOW)).is_ok());
    }
    // Signed by the one key, and naming the other.
    let claims = claims().to_string();
    assert!(tokens.check(&signed(&tokens, &header(&tokens), &claims), instant(NOW)).is_ok());
    let misnamed = signed(&tokens, &with(header(&tokens), "kid", json!(old_id)), &claims);
    assert_eq!(tokens.check(&misnamed, instant(NOW)), Err(InvalidToken));
}
