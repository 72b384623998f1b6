//! Lists that the database keeps in order: pages between positions, and counts, one statement each.
//!
//! A position is the values by which the list is ordered, the last of them an id, so that no two rows share one. A
//! page begins after a position by comparing with it, never by skipping rows, so that rows that come and go meanwhile
//! neither repeat nor hide others.

#![expect(
    clippy::disallowed_methods,
    reason = "`repo` is the one reader; these statements were made with the scope"
)]

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, SelectStatement};
use sea_orm::{Condition, ConnectionTrait, FromQueryResult, Order, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Page, Reader, RepoError, Slice, Visible};

/// The direction of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the smallest to the greatest.
    Ascending,
    /// From the greatest to the smallest.
    Descending,
}

impl Direction {
    const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }

    /// The direction in which rows are read for a page that is counted from the list's start or its end.
    const fn read(self, from_end: bool) -> Self {
        if from_end { self.reversed() } else { self }
    }

    const fn order(self) -> Order {
        match self {
            Self::Ascending => Order::Asc,
            Self::Descending => Order::Desc,
        }
    }
}

/// The place of a row in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position(Vec<Part>);

/// One value of a position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Part {
    /// A civil date.
    Date(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A number.
    Number(i32),
    /// A number that nobody may learn: it is written with as many characters whatever it is, so that not even the
    /// length of a cursor tells how great it is.
    Sequence(#[serde(with = "of_one_length")] i64),
    /// Text, ordered by its bytes.
    Text(String),
    /// A sort key.
    Bytes(Vec<u8>),
    /// An id.
    Id(Uuid),
}

mod of_one_length {
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(number: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{number:020}"))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<i64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Position {
    /// A position of these values, in the order of the list's keys.
    pub(super) fn new(parts: impl Into<Vec<Part>>) -> Self {
        Self(parts.into())
    }
}

impl From<Part> for Value {
    fn from(part: Part) -> Self {
        match part {
            Part::Date(date) => date.into(),
            Part::Instant(instant) => instant.into(),
            Part::Number(number) => number.into(),
            Part::Sequence(number) => number.into(),
            Part::Text(text) => text.into(),
            Part::Bytes(bytes) => bytes.into(),
            Part::Id(id) => id.into(),
        }
    }
}

/// What a list is ordered by, the most significant first.
#[derive(Clone, Debug)]
pub(super) struct Keys(Vec<(Expr, Direction)>);

impl Keys {
    /// An order by one thing.
    pub(super) fn by(key: impl Into<Expr>, direction: Direction) -> Self {
        Self(vec![(key.into(), direction)])
    }

    /// An order by this and, where it ties, by another thing.
    pub(super) fn then(mut self, key: impl Into<Expr>, direction: Direction) -> Self {
        self.0.push((key.into(), direction));
        self
    }

    /// The keys as a statement sorts by them to read a page from the list's start or its end.
    pub(super) fn sorting(&self, from_end: bool) -> impl Iterator<Item = (Expr, Order)> {
        self.0.iter().map(move |(key, direction)| (key.clone(), direction.read(from_end).order()))
    }

    /// The rows between the positions of a page.
    pub(super) fn between(&self, page: &Page<Position>) -> Result<Condition, RepoError> {
        let after = page.after.as_ref().map(|position| self.beyond(position, false)).transpose()?;
        let before = page.before.as_ref().map(|position| self.beyond(position, true)).transpose()?;
        Ok(Condition::all().add_option(after).add_option(before))
    }

    /// The rows that come after a position, or with `backwards` before it: those that pass it by some key while they
    /// tie with it by all keys before that.
    fn beyond(&self, position: &Position, backwards: bool) -> Result<Condition, RepoError> {
        if position.0.len() != self.0.len() {
            return Err(RepoError::Inconsistent("a position does not fit its list".to_owned()));
        }
        let mut beyond = Condition::any();
        let mut tie = Condition::all();
        for ((key, direction), part) in self.0.iter().zip(&position.0) {
            let value = || Expr::val(Value::from(part.clone()));
            let passes = match direction.read(backwards) {
                Direction::Ascending => key.clone().gt(value()),
                Direction::Descending => key.clone().lt(value()),
            };
            beyond = beyond.add(tie.clone().add(passes));
            tie = tie.add(key.clone().eq(value()));
        }
        Ok(beyond)
    }
}

impl Reader {
    /// A page of the rows of a statement that has the viewer's scope, with their positions.
    pub(super) async fn page_of<R: FromQueryResult>(
        &self,
        mut list: SelectStatement,
        keys: &Keys,
        page: &Page<Position>,
        position: impl Fn(&R) -> Position,
    ) -> Result<Slice<(Visible<R>, Position)>, RepoError> {
        list.cond_where(keys.between(page)?);
        for (key, order) in keys.sorting(page.from_end) {
            list.order_by_expr(key, order);
        }
        list.limit(u64::try_from(page.size + 1).unwrap_or(u64::MAX));
        let rows = self.rows(&list, |row| Ok(R::from_query_result(row, "")?)).await?;
        Ok(Slice::of_rows(rows, page).map(|row| {
            let position = position(&row);
            (Visible::new(row), position)
        }))
    }

    /// How many rows a statement gives.
    pub(super) async fn count_of(&self, list: SelectStatement) -> Result<u64, RepoError> {
        let count = SelectStatement::new()
            .expr_as(Func::count(Expr::cust("*")), Alias::new("rows"))
            .from_subquery(list, Alias::new("list"))
            .take();
        let counts = self.rows(&count, |row| Ok(row.try_get::<i64>("", "rows")?)).await?;
        Ok(counts.first().and_then(|count| u64::try_from(*count).ok()).unwrap_or(0))
    }

    /// The rows of one statement.
    pub(super) async fn rows<T>(
        &self,
        select: &SelectStatement,
        read: impl Fn(&QueryResult) -> Result<T, RepoError>,
    ) -> Result<Vec<T>, RepoError> {
        self.database().query_all(select).await?.iter().map(read).collect()
    }
}
