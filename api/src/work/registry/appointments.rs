//! Titles given to people in units, and taken back.
//!
//! Party titles are the Party committee's to give, all others the Home Affairs office's and the communes'. Seats are never
//! over-filled: whoever is counted against them is counted under their lock.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use chrono::{Months, NaiveDate};
use entity::id::{AppointmentId, OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin};
use entity::{appointment, title};
use futures_util::FutureExt;
use sea_orm::EntityTrait;
use serde::Serialize;

use super::input::{LINE, REASON, day, has_ended, line, optional_line, period, shares_a_day};
use super::person::{NOBODY, Person};
use super::refusal::at;
use super::seats::{Seats, has_seat};
use super::{Advice, Asked, Done, Keeper, Refusal, RegistryError, Rule, keep};
use crate::repo::directory::in_force;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{Asker, UnitOfWork, Work};

/// The most years of a secondment (biệt phái). Source: Luật Cán bộ, công chức 2008, Điều 53.
const SECONDMENT_YEARS: u32 = 3;

/// An appointment that was made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointed {
    /// The appointment.
    pub id: AppointmentId,
    /// Its first day.
    pub from: NaiveDate,
}

/// Who is appointed to what.
#[derive(Clone, Debug, Serialize)]
pub struct AppointOfficial {
    /// The person.
    pub official: OfficialId,
    /// The unit.
    pub unit: UnitId,
    /// The code of the title.
    pub title: String,
    /// How it is held.
    pub mode: AppointmentMode,
    /// How it comes about.
    pub origin: AppointmentOrigin,
    /// The decision's number.
    pub decision: Option<String>,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer held, where the decision says so.
    pub valid_to: Option<NaiveDate>,
}

/// Gives a title to a person.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn appoint(
    work: &Work,
    asker: Asker,
    input: AppointOfficial,
    key: Option<IdempotencyKey>,
) -> Result<Done<Appointed>, RegistryError> {
    appoint_as(work, asker, "appointOfficial", input, key).await
}

/// As [`appoint`], by the name under which it is asked for.
pub(super) async fn appoint_as(
    work: &Work,
    asker: Asker,
    operation: &'static str,
    input: AppointOfficial,
    key: Option<IdempotencyKey>,
) -> Result<Done<Appointed>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation, key, input };
    keep(work, asker, &[], move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let id: AppointmentId = unit.id();
            appointable(&keeper, &asked.input.title, "title")?;
            match asked.claim(unit, &keys, &keeper, id.into()).await? {
                Claim::Replay { object } => {
                    Ok(Done::before(Appointed { id: object.into(), from: asked.input.valid_from }))
                }
                Claim::First => appoint_in(unit, &keeper, id, asked.input).await,
            }
        }
        .boxed()
    })
    .await
}

/// As [`appoint`], in a transaction that keeps the registry.
pub(in crate::work) async fn appoint_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: AppointmentId,
    input: AppointOfficial,
) -> Result<Done<Appointed>, RegistryError> {
    if !keeper.keeps(input.unit) {
        return Err(Rule::NotFound.at("unit").into());
    }
    let person = Person::hold(unit, keeper, input.official, at("official")).await?;
    let row = appointment::Model {
        id,
        official_id: person.row.id,
        unit_id: input.unit,
        title_code: input.title,
        mode: input.mode,
        origin: input.origin,
        decision: optional_line(input.decision.as_deref(), LINE, "decision")?,
        valid_from: day(input.valid_from, "validFrom")?,
        valid_to: input.valid_to,
        version: 1,
    };
    let career = person.appointments(unit).await?;
    give(unit, keeper, &person, &career, row).await
}

/// Gives a title to a person, given all else that the person holds, held or will hold.
pub(super) async fn give(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    person: &Person,
    career: &[appointment::Model],
    row: appointment::Model,
) -> Result<Done<Appointed>, RegistryError> {
    let title = appointable(keeper, &row.title_code, "title")?;
    check(unit, keeper, person, career, &row).await?;
    let advice = advice(unit, keeper, person, career, (&title, &row)).await?;
    let appointed = Appointed { id: row.id, from: row.valid_from };
    unit.create(vec![row], |row| Some(row.unit_id)).await?;
    Ok(Done::now(appointed, advice))
}

/// Which appointment ends, and when.
#[derive(Clone, Debug)]
pub struct EndAppointment {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// First day no longer held.
    pub ends_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Ends an appointment on a day. One that has ended is closed.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn end(work: &Work, asker: Asker, input: EndAppointment) -> Result<Done<Appointed>, RegistryError> {
    keep(work, asker, &[], move |unit, keeper| {
        let input = input.clone();
        async move { end_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`end`], in a transaction that keeps the registry.
pub(in crate::work) async fn end_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: EndAppointment,
) -> Result<Done<Appointed>, RegistryError> {
    let (person, before) = held(unit, keeper, input.appointment, input.expected_version).await?;
    appointable(keeper, &before.title_code, "appointment")?;
    let after = ended(&before, input.ends_on, unit.today(), "endsOn")?;
    let reason = line(&input.reason, REASON, "reason")?;
    let advice = alone_after(unit, &person, &after).await?;
    unit.change(&before, after, Some(before.unit_id), Some(reason)).await?;
    Ok(Done::now(Appointed { id: before.id, from: before.valid_from }, advice))
}

/// The title of a code, if the keeper appoints people to it.
pub(super) fn appointable(keeper: &Keeper, code: &str, member: &str) -> Result<title::Model, RegistryError> {
    let title = keeper.directory().titles.get(code).ok_or_else(|| Rule::NotFound.at(member))?;
    if keeper.appoints(title.body) { Ok(title.clone()) } else { Err(RegistryError::Forbidden) }
}

/// An appointment of the scope with its person, both held.
pub(super) async fn found(
    unit: &UnitOfWork,
    keeper: &Keeper,
    appointment: AppointmentId,
) -> Result<(Person, appointment::Model), RegistryError> {
    found_at(unit, keeper, appointment, "appointment").await
}

/// As [`found`], of what a member of the input belongs to.
pub(super) async fn found_at(
    unit: &UnitOfWork,
    keeper: &Keeper,
    appointment: AppointmentId,
    member: &str,
) -> Result<(Person, appointment::Model), RegistryError> {
    let missing = || Rule::NotFound.at(member);
    let find = || appointment::Entity::find_by_id(appointment).one(unit.transaction());
    let official = find().await?.map_or(NOBODY, |row| row.official_id);
    let person = Person::hold(unit, keeper, official, at(member)).await?;
    // Read again: until the person was held it may have been changed.
    let row = find().await?.filter(|row| keeper.keeps(row.unit_id)).ok_or_else(missing)?;
    Ok((person, row))
}

/// As [`found`], at the version that whoever asks knows.
pub(super) async fn held(
    unit: &UnitOfWork,
    keeper: &Keeper,
    appointment: AppointmentId,
    expected_version: i32,
) -> Result<(Person, appointment::Model), RegistryError> {
    let (person, row) = found(unit, keeper, appointment).await?;
    if row.version != expected_version {
        return Err(Rule::Conflict { current: row.version }.at("expectedVersion").into());
    }
    Ok((person, row))
}

/// An appointment as it is when it ends on a day, which a member of the input says. One that has ended is closed.
pub(super) fn ended(
    before: &appointment::Model,
    on: NaiveDate,
    today: NaiveDate,
    member: &str,
) -> Result<appointment::Model, Refusal> {
    if has_ended(before.valid_to, today) {
        return Err(Rule::Closed { legal: &[] }.at("appointment"));
    }
    // A plan may be brought forward, not put off: that would be an appointment for longer than was decided.
    if on <= before.valid_from || before.valid_to.is_some_and(|end| on > end) {
        return Err(Rule::Order.at(member));
    }
    let version = before.version.saturating_add(1);
    Ok(appointment::Model { valid_to: Some(on), version, ..before.clone() })
}

/// What a new appointment has to be, given all else that the person holds, held or will hold.
async fn check(
    unit: &UnitOfWork,
    keeper: &Keeper,
    person: &Person,
    career: &[appointment::Model],
    row: &appointment::Model,
) -> Result<(), RegistryError> {
    let period = period(row.valid_from, row.valid_to)?;
    if !keeper.has_throughout(row.unit_id, row.valid_from, row.valid_to) {
        return Err(Rule::UnitAbsent.at("unit").into());
    }
    if !person.is_affiliated(row.valid_from) {
        return Err(Rule::NotAffiliated.at("official").into());
    }
    let meanwhile = |other: &&appointment::Model| shares_a_day(period, other.valid_from, other.valid_to);
    let mut others = career.iter().filter(meanwhile);
    if others.clone().any(|other| (other.unit_id, &other.title_code) == (row.unit_id, &row.title_code)) {
        return Err(Rule::HeldAlready.at("title").into());
    }
    let is_primary = |other: &appointment::Model| other.mode == AppointmentMode::Primary;
    if row.mode == AppointmentMode::Primary && others.any(is_primary) {
        return Err(Rule::PrimaryHeld.at("mode").into());
    }
    let has_primary = career
        .iter()
        .any(|other| is_primary(other) && in_force(other.valid_from, other.valid_to, row.valid_from));
    if row.mode == AppointmentMode::Concurrent && !has_primary {
        return Err(Rule::PrimaryMissing.at("mode").into());
    }
    seated(unit, career, row).await
}

/// Whether there is a seat, or for somebody who acts for its holder whether there would be one.
async fn seated(
    unit: &UnitOfWork,
    career: &[appointment::Model],
    row: &appointment::Model,
) -> Result<(), RegistryError> {
    let Seats { posts, held } = Seats::hold(unit, row.unit_id, &row.title_code).await?;
    // What the person holds is as the change leaves it.
    let of_others = held.into_iter().filter(|held| held.official_id != row.official_id);
    let own = career.iter().filter(|own| (own.unit_id, &own.title_code) == (row.unit_id, &row.title_code));
    let held: Vec<_> = of_others.chain(own.cloned()).filter(|_| row.mode.fills_seat()).collect();
    Ok(has_seat(&posts, &held, (row.valid_from, row.valid_to)).map_err(|rule| rule.at("title"))?)
}

/// What advises against an appointment to a title, given all else that the person holds.
async fn advice(
    unit: &UnitOfWork,
    keeper: &Keeper,
    person: &Person,
    career: &[appointment::Model],
    (title, row): (&title::Model, &appointment::Model),
) -> Result<Vec<Advice>, RegistryError> {
    let mut advice = of_standard(unit, keeper, person, career, (title, row.valid_from)).await?;
    let longest = row.valid_from.checked_add_months(Months::new(12 * SECONDMENT_YEARS));
    let is_long = row.valid_to.is_none_or(|to| longest.is_some_and(|longest| to > longest));
    if row.origin == AppointmentOrigin::Secondment && is_long {
        advice.push(Advice::LongSecondment { most: SECONDMENT_YEARS });
    }
    Ok(advice)
}

/// What the title's standard advises on the first day.
async fn of_standard(
    unit: &UnitOfWork,
    keeper: &Keeper,
    person: &Person,
    career: &[appointment::Model],
    (title, on): (&title::Model, NaiveDate),
) -> Result<Vec<Advice>, RegistryError> {
    let titles = &keeper.directory().titles;
    let Some(record) = titles.standard(&title.code, on) else { return Ok(Vec::new()) };
    let held = person.qualifications(unit, on).await?;
    let legal_basis = record.standard.legal_basis.clone();
    let mut advice = Vec::new();
    for requirement in &record.requirements {
        let enough = titles.at_least(requirement.kind, &requirement.level_code).unwrap_or_default();
        if !held.iter().any(|row| row.kind == requirement.kind && enough.contains(&row.level_code)) {
            advice.push(Advice::StandardNotMet {
                kind: requirement.kind,
                level: requirement.level_code.clone(),
                legal_basis: legal_basis.clone(),
            });
        }
    }
    let age = person.row.birth_date.and_then(|birth| targets::age::completed_years(birth, on));
    if let (Some(most), Some(age)) = (record.standard.max_age_at_first_appointment, age)
        && i64::from(age) > i64::from(most)
        && career.iter().all(|row| row.title_code != title.code)
    {
        advice.push(Advice::OverAge { most, legal_basis });
    }
    Ok(advice)
}

/// Whether other titles that are held beside a main post go on without one.
async fn alone_after(
    unit: &UnitOfWork,
    person: &Person,
    ended: &appointment::Model,
) -> Result<Vec<Advice>, RegistryError> {
    let Some(end) = ended.valid_to.filter(|_| ended.mode == AppointmentMode::Primary) else {
        return Ok(Vec::new());
    };
    let career = person.appointments(unit).await?;
    let goes_on = |mode| {
        career
            .iter()
            .any(|row| row.id != ended.id && row.mode == mode && in_force(row.valid_from, row.valid_to, end))
    };
    let is_alone = goes_on(AppointmentMode::Concurrent) && !goes_on(AppointmentMode::Primary);
    Ok(if is_alone { vec![Advice::ConcurrentAlone] } else { Vec::new() })
}
