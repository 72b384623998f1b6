//! Accounts with what hangs on them: for roles that read the class ACCOUNT. Hashes are never selected.

#![expect(
    clippy::disallowed_methods,
    reason = "when a holder left office is released to those who read accounts: `holder-left-office`"
)]

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::id::{AccountId, AccountProposalId, OfficialId, UnitId};
use entity::value::{AccountProposalOutcome, AccountStatus, Role};
use entity::{
    account, account_grant, account_holder, account_login, account_proposal, account_proposal_unit,
    activation, affiliation,
};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::directory::in_force;
use super::list::{Direction, Keys, Part, Position};
use super::period::Span;
use super::{Page, Reader, RepoError, Slice, Visible};
use crate::clock;
use crate::vietnamese;

/// After so many days without a login an account is dormant.
pub const DORMANT_AFTER: Days = Days::new(90);

/// An account, without what proves its pass phrase.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct AccountRow {
    /// The account.
    pub id: AccountId,
    /// The name to log in with.
    pub username: String,
    /// The name that is shown.
    pub display_name: String,
    /// Its one role.
    pub role: Role,
    /// Whether it may log in.
    pub status: AccountStatus,
    /// Whether the pass phrase must be changed after the next login.
    pub must_change_password: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Counts the changes.
    pub version: i32,
    /// When a session of it last began.
    pub last_login_at: Option<DateTime<Utc>>,
    /// Since when it is locked for too many failures in a row.
    pub locked_at: Option<DateTime<Utc>>,
}

/// What is to be looked at in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountFinding {
    /// It may log in, and nobody did for long.
    Dormant,
    /// It was invited more than a day ago and never activated.
    NeverActivated,
    /// A grant that goes on is held in a unit that has ended, and nobody confirmed that it carries over.
    UnitEnded,
    /// The official who holds it is kept by no unit any more.
    HolderLeftOffice,
    /// It is locked for too many failures in a row.
    Locked,
}

impl AccountFinding {
    /// Every finding.
    pub const ALL: [Self; 5] =
        [Self::Dormant, Self::NeverActivated, Self::UnitEnded, Self::HolderLeftOffice, Self::Locked];
}

/// Which accounts to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AccountConditions {
    /// A part of either name, folded for search.
    pub search: Option<String>,
    /// With one of these roles.
    pub roles: Option<Vec<Role>>,
    /// In one of these states.
    pub statuses: Option<Vec<AccountStatus>>,
    /// Holds its role in this unit today.
    pub unit: Option<UnitId>,
    /// May log in, is older than this day, and did not log in on it or later.
    pub dormant_since: Option<NaiveDate>,
    /// With one of these findings.
    pub findings: Option<Vec<AccountFinding>>,
}

/// How to order accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountKey {
    /// By login name.
    Username,
    /// By when they were made.
    CreatedAt,
}

impl AccountKey {
    fn keys(self, direction: Direction) -> Keys {
        let key = match self {
            Self::Username => account::Column::Username,
            Self::CreatedAt => account::Column::CreatedAt,
        };
        Keys::by(key.into_expr(), direction).then(account::Column::Id.into_expr(), direction)
    }

    fn position(self, row: &AccountRow) -> Position {
        let part = match self {
            Self::Username => Part::Text(row.username.clone()),
            Self::CreatedAt => Part::Instant(row.created_at),
        };
        Position::new([part, Part::Id(row.id.0)])
    }
}

/// Which proposals to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProposalStatus {
    /// Can be decided.
    Open,
    /// Approved and done.
    Approved,
    /// Rejected, or taken back.
    Rejected,
    /// Past its time.
    Expired,
}

impl ProposalStatus {
    /// The state of a proposal at an instant.
    #[must_use]
    pub fn of(proposal: &account_proposal::Model, now: DateTime<Utc>) -> Self {
        match proposal.outcome {
            Some(AccountProposalOutcome::Approved) => Self::Approved,
            Some(AccountProposalOutcome::Rejected) => Self::Rejected,
            Some(AccountProposalOutcome::Expired) => Self::Expired,
            None if now < proposal.expires_at => Self::Open,
            None => Self::Expired,
        }
    }

    fn condition(self, now: DateTime<Utc>) -> Condition {
        use account_proposal::Column;
        let outcome = |outcome| Condition::all().add(Column::Outcome.eq(outcome));
        let undecided = Condition::all().add(Column::Outcome.is_null());
        match self {
            Self::Approved => outcome(AccountProposalOutcome::Approved),
            Self::Rejected => outcome(AccountProposalOutcome::Rejected),
            Self::Open => undecided.add(Column::ExpiresAt.gt(now)),
            Self::Expired => Condition::any()
                .add(outcome(AccountProposalOutcome::Expired))
                .add(undecided.add(Column::ExpiresAt.lte(now))),
        }
    }
}

/// Who holds an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The official.
    pub official: OfficialId,
    /// When that was set.
    pub linked_at: DateTime<Utc>,
    /// The first day on which no unit kept the official's file any more; none while one does.
    pub left_on: Option<NaiveDate>,
}

impl Reader {
    /// A page of the accounts.
    ///
    /// # Errors
    /// [`RepoError`] when the role may not ask, or the database fails.
    pub async fn accounts(
        &self,
        conditions: &AccountConditions,
        (key, direction): (AccountKey, Direction),
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<AccountRow>, Position)>, RepoError> {
        let list = self.account_list(conditions)?;
        if conditions.search.is_none() {
            return self.page_of(list, &key.keys(direction), page, |row| key.position(row)).await;
        }
        // Names are folded here, not in the database.
        let mut found = self.accounts_found(list, conditions).await?;
        found.sort_by_cached_key(|row| key.position(row));
        let slice = match direction {
            Direction::Ascending => Slice::of_list(found, page, |row| key.position(row)),
            Direction::Descending => Slice::of_reversed(found, page, |row| key.position(row)),
        };
        Ok(slice.map(|row| {
            let position = key.position(&row);
            (Visible::new(row), position)
        }))
    }

    /// How many accounts there are.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn account_count(&self, conditions: &AccountConditions) -> Result<u64, RepoError> {
        let list = self.account_list(conditions)?;
        if conditions.search.is_none() {
            return self.count_of(list).await;
        }
        let found = self.accounts_found(list, conditions).await?;
        Ok(u64::try_from(found.len()).unwrap_or(u64::MAX))
    }

    /// Accounts by their ids.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn accounts_by_id(
        &self,
        ids: &[AccountId],
    ) -> Result<HashMap<AccountId, Visible<AccountRow>>, RepoError> {
        let mut found = HashMap::new();
        for some in ids.chunks(self.most_keys()) {
            let mut list = self.account_list(&AccountConditions::default())?;
            list.cond_where(account::Column::Id.is_in(some.iter().copied()));
            let rows = self.rows(&list, |row| Ok(AccountRow::from_query_result(row, "")?)).await?;
            found.extend(rows.into_iter().map(|row| (row.id, Visible::new(row))));
        }
        Ok(found)
    }

    async fn accounts_found(
        &self,
        list: SelectStatement,
        conditions: &AccountConditions,
    ) -> Result<Vec<AccountRow>, RepoError> {
        let text = conditions.search.as_deref().unwrap_or_default();
        let rows = self.rows(&list, |row| Ok(AccountRow::from_query_result(row, "")?)).await?;
        let names = |row: &AccountRow| [vietnamese::fold(&row.display_name), vietnamese::fold(&row.username)];
        Ok(rows.into_iter().filter(|row| names(row).iter().any(|name| name.contains(text))).collect())
    }

    fn account_list(&self, conditions: &AccountConditions) -> Result<SelectStatement, RepoError> {
        use account::Column;
        let to_logins = account::Entity::belongs_to(account_login::Entity)
            .from(Column::Id)
            .to(account_login::Column::AccountId)
            .into();
        let mut list = self
            .select::<account::Entity>()?
            .select_only()
            .columns([
                Column::Id,
                Column::Username,
                Column::DisplayName,
                Column::Role,
                Column::Status,
                Column::MustChangePassword,
                Column::CreatedAt,
                Column::Version,
            ])
            .column(account_login::Column::LastLoginAt)
            .column(account_login::Column::LockedAt)
            .join(JoinType::LeftJoin, to_logins)
            .filter(
                Condition::all()
                    .add_option(conditions.roles.clone().map(|roles| Column::Role.is_in(roles)))
                    .add_option(conditions.statuses.clone().map(|words| Column::Status.is_in(words)))
                    .add_option(conditions.dormant_since.map(dormant_since)),
            );
        if let Some(unit) = conditions.unit {
            list =
                list.filter(Column::Id.in_subquery(self.holding(|| account_grant::Column::UnitId.eq(unit))?));
        }
        if let Some(findings) = &conditions.findings {
            let mut any = Condition::any().add(Expr::val(1).eq(0));
            for finding in findings {
                any = any.add(self.found(*finding)?);
            }
            list = list.filter(any);
        }
        Ok(list.into_query())
    }

    /// The accounts with a grant that is held today and meets a condition.
    fn holding<C: Into<sea_orm::sea_query::SimpleExpr>>(
        &self,
        condition: impl FnOnce() -> C,
    ) -> Result<SelectStatement, RepoError> {
        let condition: sea_orm::sea_query::SimpleExpr = condition().into();
        Ok(self
            .select::<account_grant::Entity>()?
            .select_only()
            .column(account_grant::Column::AccountId)
            .filter(
                Span::day(self.today())
                    .meets(account_grant::Column::ValidFrom, account_grant::Column::ValidTo),
            )
            .filter(condition)
            .into_query())
    }

    fn found(&self, finding: AccountFinding) -> Result<Condition, RepoError> {
        use account::Column;
        let today = self.today();
        Ok(match finding {
            AccountFinding::Dormant => dormant_since(dormant_day(today)),
            AccountFinding::NeverActivated => Condition::all()
                .add(Column::Status.eq(AccountStatus::Invited))
                .add(Column::CreatedAt.lt(clock::begin_of(today))),
            AccountFinding::UnitEnded => {
                let ended: Vec<UnitId> = self.directory().units.ended_by(today).collect();
                let held = self.holding(|| {
                    account_grant::Column::CarriesOverConfirmedAt
                        .is_null()
                        .and(account_grant::Column::UnitId.is_in(ended))
                })?;
                Condition::all().add(Column::Id.in_subquery(held))
            }
            AccountFinding::HolderLeftOffice => {
                let kept = affiliation::Entity::find()
                    .select_only()
                    .column(affiliation::Column::OfficialId)
                    .filter(
                        Span::day(today).meets(affiliation::Column::ValidFrom, affiliation::Column::ValidTo),
                    )
                    .into_query();
                let was_kept = affiliation::Entity::find()
                    .select_only()
                    .column(affiliation::Column::OfficialId)
                    .filter(affiliation::Column::ValidTo.lte(today))
                    .into_query();
                let gone = self
                    .select::<account_holder::Entity>()?
                    .select_only()
                    .column(account_holder::Column::AccountId)
                    .filter(account_holder::Column::OfficialId.in_subquery(was_kept))
                    .filter(account_holder::Column::OfficialId.not_in_subquery(kept))
                    .into_query();
                Condition::all().add(Column::Id.in_subquery(gone))
            }
            AccountFinding::Locked => Condition::all().add(account_login::Column::LockedAt.is_not_null()),
        })
    }

    /// Who holds accounts.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn account_holders(
        &self,
        accounts: &[Visible<AccountId>],
    ) -> Result<HashMap<AccountId, Holder>, RepoError> {
        let rows = self.hanging_on::<account_holder::Entity, _>(account_holder::Column::AccountId, accounts);
        let rows = rows.await?;
        let officials: Vec<OfficialId> = rows.iter().filter_map(|row| row.official_id).collect();
        let mut periods: HashMap<OfficialId, Vec<(NaiveDate, Option<NaiveDate>)>> = HashMap::new();
        for some in officials.chunks(self.most_keys()) {
            let kept = affiliation::Entity::find()
                .filter(affiliation::Column::OfficialId.is_in(some.iter().copied()))
                .all(self.database())
                .await?;
            for row in kept {
                periods.entry(row.official_id).or_default().push((row.valid_from, row.valid_to));
            }
        }
        let holder = |row: account_holder::Model| {
            let official = row.official_id?;
            let periods = periods.get(&official).map(Vec::as_slice).unwrap_or_default();
            let left_on = left_on(periods, self.today());
            Some((row.account_id, Holder { official, linked_at: row.linked_at, left_on }))
        };
        Ok(rows.into_iter().filter_map(holder).collect())
    }

    /// The grants of accounts, the first ones first.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn account_grants(
        &self,
        accounts: &[Visible<AccountId>],
    ) -> Result<Vec<account_grant::Model>, RepoError> {
        let rows = self.hanging_on::<account_grant::Entity, _>(account_grant::Column::AccountId, accounts);
        let mut rows = rows.await?;
        rows.sort_by_key(|row| (row.valid_from, row.id));
        Ok(rows)
    }

    /// The codes of accounts that were neither used nor taken back.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn activations(
        &self,
        accounts: &[Visible<AccountId>],
    ) -> Result<Vec<activation::Model>, RepoError> {
        let rows = self.hanging_on::<activation::Entity, _>(activation::Column::AccountId, accounts).await?;
        Ok(rows.into_iter().filter(|row| row.used_at.is_none() && row.cancelled_at.is_none()).collect())
    }

    /// The proposals about accounts, the last one first.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn proposals_about(
        &self,
        accounts: &[Visible<AccountId>],
    ) -> Result<Vec<Visible<account_proposal::Model>>, RepoError> {
        let rows =
            self.hanging_on::<account_proposal::Entity, _>(account_proposal::Column::AccountId, accounts);
        let mut rows = rows.await?;
        rows.sort_by_key(|row| std::cmp::Reverse((row.proposed_at, row.id)));
        Ok(rows.into_iter().map(Visible::new).collect())
    }

    /// A proposal.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn proposal(
        &self,
        id: AccountProposalId,
    ) -> Result<Option<Visible<account_proposal::Model>>, RepoError> {
        let select = self.select::<account_proposal::Entity>()?.filter(account_proposal::Column::Id.eq(id));
        Ok(select.one(self.database()).await?.map(Visible::new))
    }

    /// A page of the proposals, the last one first.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn proposals(
        &self,
        statuses: Option<&[ProposalStatus]>,
        now: DateTime<Utc>,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<account_proposal::Model>, Position)>, RepoError> {
        use account_proposal::Column;
        let keys = Keys::by(Column::ProposedAt.into_expr(), Direction::Descending)
            .then(Column::Id.into_expr(), Direction::Descending);
        let position = |row: &account_proposal::Model| {
            Position::new([Part::Instant(row.proposed_at), Part::Id(row.id.0)])
        };
        self.page_of(self.proposal_list(statuses, now)?, &keys, page, position).await
    }

    /// How many proposals there are.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn proposal_count(
        &self,
        statuses: Option<&[ProposalStatus]>,
        now: DateTime<Utc>,
    ) -> Result<u64, RepoError> {
        self.count_of(self.proposal_list(statuses, now)?).await
    }

    fn proposal_list(
        &self,
        statuses: Option<&[ProposalStatus]>,
        now: DateTime<Utc>,
    ) -> Result<SelectStatement, RepoError> {
        let mut select = self.select::<account_proposal::Entity>()?;
        if let Some(statuses) = statuses {
            let any = Condition::any().add(Expr::val(1).eq(0));
            select = select.filter(statuses.iter().fold(any, |any, status| any.add(status.condition(now))));
        }
        Ok(select.into_query())
    }

    /// The units of proposals, in the order given.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn proposal_units(
        &self,
        proposals: &[Visible<AccountProposalId>],
    ) -> Result<Vec<account_proposal_unit::Model>, RepoError> {
        let owner = account_proposal_unit::Column::ProposalId;
        let mut rows = self.hanging_on::<account_proposal_unit::Entity, _>(owner, proposals).await?;
        rows.sort_by_key(|row| row.id);
        Ok(rows)
    }

    /// The grants of some ids.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn grants_by_id(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, account_grant::Model>, RepoError> {
        let mut found = HashMap::new();
        for some in ids.chunks(self.most_keys()) {
            let select = self.select::<account_grant::Entity>()?;
            let select = select.filter(account_grant::Column::Id.is_in(some.iter().copied()));
            let rows = select.order_by_asc(account_grant::Column::Id).all(self.database()).await?;
            found.extend(rows.into_iter().map(|row| (row.id, row)));
        }
        Ok(found)
    }
}

/// The first day after the last of some periods, if no period goes on or is to come.
fn left_on(periods: &[(NaiveDate, Option<NaiveDate>)], today: NaiveDate) -> Option<NaiveDate> {
    if periods.iter().any(|(from, to)| in_force(*from, *to, today)) {
        return None;
    }
    periods.iter().filter_map(|(_, to)| *to).filter(|end| *end <= today).max()
}

/// The day since which a dormant account was not used.
fn dormant_day(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(DORMANT_AFTER).unwrap_or(today)
}

/// Accounts that may log in and did not since a day, and are older than that.
fn dormant_since(day: NaiveDate) -> Condition {
    let begin = clock::begin_of(day);
    Condition::all()
        .add(account::Column::Status.eq(AccountStatus::Active))
        .add(account::Column::CreatedAt.lt(begin))
        .add(
            Condition::any()
                .add(account_login::Column::LastLoginAt.is_null())
                .add(account_login::Column::LastLoginAt.lt(begin)),
        )
}

/// What is to be looked at in an account, as [`AccountConditions::findings`] finds it.
#[must_use]
pub fn findings(
    account: &AccountRow,
    grants: &[account_grant::Model],
    holder: Option<&Holder>,
    has_ended: impl Fn(UnitId) -> bool,
    today: NaiveDate,
) -> Vec<AccountFinding> {
    let before = |at: DateTime<Utc>, day: NaiveDate| clock::begin_of(day).is_some_and(|begin| at < begin);
    let dormant = dormant_day(today);
    let holds = |finding: &AccountFinding| match finding {
        AccountFinding::Dormant => {
            account.status == AccountStatus::Active
                && before(account.created_at, dormant)
                && account.last_login_at.is_none_or(|at| before(at, dormant))
        }
        AccountFinding::NeverActivated => {
            account.status == AccountStatus::Invited && before(account.created_at, today)
        }
        AccountFinding::UnitEnded => grants.iter().any(|grant| {
            in_force(grant.valid_from, grant.valid_to, today)
                && grant.carries_over_confirmed_at.is_none()
                && has_ended(grant.unit_id)
        }),
        AccountFinding::HolderLeftOffice => holder.is_some_and(|holder| holder.left_on.is_some()),
        AccountFinding::Locked => account.locked_at.is_some(),
    };
    AccountFinding::ALL.into_iter().filter(holds).collect()
}
