//! Courses: a catalogue that every role reads.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{CourseId, UnitId};
use entity::value::{CourseKind, CourseStatus};
use entity::{course, course_seat, course_step};
use sea_orm::sea_query::{ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect, QueryTrait};

use super::list::{Direction, Keys, Part, Position};
use super::nested::Seen;
use super::{Page, Reader, RepoError, Slice, Visible, like, steps};

/// A course as it is on a day.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct CourseRow {
    /// The course.
    #[sea_orm(nested)]
    pub course: course::Model,
    /// Its state on the day.
    pub status_on_day: CourseStatus,
}

/// Which courses to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CourseConditions {
    /// One of these codes.
    pub codes: Option<Vec<String>>,
    /// One of these kinds.
    pub kinds: Option<Vec<CourseKind>>,
    /// In one of these states on the day.
    pub statuses: Option<Vec<CourseStatus>>,
    /// Opened by this unit.
    pub organiser: Option<UnitId>,
    /// For this group of titles.
    pub title_group: Option<String>,
    /// Whether it counts as a knowledge update.
    pub counts_as_knowledge_update: Option<bool>,
    /// Begins on this day or later.
    pub starts_from: Option<NaiveDate>,
    /// Begins before this day.
    pub starts_before: Option<NaiveDate>,
    /// A part of the title, folded for search.
    pub search: Option<String>,
}

/// How to order courses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CourseKey {
    /// By the first day.
    StartsOn,
    /// By the last day.
    EndsOn,
    /// By the code.
    Code,
}

impl CourseKey {
    fn keys(self, direction: Direction) -> Keys {
        let key = match self {
            Self::StartsOn => course::Column::StartsOn,
            Self::EndsOn => course::Column::EndsOn,
            Self::Code => course::Column::Code,
        };
        Keys::by(key.into_expr(), direction).then(course::Column::Id.into_expr(), direction)
    }

    fn position(self, row: &CourseRow) -> Position {
        let part = match self {
            Self::StartsOn => Part::Date(row.course.starts_on),
            Self::EndsOn => Part::Date(row.course.ends_on),
            Self::Code => Part::Text(row.course.code.clone()),
        };
        Position::new([part, Part::Id(row.course.id.0)])
    }
}

impl Reader {
    /// A page of the courses in the catalogue of a day.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub async fn courses(
        &self,
        on: NaiveDate,
        conditions: &CourseConditions,
        (key, direction): (CourseKey, Direction),
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<CourseRow>, Position)>, RepoError> {
        let list = self.course_list(on, conditions)?;
        self.page_of(list, &key.keys(direction), page, |row| key.position(row)).await
    }

    /// How many courses there are in the catalogue of a day.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub async fn course_count(&self, on: NaiveDate, conditions: &CourseConditions) -> Result<u64, RepoError> {
        self.count_of(self.course_list(on, conditions)?).await
    }

    /// Courses by their ids, each as on a day.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub async fn courses_by_id(
        &self,
        asked: &[Seen<CourseId>],
    ) -> Result<HashMap<Seen<CourseId>, Visible<CourseRow>>, RepoError> {
        let all = CourseConditions::default();
        self.each_by_id(asked, course::Column::Id.into_expr(), |on| self.course_list(on, &all)).await
    }

    /// The places of courses that are kept for units.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub async fn course_seats(
        &self,
        courses: &[Visible<CourseId>],
    ) -> Result<Vec<course_seat::Model>, RepoError> {
        self.hanging_on::<course_seat::Entity, _>(course_seat::Column::CourseId, courses).await
    }

    fn course_list(
        &self,
        on: NaiveDate,
        conditions: &CourseConditions,
    ) -> Result<SelectStatement, RepoError> {
        use course::Column;
        let status = steps::status::<course_step::Entity>(Column::Id, on);
        let select = self
            .select::<course::Entity>()?
            .expr_as(status.clone(), "status_on_day")
            .filter(in_catalogue(on))
            .filter(
                Condition::all()
                    .add_option(conditions.codes.clone().map(|codes| Column::Code.is_in(codes)))
                    .add_option(conditions.kinds.clone().map(|kinds| Column::Kind.is_in(kinds)))
                    .add_option(conditions.statuses.clone().map(|statuses| status.is_in(statuses)))
                    .add_option(conditions.organiser.map(|unit| Column::OrganiserUnitId.eq(unit)))
                    .add_option(conditions.title_group.clone().map(|group| Column::TitleGroup.eq(group)))
                    .add_option(
                        conditions
                            .counts_as_knowledge_update
                            .map(|counts| Column::CountsAsKnowledgeUpdate.eq(counts)),
                    )
                    .add_option(conditions.starts_from.map(|day| Column::StartsOn.gte(day)))
                    .add_option(conditions.starts_before.map(|day| Column::StartsOn.lt(day)))
                    .add_option(
                        conditions
                            .search
                            .as_deref()
                            .map(|text| Column::SearchTitle.like(like::containing(text))),
                    ),
            );
        Ok(select.into_query())
    }
}

/// The courses that are in the catalogue on a day.
pub(super) fn in_catalogue(on: NaiveDate) -> Condition {
    let status = steps::status::<course_step::Entity>(course::Column::Id, on);
    Condition::all().add(course::Column::AnnouncedOn.lte(on)).add(status.is_not_null())
}
