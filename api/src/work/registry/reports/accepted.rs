//! Reports that are accepted: sealed, together with those of the units below that were submitted and not yet accepted.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeMap;

use entity::id::{ReportId, UnitId};
use entity::report;
use entity::value::ReportStatus;
use futures_util::FutureExt;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::sealed::seal;
use super::{CLASSES, Held, ReportRule, steps_of};
use crate::signing::SigningKey;
use crate::work::registry::{Done, Keeper, Refusal, RegistryError, Rule, keep_alone};
use crate::work::{Asker, UnitOfWork, Work};

/// What is accepted.
#[derive(Clone, Debug)]
pub struct AcceptReport {
    /// The report.
    pub report: ReportId,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// Accepts a report, and seals it. Every unit below must have submitted its own; those of them that were not accepted before are accepted and
/// sealed with it, so that what it rests on is frozen. Nobody else keeps the registry meanwhile: all parts are of the same facts.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn accept(work: &Work, asker: Asker, input: AcceptReport) -> Result<Done<ReportId>, RegistryError> {
    let keys = work.keys().clone();
    keep_alone(work, asker, CLASSES, move |unit, keeper| {
        let (key, input) = (keys.report().current(), input.clone());
        async move { accept_in(unit, &keeper, &key, input).await }.boxed()
    })
    .await
}

/// As [`accept`], in a transaction that keeps the registry alone.
pub(in crate::work) async fn accept_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    key: &SigningKey,
    input: AcceptReport,
) -> Result<Done<ReportId>, RegistryError> {
    if !keeper.judges_units_below() {
        return Err(RegistryError::Forbidden);
    }
    let held = Held::at(unit, keeper, input.report, input.expected_version).await?;
    held.is_to_decide(unit, keeper)?;
    let id = held.row.id;
    let below = Below::hold(unit, keeper, &held.row).await?;
    let all = below.with(keeper, held)?;
    seal(unit, keeper, key, all).await?;
    Ok(Done::now(id, Vec::new()))
}

/// Whether somebody else submitted the report.
fn is_anothers(held: &Held, keeper: &Keeper) -> Result<(), Refusal> {
    let own = keeper.account().is_some() && held.last().is_some_and(|step| step.taken_by == keeper.account());
    if own { Err(Rule::from(ReportRule::OwnSubmission).at("report")) } else { Ok(()) }
}

/// The reports on the same period of the units below, held.
struct Below(BTreeMap<UnitId, Held>);

impl Below {
    async fn hold(unit: &UnitOfWork, keeper: &Keeper, top: &report::Model) -> Result<Self, RegistryError> {
        let units = keeper.directory().units.reach(top.unit_id, top.as_of);
        let rows = report::Entity::find()
            .filter(report::Column::ProgrammeId.eq(top.programme_id))
            .filter(report::Column::Kind.eq(top.kind))
            .filter(report::Column::PeriodFrom.eq(top.period_from))
            .filter(report::Column::UnitId.is_in(units.iter()))
            .filter(report::Column::Id.ne(top.id))
            .order_by_asc(report::Column::Id)
            .lock(LockType::NoKeyUpdate)
            .all(unit.transaction())
            .await?;
        let mut steps = steps_of(unit, rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
        let held = rows.into_iter().map(|row| {
            let steps = steps.remove(&row.id).unwrap_or_default();
            (row.unit_id, Held { row, steps })
        });
        Ok(Self(held.collect()))
    }

    /// The report with all of those below that are to be sealed with it, from the top down.
    fn with(mut self, keeper: &Keeper, top: Held) -> Result<Vec<Held>, Refusal> {
        let (mut open, mut all, mut missing) = (vec![top], Vec::new(), Vec::new());
        while let Some(held) = open.pop() {
            is_anothers(&held, keeper)?;
            let as_of = held.row.as_of;
            for child in keeper.directory().units.constituents(held.row.unit_id, as_of) {
                match self.0.remove(&child) {
                    Some(below) if below.status() == ReportStatus::Accepted => {}
                    Some(below) if below.status() == ReportStatus::Submitted => open.push(below),
                    _ => missing.extend(keeper.directory().units.on(child, as_of)),
                }
            }
            all.push(held);
        }
        if missing.is_empty() {
            return Ok(all);
        }
        missing.sort_by(|a, b| a.version.code.cmp(&b.version.code));
        let units = missing.into_iter().map(|view| view.version.name.clone()).collect();
        Err(Rule::from(ReportRule::BelowNotSubmitted { units }).at("report"))
    }
}
