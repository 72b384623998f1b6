//! The door: one handler that bounds, parses and authenticates what comes in, and what else is served.

mod access_log;
mod admission;
mod answer_body;
mod auth;
mod body;
mod client_address;
mod connections;
pub mod document;
mod envelope;
mod gate;
mod graphql;
mod headers;
mod health;
mod json;
mod keys;
mod media;
mod method;
mod oauth;
mod openapi;
mod origin;
mod origins;
pub mod playground;
mod problem;
mod request;
pub mod server;
#[cfg(test)]
mod tests;

use actix_web::web;

/// Mounts what every server answers.
fn configure(service: &mut web::ServiceConfig) {
    graphql::configure(service);
    auth::configure(service);
    health::configure(service);
    keys::configure(service);
    oauth::configure(service);
    openapi::configure(service);
}
