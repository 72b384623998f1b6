//! Machines and what they prove themselves with: made and taken back by administrators of accounts.

#![expect(clippy::disallowed_methods, reason = "rights are read afresh inside the transaction")]

mod create;
mod limits;
mod proofs;
mod refusal;

pub use create::{NewServiceAccount, create};
pub use limits::{MOST_NETWORKS, set_classes, set_networks};
pub use proofs::{MOST_PROOFS, NewSecret, add_key, add_secret, revoke_key, revoke_secret};
pub use refusal::ServiceAccountError;

use entity::account;
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId};
use entity::value::Role;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::idempotency::{self, Claim, IdempotencyError, IdempotencyKey};
use super::{Actor, UnitOfWork, Work};
use crate::auth::session::in_session;
use crate::keys::Keys;
use crate::policy::{Access, Action, Viewer};

/// The most characters of a label or a shown name.
const MOST_CHARACTERS: usize = 200;

/// Who asks, in which request, from where.
#[derive(Clone, Debug)]
pub struct Administrator {
    actor: Actor,
    account: AccountId,
    session: SessionId,
}

impl Administrator {
    /// Whoever asks in a request, from an address where it is known.
    #[must_use]
    pub fn of(viewer: &Viewer, request: Uuid, address: Option<String>) -> Self {
        Self { actor: Actor::of(viewer, request, address), account: viewer.account, session: viewer.session }
    }
}

/// Does something for an administrator of accounts, whose rights and fresh check of the pass phrase are read in the
/// transaction.
async fn administer<T, F>(work: &Work, by: Administrator, steps: F) -> Result<T, ServiceAccountError>
where
    T: Send + 'static,
    F: for<'u> FnOnce(&'u mut UnitOfWork, Keys, AccountId) -> BoxFuture<'u, Result<T, ServiceAccountError>>
        + Send
        + 'static,
{
    let keys = work.keys().clone();
    let Administrator { actor, account, session } = by;
    work.unit(actor, move |unit| {
        async move {
            let viewer = in_session(unit.transaction(), session, account, unit.now(), unit.today()).await?;
            let viewer = viewer.ok_or(ServiceAccountError::Forbidden)?;
            if viewer.access(ConfidentialityClass::Account, Action::Write) == Access::Denied {
                return Err(ServiceAccountError::Forbidden);
            }
            if !viewer.is_freshly_authenticated(unit.now()) {
                return Err(ServiceAccountError::Reauthenticate);
            }
            steps(unit, keys, account).await
        }
        .boxed()
    })
    .await
}

async fn claim<R: serde::Serialize + Sync>(
    unit: &UnitOfWork,
    keys: &Keys,
    account: AccountId,
    key: &IdempotencyKey,
    operation: &str,
    input: &R,
    object: Uuid,
) -> Result<Claim, IdempotencyError> {
    let request = idempotency::Request { account, key, operation, input };
    idempotency::claim(unit, keys.identity_index(), request, object).await
}

/// Holds the account of a machine, so that two administrators change it one after the other.
async fn hold(unit: &UnitOfWork, account: AccountId) -> Result<(), ServiceAccountError> {
    let found = account::Entity::find_by_id(account)
        .filter(account::Column::Role.eq(Role::Integration))
        .lock(LockType::NoKeyUpdate)
        .one(unit.transaction())
        .await?;
    found.map(drop).ok_or(ServiceAccountError::NoAccount)
}

fn label(text: &str) -> Result<String, ServiceAccountError> {
    let text: String = text.trim().nfc().collect();
    let is_usable =
        (1..=MOST_CHARACTERS).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_usable { Ok(text) } else { Err(ServiceAccountError::Label) }
}
