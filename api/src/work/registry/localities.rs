//! Whether holders of appointments are local to their units (người địa phương): decided by someone, never computed.
//!
//! Each assessment is a record of its own, and counts from its day on until a later one. Nothing of an earlier one is edited; what
//! was recorded wrongly of one is corrected.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::AppointmentId;
use entity::value::Locality;
use entity::{appointment, locality_assessment};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use uuid::Uuid;

use super::appointments::{found, found_at};
use super::input::{LINE, REASON, line, past_day};
use super::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep, keep_new};
use crate::work::idempotency::IdempotencyKey;
use crate::work::{Asker, UnitOfWork, Work};

/// Of which appointment an assessment is that does not exist: looked for like any other one.
const NOTHING: AppointmentId = AppointmentId(Uuid::nil());

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// What was found of whose appointment.
#[derive(Clone, Debug, Serialize)]
pub struct AssessLocality {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The finding.
    pub locality: Locality,
    /// By which criterion.
    pub criterion: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub assessed_on: NaiveDate,
}

/// Records whether the holder of an appointment is local, from the day of the assessment on.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn assess(
    work: &Work,
    asker: Asker,
    input: AssessLocality,
    key: Option<IdempotencyKey>,
) -> Result<Done<Uuid>, RegistryError> {
    let asked = Asked { operation: "assessLocality", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id,
        |unit, keeper, id, input| assess_in(unit, keeper, id, input).boxed(),
    )
    .await
}

/// As [`assess`], in a transaction that keeps the registry.
pub(in crate::work) async fn assess_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: Uuid,
    input: AssessLocality,
) -> Result<Done<Uuid>, RegistryError> {
    let (_, appointment) = found(unit, keeper, input.appointment).await?;
    let row = locality_assessment::Model {
        id,
        appointment_id: appointment.id,
        locality: input.locality,
        criterion: line(&input.criterion, LINE, "criterion")?,
        decided_by: line(&input.decided_by, LINE, "decidedBy")?,
        assessed_on: past_day(input.assessed_on, unit.today(), "assessedOn")?,
        version: 1,
    };
    check(unit, &appointment, &row).await?;
    unit.create(vec![row], |_| Some(appointment.unit_id)).await?;
    Ok(Done::now(id, Vec::new()))
}

/// What was recorded wrongly of an assessment.
#[derive(Clone, Debug)]
pub struct CorrectLocality {
    /// The assessment.
    pub assessment: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The finding; none where it stays.
    pub locality: Option<Locality>,
    /// By which criterion; none where it stays.
    pub criterion: Option<String>,
    /// Who decided; none where it stays.
    pub decided_by: Option<String>,
    /// When; none where it stays.
    pub assessed_on: Option<NaiveDate>,
    /// Why it is corrected.
    pub reason: String,
}

/// Sets right what was recorded wrongly of an assessment.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn correct(work: &Work, asker: Asker, input: CorrectLocality) -> Result<Done<Uuid>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            let (before, appointment) = assessed(unit, &keeper, input.assessment).await?;
            if before.version != input.expected_version {
                return Err(Rule::Conflict { current: before.version }.at("expectedVersion").into());
            }
            let reason = line(&input.reason, REASON, "reason")?;
            let after = corrected(before.clone(), &input, unit.today())?;
            check(unit, &appointment, &after).await?;
            unit.correct(&before, after, Some(appointment.unit_id), reason).await?;
            Ok(Done::now(before.id, Vec::new()))
        }
        .boxed()
    })
    .await
}

/// An assessment of the scope with its appointment, the person held.
async fn assessed(
    unit: &UnitOfWork,
    keeper: &Keeper,
    assessment: Uuid,
) -> Result<(locality_assessment::Model, appointment::Model), RegistryError> {
    const MEMBER: &str = "localityAssessment";
    let find = || locality_assessment::Entity::find_by_id(assessment).one(unit.transaction());
    let of = find().await?.map_or(NOTHING, |row| row.appointment_id);
    let (_, appointment) = found_at(unit, keeper, of, MEMBER).await?;
    // Read again: until the person was held it may have been changed.
    let row = find().await?.ok_or_else(|| Rule::NotFound.at(MEMBER))?;
    Ok((row, appointment))
}

fn corrected(
    was: locality_assessment::Model,
    input: &CorrectLocality,
    today: NaiveDate,
) -> Result<locality_assessment::Model, Refusal> {
    let text = |given: &Option<String>, was: String, member: &str| {
        given.as_deref().map_or(Ok(was), |given| line(given, LINE, member))
    };
    let assessed_on =
        input.assessed_on.map_or(Ok(was.assessed_on), |on| past_day(on, today, "assessedOn"))?;
    Ok(locality_assessment::Model {
        locality: input.locality.unwrap_or(was.locality),
        criterion: text(&input.criterion, was.criterion, "criterion")?,
        decided_by: text(&input.decided_by, was.decided_by, "decidedBy")?,
        assessed_on,
        version: was.version.saturating_add(1),
        ..was
    })
}

/// An assessment is made from the appointment's first day on, and one a day.
async fn check(
    unit: &UnitOfWork,
    appointment: &appointment::Model,
    row: &locality_assessment::Model,
) -> Result<(), RegistryError> {
    if row.assessed_on < appointment.valid_from {
        return Err(Rule::Order.at("assessedOn").into());
    }
    let same_day = locality_assessment::Entity::find()
        .filter(locality_assessment::Column::AppointmentId.eq(row.appointment_id))
        .filter(locality_assessment::Column::AssessedOn.eq(row.assessed_on))
        .filter(locality_assessment::Column::Id.ne(row.id));
    if same_day.one(unit.transaction()).await?.is_some() {
        return Err(Rule::AssessedAlready.at("assessedOn").into());
    }
    Ok(())
}
