//! Affiliations.

use async_graphql::{Context, Object};
use chrono::NaiveDate;
use entity::affiliation;

use super::history::{History, HistoryOf};
use super::unit::Unit;
use super::word::OfficialCategory;
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::repo::Visible;

/// Which unit keeps a person's file over a period.
pub struct Affiliation {
    on: NaiveDate,
    row: Visible<affiliation::Model>,
}

impl Affiliation {
    /// The affiliation, seen from a day.
    #[must_use]
    pub const fn new(on: NaiveDate, row: Visible<affiliation::Model>) -> Self {
        Self { on, row }
    }
}

/// Which unit keeps a person's file over a period, and in which category.
#[Object]
impl Affiliation {
    /// The unit, as it was last up to the day asked for and within the period.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        Ok(Unit::shown(request(ctx)?, self.row.unit_id, self.on, self.row.valid_to))
    }

    /// The category.
    async fn category(&self) -> OfficialCategory {
        self.row.category.into()
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        self.row.valid_from.into()
    }

    /// First day on which another unit keeps the file, or none does; null while it is open.
    async fn valid_to(&self) -> Option<Date> {
        self.row.valid_to.map(Into::into)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Affiliation, self.row.id)
    }
}
