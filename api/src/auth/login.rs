//! Logging in with a name and a pass phrase.

use entity::value::AccountStatus;
use sea_orm::DbErr;
use thiserror::Error;
use uuid::Uuid;

use super::password::{PassPhrase, PasswordError, Passwords};
use super::refresh_token::RefreshToken;
use super::token::{AccessTokens, Subject};
use super::{login_name, session};
use crate::clock::Clock;
use crate::database::Database;
use crate::keys::KeyError;
use crate::work::sessions::{self, Origin};
use crate::work::{Work, WorkError};

/// Why nobody was logged in.
#[derive(Debug, Error)]
pub enum LoginError {
    /// The name is unknown, the pass phrase wrong, or the account may not log in: one answer for all.
    #[error("the name or the pass phrase is wrong")]
    Refused,
    /// The account could not be read.
    #[error("the account could not be read: {0}")]
    Database(#[from] DbErr),
    /// The pass phrase could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The session could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// No token could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The token could not be signed.
    #[error("the access token could not be signed: {0}")]
    Token(#[from] jsonwebtoken::errors::Error),
}

/// The tokens of a session that began.
#[derive(Debug)]
pub struct LoggedIn {
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: RefreshToken,
}

/// Logs people in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Login {
    /// Where accounts are read.
    pub database: Database,
    /// The instant and the day.
    pub clock: Clock,
    /// Checks pass phrases.
    pub passwords: Passwords,
    /// Issues access tokens.
    pub tokens: AccessTokens,
    /// Writes sessions.
    pub work: Work,
}

impl Login {
    /// Begins a session. Whatever is wrong, it takes one statement, one run of the hash and one entry of the
    /// journal, so that neither the answer nor its time tells whether a name exists.
    ///
    /// # Errors
    /// [`LoginError::Refused`], or a fault.
    pub async fn with_pass_phrase(
        &self,
        request: Uuid,
        username: &str,
        phrase: PassPhrase,
        origin: Origin,
    ) -> Result<LoggedIn, LoginError> {
        let account = session::account_named(self.database.reader(), &login_name(username)).await?;
        let hash = account.as_ref().and_then(|account| account.password_hash.clone());
        let right = self.passwords.verify(phrase, hash).await?;
        let id = account.as_ref().map(|account| account.id);
        let Some(account) = account.filter(|account| right && account.status == AccountStatus::Active) else {
            sessions::refuse(&self.work, request, id, origin).await?;
            return Err(LoginError::Refused);
        };
        self.begin(request, account, origin).await
    }

    async fn begin(
        &self,
        request: Uuid,
        account: entity::account::Model,
        origin: Origin,
    ) -> Result<LoggedIn, LoginError> {
        let refresh_token = RefreshToken::generate()?;
        let hash = refresh_token.hash();
        let opened = sessions::open(&self.work, request, account, origin, hash).await?;
        let opened = opened.ok_or(LoginError::Refused)?;
        let now = self.clock.now();
        let reader = self.database.reader();
        let viewer =
            session::in_session(reader, opened.id, opened.account_id, now, self.clock.today()).await?;
        let viewer = viewer.ok_or(LoginError::Refused)?;
        let subject = Subject {
            account: viewer.account,
            session: viewer.session,
            authenticated_at: opened.authenticated_at,
            role: viewer.role,
            units: viewer.grants.iter().map(|grant| grant.unit).collect(),
        };
        Ok(LoggedIn { access_token: self.tokens.issue(subject, now)?, refresh_token })
    }
}
