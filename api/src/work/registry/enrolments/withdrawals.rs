//! Enrolments that are withdrawn; the place goes to who waits for it.

use std::collections::BTreeSet;

use entity::id::EnrolmentId;
use entity::value::EnrolmentStatus;
use futures_util::FutureExt;

use super::{CLASSES, Roll, is_current, is_waiting, states};
use crate::work::registry::input::{REASON, line};
use crate::work::registry::{Done, Keeper, RegistryError, Rule, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// Which enrolment is withdrawn.
#[derive(Clone, Debug)]
pub struct WithdrawEnrolment {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why.
    pub remark: String,
}

/// Withdraws an enrolment that has no result. Its place goes to the first who waits for it, as long as the course has not begun.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn withdraw(
    work: &Work,
    asker: Asker,
    input: WithdrawEnrolment,
) -> Result<Done<EnrolmentId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { withdraw_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`withdraw`], in a transaction that keeps the registry.
pub(in crate::work) async fn withdraw_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: WithdrawEnrolment,
) -> Result<Done<EnrolmentId>, RegistryError> {
    let mut roll = Roll::of_enrolments(unit, keeper, &BTreeSet::from([input.enrolment]), is_waiting).await?;
    let found = roll.named(input.enrolment).ok_or_else(|| Rule::NotFound.at("enrolment"))?;
    is_current(&found.row, input.expected_version)?;
    states::allows(found.status(), "withdrawEnrolment", "enrolment")?;
    let course = found.row.course_id;
    let remark = line(&input.remark, REASON, "remark")?;
    roll.step(unit, input.enrolment, EnrolmentStatus::Withdrawn, Some(remark));
    roll.promote(unit, course);
    roll.write(unit, None).await?;
    Ok(Done::now(input.enrolment, Vec::new()))
}
