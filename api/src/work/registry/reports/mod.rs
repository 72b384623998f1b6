//! Reports of units: drafted and submitted by the unit, returned or accepted by the office above it, and sealed by being accepted
//! (decision 0015).
//!
//! A report is the unit's as of one day, and is written by whoever has that unit in his scope of that day: the last report of a unit that has
//! ended is written by whoever took it over.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

mod accepted;
mod rule;
mod sealed;

pub use accepted::{AcceptReport, accept};
pub use rule::ReportRule;

pub(in crate::work) use accepted::accept_in;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use entity::class::ConfidentialityClass;
use entity::id::{ReportId, UnitId};
use entity::value::{ReportKind, ReportStatus, UnitKind};
use entity::{report, report_step};
use futures_util::FutureExt;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Serialize;

use super::input::{REASON, line};
use super::{Asked, Done, Keeper, RegistryError, Rule, keep, keep_new, locks};
use crate::work::idempotency::IdempotencyKey;
use crate::work::{Asker, UnitOfWork, Work};

/// Whoever keeps the registry of a unit reports on it.
const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// The first year that may be reported on.
const FIRST_YEAR: i32 = 2000;

/// What is drafted.
#[derive(Clone, Debug, Serialize)]
pub struct DraftReport {
    /// The unit.
    pub unit: UnitId,
    /// The year.
    pub year: i32,
    /// The code of the programme whose targets it has.
    pub programme: String,
}

/// What is submitted.
#[derive(Clone, Debug)]
pub struct SubmitReport {
    /// The report.
    pub report: ReportId,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// What is returned.
#[derive(Clone, Debug)]
pub struct ReturnReport {
    /// The report.
    pub report: ReportId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// What is to be set right.
    pub remark: String,
}

/// Drafts a unit's report on a year. Until it is sealed it has no content but what the facts say whenever it is read.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn draft(
    work: &Work,
    asker: Asker,
    input: DraftReport,
    key: Option<IdempotencyKey>,
) -> Result<Done<ReportId>, RegistryError> {
    let asked = Asked { operation: "draftReport", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| draft_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`draft`], in a transaction that keeps the registry.
pub(in crate::work) async fn draft_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: ReportId,
    input: DraftReport,
) -> Result<Done<ReportId>, RegistryError> {
    let last = unit.today().year();
    let of_year = (FIRST_YEAR..=last).contains(&input.year).then(|| year(input.year)).flatten();
    let Year { from, to, as_of } =
        of_year.ok_or_else(|| Rule::Year { first: FIRST_YEAR, last }.at("year"))?;
    let programme = keeper.directory().programmes.by_code(&input.programme);
    let programme = programme.ok_or_else(|| Rule::NotFound.at("programme"))?.programme.id;
    reports(unit, keeper, (input.unit, "unit"), as_of)?;
    let asked = [input.unit.0.as_bytes(), programme.0.as_bytes(), from.to_string().as_bytes()].concat();
    locks::sought(unit, &asked).await?;
    let there = report::Entity::find()
        .filter(report::Column::UnitId.eq(input.unit))
        .filter(report::Column::ProgrammeId.eq(programme))
        .filter(report::Column::Kind.eq(ReportKind::Yearly))
        .filter(report::Column::PeriodFrom.eq(from))
        .one(unit.transaction())
        .await?;
    if there.is_some() {
        return Err(Rule::from(ReportRule::DraftedAlready).at("unit").into());
    }
    let row = report::Model {
        id,
        unit_id: input.unit,
        programme_id: programme,
        kind: ReportKind::Yearly,
        period_from: from,
        period_to: to,
        as_of,
        head: None,
        signature: None,
        signing_key: None,
        version: 1,
    };
    unit.create(vec![row], |row| Some(row.unit_id)).await?;
    let step = step(unit, keeper, (id, 1), ReportStatus::Draft, None);
    unit.create(vec![step], |_| Some(input.unit)).await?;
    Ok(Done::now(id, Vec::new()))
}

/// Submits a report to the office above the unit.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn submit(work: &Work, asker: Asker, input: SubmitReport) -> Result<Done<ReportId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { submit_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`submit`], in a transaction that keeps the registry.
pub(in crate::work) async fn submit_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: SubmitReport,
) -> Result<Done<ReportId>, RegistryError> {
    let held = Held::at(unit, keeper, input.report, input.expected_version).await?;
    if !matches!(held.status(), ReportStatus::Draft | ReportStatus::Returned) {
        return Err(held.closed().into());
    }
    let as_of = held.row.as_of;
    reports(unit, keeper, (held.row.unit_id, "report"), as_of)?;
    if as_of > unit.today() {
        return Err(Rule::from(ReportRule::NotOver { on: as_of }).at("report").into());
    }
    held.take(unit, keeper, ReportStatus::Submitted, None).await
}

/// Returns a report that was submitted, with a remark.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn send_back(
    work: &Work,
    asker: Asker,
    input: ReturnReport,
) -> Result<Done<ReportId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { send_back_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`send_back`], in a transaction that keeps the registry.
pub(in crate::work) async fn send_back_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: ReturnReport,
) -> Result<Done<ReportId>, RegistryError> {
    if !keeper.judges_units_below() {
        return Err(RegistryError::Forbidden);
    }
    let held = Held::at(unit, keeper, input.report, input.expected_version).await?;
    held.is_to_decide(unit, keeper)?;
    let remark = line(&input.remark, REASON, "remark")?;
    held.take(unit, keeper, ReportStatus::Returned, Some(remark)).await
}

/// A year as a report is about it.
struct Year {
    from: NaiveDate,
    /// The first day after it.
    to: NaiveDate,
    /// Its last day.
    as_of: NaiveDate,
}

fn year(year: i32) -> Option<Year> {
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    let (from, to) = (first(year)?, first(year.checked_add(1)?)?);
    Some(Year { from, to, as_of: to.pred_opt()? })
}

/// Whether a unit that the keeper has in his scope of the day reports as of it; what forbids it is told at a member of the input.
fn reports(
    unit: &UnitOfWork,
    keeper: &Keeper,
    (of, member): (UnitId, &str),
    as_of: NaiveDate,
) -> Result<(), RegistryError> {
    let on_day = keeper.directory().units.on(of, as_of);
    let is_kept = keeper.keeps_on(of, unit.today(), as_of);
    match on_day {
        Some(view) if is_kept && view.version.kind == UnitKind::Agency => {
            Err(Rule::from(ReportRule::Agency).at(member).into())
        }
        Some(_) if is_kept => Ok(()),
        None if keeper.keeps(of) && keeper.directory().units.begin_of(of).is_some() => {
            Err(Rule::UnitAbsent.at(member).into())
        }
        _ => Err(Rule::NotFound.at(member).into()),
    }
}

fn step(
    unit: &UnitOfWork,
    keeper: &Keeper,
    (report, sequence): (ReportId, i32),
    status: ReportStatus,
    remark: Option<String>,
) -> report_step::Model {
    report_step::Model {
        id: unit.id(),
        report_id: report,
        sequence,
        status,
        effective_on: unit.today(),
        remark,
        taken_by: keeper.account(),
    }
}

/// A report that is held, with its steps in their order.
struct Held {
    row: report::Model,
    steps: Vec<report_step::Model>,
}

impl Held {
    /// The report at the version that whoever asks knows.
    async fn at(
        unit: &UnitOfWork,
        keeper: &Keeper,
        id: ReportId,
        expected_version: i32,
    ) -> Result<Self, RegistryError> {
        let row = report::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(unit.transaction()).await?;
        let row = row.filter(|row| keeper.keeps_on(row.unit_id, unit.today(), row.as_of));
        let row = row.ok_or_else(|| Rule::NotFound.at("report"))?;
        if row.version != expected_version {
            return Err(Rule::Conflict { current: row.version }.at("expectedVersion").into());
        }
        let mut steps = steps_of(unit, [id]).await?;
        Ok(Self { steps: steps.remove(&id).unwrap_or_default(), row })
    }

    fn last(&self) -> Option<&report_step::Model> {
        self.steps.last()
    }

    fn status(&self) -> ReportStatus {
        self.last().map_or(ReportStatus::Draft, |step| step.status)
    }

    /// What a state that does not allow something allows.
    fn closed(&self) -> super::Refusal {
        let legal: &[_] = match self.status() {
            ReportStatus::Draft | ReportStatus::Returned => &["submitReport"],
            ReportStatus::Submitted => &["returnReport", "acceptReport"],
            ReportStatus::Accepted => &[],
        };
        Rule::Closed { legal }.at("report")
    }

    /// Whether the report is submitted, and the keeper of the office that decides on it: the one above the unit. Of a unit that has none
    /// above it the same office decides, by another account.
    fn is_to_decide(&self, unit: &UnitOfWork, keeper: &Keeper) -> Result<(), super::Refusal> {
        if self.status() != ReportStatus::Submitted {
            return Err(self.closed());
        }
        let (of, as_of) = (self.row.unit_id, self.row.as_of);
        let is_topmost = keeper.directory().units.ancestors(of, as_of).is_empty();
        match is_topmost || !keeper.is_of(of, unit.today()) {
            true => Ok(()),
            false => Err(Rule::NotAbove.at("report")),
        }
    }

    /// Writes the next state.
    async fn take(
        self,
        unit: &mut UnitOfWork,
        keeper: &Keeper,
        status: ReportStatus,
        remark: Option<String>,
    ) -> Result<Done<ReportId>, RegistryError> {
        let (id, of) = (self.row.id, self.row.unit_id);
        let next = step(unit, keeper, (id, self.next()), status, remark);
        let after = report::Model { version: self.row.version.saturating_add(1), ..self.row.clone() };
        unit.change(&self.row, after, Some(of), None).await?;
        unit.create(vec![next], |_| Some(of)).await?;
        Ok(Done::now(id, Vec::new()))
    }

    /// The number of the next step.
    fn next(&self) -> i32 {
        self.last().map_or(1, |step| step.sequence.saturating_add(1))
    }
}

/// The steps of reports, in their order.
async fn steps_of(
    unit: &UnitOfWork,
    reports: impl IntoIterator<Item = ReportId> + Send,
) -> Result<BTreeMap<ReportId, Vec<report_step::Model>>, RegistryError> {
    let ids: Vec<ReportId> = reports.into_iter().collect();
    let rows = report_step::Entity::find()
        .filter(report_step::Column::ReportId.is_in(ids))
        .all(unit.transaction())
        .await?;
    let mut steps: BTreeMap<ReportId, Vec<report_step::Model>> = BTreeMap::new();
    for row in rows {
        steps.entry(row.report_id).or_default().push(row);
    }
    for steps in steps.values_mut() {
        steps.sort_by_key(|step| step.sequence);
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn given_a_year_then_its_days_and_none_where_the_calendar_ends() {
        let on = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let Year { from, to, as_of } = year(2024).unwrap();
        assert_eq!((from, to, as_of), (on(2024, 1, 1), on(2025, 1, 1), on(2024, 12, 31)));
        assert!(year(i32::MAX).is_none());
    }
}
