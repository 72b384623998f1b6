//! A target over the years: as it was reported, beside what is computed now.

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::ReportStatus;

use super::report::{Report, unreadable};
use super::report_change::ReportFigure;
use super::target_value::TargetValue;
use super::unit::Unit;
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, key};
use crate::graphql::scalar::Date;
use crate::repo::directory::{ProgrammeRecord, TargetRecord};
use crate::repo::page::Page;
use crate::repo::reports::ReportConditions;
use crate::report::figure_of;

/// The most reports that one year's point takes.
const MOST_REPORTS: usize = 100;

/// A target in one year.
#[derive(SimpleObject)]
pub struct ReportSeriesPoint {
    /// The year.
    year: i32,
    /// Its last day, as of which the figures are.
    as_of: Date,
    /// As reported: from the sealed report of the unit or, where the unit did not exist on that day, from those of the units that stood for it
    /// then; by unit. Empty where nothing was sealed, and where the target rests on data that the viewer may not read.
    reported: Vec<ReportedFigure>,
    /// Restated: as the viewer sees the value now for that day, over what stands for the unit; null where the target was not in force.
    restated: Option<TargetValue>,
}

/// The value of a target as a sealed report has it.
#[derive(SimpleObject)]
pub struct ReportedFigure {
    /// The unit of the report, as of its day.
    unit: Option<Unit>,
    /// The report's key.
    report: ID,
    /// How many members count.
    numerator: i32,
    /// How many members there are.
    denominator: i32,
    /// Members of the denominator whose facts do not decide.
    unknown: i32,
    /// How the value stood to its target.
    status: super::word::TargetStatus,
}

impl ReportSeriesPoint {
    /// A year of a target's series for a unit.
    ///
    /// # Errors
    /// The viewer may not know of the unit, or asks for too much, or the database fails.
    pub async fn of(
        request: &RequestContext,
        programme: &ProgrammeRecord,
        target: &str,
        unit: UnitId,
        year: i32,
        as_of: NaiveDate,
    ) -> Result<Self, ApiError> {
        let restated = match in_force(programme, target, as_of) {
            Some(record) => TargetValue::of_target(request, programme, record.target.id, unit, as_of).await?,
            None => None,
        };
        let reported = reported(request, programme, target, unit, year, as_of).await?;
        Ok(Self { year, as_of: as_of.into(), reported, restated })
    }
}

fn in_force<'p>(programme: &'p ProgrammeRecord, target: &str, on: NaiveDate) -> Option<&'p TargetRecord> {
    programme.targets_on(on).find(|record| record.target.code == target)
}

async fn reported(
    request: &RequestContext,
    programme: &ProgrammeRecord,
    target: &str,
    unit: UnitId,
    year: i32,
    as_of: NaiveDate,
) -> Result<Vec<ReportedFigure>, ApiError> {
    let units = &request.directory().units;
    let exists = units.on(unit, as_of).is_some();
    let stand_for = if exists { vec![unit] } else { units.constituents(unit, as_of) };
    let conditions = ReportConditions {
        unit: exists.then_some(unit),
        within: (!exists).then_some(unit),
        years: Some(vec![year]),
        statuses: Some(vec![ReportStatus::Accepted]),
        programme: Some(programme.programme.id),
    };
    let page = Page { size: MOST_REPORTS, from_end: false, after: None, before: None };
    let found = request.reports(request.today(), &conditions, &page).await?;
    let mut reported = Vec::new();
    for (row, _) in found.items.into_iter().filter(|(row, _)| stand_for.contains(&row.report.unit_id)) {
        let report = Report::new(request.today(), row);
        for part in report.parts(request).await? {
            let figure = figure_of(&part.content().map_err(unreadable)?, target).map_err(unreadable)?;
            if let Some(figure) = figure {
                reported.push(figured(request, &report, &ReportFigure::of(&figure)?));
            }
        }
    }
    Ok(reported)
}

fn figured(request: &RequestContext, report: &Report, figure: &ReportFigure) -> ReportedFigure {
    let row = &report.row().report;
    let ReportFigure { numerator, denominator, unknown, status } = *figure;
    ReportedFigure {
        unit: Unit::shown(request, row.unit_id, row.as_of, None),
        report: key(NodeKind::Report, row.id),
        numerator,
        denominator,
        unknown,
        status,
    }
}
