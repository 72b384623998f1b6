//! The people of many units at once: a list nested in a list of units is one statement for all of them.

#![expect(clippy::disallowed_methods, reason = "this is `repo`: the statement holds the scope")]

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::{affiliation, official};
use sea_orm::sea_query::{
    Alias, Asterisk, Expr, ExprTrait, Func, JoinType, Order, OverStatement, Query, SelectStatement,
    WindowStatement,
};
use sea_orm::{ConnectionTrait, FromQueryResult, QueryTrait};
use uuid::Uuid;

use super::order::rows_of;
use super::{OfficialConditions, OfficialOrder, OfficialPosition, OfficialView};
use crate::repo::page::{Page, Slice};
use crate::repo::sight::affiliated_on;
use crate::repo::{Reader, RepoError, Visible};

/// A list of people: on a day, with conditions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OfficialList {
    /// The day.
    pub on: NaiveDate,
    /// Which people.
    pub conditions: OfficialConditions,
}

/// A page of such a list for a unit and what is below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BelowUnit {
    /// The unit.
    pub unit: UnitId,
    /// The list.
    pub list: OfficialList,
    /// Its order.
    pub order: OfficialOrder,
    /// The page.
    pub page: Page<OfficialPosition>,
}

const REACH: &str = "reach";
/// What the databases call the columns of a list of values.
const OF_UNIT: &str = "column1";
const UNIT: &str = "column2";
const PLACE: &str = "place";
const PEOPLE: &str = "people";
const COUNT: &str = "people_count";

impl Reader {
    /// For each unit the page of the people affiliated with it or below it whom the viewer sees. Pages of one list
    /// between the same positions are one statement.
    ///
    /// # Errors
    /// As [`officials`](Self::officials).
    pub async fn officials_below(
        &self,
        wanted: &[BelowUnit],
    ) -> Result<HashMap<BelowUnit, Slice<Visible<OfficialView>>>, RepoError> {
        let mut groups: HashMap<(&OfficialList, OfficialOrder, &Page<OfficialPosition>), Vec<UnitId>> =
            HashMap::new();
        for BelowUnit { unit, list, order, page } in wanted {
            groups.entry((list, *order, page)).or_default().push(*unit);
        }
        let mut slices = HashMap::new();
        for ((list, order, page), units) in groups {
            let mut rows = self.pages_below(list, order, page, &units).await?;
            for unit in units {
                let slice = Slice::of_rows(rows.remove(&unit).unwrap_or_default(), page);
                let below = BelowUnit { unit, list: list.clone(), order, page: page.clone() };
                slices.insert(below, slice);
            }
        }
        Ok(slices)
    }

    /// For each unit how many people affiliated with it or below it the viewer sees. Counts of one list are one
    /// statement.
    ///
    /// # Errors
    /// As [`officials`](Self::officials).
    pub async fn count_officials_below(
        &self,
        wanted: &[(UnitId, OfficialList)],
    ) -> Result<HashMap<(UnitId, OfficialList), u64>, RepoError> {
        let mut groups: HashMap<&OfficialList, Vec<UnitId>> = HashMap::new();
        for (unit, list) in wanted {
            groups.entry(list).or_default().push(*unit);
        }
        let mut counts = HashMap::new();
        for (list, units) in groups {
            for (unit, count) in self.counts_below(list, &units).await? {
                counts.insert((unit, list.clone()), count);
            }
        }
        Ok(counts)
    }

    async fn pages_below(
        &self,
        list: &OfficialList,
        order: OfficialOrder,
        page: &Page<OfficialPosition>,
        units: &[UnitId],
    ) -> Result<HashMap<UnitId, Vec<Visible<OfficialView>>>, RepoError> {
        let mut pages: HashMap<UnitId, Vec<Visible<OfficialView>>> = HashMap::new();
        for pairs in self.reaches(list, units) {
            let people = self.people_of(list.on, &list.conditions, affiliated_on(list.on))?;
            let mut people = order.between(people, page).select_also(affiliation::Entity).into_query();
            join_reach(&mut people, pairs);
            let mut window = WindowStatement::new();
            window.add_partition_by(of_unit());
            for key in order.keys() {
                window.order_by_expr(key, order.direction(page.from_end));
            }
            people.expr_window_as(Func::cust("ROW_NUMBER"), window, PLACE);
            let ranked = Query::select()
                .expr(Expr::col(Asterisk))
                .from_subquery(people, PEOPLE)
                .and_where(Expr::col(Alias::new(PLACE)).lte(i64::try_from(rows_of(page)).unwrap_or(i64::MAX)))
                .order_by(Alias::new(PLACE), Order::Asc)
                .take();
            for row in self.database().query_all(&ranked).await? {
                let view = OfficialView {
                    on: list.on,
                    official: official::Model::from_query_result(&row, "A_")?,
                    affiliation: affiliation::Model::from_query_result(&row, "B_")?,
                };
                let unit = UnitId(row.try_get::<Uuid>("", OF_UNIT)?);
                pages.entry(unit).or_default().push(Visible::new(view));
            }
        }
        Ok(pages)
    }

    async fn counts_below(
        &self,
        list: &OfficialList,
        units: &[UnitId],
    ) -> Result<HashMap<UnitId, u64>, RepoError> {
        let mut counts: HashMap<UnitId, u64> = units.iter().map(|unit| (*unit, 0)).collect();
        for pairs in self.reaches(list, units) {
            let people = self.people_of(list.on, &list.conditions, affiliated_on(list.on))?;
            let mut people = people.into_query();
            join_reach(people.clear_selects(), pairs);
            people
                .expr_as(Expr::col((official::Entity, official::Column::Id)).count(), COUNT)
                .add_group_by([of_unit()]);
            for row in self.database().query_all(&people).await? {
                let unit = UnitId(row.try_get::<Uuid>("", OF_UNIT)?);
                let count = u64::try_from(row.try_get::<i64>("", COUNT)?).unwrap_or_default();
                *counts.entry(unit).or_default() += count;
            }
        }
        Ok(counts)
    }

    /// Each unit beside each unit in the scope that stands for it or is below it, in as few batches as the database
    /// allows; the pairs of one unit are never parted.
    fn reaches(&self, list: &OfficialList, units: &[UnitId]) -> Vec<Vec<(Uuid, Uuid)>> {
        let most = self.most_keys() / 2;
        let scope = self.units_of(list.on, &list.conditions);
        let mut batches: Vec<Vec<(Uuid, Uuid)>> = Vec::new();
        for unit in units.iter().copied().collect::<BTreeSet<_>>() {
            let reach = scope.within(&self.directory().units.reach(unit, list.on));
            let pairs: Vec<_> = reach.iter().map(|below| (unit.0, below.0)).collect();
            match batches.last_mut().filter(|batch| batch.len() + pairs.len() <= most) {
                Some(batch) => batch.extend(pairs),
                None => batches.push(pairs),
            }
        }
        batches.retain(|batch| !batch.is_empty());
        batches
    }
}

/// Puts beside each person each unit that the pairs say the person's unit is below.
fn join_reach(people: &mut SelectStatement, pairs: Vec<(Uuid, Uuid)>) {
    let reach =
        Query::select().columns([Alias::new(OF_UNIT), Alias::new(UNIT)]).from_values(pairs, "pairs").take();
    let same_unit = Expr::col((Alias::new(REACH), Alias::new(UNIT)))
        .equals((affiliation::Entity, affiliation::Column::UnitId));
    people.join_subquery(JoinType::InnerJoin, reach, REACH, same_unit).expr_as(of_unit(), OF_UNIT);
}

fn of_unit() -> Expr {
    Expr::col((Alias::new(REACH), Alias::new(OF_UNIT)))
}
