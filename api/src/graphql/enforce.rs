//! The one extension. It denies fields by the policy, whatever path leads to them, and notes each field that was denied,
//! by the policy or by what it asked; and it makes null of a failed
//! field that is nullable, with the error beside it, as the specification asks (GraphQL §6.4.4); the library's
//! 7.0 would null the parent.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextResolve, NextValidation,
    ResolveInfo,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{
    PathSegment, Pos, QueryPathNode, QueryPathSegment, Response, ServerError, ServerResult, ValidationResult,
    Value, Variables,
};

use super::Introspection;
use super::context::RequestContext;
use super::error::ApiError;
use super::execute::Phase;
use super::mutation::asks_too_often;
#[cfg(feature = "planted-leaks")]
use crate::policy::field::FieldClass;
use crate::policy::field::class_of;

/// The type of the root of changes.
const MUTATION: &str = "Mutation";

/// Makes one [`Enforce`] for each request.
pub struct EnforceFactory(pub Introspection);

impl ExtensionFactory for EnforceFactory {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Enforce { introspection: self.0, errors: Mutex::default() })
    }
}

struct Enforce {
    introspection: Introspection,
    /// Errors of fields. The nearest place above each that may be null is null in the data.
    errors: Mutex<Vec<ServerError>>,
}

/// Marks an error on its way up that is already kept for the response.
struct Told;

fn is_told(error: &ServerError) -> bool {
    error.source::<Told>().is_some()
}

/// Whether an error says that something is forbidden.
pub(super) fn is_forbidden(error: &ServerError) -> bool {
    matches!(error.source::<ApiError>(), Some(ApiError::Forbidden | ApiError::ForbiddenChange))
}

/// Set once execution begins: what failed before was a request error.
#[derive(Clone, Default)]
pub struct Executed(Arc<AtomicBool>);

impl Executed {
    /// Whether execution began.
    #[must_use]
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

#[async_trait::async_trait]
impl Extension for Enforce {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await.map_err(|error| Phase::Parse.mark(error))?;
        if asks_too_often(&document) {
            return Err(async_graphql::Error::from(ApiError::TooMuch).into_server_error(Pos::default()));
        }
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx)
            .await
            .map_err(|errors| errors.into_iter().map(|error| Phase::Validation.mark(error)).collect())
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if let Some(executed) = ctx.data_opt::<Executed>() {
            executed.0.store(true, Ordering::Release);
        }
        let mut response = next.run(ctx, operation_name).await;
        response.errors.retain(|error| !is_told(error));
        response.errors.append(&mut self.errors.lock().unwrap_or_else(PoisonError::into_inner));
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if self.is_about_the_schema(&info) {
            return next.run(ctx, info).await;
        }
        let nullable = !info.return_type.ends_with('!');
        let path_node = *info.path_node;
        let position = info.field.name.pos;
        let (type_name, field) = (info.parent_type, info.name);
        let outcome = if is_readable(ctx, &info) {
            next.run(ctx, info).await
        } else {
            Err(async_graphql::Error::from(ApiError::Forbidden).into_server_error(position))
        };
        let Err(mut error) = outcome else { return outcome };
        if is_forbidden(&error) {
            if let Some(request) = ctx.data_opt::<RequestContext>() {
                request.note_denied(type_name, field);
            }
            if type_name == MUTATION {
                error = async_graphql::Error::from(ApiError::ForbiddenChange).into_server_error(position);
            }
        }
        let error = if is_told(&error) { error } else { self.tell(error, path(&path_node)) };
        if nullable { Ok(Some(Value::Null)) } else { Err(error) }
    }
}

impl Enforce {
    /// Keeps an error for the response under the path of the field that failed, which only that field knows: the library
    /// puts that of the nearest list in its place. Gives what goes on upwards until a place that may be null.
    fn tell(&self, mut error: ServerError, path: Vec<PathSegment>) -> ServerError {
        let mut told = ServerError::new(error.message.clone(), None);
        told.source = Some(Arc::new(Told));
        error.path = path;
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).push(error);
        told
    }

    /// Whether the field tells of the schema alone, to those who may ask. The library marks what is below
    /// `__schema` and `__type`, not these two.
    fn is_about_the_schema(&self, info: &ResolveInfo<'_>) -> bool {
        let is_entrance = info.parent_type == "Query" && matches!(info.name, "__schema" | "__type");
        info.is_for_introspection || (is_entrance && self.introspection == Introspection::On)
    }
}

/// Whether the viewer may read the field, or make the change. A list's items come through here once more, under the list's name
/// for a parent; the field that gave the list has been judged by then.
fn is_readable(ctx: &ExtensionContext<'_>, info: &ResolveInfo<'_>) -> bool {
    if info.parent_type.starts_with('[') {
        return true;
    }
    match class_of(info.parent_type, info.name) {
        None => false,
        #[cfg(feature = "planted-leaks")]
        Some(FieldClass::Class(entity::class::ConfidentialityClass::Party))
            if ctx
                .data_opt::<RequestContext>()
                .is_some_and(|request| request.leaks(crate::repo::leak::Leak::Field)) =>
        {
            true
        }
        Some(class) => {
            ctx.data_opt::<RequestContext>().is_some_and(|request| class.is_open_to(request.viewer()))
        }
    }
}

fn path(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let mut segments = Vec::new();
    let mut here = Some(node);
    while let Some(node) = here {
        segments.push(match node.segment {
            QueryPathSegment::Index(index) => PathSegment::Index(index),
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
        });
        here = node.parent;
    }
    segments.reverse();
    segments
}
