//! Needs of training: who has to be sent to which course for which target, and who first.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object};
use chrono::NaiveDate;
use entity::id::{TargetId, UnitId};
use serde::{Deserialize, Serialize};
use targets::need::Need;
use uuid::Uuid;

use super::programme::Target;
use super::target_member::TargetMember;
use super::word::CourseKind;
use crate::graphql::connection::{Connection, Listed, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::scalar::Date;
use crate::graphql::text::all_plain;
use crate::repo::directory::ProgrammeRecord;
use crate::repo::page::Slice;
use crate::repo::training_needs::{NeedsOf, course_kind};

/// What a list of needs takes of the values that one request may ask for: it is made whole, whatever its page.
const LIST_OF_NEEDS: usize = 60;

/// The most targets or kinds of courses that a filter takes.
const MOST_WORDS: usize = 100;

/// A need as seen from a day: what both lists tell of one.
#[derive(Clone)]
pub struct NeedOnDay {
    on: NaiveDate,
    need: Arc<Need>,
}

/// A need's place in its list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position(bool, bool, NaiveDate, Option<Uuid>, String, Option<String>);

impl From<&NeedOnDay> for Position {
    fn from(NeedOnDay { need, .. }: &NeedOnDay) -> Self {
        let part = need.part.as_deref().map(str::to_owned);
        Self(!need.is_woman, !need.is_young, need.since, need.member.official, need.code.clone(), part)
    }
}

/// A need of training.
#[Object]
impl NeedOnDay {
    /// The target that a course would serve.
    async fn target(&self, ctx: &Context<'_>) -> Result<Target, ApiError> {
        let target = Target::get(request(ctx)?, TargetId(self.need.target), self.on);
        target.ok_or_else(|| ApiError::internal("a target left its directory"))
    }

    /// The kind of course that would close the need.
    async fn course_kind(&self) -> CourseKind {
        course_kind(self.need.lack).into()
    }

    /// Who lacks it, and why: NOT_COUNTED in what the target asks for, or UNKNOWN.
    async fn member(&self) -> TargetMember {
        TargetMember::new(self.on, Arc::new(self.need.member.clone()))
    }

    /// Whether it is a woman: women come first.
    async fn is_woman(&self) -> bool {
        self.need.is_woman
    }

    /// Whether the person is under the age of the programme's target for the young on the day: of the women and of the men each, the young come
    /// first. False where the birth date is missing.
    async fn is_young(&self) -> bool {
        self.need.is_young
    }

    /// How many days the person has waited by the day.
    async fn days_waited(&self) -> Result<i32, ApiError> {
        let days = i32::try_from(self.need.days_waited(self.on));
        days.map_err(|_| ApiError::internal("a wait is too long for an Int"))
    }
}

/// A need for a target that rests on personnel data alone.
#[derive(Clone)]
pub struct TrainingNeed(NeedOnDay);

/// That somebody has to be trained for a target. A person has a need for each thing that is lacking.
#[Object]
impl TrainingNeed {
    /// The part of the target's evidence that is lacking, by its code, as `EDUCATION`; null where the target asks for a course.
    async fn part(&self) -> Option<&str> {
        self.0.need.part.as_deref()
    }

    /// The day on which the need began: whoever has waited longest comes first. That is the day since when the person holds key titles without
    /// a break, in whatever unit; or later the day on which the level was revoked, or for a knowledge update the last day of the latest
    /// course that counted as one.
    async fn since(&self) -> Date {
        self.0.need.since.into()
    }

    /// What every need tells.
    #[graphql(flatten)]
    async fn need(&self) -> NeedOnDay {
        self.0.clone()
    }
}

impl Listed for TrainingNeed {
    const CONNECTION: &'static str = "TrainingNeedConnection";
    const EDGE: &'static str = "TrainingNeedEdge";
}

/// A need for a target that counts planned people.
#[derive(Clone)]
pub struct PlannedTrainingNeed(NeedOnDay);

/// That somebody who is planned for a key title has completed no course since the entry was approved.
#[Object]
impl PlannedTrainingNeed {
    /// The day on which the need began: that of the approval of the earliest open entry.
    async fn since(&self) -> Date {
        self.0.need.since.into()
    }

    /// What every need tells.
    #[graphql(flatten)]
    async fn need(&self) -> NeedOnDay {
        self.0.clone()
    }
}

impl Listed for PlannedTrainingNeed {
    const CONNECTION: &'static str = "PlannedTrainingNeedConnection";
    const EDGE: &'static str = "PlannedTrainingNeedEdge";
}

/// Which needs to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct TrainingNeedFilter {
    /// For one of these targets, by their codes; at most 100.
    pub targets: Option<Vec<String>>,
    /// That one of these kinds of courses would close.
    pub course_kinds: Option<Vec<CourseKind>>,
}

impl TrainingNeedFilter {
    fn check(&self) -> Result<(), ApiError> {
        let lengths = [self.targets.as_ref().map(Vec::len), self.course_kinds.as_ref().map(Vec::len)];
        if lengths.into_iter().flatten().any(|length| length > MOST_WORDS) {
            return Err(BadInput::TooMany { most: MOST_WORDS }.into());
        }
        self.targets.as_deref().map(|targets| all_plain("targets", targets)).transpose()?;
        Ok(())
    }

    fn holds(&self, need: &Need) -> bool {
        let kind = CourseKind::from(course_kind(need.lack));
        self.targets.as_ref().is_none_or(|targets| targets.contains(&need.code))
            && self.course_kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }
}

/// Where and when needs are asked for.
#[derive(Clone, Copy)]
pub struct NeedsIn<'p> {
    /// For the targets of this programme.
    pub programme: &'p ProgrammeRecord,
    /// In what stands for this unit.
    pub unit: UnitId,
    /// On this day.
    pub on: NaiveDate,
}

impl TrainingNeed {
    /// A page of the needs for the targets that rest on personnel data alone.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for a unit out of the viewer's scope; [`ApiError::BadInput`]; [`ApiError::TooMuch`].
    pub async fn page(
        request: &RequestContext,
        asked: NeedsIn<'_>,
        filter: &TrainingNeedFilter,
        args: &PageArgs,
    ) -> Result<Connection<Self>, ApiError> {
        filter.check()?;
        asked.page(request, NeedsOf::KeyOfficials, filter, args, Self).await
    }
}

impl PlannedTrainingNeed {
    /// A page of the needs of planned people; that they were read is noted.
    ///
    /// # Errors
    /// As [`TrainingNeed::page`].
    pub async fn page(
        request: &RequestContext,
        asked: NeedsIn<'_>,
        args: &PageArgs,
    ) -> Result<Connection<Self>, ApiError> {
        asked.page(request, NeedsOf::PlannedPeople, &TrainingNeedFilter::default(), args, Self).await
    }
}

impl NeedsIn<'_> {
    async fn page<T: Listed>(
        self,
        request: &RequestContext,
        of: NeedsOf,
        filter: &TrainingNeedFilter,
        args: &PageArgs,
        shown: fn(NeedOnDay) -> T,
    ) -> Result<Connection<T>, ApiError> {
        request.spend_values(LIST_OF_NEEDS)?;
        let Self { programme, unit, on } = self;
        let code = &programme.programme.code;
        let cursors = request.cursors(&format!("needs {of:?} {code} in {} on {on}: {filter:?}", unit.0));
        let page = args.page::<Position>(&cursors)?;
        let needs = request.training_needs(programme, (unit, on), of).await?.ok_or(ApiError::NotFound)?;
        let needs: Vec<_> = needs.into_iter().filter(|need| filter.holds(need)).collect();
        let total = TotalCount::Known(u64::try_from(needs.len()).unwrap_or(u64::MAX));
        let needs = needs.into_iter().map(|need| NeedOnDay { on, need }).collect();
        let slice = Slice::of_list(needs, &page, |need: &NeedOnDay| Position::from(need));
        request.note_members(slice.items.iter().map(|need| &need.need.member));
        let slice = slice.map(|need| {
            let position = Position::from(&need);
            (shown(need), position)
        });
        Connection::new(slice, &cursors, total)
    }
}
