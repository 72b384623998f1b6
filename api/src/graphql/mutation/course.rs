//! Courses: announced, opened, changed, run and cancelled.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::id::CourseId;

use super::refusal::idempotency_key;
use super::registry::{Told, change, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::course::Course;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::{CourseKind, QualificationKind};
use crate::work::registry::courses::{
    self, ChangeCourse, CreateCourse, KeptSeats, MoveCourse, Transition, Yield,
};
use crate::work::registry::{Done, RegistryError};

/// Courses.
#[derive(Default)]
pub struct CourseMutation;

#[Object]
impl CourseMutation {
    /// Announces a course of an organiser in the scope: it is `PLANNED` and in the catalogue from today on.
    async fn create_course(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is, who opens it, and its places.")] input: CreateCourseInput,
    ) -> Result<Option<CoursePayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(CoursePayload::refused(user_errors))),
        };
        let created = CreateCourse {
            code: input.code,
            title: input.title,
            kind: input.kind.into(),
            organiser: GlobalId::of_kind(&input.organiser, NodeKind::Unit)?.0,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.0,
            periods: input.periods,
            capacity: input.capacity,
            seats: kept(&input.seats)?,
            counts_as_knowledge_update: input.counts_as_knowledge_update,
            title_group: input.title_group,
            yields: input.yields.map(Into::into),
        };
        let outcome = courses::create(request.work(), request.asker(), created, key).await;
        CoursePayload::of(request, outcome).await.map(Some)
    }

    /// Opens a `PLANNED` course for nominations.
    async fn open_course(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: MoveCourseInput,
    ) -> Result<Option<CoursePayload>, ApiError> {
        CoursePayload::moved(request(ctx)?, input, Transition::Open).await.map(Some)
    }

    /// Changes a course that is `PLANNED` or `OPEN`. Neither the capacity nor a unit's places may be fewer than are taken. Places that come free
    /// are given at once to who waits for them: women first, then those under 35 on the day, then who has waited longest (domain §7); the
    /// succession plan has no part in it.
    async fn change_course(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, what is changed, and why.")] input: ChangeCourseInput,
    ) -> Result<Option<CoursePayload>, ApiError> {
        let request = request(ctx)?;
        let changed = ChangeCourse {
            course: GlobalId::of_kind(&input.course, NodeKind::Course)?.0,
            expected_version: input.expected_version,
            title: input.title,
            starts_on: input.starts_on.map(|day| day.0),
            ends_on: input.ends_on.map(|day| day.0),
            periods: input.periods,
            capacity: input.capacity,
            seats: input.seats.as_deref().map(kept).transpose()?,
            counts_as_knowledge_update: input.counts_as_knowledge_update,
            title_group: change(input.title_group),
            yields: change(input.yields).map(Into::into),
            reason: input.reason,
        };
        let outcome = courses::change(request.work(), request.asker(), changed).await;
        CoursePayload::of(request, outcome).await.map(Some)
    }

    /// Says that an `OPEN` course runs, on its first day or later. From then on nobody is admitted to it.
    async fn start_course(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: MoveCourseInput,
    ) -> Result<Option<CoursePayload>, ApiError> {
        CoursePayload::moved(request(ctx)?, input, Transition::Start).await.map(Some)
    }

    /// Says that a `RUNNING` course is over, on its last day or later.
    async fn finish_course(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: MoveCourseInput,
    ) -> Result<Option<CoursePayload>, ApiError> {
        CoursePayload::moved(request(ctx)?, input, Transition::Finish).await.map(Some)
    }

    /// Cancels a course that is not over. Its enrolments that have no result are `WITHDRAWN` with it, for the same reason.
    async fn cancel_course(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: CancelCourseInput,
    ) -> Result<Option<CoursePayload>, ApiError> {
        let cancelled = MoveCourseInput {
            course: input.course,
            expected_version: input.expected_version,
            remark: Some(input.reason),
        };
        CoursePayload::moved(request(ctx)?, cancelled, Transition::Cancel).await.map(Some)
    }
}

fn kept(seats: &[CourseSeatInput]) -> Result<Vec<KeptSeats>, ApiError> {
    let kept = |row: &CourseSeatInput| {
        let unit = GlobalId::of_kind(&row.unit, NodeKind::Unit)?.0;
        Ok(KeptSeats { unit, seats: row.seats })
    };
    seats.iter().map(kept).collect()
}

/// A course to be announced.
#[derive(Clone, Debug, InputObject)]
pub struct CreateCourseInput {
    /// The code, unique in the catalogue: 1 to 200 characters.
    pub code: String,
    /// The title, in Vietnamese: 1 to 200 characters.
    pub title: String,
    /// The kind of course.
    pub kind: CourseKind,
    /// The `key` or `id` of the unit that opens it.
    pub organiser: ID,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Length in class periods (tiết) of 45 minutes, 8 a day: 1 to 20000.
    pub periods: i32,
    /// Places in all: 1 to 10000.
    pub capacity: i32,
    /// Places kept for units, at most 500 of these and no more places than the capacity. A unit for which places are kept gets these and no
    /// others; the other units share what is left.
    #[graphql(default)]
    pub seats: Vec<CourseSeatInput>,
    /// Whether completing it counts as a knowledge update (K6).
    pub counts_as_knowledge_update: bool,
    /// The group of titles that it is for: 1 to 200 characters; absent where it is for all.
    pub title_group: Option<String>,
    /// The qualification that completing it yields, if it yields one.
    pub yields: Option<CourseYieldInput>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Places of a course that are kept for a unit.
#[derive(Clone, Debug, InputObject)]
pub struct CourseSeatInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// How many places: 1 to 10000.
    pub seats: i32,
}

/// The qualification that completing a course yields.
#[derive(Clone, Debug, InputObject)]
pub struct CourseYieldInput {
    /// The kind.
    pub kind: QualificationKind,
    /// The code of the level within its kind.
    pub level: String,
}

impl From<CourseYieldInput> for Yield {
    fn from(input: CourseYieldInput) -> Self {
        Self { kind: input.kind.into(), level: input.level }
    }
}

/// A course to be changed. What is absent stays as it is; null takes away what may be absent.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeCourseInput {
    /// The course's `key` or `id`.
    pub course: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The title, in Vietnamese: 1 to 200 characters.
    pub title: Option<String>,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Length in class periods (tiết) of 45 minutes: 1 to 20000.
    pub periods: Option<i32>,
    /// Places in all: 1 to 10000.
    pub capacity: Option<i32>,
    /// All places kept for units, in the place of those that were; at most 500.
    pub seats: Option<Vec<CourseSeatInput>>,
    /// Whether completing it counts as a knowledge update (K6).
    pub counts_as_knowledge_update: Option<bool>,
    /// The group of titles that it is for: 1 to 200 characters; null where it is for all.
    pub title_group: MaybeUndefined<String>,
    /// The qualification that completing it yields; null where it yields none.
    pub yields: MaybeUndefined<CourseYieldInput>,
    /// Why it is changed: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// A course that goes into its next state, today.
#[derive(Clone, Debug, InputObject)]
pub struct MoveCourseInput {
    /// The course's `key` or `id`.
    pub course: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// What is to be said of it: 1 to 500 characters.
    pub remark: Option<String>,
}

/// A course that is cancelled, today.
#[derive(Clone, Debug, InputObject)]
pub struct CancelCourseInput {
    /// The course's `key` or `id`.
    pub course: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters. It stands in the catalogue, and at each enrolment that is withdrawn.
    pub reason: String,
}

/// What came of a change of a course.
#[derive(Clone, SimpleObject)]
pub struct CoursePayload {
    /// The course, seen from today. Null when there are errors.
    course: Option<Course>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl CoursePayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { course: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn moved(
        request: &RequestContext,
        input: MoveCourseInput,
        transition: Transition,
    ) -> Result<Self, ApiError> {
        let moved = MoveCourse {
            course: GlobalId::of_kind(&input.course, NodeKind::Course)?.0,
            expected_version: input.expected_version,
            transition,
            remark: input.remark,
        };
        let outcome = courses::transition(request.work(), request.asker(), moved).await;
        Self::of(request, outcome).await
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<CourseId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let course = Course::on(request, id, request.today()).await?;
                Ok(Self { course, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
