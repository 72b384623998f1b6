//! Sessions: how they begin, are confirmed and end. All is told in the ACCESS stream alone, so that logging in makes no
//! new version of the data.

#![expect(clippy::disallowed_methods, reason = "rights are read afresh inside the transaction")]

use chrono::{DateTime, Duration, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId};
use entity::value::{AccountStatus, JournalOperation, JournalStream, SessionEndReason};
use entity::{account, refresh_token, session};
use futures_util::FutureExt;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::{Actor, UnitOfWork, Work, WorkError, logins};
use crate::auth::session::in_session;
use crate::auth::throttle::Subjects;
use crate::ids;
use crate::journal::Entry;
use crate::policy::Viewer;

/// How long a session lasts at most.
pub const SESSION_LENGTH: Duration = Duration::hours(12);

/// How long a session lasts without a refresh.
pub const REFRESH_IDLE: Duration = Duration::minutes(60);

/// How many sessions one statement names.
const MOST_AT_ONCE: usize = 1_000;

/// How many sessions one login ends.
const MOST_ENDED: u64 = 100;

/// Where a login comes from, as told by the connection and the client.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The peer's address.
    pub address: Option<String>,
    /// The client as it named itself, at most 200 characters of it.
    pub client: Option<String>,
}

/// A login whose pass phrase was right.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The account, as it was when the pass phrase was judged.
    pub account: account::Model,
    /// What its failures are counted by.
    pub subjects: Subjects,
}

/// A session that began, and whose it is.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The session.
    pub session: session::Model,
    /// Its account, with the rights that it has now.
    pub viewer: Viewer,
}

/// Begins a session for an account whose pass phrase was right; none if the account changed meanwhile. Of more than
/// `most` sessions the oldest end.
///
/// # Errors
/// The session could not be written.
pub async fn open(
    work: &Work,
    actor: Actor,
    verified: Verified,
    origin: Origin,
    refresh_token_hash: Vec<u8>,
    most: u64,
) -> Result<Option<Opened>, WorkError> {
    work.unit(actor, move |unit| {
        async move {
            let Verified { account, subjects } = verified;
            if !stands(unit, &account).await? {
                return Ok(None);
            }
            logins::succeed(unit, account.id, &subjects, true).await?;
            end_oldest(unit, account.id, most.saturating_sub(1)).await?;
            let session = begin(unit, account.id, origin, refresh_token_hash).await?;
            let viewer = in_session(unit.transaction(), session.id, account.id, unit.now(), unit.today());
            Ok(viewer.await?.map(|viewer| Opened { session, viewer }))
        }
        .boxed()
    })
    .await
}

/// Whether an account is still as it was when its pass phrase was judged; holds it until the transaction ends, so that a
/// session never begins with a pass phrase that is being changed. A hash that was made anew is of the same pass phrase.
pub(super) async fn stands(unit: &UnitOfWork, judged: &account::Model) -> Result<bool, WorkError> {
    let found = account::Entity::find_by_id(judged.id);
    let found = found.lock(LockType::NoKeyUpdate).one(unit.transaction()).await?;
    Ok(found.is_some_and(|account| {
        let is_same = account.password_hash == judged.password_hash
            || (account.password_changed_at == judged.password_changed_at
                && account.version == judged.version);
        account.status == AccountStatus::Active && is_same
    }))
}

/// Ends all sessions of an account but so many, the youngest.
async fn end_oldest(unit: &mut UnitOfWork, account: AccountId, keep: u64) -> Result<(), WorkError> {
    let too_many: Vec<SessionId> = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(unit.now()))
        .order_by_desc(session::Column::CreatedAt)
        .order_by_desc(session::Column::Id)
        .offset(keep)
        .limit(MOST_ENDED)
        .into_tuple()
        .all(unit.transaction())
        .await?;
    if !too_many.is_empty() {
        end_where(unit, session::Column::Id.is_in(too_many), SessionEndReason::TooManySessions).await?;
    }
    Ok(())
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
    let refresh = new_token(&session, refresh_token_hash, now);
    unit.write(vec![session.clone()]).await?;
    unit.write(vec![refresh]).await?;
    let SessionId(object) = session.id;
    unit.record(JournalStream::Access, Entry { object: Some(object), ..entry });
    Ok(session)
}

/// A refresh token of a session, which ends with it.
pub(super) fn new_token(
    session: &session::Model,
    token_hash: Vec<u8>,
    now: DateTime<Utc>,
) -> refresh_token::Model {
    refresh_token::Model {
        id: ids::next(),
        session_id: session.id,
        token_hash,
        issued_at: now,
        expires_at: Ord::min(session.expires_at, now + REFRESH_IDLE),
        used_at: None,
        successor_id: None,
        used_address: None,
        revoked_at: None,
    }
}

/// Notes that the pass phrase of a session's account was checked anew; nothing if the account changed meanwhile, or the
/// session has ended.
///
/// # Errors
/// The database fails.
pub async fn reauthenticate(
    work: &Work,
    actor: Actor,
    verified: Verified,
    session: SessionId,
    origin: Origin,
) -> Result<Option<Viewer>, WorkError> {
    work.unit(actor, move |unit| {
        async move {
            let Verified { account, subjects } = verified;
            if !stands(unit, &account).await? {
                return Ok(None);
            }
            logins::succeed(unit, account.id, &subjects, false).await?;
            authenticated_now(unit, session).await?;
            let viewer =
                in_session(unit.transaction(), session, account.id, unit.now(), unit.today()).await?;
            if viewer.is_some() {
                let entry = event(JournalOperation::Change, &origin);
                unit.record(JournalStream::Access, Entry { object: Some(session.into()), ..entry });
            }
            Ok(viewer)
        }
        .boxed()
    })
    .await
}

/// Writes that the pass phrase of a session's account was checked.
pub(super) async fn authenticated_now(unit: &UnitOfWork, session: SessionId) -> Result<(), WorkError> {
    session::Entity::update_many()
        .col_expr(session::Column::AuthenticatedAt, Expr::value(unit.now()))
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::EndedAt.is_null())
        .exec(unit.transaction())
        .await?;
    Ok(())
}

/// Ends sessions for a reason, as a use case of its own. Tells how many.
///
/// # Errors
/// The database fails.
pub async fn end_now(
    work: &Work,
    actor: Actor,
    which: Which,
    reason: SessionEndReason,
) -> Result<usize, WorkError> {
    work.unit(actor, move |unit| async move { Ok(end(unit, which, reason).await?.len()) }.boxed()).await
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

/// What happened to a session, and whence.
pub(super) fn event(operation: JournalOperation, origin: &Origin) -> Entry {
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
