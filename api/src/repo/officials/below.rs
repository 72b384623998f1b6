//! The people of many units at once: a list nested in a list of units is one statement for all of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::{affiliation, official};
use sea_orm::sea_query::{
    Alias, Asterisk, Expr, ExprTrait, Func, JoinType, OverStatement, Query, SelectStatement, WindowStatement,
};
use sea_orm::{FromQueryResult, QueryResult, QueryTrait};
use uuid::Uuid;

use super::order::rows_of;
use super::{OfficialConditions, OfficialOrder, OfficialPosition, OfficialView};
use crate::repo::nested::{ITEMS, PARENT, Part};
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

/// How many people there are of such a list for a unit and what is below it.
type CountBelowUnit = (UnitId, OfficialList);

/// Each unit asked for beside each unit that stands for it or is below it.
type Pairs = Vec<(Uuid, Uuid)>;

const REACH: &str = "reach";
/// What the databases call the columns of a list of values.
const OF_UNIT: &str = "column1";
const UNIT: &str = "column2";
const PLACE: &str = "place";
const PEOPLE: &str = "people";

impl Reader {
    /// For each unit the page of the people affiliated with it or below it whom the viewer sees.
    ///
    /// # Errors
    /// As [`officials`](Self::officials).
    pub async fn officials_below(
        &self,
        wanted: &[BelowUnit],
    ) -> Result<HashMap<BelowUnit, Slice<Visible<OfficialView>>>, RepoError> {
        let mut groups: HashMap<_, Vec<&BelowUnit>> = HashMap::new();
        for below in wanted {
            groups.entry((&below.list, below.order, &below.page)).or_default().push(below);
        }
        let mut parts = Vec::new();
        for ((list, order, page), group) in groups {
            for (keys, pairs) in self.reaches(list, group, |below| below.unit) {
                parts.push(Part { keys, statement: self.page_below(list, order, page, pairs)? });
            }
        }
        let read = |row: &QueryResult| {
            let official = official::Model::from_query_result(row, "A_")?;
            let affiliation = affiliation::Model::from_query_result(row, "B_")?;
            Ok((row.try_get::<i64>("", PLACE)?, official, affiliation))
        };
        let mut found = self.read_parts(parts, |below: &BelowUnit| below.unit.0, read).await?;
        let slice = |below: &BelowUnit| {
            let mut rows = found.remove(below).unwrap_or_default();
            rows.sort_by_key(|(place, ..)| *place);
            let views = rows.into_iter().map(|(_, official, affiliation)| {
                Visible::new(OfficialView { on: below.list.on, official, affiliation })
            });
            (below.clone(), Slice::of_rows(views.collect(), &below.page))
        };
        Ok(wanted.iter().map(slice).collect())
    }

    /// For each unit how many people affiliated with it or below it the viewer sees.
    ///
    /// # Errors
    /// As [`officials`](Self::officials).
    pub async fn count_officials_below(
        &self,
        wanted: &[CountBelowUnit],
    ) -> Result<HashMap<CountBelowUnit, u64>, RepoError> {
        let mut groups: HashMap<&OfficialList, Vec<&CountBelowUnit>> = HashMap::new();
        for count in wanted {
            groups.entry(&count.1).or_default().push(count);
        }
        let mut parts = Vec::new();
        for (list, group) in groups {
            for (keys, pairs) in self.reaches(list, group, |(unit, _)| *unit) {
                let people = self.people_of(list.on, &list.conditions, affiliated_on(list.on))?;
                let mut people = people.into_query();
                join_reach(people.clear_selects(), pairs);
                people
                    .expr_as(Expr::col((official::Entity, official::Column::Id)).count(), ITEMS)
                    .add_group_by([of_unit()]);
                parts.push(Part { keys, statement: people });
            }
        }
        let read = |row: &QueryResult| Ok(row.try_get::<i64>("", ITEMS)?);
        let found = self.read_parts(parts, |(unit, _): &CountBelowUnit| unit.0, read).await?;
        let count = |rows: Option<&Vec<i64>>| rows.and_then(|rows| rows.first().copied()).unwrap_or(0);
        let number = |wanted: &CountBelowUnit| u64::try_from(count(found.get(wanted))).unwrap_or(0);
        Ok(wanted.iter().map(|wanted| (wanted.clone(), number(wanted))).collect())
    }

    fn page_below(
        &self,
        list: &OfficialList,
        order: OfficialOrder,
        page: &Page<OfficialPosition>,
        pairs: Pairs,
    ) -> Result<SelectStatement, RepoError> {
        let people = self.people_of(list.on, &list.conditions, affiliated_on(list.on))?;
        let mut people = order.between(people, page).select_also(affiliation::Entity).into_query();
        join_reach(&mut people, pairs);
        let mut window = WindowStatement::new();
        window.add_partition_by(of_unit());
        for key in order.keys() {
            window.order_by_expr(key, order.direction(page.from_end));
        }
        people.expr_window_as(Func::cust("ROW_NUMBER"), window, PLACE);
        Ok(Query::select()
            .column((Alias::new(PEOPLE), Asterisk))
            .from_subquery(people, PEOPLE)
            .and_where(Expr::col(Alias::new(PLACE)).lte(i64::try_from(rows_of(page)).unwrap_or(i64::MAX)))
            .take())
    }

    /// Each unit asked for beside each unit in the scope that stands for it or is below it, in as few batches as the
    /// database allows, with the keys whose units are in the batch; the pairs of one unit are never parted.
    fn reaches<'a, K>(
        &self,
        list: &OfficialList,
        keys: Vec<&'a K>,
        unit: impl Fn(&K) -> UnitId,
    ) -> Vec<(Vec<&'a K>, Pairs)> {
        let most = self.most_keys() / 2;
        let scope = self.units_of(list.on, &list.conditions);
        let mut batches: Vec<(Vec<&K>, Pairs)> = Vec::new();
        for key in keys {
            let unit = unit(key);
            let reach = scope.within(&self.directory().units.reach(unit, list.on));
            let pairs: Pairs = reach.iter().map(|below| (unit.0, below.0)).collect();
            if pairs.is_empty() {
                continue;
            }
            match batches.last_mut().filter(|(_, batch)| batch.len() + pairs.len() <= most) {
                Some((keys, batch)) => {
                    keys.push(key);
                    batch.extend(pairs);
                }
                None => batches.push((vec![key], pairs)),
            }
        }
        batches
    }
}

/// Puts beside each person each unit that the pairs say the person's unit is below.
fn join_reach(people: &mut SelectStatement, pairs: Pairs) {
    let reach =
        Query::select().columns([Alias::new(OF_UNIT), Alias::new(UNIT)]).from_values(pairs, "pairs").take();
    let same_unit = Expr::col((Alias::new(REACH), Alias::new(UNIT)))
        .equals((affiliation::Entity, affiliation::Column::UnitId));
    people.join_subquery(JoinType::InnerJoin, reach, REACH, same_unit).expr_as(of_unit(), PARENT);
}

fn of_unit() -> Expr {
    Expr::col((Alias::new(REACH), Alias::new(OF_UNIT)))
}
