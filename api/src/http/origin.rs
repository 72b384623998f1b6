//! Where a login comes from, as sessions and the journal keep it.

use actix_web::HttpRequest;
use actix_web::http::header;

use super::client_address::client_address;
use crate::config::Config;
use crate::work::sessions::Origin;

/// The most characters that are kept of what a client calls itself.
const MOST_CLIENT_CHARACTERS: usize = 200;

/// The client's address, and what it calls itself.
pub(super) fn origin(http: &HttpRequest, config: &Config) -> Origin {
    let client = http.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        address: client_address(http, config).map(|address| address.to_string()),
        client: client.map(|name| name.chars().take(MOST_CLIENT_CHARACTERS).collect()),
    }
}
