//! What the operator at the console sees of accounts: enough to find one and to let people in again.

use chrono::{DateTime, Utc};
use entity::id::{AccountId, AccountProposalId};
use entity::value::{AccountProposalKind, AccountStatus, Role};
use entity::{account, account_proposal};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::auth::login_name;
use crate::database::Database;

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name to log in with.
    pub username: String,
    /// The name that is shown.
    pub display_name: String,
    /// Its role.
    pub role: Role,
    /// Whether it may log in.
    pub status: AccountStatus,
}

/// A proposal that waits for a second administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The proposal.
    pub id: AccountProposalId,
    /// The login name of the account that it is about.
    pub username: String,
    /// What is proposed.
    pub kind: AccountProposalKind,
    /// The role that it would give.
    pub role: Role,
    /// Until when it can be decided.
    pub expires_at: DateTime<Utc>,
}

/// Every account, by login name.
///
/// # Errors
/// The database fails.
pub async fn all(database: &Database) -> Result<Vec<Listed>, DbErr> {
    let accounts = account::Entity::find().order_by_asc(account::Column::Username);
    let accounts = accounts.all(database.reader()).await?;
    Ok(accounts
        .into_iter()
        .map(|row| Listed {
            username: row.username,
            display_name: row.display_name,
            role: row.role,
            status: row.status,
        })
        .collect())
}

/// The account with a login name.
///
/// # Errors
/// The database fails.
pub async fn named(database: &Database, username: &str) -> Result<Option<AccountId>, DbErr> {
    let name = login_name(username);
    let found = account::Entity::find().filter(account::Column::Username.eq(name));
    Ok(found.one(database.reader()).await?.map(|account| account.id))
}

/// The proposals that can be decided, the oldest first.
///
/// # Errors
/// The database fails.
pub async fn waiting(database: &Database, now: DateTime<Utc>) -> Result<Vec<Waiting>, DbErr> {
    let open = account_proposal::Entity::find()
        .filter(account_proposal::Column::Outcome.is_null())
        .filter(account_proposal::Column::ExpiresAt.gt(now))
        .order_by_asc(account_proposal::Column::ProposedAt)
        .order_by_asc(account_proposal::Column::Id)
        .all(database.reader())
        .await?;
    let mut waiting = Vec::with_capacity(open.len());
    for proposal in open {
        let account = account::Entity::find_by_id(proposal.account_id).one(database.reader()).await?;
        let Some(account) = account else { continue };
        waiting.push(Waiting {
            id: proposal.id,
            username: account.username,
            kind: proposal.kind,
            role: proposal.role.unwrap_or(account.role),
            expires_at: proposal.expires_at,
        });
    }
    Ok(waiting)
}
