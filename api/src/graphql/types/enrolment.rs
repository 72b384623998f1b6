//! Enrolments.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::enrolment_step;
use entity::id::{CourseId, EnrolmentId, OfficialId};

use super::course::Course;
use super::history::{History, HistoryOf};
use super::official::Official;
use super::steps;
use super::unit::Unit;
use super::word::{EnrolmentStatus, NominationAuthority};
use crate::graphql::connection::{Connection, Listed, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind, id, key};
use crate::graphql::nested::nested;
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::enrolments::{EnrolmentConditions, EnrolmentRow};
use crate::repo::nested::{ListOf, Seen};

/// An enrolment as it is on a day.
#[derive(Clone)]
pub struct Enrolment {
    on: NaiveDate,
    row: Visible<EnrolmentRow>,
}

impl Enrolment {
    const fn new(on: NaiveDate, row: Visible<EnrolmentRow>) -> Self {
        Self { on, row }
    }

    /// The enrolment of an id on a day, if it exists then and the viewer sees the person.
    ///
    /// # Errors
    /// The database fails.
    pub async fn on(
        request: &RequestContext,
        enrolment: EnrolmentId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let row = request.load(Seen::from_day(enrolment, on)).await?;
        Ok(row.map(|row| Self::new(on, row)))
    }

    /// Enrolments of ids on a day, those that exist then and whose people the viewer sees.
    ///
    /// # Errors
    /// The database fails.
    pub async fn all_on(
        request: &RequestContext,
        enrolments: Vec<EnrolmentId>,
        on: NaiveDate,
    ) -> Result<HashMap<EnrolmentId, Self>, ApiError> {
        let keys: Vec<_> = enrolments.into_iter().map(|enrolment| Seen::from_day(enrolment, on)).collect();
        let found = request.load_many(keys).await?.into_values();
        Ok(found.map(|row| (row.enrolment.id, Self::new(on, row))).collect())
    }

    /// A page of the visible enrolments in a course.
    ///
    /// # Errors
    /// A page that cannot be given, or the database fails.
    pub async fn of_course(
        request: &RequestContext,
        course: Visible<CourseId>,
        on: NaiveDate,
        filter: &EnrolmentFilter,
        args: &PageArgs,
    ) -> Result<Connection<Self>, ApiError> {
        let list = ListOf { parent: *course, on, filter: filter.conditions()? };
        nested(request, list, "enrolments of a course", args, |row| Self::new(on, row)).await
    }

    /// A page of the enrolments of a visible person.
    ///
    /// # Errors
    /// A page that cannot be given, or the database fails.
    pub async fn of_official(
        request: &RequestContext,
        official: Visible<OfficialId>,
        on: NaiveDate,
        filter: &EnrolmentFilter,
        args: &PageArgs,
    ) -> Result<Connection<Self>, ApiError> {
        let list = ListOf { parent: *official, on, filter: filter.conditions()? };
        nested(request, list, "enrolments of a person", args, |row| Self::new(on, row)).await
    }
}

impl Listed for Enrolment {
    const CONNECTION: &'static str = "EnrolmentConnection";
    const EDGE: &'static str = "EnrolmentEdge";
}

/// A person's way through a course, as it is on a day.
#[Object]
impl Enrolment {
    /// The id of this view: the enrolment on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Enrolment, self.row.enrolment.id, self.on)
    }

    /// The enrolment itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Enrolment, self.row.enrolment.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// Counts the changes: what an update expects.
    async fn version(&self) -> i32 {
        self.row.enrolment.version
    }

    /// The course.
    async fn course(&self, ctx: &Context<'_>) -> Result<Course, ApiError> {
        let course = Course::on(request(ctx)?, self.row.enrolment.course_id, self.on).await?;
        course.ok_or_else(|| ApiError::internal("an enrolment is in a course that is not in the catalogue"))
    }

    /// The person.
    async fn official(&self, ctx: &Context<'_>) -> Result<Official, ApiError> {
        let official = Official::find(request(ctx)?, self.row.enrolment.official_id, self.on).await?;
        official.ok_or_else(|| ApiError::internal("an enrolment was read of a person who is out of sight"))
    }

    /// The unit that nominated, as it was last up to this day and to the end of the course.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let end = self.row.course_ends_on.succ_opt();
        Ok(Unit::shown(request(ctx)?, self.row.enrolment.unit_id, self.on, end))
    }

    /// Who approves the nomination, as the rule table said when it was made; null where the unit decided by itself.
    async fn authority(&self) -> Option<NominationAuthority> {
        self.row.enrolment.authority.map(Into::into)
    }

    /// The state on this day.
    async fn status(&self) -> EnrolmentStatus {
        self.row.status_on_day.into()
    }

    /// The states up to this day, the first one first.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<EnrolmentStep>, ApiError> {
        steps::taken::<enrolment_step::Entity, _>(
            request(ctx)?,
            self.row.map(|row| row.enrolment.id),
            self.on,
        )
        .await
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Enrolment, self.row.enrolment.id)
    }
}

/// A state that an enrolment took.
#[derive(Clone, Debug, SimpleObject)]
pub struct EnrolmentStep {
    /// The state.
    status: EnrolmentStatus,
    /// From when.
    effective_on: Date,
    /// A remark, as when rejected.
    remark: Option<String>,
}

impl From<&enrolment_step::Model> for EnrolmentStep {
    fn from(row: &enrolment_step::Model) -> Self {
        Self { status: row.status.into(), effective_on: row.effective_on.into(), remark: row.remark.clone() }
    }
}

/// Which enrolments to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct EnrolmentFilter {
    /// Enrolments in one of these states on the day asked for.
    pub statuses: Option<Vec<EnrolmentStatus>>,
    /// Enrolments that this unit nominated.
    pub unit: Option<ID>,
}

impl EnrolmentFilter {
    fn conditions(&self) -> Result<EnrolmentConditions, ApiError> {
        let unit = self.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
        Ok(EnrolmentConditions {
            statuses: self.statuses.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
            unit: unit.map(|(unit, _)| unit),
        })
    }
}
