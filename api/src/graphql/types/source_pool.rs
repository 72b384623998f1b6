//! The source pool.

use async_graphql::{Context, ID, InputObject, Object};
use chrono::NaiveDate;
use entity::id::{OfficialId, SourcePoolEntryId, UnitId};
use entity::source_pool_review;

use super::history::{History, HistoryOf};
use super::official::Official;
use super::unit::Unit;
use super::word::{SourcePoolOrigin, SourcePoolOutcome};
use crate::graphql::connection::{Connection, Listed, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind, id, key};
use crate::graphql::loaders::source_pool::ReviewsOfEntry;
use crate::graphql::nested::nested;
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::nested::{ListOf, Seen};
use crate::repo::source_pool::{SourcePoolConditions, SourcePoolRow};

/// An entry of a source pool, seen from a day.
#[derive(Clone)]
pub struct SourcePoolEntry {
    on: NaiveDate,
    row: Visible<SourcePoolRow>,
}

impl SourcePoolEntry {
    /// The entry seen from a day.
    #[must_use]
    pub const fn new(on: NaiveDate, row: Visible<SourcePoolRow>) -> Self {
        Self { on, row }
    }

    /// The entry of an id seen from a day, if it was added by then and the viewer sees the person.
    ///
    /// # Errors
    /// The role may not read entries, or the database fails.
    pub async fn on(
        request: &RequestContext,
        entry: SourcePoolEntryId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let row = request.load(Seen::from_day(entry, on)).await?;
        Ok(row.map(|row| Self::new(on, row)))
    }

    /// A page of the visible entries of a unit's own pool.
    ///
    /// # Errors
    /// A page that cannot be given, or the database fails.
    pub async fn of_unit(
        request: &RequestContext,
        unit: UnitId,
        on: NaiveDate,
        filter: &SourcePoolFilter,
        args: &PageArgs,
    ) -> Result<Connection<Self>, ApiError> {
        let list = ListOf { parent: unit, on, filter: filter.conditions()? };
        nested(request, list, "source pool of a unit", args, |row| Self::new(on, row)).await
    }

    /// The entries of a visible person, in the order in which they were added.
    ///
    /// # Errors
    /// The database fails.
    pub async fn of_official(
        request: &RequestContext,
        official: Visible<OfficialId>,
        on: NaiveDate,
        include_removed: bool,
    ) -> Result<Vec<Self>, ApiError> {
        let filter = SourcePoolConditions { include_removed, ..SourcePoolConditions::default() };
        let rows = request.load(ListOf { parent: *official, on, filter }).await?.unwrap_or_default();
        Ok(rows.iter().map(|row| Self::new(on, row.clone())).collect())
    }
}

impl Listed for SourcePoolEntry {
    const CONNECTION: &'static str = "SourcePoolEntryConnection";
    const EDGE: &'static str = "SourcePoolEntryEdge";
}

/// A person in a unit's source pool (tạo nguồn), seen from a day.
#[Object]
impl SourcePoolEntry {
    /// The id of this view: the entry on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::SourcePoolEntry, self.row.entry.id, self.on)
    }

    /// The entry itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::SourcePoolEntry, self.row.entry.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// Counts the changes: what a review expects.
    async fn version(&self) -> i32 {
        self.row.entry.version
    }

    /// The person.
    async fn official(&self, ctx: &Context<'_>) -> Result<Official, ApiError> {
        let official = Official::find(request(ctx)?, self.row.entry.official_id, self.on).await?;
        official.ok_or_else(|| ApiError::internal("an entry was read of a person who is out of sight"))
    }

    /// The unit that keeps the pool, as it was last up to this day and while the person was in it.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let entry = &self.row.entry;
        Ok(Unit::shown(request(ctx)?, entry.unit_id, self.on, entry.removed_on))
    }

    /// Where the person comes from.
    async fn origin(&self) -> SourcePoolOrigin {
        self.row.entry.origin.into()
    }

    /// First day in the pool.
    async fn added_on(&self) -> Date {
        self.row.entry.added_on.into()
    }

    /// First day no longer in the pool; null while no removal is known.
    async fn removed_on(&self) -> Option<Date> {
        self.row.entry.removed_on.map(Into::into)
    }

    /// The yearly reviews made up to this day, the first one first.
    async fn reviews(&self, ctx: &Context<'_>) -> Result<Vec<SourcePoolReview>, ApiError> {
        let entry = self.row.map(|row| row.entry.id);
        let rows = request(ctx)?.load(ReviewsOfEntry(entry)).await?.unwrap_or_default();
        let mut made: Vec<_> = rows.iter().filter(|row| row.reviewed_on <= self.on).collect();
        made.sort_by_key(|row| (row.reviewed_on, row.year));
        Ok(made.into_iter().cloned().map(SourcePoolReview).collect())
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::SourcePoolEntry, self.row.entry.id)
    }
}

/// A review of an entry of a source pool.
#[derive(Clone)]
pub struct SourcePoolReview(source_pool_review::Model);

/// What the review of a year, after the ratings, decided about a person in the pool.
#[Object]
impl SourcePoolReview {
    /// The review itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::SourcePoolReview, self.0.id)
    }

    /// Counts the changes: what a correction expects.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The year of the review; of who was added, of the rating that it rests on.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// What was decided.
    async fn outcome(&self) -> SourcePoolOutcome {
        self.0.outcome.into()
    }

    /// The head's written assessment.
    async fn assessment(&self) -> &str {
        &self.0.assessment
    }

    /// Why removed; null for other outcomes.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When.
    async fn reviewed_on(&self) -> Date {
        self.0.reviewed_on.into()
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::SourcePoolReview, self.0.id)
    }
}

/// Which entries of source pools to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct SourcePoolFilter {
    /// Entries in the pool of this unit itself, whatever became of it.
    pub unit: Option<ID>,
    /// Entries in the pools of units that are this one or below it on the day asked for; before it existed its
    /// predecessors, after it ended the successors of its last subtree.
    pub within: Option<ID>,
    /// Entries of one of these origins.
    pub origins: Option<Vec<SourcePoolOrigin>>,
    /// Also entries of people who were removed up to the day asked for.
    #[graphql(default)]
    pub include_removed: bool,
    /// Entries that were reviewed in this year, or added by its ratings, up to the day asked for.
    pub reviewed_in: Option<i32>,
    /// Entries that were neither reviewed in this year nor added by its ratings, up to the day asked for: whom the year's review
    /// still has to look at.
    pub not_reviewed_in: Option<i32>,
}

impl SourcePoolFilter {
    /// The conditions of the filter.
    ///
    /// # Errors
    /// An id that is none of a unit.
    pub fn conditions(&self) -> Result<SourcePoolConditions, ApiError> {
        let unit = self.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
        let within = self.within.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
        Ok(SourcePoolConditions {
            unit: unit.map(|(unit, _)| unit),
            within: within.map(|(unit, _)| unit),
            origins: self.origins.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
            include_removed: self.include_removed,
            reviewed_in: self.reviewed_in,
            not_reviewed_in: self.not_reviewed_in,
        })
    }
}
