//! By when units owe what they owe each year. A deadline is a dated row: another one begins, and the one before ends.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::ObligationRuleId;
use entity::obligation_rule;
use entity::value::{DeadlineYear, ObligationKind, ObligedUnits};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::input::{REASON, day, line};
use super::refusal::at;
use super::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep_new, locks};
use crate::work::idempotency::IdempotencyKey;
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Directory];

/// What the deadlines are held by while one is set.
const DEADLINES: &[u8] = b"obligation_rule";

/// A year that has no 29 February: a deadline is a day of every year.
const COMMON_YEAR: i32 = 2001;

/// A rule of deadlines alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineRule {
    /// No such day is in every year.
    NoSuchDay,
    /// A deadline that takes the place of another begins today or later: what was owed before stays as it was. Source: domain §2.
    Retroactive,
}

impl DeadlineRule {
    fn at(self, member: &str) -> Refusal {
        Rule::Deadline(self).broken_at(at(member))
    }
}

/// A deadline that is set.
#[derive(Clone, Debug, Serialize)]
pub struct SetDeadline {
    /// What is owed.
    pub kind: ObligationKind,
    /// Which units owe it.
    pub owed_by: ObligedUnits,
    /// The month of the last day that is in time.
    pub month: i32,
    /// The last day of the month that is in time.
    pub day: i32,
    /// In which year that day lies.
    pub falls_in: DeadlineYear,
    /// What it rests on.
    pub legal_basis: String,
    /// From when.
    pub valid_from: NaiveDate,
}

/// Sets a deadline from a day on; the one that held before ends then.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn set(
    work: &Work,
    asker: Asker,
    input: SetDeadline,
    key: Option<IdempotencyKey>,
) -> Result<Done<ObligationRuleId>, RegistryError> {
    let asked = Asked { operation: "setDeadline", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| set_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`set`], in a transaction that keeps the registry.
pub(in crate::work) async fn set_in(
    unit: &mut UnitOfWork,
    _: &Keeper,
    id: ObligationRuleId,
    input: SetDeadline,
) -> Result<Done<ObligationRuleId>, RegistryError> {
    let valid_from = day(input.valid_from, "validFrom")?;
    let legal_basis = line(&input.legal_basis, REASON, "legalBasis")?;
    let number = |value: i32| u32::try_from(value).unwrap_or_default();
    if NaiveDate::from_ymd_opt(COMMON_YEAR, number(input.month), number(input.day)).is_none() {
        return Err(DeadlineRule::NoSuchDay.at("day").into());
    }
    locks::sought(unit, DEADLINES).await?;
    let last = obligation_rule::Entity::find()
        .filter(obligation_rule::Column::Kind.eq(input.kind))
        .filter(obligation_rule::Column::OwedBy.eq(input.owed_by))
        .order_by_desc(obligation_rule::Column::ValidFrom)
        .one(unit.transaction())
        .await?;
    if let Some(last) = last {
        if valid_from < unit.today() {
            return Err(DeadlineRule::Retroactive.at("validFrom").into());
        }
        if valid_from <= last.valid_from {
            return Err(Rule::Order.at("validFrom").into());
        }
        let ended = obligation_rule::Model { valid_to: Some(valid_from), ..last.clone() };
        unit.change(&last, ended, None, Some(legal_basis.clone())).await?;
    }
    let row = obligation_rule::Model {
        id,
        kind: input.kind,
        owed_by: input.owed_by,
        month: input.month,
        day: input.day,
        falls_in: input.falls_in,
        legal_basis,
        valid_from,
        valid_to: None,
    };
    unit.create(vec![row], |_| None).await?;
    Ok(Done::now(id, Vec::new()))
}
