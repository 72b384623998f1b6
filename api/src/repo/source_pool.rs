//! The source pools (tạo nguồn). Entries hang on a person: whoever sees the person sees them.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::{OfficialId, SourcePoolEntryId, UnitId};
use entity::value::SourcePoolOrigin;
use entity::{official, source_pool_entry, source_pool_review};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait};

use super::list::{Direction, Keys, Part, Position};
use super::nested::{ListOf, PageOf, Pages, Seen};
use super::{Page, Reader, RepoError, Slice, Visible};

/// An entry of a source pool.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct SourcePoolRow {
    /// The entry.
    #[sea_orm(nested)]
    pub entry: source_pool_entry::Model,
    /// Sorts by the person's given name.
    pub person_sort_key: Vec<u8>,
}

/// Which entries to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SourcePoolConditions {
    /// In the pool of this unit itself.
    pub unit: Option<UnitId>,
    /// In the pools of what stands for this unit on the day, with all below.
    pub within: Option<UnitId>,
    /// Of one of these origins.
    pub origins: Option<Vec<SourcePoolOrigin>>,
    /// Also those of people who were removed up to the day.
    pub include_removed: bool,
    /// Reviewed in this year, or added by its ratings, by the day.
    pub reviewed_in: Option<i32>,
    /// Neither reviewed in this year nor added by its ratings, by the day.
    pub not_reviewed_in: Option<i32>,
}

impl Reader {
    /// A page of the visible entries of a day, by the person's name.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn source_pool(
        &self,
        on: NaiveDate,
        conditions: &SourcePoolConditions,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<SourcePoolRow>, Position)>, RepoError> {
        self.page_of(self.pool_list(on, conditions)?, &by_name(), page, position).await
    }

    /// How many visible entries there are on a day.
    ///
    /// # Errors
    /// As [`source_pool`](Self::source_pool).
    pub async fn source_pool_count(
        &self,
        on: NaiveDate,
        conditions: &SourcePoolConditions,
    ) -> Result<u64, RepoError> {
        self.count_of(self.pool_list(on, conditions)?).await
    }

    /// Pages of the visible entries of units' own pools, by the person's name.
    ///
    /// # Errors
    /// As [`source_pool`](Self::source_pool).
    pub async fn source_pools_of_units(
        &self,
        asked: &[PageOf<UnitId, SourcePoolConditions>],
    ) -> Result<Pages<UnitId, SourcePoolConditions, SourcePoolRow>, RepoError> {
        let unit = source_pool_entry::Column::UnitId.into_expr();
        let list = |on, conditions: &_| self.pool_list(on, conditions);
        self.pages_of_each(asked, &by_name(), unit, list, position).await
    }

    /// How many visible entries units' own pools have.
    ///
    /// # Errors
    /// As [`source_pool`](Self::source_pool).
    pub async fn source_pool_counts_of_units(
        &self,
        asked: &[ListOf<UnitId, SourcePoolConditions>],
    ) -> Result<HashMap<ListOf<UnitId, SourcePoolConditions>, u64>, RepoError> {
        let unit = source_pool_entry::Column::UnitId.into_expr();
        self.counts_of_each(asked, unit, |on, conditions| self.pool_list(on, conditions)).await
    }

    /// The entries of people, in the order in which they were added.
    ///
    /// # Errors
    /// As [`source_pool`](Self::source_pool).
    pub async fn source_pool_of_officials(
        &self,
        asked: &[ListOf<OfficialId, SourcePoolConditions>],
    ) -> Result<HashMap<ListOf<OfficialId, SourcePoolConditions>, Vec<Visible<SourcePoolRow>>>, RepoError>
    {
        let official = source_pool_entry::Column::OfficialId.into_expr();
        let list = |on, conditions: &_| self.pool_list(on, conditions);
        let mut found = self.items_of_each(asked, official, list).await?;
        for entries in found.values_mut() {
            entries.sort_by_key(|row: &Visible<SourcePoolRow>| (row.entry.added_on, row.entry.id));
        }
        Ok(found)
    }

    /// Visible entries by their ids, each as on a day.
    ///
    /// # Errors
    /// As [`source_pool`](Self::source_pool).
    pub async fn source_pool_entries_by_id(
        &self,
        asked: &[Seen<SourcePoolEntryId>],
    ) -> Result<HashMap<Seen<SourcePoolEntryId>, Visible<SourcePoolRow>>, RepoError> {
        let all = SourcePoolConditions { include_removed: true, ..SourcePoolConditions::default() };
        let id = source_pool_entry::Column::Id.into_expr();
        self.each_by_id(asked, id, |on| self.pool_list(on, &all)).await
    }

    /// The yearly reviews of entries, on any day.
    ///
    /// # Errors
    /// As [`source_pool`](Self::source_pool).
    pub async fn source_pool_reviews(
        &self,
        entries: &[Visible<SourcePoolEntryId>],
    ) -> Result<Vec<source_pool_review::Model>, RepoError> {
        self.hanging_on::<source_pool_review::Entity, _>(source_pool_review::Column::EntryId, entries).await
    }

    /// The entries of a day whose people the viewer sees.
    fn pool_list(
        &self,
        on: NaiveDate,
        conditions: &SourcePoolConditions,
    ) -> Result<SelectStatement, RepoError> {
        use source_pool_entry::Column;
        let kept = Condition::any().add(Column::RemovedOn.is_null()).add(Column::RemovedOn.gt(on));
        let within = conditions.within.map(|unit| {
            let units = self.directory().units.reach(unit, on);
            Column::UnitId.is_in(units.iter().collect::<Vec<_>>())
        });
        let reviewed = |year: Option<i32>| year.map(|year| self.reviewed(year, on)).transpose();
        let (reviewed_in, not_reviewed_in) =
            (reviewed(conditions.reviewed_in)?, reviewed(conditions.not_reviewed_in)?);
        let mut list = self
            .select::<source_pool_entry::Entity>()?
            .expr_as(official::Column::SortKey.into_expr(), "person_sort_key")
            .filter(Column::OfficialId.in_subquery(self.people_in_sight(&BTreeSet::from([on]))?))
            .filter(Column::AddedOn.lte(on))
            .filter(
                Condition::all()
                    .add_option((!conditions.include_removed).then_some(kept))
                    .add_option(within)
                    .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit)))
                    .add_option(reviewed_in.map(|reviewed| Column::Id.in_subquery(reviewed)))
                    .add_option(not_reviewed_in.map(|reviewed| Column::Id.not_in_subquery(reviewed)))
                    .add_option(conditions.origins.clone().map(|origins| Column::Origin.is_in(origins))),
            )
            .into_query();
        let person =
            Expr::col(official::Column::Id.as_column_ref()).equals(Column::OfficialId.as_column_ref());
        list.join(JoinType::InnerJoin, official::Entity, person);
        Ok(list)
    }

    /// The entries that were reviewed in a year, or added by its ratings, by a day.
    fn reviewed(&self, year: i32, on: NaiveDate) -> Result<SelectStatement, RepoError> {
        use source_pool_review::Column;
        Ok(self
            .select::<source_pool_review::Entity>()?
            .select_only()
            .column(Column::EntryId)
            .filter(Column::Year.eq(year))
            .filter(Column::ReviewedOn.lte(on))
            .into_query())
    }
}

fn by_name() -> Keys {
    Keys::by(official::Column::SortKey.into_expr(), Direction::Ascending)
        .then(source_pool_entry::Column::Id.into_expr(), Direction::Ascending)
}

fn position(row: &SourcePoolRow) -> Position {
    Position::new([Part::Bytes(row.person_sort_key.clone()), Part::Id(row.entry.id.0)])
}
