//! What one administrator asks another to approve.

use async_graphql::{Context, Enum, ID, Object};
use entity::id::AccountProposalId;
use entity::{account_proposal, account_proposal_unit};

use super::account::{Account, AccountGrant};
use super::history::{History, HistoryOf};
use super::unit::Unit;
use super::word::Role;
use crate::graphql::connection::Listed;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, key};
use crate::graphql::loaders::accounts::{GrantOf, UnitsOfProposal};
use crate::graphql::scalar::{Date, DateTime};
use crate::repo::Visible;
use crate::repo::accounts::ProposalStatus;

/// A proposal about an account.
#[derive(Clone)]
pub struct AccountProposal(Visible<account_proposal::Model>);

impl From<Visible<account_proposal::Model>> for AccountProposal {
    fn from(row: Visible<account_proposal::Model>) -> Self {
        Self(row)
    }
}

impl Listed for AccountProposal {
    const CONNECTION: &'static str = "AccountProposalConnection";
    const EDGE: &'static str = "AccountProposalEdge";
}

impl AccountProposal {
    /// The proposal that a change made; none where it made none.
    ///
    /// # Errors
    /// The database fails.
    pub async fn made(
        request: &RequestContext,
        proposal: Option<AccountProposalId>,
    ) -> Result<Option<Self>, ApiError> {
        let Some(proposal) = proposal else { return Ok(None) };
        Ok(request.proposal(proposal).await?.map(Self))
    }

    async fn by(
        request: &RequestContext,
        account: Option<entity::id::AccountId>,
    ) -> Result<Option<Account>, ApiError> {
        match account {
            Some(account) => Account::find(request, account).await,
            None => Ok(None),
        }
    }
}

/// What one administrator asks another to approve, because nobody gives far-reaching rights alone.
#[Object]
impl AccountProposal {
    /// The id of the proposal.
    async fn id(&self) -> ID {
        key(NodeKind::AccountProposal, self.0.id)
    }

    /// The account that it is about.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account, ApiError> {
        Account::changed(request(ctx)?, self.0.account_id).await
    }

    /// What is proposed.
    async fn kind(&self) -> AccountProposalKind {
        self.0.kind.into()
    }

    /// The role that the account is to have; null where its role stays.
    async fn role(&self) -> Option<Role> {
        self.0.role.map(Into::into)
    }

    /// The units in which it is to hold its role.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<AccountProposalUnit>, ApiError> {
        let proposal = self.0.map(|row| row.id);
        let rows = request(ctx)?.load(UnitsOfProposal(proposal)).await?.unwrap_or_default();
        Ok(rows.iter().cloned().map(AccountProposalUnit).collect())
    }

    /// The grant that is to outlive its unit; null for another kind of proposal.
    async fn grant(&self, ctx: &Context<'_>) -> Result<Option<AccountGrant>, ApiError> {
        let Some(grant) = self.0.grant_id else { return Ok(None) };
        Ok(request(ctx)?.load(GrantOf(grant)).await?.map(AccountGrant::from))
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who proposed it; null for the console.
    async fn proposed_by(&self, ctx: &Context<'_>) -> Result<Option<Account>, ApiError> {
        Self::by(request(ctx)?, self.0.proposed_by).await
    }

    /// When.
    async fn proposed_at(&self) -> DateTime {
        DateTime(self.0.proposed_at)
    }

    /// Until when it can be decided.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// Its state.
    async fn status(&self, ctx: &Context<'_>) -> Result<AccountProposalStatus, ApiError> {
        Ok(ProposalStatus::of(&self.0, request(ctx)?.now()).into())
    }

    /// Who decided; null for the console, and where nobody did.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<Account>, ApiError> {
        Self::by(request(ctx)?, self.0.decided_by).await
    }

    /// When it was decided; null while it is open.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// Why it was decided so.
    async fn decision_reason(&self) -> Option<&str> {
        self.0.decision_reason.as_deref()
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::AccountProposal, self.0.id)
    }
}

/// A unit in which an account is to hold its role.
pub struct AccountProposalUnit(account_proposal_unit::Model);

/// A unit in which an account is to hold its role, for a period.
#[Object]
impl AccountProposalUnit {
    /// The unit, as it was last up to today.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(Unit::shown(request, self.0.unit_id, request.today(), self.0.valid_to))
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        self.0.valid_from.into()
    }

    /// First day no longer held; null while open.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Into::into)
    }
}

/// What is proposed about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::AccountProposalKind")]
pub enum AccountProposalKind {
    /// A new account with its role and units.
    Invitation,
    /// Another role, with its units in place of those that it has.
    Role,
    /// Further units for the role that it has.
    Units,
    /// That a grant outlives its unit.
    CarryOver,
    /// A new activation, for somebody who lost the pass phrase.
    Reset,
}

/// The state of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "ProposalStatus")]
pub enum AccountProposalStatus {
    /// Can be decided.
    Open,
    /// Approved and done.
    Approved,
    /// Rejected, or taken back.
    Rejected,
    /// Past its time.
    Expired,
}
