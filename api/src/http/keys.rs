//! `GET /.well-known/jwks.json`: the public halves of the keys that sign access tokens (RFC 7517).

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Data};
use serde_json::json;

use super::media::Answer;
use super::problem::Problem;
use super::request::Request;
use crate::app::App;

pub(super) fn configure(service: &mut web::ServiceConfig) {
    let keys = web::resource("/.well-known/jwks.json");
    service.service(keys.route(web::get().to(key_set)).default_service(web::to(other_method)));
}

async fn other_method(request: Request) -> HttpResponse {
    Problem::MethodNotAllowed { allow: "GET" }.answer(&request, Answer::Json)
}

async fn key_set(app: Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/jwk-set+json"))
        .body(json!({ "keys": [app.keys.token().jwk()] }).to_string())
}
