//! `GET /.well-known/jwks.json`: the public halves of the keys of access tokens (RFC 7517): the one that signs, those
//! whose tokens are still accepted, and the one that will sign next.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Data};

use super::method;
use crate::app::App;

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service.service(method::read("/.well-known/jwks.json", key_set));
}

async fn key_set(app: Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/jwk-set+json"))
        .body(app.keys.tokens().key_set().to_string())
}
