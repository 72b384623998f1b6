//! Administration of accounts: invitations, roles and units, what two have to agree on, locks and sessions.
//!
//! Every use case here holds the accounts for its transaction and reads the rights of whoever asks afresh inside it, so
//! that of two administrators who would take each other's place at once one comes second. What may be done is judged by
//! [`policy::accounts`](crate::policy::accounts).

#![expect(clippy::disallowed_methods, reason = "what is written is checked inside its transaction")]

pub mod console;
mod first;
mod grants;
mod invitations;
mod proposals;
mod refusal;
mod rights;
mod sessions;
mod status;
mod texts;

pub(super) use first::is_usable;
pub use first::{AccountError, create_first_administrator};
pub use grants::{UnitPeriod, confirm_carry_over, end_grant};
pub use invitations::{Invitation, Invited, IssuedCode, cancel_invitation, invite, issue_code, reset};
pub use proposals::{approve, reject};
pub use refusal::{ChangeError, Refusal};
pub use rights::{Assigned, add_units, change_role};
pub use sessions::{end_all_sessions, end_session};
pub use status::{disable, enable, link_holder, rename, unlock};

use entity::account;
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, SessionId};
use entity::value::{AccountStatus, Role};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::{Asker, UnitOfWork, Work, WorkError};
use crate::auth::session::in_session;
use crate::policy::accounts::{
    AccountChange, Denial, Initiator, Subject, Verdict, judge, needs_fresh, removes_administrator,
};
use crate::policy::{Access, Action};

/// Who asks, as the rights are at this moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct By {
    initiator: Initiator,
    is_administrator: bool,
    is_fresh: bool,
}

impl By {
    /// The account; none of the console.
    pub(crate) const fn account(&self) -> Option<AccountId> {
        match self.initiator {
            Initiator::Console => None,
            Initiator::Administrator(account) => Some(account),
        }
    }

    /// Refuses what asks for a fresh check of the pass phrase, where there was none.
    pub(crate) fn must_be_fresh(&self) -> Result<(), Refusal> {
        if self.is_fresh { Ok(()) } else { Err(Refusal::Reauthenticate) }
    }
}

/// Does something for an administrator of accounts in one transaction that holds the accounts.
pub(crate) async fn administer<T, F>(work: &Work, asker: Asker, steps: F) -> Result<T, ChangeError>
where
    T: Send + 'static,
    F: for<'u> FnOnce(&'u mut UnitOfWork, By) -> BoxFuture<'u, Result<T, ChangeError>> + Send + 'static,
{
    let Asker { actor, session } = asker;
    work.unit(actor, move |unit| {
        async move {
            hold_accounts(unit).await?;
            let by = rights(unit, session).await?;
            if !by.is_administrator {
                return Err(Refusal::Forbidden.into());
            }
            steps(unit, by).await
        }
        .boxed()
    })
    .await
}

/// The rights of whoever asks, read in the transaction.
async fn rights(unit: &UnitOfWork, session: Option<(AccountId, SessionId)>) -> Result<By, ChangeError> {
    let Some((account, session)) = session else {
        return Ok(By { initiator: Initiator::Console, is_administrator: true, is_fresh: true });
    };
    let viewer = in_session(unit.transaction(), session, account, unit.now(), unit.today()).await?;
    let viewer = viewer.ok_or(Refusal::Forbidden)?;
    let access = viewer.access(ConfidentialityClass::Account, Action::Write);
    Ok(By {
        initiator: Initiator::Administrator(account),
        is_administrator: access != Access::Denied,
        is_fresh: viewer.is_freshly_authenticated(unit.now()),
    })
}

/// Keeps others from changing accounts until the transaction ends: of two first administrators one is the second, and of
/// two who disable each other one stays. SQLite has one writer anyway.
async fn hold_accounts(unit: &UnitOfWork) -> Result<(), DbErr> {
    let transaction = unit.transaction();
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

/// An account as it is, at the version that whoever asks knows.
async fn held(
    unit: &UnitOfWork,
    account: AccountId,
    expected_version: Option<i32>,
) -> Result<account::Model, ChangeError> {
    let found = account::Entity::find_by_id(account).one(unit.transaction()).await?;
    let account = found.ok_or(Refusal::NoAccount)?;
    if expected_version.is_some_and(|expected| expected != account.version) {
        return Err(Refusal::Conflict { current: account.version }.into());
    }
    Ok(account)
}

/// What the policy says to a change of an account; also that an active administrator stays.
async fn judged(
    unit: &UnitOfWork,
    by: &By,
    account: &account::Model,
    change: AccountChange,
) -> Result<Verdict, ChangeError> {
    let subject = subject(account);
    if removes_administrator(&subject, change) && administrators_beside(unit, account.id).await? == 0 {
        return Err(Refusal::LastAdministrator.into());
    }
    let verdict = judge(by.initiator, &subject, change).map_err(Refusal::from)?;
    if needs_fresh(change) {
        by.must_be_fresh()?;
    }
    Ok(verdict)
}

const fn subject(account: &account::Model) -> Subject {
    Subject {
        account: account.id,
        role: account.role,
        status: account.status,
        has_pass_phrase: account.password_hash.is_some(),
    }
}

/// How many administrators may log in beside an account.
async fn administrators_beside(unit: &UnitOfWork, account: AccountId) -> Result<u64, DbErr> {
    account::Entity::find()
        .filter(account::Column::Role.eq(Role::Admin))
        .filter(account::Column::Status.eq(AccountStatus::Active))
        .filter(account::Column::Id.ne(account))
        .count(unit.transaction())
        .await
}

/// Writes an account anew, as its next version.
async fn change_account(
    unit: &mut UnitOfWork,
    before: &account::Model,
    after: account::Model,
    reason: Option<String>,
) -> Result<account::Model, WorkError> {
    let after = account::Model { version: before.version.saturating_add(1), ..after };
    unit.change(before, after.clone(), None, reason).await?;
    Ok(after)
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Own => Self::Own,
            Denial::State => Self::State,
            Denial::Machine => Self::Machine,
        }
    }
}
