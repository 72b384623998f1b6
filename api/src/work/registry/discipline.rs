//! Disciplinary measures: of the state, in class PERSONNEL, and of the Party, in class PARTY. Who writes the one may be unable to
//! see the other.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::OfficialId;
use entity::value::DisciplineKind;
use entity::{discipline, party_discipline};
use futures_util::FutureExt;
use sea_orm::EntityTrait;
use serde::Serialize;
use uuid::Uuid;

use super::input::{Change, LINE, REASON, day, line, optional_line, past_day};
use super::person::{NOBODY, Person};
use super::refusal::at;
use super::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep, keep_new};
use crate::work::idempotency::IdempotencyKey;
use crate::work::{Asker, UnitOfWork, Work};

const OF_STATE: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];
const OF_PARTY: &[ConfidentialityClass] = &[ConfidentialityClass::Party];

/// A measure against a person.
#[derive(Clone, Debug, Serialize)]
pub struct RecordDiscipline {
    /// Against whom.
    pub official: OfficialId,
    /// The measure.
    pub kind: DisciplineKind,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// First day on which it no longer bears on source pool and succession plan, if set.
    pub ends_on: Option<NaiveDate>,
    /// The decision's number.
    pub decision: Option<String>,
    /// What for.
    pub grounds: String,
}

/// A measure of the Party that was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyDisciplined {
    /// The measure.
    pub id: Uuid,
    /// Against whom.
    pub official: OfficialId,
}

/// Records a measure of the state.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn record(
    work: &Work,
    asker: Asker,
    input: RecordDiscipline,
    key: Option<IdempotencyKey>,
) -> Result<Done<Uuid>, RegistryError> {
    let asked = Asked { operation: "recordDiscipline", key, input };
    keep_new(
        work,
        asker,
        OF_STATE,
        asked,
        |id, _| id,
        |unit, keeper, id, input| record_in(unit, keeper, id, input).boxed(),
    )
    .await
}

/// As [`record`], in a transaction that keeps the registry.
pub(in crate::work) async fn record_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: Uuid,
    input: RecordDiscipline,
) -> Result<Done<Uuid>, RegistryError> {
    let (person, decision, reason) = read(unit, keeper, &input).await?;
    let row = discipline::Model {
        id,
        official_id: person.row.id,
        kind: input.kind,
        decided_on: input.decided_on,
        ends_on: input.ends_on,
        decision,
        reason,
        version: 1,
    };
    unit.create(vec![row], |_| person.unit).await?;
    Ok(Done::now(id, Vec::new()))
}

/// Records a measure of the Party.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn record_of_party(
    work: &Work,
    asker: Asker,
    input: RecordDiscipline,
    key: Option<IdempotencyKey>,
) -> Result<Done<PartyDisciplined>, RegistryError> {
    let asked = Asked { operation: "recordPartyDiscipline", key, input };
    let told = |id, input: &RecordDiscipline| PartyDisciplined { id, official: input.official };
    keep_new(work, asker, OF_PARTY, asked, told, |unit, keeper, id, input| {
        record_of_party_in(unit, keeper, id, input).boxed()
    })
    .await
}

/// As [`record_of_party`], in a transaction that keeps the registry.
pub(in crate::work) async fn record_of_party_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: Uuid,
    input: RecordDiscipline,
) -> Result<Done<PartyDisciplined>, RegistryError> {
    let (person, decision, reason) = read(unit, keeper, &input).await?;
    let row = party_discipline::Model {
        id,
        official_id: person.row.id,
        kind: input.kind,
        decided_on: input.decided_on,
        ends_on: input.ends_on,
        decision,
        reason,
    };
    unit.create(vec![row], |_| person.unit).await?;
    Ok(Done::now(PartyDisciplined { id, official: person.row.id }, Vec::new()))
}

/// What is recorded of a measure, of whichever kind: against whom, who is held, the decision's number, and what for.
async fn read(
    unit: &UnitOfWork,
    keeper: &Keeper,
    input: &RecordDiscipline,
) -> Result<(Person, Option<String>, String), RegistryError> {
    let person = Person::hold(unit, keeper, input.official, at("official")).await?;
    let decision = optional_line(input.decision.as_deref(), LINE, "decision")?;
    let grounds = line(&input.grounds, REASON, "grounds")?;
    check_days(unit, &person, input.decided_on, input.ends_on)?;
    Ok((person, decision, grounds))
}

/// What was recorded wrongly of a measure of the state.
#[derive(Clone, Debug)]
pub struct CorrectDiscipline {
    /// The measure.
    pub discipline: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The measure's kind; none where it stays.
    pub kind: Option<DisciplineKind>,
    /// The day of the decision; none where it stays.
    pub decided_on: Option<NaiveDate>,
    /// First day on which it no longer bears on source pool and succession plan.
    pub ends_on: Change<NaiveDate>,
    /// The decision's number.
    pub decision: Change<String>,
    /// What for; none where it stays.
    pub grounds: Option<String>,
    /// Why it is corrected.
    pub reason: String,
}

/// Sets right what was recorded wrongly of a measure of the state.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn correct(
    work: &Work,
    asker: Asker,
    input: CorrectDiscipline,
) -> Result<Done<Uuid>, RegistryError> {
    keep(work, asker, OF_STATE, move |unit, keeper| {
        let input = input.clone();
        async move {
            let (person, before) = held(unit, &keeper, input.discipline, input.expected_version).await?;
            let reason = line(&input.reason, REASON, "reason")?;
            let decision = input.decision.try_map(|text| line(&text, LINE, "decision"))?;
            let grounds = optional_line(input.grounds.as_deref(), REASON, "grounds")?;
            let was = before.clone();
            let after = discipline::Model {
                kind: input.kind.unwrap_or(was.kind),
                decided_on: input.decided_on.unwrap_or(was.decided_on),
                ends_on: input.ends_on.applied(was.ends_on),
                decision: decision.applied(was.decision),
                reason: grounds.unwrap_or(was.reason),
                version: was.version.saturating_add(1),
                ..was
            };
            check_days(unit, &person, after.decided_on, after.ends_on)?;
            unit.correct(&before, after, person.unit, reason).await?;
            Ok(Done::now(before.id, Vec::new()))
        }
        .boxed()
    })
    .await
}

/// A measure of the state at the version that whoever asks knows, with its person, both held.
async fn held(
    unit: &UnitOfWork,
    keeper: &Keeper,
    id: Uuid,
    expected_version: i32,
) -> Result<(Person, discipline::Model), RegistryError> {
    let find = || discipline::Entity::find_by_id(id).one(unit.transaction());
    let official = find().await?.map_or(NOBODY, |row| row.official_id);
    let person = Person::hold(unit, keeper, official, at("discipline")).await?;
    // Read again: until the person was held it may have been changed.
    let row = find().await?.ok_or_else(|| Rule::NotFound.at("discipline"))?;
    if row.version != expected_version {
        return Err(Rule::Conflict { current: row.version }.at("expectedVersion").into());
    }
    Ok((person, row))
}

/// The days of a measure: decided in the person's life and by today, and ended after it was decided.
fn check_days(
    unit: &UnitOfWork,
    person: &Person,
    decided_on: NaiveDate,
    ends_on: Option<NaiveDate>,
) -> Result<(), Refusal> {
    past_day(decided_on, unit.today(), "decidedOn")?;
    if person.row.birth_date.is_some_and(|birth| decided_on <= birth) {
        return Err(Rule::Order.at("decidedOn"));
    }
    let Some(ends_on) = ends_on else { return Ok(()) };
    if day(ends_on, "endsOn")? <= decided_on { Err(Rule::Order.at("endsOn")) } else { Ok(()) }
}
