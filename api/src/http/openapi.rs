//! `GET /openapi.json`: the endpoints beside GraphQL, described for programs (OpenAPI 3.1). Tests hold it to what is served.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web;

use super::method;

/// The document.
const DOCUMENT: &str = include_str!("openapi.json");

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service.service(method::read("/openapi.json", document));
}

async fn document() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/json")).body(DOCUMENT)
}
