//! Who may ask from where, and what stands before the server.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::network::Network;

/// What stands before the server, and whose pages may ask it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// The origins of web pages that may read answers, such as `https://can-bo.example`. Default none: a browser then
    /// lets only pages of the server's own origin do so.
    pub allowed_origins: Vec<Origin>,
    /// The proxies whose `X-Forwarded-For` is believed. Default none: the address of the connection counts.
    pub trusted_proxies: Vec<Network>,
    /// Whether a proxy in front ends TLS. Without one the server listens on this machine alone; with one, answers ask
    /// browsers to use TLS for a year (`Strict-Transport-Security`). Default no.
    pub behind_proxy: bool,
    /// Whether `serve` answers introspection. Default no: the SDL is published with each release.
    pub introspection: bool,
}

/// An origin of web pages: a scheme, a host, and a port if it is not the scheme's own, as browsers send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// Text that is no origin which may be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "an origin must have the form https://host or https://host:port, in small letters and without a path; http is for loopback alone"
)]
pub struct OriginError;

impl Origin {
    /// The origin as browsers send it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginError;

    fn try_from(text: String) -> Result<Self, OriginError> {
        let (scheme, authority) = text.split_once("://").ok_or(OriginError)?;
        let (host, own_port) = host_and_port(authority)?;
        let is_loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let is_let = match scheme {
            "https" => own_port != Some(443),
            "http" => is_loopback && own_port != Some(80),
            _ => false,
        };
        if is_let { Ok(Self(text)) } else { Err(OriginError) }
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

/// The host of an authority, and its port if it names one.
fn host_and_port(authority: &str) -> Result<(&str, Option<u16>), OriginError> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let end = rest.find(']').ok_or(OriginError)?;
            authority.split_at_checked(end + 2).ok_or(OriginError)?
        }
        None => {
            authority.split_at_checked(authority.find(':').unwrap_or(authority.len())).ok_or(OriginError)?
        }
    };
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.[]:".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_name) {
        return Err(OriginError);
    }
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok((host, None)),
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map(|port| (host, Some(port))).map_err(|_| OriginError)
        }
        _ => Err(OriginError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_an_origin_as_browsers_send_it_then_it_is_taken() {
        for text in [
            "https://can-bo.example",
            "https://can-bo.example:8443",
            "http://localhost:5173",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
            "https://[2001:db8::1]",
        ] {
            assert_eq!(Origin::try_from(text.to_owned()).map(String::from), Ok(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn tr_06_given_a_wildcard_null_a_path_or_plain_http_then_no_origin() {
        for text in [
            "",
            "*",
            "null",
            "https://*",
            "https://*.example",
            "https://",
            "https://a.example/",
            "https://a.example/path",
            "https://A.example",
            "https://a.example:443",
            "https://a.example:x",
            "https://a.example:",
            "https://a.example:70000",
            "https://user@a.example",
            "http://a.example",
            "http://localhost:80",
            "http://localhost.a.example",
            "ftp://a.example",
            "a.example",
            "https://[::1",
            "https://a.example b",
        ] {
            assert_eq!(Origin::try_from(text.to_owned()), Err(OriginError), "{text}");
        }
    }
}
