//! Courses.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::course_step;
use entity::id::CourseId;

use super::enrolment::{Enrolment, EnrolmentFilter};
use super::history::{History, HistoryOf};
use super::steps;
use super::title::QualificationLevel;
use super::unit::Unit;
use super::word::{CourseKind, CourseStatus, OrderDirection, QualificationKind};
use crate::graphql::connection::{Connection, Listed, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::courses::SeatsOfCourse;
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::courses::CourseRow;
use crate::repo::nested::Seen;

/// A course as it is on a day.
#[derive(Clone)]
pub struct Course {
    on: NaiveDate,
    row: Visible<CourseRow>,
}

impl Course {
    /// The course on a day.
    #[must_use]
    pub const fn new(on: NaiveDate, row: Visible<CourseRow>) -> Self {
        Self { on, row }
    }

    /// The course of an id on a day, if it is in the catalogue then.
    ///
    /// # Errors
    /// The database fails.
    pub async fn on(
        request: &RequestContext,
        course: CourseId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let row = request.load(Seen::from_day(course, on)).await?;
        Ok(row.map(|row| Self::new(on, row)))
    }

    fn course_id(&self) -> Visible<CourseId> {
        self.row.map(|row| row.course.id)
    }

    /// The first day after the course.
    fn end(&self) -> Option<NaiveDate> {
        self.row.course.ends_on.succ_opt()
    }
}

impl Listed for Course {
    const CONNECTION: &'static str = "CourseConnection";
    const EDGE: &'static str = "CourseEdge";
}

/// A course (class) in the catalogue, as it is on a day.
#[Object]
impl Course {
    /// The id of this view: the course on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Course, self.row.course.id, self.on)
    }

    /// The course itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Course, self.row.course.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// Counts the changes: what an update expects.
    async fn version(&self) -> i32 {
        self.row.course.version
    }

    /// The code, unique in the catalogue.
    async fn code(&self) -> &str {
        &self.row.course.code
    }

    /// The title, in Vietnamese.
    async fn title(&self) -> &str {
        &self.row.course.title
    }

    /// The kind of course.
    async fn kind(&self) -> CourseKind {
        self.row.course.kind.into()
    }

    /// The unit that opens it, as it was last up to this day and to the end of the course.
    async fn organiser(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        Ok(Unit::shown(request(ctx)?, self.row.course.organiser_unit_id, self.on, self.end()))
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.row.course.starts_on.into()
    }

    /// Last day.
    async fn ends_on(&self) -> Date {
        self.row.course.ends_on.into()
    }

    /// Length in class periods (tiết) of 45 minutes, 8 a day.
    async fn periods(&self) -> i32 {
        self.row.course.periods
    }

    /// Places in all.
    async fn capacity(&self) -> i32 {
        self.row.course.capacity
    }

    /// Places kept for units, by the unit's code; empty where none are kept.
    async fn seats(&self, ctx: &Context<'_>) -> Result<Vec<CourseSeat>, ApiError> {
        let request = request(ctx)?;
        let rows = request.load(SeatsOfCourse(self.course_id())).await?.unwrap_or_default();
        let mut seats: Vec<CourseSeat> = rows
            .iter()
            .filter_map(|row| {
                let unit = Unit::shown(request, row.unit_id, self.on, self.end())?;
                Some(CourseSeat { unit, seats: row.seats })
            })
            .collect();
        seats.sort_by(|a, b| {
            (a.unit.code_text(), a.unit.unit_id()).cmp(&(b.unit.code_text(), b.unit.unit_id()))
        });
        Ok(seats)
    }

    /// Whether completing it counts as a knowledge update; declared, not derived from the kind.
    async fn counts_as_knowledge_update(&self) -> bool {
        self.row.course.counts_as_knowledge_update
    }

    /// The group of titles that it is for; null where it is for all.
    async fn title_group(&self) -> Option<&str> {
        self.row.course.title_group.as_deref()
    }

    /// The kind of qualification that completing it yields; null where it yields none.
    async fn yields_kind(&self) -> Option<QualificationKind> {
        self.row.course.yields_kind.map(Into::into)
    }

    /// The level that completing it yields; null where it yields none.
    async fn yields_level(&self, ctx: &Context<'_>) -> Result<Option<QualificationLevel>, ApiError> {
        let course = &self.row.course;
        let (Some(kind), Some(level)) = (course.yields_kind, &course.yields_level_code) else {
            return Ok(None);
        };
        QualificationLevel::get(request(ctx)?, kind, level).map(Some)
    }

    /// The state on this day.
    async fn status(&self) -> CourseStatus {
        self.row.status_on_day.into()
    }

    /// The states up to this day, the first one first.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<CourseStep>, ApiError> {
        steps::taken::<course_step::Entity, _>(request(ctx)?, self.course_id(), self.on).await
    }

    /// The enrolments of the people whom the viewer sees, by given name; also the count is of them alone.
    async fn enrolments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which enrolments.")] r#where: Option<EnrolmentFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Enrolment>>, ApiError> {
        let args = PageArgs { first, after, last, before };
        let filter = r#where.unwrap_or_default();
        Enrolment::of_course(request(ctx)?, self.course_id(), self.on, &filter, &args).await.map(Some)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Course, self.row.course.id)
    }
}

/// Places of a course that are kept for a unit.
#[derive(Clone, SimpleObject)]
pub struct CourseSeat {
    /// The unit, as it was last up to this day and to the end of the course.
    unit: Unit,
    /// How many places.
    seats: i32,
}

/// A state that a course took.
#[derive(Clone, Debug, SimpleObject)]
pub struct CourseStep {
    /// The state.
    status: CourseStatus,
    /// From when.
    effective_on: Date,
    /// A remark, as when cancelled.
    remark: Option<String>,
}

impl From<&course_step::Model> for CourseStep {
    fn from(row: &course_step::Model) -> Self {
        Self { status: row.status.into(), effective_on: row.effective_on.into(), remark: row.remark.clone() }
    }
}

/// Which courses to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct CourseFilter {
    /// Courses that have one of these codes; at most 100.
    pub codes: Option<Vec<String>>,
    /// Courses of one of these kinds.
    pub kinds: Option<Vec<CourseKind>>,
    /// Courses in one of these states on the day asked for.
    pub statuses: Option<Vec<CourseStatus>>,
    /// Courses that this unit opens.
    pub organiser: Option<ID>,
    /// Courses for this group of titles.
    pub title_group: Option<String>,
    /// Courses that count as a knowledge update, or that do not.
    pub counts_as_knowledge_update: Option<bool>,
    /// Courses that begin on this day or later.
    pub starts_from: Option<Date>,
    /// Courses that begin before this day.
    pub starts_before: Option<Date>,
    /// Courses whose title contains this text; without regard to case and diacritics, đ as d.
    pub search: Option<String>,
}

/// How to order courses.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct CourseOrder {
    /// By what.
    pub field: CourseOrderField,
    /// In which direction.
    #[graphql(default)]
    pub direction: OrderDirection,
}

/// By what courses can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "crate::repo::courses::CourseKey")]
pub enum CourseOrderField {
    /// By the first day, then by the course's identity.
    StartsOn,
    /// By the last day, then by the course's identity.
    EndsOn,
    /// By code.
    Code,
}
