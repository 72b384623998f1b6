//! Codes with which people set the pass phrase of their account, once.

#![expect(
    clippy::disallowed_methods,
    reason = "the codes are written here alone, and journalled in the ACCESS stream"
)]

use chrono::Duration;
use entity::activation;
use entity::class::ConfidentialityClass;
use entity::id::AccountId;
use entity::value::{JournalOperation, JournalStream};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{UnitOfWork, WorkError};
use crate::auth::ActivationCode;
use crate::ids;
use crate::journal::Entry;

/// How long a code can be used.
pub const ACTIVATION_LENGTH: Duration = Duration::hours(24);

/// Writes a new code for an account, which takes back those that it had. The code itself is the caller's to show, once.
///
/// Whether the account may have one is the caller's to check, in the same unit of work.
///
/// # Errors
/// The row could not be written.
pub async fn issue(
    unit: &mut UnitOfWork,
    account: AccountId,
    issued_by: Option<AccountId>,
    code: &ActivationCode,
) -> Result<(), WorkError> {
    cancel(unit, account).await?;
    let now = unit.now();
    let row = activation::Model {
        id: ids::next(),
        account_id: account,
        code_hash: code.hash(),
        issued_at: now,
        expires_at: now + ACTIVATION_LENGTH,
        issued_by,
        used_at: None,
        cancelled_at: None,
    };
    record(unit, row.id, account, JournalOperation::Create);
    unit.write(vec![row]).await
}

/// Takes back the codes of an account that can still be used, and tells how many there were.
///
/// # Errors
/// The database fails.
pub async fn cancel(unit: &mut UnitOfWork, account: AccountId) -> Result<usize, WorkError> {
    let now = unit.now();
    let cancelled = activation::Entity::update_many()
        .col_expr(activation::Column::CancelledAt, Expr::value(now))
        .filter(activation::Column::AccountId.eq(account))
        .filter(activation::Column::UsedAt.is_null())
        .filter(activation::Column::CancelledAt.is_null())
        .filter(activation::Column::ExpiresAt.gt(now))
        .exec_with_returning(unit.transaction())
        .await?;
    for row in &cancelled {
        record(unit, row.id, account, JournalOperation::Remove);
    }
    Ok(cancelled.len())
}

/// Tells of a code, without anything of it.
pub(super) fn record(unit: &mut UnitOfWork, row: Uuid, account: AccountId, operation: JournalOperation) {
    unit.record(
        JournalStream::Access,
        Entry {
            actor: None,
            request: None,
            object_type: "activation",
            object: Some(row),
            unit: None,
            class: ConfidentialityClass::Account,
            operation,
            reason: None,
            value: Some(json!({ "account": account })),
        },
    );
}
