//! Refresh tokens, exchanged for their successors (RFC 9700 §4.14): each can be used once, one of a session lives at a time,
//! and a used one that comes again ends the session, unless it is the retry of a client that never got its answer.

#![expect(clippy::disallowed_methods, reason = "whoever refreshes is known by the token alone")]

use chrono::{DateTime, Duration, Utc};
use entity::value::{JournalOperation, JournalStream, SessionEndReason};
use entity::{refresh_token, session};
use futures_util::FutureExt;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::sessions::{self, Opened, Origin, Which, event, new_token};
use super::{Actor, UnitOfWork, Work, WorkError};
use crate::auth::session::in_session;
use crate::journal::Entry;

/// How long after an exchange its token may come again, for want of the answer.
const FORGIVENESS: Duration = Duration::seconds(30);

/// A refresh token that was presented, and what came with it.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The token as it was found when the request came.
    pub token: refresh_token::Model,
    /// When the request came.
    pub received: DateTime<Utc>,
    /// From where.
    pub origin: Origin,
    /// The hash of the token that is to follow.
    pub successor_hash: Vec<u8>,
}

/// What came of a refresh.
#[derive(Clone, Debug)]
pub enum Refreshed {
    /// The successor lives.
    Done(Box<Opened>),
    /// Another request with the same token was first, and this one had come before that was known.
    Race,
    /// The token, its session or its account is not valid any more.
    Refused,
}

/// What is to be done with a token.
enum Judgement {
    /// Exchange it for the first time.
    Exchange,
    /// Exchange it again, in place of the successor, which nobody ever used.
    Again {
        successor: Uuid,
    },
    Race,
    /// Somebody else has a copy of it.
    Reuse,
    Refuse,
}

/// The token of a hash.
///
/// # Errors
/// The database does not answer.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    token_hash: Vec<u8>,
) -> Result<Option<refresh_token::Model>, DbErr> {
    refresh_token::Entity::find()
        .filter(refresh_token::Column::TokenHash.eq(token_hash))
        .one(connection)
        .await
}

/// Exchanges a token for its successor.
///
/// # Errors
/// The database fails; nothing was changed.
pub async fn exchange(work: &Work, request: Uuid, presented: Presented) -> Result<Refreshed, WorkError> {
    let actor = Actor::anonymous(request, presented.origin.address.clone());
    work.unit(actor, move |unit| {
        async move {
            let Some(session) = held_session(unit, &presented).await? else { return Ok(Refreshed::Refused) };
            let viewer =
                in_session(unit.transaction(), session.id, session.account_id, unit.now(), unit.today());
            let Some(viewer) = viewer.await? else { return Ok(Refreshed::Refused) };
            let token = refresh_token::Entity::find_by_id(presented.token.id).one(unit.transaction()).await?;
            let Some(token) = token else { return Ok(Refreshed::Refused) };
            let claimed = match judge(unit, &token, &presented).await? {
                Judgement::Exchange => claim(unit, &token, &presented.origin).await?,
                Judgement::Again { successor } => revoke(unit, successor).await?,
                Judgement::Race => false,
                Judgement::Reuse => {
                    end_for_reuse(unit, &session, &token, &presented.origin).await?;
                    return Ok(Refreshed::Refused);
                }
                Judgement::Refuse => return Ok(Refreshed::Refused),
            };
            if !claimed {
                return Ok(Refreshed::Race);
            }
            follow(unit, &session, &token, presented).await?;
            Ok(Refreshed::Done(Box::new(Opened { session, viewer })))
        }
        .boxed()
    })
    .await
}

/// The session, held until the transaction ends: of two exchanges in one session the second sees what the first did.
async fn held_session(unit: &UnitOfWork, presented: &Presented) -> Result<Option<session::Model>, DbErr> {
    let session = session::Entity::find_by_id(presented.token.session_id);
    session.lock(LockType::NoKeyUpdate).one(unit.transaction()).await
}

async fn judge(
    unit: &UnitOfWork,
    token: &refresh_token::Model,
    presented: &Presented,
) -> Result<Judgement, DbErr> {
    if token.revoked_at.is_some() {
        return Ok(Judgement::Reuse);
    }
    let Some(used_at) = token.used_at else {
        let lives = token.expires_at > unit.now();
        return Ok(if lives { Judgement::Exchange } else { Judgement::Refuse });
    };
    let successor = match token.successor_id {
        Some(id) => refresh_token::Entity::find_by_id(id).one(unit.transaction()).await?,
        None => None,
    };
    let unused = successor.filter(|next| next.used_at.is_none() && next.revoked_at.is_none());
    // It came before the other was recorded: it was not used then, or was used only later.
    let came_before = presented.token.used_at.is_none() || presented.received < used_at;
    let came_with = presented.received == used_at && unused.is_some();
    if came_before || came_with {
        return Ok(Judgement::Race);
    }
    Ok(match unused {
        Some(next) if presented.received - used_at <= FORGIVENESS => Judgement::Again { successor: next.id },
        _ => Judgement::Reuse,
    })
}

/// Uses a token, if nobody did before. Tells whether.
async fn claim(unit: &UnitOfWork, token: &refresh_token::Model, origin: &Origin) -> Result<bool, DbErr> {
    let used = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(unit.now()))
        .col_expr(refresh_token::Column::UsedAddress, Expr::value(origin.address.clone()))
        .filter(refresh_token::Column::Id.eq(token.id))
        .filter(refresh_token::Column::UsedAt.is_null())
        .filter(refresh_token::Column::RevokedAt.is_null())
        .exec(unit.transaction())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Takes back a token that nobody used. Tells whether it did.
async fn revoke(unit: &UnitOfWork, token: Uuid) -> Result<bool, DbErr> {
    let revoked = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RevokedAt, Expr::value(unit.now()))
        .filter(refresh_token::Column::Id.eq(token))
        .filter(refresh_token::Column::UsedAt.is_null())
        .filter(refresh_token::Column::RevokedAt.is_null())
        .exec(unit.transaction())
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Writes the successor of a token, and where the session was last seen.
async fn follow(
    unit: &mut UnitOfWork,
    session: &session::Model,
    token: &refresh_token::Model,
    presented: Presented,
) -> Result<(), WorkError> {
    let now = unit.now();
    let successor = new_token(session, presented.successor_hash, now);
    let id = successor.id;
    unit.write(vec![successor]).await?;
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::SuccessorId, Expr::value(id))
        .filter(refresh_token::Column::Id.eq(token.id))
        .exec(unit.transaction())
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now))
        .col_expr(session::Column::LastSeenAddress, Expr::value(presented.origin.address.clone()))
        .filter(session::Column::Id.eq(session.id))
        .exec(unit.transaction())
        .await?;
    let value = json!({ "session": session.id, "again": token.used_at.is_some() });
    record(unit, session, token, JournalOperation::Change, &presented.origin, value);
    Ok(())
}

/// Ends the session of a token that came a second time: one of the two who have it stole it.
async fn end_for_reuse(
    unit: &mut UnitOfWork,
    session: &session::Model,
    token: &refresh_token::Model,
    origin: &Origin,
) -> Result<(), WorkError> {
    let used = token.used_address.as_ref().or(session.last_seen_address.as_ref());
    let value = json!({ "session": session.id, "usedAddress": used, "usedAt": token.used_at });
    record(unit, session, token, JournalOperation::Denied, origin, value);
    let which = Which::One(session.account_id, session.id);
    sessions::end(unit, which, SessionEndReason::RefreshReused).await.map(drop)
}

fn record(
    unit: &mut UnitOfWork,
    session: &session::Model,
    token: &refresh_token::Model,
    operation: JournalOperation,
    origin: &Origin,
    mut value: Value,
) {
    if let Some(value) = value.as_object_mut() {
        value.insert("address".to_owned(), json!(origin.address));
        value.insert("client".to_owned(), json!(origin.client));
    }
    let entry = Entry {
        actor: Some(session.account_id),
        object_type: "refresh_token",
        object: Some(token.id),
        value: Some(value),
        ..event(operation, origin)
    };
    unit.record(JournalStream::Access, entry);
}
