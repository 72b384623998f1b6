//! `POST /oauth/token`: access tokens for machines by client credentials (RFC 6749 §4.4), for a secret in the header of
//! HTTP Basic or for an assertion (RFC 7523). Answers have the form of RFC 6749 §5, and tell nothing of what was wrong
//! with a proof.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::origin::origin;
use super::problem::Problem;
use super::request::Request;
use super::{body, gate, media, method};
use crate::app::App;
use crate::auth::{ACCESS_TOKEN_LENGTH, ClientError, ClientProof, Granted, TOKEN_ENDPOINT};

const FORM: &str = "application/x-www-form-urlencoded";

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service.service(method::post(TOKEN_ENDPOINT, token));
}

/// Why there is no token (RFC 6749 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    InvalidRequest,
    InvalidClient,
    UnsupportedGrantType,
    InvalidScope,
    /// Too many failures from the address; the next attempt is judged after so many seconds.
    RateLimited {
        seconds: i64,
    },
    TemporarilyUnavailable,
    ServerError,
}

impl Fault {
    const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::RateLimited { .. } | Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest | Self::UnsupportedGrantType | Self::InvalidScope => StatusCode::BAD_REQUEST,
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn answer(self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status());
        if self == Self::InvalidClient {
            answer.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"canbo\", charset=\"UTF-8\""));
        }
        if let Self::RateLimited { seconds } = self {
            answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        form(&mut answer, &json!({ "error": self.code() }))
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        match problem.status() {
            StatusCode::SERVICE_UNAVAILABLE => Self::TemporarilyUnavailable,
            StatusCode::INTERNAL_SERVER_ERROR => Self::ServerError,
            _ => Self::InvalidRequest,
        }
    }
}

async fn token(app: Data<App>, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    match issue(&app, &http, request, payload).await {
        Ok(granted) => {
            let body = json!({
                "access_token": granted.access_token,
                "token_type": "Bearer",
                "expires_in": ACCESS_TOKEN_LENGTH.num_seconds(),
                "scope": scope(&granted),
            });
            form(&mut HttpResponse::Ok(), &body)
        }
        Err(fault) => fault.answer(),
    }
}

fn form(answer: &mut actix_web::HttpResponseBuilder, body: &Value) -> HttpResponse {
    answer
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .body(body.to_string())
}

async fn issue(app: &App, http: &HttpRequest, request: Request, payload: Payload) -> Result<Granted, Fault> {
    let most = app.config.limits.auth_body_bytes;
    if media::only(http.headers(), header::CONTENT_TYPE).is_none_or(|sent| !is_form(sent)) {
        return Err(Fault::InvalidRequest);
    }
    body::check_announced(http.headers(), most)?;
    let body = body::read_within(payload, most, app.config.limits.body()).await?;
    let mut parameters = parameters(&body)?;
    match parameters.remove("grant_type").as_deref() {
        Some("client_credentials") => {}
        Some(_) => return Err(Fault::UnsupportedGrantType),
        None => return Err(Fault::InvalidRequest),
    }
    let proof = proof(http.headers(), &mut parameters)?;
    let asked = parameters.remove("scope");
    let (clients, origin) = (app.clients.clone(), origin(http, &app.config));
    let granting = async move { clients.grant(request.id, proof, origin).await };
    let granted = app.runtime.run(gate::PATIENCE, granting).await.map_err(Problem::from)?;
    let granted = granted.map_err(|error| fault(&error, request))?;
    // A client that asks for more than it has is told, and one that asks for less gets what it has, named.
    let has = scope(&granted);
    let lacks = |class: &str| !has.split(' ').any(|own| own == class);
    if asked.is_some_and(|asked| asked.split_ascii_whitespace().any(lacks)) {
        return Err(Fault::InvalidScope);
    }
    Ok(granted)
}

fn fault(error: &ClientError, request: Request) -> Fault {
    match error {
        ClientError::Refused => return Fault::InvalidClient,
        // The whole seconds after which the wait is over.
        ClientError::Wait(wait) => {
            let seconds = wait.num_milliseconds().saturating_add(999).div_euclid(1_000);
            return Fault::RateLimited { seconds };
        }
        _ => {}
    }
    tracing::error!(request.id = %request.id, error = %error, "a client got no token");
    match error {
        ClientError::Database(_) | ClientError::Work(_) => Fault::TemporarilyUnavailable,
        _ => Fault::ServerError,
    }
}

/// The classes that a machine may read, as words of a scope: `aggregate directory`.
fn scope(granted: &Granted) -> String {
    let words = granted.classes.iter().filter_map(|class| serde_json::to_value(class).ok());
    let words: Vec<String> = words.filter_map(|word| Some(word.as_str()?.to_ascii_lowercase())).collect();
    words.join(" ")
}

fn is_form(content_type: &str) -> bool {
    let (name, rest) = content_type.split_once(';').unwrap_or((content_type, ""));
    let rest = rest.trim().to_ascii_lowercase();
    name.trim().eq_ignore_ascii_case(FORM) && (rest.is_empty() || rest == "charset=utf-8")
}

/// The parameters of a form, each of which may come once; one without a value is as if it were not there (RFC 6749
/// §3.2).
fn parameters(body: &[u8]) -> Result<BTreeMap<String, String>, Fault> {
    let mut parameters = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(Fault::InvalidRequest);
        }
    }
    parameters.retain(|_, value| !value.is_empty());
    Ok(parameters)
}

/// How the client proves who it is: in exactly one way.
fn proof(headers: &HeaderMap, parameters: &mut BTreeMap<String, String>) -> Result<ClientProof, Fault> {
    let by_header = headers.contains_key(header::AUTHORIZATION);
    let client = parameters.remove("client_id");
    let by_assertion = (parameters.remove("client_assertion_type"), parameters.remove("client_assertion"));
    // A secret in a body ends up in more logs than one in a header made for it.
    if parameters.contains_key("client_secret") {
        return Err(Fault::InvalidRequest);
    }
    match (by_header, by_assertion) {
        (true, (None, None)) => {
            let value = media::only(headers, header::AUTHORIZATION).ok_or(Fault::InvalidRequest)?;
            let (name, secret) = basic(value).ok_or(Fault::InvalidClient)?;
            if client.is_some_and(|client| client != name) {
                return Err(Fault::InvalidRequest);
            }
            Ok(ClientProof::Secret { client: name, secret })
        }
        (false, (Some(kind), Some(assertion))) if kind == ASSERTION_TYPE => {
            Ok(ClientProof::Assertion { assertion, client })
        }
        (false, (None, None)) => Err(Fault::InvalidClient),
        _ => Err(Fault::InvalidRequest),
    }
}

/// Name and secret of a header, each of which is encoded as in a form before both are (RFC 6749 §2.3.1).
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, secret) = text.split_once(':')?;
    Some((decoded(name)?, decoded(secret)?))
}

/// One text of a form.
fn decoded(text: &str) -> Option<String> {
    // Of several parts, or with a value, it would not be one text.
    if text.contains(['&', '=']) {
        return None;
    }
    Some(form_urlencoded::parse(text.as_bytes()).next()?.0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_headers_of_basic_then_name_and_secret_or_none() {
        let header = |text: &str| format!("Basic {}", STANDARD.encode(text));
        let pair = |name: &str, secret: &str| Some((name.to_owned(), secret.to_owned()));
        for (value, expected) in [
            (header("nen-tang:abc"), pair("nen-tang", "abc")),
            (header("a%3Ab:c%25d"), pair("a:b", "c%d")),
            (header("a:b:c"), pair("a", "b:c")),
            (header("no colon"), None),
            (header("a&b:c"), None),
            ("Bearer abc".to_owned(), None),
            ("Basic ***".to_owned(), None),
            ("Basic".to_owned(), None),
        ] {
            assert_eq!(basic(&value), expected, "{value}");
        }
    }

    #[test]
    fn given_forms_then_each_parameter_once_and_empty_ones_are_absent() {
        let one = BTreeMap::from([("a".to_owned(), "b c".to_owned())]);
        assert_eq!(parameters(b"a=b+c&d="), Ok(one));
        assert_eq!(parameters(b"a=1&a=2"), Err(Fault::InvalidRequest));
        assert!(is_form("application/x-www-form-urlencoded; charset=UTF-8"));
        assert!(!is_form("application/json"));
    }
}
