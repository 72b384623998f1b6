//! Degrees, diplomas and certificates: recorded with evidence, revoked, corrected.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, QualificationId};
use entity::qualification;
use entity::value::QualificationKind;
use futures_util::FutureExt;
use sea_orm::EntityTrait;
use serde::Serialize;

use super::input::{Change, LINE, REASON, line, optional_line, past_day};
use super::person::{NOBODY, Person};
use super::refusal::at;
use super::{Advice, Asked, Done, Keeper, Refusal, RegistryError, Rule, keep, keep_new};
use crate::work::idempotency::IdempotencyKey;
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// What is recorded.
#[derive(Clone, Debug, Serialize)]
pub struct RecordQualification {
    /// Whose it is.
    pub official: OfficialId,
    /// The kind.
    pub kind: QualificationKind,
    /// The code of the level within its kind.
    pub level: String,
    /// When it was obtained, if known.
    pub obtained_on: Option<NaiveDate>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its number.
    pub certificate: Option<String>,
}

/// Records a qualification of a person.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn record(
    work: &Work,
    asker: Asker,
    input: RecordQualification,
    key: Option<IdempotencyKey>,
) -> Result<Done<QualificationId>, RegistryError> {
    let asked = Asked { operation: "recordQualification", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| record_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`record`], in a transaction that keeps the registry.
pub(in crate::work) async fn record_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: QualificationId,
    input: RecordQualification,
) -> Result<Done<QualificationId>, RegistryError> {
    let person = Person::hold(unit, keeper, input.official, at("official")).await?;
    let row = qualification::Model {
        id,
        official_id: person.row.id,
        kind: input.kind,
        level_code: input.level,
        obtained_on: input.obtained_on,
        recorded_on: unit.today(),
        issuer: optional_line(input.issuer.as_deref(), LINE, "issuer")?,
        certificate: optional_line(input.certificate.as_deref(), LINE, "certificate")?,
        revoked_on: None,
        enrolment_id: None,
        version: 1,
    };
    check(unit, keeper, &person, &row)?;
    let advice = advice(unit, &person, &row).await?;
    unit.create(vec![row], |_| person.unit).await?;
    Ok(Done::now(id, advice))
}

/// What is revoked.
#[derive(Clone, Debug)]
pub struct RevokeQualification {
    /// The qualification.
    pub qualification: QualificationId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The first day on which it does not hold any more.
    pub revoked_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Says that a qualification does not hold from a day on.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn revoke(
    work: &Work,
    asker: Asker,
    input: RevokeQualification,
) -> Result<Done<QualificationId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { revoke_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`revoke`], in a transaction that keeps the registry.
pub(in crate::work) async fn revoke_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: RevokeQualification,
) -> Result<Done<QualificationId>, RegistryError> {
    let (person, before) = held(unit, keeper, input.qualification, input.expected_version).await?;
    if before.revoked_on.is_some() {
        return Err(Rule::Closed { legal: &["correctQualification"] }.at("qualification").into());
    }
    let reason = line(&input.reason, REASON, "reason")?;
    let after = qualification::Model {
        revoked_on: Some(input.revoked_on),
        version: before.version.saturating_add(1),
        ..before.clone()
    };
    check(unit, keeper, &person, &after)?;
    unit.change(&before, after, person.unit, Some(reason)).await?;
    Ok(Done::now(before.id, Vec::new()))
}

/// What was recorded wrongly.
#[derive(Clone, Debug)]
pub struct CorrectQualification {
    /// The qualification.
    pub qualification: QualificationId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The code of the level; none to keep it.
    pub level: Option<String>,
    /// When it was obtained.
    pub obtained_on: Change<NaiveDate>,
    /// Who issued it.
    pub issuer: Change<String>,
    /// Its number.
    pub certificate: Change<String>,
    /// From when it is revoked.
    pub revoked_on: Change<NaiveDate>,
    /// Why it is corrected.
    pub reason: String,
}

/// Sets right what was recorded wrongly: every period that the qualification reaches sees it so, at once.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn correct(
    work: &Work,
    asker: Asker,
    input: CorrectQualification,
) -> Result<Done<QualificationId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            let (person, before) = held(unit, &keeper, input.qualification, input.expected_version).await?;
            let reason = line(&input.reason, REASON, "reason")?;
            let issuer = input.issuer.try_map(|text| line(&text, LINE, "issuer"))?;
            let certificate = input.certificate.try_map(|text| line(&text, LINE, "certificate"))?;
            let was = before.clone();
            let after = qualification::Model {
                level_code: input.level.unwrap_or(was.level_code),
                obtained_on: input.obtained_on.applied(was.obtained_on),
                issuer: issuer.applied(was.issuer),
                certificate: certificate.applied(was.certificate),
                revoked_on: input.revoked_on.applied(was.revoked_on),
                version: was.version.saturating_add(1),
                ..was
            };
            check(unit, &keeper, &person, &after)?;
            let advice = advice(unit, &person, &after).await?;
            unit.correct(&before, after, person.unit, reason).await?;
            Ok(Done::now(before.id, advice))
        }
        .boxed()
    })
    .await
}

/// A qualification at the version that whoever asks knows, with its person, both held.
async fn held(
    unit: &UnitOfWork,
    keeper: &Keeper,
    id: QualificationId,
    expected_version: i32,
) -> Result<(Person, qualification::Model), RegistryError> {
    let missing = || Rule::NotFound.at("qualification");
    let find = || qualification::Entity::find_by_id(id).one(unit.transaction());
    let official = find().await?.map_or(NOBODY, |row| row.official_id);
    let person = Person::hold(unit, keeper, official, at("qualification")).await?;
    // Read again: until the person was held it may have been changed.
    let row = find().await?.ok_or_else(missing)?;
    if row.version != expected_version {
        return Err(Rule::Conflict { current: row.version }.at("expectedVersion").into());
    }
    Ok((person, row))
}

/// What a qualification has to be, whether it is new, revoked or corrected.
fn check(
    unit: &UnitOfWork,
    keeper: &Keeper,
    person: &Person,
    row: &qualification::Model,
) -> Result<(), Refusal> {
    if keeper.directory().titles.level(row.kind, &row.level_code).is_none() {
        return Err(Rule::UnknownLevel.at("level"));
    }
    if let Some(obtained) = row.obtained_on {
        past_day(obtained, unit.today(), "obtainedOn")?;
        if person.row.birth_date.is_some_and(|birth| obtained <= birth) {
            return Err(Rule::Order.at("obtainedOn"));
        }
    }
    if let Some(revoked) = row.revoked_on {
        past_day(revoked, unit.today(), "revokedOn")?;
        if revoked < row.obtained_on.unwrap_or(row.recorded_on) {
            return Err(Rule::Order.at("revokedOn"));
        }
    }
    Ok(())
}

/// What may be wrong with a qualification.
async fn advice(
    unit: &UnitOfWork,
    person: &Person,
    row: &qualification::Model,
) -> Result<Vec<Advice>, RegistryError> {
    let mut advice = Vec::new();
    if row.issuer.is_none() && row.certificate.is_none() {
        advice.push(Advice::NoEvidence);
    }
    let same = |other: &qualification::Model| {
        other.id != row.id && (other.kind, &other.level_code) == (row.kind, &row.level_code)
    };
    if row.revoked_on.is_none() && person.qualifications(unit, unit.today()).await?.iter().any(same) {
        advice.push(Advice::RecordedAlready);
    }
    Ok(advice)
}
