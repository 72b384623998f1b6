//! Yearly ratings of many people: the list from which a year is approved. They hang on a person: whoever sees the person sees them.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::{official, rating};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait};

use super::list::{Direction, Keys, Part, Position};
use super::officials::OfficialView;
use super::{Page, Reader, RepoError, Slice, Visible};

/// How far a rating has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RatingStatus {
    /// It is proposed.
    Proposed,
    /// It is approved, and counts.
    Approved,
    /// Another one stands in its place.
    Superseded,
}

impl RatingStatus {
    /// How far a rating has come by a day.
    #[must_use]
    pub fn on(row: &rating::Model, on: NaiveDate) -> Self {
        let is_past = |day: Option<NaiveDate>| day.is_some_and(|day| day <= on);
        match (is_past(row.approved_on), is_past(row.superseded_on)) {
            (_, true) => Self::Superseded,
            (true, false) => Self::Approved,
            (false, false) => Self::Proposed,
        }
    }

    /// The ratings that have come so far, and no further, by a day.
    fn rows(self, on: NaiveDate) -> Condition {
        use rating::Column::{ApprovedOn, SupersededOn};
        let not_by = |column: rating::Column| Condition::any().add(column.is_null()).add(column.gt(on));
        match self {
            Self::Proposed => not_by(ApprovedOn),
            Self::Approved => Condition::all().add(ApprovedOn.lte(on)).add(not_by(SupersededOn)),
            Self::Superseded => Condition::all().add(SupersededOn.lte(on)),
        }
    }
}

/// Which ratings to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RatingConditions {
    /// Of one of these years.
    pub years: Option<Vec<i32>>,
    /// By this unit itself.
    pub unit: Option<UnitId>,
    /// Of one of these statuses on the day.
    pub statuses: Option<Vec<RatingStatus>>,
}

/// A rating with what it is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
struct RatingRow {
    #[sea_orm(nested)]
    rating: rating::Model,
    person_sort_key: Vec<u8>,
}

/// A rating with its person, as on a day.
pub type Rated = (Visible<OfficialView>, Visible<rating::Model>);

impl Reader {
    /// A page of the ratings proposed by a day of the people whom the viewer sees then: by the person's name, then the latest year.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn ratings(
        &self,
        on: NaiveDate,
        conditions: &RatingConditions,
        page: &Page<Position>,
    ) -> Result<Slice<(Rated, Position)>, RepoError> {
        let keys = Keys::by(official::Column::SortKey.into_expr(), Direction::Ascending)
            .then(rating::Column::Year.into_expr(), Direction::Descending)
            .then(rating::Column::Id.into_expr(), Direction::Ascending);
        let position = |row: &RatingRow| {
            let sort_key = Part::Bytes(row.person_sort_key.clone());
            Position::new([sort_key, Part::Number(row.rating.year), Part::Id(row.rating.id)])
        };
        let slice = self.page_of(self.rating_list(on, conditions)?, &keys, page, position).await?;
        let people: BTreeSet<OfficialId> =
            slice.items.iter().map(|(row, _)| row.rating.official_id).collect();
        let people: Vec<_> = people.into_iter().map(|official| (official, on)).collect();
        let people: HashMap<OfficialId, _> = self.officials_on(&people).await?.into_iter().collect();
        let with_person = |(row, position): (Visible<RatingRow>, Position)| {
            let person = people.get(&row.rating.official_id)?;
            Some(((person.clone(), row.map(|row| row.rating.clone())), position))
        };
        let Slice { items, has_next, has_previous } = slice;
        Ok(Slice { items: items.into_iter().filter_map(with_person).collect(), has_next, has_previous })
    }

    /// How many ratings there are.
    ///
    /// # Errors
    /// As [`ratings`](Self::ratings).
    pub async fn rating_count(&self, on: NaiveDate, conditions: &RatingConditions) -> Result<u64, RepoError> {
        self.count_of(self.rating_list(on, conditions)?).await
    }

    fn rating_list(
        &self,
        on: NaiveDate,
        conditions: &RatingConditions,
    ) -> Result<SelectStatement, RepoError> {
        use rating::Column;
        let of_statuses = |statuses: &[RatingStatus]| {
            statuses
                .iter()
                .fold(Condition::any().add(Expr::val(1).eq(0)), |any, status| any.add(status.rows(on)))
        };
        let mut list = self
            .select::<rating::Entity>()?
            .expr_as(official::Column::SortKey.into_expr(), "person_sort_key")
            .filter(Column::OfficialId.in_subquery(self.people_in_sight(&BTreeSet::from([on]))?))
            .filter(Column::ProposedOn.lte(on))
            .filter(
                Condition::all()
                    .add_option(conditions.years.clone().map(|years| Column::Year.is_in(years)))
                    .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit)))
                    .add_option(conditions.statuses.as_deref().map(of_statuses)),
            )
            .into_query();
        let person =
            Expr::col(official::Column::Id.as_column_ref()).equals(Column::OfficialId.as_column_ref());
        list.join(JoinType::InnerJoin, official::Entity, person);
        Ok(list)
    }
}
