//! Entries that end without a review: with the person's file, and with the unit that keeps the pool.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::source_pool_entry::{Column, Entity, Model};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::ended;
use crate::work::UnitOfWork;
use crate::work::registry::input::has_ended;
use crate::work::registry::{RegistryError, Rule};

/// Ends what a person is in when no unit keeps the file any more, for the reason given.
pub(in crate::work::registry) async fn end_with_file(
    unit: &mut UnitOfWork,
    official: OfficialId,
    on: NaiveDate,
    reason: &str,
) -> Result<(), RegistryError> {
    let rows =
        Entity::find().filter(Column::OfficialId.eq(official)).filter(beyond(on)).all(unit.transaction());
    let rows = rows.await?;
    if rows.iter().any(|row| on <= row.added_on) {
        return Err(Rule::Order.at("retiresOn").into());
    }
    let today = unit.today();
    let rows: Vec<_> = rows.into_iter().map(|row| (row.clone(), ended(&row, on))).collect();
    Ok(unit.end_all(&rows, |row| Some(row.unit_id), |row| has_ended(row.removed_on, today), reason).await?)
}

/// The entries of units' pools that hold on a day or later.
pub(in crate::work::registry) async fn of_units_beyond(
    unit: &UnitOfWork,
    units: &BTreeSet<UnitId>,
    on: NaiveDate,
) -> Result<Vec<Model>, DbErr> {
    let pools = Entity::find().filter(Column::UnitId.is_in(units.iter().copied()));
    pools.filter(beyond(on)).order_by_asc(Column::Id).all(unit.transaction()).await
}

fn beyond(on: NaiveDate) -> Condition {
    Condition::any().add(Column::RemovedOn.is_null()).add(Column::RemovedOn.gt(on))
}
