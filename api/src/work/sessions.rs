//! Logins: a session begins, or an attempt is refused. Both are told in the ACCESS stream alone, so that logging in
//! makes no new version of the data.

#![expect(clippy::disallowed_methods, reason = "rights are read afresh inside the transaction")]

use chrono::Duration;
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId};
use entity::value::{AccountStatus, JournalOperation, JournalStream, SessionEndReason};
use entity::{account, refresh_token, session};
use futures_util::FutureExt;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{Actor, UnitOfWork, Work, WorkError};
use crate::ids;
use crate::journal::Entry;

/// How long a session lasts at most.
pub const SESSION_LENGTH: Duration = Duration::hours(12);

/// How long a session lasts without a refresh.
pub const REFRESH_IDLE: Duration = Duration::minutes(60);

/// How many sessions one statement names.
const MOST_AT_ONCE: usize = 1_000;

/// Where a login comes from, as told by the connection and the client.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The peer's address.
    pub address: Option<String>,
    /// The client as it named itself, at most 200 characters of it.
    pub client: Option<String>,
}

/// Begins a session for an account whose pass phrase was right; none if the account changed meanwhile.
///
/// # Errors
/// The session could not be written.
pub async fn open(
    work: &Work,
    request: Uuid,
    verified: account::Model,
    origin: Origin,
    refresh_token_hash: Vec<u8>,
) -> Result<Option<session::Model>, WorkError> {
    let actor = Actor::account(verified.id, request, origin.address.clone());
    work.unit(actor, move |unit| {
        async move {
            let current = account::Entity::find_by_id(verified.id).one(unit.transaction()).await?;
            let stands = current.is_some_and(|account| {
                account.status == AccountStatus::Active && account.password_hash == verified.password_hash
            });
            if !stands {
                return Ok(None);
            }
            let session = begin(unit, verified.id, origin, refresh_token_hash).await?;
            Ok(Some(session))
        }
        .boxed()
    })
    .await
}

async fn begin(
    unit: &mut UnitOfWork,
    account: AccountId,
    origin: Origin,
    refresh_token_hash: Vec<u8>,
) -> Result<session::Model, WorkError> {
    let now = unit.now();
    let entry = event(JournalOperation::Login, &origin);
    let session = session::Model {
        id: ids::next(),
        account_id: account,
        created_at: now,
        authenticated_at: now,
        last_seen_at: now,
        expires_at: now + SESSION_LENGTH,
        ended_at: None,
        end_reason: None,
        last_seen_address: origin.address.clone(),
        address: origin.address,
        client: origin.client,
    };
    let refresh = refresh_token::Model {
        id: ids::next(),
        session_id: session.id,
        token_hash: refresh_token_hash,
        issued_at: now,
        expires_at: now + REFRESH_IDLE,
        used_at: None,
        successor_id: None,
        used_address: None,
        revoked_at: None,
    };
    unit.write(vec![session.clone()]).await?;
    unit.write(vec![refresh]).await?;
    let SessionId(object) = session.id;
    unit.record(JournalStream::Access, Entry { object_type: "session", object: Some(object), ..entry });
    Ok(session)
}

/// Which sessions are to end, of those that have not ended.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// One of an account.
    One(AccountId, SessionId),
    /// All of an account.
    AllOf(AccountId),
    /// All of an account but one.
    AllOfBut(AccountId, SessionId),
    /// All of everybody.
    All,
}

/// Ends sessions for a reason: their access tokens are refused from the next request on, and their refresh tokens
/// are taken back. Tells which.
///
/// # Errors
/// The database fails.
pub async fn end(
    unit: &mut UnitOfWork,
    which: Which,
    reason: SessionEndReason,
) -> Result<Vec<SessionId>, WorkError> {
    let sessions = session::Column::EndedAt.is_null();
    let sessions = match which {
        Which::One(account, session) => {
            sessions.and(session::Column::AccountId.eq(account)).and(session::Column::Id.eq(session))
        }
        Which::AllOf(account) => sessions.and(session::Column::AccountId.eq(account)),
        Which::AllOfBut(account, session) => {
            sessions.and(session::Column::AccountId.eq(account)).and(session::Column::Id.ne(session))
        }
        Which::All => sessions,
    };
    end_where(unit, sessions, reason).await
}

async fn end_where(
    unit: &mut UnitOfWork,
    sessions: SimpleExpr,
    reason: SessionEndReason,
) -> Result<Vec<SessionId>, WorkError> {
    let now = unit.now();
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .col_expr(session::Column::EndReason, Expr::value(reason))
        .filter(sessions)
        .exec_with_returning(unit.transaction())
        .await?;
    let ids: Vec<SessionId> = ended.iter().map(|session| session.id).collect();
    for some in ids.chunks(MOST_AT_ONCE) {
        refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::RevokedAt, Expr::value(now))
            .filter(refresh_token::Column::SessionId.is_in(some.iter().copied()))
            .filter(refresh_token::Column::UsedAt.is_null())
            .filter(refresh_token::Column::RevokedAt.is_null())
            .exec(unit.transaction())
            .await?;
    }
    for session in ended {
        let value = json!({ "account": session.account_id, "reason": reason, "address": session.address });
        let entry = Entry { value: Some(value), ..event(JournalOperation::Remove, &Origin::default()) };
        unit.record(JournalStream::Access, Entry { object: Some(session.id.into()), ..entry });
    }
    Ok(ids)
}

/// Tells of an attempt to log in that was refused. The name that was tried is not kept: people type pass phrases
/// into the wrong field.
///
/// # Errors
/// The entry could not be written.
pub async fn refuse(
    work: &Work,
    request: Uuid,
    account: Option<AccountId>,
    origin: Origin,
) -> Result<(), WorkError> {
    let actor = Actor::anonymous(request, origin.address.clone());
    work.unit(actor, move |unit| {
        async move {
            let entry = event(JournalOperation::LoginRefused, &origin);
            let object = account.map(Uuid::from);
            unit.record(JournalStream::Access, Entry { object_type: "account", object, ..entry });
            Ok(())
        }
        .boxed()
    })
    .await
}

fn event(operation: JournalOperation, origin: &Origin) -> Entry {
    Entry {
        actor: None,
        request: None,
        object_type: "session",
        object: None,
        unit: None,
        class: ConfidentialityClass::Account,
        operation,
        reason: None,
        value: Some(json!({ "address": origin.address, "client": origin.client })),
    }
}
