//! The playground of the demo: GraphiQL at `/`, with a bar to log in as one of the demo accounts.
//!
//! Only `canbo demo` mounts it, because it tells the accounts' pass phrase to whoever asks. Its files are built by
//! `api/playground/build.sh` and lie inside the binary, so nothing is read from disk or from another host.

use actix_web::{HttpResponse, Responder, Route, guard, http::header, middleware::DefaultHeaders, web};
use serde::Serialize;

/// What the page may load and do: its own files and requests to its own server, nothing inline, no evaluated code.
///
/// The exceptions are the editor's (CodeMirror): its style sheet draws lint marks from `data:` images, and its
/// "jump to line" prompt carries the two style attributes whose digests stand here, `width: 10em` and `color: #888`.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
    script-src 'self'; \
    style-src 'self' 'unsafe-hashes' \
        'sha256-H22cvujYHDQPJvzf4ie16OHKC3HsNj7RmRT3jO07Y/U=' \
        'sha256-Eaamrrh0b5a/naRsV/zg7s6+kGvexMXZQARWP6ukkg4='; \
    img-src 'self' data:; \
    connect-src 'self'; \
    base-uri 'none'; \
    form-action 'none'; \
    frame-ancestors 'none'";

/// A file of the playground, as built into the binary.
struct Asset {
    path: &'static str,
    content_type: &'static str,
    body: &'static [u8],
}

static ASSETS: [Asset; 5] = [
    Asset {
        path: "/",
        content_type: "text/html; charset=utf-8",
        body: include_bytes!("../../playground/dist/index.html"),
    },
    Asset {
        path: "/playground/playground.js",
        content_type: "text/javascript; charset=utf-8",
        body: include_bytes!("../../playground/dist/playground.js"),
    },
    Asset {
        path: "/playground/playground.css",
        content_type: "text/css; charset=utf-8",
        body: include_bytes!("../../playground/dist/playground.css"),
    },
    Asset {
        path: "/playground/icon.svg",
        content_type: "image/svg+xml",
        body: include_bytes!("../../playground/dist/icon.svg"),
    },
    Asset {
        path: "/playground/LICENSES.txt",
        content_type: "text/plain; charset=utf-8",
        body: include_bytes!("../../playground/dist/LICENSES.txt"),
    },
];

/// An account that the login bar offers.
#[derive(Clone, Debug, Serialize)]
pub struct DemoAccount {
    /// The name to log in with, such as `noi-vu`.
    pub username: String,
    /// Whose account it is, in Vietnamese, such as "Phòng Nội vụ huyện Chương Mỹ".
    pub label: String,
}

/// What the login bar needs to log in: the demo's accounts and the pass phrase that they share.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoLogin {
    /// The pass phrase of every account in `accounts`. Public by design: the demo holds synthetic people alone.
    pub pass_phrase: String,
    /// The accounts in the order in which the bar lists them.
    pub accounts: Vec<DemoAccount>,
}

/// Mounts the playground: `/`, its files under `/playground/`, and `/playground/accounts.json`.
///
/// GET and HEAD are answered, other methods are 405.
pub fn configure(service: &mut web::ServiceConfig, login: web::Data<DemoLogin>) {
    service.app_data(login);
    service
        .service(web::resource("/playground/accounts.json").wrap(page_headers()).route(read().to(accounts)));
    for asset in &ASSETS {
        service.service(web::resource(asset.path).wrap(page_headers()).route(
            read().to(async move || HttpResponse::Ok().content_type(asset.content_type).body(asset.body)),
        ));
    }
}

fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

async fn accounts(login: web::Data<DemoLogin>) -> impl Responder {
    web::Json(login)
}

/// `no-store`, because the next demo on this port may be another build with other accounts.
fn page_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::CACHE_CONTROL, "no-store"))
        .add((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

    use actix_web::{
        App,
        body::to_bytes,
        dev::ServiceResponse,
        http::{Method, StatusCode, header},
        test, web,
    };

    use super::{ASSETS, DemoAccount, DemoLogin, configure};

    async fn request(method: Method, path: &str) -> ServiceResponse {
        let login = web::Data::new(DemoLogin {
            pass_phrase: "một cụm từ".to_owned(),
            accounts: vec![DemoAccount {
                username: "noi-vu".to_owned(), label: "Phòng Nội vụ".to_owned()
            }],
        });
        let app = test::init_service(App::new().configure(|service| configure(service, login))).await;
        test::call_service(&app, test::TestRequest::with_uri(path).method(method).to_request()).await
    }

    fn header_text(response: &ServiceResponse, name: header::HeaderName) -> String {
        response.headers().get(name).unwrap().to_str().unwrap().to_owned()
    }

    #[actix_web::test]
    async fn given_any_file_when_read_then_it_carries_the_policy_and_its_own_type() {
        for asset in &ASSETS {
            let response = request(Method::GET, asset.path).await;

            assert_eq!(response.status(), StatusCode::OK, "{}", asset.path);
            assert_eq!(header_text(&response, header::CONTENT_TYPE), asset.content_type);
            assert_eq!(header_text(&response, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
            assert_eq!(header_text(&response, header::CACHE_CONTROL), "no-store");
            assert_eq!(header_text(&response, header::REFERRER_POLICY), "no-referrer");
            let policy = header_text(&response, header::CONTENT_SECURITY_POLICY);
            assert_eq!(
                policy,
                "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-hashes' \
                 'sha256-H22cvujYHDQPJvzf4ie16OHKC3HsNj7RmRT3jO07Y/U=' \
                 'sha256-Eaamrrh0b5a/naRsV/zg7s6+kGvexMXZQARWP6ukkg4='; img-src 'self' data:; connect-src 'self'; \
                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            );
            assert_eq!(to_bytes(response.into_body()).await.unwrap(), asset.body);
        }
    }

    #[actix_web::test]
    async fn gq_11_given_the_page_when_read_then_every_file_it_names_is_served_from_here() {
        let page = std::str::from_utf8(ASSETS.first().expect("the page comes first").body).unwrap();
        let named: Vec<&str> = page
            .split('"')
            .zip(page.split('"').skip(1))
            .filter(|(before, _)| before.ends_with("src=") || before.ends_with("href="))
            .map(|(_, value)| value)
            .collect();

        assert_eq!(
            named,
            ["/playground/icon.svg", "/playground/playground.css", "/playground/playground.js"]
        );
        for path in named {
            assert_eq!(request(Method::GET, path).await.status(), StatusCode::OK, "{path}");
        }
    }

    #[actix_web::test]
    async fn given_the_accounts_when_read_then_they_are_json_in_the_given_order() {
        let response = request(Method::GET, "/playground/accounts.json").await;

        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header_text(&response, header::CONTENT_TYPE), "application/json");
        assert_eq!(header_text(&response, header::CACHE_CONTROL), "no-store");
        assert_eq!(
            to_bytes(response.into_body()).await.unwrap(),
            r#"{"passPhrase":"một cụm từ","accounts":[{"username":"noi-vu","label":"Phòng Nội vụ"}]}"#
        );
    }

    #[actix_web::test]
    async fn given_a_method_that_writes_when_sent_then_it_is_refused() {
        for path in ["/", "/playground/playground.js", "/playground/accounts.json"] {
            assert_eq!(request(Method::HEAD, path).await.status(), StatusCode::OK, "{path}");
            assert_eq!(request(Method::POST, path).await.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        }
    }
}
