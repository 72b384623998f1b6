//! `GET /.well-known/jwks.json`: the public halves of the keys that sign access tokens (RFC 7517).

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Data};
use serde_json::json;

use super::method;
use crate::app::App;

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service.service(method::read("/.well-known/jwks.json", key_set));
}

async fn key_set(app: Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/jwk-set+json"))
        .body(json!({ "keys": [app.keys.token().jwk()] }).to_string())
}
