//! What resolvers know of the request.

use std::ops::Deref;
use std::sync::Arc;

use async_graphql::Context;
use chrono::NaiveDate;
use uuid::Uuid;

use super::error::ApiError;
use crate::language::Language;
use crate::repo::Reader;

/// One request: its viewer's reader, its language and its id. It derefs to the reader.
#[derive(Clone)]
pub struct RequestContext(Arc<Inner>);

struct Inner {
    reader: Reader,
    language: Language,
    request_id: Uuid,
}

impl RequestContext {
    /// The context of a request.
    #[must_use]
    pub fn new(reader: Reader, language: Language, request_id: Uuid) -> Self {
        Self(Arc::new(Inner { reader, language, request_id }))
    }

    /// The language of texts for people.
    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The id that the answer and the log carry.
    #[must_use]
    pub fn request_id(&self) -> Uuid {
        self.0.request_id
    }

    /// The day to read: the one given, or today.
    #[must_use]
    pub fn day(&self, as_of: Option<super::scalar::Date>) -> NaiveDate {
        as_of.map_or_else(|| self.today(), |date| date.0)
    }
}

impl Deref for RequestContext {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0.reader
    }
}

/// The request's context in a resolver.
///
/// # Errors
/// [`ApiError::Internal`] when the door did not put it there, which is a defect.
pub fn request<'a>(ctx: &Context<'a>) -> Result<&'a RequestContext, ApiError> {
    ctx.data_opt::<RequestContext>()
        .ok_or_else(|| ApiError::internal("a resolver ran without a request context"))
}
