//! Headers that every answer carries unless its handler set its own.

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;

use crate::config::HttpConfig;

/// For a year, by TLS alone.
const BY_TLS_ALONE: &str = "max-age=31536000";

/// An answer is data for one client: nothing in it is to be run, framed, kept, or guessed at.
pub(super) fn of_every_answer(config: &HttpConfig) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CROSS_ORIGIN_RESOURCE_POLICY, "same-site"))
        .add((header::CACHE_CONTROL, "no-store"))
        .add((header::VARY, "Origin, Authorization, Accept, Accept-Language"));
    // A browser heeds it on an answer over TLS alone.
    if config.behind_proxy { headers.add((header::STRICT_TRANSPORT_SECURITY, BY_TLS_ALONE)) } else { headers }
}
