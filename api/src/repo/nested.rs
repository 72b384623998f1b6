//! Lists that hang on each thing of another list: one statement serves all of them, however many there are.
//!
//! Each thing is asked for with the day from which it is seen, because what is nested under a fact may be seen from
//! another day than its neighbour. Things with the same day, filter and page share one part of the statement; the
//! parts are put together by UNION ALL.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::NaiveDate;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, OverStatement, SelectStatement, UnionType, WindowStatement,
};
use sea_orm::{Condition, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::list::{Keys, Position};
use super::{Page, Reader, RepoError, Slice, Visible};
use crate::database::Database;

/// The most parts that one statement is put together from. SQLite's limit is 500 (SQLITE_MAX_COMPOUND_SELECT).
const MOST_PARTS: usize = 100;

/// A list that hangs on a thing as seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListOf<P, F> {
    /// The thing.
    pub parent: P,
    /// The day.
    pub on: NaiveDate,
    /// Which items.
    pub filter: F,
}

/// A thing as seen from a day.
pub type Seen<P> = ListOf<P, ()>;

impl<P> Seen<P> {
    /// The thing of an id as seen from a day.
    pub const fn from_day(thing: P, on: NaiveDate) -> Self {
        Self { parent: thing, on, filter: () }
    }
}

/// A page of a list that hangs on a thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageOf<P, F> {
    /// The list.
    pub list: ListOf<P, F>,
    /// The page.
    pub page: Page<Position>,
}

/// Pages of lists, by what was asked for.
pub type Pages<P, F, R> = HashMap<PageOf<P, F>, Slice<(Visible<R>, Position)>>;

/// One part of a statement: the lists of things that share everything but themselves.
pub(super) struct Part<'a, K> {
    /// What is asked for; each hangs on another thing.
    pub(super) keys: Vec<&'a K>,
    /// Its rows, each with the thing that it hangs on as [`PARENT`].
    pub(super) statement: SelectStatement,
}

/// The column of the thing that a row hangs on.
pub(super) const PARENT: &str = "parent";
/// The column of a count.
pub(super) const ITEMS: &str = "items";
/// The column of the part that gave a row: parts are numbered from 0 in their order.
pub(super) const PART: &str = "part";

/// The most conditions joined by "or" in one statement: SQLite takes expressions no deeper than 1000.
const MOST_ALTERNATIVES: usize = 500;

impl Reader {
    /// The pages of lists, each with its items' positions. `list` gives the statement of all items on a day, with
    /// the viewer's scope and the filter; `parent` is its column of the thing that an item hangs on.
    pub(super) async fn pages_of_each<P, F, R>(
        &self,
        asked: &[PageOf<P, F>],
        keys: &Keys,
        parent: impl Into<Expr>,
        list: impl Fn(NaiveDate, &F) -> Result<SelectStatement, RepoError>,
        position: impl Fn(&R) -> Position,
    ) -> Result<Pages<P, F, R>, RepoError>
    where
        P: Copy + Eq + Hash + Into<Uuid>,
        F: Clone + Eq + Hash,
        R: FromQueryResult,
    {
        let parent = parent.into();
        let shared =
            |key: &PageOf<P, F>| (key.list.on, key.list.filter.clone(), key.page.size, key.page.from_end);
        let mut parts = Vec::new();
        let groups = grouped(asked, shared);
        let groups = groups.iter().flat_map(|(shared, group)| {
            group.chunks(MOST_ALTERNATIVES).map(move |group| (shared, group.to_vec()))
        });
        for ((on, filter, size, from_end), group) in groups {
            let (on, from_end) = (*on, *from_end);
            let mut inner = list(on, filter)?;
            let mut any = Condition::any();
            for key in &group {
                let one = parent.clone().eq(Expr::val(key.list.parent.into()));
                any = any.add(Condition::all().add(one).add(keys.between(&key.page)?));
            }
            inner.cond_where(any);
            let mut window = WindowStatement::new();
            window.add_partition_by(parent.clone());
            for (key, order) in keys.sorting(from_end) {
                window.order_by_expr(key, order);
            }
            inner.expr_as(parent.clone(), Alias::new(PARENT));
            inner.expr_window_as(Func::cust(Alias::new("row_number")), window, Alias::new("place"));
            let most = i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX);
            let statement = SelectStatement::new()
                .column((Alias::new("ranked"), sea_orm::sea_query::Asterisk))
                .from_subquery(inner, Alias::new("ranked"))
                .and_where(Expr::col(Alias::new("place")).lte(most))
                .take();
            parts.push(Part { keys: group, statement });
        }
        let read = |row: &QueryResult| Ok((row.try_get::<i64>("", "place")?, R::from_query_result(row, "")?));
        let found = self.read_parts(parts, |key: &PageOf<P, F>| key.list.parent.into(), read).await?;
        Ok(found
            .into_iter()
            .map(|(key, mut rows)| {
                rows.sort_by_key(|(place, _)| *place);
                let rows = rows.into_iter().map(|(_, row)| row).collect();
                let slice = Slice::of_rows(rows, &key.page).map(|row| {
                    let position = position(&row);
                    (Visible::new(row), position)
                });
                (key.clone(), slice)
            })
            .collect())
    }

    /// How many items each list has.
    pub(super) async fn counts_of_each<P, F>(
        &self,
        asked: &[ListOf<P, F>],
        parent: impl Into<Expr>,
        list: impl Fn(NaiveDate, &F) -> Result<SelectStatement, RepoError>,
    ) -> Result<HashMap<ListOf<P, F>, u64>, RepoError>
    where
        P: Copy + Eq + Hash + Into<Uuid>,
        F: Clone + Eq + Hash,
    {
        let parent = parent.into();
        let mut parts = Vec::new();
        for ((on, filter), group) in grouped(asked, |key| (key.on, key.filter.clone())) {
            let mut inner = list(on, &filter)?;
            inner.and_where(parent.clone().is_in(group.iter().map(|key| key.parent.into())));
            inner.clear_selects().expr_as(parent.clone(), Alias::new(PARENT));
            let statement = SelectStatement::new()
                .column(Alias::new(PARENT))
                .expr_as(Func::count(Expr::cust("*")), Alias::new(ITEMS))
                .from_subquery(inner, Alias::new("list"))
                .add_group_by([Expr::col(Alias::new(PARENT))])
                .take();
            parts.push(Part { keys: group, statement });
        }
        let read = |row: &QueryResult| Ok(row.try_get::<i64>("", ITEMS)?);
        let found = self.read_parts(parts, |key: &ListOf<P, F>| key.parent.into(), read).await?;
        let count = |rows: Vec<i64>| rows.first().and_then(|count| u64::try_from(*count).ok()).unwrap_or(0);
        Ok(found.into_iter().map(|(key, rows)| (key.clone(), count(rows))).collect())
    }

    /// All items of each list, in no particular order.
    pub(super) async fn items_of_each<P, F, R>(
        &self,
        asked: &[ListOf<P, F>],
        parent: impl Into<Expr>,
        list: impl Fn(NaiveDate, &F) -> Result<SelectStatement, RepoError>,
    ) -> Result<HashMap<ListOf<P, F>, Vec<Visible<R>>>, RepoError>
    where
        P: Copy + Eq + Hash + Into<Uuid>,
        F: Clone + Eq + Hash,
        R: FromQueryResult,
    {
        let parent = parent.into();
        let mut parts = Vec::new();
        for ((on, filter), group) in grouped(asked, |key| (key.on, key.filter.clone())) {
            let mut statement = list(on, &filter)?;
            statement.and_where(parent.clone().is_in(group.iter().map(|key| key.parent.into())));
            statement.expr_as(parent.clone(), Alias::new(PARENT));
            parts.push(Part { keys: group, statement });
        }
        let read = |row: &QueryResult| Ok(Visible::new(R::from_query_result(row, "")?));
        let found = self.read_parts(parts, |key: &ListOf<P, F>| key.parent.into(), read).await?;
        Ok(found.into_iter().map(|(key, rows)| (key.clone(), rows)).collect())
    }

    /// Things by their ids, each as on a day; there is no entry for one that the statement does not give.
    pub(super) async fn each_by_id<P, R>(
        &self,
        asked: &[Seen<P>],
        id: impl Into<Expr>,
        list: impl Fn(NaiveDate) -> Result<SelectStatement, RepoError>,
    ) -> Result<HashMap<Seen<P>, Visible<R>>, RepoError>
    where
        P: Copy + Eq + Hash + Into<Uuid>,
        R: FromQueryResult,
    {
        let found = self.items_of_each(asked, id, |on, ()| list(on)).await?;
        Ok(found.into_iter().filter_map(|(key, rows)| Some((key, rows.into_iter().next()?))).collect())
    }

    /// Reads the parts in one statement, or in as few as the database's limits allow. Every key has its entry, also
    /// where there is no row.
    pub(super) async fn read_parts<'a, K: Eq + Hash, T>(
        &self,
        parts: Vec<Part<'a, K>>,
        parent: impl Fn(&K) -> Uuid,
        read: impl Fn(&QueryResult) -> Result<T, RepoError>,
    ) -> Result<HashMap<&'a K, Vec<T>>, RepoError> {
        let mut owners = HashMap::new();
        let mut found: HashMap<&K, Vec<T>> = HashMap::new();
        let mut statements = Vec::with_capacity(parts.len());
        for (number, part) in (0_i32..).zip(parts) {
            for key in part.keys {
                owners.insert((number, parent(key)), key);
                found.insert(key, Vec::new());
            }
            statements.push(part.statement.to_owned().expr_as(Expr::val(number), Alias::new(PART)).take());
        }
        for statement in self.united(statements) {
            let read = |row: &QueryResult| {
                Ok((row.try_get::<i32>("", PART)?, row.try_get::<Uuid>("", PARENT)?, read(row)?))
            };
            for (part, parent, row) in self.rows(&statement, read).await? {
                if let Some(rows) = owners.get(&(part, parent)).and_then(|key| found.get_mut(key)) {
                    rows.push(row);
                }
            }
        }
        Ok(found)
    }

    /// Statements put together, as many into one as it may bind parameters and have parts.
    fn united(&self, statements: Vec<SelectStatement>) -> Vec<SelectStatement> {
        let backend = self.database().get_database_backend();
        let most = Database::most_parameters(backend);
        let mut united: Vec<(SelectStatement, usize, usize)> = Vec::new();
        for statement in statements {
            let bound = backend.build(&statement).values.map_or(0, |values| values.0.len());
            match united.last_mut() {
                Some((whole, parts, all)) if *parts < MOST_PARTS && *all + bound <= most => {
                    whole.union(UnionType::All, statement);
                    *parts += 1;
                    *all += bound;
                }
                _ => united.push((statement, 1, bound)),
            }
        }
        united.into_iter().map(|(statement, _, _)| statement).collect()
    }
}

/// The keys that share something, together.
pub(super) fn grouped<K, S: Eq + Hash>(keys: &[K], shared: impl Fn(&K) -> S) -> HashMap<S, Vec<&K>> {
    let mut groups: HashMap<S, Vec<&K>> = HashMap::new();
    for key in keys {
        groups.entry(shared(key)).or_default().push(key);
    }
    groups
}
