//! The rights in force at this moment: read from the database for each request, whatever a token says.

#![expect(clippy::disallowed_methods, reason = "rights are read before there is a viewer to scope by")]

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{AccountId, SessionId};
use entity::value::AccountStatus;
use entity::{account, account_grant, session};
use sea_orm::QuerySelect;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
};
use thiserror::Error;

use super::service_limits::{held_to, may_come_from};
use super::token::{AccessTokens, InvalidToken};
use crate::clock::Clock;
use crate::database::Database;
use crate::policy::{Grant, Viewer};

/// Why a request has no viewer.
#[derive(Debug, Error)]
pub enum AuthError {
    /// The token is not valid, its session has ended, or its account may not log in.
    #[error("the access token is not valid")]
    Invalid,
    /// The database does not answer.
    #[error("the rights in force could not be read: {0}")]
    Database(#[from] DbErr),
}

impl From<InvalidToken> for AuthError {
    fn from(_: InvalidToken) -> Self {
        Self::Invalid
    }
}

/// Who sends an access token from an address, with the rights that it has now.
///
/// # Errors
/// The token gives no rights, or the database does not answer.
pub async fn authenticate(
    database: &Database,
    tokens: &AccessTokens,
    clock: &Clock,
    bearer: &str,
    address: Option<IpAddr>,
) -> Result<Viewer, AuthError> {
    let now = clock.now();
    let claims = tokens.check(bearer, now)?;
    let reader = database.reader();
    let found = in_session(reader, claims.sid, claims.sub, now, clock.today()).await?;
    let viewer = found.ok_or(AuthError::Invalid)?;
    if may_come_from(reader, viewer.account, viewer.role, address).await? {
        Ok(viewer)
    } else {
        Err(AuthError::Invalid)
    }
}

/// The viewer of a session that goes on, if its account may log in.
///
/// # Errors
/// The database does not answer.
pub async fn in_session<C: ConnectionTrait>(
    connection: &C,
    session: SessionId,
    account: AccountId,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Option<Viewer>, DbErr> {
    let to_session = account::Entity::belongs_to(session::Entity)
        .from(account::Column::Id)
        .to(session::Column::AccountId)
        .into();
    let found = account::Entity::find_by_id(account)
        .join(JoinType::InnerJoin, to_session)
        .filter(account::Column::Status.eq(AccountStatus::Active))
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .select_also(session::Entity)
        .one(connection)
        .await?;
    let Some((account, Some(session))) = found else { return Ok(None) };
    let grants = grants_in_force(connection, account.id, today).await?;
    let held_to = held_to(connection, account.id, account.role).await?;
    Ok(Some(Viewer {
        account: account.id,
        session: session.id,
        username: account.username,
        role: account.role,
        grants,
        authenticated_at: session.authenticated_at,
        held_to,
    }))
}

/// The account that a name logs in to, if there is one.
///
/// # Errors
/// The database does not answer.
pub async fn account_named<C: ConnectionTrait>(
    connection: &C,
    username: &str,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::Username.eq(username)).one(connection).await
}

async fn grants_in_force<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    today: NaiveDate,
) -> Result<Vec<Grant>, DbErr> {
    let still_held = Condition::any()
        .add(account_grant::Column::ValidTo.is_null())
        .add(account_grant::Column::ValidTo.gt(today));
    let grants = account_grant::Entity::find()
        .filter(account_grant::Column::AccountId.eq(account))
        .filter(account_grant::Column::ValidFrom.lte(today))
        .filter(still_held)
        .order_by_asc(account_grant::Column::ValidFrom)
        .order_by_asc(account_grant::Column::Id)
        .all(connection)
        .await?;
    Ok(grants.into_iter().map(grant).collect())
}

fn grant(row: account_grant::Model) -> Grant {
    Grant {
        unit: row.unit_id,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        carries_over: row.carries_over_confirmed_at.is_some(),
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
