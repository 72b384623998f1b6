//! Running one request against the schema, and giving its errors their form.

use async_graphql::{ErrorExtensionValues, PathSegment, Pos, Request, Response, ServerError, Value};
use uuid::Uuid;

use super::Schema;
use super::context::RequestContext;
use super::enforce::{Executed, is_forbidden};
use super::error::{ApiError, BadInput};
use super::scalar::MALFORMED;
use crate::language::Language;
use crate::work::Work;
use crate::work::access::{self, Accesses, JournalReading, TableRead};

/// What came of a request.
#[derive(Debug)]
pub struct Outcome {
    /// The answer.
    pub response: Response,
    /// Whether the operation was executed. If not, the request itself was at fault, and GraphQL over HTTP says
    /// 400 for the media type of GraphQL.
    pub executed: bool,
}

/// A phase before execution, in which the document itself is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Parse,
    Validation,
}

impl Phase {
    pub(super) fn mark(self, mut error: ServerError) -> ServerError {
        let code = match self {
            Self::Parse => "GRAPHQL_PARSE_FAILED",
            Self::Validation => "GRAPHQL_VALIDATION_FAILED",
        };
        error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
        error
    }
}

/// Executes a request for the viewer of the context. What leaves a record is recorded before it is shown.
pub async fn execute(schema: &Schema, request: Request, context: RequestContext, work: &Work) -> Outcome {
    let executed = Executed::default();
    let language = context.language();
    let request_id = context.request_id();
    let waves = context.waves();
    let request = request.data(executed.clone()).data(context.clone());
    let mut response = waves.drive(schema.execute(request)).await;
    if let Err(error) = record(&context, &response, work).await {
        response = refused(error);
    }
    // Fields run side by side, so that their errors come in any order: the answer must not depend on it.
    response.errors.sort_by(|a, b| path_order(&a.path, &b.path));
    for error in &mut response.errors {
        finish(error, language, request_id);
    }
    Outcome { executed: executed.get(), response }
}

/// Records what the request read that leaves a record, and what it was denied.
async fn record(context: &RequestContext, response: &Response, work: &Work) -> Result<(), ApiError> {
    let accesses = accesses(context, response);
    if accesses.is_empty() {
        return Ok(());
    }
    access::record(work, context.actor(), accesses)
        .await
        .map_err(|error| ApiError::Unavailable(error.to_string().into()))
}

fn accesses(context: &RequestContext, response: &Response) -> Accesses {
    let mut reads = context.take_recorded();
    let journal = reads.take_journal().into_iter().map(|read| JournalReading {
        filter: read.filter,
        count: read.count,
        hash: read.hash,
    });
    let mut denied = context.take_denied();
    if denied.is_empty() && response.errors.iter().any(is_forbidden) {
        // A denial that no field told of is recorded all the same.
        denied.insert("Query".to_owned());
    }
    Accesses {
        journal: journal.collect(),
        tables: reads.into_tables().map(|(table, class, rows)| TableRead { table, class, rows }).collect(),
        denied,
    }
}

/// An answer that holds an error and nothing else.
fn refused(error: ApiError) -> Response {
    Response::from_errors(vec![async_graphql::Error::from(error).into_server_error(Pos::default())])
}

/// Gives an error its code, its text in the reader's language and the request's id; what caused a fault goes to
/// the log.
fn finish(error: &mut ServerError, language: Language, request_id: Uuid) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if let Some(own) = error.source.as_ref().and_then(|source| source.downcast_ref::<ApiError>()) {
        if let Some(cause) = own.cause() {
            tracing::error!(request.id = %request_id, error.code = own.code(), error.cause = cause, "a field failed");
        }
        error.message = own.message(language);
        extensions.set("code", own.code());
    } else if extensions.get("code").is_none() {
        // What the library itself refuses at this point is an argument's value.
        if let Some(Value::String(scalar)) = extensions.get(MALFORMED) {
            error.message = BadInput::malformed(scalar).message(language);
            extensions.unset(MALFORMED);
        }
        extensions.set("code", "BAD_USER_INPUT");
    }
    extensions.set("requestId", Value::from(request_id.to_string()));
}

fn path_order(a: &[PathSegment], b: &[PathSegment]) -> std::cmp::Ordering {
    let key = |segment: &PathSegment| match segment {
        PathSegment::Field(name) => (0, name.clone()),
        PathSegment::Index(index) => (*index, String::new()),
    };
    a.iter().map(key).cmp(b.iter().map(key))
}
