//! What came of a course, for many at once. Whoever completes one that yields a level gets the qualification in the same transaction, so that
//! the figures move with the result.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{CourseId, EnrolmentId, OfficialId, UnitId};
use entity::qualification;
use entity::value::{CourseStatus, EnrolmentStatus};
use futures_util::FutureExt;
use serde::Serialize;

use super::roll::Enrolled;
use super::{CLASSES, CourseRule, Roll, done, is_current, is_of_another, one_to, states};
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::registry::bulk::{all_found, keep_new_rows, settled};
use crate::work::registry::courses::Held;
use crate::work::registry::input::{LINE, line, optional_line, past_day};
use crate::work::registry::person::Person;
use crate::work::registry::ratings::held_by;
use crate::work::registry::{Asked, Bulk, ErrorPolicy, Keeper, Refusal, RegistryError, RowOutcome, Rule};
use crate::work::{Asker, UnitOfWork, Work};

/// How many results one change records.
const MOST_RESULTS: usize = 1_000;

/// What can come of a course for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum CourseResult {
    /// It was completed with success.
    Completed,
    /// It was attended without success.
    Failed,
    /// It was not attended.
    Absent,
}

impl CourseResult {
    /// The state of the enrolment.
    #[must_use]
    pub const fn status(self) -> EnrolmentStatus {
        match self {
            Self::Completed => EnrolmentStatus::Completed,
            Self::Failed => EnrolmentStatus::Failed,
            Self::Absent => EnrolmentStatus::Absent,
        }
    }
}

/// What came of a course.
#[derive(Clone, Debug, Serialize)]
pub struct RecordResults {
    /// The course.
    pub course: CourseId,
    /// Who issues the certificates; the organiser where it is absent.
    pub issuer: Option<String>,
    /// Each result.
    pub rows: Vec<RecordedResult>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// What came of a course for somebody.
#[derive(Clone, Debug, Serialize)]
pub struct RecordedResult {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The result.
    pub result: CourseResult,
    /// The day of the certificate; the last day of the course where it is absent.
    pub obtained_on: Option<NaiveDate>,
    /// Its number.
    pub certificate: Option<String>,
    /// What is to be said of it.
    pub remark: Option<String>,
}

/// Records the results of a course of an organiser in the scope.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn record(
    work: &Work,
    asker: Asker,
    input: RecordResults,
    key: Option<IdempotencyKey>,
) -> Result<Bulk<EnrolmentId>, RegistryError> {
    one_to(MOST_RESULTS, input.rows.len())?;
    let asked = Asked { operation: "recordCourseResults", key, input };
    keep_new_rows(work, asker, CLASSES, asked, |unit, keeper, claim, input| {
        record_in(unit, keeper, claim, input).boxed()
    })
    .await
}

/// As [`record`], in a transaction that keeps the registry, for whoever records results.
pub(in crate::work) async fn record_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    claim: Claim,
    input: RecordResults,
) -> Result<Bulk<EnrolmentId>, RegistryError> {
    if !keeper.judges_units_below() {
        return Err(RegistryError::Forbidden);
    }
    let named = input.rows.iter().map(|row| row.enrolment).collect();
    let people = super::rows_of(unit, &named).await?;
    let people = people.iter().map(|row| row.official_id).collect();
    let mut roll = Roll::hold(unit, keeper, &BTreeSet::from([input.course]), &people, |_| false).await?;
    let holder = held_by(unit, keeper).await?;
    let held = roll.course(input.course).filter(|held| held.is_organised_by(keeper, unit.today()));
    let held = held.ok_or_else(|| Rule::NotFound.at("course"))?.clone();
    all_found(input.rows.iter().map(|row| roll.named(row.enrolment).is_some()), "enrolment")?;
    if let Claim::Replay { .. } = claim {
        let rows = input.rows.iter().map(|row| what_came_of(&roll, row)).collect();
        return Ok(Bulk { rows, replayed: true });
    }
    held.allows("recordCourseResults", "course")?;
    let issuer = Issuer::of(unit, keeper, &held, input.issuer.as_deref())?;
    let mut seen = BTreeSet::new();
    let judge = |row: &RecordedResult| match seen.insert(row.enrolment) {
        true => roll.result(unit, &held, &issuer, holder, row).map(|result| (result, Vec::new())),
        false => Err(Rule::Twice.at("enrolment")),
    };
    let judged = input.rows.iter().map(judge).collect();
    let (results, rows) = settled(judged, input.policy, |result: &Judged| result.enrolment)?;
    let mut yielded = Vec::new();
    for result in results {
        roll.step(unit, result.enrolment, result.status, result.remark);
        yielded.extend(result.yielded);
    }
    let units: BTreeMap<OfficialId, UnitId> = yielded
        .iter()
        .filter_map(|row: &qualification::Model| Some((row.official_id, roll.person(row.official_id)?.unit?)))
        .collect();
    roll.write(unit, None).await?;
    unit.create(yielded, |row| units.get(&row.official_id).copied()).await?;
    Ok(Bulk { rows, replayed: false })
}

/// What became of a result that was recorded before.
fn what_came_of(roll: &Roll, row: &RecordedResult) -> RowOutcome<EnrolmentId> {
    let recorded = roll.named(row.enrolment).filter(|found| found.status() == row.result.status());
    recorded.map_or(RowOutcome::NotDone, |found| done(found.row.id))
}

/// A result that is to be written, with the qualification that it yields.
struct Judged {
    enrolment: EnrolmentId,
    status: EnrolmentStatus,
    remark: Option<String>,
    yielded: Option<qualification::Model>,
}

/// Who issues the certificates of a course.
pub(super) struct Issuer(String);

impl Issuer {
    /// The one named, or the organiser by its last name up to the end of the course.
    pub(super) fn of(
        unit: &UnitOfWork,
        keeper: &Keeper,
        held: &Held,
        named: Option<&str>,
    ) -> Result<Self, Refusal> {
        let end = held.course.ends_on.succ_opt();
        let shown = keeper.directory().units.shown(held.course.organiser_unit_id, unit.today(), end);
        let organiser = || shown.map(|view| view.version.name.clone()).unwrap_or_default();
        named.map_or_else(|| Ok(organiser()), |named| line(named, LINE, "issuer")).map(Self)
    }
}

/// The certificate of somebody who completed a course.
pub(super) struct Certificate<'a> {
    pub(super) result: CourseResult,
    pub(super) obtained_on: Option<NaiveDate>,
    pub(super) number: Option<&'a str>,
}

impl Certificate<'_> {
    /// The qualification that the result yields, if it yields one.
    pub(super) fn yielded(
        &self,
        unit: &UnitOfWork,
        held: &Held,
        issuer: &Issuer,
        (person, enrolment): (&Person, EnrolmentId),
    ) -> Result<Option<qualification::Model>, Refusal> {
        let yields = held.course.yields_kind.zip(held.course.yields_level_code.clone());
        let Some((kind, level_code)) = yields.filter(|_| self.result == CourseResult::Completed) else {
            let named = self.number.map(|_| "certificate").or(self.obtained_on.map(|_| "obtainedOn"));
            return named.map_or(Ok(None), |member| Err(Rule::Course(CourseRule::YieldsNothing).at(member)));
        };
        let obtained_on = self.obtained_on.unwrap_or(held.course.ends_on);
        past_day(obtained_on, unit.today(), "obtainedOn")?;
        if obtained_on < held.course.starts_on
            || person.row.birth_date.is_some_and(|birth| obtained_on <= birth)
        {
            return Err(Rule::Order.at("obtainedOn"));
        }
        Ok(Some(qualification::Model {
            id: unit.id(),
            official_id: person.row.id,
            kind,
            level_code,
            obtained_on: Some(obtained_on),
            recorded_on: unit.today(),
            issuer: Some(issuer.0.clone()),
            certificate: optional_line(self.number, LINE, "certificate")?,
            revoked_on: None,
            enrolment_id: Some(enrolment),
            version: 1,
        }))
    }
}

/// Whether a result can be known: who was absent is known as soon as the course runs, all else when it is over.
fn is_known(held: &Held, result: CourseResult) -> Result<(), Refusal> {
    match held.status() != CourseStatus::Finished && result != CourseResult::Absent {
        true => Err(Rule::Course(CourseRule::CourseState { legal: &["finishCourse"] }).at("result")),
        false => Ok(()),
    }
}

impl Roll {
    fn result(
        &self,
        unit: &UnitOfWork,
        held: &Held,
        issuer: &Issuer,
        holder: Option<OfficialId>,
        row: &RecordedResult,
    ) -> Result<Judged, Refusal> {
        let missing = || Rule::NotFound.at("enrolment");
        let found: &Enrolled = self.named(row.enrolment).ok_or_else(missing)?;
        let person = self.person(found.row.official_id).ok_or_else(missing)?;
        is_current(&found.row, row.expected_version)?;
        states::allows(found.status(), "recordCourseResults", "enrolment")?;
        is_of_another(holder, &found.row, "enrolment")?;
        is_known(held, row.result)?;
        let certificate = Certificate {
            result: row.result,
            obtained_on: row.obtained_on,
            number: row.certificate.as_deref(),
        };
        Ok(Judged {
            enrolment: found.row.id,
            status: row.result.status(),
            remark: optional_line(row.remark.as_deref(), LINE, "remark")?,
            yielded: certificate.yielded(unit, held, issuer, (person, found.row.id))?,
        })
    }
}
