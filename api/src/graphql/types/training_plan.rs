//! Yearly training plans.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::TrainingPlanId;
use entity::{training_plan_item, training_plan_step};

use super::history::{History, HistoryOf};
use super::steps;
use super::unit::Unit;
use super::word::{CourseKind, TrainingPlanStatus};
use crate::graphql::connection::Listed;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::training_plans::{ItemOfPlan, ItemsOfPlan};
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::nested::Seen;
use crate::repo::training_plans::TrainingPlanRow;

/// A training plan as it is on a day.
#[derive(Clone)]
pub struct TrainingPlan {
    on: NaiveDate,
    row: Visible<TrainingPlanRow>,
}

impl TrainingPlan {
    /// The plan on a day.
    #[must_use]
    pub const fn new(on: NaiveDate, row: Visible<TrainingPlanRow>) -> Self {
        Self { on, row }
    }

    /// The plan of an id on a day, if it exists then and its unit is in the viewer's scope.
    ///
    /// # Errors
    /// The role may not read plans, or the database fails.
    pub async fn on(
        request: &RequestContext,
        plan: TrainingPlanId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let row = request.load(Seen::from_day(plan, on)).await?;
        Ok(row.map(|row| Self::new(on, row)))
    }

    fn plan_id(&self) -> Visible<TrainingPlanId> {
        self.row.map(|row| row.plan.id)
    }

    /// Whether the plan is approved on this day: before that, no decision is known.
    fn is_approved(&self) -> bool {
        self.row.status_on_day == entity::value::TrainingPlanStatus::Approved
    }
}

impl Listed for TrainingPlan {
    const CONNECTION: &'static str = "TrainingPlanConnection";
    const EDGE: &'static str = "TrainingPlanEdge";
}

/// A unit's training plan for a year, as it is on a day.
#[Object]
impl TrainingPlan {
    /// The id of this view: the plan on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::TrainingPlan, self.row.plan.id, self.on)
    }

    /// The plan itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::TrainingPlan, self.row.plan.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// Counts the changes: what an update expects.
    async fn version(&self) -> i32 {
        self.row.plan.version
    }

    /// The unit, as it was last up to this day and to the end of the plan's year.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let plan = &self.row.plan;
        let end = NaiveDate::from_ymd_opt(plan.year.saturating_add(1), 1, 1);
        Ok(Unit::shown(request(ctx)?, plan.unit_id, self.on, end))
    }

    /// The year planned.
    async fn year(&self) -> i32 {
        self.row.plan.year
    }

    /// 1 for the first; an amendment after approval is a new edition.
    async fn edition(&self) -> i32 {
        self.row.plan.edition
    }

    /// The state on this day.
    async fn status(&self) -> TrainingPlanStatus {
        self.row.status_on_day.into()
    }

    /// The states up to this day, the first one first.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<TrainingPlanStep>, ApiError> {
        steps::taken::<training_plan_step::Entity, _>(request(ctx)?, self.plan_id(), self.on).await
    }

    /// The number of the decision that approved it; null while it is not approved.
    async fn decision(&self) -> Option<&str> {
        self.row.plan.decision.as_deref().filter(|_| self.is_approved())
    }

    /// The date of the decision; null while it is not approved.
    async fn decided_on(&self) -> Option<Date> {
        self.row.plan.decided_on.filter(|_| self.is_approved()).map(Into::into)
    }

    /// Who signed the decision; null while it is not approved.
    async fn signer(&self) -> Option<&str> {
        self.row.plan.signer.as_deref().filter(|_| self.is_approved())
    }

    /// The items, in the plan's order.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<TrainingPlanItem>, ApiError> {
        let rows = request(ctx)?.load(ItemsOfPlan(self.plan_id())).await?.unwrap_or_default();
        Ok(rows.iter().map(|row| TrainingPlanItem { on: self.on, row: row.clone() }).collect())
    }

    /// The higher unit's plan that took up its items; null before that, and where that plan is out of sight.
    async fn consolidated_into(&self, ctx: &Context<'_>) -> Result<Option<Self>, ApiError> {
        use entity::value::TrainingPlanStatus::{Approved, Consolidated};
        let taken_up = matches!(self.row.status_on_day, Consolidated | Approved);
        match self.row.plan.consolidated_into_id.filter(|_| taken_up) {
            Some(plan) => Self::on(request(ctx)?, plan, self.on).await,
            None => Ok(None),
        }
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::TrainingPlan, self.row.plan.id)
    }
}

/// A line of a training plan.
pub struct TrainingPlanItem {
    on: NaiveDate,
    row: Visible<training_plan_item::Model>,
}

/// A line of a training plan: people to be sent to a kind of course.
#[Object]
impl TrainingPlanItem {
    /// The item itself: by this `editTrainingPlan` names it.
    async fn key(&self) -> ID {
        key(NodeKind::TrainingPlanItem, self.row.id)
    }

    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<TrainingPlan, ApiError> {
        let plan = TrainingPlan::on(request(ctx)?, self.row.plan_id, self.on).await?;
        plan.ok_or_else(|| ApiError::internal("an item was read of a plan that is out of sight"))
    }

    /// The order in the plan; an item that went away leaves a gap.
    async fn position(&self) -> i32 {
        self.row.position
    }

    /// The kind of course.
    async fn course_kind(&self) -> CourseKind {
        self.row.course_kind.into()
    }

    /// The group of titles that it is for; null where it is for all.
    async fn title_group(&self) -> Option<&str> {
        self.row.title_group.as_deref()
    }

    /// How many people.
    async fn people(&self) -> i32 {
        self.row.people
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.row.reason.as_deref()
    }

    /// In a plan that took up the items of others, the unit's item that this one comes from; null where it is the
    /// plan's own, and where the unit's plan is out of sight.
    async fn source_item(&self, ctx: &Context<'_>) -> Result<Option<Self>, ApiError> {
        let Some(source) = self.row.source_item_id else { return Ok(None) };
        let row = request(ctx)?.load(ItemOfPlan(Seen::from_day(source, self.on))).await?;
        Ok(row.map(|row| Self { on: self.on, row }))
    }
}

/// A state that a training plan took.
#[derive(Clone, Debug, SimpleObject)]
pub struct TrainingPlanStep {
    /// The state.
    status: TrainingPlanStatus,
    /// From when.
    effective_on: Date,
    /// A remark, as when returned.
    remark: Option<String>,
}

impl From<&training_plan_step::Model> for TrainingPlanStep {
    fn from(row: &training_plan_step::Model) -> Self {
        Self { status: row.status.into(), effective_on: row.effective_on.into(), remark: row.remark.clone() }
    }
}

/// Which training plans to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct TrainingPlanFilter {
    /// Plans of this unit itself.
    pub unit: Option<ID>,
    /// Plans of units that are this one or below it on the day asked for; before it existed its predecessors, after it
    /// ended the successors of its last subtree.
    pub within: Option<ID>,
    /// Plans for one of these years; at most 100.
    pub years: Option<Vec<i32>>,
    /// Plans in one of these states on the day asked for.
    pub statuses: Option<Vec<TrainingPlanStatus>>,
}
