//! Who completed courses in a year: the rows of persons and person-times.

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::{CourseKind, EnrolmentStatus};
use entity::{affiliation, course, enrolment};
use sea_orm::{ColumnTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait};

use super::enrolments::EnrolmentConditions;
use super::sight::affiliated_on;
use super::{Reader, RepoError};

/// The kind of the course, in the rows of completions.
const COURSE_KIND: &str = "course_kind";

impl Reader {
    /// The completions of courses that ended in a period, its last day included, of the people whom the viewer sees on a day and whose files a unit,
    /// or what stands for it, keeps then: each with its person and the kind of course, as known on that day.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn completions(
        &self,
        unit: UnitId,
        (first, last): (NaiveDate, NaiveDate),
        on: NaiveDate,
    ) -> Result<Vec<(OfficialId, CourseKind)>, RepoError> {
        let of_unit = self
            .select::<affiliation::Entity>()?
            .select_only()
            .column(affiliation::Column::OfficialId)
            .filter(affiliated_on(on))
            .filter(affiliation::Column::UnitId.is_in(self.units_within(on, Some(unit))))
            .into_query();
        let completed = EnrolmentConditions { statuses: Some(vec![EnrolmentStatus::Completed]), unit: None };
        let mut list = self.enrolment_list(on, &completed)?;
        list.and_where(course::Column::EndsOn.between(first, last))
            .and_where(enrolment::Column::OfficialId.in_subquery(of_unit))
            .expr_as(course::Column::Kind.into_expr(), COURSE_KIND);
        let read = |row: &QueryResult| Ok((row.try_get("", "official_id")?, row.try_get("", COURSE_KIND)?));
        self.rows(&list, read).await
    }
}
