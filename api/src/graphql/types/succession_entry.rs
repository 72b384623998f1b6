//! Succession entries.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::{OfficialId, SuccessionEntryId, SuccessionRoundId};
use entity::succession_entry_step;

use super::history::{History, HistoryOf};
use super::official::Official;
use super::steps;
use super::succession_round::SuccessionRound;
use super::title::Title;
use super::word::{SuccessionEntryStatus, SuccessionRemovalReason};
use crate::graphql::connection::{Connection, Listed, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::succession::EntriesOfOfficial;
use crate::graphql::nested::nested;
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::nested::{ListOf, Seen};
use crate::repo::succession::{SuccessionEntryConditions, SuccessionEntryRow};

/// A succession entry as it is on a day.
#[derive(Clone)]
pub struct SuccessionEntry {
    on: NaiveDate,
    row: Visible<SuccessionEntryRow>,
}

impl SuccessionEntry {
    const fn new(on: NaiveDate, row: Visible<SuccessionEntryRow>) -> Self {
        Self { on, row }
    }

    /// The entry of an id on a day, if it exists then and its round is visible.
    ///
    /// # Errors
    /// The role may not read entries, or the database fails.
    pub async fn on(
        request: &RequestContext,
        entry: SuccessionEntryId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let row = request.load(Seen::from_day(entry, on)).await?;
        Ok(row.map(|row| Self::new(on, row)))
    }

    /// The round.
    #[must_use]
    pub fn round_id(&self) -> SuccessionRoundId {
        self.row.entry.round_id
    }

    /// The person planned.
    #[must_use]
    pub fn official_id(&self) -> OfficialId {
        self.row.entry.official_id
    }

    /// The code of the title planned for.
    #[must_use]
    pub fn title_code(&self) -> &str {
        &self.row.entry.title_code
    }

    /// A page of the entries of a visible round.
    ///
    /// # Errors
    /// A page that cannot be given, an unknown title, or the database fails.
    pub async fn of_round(
        request: &RequestContext,
        round: Visible<SuccessionRoundId>,
        on: NaiveDate,
        filter: &SuccessionEntryFilter,
        args: &PageArgs,
    ) -> Result<Connection<Self>, ApiError> {
        let list = ListOf { parent: *round, on, filter: filter.conditions(request)? };
        nested(request, list, "entries of a succession round", args, |row| Self::new(on, row)).await
    }

    /// The entries that plan a visible person for a title, of the rounds that are visible, in the order of titles.
    ///
    /// # Errors
    /// The role may not read entries, or the database fails.
    pub async fn of_official(
        request: &RequestContext,
        official: Visible<OfficialId>,
        on: NaiveDate,
    ) -> Result<Vec<Self>, ApiError> {
        let entries = request.load(EntriesOfOfficial(Seen::from_day(*official, on))).await?;
        Ok(entries.unwrap_or_default().iter().map(|row| Self::new(on, row.clone())).collect())
    }
}

impl Listed for SuccessionEntry {
    const CONNECTION: &'static str = "SuccessionEntryConnection";
    const EDGE: &'static str = "SuccessionEntryEdge";
}

/// A person planned for a title in a succession round, as it is on a day. Reads of it are recorded.
#[Object]
impl SuccessionEntry {
    /// The id of this view: the entry on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::SuccessionEntry, self.row.entry.id, self.on)
    }

    /// The entry itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::SuccessionEntry, self.row.entry.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// Counts the changes of the entry: what a change of it has to name.
    async fn version(&self) -> i32 {
        self.row.entry.version
    }

    /// The round.
    async fn round(&self, ctx: &Context<'_>) -> Result<SuccessionRound, ApiError> {
        let round = SuccessionRound::on(request(ctx)?, self.row.entry.round_id, self.on).await?;
        round.ok_or_else(|| ApiError::internal("an entry was read of a round that is out of sight"))
    }

    /// The person; null where the person's file is on this day kept by a unit outside the viewer's scope.
    async fn official(&self, ctx: &Context<'_>) -> Result<Option<Official>, ApiError> {
        Official::find(request(ctx)?, self.row.entry.official_id, self.on).await
    }

    /// The title planned for.
    async fn title(&self, ctx: &Context<'_>) -> Result<Title, ApiError> {
        Title::get(request(ctx)?, &self.row.entry.title_code, self.on)
    }

    /// The state on this day.
    async fn status(&self) -> SuccessionEntryStatus {
        self.row.status_on_day.into()
    }

    /// Why the person was removed; null in other states.
    async fn reason(&self) -> Option<SuccessionRemovalReason> {
        self.row.reason_on_day.map(Into::into)
    }

    /// The states up to this day, the first one first.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<SuccessionEntryStep>, ApiError> {
        steps::taken::<succession_entry_step::Entity, _>(
            request(ctx)?,
            self.row.map(|row| row.entry.id),
            self.on,
        )
        .await
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::SuccessionEntry, self.row.entry.id)
    }
}

/// A state that a succession entry took.
#[derive(Clone, Debug, SimpleObject)]
pub struct SuccessionEntryStep {
    /// The state.
    status: SuccessionEntryStatus,
    /// From when.
    effective_on: Date,
    /// Why removed; null for other states.
    reason: Option<SuccessionRemovalReason>,
}

impl From<&succession_entry_step::Model> for SuccessionEntryStep {
    fn from(row: &succession_entry_step::Model) -> Self {
        Self {
            status: row.status.into(),
            effective_on: row.effective_on.into(),
            reason: row.reason.map(Into::into),
        }
    }
}

/// Which succession entries to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct SuccessionEntryFilter {
    /// Entries that plan for one of these titles, by their codes.
    pub titles: Option<Vec<String>>,
    /// Entries in one of these states on the day asked for.
    pub statuses: Option<Vec<SuccessionEntryStatus>>,
}

impl SuccessionEntryFilter {
    fn conditions(&self, request: &RequestContext) -> Result<SuccessionEntryConditions, ApiError> {
        let titles = &request.directory().titles;
        if self.titles.iter().flatten().any(|code| titles.get(code).is_none()) {
            return Err(BadInput::UnknownCode { field: "titles" }.into());
        }
        Ok(SuccessionEntryConditions {
            titles: self.titles.clone(),
            statuses: self.statuses.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
        })
    }
}
