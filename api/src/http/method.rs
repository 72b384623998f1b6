//! Which methods a path answers, and the answer to all others.

use actix_web::http::{Method, header};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, web};

use super::media::Answer;
use super::problem::Problem;
use super::request::Request;

/// A path that is only read: GET, and HEAD as GET without the body.
pub(super) fn read<F, A>(path: &str, handler: F) -> Resource
where
    F: Handler<A>,
    A: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::method(Method::HEAD).to(handler))
        .default_service(web::to(refuse_all_but_read))
}

/// A path that is only posted to.
pub(super) fn post<F, A>(path: &str, handler: F) -> Resource
where
    F: Handler<A>,
    A: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::post().to(handler))
        .route(web::method(Method::OPTIONS).to(tell_post))
        .default_service(web::to(refuse_all_but_post))
}

/// What a path that is only posted to knows.
const POST: &str = "POST, OPTIONS";

async fn tell_post() -> HttpResponse {
    HttpResponse::NoContent().insert_header((header::ALLOW, POST)).finish()
}

async fn refuse_all_but_read(request: Request) -> HttpResponse {
    Problem::MethodNotAllowed { allow: "GET, HEAD" }.answer(&request, Answer::Json)
}

async fn refuse_all_but_post(request: Request) -> HttpResponse {
    Problem::MethodNotAllowed { allow: POST }.answer(&request, Answer::Json)
}
