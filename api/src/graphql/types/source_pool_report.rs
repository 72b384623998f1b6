//! What units reported of their source pools.

use async_graphql::{Context, ID, InputObject, Object};
use chrono::NaiveDate;
use entity::id::SourcePoolReportId;
use entity::source_pool_report;

use super::history::{History, HistoryOf};
use super::unit::Unit;
use crate::graphql::connection::Listed;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind, id, key};
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::nested::Seen;
use crate::repo::source_pool_reports::SourcePoolReportConditions;

/// The most years that a filter takes.
const MOST_YEARS: usize = 100;

/// A report of a source pool, seen from a day.
#[derive(Clone)]
pub struct SourcePoolReport {
    on: NaiveDate,
    row: Visible<source_pool_report::Model>,
}

impl SourcePoolReport {
    /// The report seen from a day.
    #[must_use]
    pub const fn new(on: NaiveDate, row: Visible<source_pool_report::Model>) -> Self {
        Self { on, row }
    }

    /// The report of an id seen from a day, if it was made by then and its unit is in the viewer's scope.
    ///
    /// # Errors
    /// The role may not read reports, or the database fails.
    pub async fn on(
        request: &RequestContext,
        report: SourcePoolReportId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let row = request.load(Seen::from_day(report, on)).await?;
        Ok(row.map(|row| Self::new(on, row)))
    }
}

impl Listed for SourcePoolReport {
    const CONNECTION: &'static str = "SourcePoolReportConnection";
    const EDGE: &'static str = "SourcePoolReportEdge";
}

/// What a unit reported of its source pool (tạo nguồn) of a year to the authority above it. It is final: one that was wrong stays, and
/// another one stands beside it; the latest counts.
#[Object]
impl SourcePoolReport {
    /// The id of this view: the report on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::SourcePoolReport, self.row.id, self.on)
    }

    /// The report itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::SourcePoolReport, self.row.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// The unit that reported, as it was then.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        Ok(Unit::shown(request(ctx)?, self.row.unit_id, self.row.reported_on, None))
    }

    /// The year of the review that it tells of.
    async fn year(&self) -> i32 {
        self.row.year
    }

    /// When.
    async fn reported_on(&self) -> Date {
        self.row.reported_on.into()
    }

    /// The unit above to which it was made, as it was then.
    async fn authority(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        Ok(Unit::shown(request(ctx)?, self.row.authority_unit_id, self.row.reported_on, None))
    }

    /// How many people the review of the year kept, of those whom the reporter saw.
    async fn kept(&self) -> i32 {
        self.row.kept
    }

    /// How many people were added by the ratings of the year.
    async fn added(&self) -> i32 {
        self.row.added
    }

    /// How many people the review of the year removed.
    async fn removed(&self) -> i32 {
        self.row.removed
    }

    /// What the unit said beside the numbers.
    async fn remark(&self) -> Option<&str> {
        self.row.remark.as_deref()
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::SourcePoolReport, self.row.id)
    }
}

/// Which reports of source pools to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct SourcePoolReportFilter {
    /// Reports of this unit itself.
    pub unit: Option<ID>,
    /// Reports of units that are this one or below it on the day asked for; before it existed its predecessors, after it
    /// ended the successors of its last subtree.
    pub within: Option<ID>,
    /// Reports of one of these years; at most 100.
    pub years: Option<Vec<i32>>,
}

impl SourcePoolReportFilter {
    /// The conditions of the filter.
    ///
    /// # Errors
    /// An id that is none of a unit, or too many years.
    pub fn conditions(&self) -> Result<SourcePoolReportConditions, ApiError> {
        if self.years.as_ref().is_some_and(|years| years.len() > MOST_YEARS) {
            return Err(BadInput::TooMany { most: MOST_YEARS }.into());
        }
        let unit = self.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
        let within = self.within.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
        Ok(SourcePoolReportConditions {
            unit: unit.map(|(unit, _)| unit),
            within: within.map(|(unit, _)| unit),
            years: self.years.clone(),
        })
    }
}
