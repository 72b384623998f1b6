//! Headers that every answer carries unless its handler set its own.

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;

/// An answer is data for one client: nothing in it is to be run, framed, kept, or guessed at.
pub(super) fn of_every_answer() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CROSS_ORIGIN_RESOURCE_POLICY, "same-site"))
        .add((header::CACHE_CONTROL, "no-store"))
        .add((header::VARY, "Accept, Accept-Language, Authorization"))
}
