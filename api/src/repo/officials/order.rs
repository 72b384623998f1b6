//! In which order people are listed.

use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::official;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, Select};
use serde::{Deserialize, Serialize};

use super::OfficialView;
use crate::repo::page::Page;

/// How to order people. The order is total: who is equal in one thing is ordered by the next, at last by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OfficialOrder {
    /// By what.
    pub field: OfficialOrderField,
    /// From the greatest to the smallest.
    pub descending: bool,
}

/// By what people can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OfficialOrderField {
    /// By given name, in Vietnamese order.
    Name,
    /// By birth date, an unknown one after all others, then by name.
    BirthDate,
}

/// A person's place in an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OfficialPosition {
    birth_date: NaiveDate,
    name: Vec<u8>,
    id: OfficialId,
}

impl From<&OfficialView> for OfficialPosition {
    fn from(view: &OfficialView) -> Self {
        Self {
            birth_date: view.official.birth_date.unwrap_or_else(unknown_birth_date),
            name: view.official.sort_key.clone(),
            id: view.official.id,
        }
    }
}

impl OfficialOrder {
    /// What the order compares, in turn.
    pub(super) fn keys(self) -> Vec<Expr> {
        let birth_date: Expr =
            Func::coalesce([column(official::Column::BirthDate), Expr::val(unknown_birth_date())]).into();
        let name = [column(official::Column::SortKey), column(official::Column::Id)];
        match self.field {
            OfficialOrderField::Name => name.into(),
            OfficialOrderField::BirthDate => [birth_date].into_iter().chain(name).collect(),
        }
    }

    /// The direction of reading for a page that is counted from this end.
    pub(super) const fn direction(self, from_end: bool) -> Order {
        if self.descending == from_end { Order::Asc } else { Order::Desc }
    }

    /// The rows between the positions of a page.
    pub(super) fn between(
        self,
        mut select: Select<official::Entity>,
        page: &Page<OfficialPosition>,
    ) -> Select<official::Entity> {
        let here = || Expr::tuple(self.keys());
        if let Some(after) = page.after.as_ref().map(|position| self.place(position)) {
            select = select.filter(if self.descending { here().lt(after) } else { here().gt(after) });
        }
        if let Some(before) = page.before.as_ref().map(|position| self.place(position)) {
            select = select.filter(if self.descending { here().gt(before) } else { here().lt(before) });
        }
        select
    }

    /// The rows of a page, and one more if there is one, from the end that the page is counted from.
    pub(super) fn cut(
        self,
        select: Select<official::Entity>,
        page: &Page<OfficialPosition>,
    ) -> Select<official::Entity> {
        let mut select = self.between(select, page);
        for key in self.keys() {
            select = select.order_by(key, self.direction(page.from_end));
        }
        select.limit(rows_of(page))
    }

    fn place(self, position: &OfficialPosition) -> Expr {
        let birth_date = Expr::val(position.birth_date);
        let name = [Expr::val(position.name.clone()), Expr::val(position.id)];
        Expr::tuple(match self.field {
            OfficialOrderField::Name => Vec::from(name),
            OfficialOrderField::BirthDate => [birth_date].into_iter().chain(name).collect(),
        })
    }
}

/// How many rows tell a page and whether there is more.
pub(super) fn rows_of<P>(page: &Page<P>) -> u64 {
    u64::try_from(page.size).unwrap_or(u64::MAX).saturating_add(1)
}

/// Stands for a birth date that is not known, so that it has a place in the order.
fn unknown_birth_date() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

fn column(column: official::Column) -> Expr {
    Expr::col((official::Entity, column))
}
