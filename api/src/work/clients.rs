//! Machines that prove who they are, and the sessions that they get: as long as one access token, without refresh. Told
//! in the ACCESS stream.

#![expect(clippy::disallowed_methods, reason = "rights are read afresh inside the transaction")]

use std::net::IpAddr;

use entity::value::{AccountStatus, JournalOperation, JournalStream, Role};
use entity::{account, client_assertion, service_key, service_secret, session};
use futures_util::FutureExt;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, Insert, QueryFilter, TryInsertResult};
use serde_json::{Value, json};
use uuid::Uuid;

use super::sessions::{Origin, event};
use super::{Actor, UnitOfWork, Work, WorkError, logins};
use crate::auth::client_assertion::{Asserted, PublicKey, check};
use crate::auth::service_limits::may_come_from;
use crate::auth::throttle::Subjects;
use crate::auth::{ACCESS_TOKEN_LENGTH, session::account_named};
use crate::ids;
use crate::journal::Entry;

/// What is checked of a machine's proof.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The hash of the secret that was sent.
    Secret {
        /// SHA-256 of the secret.
        hash: Vec<u8>,
    },
    /// A signed assertion.
    Assertion {
        /// The assertion.
        assertion: String,
        /// For whom it may be.
        audiences: Vec<String>,
    },
    /// Something that proves nothing.
    Wrong,
}

/// Begins the session of a machine, if its proof is right and it comes from where it may; else counts a failure of its address and tells of a refused
/// login. Which of several reasons it was is told to nobody.
///
/// # Errors
/// The session could not be written.
pub async fn begin(
    work: &Work,
    request: Uuid,
    username: String,
    proof: Proof,
    origin: Origin,
) -> Result<Option<session::Model>, WorkError> {
    let actor = Actor::anonymous(request, origin.address.clone());
    let subjects = Subjects::of_machines(work.keys().throttle(), origin.address.as_deref());
    work.unit(actor, move |unit| {
        async move {
            let client = account_named(unit.transaction(), &username).await?;
            let known = client.as_ref().map(|client| Uuid::from(client.id));
            let proven = match client.as_ref().filter(|client| is_machine(client)) {
                Some(client) => proven(unit, client, proof, &origin).await?,
                None => None,
            };
            match client.zip(proven) {
                Some((client, proof)) => open(unit, &client, proof, origin).await.map(Some),
                None => {
                    logins::fail_machine(unit, &subjects).await?;
                    refuse(unit, known, &origin);
                    Ok(None)
                }
            }
        }
        .boxed()
    })
    .await
}

fn is_machine(client: &account::Model) -> bool {
    client.role == Role::Integration && client.status == AccountStatus::Active
}

/// What a client's proof turned out to be; none if it is wrong, or comes from where the client may not come from.
async fn proven(
    unit: &UnitOfWork,
    client: &account::Model,
    proof: Proof,
    origin: &Origin,
) -> Result<Option<Value>, WorkError> {
    let address: Option<IpAddr> = origin.address.as_deref().and_then(|text| text.parse().ok());
    if !may_come_from(unit.transaction(), client.id, client.role, address).await? {
        return Ok(None);
    }
    match proof {
        Proof::Secret { hash } => by_secret(unit, client, hash).await,
        Proof::Assertion { assertion, audiences } => by_key(unit, client, &assertion, &audiences).await,
        Proof::Wrong => Ok(None),
    }
}

async fn by_secret(
    unit: &UnitOfWork,
    client: &account::Model,
    hash: Vec<u8>,
) -> Result<Option<Value>, WorkError> {
    use service_secret::{Column, Entity};
    let not_over = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(unit.now()));
    // One statement finds it, sees that it is still good, and notes its use.
    let used = Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(unit.now()))
        .filter(Column::AccountId.eq(client.id))
        .filter(Column::SecretHash.eq(hash))
        .filter(Column::RevokedAt.is_null())
        .filter(not_over)
        .exec_with_returning(unit.transaction())
        .await?;
    Ok(used.first().map(|secret| json!({ "secret": secret.id })))
}

async fn by_key(
    unit: &UnitOfWork,
    client: &account::Model,
    assertion: &str,
    audiences: &[String],
) -> Result<Option<Value>, WorkError> {
    use service_key::{Column, Entity};
    let keys = Entity::find()
        .filter(Column::AccountId.eq(client.id))
        .filter(Column::RevokedAt.is_null())
        .all(unit.transaction())
        .await?;
    let public: Vec<_> = keys.iter().map(|key| PublicKey { kid: &key.kid, bytes: &key.public_key }).collect();
    let Some(asserted) = check(assertion, &client.username, audiences, &public, unit.now()) else {
        return Ok(None);
    };
    let used = Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(unit.now()))
        .filter(Column::AccountId.eq(client.id))
        .filter(Column::Kid.eq(asserted.kid.as_str()))
        .filter(Column::RevokedAt.is_null())
        .exec_with_returning(unit.transaction())
        .await?;
    let key = used.first().map(|key| json!({ "key": key.id }));
    Ok(if note(unit, client, asserted).await? { key } else { None })
}

/// Notes that an assertion was sent; false if it was sent before.
async fn note(unit: &UnitOfWork, client: &account::Model, asserted: Asserted) -> Result<bool, DbErr> {
    use client_assertion::{ActiveModel, Column, Entity, Model};
    let transaction = unit.transaction();
    let over = Entity::delete_many().filter(Column::AccountId.eq(client.id));
    over.filter(Column::ExpiresAt.lte(unit.now())).exec(transaction).await?;
    let row = Model { account_id: client.id, jti: asserted.id, expires_at: asserted.over_at };
    let inserted = Insert::one(ActiveModel::from(row)).on_conflict_do_nothing();
    let inserted = inserted.exec_without_returning(transaction).await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

async fn open(
    unit: &mut UnitOfWork,
    client: &account::Model,
    mut proof: Value,
    origin: Origin,
) -> Result<session::Model, WorkError> {
    let now = unit.now();
    let session = session::Model {
        id: ids::next(),
        account_id: client.id,
        created_at: now,
        authenticated_at: now,
        last_seen_at: now,
        expires_at: now + ACCESS_TOKEN_LENGTH,
        ended_at: None,
        end_reason: None,
        last_seen_address: origin.address.clone(),
        address: origin.address.clone(),
        client: origin.client.clone(),
    };
    unit.write(vec![session.clone()]).await?;
    if let Some(value) = proof.as_object_mut() {
        value.insert("address".to_owned(), json!(origin.address));
        value.insert("client".to_owned(), json!(origin.client));
    }
    let (actor, object) = (Some(client.id), Some(session.id.into()));
    let entry = event(JournalOperation::Login, &origin);
    unit.record(JournalStream::Access, Entry { actor, object, value: Some(proof), ..entry });
    Ok(session)
}

/// Tells of a refused attempt. The name that was tried is not kept where no account has it.
fn refuse(unit: &mut UnitOfWork, object: Option<Uuid>, origin: &Origin) {
    let entry = event(JournalOperation::LoginRefused, origin);
    unit.record(JournalStream::Access, Entry { object_type: "account", object, ..entry });
}
