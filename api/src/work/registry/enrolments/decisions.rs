//! Nominations that the authority approves or rejects.

use std::collections::{BTreeMap, BTreeSet};

use entity::id::{CourseId, EnrolmentId, OfficialId};
use entity::value::EnrolmentStatus;
use futures_util::FutureExt;
use serde::Serialize;

use super::{CLASSES, MOST_ROWS, Roll, done, is_current, is_waiting, may_decide, one_to, states};
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::registry::bulk::{all_found, keep_new_rows, settled};
use crate::work::registry::input::{REASON, line};
use crate::work::registry::ratings::held_by;
use crate::work::registry::{
    Asked, Bulk, Done, ErrorPolicy, Keeper, Refusal, RegistryError, RowOutcome, Rule, keep,
};
use crate::work::{Asker, UnitOfWork, Work};

/// Which nominations are approved.
#[derive(Clone, Debug, Serialize)]
pub struct ApproveEnrolments {
    /// Each of them.
    pub rows: Vec<NamedEnrolment>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// An enrolment at a version.
#[derive(Clone, Debug, Serialize)]
pub struct NamedEnrolment {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// Approves nominations: who is approved is enrolled as far as there are places, in the order of selection, and waits otherwise.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn approve(
    work: &Work,
    asker: Asker,
    input: ApproveEnrolments,
    key: Option<IdempotencyKey>,
) -> Result<Bulk<EnrolmentId>, RegistryError> {
    one_to(MOST_ROWS, input.rows.len())?;
    let asked = Asked { operation: "approveEnrolments", key, input };
    keep_new_rows(work, asker, CLASSES, asked, |unit, keeper, claim, input| {
        approve_in(unit, keeper, claim, input).boxed()
    })
    .await
}

/// As [`approve`], in a transaction that keeps the registry, for whoever decides of enrolments.
pub(in crate::work) async fn approve_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    claim: Claim,
    ApproveEnrolments { rows, policy }: ApproveEnrolments,
) -> Result<Bulk<EnrolmentId>, RegistryError> {
    if !keeper.judges_units_below() {
        return Err(RegistryError::Forbidden);
    }
    let named = rows.iter().map(|row| row.enrolment).collect();
    let mut roll = Roll::of_enrolments(unit, keeper, &named, is_waiting).await?;
    let holder = held_by(unit, keeper).await?;
    all_found(rows.iter().map(|row| roll.named(row.enrolment).is_some()), "enrolment")?;
    if let Claim::Replay { .. } = claim {
        let rows = rows.iter().map(|row| what_came_of(&roll, row)).collect();
        return Ok(Bulk { rows, replayed: true });
    }
    let mut seen = BTreeSet::new();
    let judge = |row: &NamedEnrolment| match seen.insert(row.enrolment) {
        true => roll.approval(unit, keeper, holder, row).map(|approved| (approved, Vec::new())),
        false => Err(Rule::Twice.at("enrolment")),
    };
    let judged = rows.iter().map(judge).collect();
    let (approved, rows) = settled(judged, policy, |(_, enrolment): &(CourseId, EnrolmentId)| *enrolment)?;
    let mut by_course: BTreeMap<CourseId, Vec<EnrolmentId>> = BTreeMap::new();
    for (course, enrolment) in approved {
        by_course.entry(course).or_default().push(enrolment);
    }
    for (course, approved) in by_course {
        roll.admit(unit, course, &approved);
    }
    roll.write(unit, None).await?;
    Ok(Bulk { rows, replayed: false })
}

/// What became of a nomination that was approved before.
fn what_came_of(roll: &Roll, row: &NamedEnrolment) -> RowOutcome<EnrolmentId> {
    let decided = roll.named(row.enrolment).filter(|found| found.status() != EnrolmentStatus::Nominated);
    decided.map_or(RowOutcome::NotDone, |found| done(found.row.id))
}

impl Roll {
    /// The nomination of a row, with its course, if it may be approved.
    fn approval(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        holder: Option<OfficialId>,
        row: &NamedEnrolment,
    ) -> Result<(CourseId, EnrolmentId), Refusal> {
        let found = self.named(row.enrolment).ok_or_else(|| Rule::NotFound.at("enrolment"))?;
        is_current(&found.row, row.expected_version)?;
        states::allows(found.status(), "approveEnrolments", "enrolment")?;
        may_decide(unit, keeper, holder, &found.row, "enrolment")?;
        let held = self.course(found.row.course_id).ok_or_else(|| Rule::NotFound.at("enrolment"))?;
        held.allows("approveEnrolments", "enrolment")?;
        Ok((found.row.course_id, found.row.id))
    }
}

/// Which nomination is rejected.
#[derive(Clone, Debug)]
pub struct RejectEnrolment {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why.
    pub remark: String,
}

/// Rejects a nomination.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn reject(
    work: &Work,
    asker: Asker,
    input: RejectEnrolment,
) -> Result<Done<EnrolmentId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            match keeper.judges_units_below() {
                true => reject_in(unit, &keeper, input).await,
                false => Err(RegistryError::Forbidden),
            }
        }
        .boxed()
    })
    .await
}

/// As [`reject`], in a transaction that keeps the registry, for whoever decides of enrolments.
pub(in crate::work) async fn reject_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: RejectEnrolment,
) -> Result<Done<EnrolmentId>, RegistryError> {
    let mut roll = Roll::of_enrolments(unit, keeper, &BTreeSet::from([input.enrolment]), |_| false).await?;
    let holder = held_by(unit, keeper).await?;
    let found = roll.named(input.enrolment).ok_or_else(|| Rule::NotFound.at("enrolment"))?;
    is_current(&found.row, input.expected_version)?;
    states::allows(found.status(), "rejectEnrolment", "enrolment")?;
    may_decide(unit, keeper, holder, &found.row, "enrolment")?;
    let remark = line(&input.remark, REASON, "remark")?;
    roll.step(unit, input.enrolment, EnrolmentStatus::Rejected, Some(remark));
    roll.write(unit, None).await?;
    Ok(Done::now(input.enrolment, Vec::new()))
}
