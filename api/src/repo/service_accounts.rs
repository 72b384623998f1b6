//! What administrators see of machines: their secrets and keys without the secrets themselves, from where they may come,
//! and what they may read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::class::ConfidentialityClass;
use entity::id::AccountId;
use entity::{service_address, service_class, service_key, service_secret};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Reader, RepoError};

/// What a machine proves itself with, and to what it is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Its secrets, the newest first.
    pub secrets: Vec<ServiceProof>,
    /// Its keys, the newest first.
    pub keys: Vec<ServiceProof>,
    /// From where it may come; from anywhere where there is none.
    pub networks: Vec<String>,
    /// The classes that it may read.
    pub classes: BTreeSet<ConfidentialityClass>,
}

/// A secret or a key of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProof {
    /// Its id.
    pub id: Uuid,
    /// What administrators call it.
    pub label: String,
    /// The name by which assertions tell it; none of a secret.
    pub kid: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it; none for the console.
    pub created_by: Option<AccountId>,
    /// When it ends by itself; never for a key.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When a token was last issued for it.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl From<service_secret::Model> for ServiceProof {
    fn from(row: service_secret::Model) -> Self {
        Self {
            id: row.id,
            label: row.label,
            kid: None,
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        }
    }
}

impl From<service_key::Model> for ServiceProof {
    fn from(row: service_key::Model) -> Self {
        Self {
            id: row.id,
            label: row.label,
            kid: Some(row.kid),
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: None,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        }
    }
}

impl Reader {
    /// What machines prove themselves with, and to what they are held. Accounts of people have nothing of it, and are
    /// absent.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, or the database does not answer.
    pub async fn service_accounts_of(
        &self,
        accounts: &[AccountId],
    ) -> Result<BTreeMap<AccountId, ServiceAccount>, RepoError> {
        let mut found = BTreeMap::<AccountId, ServiceAccount>::new();
        for accounts in accounts.chunks(self.most_keys()) {
            let ids = || accounts.iter().copied();
            let secrets = self
                .select::<service_secret::Entity>()?
                .filter(service_secret::Column::AccountId.is_in(ids()))
                .order_by_desc(service_secret::Column::CreatedAt)
                .order_by_asc(service_secret::Column::Id);
            for row in secrets.all(self.database()).await? {
                found.entry(row.account_id).or_default().secrets.push(row.into());
            }
            let keys = self
                .select::<service_key::Entity>()?
                .filter(service_key::Column::AccountId.is_in(ids()))
                .order_by_desc(service_key::Column::CreatedAt)
                .order_by_asc(service_key::Column::Id);
            for row in keys.all(self.database()).await? {
                found.entry(row.account_id).or_default().keys.push(row.into());
            }
            let networks = self
                .select::<service_address::Entity>()?
                .filter(service_address::Column::AccountId.is_in(ids()))
                .order_by_asc(service_address::Column::Network);
            for row in networks.all(self.database()).await? {
                found.entry(row.account_id).or_default().networks.push(row.network);
            }
            let classes =
                self.select::<service_class::Entity>()?.filter(service_class::Column::AccountId.is_in(ids()));
            for row in classes.all(self.database()).await? {
                found.entry(row.account_id).or_default().classes.insert(row.class);
            }
        }
        Ok(found)
    }
}
