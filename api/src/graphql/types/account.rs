//! Accounts.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::account_grant;
use entity::id::{AccountId, UnitId};

use super::account_proposal::AccountProposal;
use super::history::{History, HistoryOf};
use super::service_account::ServiceAccount;
use super::session::Session;
use super::unit::Unit;
use super::word::{OrderDirection, Role};
use crate::graphql::connection::{Connection, Listed, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, key};
use crate::graphql::loaders::accounts::{ActivationOf, GrantsOf, HolderOf, ProposalsOf, ServiceAccountOf};
use crate::graphql::nested::nested;
use crate::graphql::scalar::{Date, DateTime};
use crate::repo::Visible;
use crate::repo::accounts::{AccountRow, findings};
use crate::repo::nested::ListOf;
use crate::repo::sessions::AliveAt;

/// An account.
#[derive(Clone)]
pub struct Account(Visible<AccountRow>);

impl Account {
    /// The account of an id; none where there is none, or the viewer reads no accounts.
    ///
    /// # Errors
    /// The database fails.
    pub async fn find(request: &RequestContext, account: AccountId) -> Result<Option<Self>, ApiError> {
        if !request.viewer().reads(entity::class::ConfidentialityClass::Account) {
            return Ok(None);
        }
        Ok(request.load(account).await?.map(Self))
    }

    /// The account as it is after a change.
    ///
    /// # Errors
    /// The database fails, or the account is gone, which none ever is.
    pub async fn changed(request: &RequestContext, account: AccountId) -> Result<Self, ApiError> {
        let found = Self::find(request, account).await?;
        found.ok_or_else(|| ApiError::internal("an account that was changed can't be read"))
    }

    /// The login name.
    #[must_use]
    pub fn account_id(&self) -> Visible<AccountId> {
        self.0.map(|row| row.id)
    }
}

impl From<Visible<AccountRow>> for Account {
    fn from(row: Visible<AccountRow>) -> Self {
        Self(row)
    }
}

impl Listed for Account {
    const CONNECTION: &'static str = "AccountConnection";
    const EDGE: &'static str = "AccountEdge";
}

/// A person or system that may log in. It is no dated thing: `id` and `key` are the same.
#[Object]
impl Account {
    /// The id of the account.
    pub async fn id(&self) -> ID {
        key(NodeKind::Account, self.0.id)
    }

    /// The account itself: the same as `id`.
    async fn key(&self) -> ID {
        key(NodeKind::Account, self.0.id)
    }

    /// Counts the changes, those of its grants among them: what an update expects.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The name to log in with.
    async fn username(&self) -> &str {
        &self.0.username
    }

    /// The name that is shown.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// Its one role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Whether it may log in.
    async fn status(&self) -> AccountStatus {
        self.0.status.into()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When a session of it last began; null where none has.
    async fn last_login_at(&self) -> Option<DateTime> {
        self.0.last_login_at.map(DateTime)
    }

    /// Since when it is locked for too many failures in a row; null if it is not.
    async fn locked_at(&self) -> Option<DateTime> {
        self.0.locked_at.map(DateTime)
    }

    /// Whether the pass phrase must be changed after the next login.
    async fn must_change_password(&self) -> bool {
        self.0.must_change_password
    }

    /// The units in which it holds its role, or held one, the first ones first.
    async fn grants(&self, ctx: &Context<'_>) -> Result<Vec<AccountGrant>, ApiError> {
        let request = request(ctx)?;
        let rows = request.load(GrantsOf(self.account_id())).await?.unwrap_or_default();
        Ok(rows.iter().map(|row| AccountGrant(row.clone())).collect())
    }

    /// The code that activates it, without the code; null where there is none that can be used.
    async fn activation(&self, ctx: &Context<'_>) -> Result<Option<AccountActivation>, ApiError> {
        let request = request(ctx)?;
        let found = request.load(ActivationOf(self.account_id())).await?;
        let found = found.filter(|row| request.now() < row.expires_at);
        Ok(found.map(|row| AccountActivation {
            issued_at: DateTime(row.issued_at),
            expires_at: DateTime(row.expires_at),
        }))
    }

    /// The official who holds it; null where nobody said who does.
    async fn holder(&self, ctx: &Context<'_>) -> Result<Option<AccountHolder>, ApiError> {
        let found = request(ctx)?.load(HolderOf(self.account_id())).await?;
        Ok(found.map(|holder| AccountHolder {
            official_key: key(NodeKind::Official, holder.official),
            linked_at: DateTime(holder.linked_at),
            left_office_on: holder.left_on.map(Date),
        }))
    }

    /// What is to be looked at.
    async fn findings(&self, ctx: &Context<'_>) -> Result<Vec<AccountFinding>, ApiError> {
        let request = request(ctx)?;
        let grants = request.load(GrantsOf(self.account_id())).await?.unwrap_or_default();
        let holder = request.load(HolderOf(self.account_id())).await?;
        let today = request.today();
        let has_ended = |unit: UnitId| request.directory().units.has_ended(unit, today);
        let found = findings(&self.0, &grants, holder.as_ref(), has_ended, today);
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// What a machine proves itself with, and to what it is held; null for the account of a person.
    async fn service_account(&self, ctx: &Context<'_>) -> Result<Option<ServiceAccount>, ApiError> {
        Ok(request(ctx)?.load(ServiceAccountOf(self.0.id)).await?.map(ServiceAccount::from))
    }

    /// The proposals about it, the last one first.
    async fn proposals(&self, ctx: &Context<'_>) -> Result<Vec<AccountProposal>, ApiError> {
        let rows = request(ctx)?.load(ProposalsOf(self.account_id())).await?.unwrap_or_default();
        Ok(rows.iter().cloned().map(AccountProposal::from).collect())
    }

    /// Its sessions that go on, the last one first.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Session>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let list = ListOf { parent: self.0.id, on: request.today(), filter: AliveAt(request.now()) };
        nested(request, list, "sessions of an account", &args, Session::from).await.map(Some)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Account, self.0.id)
    }
}

/// A unit in which an account holds its role, for a period.
#[derive(Clone)]
pub struct AccountGrant(account_grant::Model);

impl From<account_grant::Model> for AccountGrant {
    fn from(row: account_grant::Model) -> Self {
        Self(row)
    }
}

/// A unit in which an account holds its role, for a period.
#[Object]
impl AccountGrant {
    /// The id of the grant.
    async fn id(&self) -> ID {
        key(NodeKind::AccountGrant, self.0.id)
    }

    /// The unit, as it was last up to today and to the end of the grant.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        // A grant that was taken back on the day on which it began has no last day.
        let until = self.0.valid_to.filter(|end| *end > self.0.valid_from);
        Ok(Unit::shown(request, self.0.unit_id, request.today(), until))
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        self.0.valid_from.into()
    }

    /// First day no longer held; null while open. The same as `validFrom` where it was held on no day.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Into::into)
    }

    /// Whether it is held today. Whether the unit still exists is another question.
    async fn is_held(&self, ctx: &Context<'_>) -> Result<bool, ApiError> {
        let today = request(ctx)?.today();
        Ok(self.0.valid_from <= today && self.0.valid_to.is_none_or(|end| today < end))
    }

    /// When an administrator confirmed that it outlives its unit; null where none did.
    async fn carries_over_since(&self) -> Option<DateTime> {
        self.0.carries_over_confirmed_at.map(DateTime)
    }

    /// The first day on which its unit no longer exists; null while it does.
    async fn unit_ends_on(&self, ctx: &Context<'_>) -> Result<Option<Date>, ApiError> {
        Ok(request(ctx)?.directory().units.end_of(self.0.unit_id).map(Into::into))
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::AccountGrant, self.0.id)
    }
}

/// When a code was issued, and until when it can be used. The code itself is shown once, to whoever issues it.
#[derive(Clone, Debug, SimpleObject)]
pub struct AccountActivation {
    /// When it was issued.
    issued_at: DateTime,
    /// Until when it can be used.
    expires_at: DateTime,
}

/// The official who holds an account. Nothing of the file is told but that it is closed.
#[derive(Clone, Debug, SimpleObject)]
pub struct AccountHolder {
    /// The official's key, as an administrator gave it.
    official_key: ID,
    /// When that was.
    linked_at: DateTime,
    /// The first day on which no unit kept the official's file any more; null while one does.
    left_office_on: Option<Date>,
}

/// Whether an account may log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::AccountStatus")]
pub enum AccountStatus {
    /// Invited, not yet activated.
    Invited,
    /// May log in.
    Active,
    /// May not log in.
    Disabled,
}

/// What is to be looked at in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "crate::repo::accounts::AccountFinding")]
pub enum AccountFinding {
    /// It may log in, and nobody did for 90 days.
    Dormant,
    /// It was invited before today and never activated.
    NeverActivated,
    /// A grant that goes on is held in a unit that has ended, and nobody confirmed that it carries over.
    UnitEnded,
    /// The official who holds it is kept by no unit any more.
    HolderLeftOffice,
    /// It is locked for too many failures in a row.
    Locked,
}

/// Which accounts to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct AccountFilter {
    /// Accounts of which either name contains this text; without regard to case and diacritics, đ as d.
    pub search: Option<String>,
    /// Accounts with one of these roles.
    pub roles: Option<Vec<Role>>,
    /// Accounts in one of these states.
    pub statuses: Option<Vec<AccountStatus>>,
    /// Accounts that hold their role in this unit today.
    pub unit: Option<ID>,
    /// Accounts that may log in, were made before this day, and did not log in on it or later.
    pub dormant_since: Option<Date>,
    /// Accounts with one of these findings.
    pub findings: Option<Vec<AccountFinding>>,
}

/// How to order accounts.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct AccountOrder {
    /// By what.
    pub field: AccountOrderField,
    /// In which direction.
    #[graphql(default)]
    pub direction: OrderDirection,
}

/// By what accounts can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "crate::repo::accounts::AccountKey")]
pub enum AccountOrderField {
    /// By login name.
    Username,
    /// By when they were made, then by the account's identity.
    CreatedAt,
}
