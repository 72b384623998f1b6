//! `/auth/…`: what concerns logins is outside GraphQL, where a document could ask for it many times over.

use actix_web::http::header;
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use super::media::Answer;
use super::origin::origin;
use super::problem::Problem;
use super::request::Request;
use super::{body, gate, json, method};
use crate::app::App;
use crate::auth::{ACCESS_TOKEN_LENGTH, LoginError, PassPhrase, PasswordError, Tokens};
use crate::policy::Viewer;

pub(super) fn configure(service: &mut web::ServiceConfig) {
    service
        .service(method::post("/auth/login", login))
        .service(method::post("/auth/refresh", refresh))
        .service(method::post("/auth/logout", log_out))
        .service(method::post("/auth/password", password))
        .service(method::post("/auth/activate", activate))
        .service(method::post("/auth/reauthenticate", reauthenticate));
}

async fn login(app: Data<App>, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    let outcome = async {
        let mut members = Members::read(&app, &http, payload).await?;
        let (username, phrase) = (members.text("username")?, members.phrase("password")?);
        members.end()?;
        let (login, origin) = (app.login.clone(), origin(&http, &app.config));
        let attempt = async move { login.with_pass_phrase(request.id, &username, phrase, origin).await };
        let logged_in = run(&app, request, attempt).await?;
        let mut body = pair(&logged_in.tokens);
        body.insert("mustChangePassword".to_owned(), json!(logged_in.must_change_password));
        Ok(found(body))
    };
    outcome.await.unwrap_or_else(|problem: Problem| problem.answer(&request, Answer::Json))
}

async fn refresh(app: Data<App>, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    // When it came, whatever it has to wait for: a request that came before another was recorded is no theft.
    let received = app.clock.now();
    let outcome = async {
        let mut members = Members::read(&app, &http, payload).await?;
        let token = members.text("refreshToken")?;
        members.end()?;
        let (login, origin) = (app.login.clone(), origin(&http, &app.config));
        let exchange = async move { login.refresh(request.id, &token, received, origin).await };
        let tokens = run(&app, request, exchange).await?;
        Ok(found(pair(&tokens)))
    };
    outcome.await.unwrap_or_else(|problem: Problem| problem.answer(&request, Answer::Json))
}

async fn log_out(app: Data<App>, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    let outcome = async {
        let viewer = viewer(&app, &http).await?;
        let mut members = Members::read(&app, &http, payload).await?;
        let everywhere = members.flag("everywhere")?;
        members.end()?;
        let (login, origin) = (app.login.clone(), origin(&http, &app.config));
        let end = async move { login.log_out(request.id, &viewer, everywhere, origin).await };
        run(&app, request, end).await?;
        Ok(HttpResponse::NoContent().finish())
    };
    outcome.await.unwrap_or_else(|problem: Problem| problem.answer(&request, Answer::Json))
}

async fn password(app: Data<App>, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    let outcome = async {
        let viewer = viewer(&app, &http).await?;
        let mut members = Members::read(&app, &http, payload).await?;
        let (current, new) = (members.phrase("currentPassword")?, members.phrase("newPassword")?);
        members.end()?;
        let (login, origin) = (app.login.clone(), origin(&http, &app.config));
        let change = async move { login.change_pass_phrase(request.id, &viewer, current, new, origin).await };
        run(&app, request, change).await?;
        Ok(HttpResponse::NoContent().finish())
    };
    outcome.await.unwrap_or_else(|problem: Problem| problem.answer(&request, Answer::Json))
}

async fn activate(app: Data<App>, http: HttpRequest, request: Request, payload: Payload) -> HttpResponse {
    let outcome = async {
        let mut members = Members::read(&app, &http, payload).await?;
        let (code, phrase) = (members.text("code")?, members.phrase("password")?);
        members.end()?;
        let (login, origin) = (app.login.clone(), origin(&http, &app.config));
        let activate = async move { login.activate(request.id, &code, phrase, origin).await };
        run(&app, request, activate).await?;
        Ok(HttpResponse::NoContent().finish())
    };
    outcome.await.unwrap_or_else(|problem: Problem| problem.answer(&request, Answer::Json))
}

async fn reauthenticate(
    app: Data<App>,
    http: HttpRequest,
    request: Request,
    payload: Payload,
) -> HttpResponse {
    let outcome = async {
        let viewer = viewer(&app, &http).await?;
        let mut members = Members::read(&app, &http, payload).await?;
        let phrase = members.phrase("password")?;
        members.end()?;
        let (login, origin) = (app.login.clone(), origin(&http, &app.config));
        let confirm = async move { login.reauthenticate(request.id, &viewer, phrase, origin).await };
        let access_token = run(&app, request, confirm).await?;
        Ok(found(access(&access_token)))
    };
    outcome.await.unwrap_or_else(|problem: Problem| problem.answer(&request, Answer::Json))
}

/// Who asks in a session. Nobody's body is read before that is known.
async fn viewer(app: &App, http: &HttpRequest) -> Result<Viewer, Problem> {
    gate::check_form(http.headers(), app.config.limits.auth_body_bytes)?;
    gate::viewer(app, http).await
}

/// Runs what waits for the database where its connections live.
async fn run<T: Send + 'static>(
    app: &App,
    request: Request,
    task: impl Future<Output = Result<T, LoginError>> + Send + 'static,
) -> Result<T, Problem> {
    app.runtime.run(gate::PATIENCE, task).await?.map_err(|error| problem(&error, request))
}

fn problem(error: &LoginError, request: Request) -> Problem {
    match error {
        LoginError::Refused => Problem::InvalidCredentials,
        // The whole seconds after which the wait is over.
        LoginError::Wait(wait) => {
            let seconds = wait.num_milliseconds().saturating_add(999).div_euclid(1_000);
            Problem::RateLimited { seconds: seconds.max(1) }
        }
        LoginError::Locked => Problem::AccountLocked,
        LoginError::NoSession => Problem::BadToken,
        LoginError::Race => Problem::RefreshRace,
        LoginError::Rule(rule) => Problem::PassPhrase(*rule),
        LoginError::Password(PasswordError::Busy) => Problem::Busy,
        LoginError::Database(_)
        | LoginError::Password(_)
        | LoginError::Work(_)
        | LoginError::Key(_)
        | LoginError::Token(_) => {
            tracing::error!(request.id = %request.id, error = %error, "a request about logins failed");
            match error {
                LoginError::Database(_) | LoginError::Work(_) => Problem::Unavailable,
                _ => Problem::Internal,
            }
        }
    }
}

fn access(access_token: &str) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("accessToken".to_owned(), json!(access_token));
    body.insert("tokenType".to_owned(), json!("Bearer"));
    body.insert("expiresIn".to_owned(), json!(ACCESS_TOKEN_LENGTH.num_seconds()));
    body
}

fn pair(tokens: &Tokens) -> Map<String, Value> {
    let mut body = access(&tokens.access_token);
    body.insert("refreshToken".to_owned(), json!(tokens.refresh_token.text()));
    body
}

fn found(body: Map<String, Value>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, Answer::Json.content_type()))
        .body(Value::Object(body).to_string())
}

/// The members of a body, each taken once.
struct Members(Map<String, Value>);

impl Members {
    async fn read(app: &App, http: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        let limits = &app.config.limits;
        gate::check_form(http.headers(), limits.auth_body_bytes)?;
        let body = body::read_within(payload, limits.auth_body_bytes, limits.body()).await?;
        json::object(&body).map(Self).map_err(Problem::Json)
    }

    fn text(&mut self, name: &str) -> Result<String, Problem> {
        match self.0.remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(super::envelope::member(name)),
        }
    }

    fn phrase(&mut self, name: &str) -> Result<PassPhrase, Problem> {
        self.text(name).map(|text| PassPhrase::new(&text))
    }

    /// No, where it is absent.
    fn flag(&mut self, name: &str) -> Result<bool, Problem> {
        match self.0.remove(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(super::envelope::member(name)),
        }
    }

    fn end(self) -> Result<(), Problem> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(super::envelope::member(&name)),
            None => Ok(()),
        }
    }
}
