//! The units in which an account holds its role.

use chrono::NaiveDate;
use entity::id::{AccountId, UnitId};
use entity::value::{AccountProposalKind, Role, UnitKind};
use entity::{account, account_grant, unit_version};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::proposals::{self, Asked};
use super::rights::Assigned;
use super::{Asker, By, ChangeError, Refusal, administer, change_account, held, judged, texts};
use crate::ids;
use crate::policy::accounts::{AccountChange, Verdict, can_be_held_in, needs_units};
use crate::work::{UnitOfWork, Work};

/// The most units that one change gives.
const MOST_UNITS: usize = 100;

/// A unit in which a role is to be held, for a period.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct UnitPeriod {
    /// The unit.
    pub unit: UnitId,
    /// First day; today if absent.
    pub from: Option<NaiveDate>,
    /// First day no longer held.
    pub to: Option<NaiveDate>,
}

/// A unit and a period that may be given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Checked {
    pub(super) unit: UnitId,
    pub(super) from: NaiveDate,
    pub(super) to: Option<NaiveDate>,
}

/// The units for a role, each with a period that begins today or later. `beside` are grants that go on.
pub(super) async fn checked(
    unit: &UnitOfWork,
    role: Role,
    units: &[UnitPeriod],
    beside: &[account_grant::Model],
) -> Result<Vec<Checked>, ChangeError> {
    match (needs_units(role), units.is_empty()) {
        (true, true) => return Err(Refusal::UnitsMissing.into()),
        (false, false) => return Err(Refusal::UnitsGiven.into()),
        _ if units.len() > MOST_UNITS => return Err(Refusal::TooManyUnits.into()),
        _ => {}
    }
    let mut all: Vec<Checked> = Vec::with_capacity(units.len());
    for (place, given) in units.iter().enumerate() {
        let from = given.from.unwrap_or_else(|| unit.today());
        if from < unit.today() || given.to.is_some_and(|to| to <= from) {
            return Err(Refusal::Period { place }.into());
        }
        let kind = kind_on(unit, given.unit, from).await?.ok_or(Refusal::NoUnit { place })?;
        if !can_be_held_in(role, kind) {
            return Err(Refusal::UnitKind { place }.into());
        }
        let this = Checked { unit: given.unit, from, to: given.to };
        let others =
            beside.iter().map(|row| Checked { unit: row.unit_id, from: row.valid_from, to: row.valid_to });
        if others.chain(all.iter().copied()).any(|other| overlap(&this, &other)) {
            return Err(Refusal::HeldAlready { place }.into());
        }
        all.push(this);
    }
    Ok(all)
}

fn overlap(a: &Checked, b: &Checked) -> bool {
    a.unit == b.unit && b.to.is_none_or(|end| a.from < end) && a.to.is_none_or(|end| b.from < end)
}

async fn kind_on(unit: &UnitOfWork, of: UnitId, on: NaiveDate) -> Result<Option<UnitKind>, ChangeError> {
    let versions = unit_version::Entity::find()
        .filter(unit_version::Column::UnitId.eq(of))
        .filter(unit_version::Column::ValidFrom.lte(on))
        .order_by_desc(unit_version::Column::ValidFrom)
        .one(unit.transaction())
        .await?;
    Ok(versions.filter(|row| row.valid_to.is_none_or(|end| on < end)).map(|row| row.kind))
}

/// Writes grants.
pub(super) async fn give(
    unit: &mut UnitOfWork,
    account: AccountId,
    units: &[Checked],
) -> Result<(), ChangeError> {
    let rows = units.iter().map(|given| account_grant::Model {
        id: ids::next(),
        account_id: account,
        unit_id: given.unit,
        valid_from: given.from,
        valid_to: given.to,
        carries_over_confirmed_at: None,
        carries_over_confirmed_by: None,
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        unit.create(rows, |row| Some(row.unit_id)).await?;
    }
    Ok(())
}

/// The grants of an account that have not ended by today.
pub(super) async fn open_grants(
    unit: &UnitOfWork,
    account: AccountId,
) -> Result<Vec<account_grant::Model>, ChangeError> {
    let all = account_grant::Entity::find()
        .filter(account_grant::Column::AccountId.eq(account))
        .order_by_asc(account_grant::Column::ValidFrom)
        .order_by_asc(account_grant::Column::Id)
        .all(unit.transaction())
        .await?;
    let today = unit.today();
    Ok(all.into_iter().filter(|row| row.valid_to.is_none_or(|end| today < end)).collect())
}

/// Ends a grant on a day; one that has not begun by then is held on no day.
pub(super) async fn end(
    unit: &mut UnitOfWork,
    grant: &account_grant::Model,
    on: NaiveDate,
    reason: Option<String>,
) -> Result<(), ChangeError> {
    let after = account_grant::Model { valid_to: Some(on.max(grant.valid_from)), ..grant.clone() };
    unit.change(grant, after, Some(grant.unit_id), reason).await?;
    Ok(())
}

async fn of_account(unit: &UnitOfWork, grant: Uuid) -> Result<account_grant::Model, ChangeError> {
    let found = account_grant::Entity::find_by_id(grant).one(unit.transaction()).await?;
    let open = found.filter(|row| row.valid_to.is_none_or(|end| unit.today() < end));
    Ok(open.ok_or(Refusal::NoGrant)?)
}

/// Ends a grant today, or on a later day before its end.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn end_grant(
    work: &Work,
    asker: Asker,
    grant: Uuid,
    expected_version: Option<i32>,
    on: Option<NaiveDate>,
    reason: &str,
) -> Result<AccountId, ChangeError> {
    let reason = texts::reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let grant = of_account(unit, grant).await?;
            let account = held(unit, grant.account_id, expected_version).await?;
            judged(unit, &by, &account, AccountChange::EndGrant).await?;
            let on = on.unwrap_or_else(|| unit.today());
            if on < unit.today() || grant.valid_to.is_some_and(|end| end < on) {
                return Err(Refusal::Day.into());
            }
            end(unit, &grant, on, Some(reason.clone())).await?;
            change_account(unit, &account, account.clone(), Some(reason)).await?;
            Ok(account.id)
        }
        .boxed()
    })
    .await
}

/// Confirms that a grant outlives its unit, or proposes it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn confirm_carry_over(
    work: &Work,
    asker: Asker,
    grant: Uuid,
    expected_version: Option<i32>,
    reason: Option<&str>,
) -> Result<Assigned, ChangeError> {
    let reason = texts::optional_reason(reason)?;
    administer(work, asker, move |unit, by| {
        async move {
            let grant = of_account(unit, grant).await?;
            let account = held(unit, grant.account_id, expected_version).await?;
            let verdict = judged(unit, &by, &account, AccountChange::CarryOver).await?;
            proposals::none_open(unit, &account).await?;
            let proposal = match verdict {
                Verdict::Alone => {
                    carry_over(unit, &by, &account, &grant, reason).await?;
                    None
                }
                Verdict::ByTwo => {
                    let asked =
                        Asked { kind: AccountProposalKind::CarryOver, role: None, grant: Some(grant.id) };
                    Some(proposals::propose(unit, &by, account.id, asked, &[], reason).await?)
                }
            };
            Ok(Assigned { account: account.id, proposal })
        }
        .boxed()
    })
    .await
}

/// Confirms that a grant outlives its unit. A grant that does already stays as it is.
pub(super) async fn carry_over(
    unit: &mut UnitOfWork,
    by: &By,
    account: &account::Model,
    grant: &account_grant::Model,
    reason: Option<String>,
) -> Result<(), ChangeError> {
    if grant.carries_over_confirmed_at.is_some() {
        return Ok(());
    }
    let after = account_grant::Model {
        carries_over_confirmed_at: Some(unit.now()),
        carries_over_confirmed_by: by.account(),
        ..grant.clone()
    };
    unit.change(grant, after, Some(grant.unit_id), reason.clone()).await?;
    change_account(unit, account, account.clone(), reason).await?;
    Ok(())
}

/// Confirms that a grant outlives its unit, as was proposed.
pub(super) async fn carry_over_by_id(
    unit: &mut UnitOfWork,
    by: &By,
    account: &account::Model,
    grant: Option<Uuid>,
    reason: Option<String>,
) -> Result<(), ChangeError> {
    let grant = of_account(unit, grant.ok_or(Refusal::NoGrant)?).await?;
    carry_over(unit, by, account, &grant, reason).await
}
