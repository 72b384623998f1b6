//! Who may send whom: for each kind of unit that keeps a file, category of people and kind of course, whether the unit decides or to whom it
//! submits. Rows are dated; a new one ends the one before it (domain §7).

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::nomination_rule::{self, Column};
use entity::value::{CourseKind, NominationAuthority, NominationDecision, OfficialCategory, UnitKind};
use futures_util::FutureExt;
use sea_orm::{ActiveEnum, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use uuid::Uuid;

use super::CourseRule;
use crate::work::idempotency::IdempotencyKey;
use crate::work::registry::input::{LINE, line};
use crate::work::registry::{Asked, Done, Keeper, RegistryError, Rule, keep_new, locks};
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Directory];

/// Whose people are sent to which courses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Manager {
    /// The kind of the unit that keeps the file.
    pub unit_kind: UnitKind,
    /// The category of the person.
    pub category: OfficialCategory,
    /// The kind of course.
    pub course_kind: CourseKind,
}

impl Manager {
    const fn of(row: &nomination_rule::Model) -> Self {
        Self { unit_kind: row.unit_kind, category: row.category, course_kind: row.course_kind }
    }
}

/// A rule that applies from a day on.
#[derive(Clone, Debug, Serialize)]
pub struct SetNominationRule {
    /// For whom and what.
    pub manager: Manager,
    /// Whether the unit decides.
    pub decision: NominationDecision,
    /// To whom it submits; just where it does.
    pub authority: Option<NominationAuthority>,
    /// The law or decision.
    pub legal_basis: String,
    /// First day.
    pub valid_from: NaiveDate,
}

/// Sets who decides from a day on. The rule that applies until then ends on that day.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn set(
    work: &Work,
    asker: Asker,
    input: SetNominationRule,
    key: Option<IdempotencyKey>,
) -> Result<Done<Uuid>, RegistryError> {
    let asked = Asked { operation: "setNominationRule", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id,
        |unit, keeper, id, input| {
            async move {
                match input.valid_from < unit.today() {
                    true => Err(Rule::Course(CourseRule::RuleInThePast).at("validFrom").into()),
                    false => set_in(unit, keeper, id, input).await,
                }
            }
            .boxed()
        },
    )
    .await
}

/// As [`set`], in a transaction that keeps the registry.
pub(in crate::work) async fn set_in(
    unit: &mut UnitOfWork,
    _: &Keeper,
    id: Uuid,
    input: SetNominationRule,
) -> Result<Done<Uuid>, RegistryError> {
    let SetNominationRule { manager, decision, authority, legal_basis, valid_from } = input;
    let Manager { unit_kind, category, course_kind } = manager;
    let words = [unit_kind.to_value(), category.to_value(), course_kind.to_value()];
    locks::sought(unit, words.join("/").as_bytes()).await?;
    if authority.is_some() != (decision == NominationDecision::MustSubmit) {
        return Err(Rule::Course(CourseRule::Authority).at("authority").into());
    }
    let legal_basis = line(&legal_basis, LINE, "legalBasis")?;
    let last = nomination_rule::Entity::find()
        .filter(Column::UnitKind.eq(unit_kind))
        .filter(Column::Category.eq(category))
        .filter(Column::CourseKind.eq(course_kind))
        .order_by_desc(Column::ValidFrom)
        .one(unit.transaction())
        .await?;
    if last.as_ref().is_some_and(|last| valid_from <= last.valid_from) {
        return Err(Rule::Course(CourseRule::RuleBeginsLater).at("validFrom").into());
    }
    if let Some(before) = last.filter(|last| last.valid_to.is_none_or(|end| valid_from < end)) {
        let ended = nomination_rule::Model { valid_to: Some(valid_from), ..before.clone() };
        unit.change(&before, ended, None, None).await?;
    }
    let row = nomination_rule::Model {
        id,
        unit_kind,
        category,
        course_kind,
        decision,
        authority,
        legal_basis,
        valid_from,
        valid_to: None,
    };
    unit.create(vec![row], |_| None).await?;
    Ok(Done::now(id, Vec::new()))
}

/// The rules of a day.
pub(super) async fn rules_on(
    unit: &UnitOfWork,
    on: NaiveDate,
) -> Result<BTreeMap<Manager, nomination_rule::Model>, RegistryError> {
    let rows = nomination_rule::Entity::find()
        .filter(Column::ValidFrom.lte(on))
        .filter(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)))
        .all(unit.transaction())
        .await?;
    Ok(rows.into_iter().map(|row| (Manager::of(&row), row)).collect())
}
