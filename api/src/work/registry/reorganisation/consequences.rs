//! What becomes of posts, appointments, files, source pools and standing committees when their units end.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::{
    affiliation, appointment, post, source_pool_entry, standing_committee, standing_committee_membership,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::input::has_ended;
use super::super::{RegistryError, Rule, source_pool};
use super::judge::{End, Plan};
use crate::work::{UnitOfWork, WorkError};

/// What ends and what begins with units that end, read while nobody else keeps the registry.
pub(super) struct Consequences {
    on: NaiveDate,
    pub(super) posts: Vec<post::Model>,
    pub(super) appointments: Vec<appointment::Model>,
    files: Vec<affiliation::Model>,
    /// The files as the units that take over begin to keep them.
    taken_over: Vec<affiliation::Model>,
    pools: Vec<source_pool_entry::Model>,
    committees: Vec<standing_committee::Model>,
    memberships: Vec<standing_committee_membership::Model>,
}

/// The rows of units that hold on a day or later.
macro_rules! last_beyond {
    ($table:ident, $units:expr, $on:expr) => {
        $table::Entity::find()
            .filter($table::Column::UnitId.is_in($units.iter().copied()))
            .filter(
                Condition::any().add($table::Column::ValidTo.is_null()).add($table::Column::ValidTo.gt($on)),
            )
            .order_by_asc($table::Column::Id)
    };
}

impl Consequences {
    /// What follows from a plan, or the rules against it.
    pub(super) async fn of(unit: &UnitOfWork, plan: &Plan) -> Result<Self, RegistryError> {
        let (db, on) = (unit.transaction(), plan.effective_on);
        let ended: BTreeSet<UnitId> = plan.ended.keys().copied().collect();
        let posts = last_beyond!(post, ended, on).all(db).await?;
        let appointments = last_beyond!(appointment, ended, on).all(db).await?;
        let files = last_beyond!(affiliation, ended, on).all(db).await?;
        let pools = source_pool::of_units_beyond(unit, &ended, on).await?;
        let later = posts.iter().map(|row| (row.unit_id, row.valid_from));
        let later = later.chain(appointments.iter().map(|row| (row.unit_id, row.valid_from)));
        let later = later.chain(files.iter().map(|row| (row.unit_id, row.valid_from)));
        let later = later.chain(pools.iter().map(|row| (row.unit_id, row.added_on)));
        let later: BTreeSet<UnitId> = later.filter(|(_, from)| *from >= on).map(|(unit, _)| unit).collect();
        let kept: BTreeSet<UnitId> = files.iter().map(|row| row.unit_id).collect();
        let judge = |(unit, end): (&UnitId, &End)| {
            let begins_later = later.contains(unit).then_some(Rule::BeginsLater);
            let left = (kept.contains(unit) && end.successor.is_none()).then_some(Rule::FilesLeft);
            begins_later.or(left).map(|rule| rule.broken_at(end.place.clone()))
        };
        let refusals: Vec<_> = plan.ended.iter().filter_map(judge).collect();
        if !refusals.is_empty() {
            return Err(RegistryError::Refused(refusals));
        }
        let taken_over = files.iter().filter_map(|file| taken_over(unit, plan, file)).collect();
        // Nothing of the Party's refuses an event: whoever restructures may not read it.
        let mut committees = last_beyond!(standing_committee, ended, on).all(db).await?;
        committees.retain(|row| row.valid_from < on);
        let memberships = memberships(unit, &committees, on).await?;
        Ok(Self { on, posts, appointments, files, taken_over, pools, committees, memberships })
    }

    /// Ends what ends, and begins what goes on elsewhere.
    pub(super) async fn write(&self, unit: &mut UnitOfWork, reason: &str) -> Result<(), WorkError> {
        let (end, today) = (Some(self.on), unit.today());
        let posts = ended(&self.posts, |row| post::Model {
            valid_to: end,
            version: row.version.saturating_add(1),
            ..row
        });
        unit.end_all(&posts, |row| Some(row.unit_id), |row| has_ended(row.valid_to, today), reason).await?;
        let appointments = ended(&self.appointments, |row| appointment::Model {
            valid_to: end,
            version: row.version.saturating_add(1),
            ..row
        });
        unit.end_all(&appointments, |row| Some(row.unit_id), |row| has_ended(row.valid_to, today), reason)
            .await?;
        let files = ended(&self.files, |row| affiliation::Model { valid_to: end, ..row });
        unit.end_all(&files, |row| Some(row.unit_id), |row| has_ended(row.valid_to, today), reason).await?;
        unit.create(self.taken_over.clone(), |row| Some(row.unit_id)).await?;
        let pools = ended(&self.pools, |row| source_pool::ended(&row, self.on));
        unit.end_all(&pools, |row| Some(row.unit_id), |row| has_ended(row.removed_on, today), reason).await?;
        let units: BTreeMap<Uuid, UnitId> = self.committees.iter().map(|row| (row.id, row.unit_id)).collect();
        let of = |row: &standing_committee_membership::Model| units.get(&row.committee_id).copied();
        let memberships = ended(&self.memberships, |row| standing_committee_membership::Model {
            valid_to: end,
            version: row.version.saturating_add(1),
            ..row
        });
        unit.end_all(&memberships, of, |row| has_ended(row.valid_to, today), reason).await?;
        let committees = ended(&self.committees, |row| standing_committee::Model { valid_to: end, ..row });
        unit.end_all(&committees, |row| Some(row.unit_id), |row| has_ended(row.valid_to, today), reason).await
    }
}

/// Each row as it was and as it is once it ended.
fn ended<M: Clone>(rows: &[M], end: impl Fn(M) -> M) -> Vec<(M, M)> {
    rows.iter().map(|row| (row.clone(), end(row.clone()))).collect()
}

/// A file as the unit that takes over begins to keep it. An end that is known stays.
fn taken_over(unit: &UnitOfWork, plan: &Plan, file: &affiliation::Model) -> Option<affiliation::Model> {
    let successor = plan.ended.get(&file.unit_id)?.successor?;
    Some(affiliation::Model {
        id: unit.id(),
        unit_id: successor,
        valid_from: plan.effective_on,
        ..file.clone()
    })
}

/// Who sits in committees on a day or later, and sat there before.
async fn memberships(
    unit: &UnitOfWork,
    committees: &[standing_committee::Model],
    on: NaiveDate,
) -> Result<Vec<standing_committee_membership::Model>, WorkError> {
    use standing_committee_membership::Column;
    let rows = standing_committee_membership::Entity::find()
        .filter(Column::CommitteeId.is_in(committees.iter().map(|row| row.id)))
        .filter(Column::ValidFrom.lt(on))
        .filter(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)))
        .all(unit.transaction());
    Ok(rows.await?)
}

/// Whose appointments in units ended on a day, and who has none on that day (dôi dư).
pub(super) async fn without_appointment(
    unit: &UnitOfWork,
    units: &BTreeSet<UnitId>,
    on: NaiveDate,
) -> Result<BTreeSet<OfficialId>, WorkError> {
    use appointment::Column;
    let holders = |find: sea_orm::Select<appointment::Entity>| {
        find.select_only().column(Column::OfficialId).into_tuple::<OfficialId>()
    };
    let lost = appointment::Entity::find()
        .filter(Column::UnitId.is_in(units.iter().copied()))
        .filter(Column::ValidTo.eq(on));
    let lost: BTreeSet<OfficialId> = holders(lost).all(unit.transaction()).await?.into_iter().collect();
    let held = appointment::Entity::find()
        .filter(Column::OfficialId.is_in(lost.iter().copied()))
        .filter(Column::ValidFrom.lte(on))
        .filter(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)));
    let held: BTreeSet<OfficialId> = holders(held).all(unit.transaction()).await?.into_iter().collect();
    Ok(lost.difference(&held).copied().collect())
}
