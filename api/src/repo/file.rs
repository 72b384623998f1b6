//! What a person's file (hồ sơ) holds: dated facts that whoever sees the person on a day sees as well.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::class::Classified;
use entity::id::OfficialId;
use entity::{
    affiliation, appointment, discipline, party_discipline, qualification, rating,
    standing_committee_membership,
};
use sea_orm::{ColumnTrait, QueryFilter, Value};
use uuid::Uuid;

use super::officials::OfficialView;
use super::{Reader, RepoError, Visible};

/// A table whose rows are facts of people.
pub trait FileEntry: Classified<Model: Sync> {
    /// The column of the row's id.
    const ID: Self::Column;
    /// The column of the person.
    const OFFICIAL: Self::Column;

    /// The row's id.
    fn id(row: &Self::Model) -> Uuid;

    /// The person.
    fn official(row: &Self::Model) -> OfficialId;

    /// Whether the fact is in the file on a day. One whose period has ended still is.
    fn is_filed(row: &Self::Model, on: NaiveDate) -> bool;
}

macro_rules! file_entries {
    ($($table:ident: $filed:expr;)*) => {$(
        impl FileEntry for $table::Entity {
            const ID: $table::Column = $table::Column::Id;
            const OFFICIAL: $table::Column = $table::Column::OfficialId;

            fn id(row: &$table::Model) -> Uuid {
                row.id.into()
            }

            fn official(row: &$table::Model) -> OfficialId {
                row.official_id
            }

            fn is_filed(row: &$table::Model, on: NaiveDate) -> bool {
                let filed: fn(&$table::Model, NaiveDate) -> bool = $filed;
                filed(row, on)
            }
        }
    )*};
}

file_entries! {
    affiliation: |row, on| row.valid_from <= on;
    appointment: |row, on| row.valid_from <= on;
    discipline: |row, on| row.decided_on <= on;
    party_discipline: |row, on| row.decided_on <= on;
    // It counts from the day obtained, or from the day recorded where that is not known.
    qualification: |row, on| row.obtained_on.unwrap_or(row.recorded_on) <= on;
    // Whether it is approved, or another one stands in its place, is the rating's status.
    rating: |row, on| row.proposed_on <= on;
    standing_committee_membership: |row, on| row.valid_from <= on;
}

impl Reader {
    /// All facts of a table of people whom the viewer sees, on whatever day they are filed.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, or the database does not answer.
    pub async fn file_entries_of<E: FileEntry>(
        &self,
        officials: &[Visible<OfficialId>],
    ) -> Result<Vec<Visible<E::Model>>, RepoError> {
        let rows = self.hanging_on::<E, _>(E::OFFICIAL, officials).await?;
        Ok(rows.into_iter().map(Visible::new).collect())
    }

    /// Facts by their ids, each on a day on which it is filed and the viewer sees its person, with the person as on
    /// that day.
    ///
    /// # Errors
    /// As [`file_entries_of`](Self::file_entries_of).
    pub async fn file_entries_on<E: FileEntry>(
        &self,
        wanted: &[(Uuid, NaiveDate)],
    ) -> Result<Vec<(Visible<OfficialView>, Visible<E::Model>)>, RepoError> {
        let rows = self.file_entries_in_sight::<E>(wanted).await?;
        let filed: Vec<(NaiveDate, &E::Model)> = wanted
            .iter()
            .filter_map(|(id, on)| Some((*on, rows.get(id).filter(|row| E::is_filed(row, *on))?)))
            .collect();
        let people: Vec<_> = filed.iter().map(|(on, row)| (E::official(row), *on)).collect();
        let people: BTreeMap<(OfficialId, NaiveDate), Visible<OfficialView>> =
            self.officials_on(&people).await?.into_iter().map(|(id, view)| ((id, view.on), view)).collect();
        let seen = filed.into_iter().filter_map(|(on, row)| {
            let view = people.get(&(E::official(row), on))?;
            Some((view.clone(), Visible::new(row.clone())))
        });
        Ok(seen.collect())
    }

    /// Facts by their ids, of people whom the viewer sees on one of the days.
    async fn file_entries_in_sight<E: FileEntry>(
        &self,
        wanted: &[(Uuid, NaiveDate)],
    ) -> Result<BTreeMap<Uuid, E::Model>, RepoError> {
        let days: BTreeSet<NaiveDate> = wanted.iter().map(|(_, on)| *on).collect();
        let ids: BTreeSet<Uuid> = wanted.iter().map(|(id, _)| *id).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut rows = BTreeMap::new();
        for ids in ids.chunks(self.most_keys()) {
            let select = self
                .select::<E>()?
                .filter(E::ID.is_in(ids.iter().copied()))
                .filter(E::OFFICIAL.in_subquery(self.people_in_sight(&days)?));
            let found = select.all(self.database()).await?;
            rows.extend(found.into_iter().map(|row| (E::id(&row), row)));
        }
        Ok(rows)
    }

    /// The rows that hang on things that the viewer sees: whoever sees the one sees the other.
    pub(super) async fn hanging_on<E, K>(
        &self,
        owner: E::Column,
        owners: &[Visible<K>],
    ) -> Result<Vec<E::Model>, RepoError>
    where
        E: Classified,
        K: Copy + Into<Value>,
    {
        let mut rows = Vec::new();
        for owners in owners.chunks(self.most_keys()) {
            let select = self.select::<E>()?.filter(owner.is_in(owners.iter().map(|owner| **owner)));
            rows.extend(select.all(self.database()).await?);
        }
        Ok(rows)
    }
}
