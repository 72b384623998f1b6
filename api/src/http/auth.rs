//! `/auth/…`: what concerns logins is outside GraphQL, where a document could ask for it many times over.

use actix_web::http::header;
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use super::client_address::client_address;
use super::media::Answer;
use super::problem::Problem;
use super::request::Request;
use super::{body, gate, json, method};
use crate::app::App;
use crate::auth::{ACCESS_TOKEN_LENGTH, LoggedIn, LoginError, PassPhrase};
use crate::work::sessions::Origin;

/// The most characters that are kept of what a client calls itself.
const MOST_CLIENT_CHARACTERS: usize = 200;

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service.service(method::post("/auth/login", login));
}

async fn login(app: Data<App>, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    match log_in(&app, &http, request, payload).await {
        Ok(logged_in) => tokens(&logged_in),
        Err(problem) => problem.answer(&request, Answer::Json),
    }
}

async fn log_in(
    app: &App,
    http: &HttpRequest,
    request: Request,
    payload: Payload,
) -> Result<LoggedIn, Problem> {
    gate::check_form(http.headers(), gate::MOST_AUTH_BYTES)?;
    let body = body::read(payload, gate::MOST_AUTH_BYTES).await?;
    let credentials = Credentials::parse(&body)?;
    let (login, origin) = (app.login.clone(), origin(app, http));
    let attempt = async move {
        let phrase = PassPhrase::new(&credentials.password);
        login.with_pass_phrase(request.id, &credentials.username, phrase, origin).await
    };
    app.runtime.run(gate::PATIENCE, attempt).await?.map_err(|error| problem(&error, request))
}

fn problem(error: &LoginError, request: Request) -> Problem {
    if matches!(error, LoginError::Refused) {
        return Problem::InvalidCredentials;
    }
    tracing::error!(request.id = %request.id, error = %error, "a login failed");
    match error {
        LoginError::Database(_) | LoginError::Work(_) => Problem::Unavailable,
        _ => Problem::Internal,
    }
}

fn tokens(logged_in: &LoggedIn) -> HttpResponse {
    let body = json!({
        "accessToken": logged_in.access_token,
        "tokenType": "Bearer",
        "expiresIn": ACCESS_TOKEN_LENGTH.num_seconds(),
        "refreshToken": logged_in.refresh_token.text(),
    });
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, Answer::Json.content_type()))
        .body(body.to_string())
}

fn origin(app: &App, http: &HttpRequest) -> Origin {
    let client = http.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        address: client_address(http, &app.config).map(|address| address.to_string()),
        client: client.map(|name| name.chars().take(MOST_CLIENT_CHARACTERS).collect()),
    }
}

struct Credentials {
    username: String,
    password: String,
}

impl Credentials {
    fn parse(body: &[u8]) -> Result<Self, Problem> {
        let mut members = json::object(body).map_err(Problem::Json)?;
        let username = text(&mut members, "username")?;
        let password = text(&mut members, "password")?;
        match members.into_iter().next() {
            Some((name, _)) => Err(super::envelope::member(&name)),
            None => Ok(Self { username, password }),
        }
    }
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<String, Problem> {
    match members.remove(name) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(super::envelope::member(name)),
    }
}
