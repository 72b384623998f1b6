//! A person, held with the file for as long as the transaction lasts.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::{affiliation, appointment, official, qualification};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Keeper, Place, RegistryError, Rule, locks};
use crate::repo::directory::in_force;
use crate::work::UnitOfWork;

/// Whom a row that does not exist belongs to: looked for like anybody else, so that what is missing costs as much as what is
/// hidden.
pub(super) const NOBODY: OfficialId = OfficialId(Uuid::nil());

/// A person whose file is kept in the scope today.
pub(super) struct Person {
    /// The person.
    pub(super) row: official::Model,
    /// The unit that keeps the file today; none of the console's people who left.
    pub(super) unit: Option<UnitId>,
    affiliations: Vec<affiliation::Model>,
}

impl Person {
    /// Holds a person who is in the keeper's scope today. Who is not is told in the same words as who does not exist.
    pub(super) async fn hold(
        unit: &UnitOfWork,
        keeper: &Keeper,
        official: OfficialId,
        place: Place,
    ) -> Result<Self, RegistryError> {
        let mut held = Self::hold_all(unit, keeper, &BTreeSet::from([official])).await?;
        held.remove(&official).ok_or_else(|| Rule::NotFound.broken_at(place).into())
    }

    /// Holds those people who are in the keeper's scope today. A record that went into another one is nobody any more: whoever changes
    /// something names whose it is.
    pub(super) async fn hold_all(
        unit: &UnitOfWork,
        keeper: &Keeper,
        officials: &BTreeSet<OfficialId>,
    ) -> Result<BTreeMap<OfficialId, Self>, RegistryError> {
        let held = locks::people(unit, officials).await?;
        let rows = affiliation::Entity::find()
            .filter(affiliation::Column::OfficialId.is_in(officials.iter().copied()))
            .order_by_asc(affiliation::Column::ValidFrom)
            .all(unit.transaction())
            .await?;
        let mut files: BTreeMap<OfficialId, Vec<affiliation::Model>> = BTreeMap::new();
        for row in rows {
            files.entry(row.official_id).or_default().push(row);
        }
        let person = |row: official::Model| {
            let affiliations = files.remove(&row.id).unwrap_or_default();
            let today = affiliations.iter().find(|row| in_force(row.valid_from, row.valid_to, unit.today()));
            let unit = today.map(|row| row.unit_id);
            Self { row, unit, affiliations }
        };
        let is_kept = |person: &Self| {
            person.row.merged_into_id.is_none()
                && (keeper.is_console() || person.unit.is_some_and(|unit| keeper.keeps(unit)))
        };
        Ok(held.into_iter().map(person).filter(is_kept).map(|person| (person.row.id, person)).collect())
    }

    /// Which units kept, keep or will keep the file, by their first days.
    pub(super) fn affiliations(&self) -> &[affiliation::Model] {
        &self.affiliations
    }

    /// Whether a unit keeps the file on a day.
    pub(super) fn is_affiliated(&self, on: NaiveDate) -> bool {
        self.affiliations.iter().any(|row| in_force(row.valid_from, row.valid_to, on))
    }

    /// Everything that the person holds, held or will hold.
    pub(super) async fn appointments(&self, unit: &UnitOfWork) -> Result<Vec<appointment::Model>, DbErr> {
        appointment::Entity::find()
            .filter(appointment::Column::OfficialId.eq(self.row.id))
            .all(unit.transaction())
            .await
    }

    /// The qualifications that hold on a day.
    pub(super) async fn qualifications(
        &self,
        unit: &UnitOfWork,
        on: NaiveDate,
    ) -> Result<Vec<qualification::Model>, DbErr> {
        let recorded = qualification::Entity::find()
            .filter(qualification::Column::OfficialId.eq(self.row.id))
            .all(unit.transaction())
            .await?;
        let holds = |row: &qualification::Model| {
            in_force(row.obtained_on.unwrap_or(row.recorded_on), row.revoked_on, on)
        };
        Ok(recorded.into_iter().filter(holds).collect())
    }
}
