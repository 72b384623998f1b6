//! Secrets and keys: made, and revoked.

use chrono::{DateTime, Utc};
use entity::id::AccountId;
use entity::value::SessionEndReason;
use entity::{service_key, service_secret};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{Administrator, ServiceAccountError, administer, claim, hold, label};
use crate::auth::{ClientSecret, PublicJwk};
use crate::ids;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::sessions::{self, Which};
use crate::work::{UnitOfWork, Work};

/// The most secrets, and the most keys, that a machine has at once: enough to replace one after the other.
pub const MOST_PROOFS: usize = 5;

/// A secret that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSecret {
    /// Its id.
    pub id: Uuid,
    /// The secret itself: shown this once. None where the request is a repetition.
    pub secret: Option<ClientSecret>,
}

/// Makes a secret of a machine, beside those that it has, so that one can replace the other without a break.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn add_secret(
    work: &Work,
    by: Administrator,
    account: AccountId,
    name: &str,
    expires_at: Option<DateTime<Utc>>,
    key: IdempotencyKey,
) -> Result<NewSecret, ServiceAccountError> {
    let name = label(name)?;
    let secret = ClientSecret::generate()?;
    administer(work, by, move |unit, keys, by| {
        async move {
            hold(unit, account).await?;
            let id = ids::next();
            let input = (account, &name, expires_at);
            let claim = claim(unit, &keys, by, &key, "createServiceSecret", &input, id).await?;
            if let Claim::Replay { object } = claim {
                return Ok(NewSecret { id: object, secret: None });
            }
            if expires_at.is_some_and(|end| end <= unit.now()) {
                return Err(ServiceAccountError::Expiry);
            }
            let secrets = service_secret::Entity::find()
                .filter(service_secret::Column::AccountId.eq(account))
                .filter(service_secret::Column::RevokedAt.is_null())
                .filter(
                    Condition::any()
                        .add(service_secret::Column::ExpiresAt.is_null())
                        .add(service_secret::Column::ExpiresAt.gt(unit.now())),
                );
            check_room(secrets.count(unit.transaction()).await?)?;
            let row = service_secret::Model {
                id,
                account_id: account,
                label: name,
                secret_hash: secret.hash(),
                created_at: unit.now(),
                created_by: Some(by),
                expires_at,
                revoked_at: None,
                last_used_at: None,
            };
            unit.create(vec![row], |_| None).await?;
            Ok(NewSecret { id, secret: Some(secret) })
        }
        .boxed()
    })
    .await
}

/// Revokes a secret, and ends the sessions of its machine: a token that was got with it is worth nothing any more.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn revoke_secret(
    work: &Work,
    by: Administrator,
    account: AccountId,
    secret: Uuid,
    reason: Option<String>,
) -> Result<(), ServiceAccountError> {
    administer(work, by, move |unit, _, _| {
        async move {
            hold(unit, account).await?;
            let found = service_secret::Entity::find_by_id(secret)
                .filter(service_secret::Column::AccountId.eq(account))
                .filter(service_secret::Column::RevokedAt.is_null())
                .one(unit.transaction())
                .await?;
            let before = found.ok_or(ServiceAccountError::NoProof)?;
            let after = service_secret::Model { revoked_at: Some(unit.now()), ..before.clone() };
            unit.change(&before, after, None, reason).await?;
            end_sessions(unit, account).await
        }
        .boxed()
    })
    .await
}

/// Adds the public half of a machine's key.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn add_key(
    work: &Work,
    by: Administrator,
    account: AccountId,
    name: &str,
    jwk: &str,
    key: IdempotencyKey,
) -> Result<Uuid, ServiceAccountError> {
    let name = label(name)?;
    let public = PublicJwk::parse(jwk).ok_or(ServiceAccountError::Key)?;
    administer(work, by, move |unit, keys, by| {
        async move {
            use service_key::{Column, Entity};
            hold(unit, account).await?;
            let id = ids::next();
            let input = (account, &name, &public.kid, &public.bytes);
            let claim = claim(unit, &keys, by, &key, "addServiceKey", &input, id).await?;
            if let Claim::Replay { object } = claim {
                return Ok(object);
            }
            let of_account = Entity::find().filter(Column::AccountId.eq(account));
            let live = of_account.clone().filter(Column::RevokedAt.is_null());
            check_room(live.count(unit.transaction()).await?)?;
            let named = of_account.filter(Column::Kid.eq(public.kid.as_str()));
            let same = Entity::find().filter(Column::PublicKey.eq(public.bytes.clone()));
            if named.count(unit.transaction()).await? + same.count(unit.transaction()).await? > 0 {
                return Err(ServiceAccountError::KeyTaken);
            }
            let row = service_key::Model {
                id,
                account_id: account,
                label: name,
                kid: public.kid,
                public_key: public.bytes,
                created_at: unit.now(),
                created_by: Some(by),
                revoked_at: None,
                last_used_at: None,
            };
            unit.create(vec![row], |_| None).await?;
            Ok(id)
        }
        .boxed()
    })
    .await
}

/// Revokes a key, and ends the sessions of its machine.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn revoke_key(
    work: &Work,
    by: Administrator,
    account: AccountId,
    key: Uuid,
    reason: Option<String>,
) -> Result<(), ServiceAccountError> {
    administer(work, by, move |unit, _, _| {
        async move {
            hold(unit, account).await?;
            let found = service_key::Entity::find_by_id(key)
                .filter(service_key::Column::AccountId.eq(account))
                .filter(service_key::Column::RevokedAt.is_null())
                .one(unit.transaction())
                .await?;
            let before = found.ok_or(ServiceAccountError::NoProof)?;
            let after = service_key::Model { revoked_at: Some(unit.now()), ..before.clone() };
            unit.change(&before, after, None, reason).await?;
            end_sessions(unit, account).await
        }
        .boxed()
    })
    .await
}

async fn end_sessions(unit: &mut UnitOfWork, account: AccountId) -> Result<(), ServiceAccountError> {
    sessions::end(unit, Which::AllOf(account), SessionEndReason::EndedByAdministrator).await?;
    Ok(())
}

fn check_room(there: u64) -> Result<(), ServiceAccountError> {
    let is_room = usize::try_from(there).is_ok_and(|there| there < MOST_PROOFS);
    if is_room { Ok(()) } else { Err(ServiceAccountError::TooMany) }
}
