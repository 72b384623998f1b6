//! The first accounts: an installation has none by itself, and the API can make none without an administrator.

use entity::account;
use entity::value::{AccountStatus, Role};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use thiserror::Error;

use super::hold_accounts;
use crate::auth::rules::{self, Rule};
use crate::auth::{PassPhrase, PasswordError, Passwords, login_name};
use crate::ids;
use crate::work::{Actor, UnitOfWork, Work, WorkError};

/// How many administrators the console makes: as many as a proposal takes.
const FIRST: u64 = 2;

/// Why an account was not made.
#[derive(Debug, Error)]
pub enum AccountError {
    /// There are two administrators already: further accounts are made by them.
    #[error("there are two administrators already; further accounts are made by administrators")]
    NotFirst,
    /// The name is empty, too long, or has characters other than ASCII letters, digits, `.`, `_` and `-`.
    #[error("the name must be 1 to 64 unaccented letters, digits, `.`, `_` or `-`")]
    Name,
    /// Another account has the name.
    #[error("the name is taken")]
    NameTaken,
    /// The pass phrase breaks a rule.
    #[error("{}", .0.in_english())]
    PassPhrase(Rule),
    /// The pass phrase could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The account could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
}

impl From<DbErr> for AccountError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}

/// Makes one of the first two administrators, who can then approve each other's proposals. Returns the login name as it
/// is stored.
///
/// # Errors
/// There are two already, the name or the pass phrase can't be used, or the account could not be written.
pub async fn create_first_administrator(
    work: &Work,
    passwords: &Passwords,
    username: &str,
    display_name: &str,
    phrase: PassPhrase,
) -> Result<String, AccountError> {
    let username = login_name(username);
    if !is_usable(&username) {
        return Err(AccountError::Name);
    }
    rules::check(&phrase, [username.as_str(), display_name]).map_err(AccountError::PassPhrase)?;
    let hash = passwords.hash(phrase).await?;
    let display_name = display_name.to_owned();
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            hold_accounts(unit).await?;
            check_first(unit, &username).await?;
            let account = account::Model {
                id: ids::next(),
                username: username.clone(),
                display_name,
                role: Role::Admin,
                status: AccountStatus::Active,
                password_hash: Some(hash),
                password_changed_at: Some(unit.now()),
                must_change_password: false,
                created_at: unit.now(),
                version: 1,
            };
            unit.create(vec![account], |_| None).await?;
            Ok(username)
        }
        .boxed()
    })
    .await
}

async fn check_first(unit: &UnitOfWork, username: &str) -> Result<(), AccountError> {
    let accounts = account::Entity::find();
    let administrators = accounts
        .clone()
        .filter(account::Column::Role.eq(Role::Admin))
        .filter(account::Column::Status.eq(AccountStatus::Active));
    if administrators.count(unit.transaction()).await? >= FIRST {
        return Err(AccountError::NotFirst);
    }
    let namesakes = accounts.filter(account::Column::Username.eq(username));
    if namesakes.count(unit.transaction()).await? > 0 {
        return Err(AccountError::NameTaken);
    }
    Ok(())
}

/// Whether a login name has the form of one.
pub(in crate::work) fn is_usable(username: &str) -> bool {
    let length = username.chars().count();
    (1..=64).contains(&length)
        && username.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}
