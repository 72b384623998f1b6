//! What has been published. A publication is visible where its unit's figures are: in the viewer's scope on the day of the figures or, for
//! roles that see figures of the units above, above it.

use chrono::NaiveDate;
use entity::id::{ProgrammeId, PublicationId, UnitId};
use entity::publication;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, Condition, IntoSimpleExpr, QueryFilter, QuerySelect, QueryTrait};

use crate::policy::figures::sees_units_above;
use crate::policy::standing::Standing;
use crate::repo::figures::Place;
use crate::repo::list::{Direction, Keys, Part, Position};
use crate::repo::{Page, Reader, RepoError, Slice, Visible};

/// Which publications to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PublicationConditions {
    /// Of this programme.
    pub programme: Option<ProgrammeId>,
    /// Of this unit and its children.
    pub unit: Option<UnitId>,
    /// Of figures of this day.
    pub figures_on: Option<NaiveDate>,
}

impl Reader {
    /// A page of the visible publications, the latest first.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role without figures; [`RepoError`] when the database fails.
    pub async fn publications(
        &self,
        conditions: &PublicationConditions,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<publication::Model>, Position)>, RepoError> {
        use publication::Column;
        let keys = Keys::by(Column::PublishedAt.into_simple_expr(), Direction::Descending)
            .then(Column::Id.into_simple_expr(), Direction::Descending);
        let position =
            |row: &publication::Model| Position::new([Part::Instant(row.published_at), Part::Id(row.id.0)]);
        self.page_of(self.publication_list(conditions).await?, &keys, page, position).await
    }

    /// How many visible publications there are.
    ///
    /// # Errors
    /// As [`publications`](Self::publications).
    pub async fn publication_count(&self, conditions: &PublicationConditions) -> Result<u64, RepoError> {
        self.count_of(self.publication_list(conditions).await?).await
    }

    /// A publication, if it is visible.
    ///
    /// # Errors
    /// As [`publications`](Self::publications).
    pub async fn publication(&self, id: PublicationId) -> Result<Option<publication::Model>, RepoError> {
        let seen = self.publications_in_sight().await?;
        let row = self.select::<publication::Entity>()?.filter(publication::Column::Id.eq(id)).filter(seen);
        Ok(row.one(self.database()).await?)
    }

    async fn publication_list(
        &self,
        conditions: &PublicationConditions,
    ) -> Result<SelectStatement, RepoError> {
        use publication::Column;
        let asked = Condition::all()
            .add_option(conditions.programme.map(|programme| Column::ProgrammeId.eq(programme)))
            .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit)))
            .add_option(conditions.figures_on.map(|on| Column::FiguresOn.eq(on)));
        let seen = self.publications_in_sight().await?;
        Ok(self.select::<publication::Entity>()?.filter(asked).filter(seen).into_query())
    }

    async fn publications_in_sight(&self) -> Result<Condition, RepoError> {
        use publication::Column;
        let places: Vec<Place> = self
            .select::<publication::Entity>()?
            .select_only()
            .column(Column::UnitId)
            .column(Column::FiguresOn)
            .distinct()
            .into_tuple()
            .all(self.database())
            .await?;
        let seen = places.into_iter().filter(|(unit, on)| match self.standing(*unit, *on) {
            Standing::Inside | Standing::Succeeded => true,
            Standing::Above => sees_units_above(self.viewer().role),
            Standing::Outside => false,
        });
        let of_place =
            |(unit, on): Place| Condition::all().add(Column::UnitId.eq(unit)).add(Column::FiguresOn.eq(on));
        // Of no place: no publication.
        let none = Condition::all().add(Column::Id.is_null());
        Ok(seen.map(of_place).fold(Condition::any().add(none), Condition::add))
    }
}
