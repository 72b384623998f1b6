//! Enrolments in courses. They hang on a person: whoever sees the person sees them.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::{CourseId, EnrolmentId, OfficialId, UnitId};
use entity::value::EnrolmentStatus;
use entity::{course, enrolment, enrolment_step, official};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait};

use super::courses::in_catalogue;
#[cfg(feature = "planted-leaks")]
use super::leak::{Leak, everybody};
use super::list::{Direction, Keys, Part, Position};
use super::nested::{ListOf, PageOf, Pages, Seen};
use super::{Reader, RepoError, Visible, steps};

/// An enrolment as it is on a day.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct EnrolmentRow {
    /// The enrolment.
    #[sea_orm(nested)]
    pub enrolment: enrolment::Model,
    /// Its state on the day.
    pub status_on_day: EnrolmentStatus,
    /// The first day of the course.
    pub course_starts_on: NaiveDate,
    /// The last day of the course.
    pub course_ends_on: NaiveDate,
    /// Sorts by the person's given name.
    pub person_sort_key: Vec<u8>,
}

/// Which enrolments to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EnrolmentConditions {
    /// In one of these states on the day.
    pub statuses: Option<Vec<EnrolmentStatus>>,
    /// Nominated by this unit.
    pub unit: Option<UnitId>,
}

/// The enrolments in a course, as seen from a day.
pub type EnrolmentsOfCourse = ListOf<CourseId, EnrolmentConditions>;

/// The enrolments of a person, as seen from a day.
pub type EnrolmentsOfOfficial = ListOf<OfficialId, EnrolmentConditions>;

/// Pages of enrolments, by what was asked for.
pub type EnrolmentPages<P> = Pages<P, EnrolmentConditions, EnrolmentRow>;

impl Reader {
    /// Pages of the visible enrolments in courses, by the person's name.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn enrolments_of_courses(
        &self,
        asked: &[PageOf<CourseId, EnrolmentConditions>],
    ) -> Result<EnrolmentPages<CourseId>, RepoError> {
        let keys = Keys::by(official::Column::SortKey.into_expr(), Direction::Ascending)
            .then(enrolment::Column::Id.into_expr(), Direction::Ascending);
        let position = |row: &EnrolmentRow| {
            Position::new([Part::Bytes(row.person_sort_key.clone()), Part::Id(row.enrolment.id.0)])
        };
        let course = enrolment::Column::CourseId.into_expr();
        let list = |on, conditions: &_| self.enrolment_list(on, conditions);
        self.pages_of_each(asked, &keys, course, list, position).await
    }

    /// How many visible enrolments courses have.
    ///
    /// # Errors
    /// As [`enrolments_of_courses`](Self::enrolments_of_courses).
    pub async fn enrolment_counts_of_courses(
        &self,
        asked: &[EnrolmentsOfCourse],
    ) -> Result<HashMap<EnrolmentsOfCourse, u64>, RepoError> {
        let course = enrolment::Column::CourseId.into_expr();
        self.counts_of_each(asked, course, |on, conditions| self.enrolment_list(on, conditions)).await
    }

    /// Pages of the enrolments of people, by the first day of the course.
    ///
    /// # Errors
    /// As [`enrolments_of_courses`](Self::enrolments_of_courses).
    pub async fn enrolments_of_officials(
        &self,
        asked: &[PageOf<OfficialId, EnrolmentConditions>],
    ) -> Result<EnrolmentPages<OfficialId>, RepoError> {
        let keys = Keys::by(course::Column::StartsOn.into_expr(), Direction::Ascending)
            .then(enrolment::Column::Id.into_expr(), Direction::Ascending);
        let position = |row: &EnrolmentRow| {
            Position::new([Part::Date(row.course_starts_on), Part::Id(row.enrolment.id.0)])
        };
        let official = enrolment::Column::OfficialId.into_expr();
        let list = |on, conditions: &_| self.enrolment_list(on, conditions);
        self.pages_of_each(asked, &keys, official, list, position).await
    }

    /// How many enrolments people have.
    ///
    /// # Errors
    /// As [`enrolments_of_courses`](Self::enrolments_of_courses).
    pub async fn enrolment_counts_of_officials(
        &self,
        asked: &[EnrolmentsOfOfficial],
    ) -> Result<HashMap<EnrolmentsOfOfficial, u64>, RepoError> {
        let official = enrolment::Column::OfficialId.into_expr();
        self.counts_of_each(asked, official, |on, conditions| self.enrolment_list(on, conditions)).await
    }

    /// Visible enrolments by their ids, each as on a day.
    ///
    /// # Errors
    /// As [`enrolments_of_courses`](Self::enrolments_of_courses).
    pub async fn enrolments_by_id(
        &self,
        asked: &[Seen<EnrolmentId>],
    ) -> Result<HashMap<Seen<EnrolmentId>, Visible<EnrolmentRow>>, RepoError> {
        let all = EnrolmentConditions::default();
        self.each_by_id(asked, enrolment::Column::Id.into_expr(), |on| self.enrolment_list(on, &all)).await
    }

    /// The enrolments of a day whose people the viewer sees.
    pub(super) fn enrolment_list(
        &self,
        on: NaiveDate,
        conditions: &EnrolmentConditions,
    ) -> Result<SelectStatement, RepoError> {
        use enrolment::Column;
        let status = steps::status::<enrolment_step::Entity>(Column::Id, on);
        let people = self.people_in_sight(&BTreeSet::from([on]))?;
        #[cfg(feature = "planted-leaks")]
        let people = if self.leaks(Leak::NestedPath) { everybody() } else { people };
        let mut list = self
            .select::<enrolment::Entity>()?
            .expr_as(status.clone(), "status_on_day")
            .expr_as(course::Column::StartsOn.into_expr(), "course_starts_on")
            .expr_as(course::Column::EndsOn.into_expr(), "course_ends_on")
            .expr_as(official::Column::SortKey.into_expr(), "person_sort_key")
            .filter(Column::OfficialId.in_subquery(people))
            .filter(status.clone().is_not_null())
            .filter(in_catalogue(on))
            .filter(
                Condition::all()
                    .add_option(conditions.statuses.clone().map(|statuses| status.is_in(statuses)))
                    .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit))),
            )
            .into_query();
        let course = Expr::col(course::Column::Id.as_column_ref()).equals(Column::CourseId.as_column_ref());
        let person =
            Expr::col(official::Column::Id.as_column_ref()).equals(Column::OfficialId.as_column_ref());
        list.join(JoinType::InnerJoin, course::Entity, course).join(
            JoinType::InnerJoin,
            official::Entity,
            person,
        );
        Ok(list)
    }
}
