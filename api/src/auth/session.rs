//! The rights in force at this moment: read from the database for each request, whatever a token says.

#![expect(clippy::disallowed_methods, reason = "rights are read before there is a viewer to scope by")]

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{AccountId, SessionId, UnitId};
use entity::value::{AccountStatus, JournalStream, Role};
use entity::{account, account_grant, journal_head, session};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, RelationDef,
};
use thiserror::Error;

use super::service_limits::{held_to, may_come_from};
use super::token::{AccessTokens, Claims, InvalidToken};
use crate::clock::Clock;
use crate::database::Database;
use crate::journal::{self, DataVersion};
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
    let claims = tokens.check(bearer, clock.now())?;
    rights(database, clock, &claims, address).await.map(|in_force| in_force.viewer)
}

/// Rights in force, and what they were read beside.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Who has them.
    pub viewer: Viewer,
    /// The version of the data at that moment: the head of the journal's stream of changes.
    pub data_version: DataVersion,
}

/// The rights that the sender of a token has now, whose claims were checked. They come in one statement with the version
/// of the data, for that is asked for with every request too.
///
/// # Errors
/// It has none, or the database does not answer.
pub async fn rights(
    database: &Database,
    clock: &Clock,
    claims: &Claims,
    address: Option<IpAddr>,
) -> Result<InForce, AuthError> {
    let reader = database.reader();
    let found = in_force(reader, claims.sid, claims.sub, clock.now(), clock.today()).await?;
    let in_force = found.ok_or(AuthError::Invalid)?;
    if may_come_from(reader, in_force.viewer.account, in_force.viewer.role, address).await? {
        Ok(in_force)
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
    let found = in_force(connection, session, account, now, today).await?;
    Ok(found.map(|in_force| in_force.viewer))
}

async fn in_force<C: ConnectionTrait>(
    connection: &C,
    session: SessionId,
    account: AccountId,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Option<InForce>, DbErr> {
    let head = |number| {
        let selected = journal::select_head(JournalStream::Data, number).into_query();
        Expr::SubQuery(None, Box::new(selected.into()))
    };
    let to_session =
        account::Entity::belongs_to(session::Entity).from(account::Column::Id).to(session::Column::AccountId);
    let rows = account::Entity::find_by_id(account)
        .select_only()
        .columns([account::Column::Username, account::Column::Role])
        .column(session::Column::AuthenticatedAt)
        .columns([
            account_grant::Column::UnitId,
            account_grant::Column::ValidFrom,
            account_grant::Column::ValidTo,
            account_grant::Column::CarriesOverConfirmedAt,
        ])
        .column_as(head(journal_head::Column::Sequence), "data_version")
        .column_as(head(journal_head::Column::DirectorySequence), "directory_version")
        .join(JoinType::InnerJoin, to_session.into())
        .join(JoinType::LeftJoin, to_grants_in_force(today))
        .filter(account::Column::Status.eq(AccountStatus::Active))
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_asc(account_grant::Column::ValidFrom)
        .order_by_asc(account_grant::Column::Id)
        .into_model::<Held>()
        .all(connection)
        .await?;
    let Some(Held { username, role, authenticated_at, data_version, directory_version, .. }) =
        rows.first().cloned()
    else {
        return Ok(None);
    };
    let data_version = DataVersion { data: data_version, directory: directory_version };
    let grants = rows.into_iter().filter_map(Held::grant).collect();
    let held_to = held_to(connection, account, role).await?;
    let viewer = Viewer { account, session, username, role, grants, authenticated_at, held_to };
    Ok(Some(InForce { viewer, data_version }))
}

/// An account in a session, with one of its grants in force, if it has any.
#[derive(Clone, Debug, FromQueryResult)]
struct Held {
    username: String,
    role: Role,
    authenticated_at: DateTime<Utc>,
    unit_id: Option<UnitId>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    carries_over_confirmed_at: Option<DateTime<Utc>>,
    data_version: i64,
    directory_version: i64,
}

impl Held {
    fn grant(self) -> Option<Grant> {
        Some(Grant {
            unit: self.unit_id?,
            valid_from: self.valid_from?,
            valid_to: self.valid_to,
            carries_over: self.carries_over_confirmed_at.is_some(),
        })
    }
}

/// From an account to those of its grants that are in force on a day.
fn to_grants_in_force(today: NaiveDate) -> RelationDef {
    let to_grants: RelationDef = account::Entity::belongs_to(account_grant::Entity)
        .from(account::Column::Id)
        .to(account_grant::Column::AccountId)
        .into();
    to_grants.on_condition(move |_, grant| {
        let column = |column: account_grant::Column| Expr::col((grant.clone(), column));
        let still_held = Condition::any()
            .add(column(account_grant::Column::ValidTo).is_null())
            .add(column(account_grant::Column::ValidTo).gt(today));
        Condition::all().add(column(account_grant::Column::ValidFrom).lte(today)).add(still_held)
    })
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

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
