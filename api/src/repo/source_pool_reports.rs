//! What units reported of their source pools. A report is visible on a day if its unit is in the viewer's scope on that day.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{SourcePoolReportId, UnitId};
use entity::source_pool_report::{self, Column};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryTrait};

use super::list::{Direction, Keys, Part, Position};
use super::nested::Seen;
use super::{Page, Reader, RepoError, Slice, Visible};

/// Which reports to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SourcePoolReportConditions {
    /// Of this unit itself.
    pub unit: Option<UnitId>,
    /// Of what stands for this unit on the day, with all below.
    pub within: Option<UnitId>,
    /// Of one of these years.
    pub years: Option<Vec<i32>>,
}

impl Reader {
    /// A page of the visible reports made up to a day: the latest year first, then by unit, the latest first.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn source_pool_reports(
        &self,
        on: NaiveDate,
        conditions: &SourcePoolReportConditions,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<source_pool_report::Model>, Position)>, RepoError> {
        let keys = Keys::by(Column::Year.into_expr(), Direction::Descending)
            .then(Column::UnitId.into_expr(), Direction::Ascending)
            .then(Column::ReportedOn.into_expr(), Direction::Descending)
            .then(Column::Id.into_expr(), Direction::Descending);
        let position = |row: &source_pool_report::Model| {
            Position::new([
                Part::Number(row.year),
                Part::Id(row.unit_id.0),
                Part::Date(row.reported_on),
                Part::Id(row.id.0),
            ])
        };
        self.page_of(self.pool_report_list(on, conditions)?, &keys, page, position).await
    }

    /// How many visible reports there are on a day.
    ///
    /// # Errors
    /// As [`source_pool_reports`](Self::source_pool_reports).
    pub async fn source_pool_report_count(
        &self,
        on: NaiveDate,
        conditions: &SourcePoolReportConditions,
    ) -> Result<u64, RepoError> {
        self.count_of(self.pool_report_list(on, conditions)?).await
    }

    /// Visible reports by their ids, each as on a day.
    ///
    /// # Errors
    /// As [`source_pool_reports`](Self::source_pool_reports).
    pub async fn source_pool_reports_by_id(
        &self,
        asked: &[Seen<SourcePoolReportId>],
    ) -> Result<HashMap<Seen<SourcePoolReportId>, Visible<source_pool_report::Model>>, RepoError> {
        let all = SourcePoolReportConditions::default();
        self.each_by_id(asked, Column::Id.into_expr(), |on| self.pool_report_list(on, &all)).await
    }

    fn pool_report_list(
        &self,
        on: NaiveDate,
        conditions: &SourcePoolReportConditions,
    ) -> Result<SelectStatement, RepoError> {
        let select = self
            .select::<source_pool_report::Entity>()?
            .filter(self.pool_report_in_sight(on, conditions.within))
            .filter(
                Condition::all()
                    .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit)))
                    .add_option(conditions.years.clone().map(|years| Column::Year.is_in(years))),
            );
        Ok(select.into_query())
    }

    /// The reports made up to a day by units in the viewer's scope.
    pub(super) fn pool_report_in_sight(&self, on: NaiveDate, within: Option<UnitId>) -> Condition {
        Condition::all()
            .add(Column::UnitId.is_in(self.units_within(on, within)))
            .add(Column::ReportedOn.lte(on))
    }
}
