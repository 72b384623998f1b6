//! Whether an account may log in, and what is known of it beside its rights.

use std::collections::BTreeSet;

use entity::id::{AccountId, OfficialId};
use entity::value::{AccountStatus, SessionEndReason};
use entity::{account, account_holder};
use futures_util::FutureExt;
use sea_orm::EntityTrait;

use super::{Asker, By, ChangeError, Refusal, administer, change_account, held, judged, proposals, texts};
use crate::policy::accounts::AccountChange;
use crate::work::registry::locks::people;
use crate::work::sessions::{self, Which};
use crate::work::{UnitOfWork, Work, logins};

/// Keeps an account from logging in, ends its sessions, and rejects what was proposed for it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn disable(
    work: &Work,
    asker: Asker,
    account: AccountId,
    expected_version: Option<i32>,
    reason: &str,
) -> Result<AccountId, ChangeError> {
    let reason = texts::reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, expected_version).await?;
            judged(unit, &by, &account, AccountChange::Disable).await?;
            proposals::withdraw(unit, &by, account.id, Some(reason.clone())).await?;
            sessions::end(unit, Which::AllOf(account.id), SessionEndReason::AccountDisabled).await?;
            let after = account::Model { status: AccountStatus::Disabled, ..account.clone() };
            change_account(unit, &account, after, Some(reason)).await?;
            Ok(account.id)
        }
        .boxed()
    })
    .await
}

/// Lets an account log in again with its pass phrase.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn enable(
    work: &Work,
    asker: Asker,
    account: AccountId,
    expected_version: Option<i32>,
    reason: &str,
) -> Result<AccountId, ChangeError> {
    let reason = texts::reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, expected_version).await?;
            judged(unit, &by, &account, AccountChange::Enable).await?;
            let after = account::Model { status: AccountStatus::Active, ..account.clone() };
            change_account(unit, &account, after, Some(reason)).await?;
            Ok(account.id)
        }
        .boxed()
    })
    .await
}

/// Lifts the lock of too many failures in a row. An account that is not locked stays as it is.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn unlock(
    work: &Work,
    asker: Asker,
    account: AccountId,
    reason: Option<&str>,
) -> Result<AccountId, ChangeError> {
    let reason = texts::optional_reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, None).await?;
            judged(unit, &by, &account, AccountChange::Unlock).await?;
            logins::unlock(unit, account.id, reason).await?;
            Ok(account.id)
        }
        .boxed()
    })
    .await
}

/// Changes the name that is shown.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn rename(
    work: &Work,
    asker: Asker,
    account: AccountId,
    expected_version: Option<i32>,
    display_name: &str,
) -> Result<AccountId, ChangeError> {
    let display_name = texts::display_name(display_name)?;
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, expected_version).await?;
            judged(unit, &by, &account, AccountChange::Rename).await?;
            change_account(unit, &account, account::Model { display_name, ..account.clone() }, None).await?;
            Ok(account.id)
        }
        .boxed()
    })
    .await
}

/// Says which official holds an account, or that none does.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn link_holder(
    work: &Work,
    asker: Asker,
    account: AccountId,
    expected_version: Option<i32>,
    official: Option<OfficialId>,
) -> Result<AccountId, ChangeError> {
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, expected_version).await?;
            judged(unit, &by, &account, AccountChange::Link).await?;
            put_holder(unit, &by, account.id, official).await?;
            change_account(unit, &account, account.clone(), None).await?;
            Ok(account.id)
        }
        .boxed()
    })
    .await
}

pub(super) async fn put_holder(
    unit: &mut UnitOfWork,
    by: &By,
    account: AccountId,
    official: Option<OfficialId>,
) -> Result<(), ChangeError> {
    if let Some(official) = official {
        // Held, so that the person's record does not go into another one meanwhile.
        let found = people(unit, &BTreeSet::from([official])).await?;
        let found = found.first().filter(|record| record.merged_into_id.is_none());
        found.ok_or(Refusal::NoOfficial)?;
    }
    let after = account_holder::Model {
        account_id: account,
        official_id: official,
        linked_at: unit.now(),
        linked_by: by.account(),
    };
    match account_holder::Entity::find_by_id(account).one(unit.transaction()).await? {
        Some(before) => unit.change(&before, after, None, None).await?,
        None => unit.create(vec![after], |_| None).await?,
    }
    Ok(())
}
