//! Values of targets as a transaction sees its own data, before it is taken back.

use chrono::NaiveDate;
use entity::id::{TargetId, UnitId};
use sea_orm::DatabaseTransaction;
use targets::evaluate::breakdown;
use targets::value::Value;

use super::RepoError;
use super::directory::{ProgrammeRecord, Programmes};
use super::facts::{Read, Sections};
use super::figures::engine;
use crate::policy::Viewer;
use crate::policy::figures::{Figures, figures};

/// The value of a target.
pub(crate) struct LiveTarget {
    pub(crate) target: TargetId,
    pub(crate) value: Value,
}

/// The values, for a unit on a day, of all targets in force that are computed live for a viewer: programmes by code, targets in order.
///
/// # Errors
/// The database does not answer, or holds rows that cannot be.
pub(crate) async fn live_values(
    transaction: &DatabaseTransaction,
    viewer: &Viewer,
    programmes: &Programmes,
    unit: UnitId,
    on: NaiveDate,
) -> Result<Vec<LiveTarget>, RepoError> {
    let read = Read::all(transaction, Sections::readable_by(viewer)).await?;
    let facts = tokio::task::spawn_blocking(move || read.facts()).await??;
    let mut values = Vec::new();
    for programme in programmes.all() {
        values.extend(of_programme(&facts, programme, viewer, unit, on)?);
    }
    Ok(values)
}

fn of_programme(
    facts: &targets::facts::Facts,
    programme: &ProgrammeRecord,
    viewer: &Viewer,
    unit: UnitId,
    on: NaiveDate,
) -> Result<Vec<LiveTarget>, RepoError> {
    let is_live = |measure| figures(viewer.role, measure) == Figures::Live;
    let live = programme.targets_on(on).filter(|record| is_live(record.version.measure));
    let rules: Vec<_> = live.filter_map(|record| programme.rule_on(record.target.id, on)).collect();
    let rows = breakdown(facts, &programme.rules, &rules, &[unit.0], on).map_err(engine)?;
    let values = rows.into_iter().flatten().zip(&rules);
    Ok(values.map(|(value, rule)| LiveTarget { target: TargetId(rule.id), value }).collect())
}
