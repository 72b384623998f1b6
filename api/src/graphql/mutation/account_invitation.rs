//! Invitations, and the codes with which people activate their accounts.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::account_rights::{AccountUnitInput, unit_periods};
use super::refusal::{idempotency_key, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::DateTime;
use crate::graphql::types::account::Account;
use crate::graphql::types::account_proposal::AccountProposal;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::word::Role;
use crate::work::accounts::{self, ChangeError, Invitation, Invited, IssuedCode};

/// Invitations.
#[derive(Default)]
pub struct AccountInvitationMutation;

#[Object]
impl AccountInvitationMutation {
    /// Makes an account that its holder activates with a code, which is shown in this answer alone. A role that reaches
    /// far (DISTRICT, PARTY_COMMITTEE, ADMIN) is proposed: a code can be issued once another administrator has approved.
    /// Asks for a fresh check of the pass phrase.
    async fn invite_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is invited.")] input: InviteAccountInput,
    ) -> Result<Option<InviteAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let official =
            input.official.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Official)).transpose()?;
        let invitation = Invitation {
            username: input.username,
            display_name: input.display_name,
            role: input.role.into(),
            units: unit_periods(input.units.unwrap_or_default())?,
            official: official.map(|(official, _)| official),
            reason: input.reason,
        };
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(InviteAccountPayload::refused(user_errors))),
        };
        let outcome = accounts::invite(request.work(), request.asker(), invitation, key).await;
        InviteAccountPayload::of(request, outcome).await.map(Some)
    }

    /// Gives an invited account a new code, which is shown in this answer alone; an older one opens nothing any more. Asks
    /// for a fresh check of the pass phrase.
    async fn issue_activation_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: IssueActivationCodeInput,
    ) -> Result<Option<InviteAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let version = Some(input.expected_version);
        let outcome = accounts::issue_code(request.work(), request.asker(), account, version).await;
        InviteAccountPayload::of(request, outcome).await.map(Some)
    }

    /// Takes the pass phrase of an account away, ends its sessions and gives it a code, for somebody who lost the pass
    /// phrase. For a role that reaches far this is proposed to another administrator. Asks for a fresh check of the pass
    /// phrase.
    async fn reset_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and why.")] input: ResetAccountInput,
    ) -> Result<Option<InviteAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let version = Some(input.expected_version);
        let outcome = accounts::reset(request.work(), request.asker(), account, version, &input.reason).await;
        InviteAccountPayload::of(request, outcome).await.map(Some)
    }

    /// Takes an invitation back: its code opens nothing any more, and what was proposed of the account is rejected.
    async fn cancel_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and why.")] input: CancelInvitationInput,
    ) -> Result<Option<CancelInvitationPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let version = Some(input.expected_version);
        let outcome =
            accounts::cancel_invitation(request.work(), request.asker(), account, version, &input.reason)
                .await;
        Ok(Some(match told(request, outcome)? {
            Ok(account) => CancelInvitationPayload {
                account: Some(Account::changed(request, account).await?),
                user_errors: Vec::new(),
            },
            Err(user_errors) => CancelInvitationPayload { account: None, user_errors },
        }))
    }
}

/// Who is invited.
#[derive(Clone, Debug, InputObject)]
pub struct InviteAccountInput {
    /// The name to log in with: 1 to 64 unaccented letters, digits, `.`, `_` or `-`, in lower case.
    pub username: String,
    /// The name that is shown: 1 to 200 characters.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The units to hold it in; none for ADMIN, and at least one for every other role.
    pub units: Option<Vec<AccountUnitInput>>,
    /// The official who will hold the account.
    pub official: Option<ID>,
    /// Why: 1 to 500 characters.
    pub reason: Option<String>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    /// The code is not shown again.
    pub idempotency_key: String,
}

/// Which account gets a code.
#[derive(Clone, Debug, InputObject)]
pub struct IssueActivationCodeInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// Which account is reset, and why.
#[derive(Clone, Debug, InputObject)]
pub struct ResetAccountInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters.
    pub reason: String,
}

/// Which invitation is taken back, and why.
#[derive(Clone, Debug, InputObject)]
pub struct CancelInvitationInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters.
    pub reason: String,
}

/// A code that activates an account, in the clear. It is shown once and kept nowhere.
#[derive(Clone, SimpleObject)]
pub struct ActivationCode {
    /// The code, to be handed over on paper or by word.
    code: String,
    /// Until when it can be used.
    expires_at: DateTime,
}

impl From<IssuedCode> for ActivationCode {
    fn from(issued: IssuedCode) -> Self {
        Self { code: issued.text, expires_at: DateTime(issued.expires_at) }
    }
}

/// What came of an invitation.
#[derive(Clone, SimpleObject)]
pub struct InviteAccountPayload {
    /// The account; null exactly when there are errors.
    account: Option<Account>,
    /// The code that activates it; null while another administrator has to approve.
    activation_code: Option<ActivationCode>,
    /// The proposal that another administrator has to approve; null where none has to.
    proposal: Option<AccountProposal>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl InviteAccountPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { account: None, activation_code: None, proposal: None, user_errors }
    }

    async fn of(request: &RequestContext, outcome: Result<Invited, ChangeError>) -> Result<Self, ApiError> {
        let invited = match told(request, outcome)? {
            Ok(invited) => invited,
            Err(user_errors) => return Ok(Self::refused(user_errors)),
        };
        Ok(Self {
            account: Some(Account::changed(request, invited.account).await?),
            activation_code: invited.code.map(ActivationCode::from),
            proposal: AccountProposal::made(request, invited.proposal).await?,
            user_errors: Vec::new(),
        })
    }
}

/// What came of an invitation that was taken back.
#[derive(Clone, SimpleObject)]
pub struct CancelInvitationPayload {
    /// The account; null exactly when there are errors.
    account: Option<Account>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}
