//! Pass phrases that people set: of a new account with a code, of their own with the one before.

#![expect(clippy::disallowed_methods, reason = "the account is checked again inside the transaction")]

use chrono::{DateTime, Utc};
use entity::id::{AccountId, SessionId};
use entity::value::{AccountStatus, JournalOperation, JournalStream, SessionEndReason};
use entity::{account, account_grant, activation, unit_version};
use futures_util::FutureExt;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::sessions::{self, Origin, Verified, Which, event};
use super::{Actor, UnitOfWork, Work, WorkError, activations, logins};
use crate::journal::Entry;

/// A code that can be used, and whose it is.
#[derive(Clone, Debug)]
pub struct Activatable {
    /// The code's row.
    pub activation: activation::Model,
    /// The account that it activates.
    pub account: account::Model,
}

/// The names that others connect with an account: its own, its holder's, those that the units had in which it is held.
///
/// # Errors
/// The database does not answer.
pub async fn names<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<Vec<String>, DbErr> {
    let held_in = Query::select()
        .column(account_grant::Column::UnitId)
        .from(account_grant::Entity)
        .and_where(account_grant::Column::AccountId.eq(account))
        .to_owned();
    let versions = unit_version::Entity::find()
        .filter(unit_version::Column::UnitId.in_subquery(held_in))
        .all(connection)
        .await?;
    let account = account::Entity::find_by_id(account).one(connection).await?;
    let own = account.into_iter().flat_map(|account| [account.username, account.display_name]);
    Ok(own.chain(versions.into_iter().map(|version| version.name)).collect())
}

/// What a code activates, if it can be used now.
///
/// # Errors
/// The database does not answer.
pub async fn activatable<C: ConnectionTrait>(
    connection: &C,
    code_hash: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Option<Activatable>, DbErr> {
    let usable = usable(now).add(activation::Column::CodeHash.eq(code_hash));
    let Some(activation) = activation::Entity::find().filter(usable).one(connection).await? else {
        return Ok(None);
    };
    let account = account::Entity::find_by_id(activation.account_id).one(connection).await?;
    let account = account.filter(|account| account.status != AccountStatus::Disabled);
    Ok(account.map(|account| Activatable { activation, account }))
}

/// Uses a code: the account has a pass phrase and may log in. Its failures are forgotten and its sessions end, because a
/// code is given anew to whoever forgot his pass phrase. Tells whether it could still be used.
///
/// # Errors
/// The database fails.
pub async fn activate(
    work: &Work,
    request: Uuid,
    found: Activatable,
    password_hash: String,
    origin: Origin,
) -> Result<bool, WorkError> {
    let actor = Actor::account(found.account.id, request, origin.address.clone());
    let done = work
        .unit(actor, move |unit| {
            async move {
                let Activatable { activation, account } = found;
                let after = with_hash(&account, password_hash, unit);
                let after = account::Model { status: AccountStatus::Active, ..after };
                // First of all, so that whoever administers accounts and holds them all is not waited for in the middle.
                let changed = write_hash(unit, &account, &after).await?;
                let used = activation::Entity::update_many()
                    .col_expr(activation::Column::UsedAt, Expr::value(unit.now()))
                    .filter(usable(unit.now()).add(activation::Column::Id.eq(activation.id)))
                    .exec(unit.transaction())
                    .await?;
                if !changed || used.rows_affected != 1 {
                    return Err(ActivateError::Gone);
                }
                sessions::end(unit, Which::AllOf(account.id), SessionEndReason::PasswordChanged).await?;
                logins::unlock(unit, account.id, None).await?;
                let entry = Entry::changed(&account, &after, None, None).map_err(WorkError::from)?;
                unit.record(JournalStream::Data, entry);
                activations::record(unit, activation.id, account.id, JournalOperation::Change);
                Ok(())
            }
            .boxed()
        })
        .await;
    match done {
        Ok(()) => Ok(true),
        Err(ActivateError::Gone) => Ok(false),
        Err(ActivateError::Work(error)) => Err(error),
    }
}

/// Why an account was not activated: everything is taken back then.
enum ActivateError {
    Gone,
    Work(WorkError),
}

impl From<WorkError> for ActivateError {
    fn from(error: WorkError) -> Self {
        Self::Work(error)
    }
}

impl From<DbErr> for ActivateError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}

/// Sets another pass phrase for an account whose present one was right, and ends all its sessions but the one in which it
/// asks. Tells whether the account was still as judged.
///
/// # Errors
/// The database fails.
pub async fn change(
    work: &Work,
    actor: Actor,
    verified: Verified,
    session: SessionId,
    password_hash: String,
    origin: Origin,
) -> Result<bool, WorkError> {
    work.unit(actor, move |unit| {
        async move {
            let Verified { account, subjects } = verified;
            let after = with_hash(&account, password_hash, unit);
            if !write_hash(unit, &account, &after).await? {
                return Ok(false);
            }
            logins::succeed(unit, account.id, &subjects, false).await?;
            let others = Which::AllOfBut(account.id, session);
            sessions::end(unit, others, SessionEndReason::PasswordChanged).await?;
            sessions::authenticated_now(unit, session).await?;
            record_change(unit, account.id, &origin);
            Ok(true)
        }
        .boxed()
    })
    .await
}

/// Writes the hash of the same pass phrase, made with the parameters of today, unless the account changed meanwhile.
///
/// # Errors
/// The database fails.
pub async fn rehash(work: &Work, judged: account::Model, password_hash: String) -> Result<(), WorkError> {
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            account::Entity::update_many()
                .col_expr(account::Column::PasswordHash, Expr::value(password_hash))
                .filter(account::Column::Id.eq(judged.id))
                .filter(account::Column::PasswordHash.eq(judged.password_hash))
                .exec(unit.transaction())
                .await?;
            Ok(())
        }
        .boxed()
    })
    .await
}

fn usable(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(activation::Column::UsedAt.is_null())
        .add(activation::Column::CancelledAt.is_null())
        .add(activation::Column::ExpiresAt.gt(now))
}

fn with_hash(account: &account::Model, password_hash: String, unit: &UnitOfWork) -> account::Model {
    account::Model {
        password_hash: Some(password_hash),
        password_changed_at: Some(unit.now()),
        must_change_password: false,
        version: account.version.saturating_add(1),
        ..account.clone()
    }
}

/// Writes the pass phrase of an account, if the account is still as it was read. A hash that was made anew meanwhile, of
/// the same pass phrase, changes nothing of that.
async fn write_hash(
    unit: &UnitOfWork,
    before: &account::Model,
    after: &account::Model,
) -> Result<bool, DbErr> {
    let written = account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(after.password_hash.clone()))
        .col_expr(account::Column::PasswordChangedAt, Expr::value(after.password_changed_at))
        .col_expr(account::Column::MustChangePassword, Expr::value(after.must_change_password))
        .col_expr(account::Column::Status, Expr::value(after.status))
        .col_expr(account::Column::Version, Expr::col(account::Column::Version).add(1))
        .filter(account::Column::Id.eq(before.id))
        .filter(account::Column::Version.eq(before.version))
        .filter(account::Column::Status.eq(before.status))
        .exec(unit.transaction())
        .await?;
    Ok(written.rows_affected == 1)
}

fn record_change(unit: &mut UnitOfWork, account: AccountId, origin: &Origin) {
    let entry = event(JournalOperation::Change, origin);
    unit.record(
        JournalStream::Access,
        Entry { object_type: "account", object: Some(account.into()), ..entry },
    );
}
