//! Machines and what they prove themselves with: made and taken back by administrators of accounts.

#![expect(clippy::disallowed_methods, reason = "rights are read afresh inside the transaction")]

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId, UnitId};
use entity::value::{AccountStatus, JournalOperation, JournalStream, Role, SessionEndReason};
use entity::{
    account, account_grant, service_address, service_class, service_key, service_secret, unit as unit_table,
};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::idempotency::{self, Claim, IdempotencyError, IdempotencyKey};
use super::sessions::{self, Which};
use super::{Actor, UnitOfWork, Work, WorkError};
use crate::auth::session::in_session;
use crate::auth::{ClientSecret, PublicJwk, login_name};
use crate::ids;
use crate::journal::Entry;
use crate::keys::{KeyError, Keys};
use crate::network::Network;
use crate::policy::{Access, Action, Viewer, access};

/// The most secrets, and the most keys, that a machine has at once: enough to replace one after the other.
pub const MOST_PROOFS: usize = 5;

/// The most networks of a machine.
pub const MOST_NETWORKS: usize = 50;

/// The most characters of a label or a shown name.
const MOST_CHARACTERS: usize = 200;

/// Why a machine's account was not changed. Nothing was changed then.
#[derive(Debug, Error)]
pub enum ServiceAccountError {
    /// Whoever asks may not change accounts, or not any more.
    #[error("this may not be changed by whoever asks")]
    Forbidden,
    /// The pass phrase was checked too long ago.
    #[error("the pass phrase has to be checked again first")]
    Reauthenticate,
    /// There is no such account of a machine.
    #[error("there is no such service account")]
    NoAccount,
    /// The account has no such secret or key, or it was revoked before.
    #[error("there is no such secret or key")]
    NoProof,
    /// The login name can't be used.
    #[error("the name must be 1 to 64 unaccented letters, digits, `.`, `_` or `-`")]
    Username,
    /// Another account has the login name.
    #[error("the name is taken")]
    UsernameTaken,
    /// A label or shown name can't be used.
    #[error("a label has 1 to 200 characters without control characters")]
    Label,
    /// No unit is given, or there is no such unit.
    #[error("a service account is held in at least one unit that exists")]
    Units,
    /// The end lies in the past.
    #[error("a secret ends in the future")]
    Expiry,
    /// The machine has as many secrets or keys as it may have at once.
    #[error("there are as many as allowed; revoke one first")]
    TooMany,
    /// It is no public Ed25519 key, or holds the secret half too.
    #[error("the key must be the public half of an Ed25519 key as a JWK")]
    Key,
    /// The key, or its name, is in use already.
    #[error("the key or its name is in use already")]
    KeyTaken,
    /// There are too many networks, or one is none.
    #[error("a list of networks has at most 50 of the form 192.0.2.0/24")]
    Networks,
    /// A class is not one that machines may read.
    #[error("machines may not read this class")]
    Class,
    /// The idempotency key could not be claimed.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// No secret could be made.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// It could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
}

impl From<DbErr> for ServiceAccountError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}

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

/// A machine that gets an account.
#[derive(Clone, Debug)]
pub struct NewServiceAccount {
    /// The client's name (`client_id`).
    pub username: String,
    /// The name that is shown.
    pub display_name: String,
    /// The units whose published figures it may read, from today on.
    pub units: Vec<UnitId>,
    /// The classes that it may read.
    pub classes: BTreeSet<ConfidentialityClass>,
    /// The client's name for this request.
    pub key: IdempotencyKey,
}

/// A secret that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSecret {
    /// Its id.
    pub id: Uuid,
    /// The secret itself: shown this once. None where the request is a repetition.
    pub secret: Option<ClientSecret>,
}

/// Makes the account of a machine, without a pass phrase: it proves itself with secrets and keys.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn create(
    work: &Work,
    by: Administrator,
    new: NewServiceAccount,
) -> Result<AccountId, ServiceAccountError> {
    let username = login_name(&new.username);
    if !super::accounts::is_usable(&username) {
        return Err(ServiceAccountError::Username);
    }
    let display_name = label(&new.display_name)?;
    check_classes(&new.classes)?;
    administer(work, by, move |unit, keys, by| {
        async move {
            let id = AccountId(ids::next());
            let input = (&username, &display_name, &new.units, &new.classes);
            let claim = claim(unit, &keys, by, &new.key, "createServiceAccount", &input, id.into()).await?;
            if let Claim::Replay { object } = claim {
                return Ok(AccountId(object));
            }
            check_new(unit, &username, &new.units).await?;
            let row = account::Model {
                id,
                username,
                display_name,
                role: Role::Integration,
                status: AccountStatus::Active,
                password_hash: None,
                password_changed_at: None,
                must_change_password: false,
                created_at: unit.now(),
                version: 1,
            };
            unit.create(vec![row], |_| None).await?;
            let grants: Vec<_> = new.units.iter().map(|of| grant(unit, id, *of)).collect();
            unit.create(grants, |row| Some(row.unit_id)).await?;
            replace_classes(unit, id, new.classes).await?;
            Ok(id)
        }
        .boxed()
    })
    .await
}

async fn check_new(unit: &UnitOfWork, username: &str, units: &[UnitId]) -> Result<(), ServiceAccountError> {
    let namesakes = account::Entity::find().filter(account::Column::Username.eq(username));
    if namesakes.count(unit.transaction()).await? > 0 {
        return Err(ServiceAccountError::UsernameTaken);
    }
    let named: BTreeSet<UnitId> = units.iter().copied().collect();
    let there = unit_table::Entity::find().filter(unit_table::Column::Id.is_in(named.iter().copied()));
    let there = there.count(unit.transaction()).await?;
    let is_whole = named.len() == units.len() && u64::try_from(named.len()).is_ok_and(|named| named == there);
    if named.is_empty() || !is_whole { Err(ServiceAccountError::Units) } else { Ok(()) }
}

fn grant(unit: &UnitOfWork, account: AccountId, of: UnitId) -> account_grant::Model {
    account_grant::Model {
        id: ids::next(),
        account_id: account,
        unit_id: of,
        valid_from: unit.today(),
        valid_to: None,
        carries_over_confirmed_at: None,
        carries_over_confirmed_by: None,
    }
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

/// Sets from where a machine may come; an empty list means from anywhere. It holds from the next request on.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn set_networks(
    work: &Work,
    by: Administrator,
    account: AccountId,
    networks: &[String],
) -> Result<(), ServiceAccountError> {
    let parsed =
        networks.iter().map(|text| text.trim().parse::<Network>().map(|network| network.to_string()));
    let networks = parsed.collect::<Result<BTreeSet<_>, _>>().map_err(|_| ServiceAccountError::Networks)?;
    if networks.len() > MOST_NETWORKS {
        return Err(ServiceAccountError::Networks);
    }
    administer(work, by, move |unit, _, _| {
        async move {
            hold(unit, account).await?;
            use service_address::{Column, Entity, Model};
            let own = Column::AccountId.eq(account);
            let before = Entity::find().filter(own.clone()).all(unit.transaction()).await?;
            let before: BTreeSet<String> = before.into_iter().map(|row| row.network).collect();
            Entity::delete_many().filter(own).exec(unit.transaction()).await?;
            let rows = networks.iter().map(|network| Model { account_id: account, network: network.clone() });
            unit.write(rows.collect()).await?;
            tell(unit, account, "service_address", json!({ "before": before, "after": networks }));
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Sets the classes that a machine may read, of those that machines may. It holds from the next request on.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn set_classes(
    work: &Work,
    by: Administrator,
    account: AccountId,
    classes: BTreeSet<ConfidentialityClass>,
) -> Result<(), ServiceAccountError> {
    check_classes(&classes)?;
    administer(work, by, move |unit, _, _| {
        async move {
            hold(unit, account).await?;
            replace_classes(unit, account, classes).await
        }
        .boxed()
    })
    .await
}

async fn replace_classes(
    unit: &mut UnitOfWork,
    account: AccountId,
    classes: BTreeSet<ConfidentialityClass>,
) -> Result<(), ServiceAccountError> {
    use service_class::{Column, Entity, Model};
    let own = Column::AccountId.eq(account);
    let before = Entity::find().filter(own.clone()).all(unit.transaction()).await?;
    let before: BTreeSet<ConfidentialityClass> = before.into_iter().map(|row| row.class).collect();
    Entity::delete_many().filter(own).exec(unit.transaction()).await?;
    let rows = classes.iter().map(|class| Model { account_id: account, class: *class });
    unit.write(rows.collect()).await?;
    tell(unit, account, "service_class", json!({ "before": before, "after": classes }));
    Ok(())
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

async fn end_sessions(unit: &mut UnitOfWork, account: AccountId) -> Result<(), ServiceAccountError> {
    sessions::end(unit, Which::AllOf(account), SessionEndReason::EndedByAdministrator).await?;
    Ok(())
}

fn check_room(there: u64) -> Result<(), ServiceAccountError> {
    let is_room = usize::try_from(there).is_ok_and(|there| there < MOST_PROOFS);
    if is_room { Ok(()) } else { Err(ServiceAccountError::TooMany) }
}

fn check_classes(classes: &BTreeSet<ConfidentialityClass>) -> Result<(), ServiceAccountError> {
    let may =
        |class: &ConfidentialityClass| access(Role::Integration, *class, Action::Read) != Access::Denied;
    if classes.iter().all(may) { Ok(()) } else { Err(ServiceAccountError::Class) }
}

fn label(text: &str) -> Result<String, ServiceAccountError> {
    let text: String = text.trim().nfc().collect();
    let is_usable =
        (1..=MOST_CHARACTERS).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_usable { Ok(text) } else { Err(ServiceAccountError::Label) }
}

/// Tells of a list of an account that was replaced.
fn tell(unit: &mut UnitOfWork, account: AccountId, object_type: &'static str, value: Value) {
    let entry = Entry {
        actor: None,
        request: None,
        object_type,
        object: Some(account.into()),
        unit: None,
        class: ConfidentialityClass::Account,
        operation: JournalOperation::Change,
        reason: None,
        value: Some(value),
    };
    unit.record(JournalStream::Data, entry);
}
