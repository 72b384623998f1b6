//! What takes two administrators.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::id::{AccountId, AccountProposalId};

use super::refusal::told;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::types::account::Account;
use crate::graphql::types::account_proposal::AccountProposal;
use crate::graphql::types::user_error::UserError;
use crate::work::accounts::{self, ChangeError};

/// Proposals.
#[derive(Default)]
pub struct AccountProposalMutation;

#[Object]
impl AccountProposalMutation {
    /// Approves what another administrator proposed, and does it. Neither who proposed it nor whom it favours approves.
    /// Asks for a fresh check of the pass phrase.
    async fn approve_account_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ApproveAccountProposalInput,
    ) -> Result<Option<AccountProposalPayload>, ApiError> {
        let request = request(ctx)?;
        let (proposal, _) = GlobalId::of_kind(&input.proposal, NodeKind::AccountProposal)?;
        let reason = input.reason.as_deref();
        let outcome = accounts::approve(request.work(), request.asker(), proposal, reason).await;
        AccountProposalPayload::of(request, proposal, outcome).await.map(Some)
    }

    /// Rejects what an administrator proposed, or takes back one's own proposal. An account that was only proposed is
    /// closed with it.
    async fn reject_account_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal, and why.")] input: RejectAccountProposalInput,
    ) -> Result<Option<AccountProposalPayload>, ApiError> {
        let request = request(ctx)?;
        let (proposal, _) = GlobalId::of_kind(&input.proposal, NodeKind::AccountProposal)?;
        let outcome = accounts::reject(request.work(), request.asker(), proposal, &input.reason).await;
        AccountProposalPayload::of(request, proposal, outcome).await.map(Some)
    }
}

/// Which proposal is approved.
#[derive(Clone, Debug, InputObject)]
pub struct ApproveAccountProposalInput {
    /// The proposal.
    pub proposal: ID,
    /// Why: 1 to 500 characters.
    pub reason: Option<String>,
}

/// Which proposal is rejected, and why.
#[derive(Clone, Debug, InputObject)]
pub struct RejectAccountProposalInput {
    /// The proposal.
    pub proposal: ID,
    /// Why: 1 to 500 characters.
    pub reason: String,
}

/// What came of a decision.
#[derive(Clone, SimpleObject)]
pub struct AccountProposalPayload {
    /// The proposal; null exactly when there are errors.
    proposal: Option<AccountProposal>,
    /// The account that it is about; null exactly when there are errors.
    account: Option<Account>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl AccountProposalPayload {
    async fn of(
        request: &RequestContext,
        proposal: AccountProposalId,
        outcome: Result<AccountId, ChangeError>,
    ) -> Result<Self, ApiError> {
        Ok(match told(request, outcome)? {
            Ok(account) => Self {
                proposal: AccountProposal::made(request, Some(proposal)).await?,
                account: Some(Account::changed(request, account).await?),
                user_errors: Vec::new(),
            },
            Err(user_errors) => Self { proposal: None, account: None, user_errors },
        })
    }
}
