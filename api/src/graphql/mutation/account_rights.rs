//! Roles and units of accounts.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::refusal::told;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::account::Account;
use crate::graphql::types::account_proposal::AccountProposal;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::word::Role;
use crate::work::accounts::{self, Assigned, ChangeError, UnitPeriod};

/// Roles and units.
#[derive(Default)]
pub struct AccountRightsMutation;

#[Object]
impl AccountRightsMutation {
    /// Gives an account another role with its units, in place of those that it has, at once; a role that reaches far is
    /// proposed to another administrator. Nobody changes his own. Asks for a fresh check of the pass phrase.
    async fn change_account_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, which role, and why.")] input: ChangeAccountRoleInput,
    ) -> Result<Option<AccountRightsPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let units = unit_periods(input.units.unwrap_or_default())?;
        let (version, role) = (Some(input.expected_version), input.role.into());
        let asker = request.asker();
        let outcome =
            accounts::change_role(request.work(), asker, account, version, role, units, &input.reason).await;
        AccountRightsPayload::of(request, outcome).await.map(Some)
    }

    /// Gives an account further units for the role that it has; of a role that reaches far this is proposed to another
    /// administrator. Asks for a fresh check of the pass phrase.
    async fn add_account_units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and which units.")] input: AddAccountUnitsInput,
    ) -> Result<Option<AccountRightsPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let units = unit_periods(input.units)?;
        let (version, reason) = (Some(input.expected_version), input.reason.as_deref());
        let outcome =
            accounts::add_units(request.work(), request.asker(), account, version, units, reason).await;
        AccountRightsPayload::of(request, outcome).await.map(Some)
    }

    /// Ends a grant today, or on a later day.
    async fn end_account_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which grant, when, and why.")] input: EndAccountGrantInput,
    ) -> Result<Option<AccountRightsPayload>, ApiError> {
        let request = request(ctx)?;
        let (grant, _) = GlobalId::of_kind(&input.grant, NodeKind::AccountGrant)?;
        let (version, on) = (Some(input.expected_version), input.on.map(|date| date.0));
        let outcome =
            accounts::end_grant(request.work(), request.asker(), grant, version, on, &input.reason).await;
        let outcome = outcome.map(|account| Assigned { account, proposal: None });
        AccountRightsPayload::of(request, outcome).await.map(Some)
    }

    /// Confirms that a grant outlives its unit: once that has ended, the grant reaches its successors. Of a role that
    /// reaches far this is proposed to another administrator. Asks for a fresh check of the pass phrase.
    async fn confirm_account_carry_over(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which grant.")] input: ConfirmAccountCarryOverInput,
    ) -> Result<Option<AccountRightsPayload>, ApiError> {
        let request = request(ctx)?;
        let (grant, _) = GlobalId::of_kind(&input.grant, NodeKind::AccountGrant)?;
        let (version, reason) = (Some(input.expected_version), input.reason.as_deref());
        let outcome =
            accounts::confirm_carry_over(request.work(), request.asker(), grant, version, reason).await;
        AccountRightsPayload::of(request, outcome).await.map(Some)
    }
}

/// A unit in which a role is to be held, for a period.
#[derive(Clone, Debug, InputObject)]
pub struct AccountUnitInput {
    /// The unit. COMMUNE is held in units of the commune level and in agencies alone.
    pub unit: ID,
    /// First day, today or later; today if absent.
    pub valid_from: Option<Date>,
    /// First day no longer held; open if absent.
    pub valid_to: Option<Date>,
}

/// The units of an input.
pub(super) fn unit_periods(units: Vec<AccountUnitInput>) -> Result<Vec<UnitPeriod>, ApiError> {
    let period = |given: AccountUnitInput| {
        let (unit, _) = GlobalId::of_kind(&given.unit, NodeKind::Unit)?;
        let (from, to) = (given.valid_from.map(|date| date.0), given.valid_to.map(|date| date.0));
        Ok(UnitPeriod { unit, from, to })
    };
    units.into_iter().map(period).collect()
}

/// Which account gets which role.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeAccountRoleInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The role.
    pub role: Role,
    /// The units to hold it in; none for ADMIN, and at least one for every other role.
    pub units: Option<Vec<AccountUnitInput>>,
    /// Why: 1 to 500 characters.
    pub reason: String,
}

/// Which account gets which units.
#[derive(Clone, Debug, InputObject)]
pub struct AddAccountUnitsInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The units, 1 to 100.
    pub units: Vec<AccountUnitInput>,
    /// Why: 1 to 500 characters.
    pub reason: Option<String>,
}

/// Which grant ends.
#[derive(Clone, Debug, InputObject)]
pub struct EndAccountGrantInput {
    /// The grant.
    pub grant: ID,
    /// The version of its account that the client knows.
    pub expected_version: i32,
    /// First day no longer held, today or later; today if absent.
    pub on: Option<Date>,
    /// Why: 1 to 500 characters.
    pub reason: String,
}

/// Which grant outlives its unit.
#[derive(Clone, Debug, InputObject)]
pub struct ConfirmAccountCarryOverInput {
    /// The grant.
    pub grant: ID,
    /// The version of its account that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters.
    pub reason: Option<String>,
}

/// What came of a change of rights.
#[derive(Clone, SimpleObject)]
pub struct AccountRightsPayload {
    /// The account; null exactly when there are errors.
    account: Option<Account>,
    /// The proposal that another administrator has to approve; null where the change is done.
    proposal: Option<AccountProposal>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl AccountRightsPayload {
    async fn of(request: &RequestContext, outcome: Result<Assigned, ChangeError>) -> Result<Self, ApiError> {
        Ok(match told(request, outcome)? {
            Ok(assigned) => Self {
                account: Some(Account::changed(request, assigned.account).await?),
                proposal: AccountProposal::made(request, assigned.proposal).await?,
                user_errors: Vec::new(),
            },
            Err(user_errors) => Self { account: None, proposal: None, user_errors },
        })
    }
}
