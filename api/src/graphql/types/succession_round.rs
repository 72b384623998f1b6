//! Succession rounds.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::SuccessionRoundId;
use entity::succession_round_step;

use super::history::{History, HistoryOf};
use super::steps;
use super::succession_composition::SuccessionComposition;
use super::succession_entry::{SuccessionEntry, SuccessionEntryFilter};
use super::unit::Unit;
use super::word::{SuccessionRoundStatus, TitleBody};
use crate::graphql::connection::{Connection, Listed, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::nested::Seen;
use crate::repo::succession::SuccessionRoundRow;

/// A succession round as it is on a day.
#[derive(Clone)]
pub struct SuccessionRound {
    on: NaiveDate,
    row: Visible<SuccessionRoundRow>,
}

impl SuccessionRound {
    /// The round on a day.
    #[must_use]
    pub const fn new(on: NaiveDate, row: Visible<SuccessionRoundRow>) -> Self {
        Self { on, row }
    }

    /// The round of an id on a day, if it exists then and its unit is in the viewer's scope.
    ///
    /// # Errors
    /// The role may not read rounds, or the database fails.
    pub async fn on(
        request: &RequestContext,
        round: SuccessionRoundId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let row = request.load(Seen::from_day(round, on)).await?;
        Ok(row.map(|row| Self::new(on, row)))
    }

    fn round_id(&self) -> Visible<SuccessionRoundId> {
        self.row.map(|row| row.round.id)
    }
}

impl Listed for SuccessionRound {
    const CONNECTION: &'static str = "SuccessionRoundConnection";
    const EDGE: &'static str = "SuccessionRoundEdge";
}

/// One round of succession planning (quy hoạch) of a unit for a term, as it is on a day. Reads of it are recorded.
#[Object]
impl SuccessionRound {
    /// The id of this view: the round on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::SuccessionRound, self.row.round.id, self.on)
    }

    /// The round itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::SuccessionRound, self.row.round.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// Counts the changes of the round: what a change of it has to name.
    async fn version(&self) -> i32 {
        self.row.round.version
    }

    /// The unit planned for, as it was last up to this day.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        Ok(Unit::shown(request(ctx)?, self.row.round.unit_id, self.on, None))
    }

    /// The body planned for: PARTY, COUNCIL or COMMITTEE.
    async fn body(&self) -> TitleBody {
        self.row.round.body.into()
    }

    /// The term, such as 2025-2030.
    async fn term(&self) -> &str {
        &self.row.round.term
    }

    /// The state on this day.
    async fn status(&self) -> SuccessionRoundStatus {
        self.row.status_on_day.into()
    }

    /// The states up to this day, the first one first.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<SuccessionRoundStep>, ApiError> {
        steps::taken::<succession_round_step::Entity, _>(request(ctx)?, self.round_id(), self.on).await
    }

    /// The people planned for titles, in the order of titles.
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] r#where: Option<SuccessionEntryFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<SuccessionEntry>, ApiError> {
        let args = PageArgs { first, after, last, before };
        let filter = r#where.unwrap_or_default();
        SuccessionEntry::of_round(request(ctx)?, self.round_id(), self.on, &filter, &args).await
    }

    /// What the plan is made of on this day, and the rules that it does not keep. The read is recorded.
    async fn composition(&self, ctx: &Context<'_>) -> Result<SuccessionComposition, ApiError> {
        SuccessionComposition::of(request(ctx)?, self.row.round.id, self.on).await
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::SuccessionRound, self.row.round.id)
    }
}

/// A state that a succession round took.
#[derive(Clone, Debug, SimpleObject)]
pub struct SuccessionRoundStep {
    /// The state.
    status: SuccessionRoundStatus,
    /// From when.
    effective_on: Date,
    /// A remark, as when returned.
    remark: Option<String>,
}

impl From<&succession_round_step::Model> for SuccessionRoundStep {
    fn from(row: &succession_round_step::Model) -> Self {
        Self { status: row.status.into(), effective_on: row.effective_on.into(), remark: row.remark.clone() }
    }
}

/// Which succession rounds to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct SuccessionRoundFilter {
    /// Rounds of this unit itself.
    pub unit: Option<ID>,
    /// Rounds of units that are this one or below it on the day asked for; before it existed its predecessors, after
    /// it ended the successors of its last subtree.
    pub within: Option<ID>,
    /// Rounds of one of these bodies.
    pub bodies: Option<Vec<TitleBody>>,
    /// Rounds for one of these terms; at most 100.
    pub terms: Option<Vec<String>>,
    /// Rounds in one of these states on the day asked for.
    pub statuses: Option<Vec<SuccessionRoundStatus>>,
}
