//! TR: methods, media types, bodies, slow and smuggled requests, origins, headers, addresses.
#![expect(clippy::disallowed_methods, reason = "a test looks at the rows themselves")]

use std::time::Duration;

use canbo_tests::{Account, Answer, Server, clock, on_both_databases};
use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, COOKIE, ORIGIN};
use reqwest::{Method, RequestBuilder};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use super::visitor::Visitor;
use super::wire::Wire;

on_both_databases!(
    tr_01_given_any_method_but_post_then_405_and_what_is_allowed,
    tr_02_given_a_body_that_is_not_plain_json_then_415,
    tr_03_given_a_body_longer_than_allowed_then_413_before_it_is_read,
    tr_03_given_an_encoded_body_then_415_before_it_is_decoded,
    tr_04_given_a_head_that_comes_byte_by_byte_then_408_and_closed,
    tr_04_given_a_body_that_comes_byte_by_byte_then_408_and_closed,
    tr_04_given_idle_connections_then_each_is_closed_and_others_are_served,
    tr_05_given_a_media_type_that_is_accepted_then_the_answer_has_it,
    tr_06_given_a_listed_origin_then_it_is_echoed_and_any_other_is_refused,
    tr_07_given_a_post_from_another_site_then_403,
    tr_08_given_any_answer_then_no_cookie_is_set_and_none_is_read,
    tr_09_given_any_answer_then_the_headers_that_keep_it_safe,
    tr_10_given_an_answer_about_somebody_then_nobody_may_keep_it,
    tr_13_given_requests_that_two_readers_would_part_differently_then_400_and_closed,
    tr_13_given_heads_whose_lines_end_with_a_line_feed_alone_then_one_request_and_no_second,
);
on_both_databases!(alone: tr_12_given_forwarded_addresses_then_only_a_trusted_proxys_are_believed);

const ME: &str = r#"{"query":"{ me { role } }"}"#;

async fn asking(server: &Server, body: &str) -> RequestBuilder {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    let request = server.request(Method::POST, "/graphql").bearer_auth(token);
    request.header(CONTENT_TYPE, "application/json").body(body.to_owned())
}

/// The head of a POST to `/graphql`, up to the headers of the body.
async fn head(server: &Server) -> String {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n",
        server.address()
    )
}

async fn tr_01_given_any_method_but_post_then_405_and_what_is_allowed(server: &Server) {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    for (method, path) in [
        ("GET", "/graphql"),
        ("GET", "/graphql?query=%7B__typename%7D"),
        ("GET", "/graphql?query=mutation%7B__typename%7D"),
        ("HEAD", "/graphql?query=%7B__typename%7D"),
        ("PUT", "/graphql"),
        ("DELETE", "/graphql"),
        ("PATCH", "/graphql"),
        ("TRACE", "/graphql"),
        ("QUERY", "/graphql"),
        ("PUT", "/auth/login"),
        ("GET", "/auth/login?username=noi-vu&password=x"),
    ] {
        let named = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = server.send(server.request(named, path).bearer_auth(&token)).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST, OPTIONS")), "{method} {path}");
        let refused = if method == "HEAD" { vec![] } else { vec!["BAD_USER_INPUT".to_owned()] };
        assert_eq!(answer.codes(), refused, "{method} {path}");
    }
    let options = server.send(server.request(Method::OPTIONS, "/graphql")).await;
    assert_eq!((options.status, options.header("allow")), (204, Some("POST, OPTIONS")));
}

async fn tr_02_given_a_body_that_is_not_plain_json_then_415(server: &Server) {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    for types in [
        &["text/plain"][..],
        &["application/x-www-form-urlencoded"],
        &["multipart/form-data; boundary=x"],
        &["application/graphql"],
        &["application/json;charset=utf-16"],
        &["application/json", "application/json"],
        &["application/json", "text/plain"],
        &[],
    ] {
        let mut request = server.request(Method::POST, "/graphql").bearer_auth(&token).body(ME);
        for content_type in types {
            request = request.header(CONTENT_TYPE, *content_type);
        }
        let answer = server.send(request).await;
        assert_eq!((answer.status, answer.codes()), (415, vec!["BAD_USER_INPUT".to_owned()]), "{types:?}");
    }
}

async fn tr_03_given_a_body_longer_than_allowed_then_413_before_it_is_read(server: &Server) {
    const MOST: usize = 128 * 1024;
    let impatient = impatient(server).await;
    let server = &impatient;
    let head = head(server).await;
    // Announced as one byte too long, and never sent.
    let mut wire = Wire::to(server).await;
    wire.write(format!("{head}content-length: {}\r\n\r\n", MOST + 1).as_bytes()).await;
    let came = wire.until_closed().await;
    assert_eq!(came.status, Some(413), "{}", came.text);
    // Sent in chunks without an end, until the server has had enough.
    let mut wire = Wire::to(server).await;
    wire.write(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes()).await;
    let chunk = format!("{:x}\r\n{}\r\n", 16 * 1024, " ".repeat(16 * 1024));
    let mut sent = 0;
    let answer = loop {
        assert!(wire.write(chunk.as_bytes()).await || sent > MOST, "closed after {sent} bytes");
        sent += 16 * 1024;
        if let Some(answer) = wire.peek(Duration::from_millis(100)).await {
            break answer;
        }
        assert!(sent <= MOST + 1024 * 1024, "{sent} bytes were taken");
    };
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(sent > MOST, "refused after {sent} bytes");
    // Whatever more is sent, the connection is closed.
    assert_eq!(wire.until_closed().await.answers, 0);
    impatient.close().await;
}

async fn tr_03_given_an_encoded_body_then_415_before_it_is_decoded(server: &Server) {
    for encoding in ["gzip", "br", "deflate", "zstd", "gzip, gzip"] {
        // Four bytes of a gzip stream: reading on would fail in another way.
        let request = asking(server, "\u{1f}8b08").await.header(CONTENT_ENCODING, encoding);
        let answer = server.send(request).await;
        assert_eq!((answer.status, answer.codes()), (415, vec!["BAD_USER_INPUT".to_owned()]), "{encoding}");
    }
    let plain = asking(server, ME).await.header(CONTENT_ENCODING, "identity");
    assert_eq!(server.send(plain).await.status, 200);
}

/// A server whose patience is short.
async fn impatient(server: &Server) -> Server {
    let impatient = server.beside_with(clock(), |config| {
        config.limits.header_ms = 2_000;
        config.limits.body_ms = 2_000;
        config.limits.keep_alive_ms = 2_000;
    });
    impatient.await
}

/// A client that keeps connections might use one just as the server closes it; this one keeps none.
async fn is_served(server: &Server) {
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    assert_eq!(Visitor::at("127.0.0.1").me(server, &token).await.status, 200);
}

async fn tr_04_given_a_head_that_comes_byte_by_byte_then_408_and_closed(server: &Server) {
    let impatient = impatient(server).await;
    let mut wire = Wire::to(&impatient).await;
    wire.trickle(b"POST /graphql HTTP/1.1\r\nhost: a\r\n", Duration::from_millis(300)).await;
    let came = wire.until_closed().await;
    assert_eq!((came.status, came.answers), (Some(408), 1), "{}", came.text);
    // A second request on a connection is no way around it.
    let mut wire = Wire::to(&impatient).await;
    wire.write(b"GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n").await;
    wire.trickle(b"POST /graphql HTTP/1.1\r\nhost: a\r\n", Duration::from_millis(300)).await;
    let came = wire.until_closed().await;
    assert_eq!(came.status, Some(204), "{}", came.text);
    assert!(!came.text.contains("HTTP/1.1 200"), "{}", came.text);
    is_served(&impatient).await;
    impatient.close().await;
}

async fn tr_04_given_a_body_that_comes_byte_by_byte_then_408_and_closed(server: &Server) {
    let impatient = impatient(server).await;
    let head = head(&impatient).await;
    let mut wire = Wire::to(&impatient).await;
    wire.write(format!("{head}content-length: {}\r\n\r\n", ME.len()).as_bytes()).await;
    wire.trickle(ME.as_bytes(), Duration::from_millis(300)).await;
    let came = wire.until_closed().await;
    assert_eq!((came.status, came.answers), (Some(408), 1), "{}", came.text);
    assert!(came.text.contains("connection: close"), "{}", came.text);
    is_served(&impatient).await;
    impatient.close().await;
}

async fn tr_04_given_idle_connections_then_each_is_closed_and_others_are_served(server: &Server) {
    let impatient = impatient(server).await;
    let mut idle = Vec::new();
    for at in 0..200 {
        let mut wire = Wire::to(&impatient).await;
        // Half of them have asked before.
        if at % 2 == 0 {
            wire.write(b"GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n").await;
        }
        idle.push(wire);
    }
    is_served(&impatient).await;
    for wire in idle {
        wire.until_closed().await;
    }
    is_served(&impatient).await;
    impatient.close().await;
}

async fn tr_05_given_a_media_type_that_is_accepted_then_the_answer_has_it(server: &Server) {
    for (accept, status, media_type) in [
        ("application/graphql-response+json", 400, "application/graphql-response+json; charset=utf-8"),
        ("application/json", 200, "application/json; charset=utf-8"),
        ("text/html", 406, "application/json; charset=utf-8"),
    ] {
        let request = asking(server, r#"{"query":"{ nothing }"}"#).await.header(ACCEPT, accept);
        let answer = server.send(request).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some(media_type)), "{accept}");
    }
}

const GOOD: &str = "https://good.example";

fn cors(answer: &Answer) -> Vec<&str> {
    let names = answer.headers.keys().map(|name| name.as_str());
    names.filter(|name| name.starts_with("access-control-")).collect()
}

async fn tr_06_given_a_listed_origin_then_it_is_echoed_and_any_other_is_refused(server: &Server) {
    let open = server.beside_with(clock(), |config| {
        config.http.allowed_origins = vec![GOOD.to_owned().try_into().unwrap()];
    });
    let open = open.await;
    let own = format!("http://{}", open.address());
    let preflight = |server: &Server, origin: &str| {
        server
            .request(Method::OPTIONS, "/graphql")
            .header(ORIGIN, origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type")
    };
    let answer = open.send(preflight(&open, GOOD)).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, Some(GOOD)));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET, HEAD, POST"));
    let allowed = answer.header("access-control-allow-headers").unwrap().to_lowercase();
    assert!(allowed.contains("authorization") && allowed.contains("content-type"), "{allowed}");
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let answer = open.send(asking(&open, ME).await.header(ORIGIN, GOOD)).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(GOOD)));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    // One that is refused for another reason may still be read.
    let answer = open.send(open.request(Method::POST, "/graphql").header(ORIGIN, GOOD)).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (415, Some(GOOD)));
    for origin in [
        "null",
        "*",
        "https://good.example.evil",
        "https://evil-good.example",
        "http://good.example",
        "https://good.example:444",
    ] {
        for answer in [
            open.send(preflight(&open, origin)).await,
            open.send(asking(&open, ME).await.header(ORIGIN, origin)).await,
        ] {
            assert_eq!((answer.status, answer.codes()), (403, vec!["FORBIDDEN".to_owned()]), "{origin}");
            assert_eq!(cors(&answer), Vec::<&str>::new(), "{origin}");
        }
    }
    // Pages that the server itself serves, and what is no browser.
    for answer in [
        open.send(asking(&open, ME).await.header(ORIGIN, own)).await,
        open.send(asking(&open, ME).await).await,
    ] {
        assert_eq!((answer.status, cors(&answer)), (200, vec![]));
    }
    // By default no origin is listed.
    assert_eq!(server.send(asking(server, ME).await.header(ORIGIN, GOOD)).await.status, 403);
    open.close().await;
}

async fn tr_07_given_a_post_from_another_site_then_403(server: &Server) {
    let open = server.beside_with(clock(), |config| {
        config.http.allowed_origins = vec![GOOD.to_owned().try_into().unwrap()];
    });
    let open = open.await;
    let from = async |site: &str, origin: Option<&str>| {
        let mut request = asking(&open, ME).await.header("sec-fetch-site", site);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        open.send(request).await.status
    };
    assert_eq!(from("cross-site", None).await, 403);
    assert_eq!(from("cross-site", Some("https://evil.example")).await, 403);
    assert_eq!(from("cross-site", Some(GOOD)).await, 200);
    assert_eq!(from("same-origin", None).await, 200);
    let read = open.request(Method::GET, "/health/live").header("sec-fetch-site", "cross-site");
    assert_eq!(open.send(read).await.status, 204, "what is only read is nobody's");
    open.close().await;
}

/// An answer of each kind.
async fn answers(server: &Server) -> Vec<(&'static str, Answer)> {
    let login = json!({ "username": "noi-vu", "password": "wrong" }).to_string();
    let login =
        server.request(Method::POST, "/auth/login").header(CONTENT_TYPE, "application/json").body(login);
    vec![
        ("200", server.send(asking(server, ME).await).await),
        ("400", server.send(asking(server, "[]").await).await),
        ("401", server.client_with_token("x").query("{ me { role } }").await),
        ("401", server.send(login).await),
        ("403", server.send(asking(server, ME).await.header(ORIGIN, "null")).await),
        ("404", server.send(server.request(Method::GET, "/nowhere")).await),
        ("405", server.send(server.request(Method::GET, "/graphql")).await),
        ("406", server.send(asking(server, ME).await.header(ACCEPT, "text/html")).await),
        ("413", server.send(asking(server, &" ".repeat(128 * 1024 + 1)).await).await),
        ("415", server.send(server.request(Method::POST, "/auth/login")).await),
        ("204", server.send(server.request(Method::OPTIONS, "/graphql")).await),
        ("204", server.send(server.request(Method::GET, "/health/live")).await),
        ("200", server.send(server.request(Method::GET, "/.well-known/jwks.json")).await),
    ]
}

async fn tr_08_given_any_answer_then_no_cookie_is_set_and_none_is_read(server: &Server) {
    for (status, answer) in answers(server).await {
        assert_eq!(answer.status.to_string(), status, "{}", answer.text);
        assert_eq!(answer.header("set-cookie"), None, "{status}");
    }
    let token = server.client(Account::HomeAffairs).await.token().to_owned();
    for cookie in [format!("access_token={token}"), format!("Authorization=Bearer {token}")] {
        let request = server.request(Method::POST, "/graphql").header(COOKIE, cookie);
        let answer = server.send(request.header(CONTENT_TYPE, "application/json").body(ME)).await;
        assert_eq!((answer.status, answer.codes()), (401, vec!["UNAUTHENTICATED".to_owned()]));
    }
}

async fn tr_09_given_any_answer_then_the_headers_that_keep_it_safe(server: &Server) {
    const SAFE: [(&str, Option<&str>); 5] = [
        ("x-content-type-options", Some("nosniff")),
        ("content-security-policy", Some("default-src 'none'; frame-ancestors 'none'; base-uri 'none'")),
        ("referrer-policy", Some("no-referrer")),
        ("cross-origin-resource-policy", Some("same-site")),
        ("server", None),
    ];
    for (status, answer) in answers(server).await {
        for (name, value) in SAFE {
            assert_eq!(answer.header(name), value, "{status} {name}");
        }
        assert_eq!(answer.header("strict-transport-security"), None, "{status}");
    }
    let behind = server.beside_with(clock(), |config| config.http.behind_proxy = true).await;
    for (status, answer) in answers(&behind).await {
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"), "{status}");
    }
    behind.close().await;
}

async fn tr_10_given_an_answer_about_somebody_then_nobody_may_keep_it(server: &Server) {
    for (status, answer) in answers(server).await {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{status}");
        let vary = answer.header("vary").unwrap_or_default();
        assert!(vary.starts_with("Origin, Authorization"), "{status} {vary}");
    }
}

async fn tr_12_given_forwarded_addresses_then_only_a_trusted_proxys_are_believed(server: &Server) {
    let proxied = server.beside_with(clock(), |config| {
        config.http.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
    });
    let proxied = proxied.await;
    let log_in = async |server: &Server, forwarded: Option<&str>| {
        let body = json!({ "username": "noi-vu", "password": api::demo::PASS_PHRASE }).to_string();
        let mut request =
            server.request(Method::POST, "/auth/login").header(CONTENT_TYPE, "application/json");
        if let Some(forwarded) = forwarded {
            request = request.header("x-forwarded-for", forwarded);
        }
        assert_eq!(server.send(request.body(body)).await.status, 200);
        // Ids are in the order of their making.
        let sessions = entity::session::Entity::find().order_by_desc(entity::session::Column::Id);
        sessions.one(server.database().reader()).await.unwrap().unwrap().address.unwrap()
    };
    assert_eq!(log_in(server, None).await, "127.0.0.1");
    assert_eq!(log_in(server, Some("198.51.100.7")).await, "127.0.0.1", "the peer is no trusted proxy");
    assert_eq!(log_in(&proxied, None).await, "127.0.0.1");
    assert_eq!(log_in(&proxied, Some("198.51.100.7")).await, "198.51.100.7");
    assert_eq!(log_in(&proxied, Some("192.0.2.66, 198.51.100.8, 10.0.0.3")).await, "198.51.100.8");
    proxied.close().await;
}

async fn tr_13_given_requests_that_two_readers_would_part_differently_then_400_and_closed(server: &Server) {
    let head = head(server).await;
    let length = ME.len();
    let smuggled = "POST /graphql HTTP/1.1\r\nhost: b\r\n\r\n";
    for (what, request) in [
        (
            "both lengths",
            format!(
                "{head}content-length: {length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"
            ),
        ),
        ("two lengths", format!("{head}content-length: {length}\r\ncontent-length: 0\r\n\r\n{ME}")),
        (
            "the same length twice",
            format!("{head}content-length: {length}\r\ncontent-length: {length}\r\n\r\n{ME}"),
        ),
        ("a list of lengths", format!("{head}content-length: {length}, {length}\r\n\r\n{ME}")),
        ("a signed length", format!("{head}content-length: +{length}\r\n\r\n{ME}")),
        ("two codings", format!("{head}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n{smuggled}")),
        ("identity", format!("{head}transfer-encoding: identity\r\n\r\n{ME}")),
        ("an unknown coding", format!("{head}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n")),
        (
            "two codings apart",
            format!("{head}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n"),
        ),
        ("a space before the colon", format!("{head}transfer-encoding : chunked\r\n\r\n0\r\n\r\n")),
        ("two hosts", format!("{head}host: b\r\ncontent-length: {length}\r\n\r\n{ME}")),
        ("no host", format!("POST /graphql HTTP/1.1\r\ncontent-length: {length}\r\n\r\n{ME}")),
        ("a folded header", format!("{head}x-a: b\r\n c\r\ncontent-length: {length}\r\n\r\n{ME}")),
        ("a lone carriage return", format!("{head}x-a: b\rcontent-length: 0\r\n\r\n{ME}")),
    ] {
        let mut wire = Wire::to(server).await;
        wire.write(request.as_bytes()).await;
        let came = wire.until_closed().await;
        assert_eq!((came.status, came.answers), (Some(400), 1), "{what}: {}", came.text);
    }
    // What breaks in the middle of a body ends the connection, with an answer or without one.
    for (what, chunks) in [
        ("a chunk without a length", "\r\n0\r\n\r\n".to_owned()),
        ("a chunk that ends elsewhere", "2\r\n{}x\r\n0\r\n\r\n".to_owned()),
        ("a chunk of a negative length", format!("-1\r\n{ME}\r\n0\r\n\r\n")),
        ("a length beyond all numbers", format!("fffffffffffffffff\r\n{ME}\r\n0\r\n\r\n")),
        ("a line feed alone after a length", format!("{length:x}\n{ME}\r\n0\r\n\r\n")),
        ("a line feed alone after a chunk", format!("{length:x}\r\n{ME}\n0\r\n\r\n")),
        ("a line feed alone at the end", format!("{length:x}\r\n{ME}\r\n0\n\n")),
    ] {
        let mut wire = Wire::to(server).await;
        wire.write(format!("{head}transfer-encoding: chunked\r\n\r\n{chunks}{smuggled}").as_bytes()).await;
        let came = wire.until_closed().await;
        assert!(matches!(came.status, None | Some(400)) && came.answers <= 1, "{what}: {}", came.text);
    }
}

/// RFC 9112 §2.2 lets a reader take a line feed alone for the end of a line in a head, and the server does. It must not
/// see more requests in it than there are.
async fn tr_13_given_heads_whose_lines_end_with_a_line_feed_alone_then_one_request_and_no_second(
    server: &Server,
) {
    let head = format!("{}connection: close\r\n", head(server).await);
    let length = ME.len();
    for (what, request) in [
        ("all of them", format!("{head}content-length: {length}\r\n\r\n{ME}").replace("\r\n", "\n")),
        ("one header", format!("{head}x-a: b\ncontent-length: {length}\r\n\r\n{ME}")),
        ("the first line", format!("{head}content-length: {length}\r\n\r\n{ME}").replacen("\r\n", "\n", 1)),
        ("the last", format!("{head}content-length: {length}\r\n\n{ME}")),
        (
            "a coding after one",
            format!("{head}content-length: {length}\r\nx-a: b\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        ),
    ] {
        let mut wire = Wire::to(server).await;
        wire.write(request.as_bytes()).await;
        let came = wire.until_closed().await;
        let expected = if what == "a coding after one" { 400 } else { 200 };
        assert_eq!((came.status, came.answers), (Some(expected), 1), "{what}: {}", came.text);
    }
}
