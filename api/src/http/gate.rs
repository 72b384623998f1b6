//! The door's checks, in the order in which they stand: what costs nothing first. A body is read once its sender has
//! shown a token that this server signed and that has not run out; what it says, once the sender's rights are known.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, Payload};
use serde_json::{Map, Value};

use super::client_address::client_address;
use super::document::{Gate, Judged};
use super::envelope::Envelope;
use super::problem::Problem;
use super::{body, media};
use crate::app::App;
use crate::auth::Claims;
use crate::auth::session::{AuthError, InForce, authenticate, rights};
use crate::graphql::ApiError;
use crate::policy::Viewer;
use crate::repo::{Reader, RepoError};

/// How long a request beside GraphQL may be worked on.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A GraphQL request whose sender holds a token of this server, as it came.
pub(super) struct Sent {
    claims: Claims,
    address: Option<IpAddr>,
    body: Bytes,
}

/// A GraphQL request that is let in.
pub(super) struct Entered {
    /// Reads for its sender.
    pub(super) reader: Reader,
    /// What it asks.
    pub(super) judged: Judged,
    pub(super) variables: Map<String, Value>,
    pub(super) operation_name: Option<String>,
}

/// Takes a GraphQL request in.
pub(super) async fn take(app: &App, request: &HttpRequest, payload: Payload) -> Result<Sent, Problem> {
    let (headers, limits) = (request.headers(), &app.config.limits);
    check_form(headers, limits.body_bytes)?;
    let token = bearer(headers)?;
    let claims = app.tokens.check(token, app.clock.now()).map_err(|_| Problem::BadToken)?;
    let body = body::read_within(payload, limits.body_bytes, limits.body()).await?;
    Ok(Sent { claims, address: client_address(request, &app.config), body })
}

impl Sent {
    /// The address that it came from, as text.
    pub(super) fn address(&self) -> Option<String> {
        self.address.map(|address| address.to_string())
    }

    /// Lets the request in: which rights its sender has now, and what it asks.
    pub(super) async fn enter(self, app: &App, gate: &Gate) -> Result<Entered, Problem> {
        let rights = rights(&app.database, &app.clock, &self.claims, self.address).await;
        let InForce { viewer, data_version } = rights.map_err(without_rights)?;
        let Envelope { query, variables, operation_name } = Envelope::parse(&self.body)?;
        let judged = judge(gate, &query, &variables, operation_name.as_deref())?;
        let reader = app.repo.reader_at(data_version, viewer, app.clock.today()).await.map_err(unreadable)?;
        Ok(Entered { reader, judged, variables, operation_name })
    }
}

/// Judges a document. What the parser might not survive ends this request alone.
fn judge(
    gate: &Gate,
    query: &str,
    variables: &Map<String, Value>,
    operation_name: Option<&str>,
) -> Result<Judged, Problem> {
    let judged = catch_unwind(AssertUnwindSafe(|| gate.judge(query, variables, operation_name)));
    let judged = judged.map_err(|_| {
        tracing::error!("the gate panicked");
        Problem::Internal
    })?;
    judged.map_err(Problem::Refused)
}

/// Refuses by its headers a body that would not be read.
pub(super) fn check_form(headers: &HeaderMap, most: usize) -> Result<(), Problem> {
    if !media::is_plain_json(headers) {
        return Err(Problem::UnsupportedMediaType);
    }
    body::check_announced(headers, most)
}

/// Who sends a request, by its access token.
pub(super) async fn viewer(app: &App, request: &HttpRequest) -> Result<Viewer, Problem> {
    let token = bearer(request.headers())?.to_owned();
    let address = client_address(request, &app.config);
    let asked = app.clone();
    let checked =
        async move { authenticate(&asked.database, &asked.tokens, &asked.clock, &token, address).await };
    app.runtime.run(PATIENCE, checked).await?.map_err(without_rights)
}

fn without_rights(error: AuthError) -> Problem {
    match error {
        AuthError::Invalid => Problem::BadToken,
        AuthError::Database(_) => {
            tracing::error!(error = %error, "a request could not be authenticated");
            Problem::Unavailable
        }
    }
}

fn unreadable(error: RepoError) -> Problem {
    tracing::error!(error = %error, "the directory could not be read");
    match ApiError::from(error) {
        ApiError::Unavailable(_) => Problem::Unavailable,
        _ => Problem::Internal,
    }
}

/// The access token: sent once, in the one header for it (RFC 6750 §2.1).
fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Err(Problem::NoToken);
    }
    let value = media::only(headers, header::AUTHORIZATION).ok_or(Problem::BadToken)?;
    let (scheme, token) = value.split_once(' ').ok_or(Problem::BadToken)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(Problem::BadToken) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn given_authorization_headers_then_one_bearer_token_alone_is_taken() {
        for (values, expected) in [
            (&[][..], Err(Problem::NoToken)),
            (&["Bearer abc"], Ok("abc")),
            (&["bearer abc"], Ok("abc")),
            (&["Basic abc"], Err(Problem::BadToken)),
            (&["abc"], Err(Problem::BadToken)),
            (&["Bearer"], Err(Problem::BadToken)),
            (&["Bearer abc", "Bearer abc"], Err(Problem::BadToken)),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, HeaderValue::from_str(value).unwrap());
            }
            assert_eq!(bearer(&headers), expected, "{values:?}");
        }
    }
}
