//! What every handler knows of its request: its id and the reader's language.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use uuid::Uuid;

use crate::ids;
use crate::language::{Language, accepted};

/// The header that names a request, in both directions.
pub(super) const REQUEST_ID: &str = "x-request-id";

/// A request's id and the reader's language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    pub(super) id: Uuid,
    pub(super) language: Language,
}

/// The id that a request carries through log, journal and answer.
#[derive(Clone, Copy)]
struct RequestId(Uuid);

/// The request's id: the client's, where it sent one UUID as such; a new one otherwise.
pub(super) fn id_of(request: &HttpRequest) -> Uuid {
    if let Some(RequestId(id)) = request.extensions().get::<RequestId>() {
        return *id;
    }
    let sent = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let id = sent.and_then(|text| Uuid::try_parse(text).ok()).unwrap_or_else(ids::next);
    request.extensions_mut().insert(RequestId(id));
    id
}

impl Request {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let languages = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self { id: id_of(request), language: accepted(languages) }
    }
}

impl FromRequest for Request {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
