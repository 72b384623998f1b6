//! Rules of who may send whom to courses, which every role reads.

use chrono::NaiveDate;
use entity::nomination_rule::{Column, Entity, Model};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Reader, RepoError};

impl Reader {
    /// The rules in force on a day, by kind of unit, category and kind of course.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub async fn nomination_rules(&self, on: NaiveDate) -> Result<Vec<Model>, RepoError> {
        let in_force = self
            .select::<Entity>()?
            .filter(Column::ValidFrom.lte(on))
            .filter(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)))
            .order_by_asc(Column::UnitKind)
            .order_by_asc(Column::Category)
            .order_by_asc(Column::CourseKind);
        Ok(in_force.all(self.database()).await?)
    }

    /// A rule by its id, whenever it applies.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub async fn nomination_rule(&self, id: Uuid) -> Result<Option<Model>, RepoError> {
        Ok(self.select::<Entity>()?.filter(Column::Id.eq(id)).one(self.database()).await?)
    }
}
