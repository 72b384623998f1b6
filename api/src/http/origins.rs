//! Whose web pages may ask. A browser tells the origin of the page; what is no browser tells none, and is let through.
//!
//! The server reads no cookie, so that a page of another origin has nothing to act with; this keeps such pages from
//! trying at all.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse};

use super::media::{self, Answer};
use super::problem::Problem;
use super::request::Request;
use crate::app::App;
use crate::config::HttpConfig;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What pages of listed origins may send, and read, beside what any page may.
const SENT: &str = "Authorization, Content-Type, Accept-Language, X-Request-Id, X-Canbo-Cost";
const READ: &str = "X-Request-Id, Retry-After, WWW-Authenticate";

/// How long a browser may keep a preflight's answer, in seconds.
const PREFLIGHT_AGE: &str = "600";

/// From whose page a request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From<'a> {
    /// From no page, or from one that this server served.
    Here,
    /// From a page of a listed origin.
    Listed(&'a str),
    /// From any other page.
    Elsewhere,
}

/// Turns requests of pages away whose origin is not listed, and tells browsers of those that are.
pub(super) async fn check(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let config = request.app_data::<Data<App>>().map(|app| app.config.http.clone()).unwrap_or_default();
    // Nothing of the request may be held while it is handled.
    let listed = match from(request.headers(), request.method(), &config) {
        From::Here => None,
        From::Listed(origin) => Some(HeaderValue::from_str(origin)?),
        From::Elsewhere => {
            let answer = Problem::ForeignOrigin.answer(&Request::of(request.request()), Answer::Json);
            return Ok(request.into_response(answer).map_into_right_body());
        }
    };
    let mut response = match listed.is_some() && is_preflight(&request) {
        true => request.into_response(preflight()).map_into_right_body(),
        false => next.call(request).await?.map_into_left_body(),
    };
    if let Some(origin) = listed {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READ));
    }
    Ok(response)
}

fn from<'a>(headers: &'a HeaderMap, method: &Method, config: &HttpConfig) -> From<'a> {
    if headers.contains_key(header::ORIGIN) {
        return match media::only(headers, header::ORIGIN) {
            Some(origin) if config.allowed_origins.iter().any(|listed| listed.as_str() == origin) => {
                From::Listed(origin)
            }
            Some(origin) if is_own(origin, headers, config) => From::Here,
            _ => From::Elsewhere,
        };
    }
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let is_cross_site = headers.get(FETCH_SITE).is_some_and(|site| site.as_bytes() == b"cross-site");
    if is_cross_site && !is_read { From::Elsewhere } else { From::Here }
}

/// Whether an origin is the server's own: what the browser asked for, by the scheme that leads here.
fn is_own(origin: &str, headers: &HeaderMap, config: &HttpConfig) -> bool {
    let scheme = if config.behind_proxy { "https://" } else { "http://" };
    let host = media::only(headers, header::HOST);
    origin.strip_prefix(scheme).is_some_and(|authority| Some(authority) == host)
}

/// Whether a browser asks beforehand whether it may ask (Fetch, "CORS-preflight request").
fn is_preflight(request: &ServiceRequest) -> bool {
    *request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, SENT))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_AGE))
        .finish()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn tr_06_given_an_origin_then_whose_page_it_is() {
        let http = HttpConfig {
            allowed_origins: vec!["https://good.example".to_owned().try_into().unwrap()],
            ..HttpConfig::default()
        };
        let https = HttpConfig { behind_proxy: true, ..http.clone() };
        for (config, origins, expected) in [
            (&http, &[][..], From::Here),
            (&http, &["https://good.example"], From::Listed("https://good.example")),
            (&http, &["https://good.example", "https://good.example"], From::Elsewhere),
            (&http, &["http://good.example"], From::Elsewhere),
            (&http, &["https://good.example.evil"], From::Elsewhere),
            (&http, &["https://good.example:8443"], From::Elsewhere),
            (&http, &["https://GOOD.example"], From::Elsewhere),
            (&http, &["null"], From::Elsewhere),
            (&http, &["*"], From::Elsewhere),
            (&http, &[""], From::Elsewhere),
            (&http, &["http://here.example:8080"], From::Here),
            (&http, &["https://here.example:8080"], From::Elsewhere),
            (&http, &["http://here.example"], From::Elsewhere),
            (&https, &["https://here.example:8080"], From::Here),
            (&https, &["http://here.example:8080"], From::Elsewhere),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("here.example:8080"));
            for origin in origins {
                headers.append(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
            }
            assert_eq!(from(&headers, &Method::POST, config), expected, "{origins:?}");
        }
    }

    #[test]
    fn tr_07_given_a_request_across_sites_without_an_origin_then_it_may_only_read() {
        for (site, method, expected) in [
            ("cross-site", Method::POST, From::Elsewhere),
            ("cross-site", Method::GET, From::Here),
            ("same-origin", Method::POST, From::Here),
            ("none", Method::POST, From::Here),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(FETCH_SITE, HeaderValue::from_static(site));
            assert_eq!(from(&headers, &method, &HttpConfig::default()), expected, "{site} {method}");
        }
    }
}
