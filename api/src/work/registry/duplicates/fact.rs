//! Facts of people, by their tables: whose a row is, and how those of one record go over to another.

use entity::class::Classified;
use entity::id::{OfficialId, UnitId};
use entity::{
    account_holder, affiliation, appointment, discipline, enrolment, party_discipline, party_record,
    qualification, rating, source_pool_entry, standing_committee_membership, succession_entry,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Serialize;

use super::Merger;
use crate::database::rows::Owned;
use crate::work::UnitOfWork;
use crate::work::registry::RegistryError;

/// A table whose rows are facts of people.
pub(super) trait Fact:
    Classified<Model: IntoActiveModel<<Self as EntityTrait>::ActiveModel> + Serialize + Sync + Send>
{
    /// What says whose a row is.
    const OWNED: Owned<Self::Column>;

    /// Whose a row is.
    fn owner(row: &Self::Model) -> Option<OfficialId>;

    /// The row as another person's.
    fn of(row: Self::Model, official: OfficialId) -> Self::Model;
}

macro_rules! facts {
    ($($table:ident)*; counted: $($counted:ident)*) => {
        $(impl Fact for $table::Entity {
            const OWNED: Owned<$table::Column> = Owned { owner: $table::Column::OfficialId, version: None };

            fn owner(row: &$table::Model) -> Option<OfficialId> {
                row.official_id.into()
            }

            fn of(row: $table::Model, official: OfficialId) -> $table::Model {
                $table::Model { official_id: official.into(), ..row }
            }
        })*
        $(impl Fact for $counted::Entity {
            const OWNED: Owned<$counted::Column> =
                Owned { owner: $counted::Column::OfficialId, version: Some($counted::Column::Version) };

            fn owner(row: &$counted::Model) -> Option<OfficialId> {
                row.official_id.into()
            }

            fn of(row: $counted::Model, official: OfficialId) -> $counted::Model {
                let version = row.version.saturating_add(1);
                $counted::Model { official_id: official.into(), version, ..row }
            }
        })*
    };
}

// All tables that say whose a row is, but that of identities, which are sealed for their person: a test holds this list
// against the columns.
facts! {
    affiliation party_discipline account_holder;
    counted: appointment discipline enrolment party_record qualification rating source_pool_entry
        standing_committee_membership succession_entry
}

/// The rows of a table that hang on either record.
pub(super) struct Both<E: Fact> {
    /// Those of the record that stays.
    pub(super) own: Vec<E::Model>,
    /// Those of the duplicate.
    pub(super) other: Vec<E::Model>,
}

impl<E: Fact> Both<E> {
    #[expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]
    pub(super) async fn read(unit: &UnitOfWork, merger: &Merger<'_>) -> Result<Self, DbErr> {
        let of_both = E::OWNED.owner.is_in([merger.survivor, merger.duplicate]);
        let rows = E::find().filter(of_both).all(unit.transaction()).await?;
        let (own, other) = rows.into_iter().partition(|row| E::owner(row) == Some(merger.survivor));
        Ok(Self { own, other })
    }
}

/// What becomes of the duplicate's rows of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sorted<M> {
    /// Recorded twice: they are taken out.
    pub(super) twice: Vec<M>,
    /// Those that change in more than whose they are, before and after.
    pub(super) changed: Vec<(M, M)>,
    /// What is left of rows beside what they are changed to.
    pub(super) parts: Vec<M>,
    /// Those that go over as they are.
    pub(super) whole: Vec<M>,
}

impl<M> Sorted<M> {
    /// Rows of which those that `is_twice` are taken out, and the others go over as they are.
    pub(super) fn by(rows: Vec<M>, is_twice: impl Fn(&M) -> bool) -> Self {
        let (twice, whole) = rows.into_iter().partition(is_twice);
        Self { twice, changed: Vec::new(), parts: Vec::new(), whole }
    }

    /// Writes it. What hangs on rows that are taken out is taken out before.
    pub(super) async fn write<E>(
        self,
        unit: &mut UnitOfWork,
        merger: &Merger<'_>,
        unit_of: impl Fn(&M) -> Option<UnitId> + Send + Sync,
    ) -> Result<(), RegistryError>
    where
        E: Fact<Model = M>,
        M: sea_orm::ModelTrait<Entity = E>
            + IntoActiveModel<<E as EntityTrait>::ActiveModel>
            + Serialize
            + Sync
            + Send,
    {
        unit.remove(&self.twice, &unit_of, merger.reason).await?;
        for (before, after) in self.changed {
            let (of, after) = (unit_of(&after), E::of(after, merger.survivor));
            unit.correct(&before, after, of, merger.reason.to_owned()).await?;
        }
        for part in self.parts {
            let of = unit_of(&part);
            unit.create_because(E::of(part, merger.survivor), of, merger.reason.to_owned()).await?;
        }
        let over: Vec<_> =
            self.whole.into_iter().map(|row| (row.clone(), E::of(row, merger.survivor))).collect();
        let owners = (merger.duplicate.into(), merger.survivor.into());
        Ok(unit.hand_over(E::OWNED, owners, &over, unit_of, merger.reason).await?)
    }
}
