//! What is counted of logins: failures in a row of each account, and failures by name and by address.

#![expect(
    clippy::disallowed_methods,
    reason = "the counters are written here alone, and are no data of viewers"
)]

use entity::account_login;
use entity::class::ConfidentialityClass;
use entity::id::AccountId;
use entity::value::{JournalOperation, JournalStream};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{UnitOfWork, WorkError};
use crate::journal::Entry;

/// Takes the lock of an account that failed too often, and forgets its failures in a row. Tells whether it was locked.
///
/// # Errors
/// The database fails.
pub async fn unlock(
    unit: &mut UnitOfWork,
    account: AccountId,
    reason: Option<String>,
) -> Result<bool, WorkError> {
    let unlocked = account_login::Entity::update_many()
        .col_expr(account_login::Column::Failures, Expr::value(0))
        .col_expr(account_login::Column::FamiliarFailures, Expr::value(0))
        .col_expr(account_login::Column::LockedAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>))
        .filter(account_login::Column::AccountId.eq(account))
        .filter(account_login::Column::LockedAt.is_not_null())
        .exec(unit.transaction())
        .await?;
    if unlocked.rows_affected == 0 {
        return Ok(false);
    }
    record(unit, account, "unlocked", reason);
    Ok(true)
}

/// Tells that an account was locked or unlocked.
pub(super) fn record(
    unit: &mut UnitOfWork,
    account: AccountId,
    outcome: &'static str,
    reason: Option<String>,
) {
    unit.record(
        JournalStream::Access,
        Entry {
            actor: None,
            request: None,
            object_type: "account_login",
            object: Some(account.into()),
            unit: None,
            class: ConfidentialityClass::Account,
            operation: JournalOperation::Change,
            reason,
            value: Some(json!({ "outcome": outcome })),
        },
    );
}
