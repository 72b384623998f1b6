//! Access tokens: what is taken for one of ours, and what never is. Each refusal is the same to the last byte.

use std::io::ErrorKind;
use std::net::TcpListener;

use api::keys::{Keys, Purpose, Rotation, Stage, keys_in, retire, rotate};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use canbo_tests::{Account, Answer, NOW, Server, key_directory, on_both_databases};
use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases!(
    tk_01_given_an_algorithm_that_is_not_ours_then_401_with_the_same_body,
    tk_02_given_a_type_then_that_of_access_tokens_alone_in_each_of_its_ways,
    tk_03_given_a_claim_that_is_missing_wrong_or_of_another_type_then_401,
    tk_04_given_times_at_their_edges_then_thirty_seconds_are_lent,
    tk_05_given_a_header_that_names_a_key_or_an_extension_then_401_and_nothing_is_fetched,
    tk_06_given_a_key_name_that_nobody_has_then_401,
    tk_08_given_a_token_altered_in_any_place_or_of_another_form_then_401,
    tk_09_given_a_token_of_another_deployment_then_401,
);
on_both_databases!(alone: tk_10_given_keys_rotated_while_serving_then_tokens_of_both_hold_until_the_old_one_is_retired,);

/// A genuine token, taken apart, and the key that signed it.
struct Forge {
    pair: Ed25519KeyPair,
    header: Value,
    claims: Value,
    token: String,
}

impl Forge {
    async fn of(server: &Server) -> Self {
        let token = server.client(Account::HomeAffairs).await.token().to_owned();
        let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
        let header = serde_json::from_slice(&parts.next().unwrap()).unwrap();
        let claims = serde_json::from_slice(&parts.next().unwrap()).unwrap();
        let document = std::fs::read(key_directory().join("token.key")).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(&document).unwrap();
        Self { pair, header, claims, token }
    }

    /// Signs whatever is given with the right key.
    fn sign(&self, header: &Value, claims: &str) -> String {
        let message = message(header, claims);
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    fn with_header(&self, name: &str, value: Value) -> String {
        self.sign(&with(&self.header, name, value), &self.claims.to_string())
    }

    fn with_claim(&self, name: &str, value: Value) -> String {
        self.sign(&self.header, &with(&self.claims, name, value).to_string())
    }

    fn with_claims(&self, change: impl Fn(&mut Value)) -> String {
        let mut claims = self.claims.clone();
        change(&mut claims);
        self.sign(&self.header, &claims.to_string())
    }
}

fn message(header: &Value, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims))
}

fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[name] = value;
    object
}

fn without(object: &Value, name: &str) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().remove(name).unwrap();
    object
}

fn now() -> i64 {
    NOW.parse::<DateTime<Utc>>().unwrap().timestamp()
}

async fn answer(server: &Server, token: &str) -> Answer {
    server.client_with_token(token).query("{ me { username } }").await
}

async fn accepted(server: &Server, token: &str, what: &str) {
    let answer = answer(server, token).await;
    assert_eq!((answer.status, answer.codes()), (200, Vec::new()), "{what}");
}

/// Each token is refused, with one body for all of them but for the request's id, and no reason.
async fn refused(server: &Server, tokens: impl IntoIterator<Item = (String, String)>) {
    let expected = json!({ "errors": [{
        "message": "Phiên đăng nhập không hợp lệ hoặc đã hết hạn.",
        "extensions": { "code": "UNAUTHENTICATED", "requestId": null },
    }] });
    for (what, token) in tokens {
        let mut answer = answer(server, &token).await;
        assert_eq!(answer.status, 401, "{what}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"invalid_token\""), "{what}");
        answer.body["errors"][0]["extensions"]["requestId"] = Value::Null;
        assert_eq!(answer.body, expected, "{what}");
    }
}

async fn tk_01_given_an_algorithm_that_is_not_ours_then_401_with_the_same_body(server: &Server) {
    let forge = Forge::of(server).await;
    let public = forge.pair.public_key().as_ref().to_vec();
    let der =
        [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00][..], &public].concat();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&der))
        .into_bytes();
    let mut tokens = Vec::new();
    for (form, secret) in [("raw", public), ("DER", der), ("PEM", pem)] {
        for (algorithm, alg) in
            [(hmac::HMAC_SHA256, "HS256"), (hmac::HMAC_SHA384, "HS384"), (hmac::HMAC_SHA512, "HS512")]
        {
            let message = message(&with(&forge.header, "alg", json!(alg)), &forge.claims.to_string());
            let tag = hmac::sign(&hmac::Key::new(algorithm, &secret), message.as_bytes());
            tokens.push((
                format!("{alg} {form}"),
                format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref())),
            ));
        }
    }
    for alg in
        [json!("none"), json!("None"), json!("RS256"), json!("ES256"), json!("PS256"), json!(""), json!(null)]
    {
        let signed = forge.with_header("alg", alg.clone());
        let bare = signed.rsplit_once('.').unwrap().0.to_owned();
        tokens.push((format!("{alg} signed"), signed));
        tokens.push((format!("{alg} unsigned"), format!("{bare}.")));
    }
    let missing = forge.sign(&without(&forge.header, "alg"), &forge.claims.to_string());
    tokens.push(("no alg".to_owned(), missing));
    refused(server, tokens).await;
    accepted(server, &forge.token, "the genuine one").await;
    accepted(server, &forge.sign(&forge.header, &forge.claims.to_string()), "signed again").await;
}

async fn tk_02_given_a_type_then_that_of_access_tokens_alone_in_each_of_its_ways(server: &Server) {
    let forge = Forge::of(server).await;
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+JWT"] {
        accepted(server, &forge.with_header("typ", json!(typ)), typ).await;
    }
    let missing = forge.sign(&without(&forge.header, "typ"), &forge.claims.to_string());
    let others = ["JWT", "", "at", "application/jwt", "client-authentication+jwt"];
    let others = others.map(|typ| (typ.to_owned(), forge.with_header("typ", json!(typ))));
    refused(server, others.into_iter().chain([("none".to_owned(), missing)])).await;
}

async fn tk_03_given_a_claim_that_is_missing_wrong_or_of_another_type_then_401(server: &Server) {
    let forge = Forge::of(server).await;
    let mut tokens = Vec::new();
    for name in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "auth_time"] {
        let missing = without(&forge.claims, name).to_string();
        tokens.push((format!("without {name}"), forge.sign(&forge.header, &missing)));
        for wrong in [json!(null), json!([]), json!({}), json!(true), json!(-1), json!(1.5), json!("never")] {
            tokens.push((format!("{name} = {wrong}"), forge.with_claim(name, wrong)));
        }
        let list = json!([forge.claims[name]]);
        tokens.push((format!("{name} = {list}"), forge.with_claim(name, list)));
    }
    for name in ["sub", "sid"] {
        let nobody = json!("00000000-0000-0000-0000-000000000009");
        tokens.push((format!("{name} of nobody"), forge.with_claim(name, nobody)));
    }
    let infinite = forge.claims.to_string().replace(&forge.claims["exp"].to_string(), "1e400");
    tokens.push(("exp without end".to_owned(), forge.sign(&forge.header, &infinite)));
    let twice = forge.claims.to_string().replacen('{', "{\"exp\":9999999999,", 1);
    tokens.push(("exp twice".to_owned(), forge.sign(&forge.header, &twice)));
    for claims in ["", "null", "[]", "{}", "\"exp\"", "{\"exp\":"] {
        tokens.push((format!("claims {claims}"), forge.sign(&forge.header, claims)));
    }
    refused(server, tokens).await;
}

async fn tk_04_given_times_at_their_edges_then_thirty_seconds_are_lent(server: &Server) {
    let forge = Forge::of(server).await;
    let now = now();
    let lasting = |begin: i64, end: i64| {
        forge.with_claims(|claims| {
            for name in ["iat", "nbf", "auth_time"] {
                claims[name] = json!(begin);
            }
            claims["exp"] = json!(end);
        })
    };
    accepted(server, &lasting(now - 500, now - 29), "exp 29 s ago").await;
    accepted(server, &lasting(now, now + 630), "ten minutes and thirty seconds").await;
    for name in ["nbf", "iat"] {
        accepted(server, &forge.with_claim(name, json!(now + 29)), name).await;
    }
    refused(
        server,
        [
            ("exp 31 s ago".to_owned(), lasting(now - 500, now - 31)),
            ("nbf 31 s ahead".to_owned(), forge.with_claim("nbf", json!(now + 31))),
            ("iat 31 s ahead".to_owned(), forge.with_claim("iat", json!(now + 31))),
            ("too long a life".to_owned(), lasting(now, now + 631)),
            ("a year".to_owned(), lasting(now, now + 31_536_000)),
            ("ends before it begins".to_owned(), lasting(now + 20, now + 10)),
        ],
    )
    .await;
}

async fn tk_05_given_a_header_that_names_a_key_or_an_extension_then_401_and_nothing_is_fetched(
    server: &Server,
) {
    let forge = Forge::of(server).await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = json!(format!("http://{}/keys", listener.local_addr().unwrap()));
    let own = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(forge.pair.public_key()) });
    let tokens = [
        ("jwk", own),
        ("jku", url.clone()),
        ("x5u", url.clone()),
        ("x5c", json!(["AAAA"])),
        ("x5t", json!("AAAA")),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("cty", json!("JWT")),
        ("zip", json!("DEF")),
        ("other", url),
    ];
    let tokens = tokens.map(|(name, value)| (format!("{name} {value}"), forge.with_header(name, value)));
    refused(server, tokens).await;
    assert_eq!(listener.accept().map(drop).unwrap_err().kind(), ErrorKind::WouldBlock);
}

async fn tk_06_given_a_key_name_that_nobody_has_then_401(server: &Server) {
    let forge = Forge::of(server).await;
    let kid = forge.header["kid"].as_str().unwrap().to_owned();
    let path = key_directory().join("token.key").display().to_string();
    let names = [
        json!(""),
        json!("../../etc/passwd"),
        json!(path),
        json!(format!("../keys/{kid}")),
        json!("' OR 1=1 --"),
        json!("k".repeat(4_096)),
        json!(format!("{kid}\u{0}")),
        json!(kid.to_lowercase()),
        json!([kid]),
        json!(null),
        json!(7),
    ];
    let mut tokens: Vec<_> =
        names.into_iter().map(|name| (name.to_string(), forge.with_header("kid", name))).collect();
    let missing = forge.sign(&without(&forge.header, "kid"), &forge.claims.to_string());
    tokens.push(("no kid".to_owned(), missing));
    refused(server, tokens.into_iter().filter(|(name, _)| *name != format!("\"{kid}\""))).await;
}

async fn tk_08_given_a_token_altered_in_any_place_or_of_another_form_then_401(server: &Server) {
    let forge = Forge::of(server).await;
    let parts: Vec<Vec<u8>> =
        forge.token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
    let mut tokens = Vec::new();
    // One bit in each of 200 places, spread over header, payload and signature.
    let bits: usize = parts.iter().map(|part| part.len() * 8).sum();
    for step in 0..200 {
        let mut at = step * bits / 200;
        let mut altered = parts.clone();
        for part in &mut altered {
            if at < part.len() * 8 {
                part[at / 8] ^= 1 << (at % 8);
                break;
            }
            at -= part.len() * 8;
        }
        let text: Vec<String> = altered.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
        tokens.push((format!("bit {}", step * bits / 200), text.join(".")));
    }
    let [header, claims, signature] = &forge.token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts")
    };
    for other in [
        forge.token.replace('.', ""),
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!(".{claims}.{signature}"),
        format!("{header}..{signature}"),
        format!("{header}.{claims}.{signature}.{signature}.{signature}"),
        format!("{header}.{claims}.{signature}="),
        "x".repeat(16_384),
        format!("{}.{claims}.{signature}", "A".repeat(16_384)),
        "null".to_owned(),
    ] {
        tokens.push((format!("{:.60}", other), other));
    }
    refused(server, tokens).await;
}

async fn tk_09_given_a_token_of_another_deployment_then_401(server: &Server) {
    let forge = Forge::of(server).await;
    refused(
        server,
        [
            ("another issuer".to_owned(), forge.with_claim("iss", json!("canbo-2"))),
            ("another audience".to_owned(), forge.with_claim("aud", json!("canbo-2"))),
            ("in capitals".to_owned(), forge.with_claim("iss", json!("CANBO"))),
        ],
    )
    .await;
    // A whole deployment with the same keys by mistake, and another name.
    let other = server
        .beside_with(canbo_tests::clock(), |config| {
            config.token.issuer = "canbo-of-another-district".to_owned()
        })
        .await;
    let theirs = other.client(Account::HomeAffairs).await.token().to_owned();
    accepted(&other, &theirs, "at home").await;
    refused(server, [("of another deployment".to_owned(), theirs)]).await;
    refused(&other, [("of ours".to_owned(), forge.token.clone())]).await;
    other.close().await;
}

async fn tk_10_given_keys_rotated_while_serving_then_tokens_of_both_hold_until_the_old_one_is_retired(
    server: &Server,
) {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("keys");
    Keys::create(&directory).unwrap();
    // Two replicas, which look at the directory each at its own time.
    let (one, two) = (Keys::load(&directory).unwrap(), Keys::load(&directory).unwrap());
    let (first, second) =
        (server.beside_with_keys(one.clone()).await, server.beside_with_keys(two.clone()).await);
    let old = first.client(Account::HomeAffairs).await.token().to_owned();
    let old_key = one.token().id().to_owned();
    assert_eq!(key_set(&first).await, [old_key.as_str()]);

    assert_eq!(rotate(&directory, Purpose::Token).unwrap(), Rotation::Published);
    assert!(one.reload().unwrap() && two.reload().unwrap());
    let published = keys_in(&directory).unwrap();
    let new_key = published.into_iter().find(|key| key.stage == Stage::Next).unwrap().id;
    assert_eq!(key_set(&second).await, [old_key.as_str(), new_key.as_str()]);

    // One replica has noticed that the new key is in use, the other has not.
    assert_eq!(rotate(&directory, Purpose::Token).unwrap(), Rotation::InUse);
    assert!(one.reload().unwrap());
    let answer = first.log_in("noi-vu", api::demo::PASS_PHRASE).await;
    let new = answer.body["accessToken"].as_str().unwrap().to_owned();
    assert_eq!((kid_of(&old), kid_of(&new)), (old_key.clone(), new_key.clone()));
    for replica in [&first, &second] {
        accepted(replica, &old, "the old token").await;
        accepted(replica, &new, "the new token").await;
    }
    assert!(two.reload().unwrap());
    assert_eq!(key_set(&second).await, [new_key.as_str(), old_key.as_str()]);

    retire(&directory, Purpose::Token, &old_key).unwrap();
    assert!(one.reload().unwrap() && two.reload().unwrap());
    for replica in [&first, &second] {
        refused(replica, [("of the retired key".to_owned(), old.clone())]).await;
        accepted(replica, &new, "the new token").await;
        assert_eq!(key_set(replica).await, [new_key.as_str()]);
    }
    first.close().await;
    second.close().await;
}

fn kid_of(token: &str) -> String {
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

/// The names in the key set that a server publishes, each key being public and no more.
async fn key_set(server: &Server) -> Vec<String> {
    let answer = server.send(server.request(Method::GET, "/.well-known/jwks.json")).await;
    assert_eq!(answer.status, 200);
    let keys = answer.body["keys"].as_array().unwrap();
    for key in keys {
        let members: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"]);
        assert_eq!((&key["alg"], &key["use"]), (&json!("EdDSA"), &json!("sig")));
    }
    keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}
