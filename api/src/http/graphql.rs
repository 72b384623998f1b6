//! `POST /graphql`.

use std::future::{Ready, ready};

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data, Payload};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev};
use async_graphql::{Request as GraphQlRequest, ServerError, Variables, value};
use serde::Serialize;
use serde_json::{Map, Value};

use super::admission::{Admission, Admitted};
use super::answer_body::{BodyFault, written};
use super::document::{Cost, Gate, Judged};
use super::gate::{self, Entered, Sent};
use super::media::{self, Answer};
use super::method;
use super::problem::Problem;
use super::request::Request;
use crate::app::App;
use crate::config::LimitsConfig;
use crate::graphql::{self, Asking, Outcome, RequestContext};

/// The header by which a client asks what its request costs.
const COST: &str = "x-canbo-cost";

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service.service(method::post("/graphql", post));
}

async fn post(door: Door, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    let Some(form) = media::accepted(http.headers()) else {
        return Problem::NotAcceptable.answer(&request, Answer::Json);
    };
    match handle(&door, &http, request, payload).await {
        Ok(asked) => asked.answer(&request, form, &door.app.config.limits),
        Err(problem) => refused(&problem, &request, form),
    }
}

/// What the handler needs: the application, and what stands before it.
#[derive(Clone)]
struct Door {
    app: Data<App>,
    gate: Data<Gate>,
    admission: Data<Admission>,
}

impl FromRequest for Door {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let part = || {
            let app = Data::extract(request).into_inner()?;
            let gate = Data::extract(request).into_inner()?;
            let admission = Data::extract(request).into_inner()?;
            Ok(Self { app, gate, admission })
        };
        ready(part())
    }
}

/// A request that was let in, and what came of it.
struct Asked {
    outcome: Outcome,
    /// What it asked for, if the client wants to know.
    cost: Option<Cost>,
    /// Kept until the answer is written.
    _admitted: Admitted,
}

async fn handle(
    door: &Door,
    http: &HttpRequest,
    request: Request,
    payload: Payload,
) -> Result<Asked, Problem> {
    let app = &door.app;
    let sent = gate::take(app, http, payload).await?;
    let wants_cost = http.headers().get(COST).is_some_and(|value| value.as_bytes() == b"1");
    let asking = Asking { language: request.language, request_id: request.id, address: sent.address() };
    let execution = execute(door.clone(), sent, asking, wants_cost);
    app.runtime.run(app.config.limits.request(), execution).await.unwrap_or_else(|lost| {
        tracing::error!(request.id = %request.id, error = %lost, "a request was not executed to its end");
        Err(lost.into())
    })
}

async fn execute(door: Door, sent: Sent, asking: Asking, wants_cost: bool) -> Result<Asked, Problem> {
    let app = &door.app;
    let Entered { reader, judged, variables, operation_name } = sent.enter(app, &door.gate).await?;
    let admitted = door.admission.admit(reader.viewer().account).await.map_err(|_| Problem::Unavailable)?;
    let cost = wants_cost.then_some(judged.cost);
    let context = RequestContext::new(reader, app.work.clone(), asking);
    let asked = graphql_request(judged, variables, operation_name);
    let outcome = graphql::execute(&app.schema, asked, context, &app.work).await;
    Ok(Asked { outcome, cost, _admitted: admitted })
}

/// The request for the library, with the document as the gate parsed it.
fn graphql_request(
    judged: Judged,
    variables: Map<String, Value>,
    operation_name: Option<String>,
) -> GraphQlRequest {
    let mut request = GraphQlRequest::new("").variables(Variables::from_json(Value::Object(variables)));
    request.set_parsed_query(judged.document);
    match operation_name {
        Some(name) => request.operation_name(name),
        None => request,
    }
}

/// An answer without data.
#[derive(Serialize)]
struct RequestErrors<'a> {
    errors: &'a [ServerError],
}

impl Asked {
    /// The answer with its status (GraphQL over HTTP, "Status Codes"). A request that was not executed has no data at
    /// all, not even null.
    fn answer(mut self, request: &Request, form: Answer, limits: &LimitsConfig) -> HttpResponse {
        let status = match (self.outcome.executed, form) {
            (false, Answer::GraphQl) => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        };
        // Written as it is: the keys of data stay in the order in which they were asked for.
        let body = if self.outcome.executed {
            if let Some(Cost { requested, maximum }) = self.cost {
                let cost = value!({ "requested": requested, "maximum": maximum });
                self.outcome.response.extensions.insert("cost".to_owned(), cost);
            }
            written(&self.outcome.response, limits.answer_bytes)
        } else {
            let errors = &self.outcome.response.errors;
            let errors = errors.get(..limits.errors).unwrap_or(errors);
            written(&RequestErrors { errors }, limits.answer_bytes)
        };
        match body {
            Ok(body) => HttpResponse::build(status)
                .insert_header((header::CONTENT_TYPE, form.content_type()))
                .body(body),
            Err(BodyFault::TooLong) => {
                refused(&Problem::AnswerTooLong { most: limits.answer_bytes }, request, form)
            }
            Err(BodyFault::Unwritable) => {
                tracing::error!(request.id = %request.id, "an answer could not be written");
                Problem::Internal.answer(request, form)
            }
        }
    }
}

/// The answer to a request that was not executed. The legacy form tells what is wrong with the request in the body.
fn refused(problem: &Problem, request: &Request, form: Answer) -> HttpResponse {
    let mut answer = problem.answer(request, form);
    if form == Answer::Json && problem.is_told_by_the_body() {
        *answer.status_mut() = StatusCode::OK;
    }
    answer
}
