//! Whether the process lives, and whether it can serve.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};

use super::media::Answer;
use super::problem::Problem;
use super::request::Request;
use super::{gate, method};
use crate::app::App;

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service.service(method::read("/health/live", live)).service(method::read("/health/ready", ready));
}

/// The process answers.
async fn live() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// The database answers and has exactly the tables that this program knows.
async fn ready(app: Data<App>, request: Request) -> HttpResponse {
    let database = app.database.clone();
    let status = async move { migration::status(database.reader()).await };
    match app.runtime.run(gate::PATIENCE, status).await {
        Ok(Ok(status)) if status.is_current() => return HttpResponse::NoContent().finish(),
        Ok(Ok(_)) => tracing::warn!("the database has not the tables of this program"),
        Ok(Err(error)) => tracing::warn!(error = %error, "the database does not answer"),
        Err(lost) => tracing::warn!(error = %lost, "the database does not answer"),
    }
    Problem::Unavailable.answer(&request, Answer::Json)
}
