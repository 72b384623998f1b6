//! Accounts, proposals about them, and who can see a unit.

use async_graphql::{Context, ID, Object};

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::text::searched;
use crate::graphql::types::access_report::AccessReportEntry;
use crate::graphql::types::account::{Account, AccountFilter, AccountOrder, AccountOrderField};
use crate::graphql::types::account_proposal::{AccountProposal, AccountProposalStatus};
use crate::graphql::types::word::OrderDirection;
use crate::repo::Slice;
use crate::repo::accounts::{AccountConditions, ProposalStatus};

/// Accounts.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The account of an id.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's `id` or `key`.")] id: ID,
    ) -> Result<Option<Account>, ApiError> {
        let (account, _) = GlobalId::of_kind(&id, NodeKind::Account)?;
        Account::find(request(ctx)?, account).await?.map(Some).ok_or(ApiError::NotFound)
    }

    /// The accounts.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which accounts.")] r#where: Option<AccountFilter>,
        #[graphql(desc = "In which order; by login name if absent.")] order_by: Option<AccountOrder>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Account>>, ApiError> {
        let args = PageArgs { first, after, last, before };
        let order = order_by.unwrap_or(AccountOrder {
            field: AccountOrderField::Username,
            direction: OrderDirection::Ascending,
        });
        accounts(request(ctx)?, &r#where.unwrap_or_default(), order, &args).await.map(Some)
    }

    /// What administrators ask each other to approve, the last one first.
    async fn account_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Proposals in one of these states; all if absent.")] statuses: Option<
            Vec<AccountProposalStatus>,
        >,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<AccountProposal>>, ApiError> {
        let args = PageArgs { first, after, last, before };
        proposals(request(ctx)?, statuses, &args).await.map(Some)
    }

    /// Who can see the rows of a unit: each grant held today by which an account reaches it, by login name.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn access_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit's `id` or `key`.")] unit: ID,
        #[graphql(desc = "The day of the rows; if absent, the day of the id, or today.")] as_of: Option<Date>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<AccessReportEntry>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let (unit, day) = GlobalId::of_kind(&unit, NodeKind::Unit)?;
        let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
        let cursors = request.cursors(&format!("access report {unit:?} {on}"));
        let page = args.page(&cursors)?;
        let seen = request.seen_by(unit, on).await?;
        let total = TotalCount::Known(u64::try_from(seen.len()).unwrap_or(u64::MAX));
        let slice = Slice::of_list(seen, &page, |seen| seen.position());
        let slice = slice.map(|seen| {
            let position = seen.position();
            (AccessReportEntry::from(seen), position)
        });
        Connection::new(slice, &cursors, total).map(Some)
    }
}

async fn accounts(
    request: &RequestContext,
    filter: &AccountFilter,
    order: AccountOrder,
    args: &PageArgs,
) -> Result<Connection<Account>, ApiError> {
    let conditions = conditions(filter)?;
    let cursors = request.cursors(&format!("accounts {conditions:?} {order:?}"));
    let order = (order.field.into(), order.direction.into());
    let slice = request.accounts(&conditions, order, &args.page(&cursors)?).await?;
    let slice = slice.map(|(row, position)| (Account::from(row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.account_count(&conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}

fn conditions(filter: &AccountFilter) -> Result<AccountConditions, ApiError> {
    let unit = filter.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    Ok(AccountConditions {
        search: filter.search.as_deref().map(searched).transpose()?,
        roles: filter.roles.as_ref().map(|roles| roles.iter().copied().map(Into::into).collect()),
        statuses: filter.statuses.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
        unit: unit.map(|(unit, _)| unit),
        dormant_since: filter.dormant_since.map(|date| date.0),
        findings: filter.findings.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
    })
}

async fn proposals(
    request: &RequestContext,
    statuses: Option<Vec<AccountProposalStatus>>,
    args: &PageArgs,
) -> Result<Connection<AccountProposal>, ApiError> {
    let statuses: Option<Vec<ProposalStatus>> =
        statuses.map(|words| words.into_iter().map(Into::into).collect());
    let cursors = request.cursors(&format!("account proposals {statuses:?}"));
    let now = request.now();
    let slice = request.proposals(statuses.as_deref(), now, &args.page(&cursors)?).await?;
    let slice = slice.map(|(row, position)| (AccountProposal::from(row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, statuses) = (request.clone(), statuses.clone());
        async move { Ok(request.proposal_count(statuses.as_deref(), now).await?) }
    });
    Connection::new(slice, &cursors, total)
}
