//! What machines prove themselves with, and to what they are held.

use async_graphql::{Context, ID, Object};

use super::account::Account;
use super::history::{History, HistoryOf};
use super::word::ConfidentialityClass;
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, key};
use crate::graphql::scalar::DateTime;
use crate::repo::service_accounts::{ServiceAccount as Row, ServiceProof as Proof};

/// What a machine proves itself with, and to what it is held.
pub struct ServiceAccount(Row);

impl From<Row> for ServiceAccount {
    fn from(row: Row) -> Self {
        Self(row)
    }
}

/// What a machine proves itself with at `/oauth/token`, and to what it is held.
#[Object]
impl ServiceAccount {
    /// Its secrets, the newest first; those that ended or were revoked among them.
    async fn secrets(&self) -> Vec<ServiceProof> {
        self.0.secrets.iter().map(|proof| ServiceProof(NodeKind::ServiceSecret, proof.clone())).collect()
    }

    /// Its keys for `private_key_jwt`, the newest first; those that were revoked among them.
    async fn keys(&self) -> Vec<ServiceProof> {
        self.0.keys.iter().map(|proof| ServiceProof(NodeKind::ServiceKey, proof.clone())).collect()
    }

    /// From where it may come, as `192.0.2.0/24`; empty means from anywhere.
    async fn networks(&self) -> &[String] {
        &self.0.networks
    }

    /// The classes that it may read, of those that its role may.
    async fn classes(&self) -> Vec<ConfidentialityClass> {
        self.0.classes.iter().copied().map(Into::into).collect()
    }
}

/// A secret or a key of a machine.
pub struct ServiceProof(NodeKind, Proof);

/// A secret or a key of a machine, without the secret itself.
#[Object]
impl ServiceProof {
    /// Its id.
    async fn id(&self) -> ID {
        key(self.0, self.1.id)
    }

    /// What administrators call it.
    async fn label(&self) -> &str {
        &self.1.label
    }

    /// The name by which assertions tell a key; null for a secret.
    async fn kid(&self) -> Option<&str> {
        self.1.kid.as_deref()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.1.created_at)
    }

    /// Who made it; null for the console.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<Account>, ApiError> {
        match self.1.created_by {
            Some(account) => Account::find(request(ctx)?, account).await,
            None => Ok(None),
        }
    }

    /// When it ends by itself; null where it does not.
    async fn expires_at(&self) -> Option<DateTime> {
        self.1.expires_at.map(DateTime)
    }

    /// When it was revoked; null while it can be used.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.1.revoked_at.map(DateTime)
    }

    /// When a token was last issued for it; null where none was.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.1.last_used_at.map(DateTime)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::ServiceProof, self.1.id)
    }
}
