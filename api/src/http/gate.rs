//! The door's checks, in the order in which they stand: what costs nothing first, and nobody's body is read
//! before it is known who sends it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Payload;
use serde_json::{Map, Value};

use super::client_address::client_address;
use super::document::{Gate, Judged};
use super::envelope::Envelope;
use super::problem::Problem;
use super::{body, media};
use crate::app::App;
use crate::auth::session::{AuthError, authenticate};
use crate::policy::Viewer;

/// How long a request beside GraphQL may be worked on.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A GraphQL request that is let in.
pub(super) struct Entered {
    /// Who sends it.
    pub(super) viewer: Viewer,
    /// What it asks.
    pub(super) judged: Judged,
    pub(super) variables: Map<String, Value>,
    pub(super) operation_name: Option<String>,
}

/// Lets a GraphQL request in: who sends it, and what it asks.
pub(super) async fn enter(
    app: &App,
    gate: &Gate,
    request: &HttpRequest,
    payload: Payload,
) -> Result<Entered, Problem> {
    let (headers, limits) = (request.headers(), &app.config.limits);
    check_form(headers, limits.body_bytes)?;
    let viewer = viewer(app, request).await?;
    let body = body::read_within(payload, limits.body_bytes, limits.body()).await?;
    let Envelope { query, variables, operation_name } = Envelope::parse(&body)?;
    let judged = judge(gate, &query, &variables, operation_name.as_deref())?;
    Ok(Entered { viewer, judged, variables, operation_name })
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
    match app.runtime.run(PATIENCE, checked).await? {
        Ok(viewer) => Ok(viewer),
        Err(AuthError::Invalid) => Err(Problem::BadToken),
        Err(error @ AuthError::Database(_)) => {
            tracing::error!(error = %error, "a request could not be authenticated");
            Err(Problem::Unavailable)
        }
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
