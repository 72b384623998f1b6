//! Which media types come in and go out (GraphQL over HTTP, "Media Types").

use actix_web::http::header::{self, HeaderMap, HeaderName};

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// `application/graphql-response+json`: the status tells whether the request was executed.
    GraphQl,
    /// `application/json`: the legacy form, where only a malformed request is no 200.
    Json,
}

impl Answer {
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The form that an `Accept` header asks for; none if it asks for others only. Absent or a wildcard counts as
/// `application/json`.
pub(super) fn accepted(headers: &HeaderMap) -> Option<Answer> {
    let ranges: Vec<Range> = headers
        .get_all(header::ACCEPT)
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .filter(|text| !text.trim().is_empty())
        .map(Range::parse)
        .collect();
    if ranges.is_empty() {
        return Some(Answer::Json);
    }
    let named = |name: &str| ranges.iter().find(|range| range.is(name)).map(|range| range.weight);
    let wildcard = named("application/*").or_else(|| named("*/*")).unwrap_or(0);
    let graphql = named("application/graphql-response+json");
    let json = named("application/json").unwrap_or(wildcard);
    if json == 0 {
        return (graphql.unwrap_or(wildcard) > 0).then_some(Answer::GraphQl);
    }
    // Named with the same weight, the form made for GraphQL wins.
    Some(if graphql.unwrap_or(0) >= json { Answer::GraphQl } else { Answer::Json })
}

/// Whether the body is plain JSON: exactly one content type, `application/json`, in UTF-8 if it says so, and no
/// encoding.
pub(super) fn is_plain_json(headers: &HeaderMap) -> bool {
    let Some(content_type) = only(headers, header::CONTENT_TYPE) else { return false };
    let range = Range::parse(content_type);
    range.is("application/json") && range.names_nothing_but_utf8 && is_not_encoded(headers)
}

fn is_not_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .all(|value| value.to_str().is_ok_and(|coding| coding.trim().eq_ignore_ascii_case("identity")))
}

/// The value of a header that is sent exactly once.
pub(super) fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// A media type with its parameters.
struct Range {
    name: String,
    /// In thousandths.
    weight: u32,
    names_nothing_but_utf8: bool,
}

impl Range {
    fn parse(text: &str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let mut range = Self { name, weight: 1_000, names_nothing_but_utf8: true };
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim().trim_matches('"');
            match key.trim().to_ascii_lowercase().as_str() {
                "q" => range.weight = weight(value),
                "charset" if value.eq_ignore_ascii_case("utf-8") => {}
                _ => range.names_nothing_but_utf8 = false,
            }
        }
        range
    }

    fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

/// A weight in thousandths; 0 where it is none (RFC 9110 §12.4.2).
fn weight(text: &str) -> u32 {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" if is_number => 1_000,
        "0" if is_number => format!("{decimals:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn headers(name: HeaderName, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn given_an_accept_header_then_the_form_of_the_answer() {
        for (accept, expected) in [
            (&[][..], Some(Answer::Json)),
            (&[""], Some(Answer::Json)),
            (&["*/*"], Some(Answer::Json)),
            (&["application/*"], Some(Answer::Json)),
            (&["application/json"], Some(Answer::Json)),
            (&["application/json; charset=utf-8"], Some(Answer::Json)),
            (&["Application/GraphQL-Response+JSON"], Some(Answer::GraphQl)),
            (&["application/graphql-response+json, application/json;q=0.9"], Some(Answer::GraphQl)),
            (&["application/json, application/graphql-response+json"], Some(Answer::GraphQl)),
            (&["application/json", "application/graphql-response+json;q=0.5"], Some(Answer::Json)),
            (&["application/graphql-response+json, */*;q=0.1"], Some(Answer::GraphQl)),
            (&["application/json;q=0, */*"], Some(Answer::GraphQl)),
            (&["text/html"], None),
            (&["text/html, application/xhtml+xml"], None),
            (&["application/json;q=0"], None),
            (&["*/*;q=0"], None),
            (&["application/json;q=2"], None),
        ] {
            assert_eq!(accepted(&headers(header::ACCEPT, accept)), expected, "{accept:?}");
        }
    }

    #[test]
    fn given_a_content_type_then_plain_json_alone_passes() {
        for (content_type, expected) in [
            (&["application/json"][..], true),
            (&["application/json; charset=utf-8"], true),
            (&["APPLICATION/JSON;charset=\"UTF-8\""], true),
            (&[], false),
            (&["application/json; charset=utf-16"], false),
            (&["application/json; boundary=x"], false),
            (&["application/json", "application/json"], false),
            (&["application/json, text/plain"], false),
            (&["application/graphql"], false),
            (&["application/jsonp"], false),
            (&["text/plain"], false),
            (&["multipart/form-data; boundary=x"], false),
            (&["application/x-www-form-urlencoded"], false),
        ] {
            assert_eq!(
                is_plain_json(&headers(header::CONTENT_TYPE, content_type)),
                expected,
                "{content_type:?}"
            );
        }
    }

    #[test]
    fn given_an_encoding_then_the_body_is_not_plain() {
        for (encoding, expected) in [("identity", true), ("gzip", false), ("br", false), ("", false)] {
            let mut headers = headers(header::CONTENT_TYPE, &["application/json"]);
            headers.append(header::CONTENT_ENCODING, HeaderValue::from_str(encoding).unwrap());
            assert_eq!(is_plain_json(&headers), expected, "{encoding}");
        }
    }
}
