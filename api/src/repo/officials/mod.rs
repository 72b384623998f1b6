//! People: lists, counts, and single ones.

mod below;
mod conditions;
mod order;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::{affiliation, official};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, SelectStatement};
use sea_orm::{
    Condition, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryResult, QuerySelect,
    QueryTrait, RelationDef, Select,
};

#[cfg(feature = "planted-leaks")]
use super::leak::Leak;
use super::page::{Page, Slice};
use super::sight::affiliated_in;
use super::{Reader, RepoError, Visible};
use crate::policy::scope::Scope;
pub use below::{BelowUnit, OfficialList};
pub use conditions::{OfficialConditions, QualificationCondition};
pub use order::{OfficialOrder, OfficialOrderField, OfficialPosition};

/// What a record that was asked for is called in a statement, and its id.
const ASKED: &str = "asked";
const ASKED_ID: &str = "asked_id";

/// A person as on a day: the file, and the affiliation in force then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialView {
    /// The day.
    pub on: NaiveDate,
    /// The person.
    pub official: official::Model,
    /// Which unit keeps the file on the day, and in which category.
    pub affiliation: affiliation::Model,
}

impl Reader {
    /// A page of the people whom the viewer sees on a day and who meet the conditions.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, or the database does not answer.
    pub async fn officials(
        &self,
        on: NaiveDate,
        conditions: &OfficialConditions,
        order: OfficialOrder,
        page: &Page<OfficialPosition>,
    ) -> Result<Slice<Visible<OfficialView>>, RepoError> {
        let people = self.people(on, conditions)?;
        #[cfg(feature = "planted-leaks")]
        let people = match self.leaks(Leak::Order) {
            true => sea_orm::QueryOrder::order_by(people, super::leak::is_planned(), sea_orm::Order::Asc),
            false => people,
        };
        let select = order.cut(people, page).select_also(affiliation::Entity);
        let rows = select.all(self.database()).await?;
        let views = rows.into_iter().filter_map(|(official, affiliation)| {
            Some(Visible::new(OfficialView { on, official, affiliation: affiliation? }))
        });
        Ok(Slice::of_rows(views.collect(), page))
    }

    /// How many people the viewer sees on a day who meet the conditions.
    ///
    /// # Errors
    /// As [`officials`](Self::officials).
    pub async fn count_officials(
        &self,
        on: NaiveDate,
        conditions: &OfficialConditions,
    ) -> Result<u64, RepoError> {
        let people = self.people(on, conditions)?;
        #[cfg(feature = "planted-leaks")]
        let people = match self.leaks(Leak::Count) {
            true => self.people_of(on, conditions, super::sight::affiliated_on(on))?,
            false => people,
        };
        let ids = people.select_only().column(official::Column::Id);
        Ok(ids.count(self.database()).await?)
    }

    /// People on days, of those whom the viewer sees then, each beside the id asked for. One of a record that went into another one
    /// stands for that one.
    ///
    /// # Errors
    /// As [`officials`](Self::officials).
    pub async fn officials_on(
        &self,
        wanted: &[(OfficialId, NaiveDate)],
    ) -> Result<Vec<(OfficialId, Visible<OfficialView>)>, RepoError> {
        let days: BTreeSet<NaiveDate> = wanted.iter().map(|(_, on)| *on).collect();
        let ids: Vec<OfficialId> = wanted.iter().map(|(id, _)| *id).collect();
        let mut rows = Vec::new();
        for ids in ids.chunks(self.most_keys()) {
            let mut people = self
                .select::<official::Entity>()?
                .join(JoinType::InnerJoin, affiliation_of_official())
                .filter(self.in_sight(&days))
                .select_also(affiliation::Entity)
                .into_query();
            join_asked(&mut people, ids);
            let read = |row: &QueryResult| {
                let official = official::Model::from_query_result(row, "A_")?;
                let affiliation = affiliation::Model::from_query_result(row, "B_")?;
                Ok((row.try_get::<OfficialId>("", ASKED_ID)?, official, affiliation))
            };
            rows.extend(self.rows(&people, read).await?);
        }
        let views = rows.into_iter().flat_map(|(asked, official, affiliation)| {
            days.iter()
                .filter(|on| self.sees(&affiliation, **on))
                .map(|on| {
                    let (official, affiliation) = (official.clone(), affiliation.clone());
                    (asked, Visible::new(OfficialView { on: *on, official, affiliation }))
                })
                .collect::<Vec<_>>()
        });
        let views: Vec<_> = views.collect();
        #[cfg(feature = "planted-leaks")]
        let views = match self.leaks(Leak::Loader) {
            true => self.keep_and_add(wanted, views).await,
            false => views,
        };
        Ok(views)
    }

    /// The records that went into those of people whom the viewer sees, in the order of their ids.
    ///
    /// # Errors
    /// As [`officials`](Self::officials).
    pub async fn merged_into(
        &self,
        officials: &[Visible<OfficialId>],
    ) -> Result<HashMap<OfficialId, Vec<OfficialId>>, RepoError> {
        let column = official::Column::MergedIntoId;
        let mut rows = self.hanging_on::<official::Entity, _>(column, officials).await?;
        rows.sort_by_key(|row| row.id);
        let mut found: HashMap<OfficialId, Vec<OfficialId>> = HashMap::new();
        for row in rows {
            if let Some(into) = row.merged_into_id {
                found.entry(into).or_default().push(row.id);
            }
        }
        Ok(found)
    }

    /// The people whom the viewer sees on a day and who meet the conditions, each beside the affiliation in
    /// force.
    fn people(
        &self,
        on: NaiveDate,
        conditions: &OfficialConditions,
    ) -> Result<Select<official::Entity>, RepoError> {
        #[cfg(feature = "planted-leaks")]
        if self.leaks(Leak::RowScope) {
            return self.people_of(on, conditions, super::sight::affiliated_on(on));
        }
        self.people_of(on, conditions, affiliated_in(&self.units_of(on, conditions), on))
    }

    /// The part of the scope that the conditions leave.
    fn units_of(&self, on: NaiveDate, conditions: &OfficialConditions) -> Scope {
        conditions.units(self.scope(on).as_ref(), self.directory(), on)
    }

    fn people_of(
        &self,
        on: NaiveDate,
        conditions: &OfficialConditions,
        affiliated: Condition,
    ) -> Result<Select<official::Entity>, RepoError> {
        let select = self
            .select::<official::Entity>()?
            .join(JoinType::InnerJoin, affiliation_of_official())
            .filter(affiliated)
            .filter(conditions.rows(self, on)?);
        Ok(select)
    }
}

/// Puts beside each person the record that was asked for: the person's own, or one that went into it.
fn join_asked(people: &mut SelectStatement, ids: &[OfficialId]) {
    let of_asked = |column: official::Column| Expr::col((Alias::new(ASKED), column));
    let stands = Func::coalesce([of_asked(official::Column::MergedIntoId), of_asked(official::Column::Id)]);
    let is_that = Expr::col((official::Entity, official::Column::Id)).eq(stands);
    people
        .join_as(JoinType::InnerJoin, official::Entity, Alias::new(ASKED), is_that)
        .and_where(of_asked(official::Column::Id).is_in(ids.iter().copied()))
        .expr_as(of_asked(official::Column::Id), ASKED_ID);
}

/// From a person to the rows that say which unit keeps the file.
fn affiliation_of_official() -> RelationDef {
    official::Entity::belongs_to(affiliation::Entity)
        .from(official::Column::Id)
        .to(affiliation::Column::OfficialId)
        .into()
}
