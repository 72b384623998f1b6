//! `POST /graphql`.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::{Request as GraphQlRequest, ServerError, Variables};
use serde::Serialize;
use serde_json::Value;

use super::client_address::client_address;
use super::envelope::Envelope;
use super::media::{self, Answer};
use super::problem::Problem;
use super::request::Request;
use super::{gate, method};
use crate::app::App;
use crate::graphql::{self, ApiError, Asking, Outcome, RequestContext};
use crate::policy::Viewer;

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service.service(method::post("/graphql", post));
}

async fn post(app: Data<App>, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    let Some(form) = media::accepted(http.headers()) else {
        return Problem::NotAcceptable.answer(&request, Answer::Json);
    };
    match handle(&app, &http, request, payload).await {
        Ok(outcome) => answer(&outcome, &request, form),
        Err(problem) => problem.answer(&request, form),
    }
}

async fn handle(
    app: &App,
    http: &HttpRequest,
    request: Request,
    payload: Payload,
) -> Result<Outcome, Problem> {
    let (viewer, envelope) = gate::enter(app, http, payload).await?;
    let address = client_address(http, &app.config).map(|address| address.to_string());
    let execution = execute(app.clone(), request, viewer, address, envelope);
    let outcome = app.runtime.run(gate::PATIENCE, execution).await;
    outcome.unwrap_or_else(|lost| {
        tracing::error!(request.id = %request.id, error = %lost, "a request was not executed to its end");
        Err(lost.into())
    })
}

async fn execute(
    app: App,
    request: Request,
    viewer: Viewer,
    address: Option<String>,
    envelope: Envelope,
) -> Result<Outcome, Problem> {
    let reader = app.repo.reader(viewer, app.clock.today()).await.map_err(|error| {
        tracing::error!(request.id = %request.id, error = %error, "the directory could not be read");
        match ApiError::from(error) {
            ApiError::Unavailable(_) => Problem::Unavailable,
            _ => Problem::Internal,
        }
    })?;
    let asking = Asking { language: request.language, request_id: request.id, address };
    let context = RequestContext::new(reader, app.work.clone(), asking);
    Ok(graphql::execute(&app.schema, graphql_request(envelope), context, &app.work).await)
}

fn graphql_request(envelope: Envelope) -> GraphQlRequest {
    let variables = Variables::from_json(Value::Object(envelope.variables));
    let request = GraphQlRequest::new(envelope.query).variables(variables);
    match envelope.operation_name {
        Some(name) => request.operation_name(name),
        None => request,
    }
}

/// An answer without data.
#[derive(Serialize)]
struct RequestErrors<'a> {
    errors: &'a [ServerError],
}

/// The answer with its status (GraphQL over HTTP, "Status Codes"). A request that was not executed has no data at
/// all, not even null.
fn answer(outcome: &Outcome, request: &Request, form: Answer) -> HttpResponse {
    let status = match (outcome.executed, form) {
        (false, Answer::GraphQl) => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    // Written as it is: the keys of data stay in the order in which they were asked for.
    let body = if outcome.executed {
        serde_json::to_string(&outcome.response)
    } else {
        serde_json::to_string(&RequestErrors { errors: &outcome.response.errors })
    };
    match body {
        Ok(body) => {
            HttpResponse::build(status).insert_header((header::CONTENT_TYPE, form.content_type())).body(body)
        }
        Err(error) => {
            tracing::error!(request.id = %request.id, error = %error, "an answer could not be written");
            Problem::Internal.answer(request, form)
        }
    }
}
