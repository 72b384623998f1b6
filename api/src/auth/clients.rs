//! Access tokens for machines (RFC 6749 §4.4): short ones without refresh, for a secret or for an assertion signed with
//! a key (RFC 7523).

use chrono::Duration;
use entity::class::ConfidentialityClass;
use sea_orm::DbErr;
use thiserror::Error;
use uuid::Uuid;

use super::client_secret::ClientSecret;
use super::throttle::Subjects;
use super::token::{AccessTokens, Subject};
use super::{client_assertion, login_name, session};
use crate::clock::Clock;
use crate::config::TokenConfig;
use crate::database::Database;
use crate::work::clients::{Proof, begin};
use crate::work::logins::wait_of_machines;
use crate::work::sessions::Origin;
use crate::work::{Work, WorkError};

/// Where machines ask for tokens.
pub const TOKEN_ENDPOINT: &str = "/oauth/token";

/// Why a machine got no token.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The client is unknown, its proof wrong, or it may not come from there: one answer for all.
    #[error("the client could not be authenticated")]
    Refused,
    /// There were too many failures from the address; nothing is judged for so long.
    #[error("too many failures; the next attempt is judged in {} s", .0.num_seconds())]
    Wait(Duration),
    /// The rights could not be read.
    #[error("the rights in force could not be read: {0}")]
    Database(#[from] DbErr),
    /// The session could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// The token could not be signed.
    #[error("the access token could not be signed: {0}")]
    Token(#[from] jsonwebtoken::errors::Error),
}

/// By what a machine proves who it is.
#[derive(Clone, Debug)]
pub enum ClientProof {
    /// Its name, and a secret.
    Secret {
        /// The name of its account.
        client: String,
        /// The secret as it was sent.
        secret: String,
    },
    /// An assertion that it signed.
    Assertion {
        /// The assertion.
        assertion: String,
        /// The name that was sent beside it, if one was.
        client: Option<String>,
    },
}

/// What a machine gets.
#[derive(Debug)]
pub struct Granted {
    /// The access token.
    pub access_token: String,
    /// The classes that it may read.
    pub classes: Vec<ConfidentialityClass>,
}

/// Issues tokens to machines. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clients {
    database: Database,
    clock: Clock,
    tokens: AccessTokens,
    work: Work,
    audiences: Vec<String>,
}

impl Clients {
    /// Issues tokens for an installation. An assertion must be for its issuer, or for the address of its token
    /// endpoint where the issuer is a URL.
    #[must_use]
    pub fn new(
        database: Database,
        clock: Clock,
        tokens: AccessTokens,
        work: Work,
        config: &TokenConfig,
    ) -> Self {
        let issuer = config.issuer.clone();
        let endpoint = format!("{}{TOKEN_ENDPOINT}", issuer.trim_end_matches('/'));
        Self { database, clock, tokens, work, audiences: vec![issuer, endpoint] }
    }

    /// A token for a machine that proves who it is. Whatever is wrong, it takes one transaction and one entry of the
    /// journal.
    ///
    /// # Errors
    /// [`ClientError::Refused`], [`ClientError::Wait`], or a fault.
    pub async fn grant(
        &self,
        request: Uuid,
        proof: ClientProof,
        origin: Origin,
    ) -> Result<Granted, ClientError> {
        let subjects = Subjects::of_machines(self.work.keys().throttle(), origin.address.as_deref());
        let wait = wait_of_machines(self.database.reader(), &subjects, self.clock.now()).await?;
        if let Some(wait) = wait {
            return Err(ClientError::Wait(wait));
        }
        let (name, proof) = self.named(proof);
        let opened = begin(&self.work, request, login_name(&name), proof, origin).await?;
        let opened = opened.ok_or(ClientError::Refused)?;
        let (now, today) = (self.clock.now(), self.clock.today());
        let reader = self.database.reader();
        let viewer = session::in_session(reader, opened.id, opened.account_id, now, today).await?;
        let viewer = viewer.ok_or(ClientError::Refused)?;
        let classes = viewer.classes();
        let subject = Subject {
            account: viewer.account,
            session: viewer.session,
            authenticated_at: opened.authenticated_at,
            role: viewer.role,
            units: viewer.grants.iter().map(|grant| grant.unit).collect(),
        };
        Ok(Granted { access_token: self.tokens.issue(subject, now)?, classes })
    }

    /// The client that a proof says it is of, and what is to be checked of the proof.
    fn named(&self, proof: ClientProof) -> (String, Proof) {
        match proof {
            ClientProof::Secret { client, secret } => {
                let secret = ClientSecret::parse(&secret);
                (client, secret.map_or(Proof::Wrong, |secret| Proof::Secret { hash: secret.hash() }))
            }
            ClientProof::Assertion { assertion, client } => {
                let claimed = client_assertion::claimed_client(&assertion).unwrap_or_default();
                let is_one = client.is_none_or(|client| client == claimed);
                let audiences = self.audiences.clone();
                let proof = if is_one { Proof::Assertion { assertion, audiences } } else { Proof::Wrong };
                (claimed, proof)
            }
        }
    }
}
