//! Invitations: an account is made with a code, with which its holder sets a pass phrase that no administrator ever
//! sees. A reset is an invitation of an account that is there.

use std::fmt;

use chrono::{DateTime, Utc};
use entity::id::{AccountId, AccountProposalId, OfficialId};
use entity::value::{AccountProposalKind, AccountStatus, Role, SessionEndReason};
use entity::{account, account_proposal};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::grants::{UnitPeriod, checked, give};
use super::is_usable;
use super::proposals::{self, Asked};
use super::{Asker, By, ChangeError, Refusal, administer, change_account, held, judged, status, texts};
use crate::auth::{ActivationCode, login_name};
use crate::ids;
use crate::policy::accounts::{AccountChange, Verdict};
use crate::work::activations::{self, ACTIVATION_LENGTH};
use crate::work::idempotency::{Claim, IdempotencyKey, Request, claim};
use crate::work::sessions::{self, Which};
use crate::work::{UnitOfWork, Work};

/// Who is invited.
#[derive(Clone, Debug, Serialize)]
pub struct Invitation {
    /// The name to log in with.
    pub username: String,
    /// The name that is shown.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The units to hold it in.
    pub units: Vec<UnitPeriod>,
    /// The official who will hold the account.
    pub official: Option<OfficialId>,
    /// Why.
    pub reason: Option<String>,
}

/// An account with what came of a change that gives access to it.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The account.
    pub account: AccountId,
    /// The code that activates it; none while a second administrator has to approve.
    pub code: Option<IssuedCode>,
    /// The proposal that a second administrator has to approve; none where it takes one alone.
    pub proposal: Option<AccountProposalId>,
}

/// A code in the clear, to be shown once.
#[derive(Clone)]
pub struct IssuedCode {
    /// The text to type.
    pub text: String,
    /// Until when it can be used.
    pub expires_at: DateTime<Utc>,
}

impl fmt::Debug for IssuedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedCode").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Makes an account that is not activated, with a code; or, for a role that reaches far, proposes it. Asked again under
/// its key, it tells the account, and not the code.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn invite(
    work: &Work,
    asker: Asker,
    invitation: Invitation,
    key: Option<IdempotencyKey>,
) -> Result<Invited, ChangeError> {
    let keys = work.keys().clone();
    administer(work, asker, move |unit, by| {
        async move {
            let account: AccountId = ids::next();
            if let (Some(asking), Some(key)) = (by.account(), &key) {
                let request =
                    Request { account: asking, key, operation: "inviteAccount", input: &invitation };
                let claimed = claim(unit, keys.identity_index(), request, account.0).await?;
                if let Claim::Replay { object } = claimed {
                    let open = proposals::undecided(unit, AccountId(object)).await?;
                    let proposal = open.map(|open| open.id);
                    return Ok(Invited { account: AccountId(object), code: None, proposal });
                }
            }
            invited(unit, &by, account, invitation).await
        }
        .boxed()
    })
    .await
}

async fn invited(
    unit: &mut UnitOfWork,
    by: &By,
    account: AccountId,
    invitation: Invitation,
) -> Result<Invited, ChangeError> {
    let reason = texts::optional_reason(invitation.reason.as_deref())?;
    let account = account::Model {
        id: account,
        username: login_name(&invitation.username),
        display_name: texts::display_name(&invitation.display_name)?,
        role: invitation.role,
        status: AccountStatus::Invited,
        password_hash: None,
        password_changed_at: None,
        must_change_password: false,
        created_at: unit.now(),
        version: 1,
    };
    let verdict = judged(unit, by, &account, AccountChange::Invite(invitation.role)).await?;
    check_username(unit, &account.username).await?;
    let units = checked(unit, invitation.role, &invitation.units, &[]).await?;
    unit.create(vec![account.clone()], |_| None).await?;
    if let Some(official) = invitation.official {
        status::put_holder(unit, by, account.id, Some(official)).await?;
    }
    match verdict {
        Verdict::Alone => {
            give(unit, account.id, &units).await?;
            let code = put_code(unit, by, account.id).await?;
            Ok(Invited { account: account.id, code: Some(code), proposal: None })
        }
        Verdict::ByTwo => {
            let asked =
                Asked { kind: AccountProposalKind::Invitation, role: Some(invitation.role), grant: None };
            let proposal = proposals::propose(unit, by, account.id, asked, &units, reason).await?;
            Ok(Invited { account: account.id, code: None, proposal: Some(proposal) })
        }
    }
}

async fn check_username(unit: &UnitOfWork, username: &str) -> Result<(), ChangeError> {
    if !is_usable(username) {
        return Err(Refusal::Username.into());
    }
    let namesakes = account::Entity::find().filter(account::Column::Username.eq(username));
    if namesakes.count(unit.transaction()).await? > 0 {
        return Err(Refusal::UsernameTaken.into());
    }
    Ok(())
}

/// Gives an invited account a new code; from now on an older one opens nothing.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn issue_code(
    work: &Work,
    asker: Asker,
    account: AccountId,
    expected_version: Option<i32>,
) -> Result<Invited, ChangeError> {
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, expected_version).await?;
            judged(unit, &by, &account, AccountChange::IssueCode).await?;
            if is_only_proposed(unit, account.id).await? {
                return Err(Refusal::Pending.into());
            }
            let code = put_code(unit, &by, account.id).await?;
            Ok(Invited { account: account.id, code: Some(code), proposal: None })
        }
        .boxed()
    })
    .await
}

/// Whether the account itself waits for a second administrator. An invitation that is past its time still stands in the
/// way: it was not approved.
async fn is_only_proposed(unit: &UnitOfWork, account: AccountId) -> Result<bool, ChangeError> {
    let open = proposals::undecided(unit, account).await?;
    Ok(open.is_some_and(|open: account_proposal::Model| open.kind == AccountProposalKind::Invitation))
}

/// Takes an invitation back: the code opens nothing any more, and what was proposed of the account is rejected.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn cancel_invitation(
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
            judged(unit, &by, &account, AccountChange::Cancel).await?;
            proposals::withdraw(unit, &by, account.id, Some(reason.clone())).await?;
            activations::cancel(unit, account.id).await?;
            let after = account::Model { status: AccountStatus::Disabled, ..account.clone() };
            change_account(unit, &account, after, Some(reason)).await?;
            Ok(account.id)
        }
        .boxed()
    })
    .await
}

/// Takes the pass phrase of an account away, ends its sessions and gives it a code; or, for a role that reaches far,
/// proposes it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn reset(
    work: &Work,
    asker: Asker,
    account: AccountId,
    expected_version: Option<i32>,
    reason: &str,
) -> Result<Invited, ChangeError> {
    let reason = texts::reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, expected_version).await?;
            let verdict = judged(unit, &by, &account, AccountChange::Reset).await?;
            proposals::none_open(unit, &account).await?;
            match verdict {
                Verdict::Alone => {
                    put_reset(unit, &account, Some(reason)).await?;
                    let code = put_code(unit, &by, account.id).await?;
                    Ok(Invited { account: account.id, code: Some(code), proposal: None })
                }
                Verdict::ByTwo => {
                    let asked = Asked { kind: AccountProposalKind::Reset, role: None, grant: None };
                    let proposal =
                        proposals::propose(unit, &by, account.id, asked, &[], Some(reason)).await?;
                    Ok(Invited { account: account.id, code: None, proposal: Some(proposal) })
                }
            }
        }
        .boxed()
    })
    .await
}

/// Makes an account one that is invited: without a pass phrase and without sessions.
pub(super) async fn put_reset(
    unit: &mut UnitOfWork,
    account: &account::Model,
    reason: Option<String>,
) -> Result<account::Model, ChangeError> {
    sessions::end(unit, Which::AllOf(account.id), SessionEndReason::EndedByAdministrator).await?;
    let after = account::Model {
        status: AccountStatus::Invited,
        password_hash: None,
        must_change_password: false,
        ..account.clone()
    };
    Ok(change_account(unit, account, after, reason).await?)
}

async fn put_code(unit: &mut UnitOfWork, by: &By, account: AccountId) -> Result<IssuedCode, ChangeError> {
    let code = ActivationCode::generate()?;
    activations::issue(unit, account, by.account(), &code).await?;
    Ok(IssuedCode { text: code.text(), expires_at: unit.now() + ACTIVATION_LENGTH })
}
