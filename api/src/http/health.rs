//! Whether the process lives, and whether it can serve.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use migration::Status;

use super::media::Answer;
use super::problem::Problem;
use super::request::Request;
use crate::app::App;

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service
        .service(
            web::resource("/health/live").route(web::get().to(live)).default_service(web::to(other_method)),
        )
        .service(
            web::resource("/health/ready").route(web::get().to(ready)).default_service(web::to(other_method)),
        );
}

async fn other_method(request: Request) -> HttpResponse {
    Problem::MethodNotAllowed { allow: "GET" }.answer(&request, Answer::Json)
}

/// The process answers.
async fn live() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// The database answers and has exactly the tables that this program knows.
async fn ready(app: Data<App>, request: Request) -> HttpResponse {
    match migration::status(app.database.reader()).await {
        Ok(status) if Status::is_current(&status) => HttpResponse::NoContent().finish(),
        Ok(_) => Problem::Unavailable.answer(&request, Answer::Json),
        Err(error) => {
            tracing::warn!(error = %error, "the server is not ready");
            Problem::Unavailable.answer(&request, Answer::Json)
        }
    }
}
