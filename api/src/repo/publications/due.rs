//! What a publication is of: a unit and its children, and the targets that a role publishes.

use chrono::NaiveDate;
use entity::id::{TargetId, UnitId};
use entity::value::Role;
use sea_orm::DatabaseTransaction;
use targets::evaluate::breakdown;
use targets::value::Value;

use crate::policy::figures::publisher;
use crate::repo::RepoError;
use crate::repo::directory::{Directory, ProgrammeRecord, TargetRecord};
use crate::repo::facts::{Read, Sections};
use crate::repo::figures::engine;

/// A value to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) target: TargetId,
    pub(crate) unit: UnitId,
    pub(crate) value: Value,
}

/// The targets of a programme in force on a day that a role publishes, in the programme's order.
pub(super) fn targets(
    programme: &ProgrammeRecord,
    role: Role,
    on: NaiveDate,
) -> impl Iterator<Item = &TargetRecord> {
    programme.targets_on(on).filter(move |record| publisher(record.version.measure) == role)
}

/// The units whose values are published with those of a unit: itself, then its constituents by code.
pub(super) fn units(directory: &Directory, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
    let mut units = vec![unit];
    units.extend(directory.units.constituents(unit, on));
    units
}

/// The values that a role would publish of a programme for a unit on a day, as a transaction sees the facts: by unit, then by target.
///
/// # Errors
/// The database does not answer, or holds rows that cannot be.
pub(crate) async fn due(
    transaction: &DatabaseTransaction,
    directory: &Directory,
    (programme, role): (&ProgrammeRecord, Role),
    unit: UnitId,
    on: NaiveDate,
) -> Result<Vec<Due>, RepoError> {
    let rules: Vec<_> = targets(programme, role, on)
        .filter_map(|record| programme.rule_on(record.target.id, on))
        .cloned()
        .collect();
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let read = Read::all(transaction, Sections::readable_by_role(role)).await?;
    let (units, engine_programme) = (units(directory, unit, on), programme.rules.clone());
    // Off the threads that serve requests.
    let computed = tokio::task::spawn_blocking(move || {
        let facts = read.facts()?;
        let rules: Vec<_> = rules.iter().collect();
        let ids: Vec<_> = units.iter().map(|unit| unit.0).collect();
        let rows = breakdown(&facts, &engine_programme, &rules, &ids, on).map_err(engine)?;
        let of_unit = |(unit, values): (&UnitId, Vec<Value>)| {
            let unit = *unit;
            rules
                .iter()
                .zip(values)
                .map(move |(rule, value)| Due { target: rule.id.into(), unit, value })
                .collect()
        };
        Ok(units.iter().zip(rows).flat_map(|row| -> Vec<Due> { of_unit(row) }).collect())
    });
    computed.await?
}
