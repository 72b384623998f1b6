//! Reports of units. A report is visible if its unit is in the viewer's scope on the day as of which it speaks: so whoever took over a unit
//! has its last reports too. Machines get none: what they read of figures is published.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::class::{Classified, ConfidentialityClass};
use entity::id::{ProgrammeId, ReportId, UnitId};
use entity::value::ReportStatus;
use entity::{
    report, report_part_aggregate, report_part_party, report_part_personnel, report_part_succession,
    report_step, succession_entry,
};
use sea_orm::sea_query::{ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect, QueryTrait};
use serde_json::Value;
use uuid::Uuid;

use super::facts::{Sections, snapshot};
use super::list::{Direction, Keys, Part as Key, Position};
use super::nested::Seen;
use super::reported::{Content, Reported, Subject};
use super::{Page, Reader, RepoError, Slice, Visible, steps};
use crate::policy::figures::sees_live_figures;
use crate::report::{Part, PartClass, Salt};

/// A report as it is on a day.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ReportRow {
    /// The report.
    #[sea_orm(nested)]
    pub report: report::Model,
    /// Its state on the day.
    pub status_on_day: ReportStatus,
}

/// Which reports to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReportConditions {
    /// Of this unit itself.
    pub unit: Option<UnitId>,
    /// Of what stands for this unit on the day as of which each report speaks, with all below.
    pub within: Option<UnitId>,
    /// About one of these years, by the first days of their periods.
    pub years: Option<Vec<i32>>,
    /// In one of these states on the day.
    pub statuses: Option<Vec<ReportStatus>>,
    /// Of this programme.
    pub programme: Option<ProgrammeId>,
}

/// A table of sealed parts.
trait SealedPart: Classified<Model: Sync> {
    /// The column of the report.
    const REPORT: Self::Column;
    /// The class of the parts in it.
    const PART: PartClass;

    /// The report, and its part; none where the salt is none.
    fn part(row: Self::Model) -> Option<(ReportId, Part)>;
}

macro_rules! sealed_parts {
    ($($table:ident: $class:ident;)*) => {$(
        impl SealedPart for $table::Entity {
            const REPORT: $table::Column = $table::Column::ReportId;
            const PART: PartClass = PartClass::$class;

            fn part(row: $table::Model) -> Option<(ReportId, Part)> {
                let salt = Salt::kept(&row.salt)?;
                Some((row.report_id, Part::kept(Self::PART, salt, row.content.into_bytes())))
            }
        }
    )*};
}

sealed_parts! {
    report_part_aggregate: Aggregate;
    report_part_personnel: Personnel;
    report_part_party: Party;
    report_part_succession: Succession;
}

impl Reader {
    /// A page of the visible reports of a day: the latest period first, then by unit.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn reports(
        &self,
        on: NaiveDate,
        conditions: &ReportConditions,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<ReportRow>, Position)>, RepoError> {
        use report::Column;
        let keys = Keys::by(Column::PeriodFrom.into_expr(), Direction::Descending)
            .then(Column::UnitId.into_expr(), Direction::Ascending)
            .then(Column::Id.into_expr(), Direction::Ascending);
        let position = |row: &ReportRow| {
            let report = &row.report;
            Position::new([Key::Date(report.period_from), Key::Id(report.unit_id.0), Key::Id(report.id.0)])
        };
        let days = self.report_days().await?;
        self.page_of(self.report_list(on, &days, conditions)?, &keys, page, position).await
    }

    /// How many visible reports there are on a day.
    ///
    /// # Errors
    /// As [`reports`](Self::reports).
    pub async fn report_count(&self, on: NaiveDate, conditions: &ReportConditions) -> Result<u64, RepoError> {
        let days = self.report_days().await?;
        self.count_of(self.report_list(on, &days, conditions)?).await
    }

    /// Visible reports by their ids, each as on a day.
    ///
    /// # Errors
    /// As [`reports`](Self::reports).
    pub async fn reports_by_id(
        &self,
        asked: &[Seen<ReportId>],
    ) -> Result<HashMap<Seen<ReportId>, Visible<ReportRow>>, RepoError> {
        let (days, all) = (self.report_days().await?, ReportConditions::default());
        self.each_by_id(asked, report::Column::Id.into_expr(), |on| self.report_list(on, &days, &all)).await
    }

    /// The sealed parts of reports, of the classes that the viewer reads; tables of other classes are not asked.
    ///
    /// # Errors
    /// As [`reports`](Self::reports).
    pub async fn report_parts(
        &self,
        reports: &[Visible<ReportId>],
    ) -> Result<HashMap<ReportId, Vec<Part>>, RepoError> {
        let mut parts: HashMap<ReportId, Vec<Part>> = HashMap::new();
        self.add_parts::<report_part_aggregate::Entity>(reports, &mut parts).await?;
        self.add_parts::<report_part_personnel::Entity>(reports, &mut parts).await?;
        self.add_parts::<report_part_party::Entity>(reports, &mut parts).await?;
        self.add_parts::<report_part_succession::Entity>(reports, &mut parts).await?;
        Ok(parts)
    }

    async fn add_parts<E: SealedPart>(
        &self,
        reports: &[Visible<ReportId>],
        parts: &mut HashMap<ReportId, Vec<Part>>,
    ) -> Result<(), RepoError> {
        if !self.viewer().reads(E::CLASS) {
            return Ok(());
        }
        for row in self.hanging_on::<E, _>(E::REPORT, reports).await? {
            let (report, part) = E::part(row)
                .ok_or_else(|| RepoError::Inconsistent("a part of a report has no whole salt".to_owned()))?;
            if E::CLASS == ConfidentialityClass::Succession {
                self.note_read::<E>([report.0]);
            }
            parts.entry(report).or_default().push(part);
        }
        Ok(())
    }

    /// What reports would say if they were sealed now, of the classes that the viewer reads.
    ///
    /// # Errors
    /// As [`reports`](Self::reports).
    pub async fn report_contents(
        &self,
        reports: &[Visible<(ReportId, Subject)>],
    ) -> Result<HashMap<ReportId, Arc<[Content]>>, RepoError> {
        self.reads_reports()?;
        let snapshot = snapshot(self.database()).await?;
        let reported = Reported::of(&snapshot, Sections::readable_by(self.viewer())).await?;
        snapshot.commit().await?;
        let subjects: Vec<(ReportId, Subject)> = reports.iter().map(|report| **report).collect();
        let (directory, classes) = (Arc::clone(self.directory()), self.part_classes());
        // Off the threads that serve requests: each takes tens of milliseconds.
        let made = tokio::task::spawn_blocking(move || {
            let content = |(id, subject): (ReportId, Subject)| {
                Ok((id, reported.contents(&directory, subject, &classes)?.into()))
            };
            subjects
                .into_iter()
                .map(content)
                .collect::<Result<HashMap<ReportId, Arc<[Content]>>, RepoError>>()
        });
        let contents = made.await??;
        let planned = contents.values().flat_map(|contents| contents.iter()).flat_map(entries);
        let planned: Vec<Uuid> = planned.collect();
        if !planned.is_empty() {
            self.note_read::<succession_entry::Entity>(planned);
        }
        Ok(contents)
    }

    /// The classes of the parts that the viewer reads, in the order of files.
    fn part_classes(&self) -> Vec<PartClass> {
        PartClass::ALL.into_iter().filter(|class| self.viewer().reads(class.class())).collect()
    }

    fn reads_reports(&self) -> Result<(), RepoError> {
        if sees_live_figures(self.viewer().role) { Ok(()) } else { Err(RepoError::Forbidden) }
    }

    /// The days as of which reports speak: the last days of years.
    async fn report_days(&self) -> Result<Vec<NaiveDate>, RepoError> {
        self.reads_reports()?;
        let days = self.select::<report::Entity>()?.select_only().column(report::Column::AsOf).distinct();
        Ok(days.into_tuple::<NaiveDate>().all(self.database()).await?)
    }

    /// The reports that exist on a day and whose units are in the viewer's scope.
    fn report_list(
        &self,
        on: NaiveDate,
        days: &[NaiveDate],
        conditions: &ReportConditions,
    ) -> Result<SelectStatement, RepoError> {
        use report::Column;
        let status = steps::status::<report_step::Entity>(Column::Id, on);
        let years = conditions.years.as_ref().map(|years| {
            Column::PeriodFrom.is_in(years.iter().filter_map(|year| NaiveDate::from_ymd_opt(*year, 1, 1)))
        });
        let select = self
            .select::<report::Entity>()?
            .expr_as(status.clone(), "status_on_day")
            .filter(self.report_in_sight(days, conditions.within))
            .filter(status.clone().is_not_null())
            .filter(
                Condition::all()
                    .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit)))
                    .add_option(conditions.programme.map(|programme| Column::ProgrammeId.eq(programme)))
                    .add_option(years)
                    .add_option(conditions.statuses.clone().map(|statuses| status.is_in(statuses))),
            );
        Ok(select.into_query())
    }

    /// The reports whose units are in the viewer's scope on the day as of which each speaks.
    fn report_in_sight(&self, days: &[NaiveDate], within: Option<UnitId>) -> Condition {
        use report::Column;
        let of_day = |day: &NaiveDate| {
            let units = self.units_within(*day, within);
            Condition::all().add(Column::AsOf.eq(*day)).add(Column::UnitId.is_in(units))
        };
        // Of no day: no report.
        let none = Condition::all().add(Column::Id.is_null());
        days.iter().map(of_day).fold(Condition::any().add(none), Condition::add)
    }
}

/// The entries of the succession plan by which people are members of a content's targets.
fn entries((class, content): &Content) -> Vec<Uuid> {
    if *class != PartClass::Succession {
        return Vec::new();
    }
    let lists =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    lists(content, "members")
        .iter()
        .flat_map(|target| lists(target, "members"))
        .flat_map(|member| lists(&member, "entries"))
        .filter_map(|entry| entry.as_str()?.parse().ok())
        .collect()
}
