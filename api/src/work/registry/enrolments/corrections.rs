//! Results of courses that were recorded wrongly: corrected with the qualification that they yielded, on every day at once.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::EnrolmentId;
use entity::qualification;
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::results::{Certificate, Issuer};
use super::{CLASSES, CourseResult, Roll, is_current, is_of_another, states};
use crate::work::registry::input::{REASON, line};
use crate::work::registry::ratings::held_by;
use crate::work::registry::{Done, Keeper, RegistryError, Rule, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// What was recorded wrongly, and what is right.
#[derive(Clone, Debug)]
pub struct CorrectResult {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The result that is right.
    pub result: CourseResult,
    /// Who issued the certificate; as it was, or else the organiser, where it is absent.
    pub issuer: Option<String>,
    /// The day of the certificate; as it was, or else the last day of the course, where it is absent.
    pub obtained_on: Option<NaiveDate>,
    /// Its number; as it was where it is absent.
    pub certificate: Option<String>,
    /// Why.
    pub reason: String,
}

/// Corrects a result of a course of an organiser in the scope, with the qualification that it yielded: every period that it reaches sees it
/// so, at once. A qualification that was never earned holds on no day.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn correct(
    work: &Work,
    asker: Asker,
    input: CorrectResult,
) -> Result<Done<EnrolmentId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            match keeper.judges_units_below() {
                true => correct_in(unit, &keeper, input).await,
                false => Err(RegistryError::Forbidden),
            }
        }
        .boxed()
    })
    .await
}

async fn correct_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: CorrectResult,
) -> Result<Done<EnrolmentId>, RegistryError> {
    let missing = || Rule::NotFound.at("enrolment");
    let mut roll = Roll::of_enrolments(unit, keeper, &BTreeSet::from([input.enrolment]), |_| false).await?;
    let holder = held_by(unit, keeper).await?;
    let before = yielded_by(unit, input.enrolment).await?;
    let found = roll.named(input.enrolment).ok_or_else(missing)?;
    let held = roll.course(found.row.course_id).filter(|held| held.is_organised_by(keeper, unit.today()));
    let held = held.ok_or_else(missing)?;
    let person = roll.person(found.row.official_id).ok_or_else(missing)?;
    is_current(&found.row, input.expected_version)?;
    states::allows(found.status(), "correctCourseResult", "enrolment")?;
    held.allows("correctCourseResult", "enrolment")?;
    is_of_another(holder, &found.row, "enrolment")?;
    let reason = line(&input.reason, REASON, "reason")?;
    let issuer = input.issuer.as_deref().or(before.as_ref().and_then(|row| row.issuer.as_deref()));
    let issuer = Issuer::of(unit, keeper, held, issuer)?;
    let is_completed = input.result == CourseResult::Completed;
    let known = before.as_ref().filter(|_| is_completed);
    let certificate = Certificate {
        result: input.result,
        obtained_on: input.obtained_on.or(known.and_then(|row| row.obtained_on)),
        number: input.certificate.as_deref().or(known.and_then(|row| row.certificate.as_deref())),
    };
    let after = certificate.yielded(unit, held, &issuer, (person, input.enrolment))?;
    let correction = Correction::of(before, after);
    if found.status() == input.result.status() && correction == Correction::Nothing {
        return Err(Rule::NothingChanges.at("result").into());
    }
    // The wrong result's own day: who asks about any day since then sees the right one.
    let on = found.since().unwrap_or(unit.today());
    let of = person.unit;
    roll.step_on(unit, input.enrolment, (input.result.status(), on), Some(reason.clone()));
    roll.write(unit, Some(reason.clone())).await?;
    match correction {
        Correction::Nothing => {}
        Correction::Earned(row) => unit.create_because(row, of, reason).await?,
        Correction::Otherwise(before, after) => unit.correct(&before, after, of, reason).await?,
    }
    Ok(Done::now(input.enrolment, Vec::new()))
}

/// The qualification that an enrolment yielded.
async fn yielded_by(
    unit: &UnitOfWork,
    enrolment: EnrolmentId,
) -> Result<Option<qualification::Model>, RegistryError> {
    let yielded = qualification::Entity::find()
        .filter(qualification::Column::EnrolmentId.eq(enrolment))
        .order_by_asc(qualification::Column::Id);
    Ok(yielded.one(unit.transaction()).await?)
}

/// What a correction does to the qualification.
#[derive(Debug, PartialEq, Eq)]
enum Correction {
    Nothing,
    /// It was earned after all.
    Earned(qualification::Model),
    /// It is otherwise, or was never earned.
    Otherwise(qualification::Model, qualification::Model),
}

impl Correction {
    fn of(before: Option<qualification::Model>, after: Option<qualification::Model>) -> Self {
        let Some(before) = before else { return after.map_or(Self::Nothing, Self::Earned) };
        let right = match after {
            Some(after) => qualification::Model {
                obtained_on: after.obtained_on,
                issuer: after.issuer,
                certificate: after.certificate,
                // What was revoked for another reason stays so.
                revoked_on: before.revoked_on.filter(|_| !is_never_earned(&before)),
                ..before.clone()
            },
            None => qualification::Model { revoked_on: Some(first_day(&before)), ..before.clone() },
        };
        match right == before {
            true => Self::Nothing,
            false => {
                let version = before.version.saturating_add(1);
                Self::Otherwise(before, qualification::Model { version, ..right })
            }
        }
    }
}

/// The day from which a qualification counts.
fn first_day(row: &qualification::Model) -> NaiveDate {
    row.obtained_on.unwrap_or(row.recorded_on)
}

/// Whether a qualification holds on no day, as one that was never earned.
fn is_never_earned(row: &qualification::Model) -> bool {
    row.revoked_on == Some(first_day(row))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
    use entity::id::{OfficialId, QualificationId};
    use entity::value::QualificationKind;
    use uuid::Uuid;

    use super::*;

    fn earned(certificate: &str) -> qualification::Model {
        let day: NaiveDate = "2025-11-07".parse().unwrap();
        qualification::Model {
            id: QualificationId(Uuid::nil()),
            official_id: OfficialId(Uuid::nil()),
            kind: QualificationKind::InformationTechnology,
            level_code: "BASIC".to_owned(),
            obtained_on: Some(day),
            recorded_on: day,
            issuer: Some("Phường Chương Mỹ".to_owned()),
            certificate: Some(certificate.to_owned()),
            revoked_on: None,
            enrolment_id: Some(EnrolmentId(Uuid::nil())),
            version: 1,
        }
    }

    #[test]
    fn given_a_qualification_that_was_never_earned_then_it_holds_on_no_day_and_comes_back_when_it_was() {
        let Correction::Otherwise(before, after) = Correction::of(Some(earned("1")), None) else { panic!() };
        assert_eq!((before, after.revoked_on, after.version), (earned("1"), earned("1").obtained_on, 2));
        assert_eq!(Correction::of(Some(after.clone()), None), Correction::Nothing);
        let back = Correction::of(Some(after.clone()), Some(earned("2")));
        assert_eq!(back, Correction::Otherwise(after, qualification::Model { version: 3, ..earned("2") }));
    }

    #[test]
    fn given_a_qualification_that_was_revoked_then_a_correction_does_not_restore_it() {
        let revoked = qualification::Model { revoked_on: "2025-12-01".parse().ok(), ..earned("1") };
        let Correction::Otherwise(_, after) = Correction::of(Some(revoked.clone()), Some(earned("2"))) else {
            panic!()
        };
        assert_eq!(after, qualification::Model { version: 2, certificate: Some("2".to_owned()), ..revoked });
    }

    #[test]
    fn given_no_qualification_then_one_is_earned_or_nothing_is_done() {
        assert_eq!(Correction::of(None, Some(earned("1"))), Correction::Earned(earned("1")));
        assert_eq!(Correction::of(None, None), Correction::Nothing);
    }
}
