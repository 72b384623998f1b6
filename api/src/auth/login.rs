//! Judging pass phrases: at login, when somebody confirms who he is, and before he changes his pass phrase.

use chrono::{DateTime, Duration, Utc};
use entity::account;
use entity::value::AccountStatus;
use sea_orm::DbErr;
use thiserror::Error;
use uuid::Uuid;

use super::lines::{Lines, Turn};
use super::password::{PassPhrase, PasswordError, Passwords, Place, is_outdated};
use super::refresh_token::RefreshToken;
use super::rules::Rule;
use super::throttle::{Subjects, Verdict};
use super::token::{AccessTokens, Subject};
use super::{login_name, session::AuthError};
use crate::clock::Clock;
use crate::database::Database;
use crate::keys::KeyError;
use crate::policy::Viewer;
use crate::work::logins::{self, Standing};
use crate::work::sessions::{self, Opened, Origin, Verified};
use crate::work::{Actor, Work, WorkError, pass_phrases};

/// Why nobody was logged in, or no pass phrase set.
#[derive(Debug, Error)]
pub enum LoginError {
    /// The name is unknown, the pass phrase or the code wrong, or the account may not log in: one answer for all.
    #[error("the name or the pass phrase is wrong")]
    Refused,
    /// There were too many failures; nothing is judged for so long.
    #[error("too many failures; the next attempt is judged in {} s", .0.num_seconds())]
    Wait(Duration),
    /// The account is locked. Told in a session of it alone.
    #[error("the account is locked after too many failures in a row")]
    Locked,
    /// The session, or the refresh token, is not valid any more.
    #[error("the session has ended")]
    NoSession,
    /// The refresh token was exchanged by another request at the same time.
    #[error("another request exchanged the refresh token first")]
    Race,
    /// The new pass phrase breaks a rule.
    #[error("the pass phrase breaks the rule {}", .0.code())]
    Rule(Rule),
    /// The account could not be read.
    #[error("the account could not be read: {0}")]
    Database(#[from] DbErr),
    /// The pass phrase could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// What came of it could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// No token could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The token could not be signed.
    #[error("the access token could not be signed: {0}")]
    Token(#[from] jsonwebtoken::errors::Error),
}

impl From<AuthError> for LoginError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Invalid => Self::NoSession,
            AuthError::Database(error) => Self::Database(error),
        }
    }
}

/// The tokens of a session.
#[derive(Debug)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: RefreshToken,
}

/// A session that began.
#[derive(Debug)]
pub struct LoggedIn {
    /// Its tokens.
    pub tokens: Tokens,
    /// Whether the pass phrase must be changed first of all.
    pub must_change_password: bool,
}

/// Logs people in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Login {
    pub(super) database: Database,
    pub(super) clock: Clock,
    /// Checks pass phrases.
    pub passwords: Passwords,
    pub(super) tokens: AccessTokens,
    pub(super) work: Work,
    pub(super) most_sessions: u64,
    lines: Lines,
}

/// An attempt to be judged.
pub(super) struct Attempt {
    pub(super) actor: Actor,
    pub(super) username: String,
    pub(super) phrase: PassPhrase,
    pub(super) origin: Origin,
    /// Whether it comes in a session of the account, which may be told that the account is locked.
    pub(super) in_session: bool,
}

/// An attempt that was right. While it lives, those that came after it wait where they have to.
pub(super) struct Judged {
    pub(super) verified: Verified,
    pub(super) place: Place,
    _turn: Turn,
}

impl Login {
    /// Logs in to the accounts of a database; nobody has more sessions than so many at once.
    #[must_use]
    pub fn new(
        database: Database,
        clock: Clock,
        passwords: Passwords,
        tokens: AccessTokens,
        work: Work,
        most_sessions: u64,
    ) -> Self {
        Self { database, clock, passwords, tokens, work, most_sessions, lines: Lines::default() }
    }

    /// Begins a session. Whatever is wrong with an attempt that is judged, it takes the same statements, one run of the
    /// hash and one entry of the journal, so that neither the answer nor its time tells whether a name exists.
    ///
    /// # Errors
    /// [`LoginError::Refused`], [`LoginError::Wait`], or a fault.
    pub async fn with_pass_phrase(
        &self,
        request: Uuid,
        username: &str,
        phrase: PassPhrase,
        origin: Origin,
    ) -> Result<LoggedIn, LoginError> {
        let actor = Actor::anonymous(request, origin.address.clone());
        let (username, again) = (login_name(username), phrase.clone());
        let attempt = Attempt { actor, username, phrase, origin: origin.clone(), in_session: false };
        let judged = self.judge(attempt).await?;
        let account = judged.verified.account.clone();
        let logged_in = self.begin(request, judged.verified, origin).await?;
        if account.password_hash.as_deref().is_some_and(is_outdated) {
            let hash = self.passwords.hash_at(&judged.place, again).await?;
            pass_phrases::rehash(&self.work, account, hash).await?;
        }
        Ok(logged_in)
    }

    async fn begin(&self, request: Uuid, verified: Verified, origin: Origin) -> Result<LoggedIn, LoginError> {
        let refresh_token = RefreshToken::generate()?;
        let must_change_password = verified.account.must_change_password;
        let actor = Actor::account(verified.account.id, request, origin.address.clone());
        let hash = refresh_token.hash();
        let opened = sessions::open(&self.work, actor, verified, origin, hash, self.most_sessions).await?;
        let Opened { viewer, .. } = opened.ok_or(LoginError::Refused)?;
        let access_token = self.access_token(&viewer, viewer.authenticated_at)?;
        Ok(LoggedIn { tokens: Tokens { access_token, refresh_token }, must_change_password })
    }

    /// Confirms who sends requests in a session; gives an access token that says so.
    ///
    /// # Errors
    /// [`LoginError::Refused`], [`LoginError::Wait`], [`LoginError::Locked`], or a fault.
    pub async fn reauthenticate(
        &self,
        request: Uuid,
        viewer: &Viewer,
        phrase: PassPhrase,
        origin: Origin,
    ) -> Result<String, LoginError> {
        let judged = self.judge(Attempt::in_session(viewer, request, phrase, &origin)).await?;
        let actor = Actor::of(viewer, request, origin.address.clone());
        let verified = judged.verified;
        let found = sessions::reauthenticate(&self.work, actor, verified, viewer.session, origin).await?;
        let viewer = found.ok_or(LoginError::NoSession)?;
        self.access_token(&viewer, viewer.authenticated_at)
    }

    /// An access token from now on.
    pub(super) fn access_token(
        &self,
        viewer: &Viewer,
        authenticated_at: DateTime<Utc>,
    ) -> Result<String, LoginError> {
        let subject = Subject {
            account: viewer.account,
            session: viewer.session,
            authenticated_at,
            role: viewer.role,
            units: viewer.grants.iter().map(|grant| grant.unit).collect(),
        };
        Ok(self.tokens.issue(subject, self.clock.now())?)
    }

    /// The account whose pass phrase it is. What fails is counted before this returns.
    pub(super) async fn judge(&self, attempt: Attempt) -> Result<Judged, LoginError> {
        let Attempt { actor, username, phrase, origin, in_session } = attempt;
        let place = self.passwords.enter()?;
        let subjects = Subjects::of(self.work.keys().throttle(), &username, origin.address.as_deref());
        let turn = self.lines.enter(&subjects.pair);
        let standing = self.standing(&username, &subjects, &turn).await?;
        let is_locked = standing.is_locked(self.clock.now());
        if in_session && is_locked {
            return Err(LoginError::Locked);
        }
        let hash = standing.account.as_ref().and_then(|account| account.password_hash.clone());
        let right = self.passwords.verify_at(&place, phrase, hash).await?;
        let id = standing.account.as_ref().map(|account| account.id);
        let may = |account: &account::Model| account.status == AccountStatus::Active && !is_locked;
        match standing.account.filter(|account| right && may(account)) {
            Some(account) => Ok(Judged { verified: Verified { account, subjects }, place, _turn: turn }),
            None => {
                let wait = logins::fail(&self.work, actor, username, subjects, id, origin).await?;
                Err(wait.map_or(LoginError::Refused, LoginError::Wait))
            }
        }
    }

    /// What is known of a name and an address, once the attempt may be judged.
    async fn standing(
        &self,
        username: &str,
        subjects: &Subjects,
        turn: &Turn,
    ) -> Result<Standing, LoginError> {
        loop {
            let moved = turn.moved();
            let ahead = turn.ahead();
            let standing = logins::standing(self.database.reader(), username, subjects).await?;
            match standing.counts.verdict(self.clock.now(), ahead) {
                Verdict::Judge => return Ok(standing),
                Verdict::Wait(wait) => return Err(LoginError::Wait(wait)),
                Verdict::Queue => moved.await,
            }
        }
    }
}

impl Attempt {
    /// Of whoever asks in a session.
    pub(super) fn in_session(viewer: &Viewer, request: Uuid, phrase: PassPhrase, origin: &Origin) -> Self {
        let actor = Actor::of(viewer, request, origin.address.clone());
        let (username, origin) = (viewer.username.clone(), origin.clone());
        Self { actor, username, phrase, origin, in_session: true }
    }
}
