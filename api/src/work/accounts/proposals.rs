//! What takes two administrators: one proposes, another approves or rejects. The console approves too, so that an
//! installation with one administrator gets its second.

use chrono::Duration;
use entity::id::{AccountId, AccountProposalId};
use entity::value::{AccountProposalKind, AccountProposalOutcome, AccountStatus, Role};
use entity::{account, account_proposal, account_proposal_unit};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::grants::{Checked, carry_over_by_id};
use super::invitations::put_reset;
use super::rights::{put_role, put_units};
use super::{
    Asker, By, ChangeError, Refusal, administer, administrators_beside, change_account, held, subject, texts,
};
use crate::ids;
use crate::policy::accounts::{AccountChange, Initiator, judge, may_approve, removes_administrator};
use crate::work::{UnitOfWork, Work};

/// How long a proposal can be decided.
const LENGTH: Duration = Duration::days(7);

/// What is proposed, but for the units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) kind: AccountProposalKind,
    pub(super) role: Option<Role>,
    pub(super) grant: Option<Uuid>,
}

/// Writes a proposal. The account must have no open one.
pub(super) async fn propose(
    unit: &mut UnitOfWork,
    by: &By,
    account: AccountId,
    asked: Asked,
    units: &[Checked],
    reason: Option<String>,
) -> Result<AccountProposalId, ChangeError> {
    let id: AccountProposalId = ids::next();
    let proposal = account_proposal::Model {
        id,
        account_id: account,
        kind: asked.kind,
        role: asked.role,
        grant_id: asked.grant,
        reason,
        proposed_by: by.account(),
        proposed_at: unit.now(),
        expires_at: unit.now() + LENGTH,
        outcome: None,
        decided_at: None,
        decided_by: None,
        decision_reason: None,
    };
    unit.create(vec![proposal], |_| None).await?;
    let units: Vec<_> = units
        .iter()
        .map(|given| account_proposal_unit::Model {
            id: ids::next(),
            proposal_id: id,
            unit_id: given.unit,
            valid_from: given.from,
            valid_to: given.to,
        })
        .collect();
    if !units.is_empty() {
        unit.create(units, |row| Some(row.unit_id)).await?;
    }
    Ok(id)
}

/// The proposal about an account that is not decided, be it past its time or not.
pub(super) async fn undecided(
    unit: &UnitOfWork,
    account: AccountId,
) -> Result<Option<account_proposal::Model>, ChangeError> {
    Ok(account_proposal::Entity::find()
        .filter(account_proposal::Column::AccountId.eq(account))
        .filter(account_proposal::Column::Outcome.is_null())
        .one(unit.transaction())
        .await?)
}

/// Sees to it that no proposal about the account is open: one that is past its time is closed as such.
pub(super) async fn none_open(unit: &mut UnitOfWork, account: &account::Model) -> Result<(), ChangeError> {
    match undecided(unit, account.id).await? {
        None => Ok(()),
        Some(open) if unit.now() < open.expires_at => Err(Refusal::Pending.into()),
        Some(late) => close(unit, &late, AccountProposalOutcome::Expired, None, None).await,
    }
}

/// Closes the proposal about an account that is about to lose what it would get.
pub(super) async fn withdraw(
    unit: &mut UnitOfWork,
    by: &By,
    account: AccountId,
    reason: Option<String>,
) -> Result<(), ChangeError> {
    match undecided(unit, account).await? {
        Some(open) => close(unit, &open, AccountProposalOutcome::Rejected, by.account(), reason).await,
        None => Ok(()),
    }
}

async fn close(
    unit: &mut UnitOfWork,
    proposal: &account_proposal::Model,
    outcome: AccountProposalOutcome,
    by: Option<AccountId>,
    reason: Option<String>,
) -> Result<(), ChangeError> {
    let after = account_proposal::Model {
        outcome: Some(outcome),
        decided_at: Some(unit.now()),
        decided_by: by,
        decision_reason: reason.clone(),
        ..proposal.clone()
    };
    unit.change(proposal, after, None, reason).await?;
    Ok(())
}

async fn open(
    unit: &UnitOfWork,
    proposal: AccountProposalId,
) -> Result<account_proposal::Model, ChangeError> {
    let found = account_proposal::Entity::find_by_id(proposal).one(unit.transaction()).await?;
    let found = found.ok_or(Refusal::NoProposal)?;
    if found.outcome.is_some() || found.expires_at <= unit.now() {
        return Err(Refusal::NotOpen.into());
    }
    Ok(found)
}

/// Approves a proposal of another administrator, and does what it says.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn approve(
    work: &Work,
    asker: Asker,
    proposal: AccountProposalId,
    reason: Option<&str>,
) -> Result<AccountId, ChangeError> {
    let reason = texts::optional_reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let proposal = open(unit, proposal).await?;
            may_approve(by.initiator, proposal.proposed_by, proposal.account_id)
                .map_err(|_| Refusal::OwnProposal)?;
            by.must_be_fresh()?;
            let account = held(unit, proposal.account_id, None).await?;
            still_possible(unit, &proposal, &account).await?;
            close(unit, &proposal, AccountProposalOutcome::Approved, by.account(), reason).await?;
            carry_out(unit, &by, proposal, &account).await?;
            Ok(account.id)
        }
        .boxed()
    })
    .await
}

/// Whether the account is still in a state that the change begins from. Who may make it was judged when it was proposed,
/// and that it takes two is being fulfilled.
async fn still_possible(
    unit: &UnitOfWork,
    proposal: &account_proposal::Model,
    account: &account::Model,
) -> Result<(), ChangeError> {
    let change = match (proposal.kind, proposal.role) {
        (AccountProposalKind::Invitation, _) => AccountChange::IssueCode,
        (AccountProposalKind::Role, Some(role)) => AccountChange::ChangeRole(role),
        (AccountProposalKind::Role, None) => return Err(Refusal::NotOpen.into()),
        (AccountProposalKind::Units, _) => AccountChange::AddUnits,
        (AccountProposalKind::CarryOver, _) => AccountChange::CarryOver,
        (AccountProposalKind::Reset, _) => AccountChange::Reset,
    };
    let subject = subject(account);
    if removes_administrator(&subject, change) && administrators_beside(unit, account.id).await? == 0 {
        return Err(Refusal::LastAdministrator.into());
    }
    judge(Initiator::Console, &subject, change).map_err(Refusal::from)?;
    Ok(())
}

async fn carry_out(
    unit: &mut UnitOfWork,
    by: &By,
    proposal: account_proposal::Model,
    account: &account::Model,
) -> Result<(), ChangeError> {
    let units = units_of(unit, proposal.id).await?;
    let reason = proposal.reason;
    match (proposal.kind, proposal.role) {
        (AccountProposalKind::Invitation | AccountProposalKind::Units, _) => {
            put_units(unit, account, &units, reason).await
        }
        (AccountProposalKind::Role, role) => {
            put_role(unit, account, role.unwrap_or(account.role), &units, reason).await
        }
        (AccountProposalKind::CarryOver, _) => {
            carry_over_by_id(unit, by, account, proposal.grant_id, reason).await
        }
        (AccountProposalKind::Reset, _) => put_reset(unit, account, reason).await.map(drop),
    }
}

async fn units_of(unit: &UnitOfWork, proposal: AccountProposalId) -> Result<Vec<Checked>, ChangeError> {
    let rows = account_proposal_unit::Entity::find()
        .filter(account_proposal_unit::Column::ProposalId.eq(proposal))
        .order_by_asc(account_proposal_unit::Column::Id)
        .all(unit.transaction())
        .await?;
    let given = |row: account_proposal_unit::Model| Checked {
        unit: row.unit_id,
        from: row.valid_from,
        to: row.valid_to,
    };
    Ok(rows.into_iter().map(given).collect())
}

/// Rejects a proposal, or takes back one's own. An account that was only proposed is closed with it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn reject(
    work: &Work,
    asker: Asker,
    proposal: AccountProposalId,
    reason: &str,
) -> Result<AccountId, ChangeError> {
    let reason = texts::reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let proposal = open(unit, proposal).await?;
            let account = held(unit, proposal.account_id, None).await?;
            let outcome = AccountProposalOutcome::Rejected;
            close(unit, &proposal, outcome, by.account(), Some(reason.clone())).await?;
            if proposal.kind == AccountProposalKind::Invitation && account.status == AccountStatus::Invited {
                let after = account::Model { status: AccountStatus::Disabled, ..account.clone() };
                change_account(unit, &account, after, Some(reason)).await?;
            }
            Ok(account.id)
        }
        .boxed()
    })
    .await
}
