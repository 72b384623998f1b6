//! Running one request against the schema, and giving its errors their form.

use async_graphql::{ErrorExtensionValues, PathSegment, Request, Response, ServerError, Value};
use uuid::Uuid;

use super::Schema;
use super::context::RequestContext;
use super::enforce::Executed;
use super::error::{ApiError, BadInput};
use super::loaders;
use super::scalar::MALFORMED;
use crate::language::Language;

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

/// Executes a request for the viewer of the context.
pub async fn execute(schema: &Schema, request: Request, context: RequestContext) -> Outcome {
    let executed = Executed::default();
    let language = context.language();
    let request_id = context.request_id();
    let loads = context.loads();
    let request = loaders::attach(request, &context).data(executed.clone()).data(context);
    let mut response = loads.drive(schema.execute(request)).await;
    // Fields run side by side, so that their errors come in any order: the answer must not depend on it.
    response.errors.sort_by(|a, b| path_order(&a.path, &b.path));
    for error in &mut response.errors {
        finish(error, language, request_id);
    }
    Outcome { executed: executed.get(), response }
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
