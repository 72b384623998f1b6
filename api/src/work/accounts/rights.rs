//! Roles and units of accounts that are there.

use entity::account;
use entity::id::{AccountId, AccountProposalId};
use entity::value::{AccountProposalKind, Role};
use futures_util::FutureExt;

use super::grants::{self, Checked, UnitPeriod, checked, open_grants};
use super::proposals::{self, Asked};
use super::{Asker, ChangeError, Refusal, administer, change_account, held, judged, texts};
use crate::policy::accounts::{AccountChange, Verdict};
use crate::work::{UnitOfWork, Work};

/// What came of a change of rights: done, or proposed to a second administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The account.
    pub account: AccountId,
    /// The proposal that a second administrator has to approve; none where the change is done.
    pub proposal: Option<AccountProposalId>,
}

/// Gives an account another role with its units, in place of those that it has; or proposes it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn change_role(
    work: &Work,
    asker: Asker,
    account: AccountId,
    expected_version: Option<i32>,
    role: Role,
    units: Vec<UnitPeriod>,
    reason: &str,
) -> Result<Assigned, ChangeError> {
    let reason = texts::reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, expected_version).await?;
            if account.role == role {
                return Err(Refusal::SameRole.into());
            }
            let verdict = judged(unit, &by, &account, AccountChange::ChangeRole(role)).await?;
            proposals::none_open(unit, &account).await?;
            let units = checked(unit, role, &units, &[]).await?;
            let proposal = match verdict {
                Verdict::Alone => {
                    put_role(unit, &account, role, &units, Some(reason)).await?;
                    None
                }
                Verdict::ByTwo => {
                    let asked = Asked { kind: AccountProposalKind::Role, role: Some(role), grant: None };
                    Some(proposals::propose(unit, &by, account.id, asked, &units, Some(reason)).await?)
                }
            };
            Ok(Assigned { account: account.id, proposal })
        }
        .boxed()
    })
    .await
}

/// Gives an account further units for the role that it has; or proposes it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn add_units(
    work: &Work,
    asker: Asker,
    account: AccountId,
    expected_version: Option<i32>,
    units: Vec<UnitPeriod>,
    reason: Option<&str>,
) -> Result<Assigned, ChangeError> {
    let reason = texts::optional_reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, expected_version).await?;
            let verdict = judged(unit, &by, &account, AccountChange::AddUnits).await?;
            proposals::none_open(unit, &account).await?;
            let beside = open_grants(unit, account.id).await?;
            if units.is_empty() {
                return Err(Refusal::UnitsMissing.into());
            }
            let units = checked(unit, account.role, &units, &beside).await?;
            let proposal = match verdict {
                Verdict::Alone => {
                    put_units(unit, &account, &units, reason).await?;
                    None
                }
                Verdict::ByTwo => {
                    let asked = Asked { kind: AccountProposalKind::Units, role: None, grant: None };
                    Some(proposals::propose(unit, &by, account.id, asked, &units, reason).await?)
                }
            };
            Ok(Assigned { account: account.id, proposal })
        }
        .boxed()
    })
    .await
}

/// Gives an account a role and units in place of what it has. From this moment the old ones give nothing.
pub(super) async fn put_role(
    unit: &mut UnitOfWork,
    account: &account::Model,
    role: Role,
    units: &[Checked],
    reason: Option<String>,
) -> Result<(), ChangeError> {
    let today = unit.today();
    for grant in open_grants(unit, account.id).await? {
        grants::end(unit, &grant, today, reason.clone()).await?;
    }
    grants::give(unit, account.id, units).await?;
    change_account(unit, account, account::Model { role, ..account.clone() }, reason).await?;
    Ok(())
}

/// Gives an account further units.
pub(super) async fn put_units(
    unit: &mut UnitOfWork,
    account: &account::Model,
    units: &[Checked],
    reason: Option<String>,
) -> Result<(), ChangeError> {
    grants::give(unit, account.id, units).await?;
    change_account(unit, account, account.clone(), reason).await?;
    Ok(())
}
