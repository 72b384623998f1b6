//! People: registered, corrected, retired.
//!
//! A person is registered once. Whether somebody is known already is looked for by citizen number and by name, birth date and
//! hometown; of people out of the scope neither tells whom or where.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::value::{DatePrecision, OfficialCategory, Sex};
use entity::{affiliation, appointment, official, qualification};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, Value};
use serde::Serialize;

use super::identity::nothing;
use super::input::{Change, LINE, REASON, Undisclosed, day, has_ended, line, optional_line, past_day};
use super::numbers::{self, Screened};
use super::person::Person;
use super::refusal::at;
use super::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep, source_pool};
use crate::citizen_number::CitizenNumber;
use crate::keys::Keys;
use crate::repo::directory::in_force;
use crate::vietnamese::{fold, name_sort_key};
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];
const WITH_NUMBER: &[ConfidentialityClass] =
    &[ConfidentialityClass::Personnel, ConfidentialityClass::Identity];

/// A person who is new to the registry, with the first affiliation.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterOfficial {
    /// The full name.
    pub full_name: String,
    /// The birth date, as far as it is known.
    pub birth_date: Option<NaiveDate>,
    /// How much of it is known; none for the day.
    pub birth_date_precision: Option<DatePrecision>,
    /// Legal sex.
    pub sex: Sex,
    /// Ethnicity.
    pub ethnicity: Option<String>,
    /// The unit of the hometown.
    pub hometown: Option<UnitId>,
    /// The day on which the hometown's name is to be read.
    pub hometown_on: Option<NaiveDate>,
    /// The unit that keeps the file.
    pub unit: UnitId,
    /// The category.
    pub category: OfficialCategory,
    /// The first day on which it keeps the file.
    pub valid_from: NaiveDate,
    /// The citizen number: class IDENTITY.
    pub citizen_number: Option<Undisclosed>,
    /// People who are known to be others.
    pub distinct_from: BTreeSet<OfficialId>,
}

/// A person who was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The person.
    pub id: OfficialId,
    /// The first day on which a unit keeps the file.
    pub from: NaiveDate,
}

/// Registers a person, whose file is kept in the scope.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn register(
    work: &Work,
    asker: Asker,
    input: RegisterOfficial,
    key: Option<IdempotencyKey>,
) -> Result<Done<Registered>, RegistryError> {
    let keys = work.keys().clone();
    let classes = if input.citizen_number.is_some() { WITH_NUMBER } else { CLASSES };
    let asked = Asked { operation: "registerOfficial", key, input };
    // What is recorded of a number that is known elsewhere is kept though the person is refused.
    let registered = keep(work, asker, classes, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let number = asked.input.citizen_number.as_ref().map(numbers::written).transpose()?;
            let screened = match &number {
                Some(number) => numbers::screen(unit, &keys, &keeper, number, None).await?,
                None => Screened::Free,
            };
            if let Screened::Refused(refusal) = screened {
                return Ok(Err(refusal));
            }
            let (id, from): (OfficialId, _) = (unit.id(), asked.input.valid_from);
            if let Claim::Replay { object } = asked.claim(unit, &keys, &keeper, id.into()).await? {
                return Ok(Ok(Done::before(Registered { id: object.into(), from })));
            }
            if !keeper.keeps(asked.input.unit) {
                return Err(Rule::NotFound.at("unit").into());
            }
            screened.free()?;
            let number = number.map(|number| (&keys, number));
            register_in(unit, &keeper, id, asked.input, number).await.map(Ok)
        }
        .boxed()
    });
    registered.await?.map_err(RegistryError::from)
}

/// As [`register`], in a transaction that keeps the registry, with a number that nobody else has.
pub(in crate::work) async fn register_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: OfficialId,
    input: RegisterOfficial,
    number: Option<(&Keys, CitizenNumber)>,
) -> Result<Done<Registered>, RegistryError> {
    let (person, file) = (person(id, &input)?, first_file(unit, id, &input));
    check(unit, keeper, &person)?;
    check_file(keeper, &person, &file)?;
    let found = look_alikes(unit, keeper, &person).await?;
    if found.iter().any(|other| !input.distinct_from.contains(other)) {
        return Err(Rule::PossibleDuplicate { found }.at("distinctFrom").into());
    }
    let advice = number.as_ref().map(|(_, number)| numbers::advice(number, &person)).unwrap_or_default();
    let (kept_by, from) = (Some(input.unit), file.valid_from);
    unit.create(vec![person], |_| kept_by).await?;
    unit.create(vec![file], |_| kept_by).await?;
    if let Some((keys, number)) = number {
        let mut identity = numbers::put(keys, nothing(id), Some(&number))?;
        identity.version = 1;
        unit.create(vec![identity], |_| kept_by).await?;
    }
    Ok(Done::now(Registered { id, from }, advice))
}

fn person(id: OfficialId, input: &RegisterOfficial) -> Result<official::Model, Refusal> {
    let full_name = name(&input.full_name)?;
    let precision = input.birth_date_precision.or_else(|| input.birth_date.map(|_| DatePrecision::Day));
    Ok(official::Model {
        id,
        search_name: fold(&full_name),
        sort_key: name_sort_key(&full_name),
        full_name,
        birth_date: input.birth_date,
        birth_date_precision: precision,
        sex: input.sex,
        ethnicity: optional_line(input.ethnicity.as_deref(), LINE, "ethnicity")?,
        hometown_unit_id: input.hometown,
        hometown_on: input.hometown_on,
        version: 1,
        merged_into_id: None,
    })
}

/// A full name, with one space between its words.
fn name(text: &str) -> Result<String, Refusal> {
    let words: Vec<&str> = text.split_whitespace().collect();
    line(&words.join(" "), LINE, "fullName")
}

fn first_file(unit: &UnitOfWork, id: OfficialId, input: &RegisterOfficial) -> affiliation::Model {
    affiliation::Model {
        id: unit.id(),
        official_id: id,
        unit_id: input.unit,
        category: input.category,
        valid_from: input.valid_from,
        valid_to: None,
    }
}

/// What a person has to be, whether new or corrected.
fn check(unit: &UnitOfWork, keeper: &Keeper, person: &official::Model) -> Result<(), Refusal> {
    match (person.birth_date, person.birth_date_precision) {
        (Some(birth), Some(precision)) => {
            past_day(birth, unit.today(), "birthDate")?;
            if !begins_what_is_known(birth, precision) {
                return Err(Rule::Precision.at("birthDate"));
            }
        }
        (None, Some(_)) => return Err(Rule::Incomplete.at("birthDatePrecision")),
        (_, None) => {}
    }
    let units = &keeper.directory().units;
    match (person.hometown_unit_id, person.hometown_on) {
        (None, Some(_)) => Err(Rule::Incomplete.at("hometownOn")),
        (Some(hometown), _) if units.shown(hometown, unit.today(), None).is_none() => {
            Err(Rule::NotFound.at("hometown"))
        }
        (Some(hometown), Some(on)) => {
            let on = past_day(on, unit.today(), "hometownOn")?;
            units.on(hometown, on).map(drop).ok_or_else(|| Rule::UnitAbsent.at("hometown"))
        }
        (_, None) => Ok(()),
    }
}

/// Whether a date is the first of what is known: of its month, or of its year.
fn begins_what_is_known(birth: NaiveDate, precision: DatePrecision) -> bool {
    match precision {
        DatePrecision::Day => true,
        DatePrecision::Month => birth.day() == 1,
        DatePrecision::Year => birth.ordinal() == 1,
    }
}

/// What the first affiliation has to be: with a unit that lasts, after the person's birth.
fn check_file(keeper: &Keeper, person: &official::Model, file: &affiliation::Model) -> Result<(), Refusal> {
    let from = day(file.valid_from, "validFrom")?;
    let units = &keeper.directory().units;
    if units.on(file.unit_id, from).is_none() || units.end_of(file.unit_id).is_some() {
        return Err(Rule::UnitAbsent.at("unit"));
    }
    if person.birth_date.is_some_and(|birth| from <= birth) {
        return Err(Rule::Order.at("validFrom"));
    }
    Ok(())
}

/// The people of the scope of today who have the name, the birth date and the hometown of a person.
async fn look_alikes(
    unit: &UnitOfWork,
    keeper: &Keeper,
    person: &official::Model,
) -> Result<Vec<OfficialId>, DbErr> {
    super::locks::sought(unit, person.search_name.as_bytes()).await?;
    let alike = Condition::all()
        .add(official::Column::SearchName.eq(person.search_name.as_str()))
        .add(is(official::Column::BirthDate, person.birth_date))
        .add(is(official::Column::HometownUnitId, person.hometown_unit_id));
    let alike = official::Entity::find().filter(alike).all(unit.transaction()).await?;
    let files = affiliation::Entity::find()
        .filter(affiliation::Column::OfficialId.is_in(alike.iter().map(|row| row.id)))
        .all(unit.transaction())
        .await?;
    let seen = files
        .into_iter()
        .filter(|file| in_force(file.valid_from, file.valid_to, unit.today()) && keeper.keeps(file.unit_id))
        .map(|file| file.official_id);
    Ok(seen.collect::<BTreeSet<_>>().into_iter().collect())
}

/// Whether a column holds a value, or none.
fn is(column: official::Column, value: Option<impl Into<Value>>) -> Condition {
    let condition = Condition::all();
    match value {
        Some(value) => condition.add(column.eq(value)),
        None => condition.add(column.is_null()),
    }
}

/// What was recorded wrongly of a person.
#[derive(Clone, Debug)]
pub struct CorrectOfficial {
    /// The person.
    pub official: OfficialId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The full name; none where it stays.
    pub full_name: Option<String>,
    /// The birth date.
    pub birth_date: Change<NaiveDate>,
    /// How much of it is known; none where that stays.
    pub birth_date_precision: Option<DatePrecision>,
    /// Legal sex; none where it stays.
    pub sex: Option<Sex>,
    /// Ethnicity.
    pub ethnicity: Change<String>,
    /// The unit of the hometown.
    pub hometown: Change<UnitId>,
    /// The day on which the hometown's name is to be read.
    pub hometown_on: Change<NaiveDate>,
    /// Why it is corrected.
    pub reason: String,
}

/// Sets right what was recorded wrongly of a person.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn correct(
    work: &Work,
    asker: Asker,
    input: CorrectOfficial,
) -> Result<Done<OfficialId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            let person = Person::hold(unit, &keeper, input.official, at("official")).await?;
            let before = person.row.clone();
            if before.version != input.expected_version {
                return Err(Rule::Conflict { current: before.version }.at("expectedVersion").into());
            }
            let reason = line(&input.reason, REASON, "reason")?;
            let after = corrected(before.clone(), input)?;
            check(unit, &keeper, &after)?;
            if after.birth_date != before.birth_date {
                check_birth(unit, &person, after.birth_date).await?;
            }
            unit.correct(&before, after, person.unit, reason).await?;
            Ok(Done::now(before.id, Vec::new()))
        }
        .boxed()
    })
    .await
}

fn corrected(was: official::Model, input: CorrectOfficial) -> Result<official::Model, Refusal> {
    let ethnicity = input.ethnicity.try_map(|text| line(&text, LINE, "ethnicity"))?;
    let full_name = input.full_name.as_deref().map_or(Ok(was.full_name), name)?;
    let birth_date = input.birth_date.applied(was.birth_date);
    // A date that is taken away takes its precision along.
    let known = birth_date.map(|_| was.birth_date_precision.unwrap_or(DatePrecision::Day));
    let hometown_unit_id = input.hometown.applied(was.hometown_unit_id);
    let named_on = was.hometown_on.filter(|_| hometown_unit_id.is_some());
    Ok(official::Model {
        search_name: fold(&full_name),
        sort_key: name_sort_key(&full_name),
        full_name,
        birth_date,
        birth_date_precision: input.birth_date_precision.or(known),
        sex: input.sex.unwrap_or(was.sex),
        ethnicity: ethnicity.applied(was.ethnicity),
        hometown_unit_id,
        hometown_on: input.hometown_on.applied(named_on),
        version: was.version.saturating_add(1),
        ..was
    })
}

/// A birth date lies before all that the person's file tells: files kept, titles held, qualifications obtained.
async fn check_birth(
    unit: &UnitOfWork,
    person: &Person,
    birth: Option<NaiveDate>,
) -> Result<(), RegistryError> {
    let Some(birth) = birth else { return Ok(()) };
    let obtained = qualification::Entity::find()
        .filter(qualification::Column::OfficialId.eq(person.row.id))
        .all(unit.transaction())
        .await?;
    let held = person.appointments(unit).await?;
    let days = obtained
        .iter()
        .filter_map(|row| row.obtained_on)
        .chain(held.iter().map(|row| row.valid_from))
        .chain(person.affiliations().iter().map(|row| row.valid_from));
    match days.min() {
        Some(first) if first <= birth => Err(Rule::Order.at("birthDate").into()),
        _ => Ok(()),
    }
}

/// Who retires, and when.
#[derive(Clone, Debug, Serialize)]
pub struct RetireOfficial {
    /// The person.
    pub official: OfficialId,
    /// First day on which no unit keeps the file any more.
    pub retires_on: NaiveDate,
    /// The decision's number.
    pub decision: String,
    /// Why.
    pub reason: String,
}

/// A person who retires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retired {
    /// The person.
    pub id: OfficialId,
    /// First day on which no unit keeps the file any more.
    pub on: NaiveDate,
}

/// Ends a person's affiliation on a day, all titles that the person holds then, and the places in source pools. Decision and reason stand in the journal.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn retire(
    work: &Work,
    asker: Asker,
    input: RetireOfficial,
    key: Option<IdempotencyKey>,
) -> Result<Done<Retired>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation: "retireOfficial", key, input };
    keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let retired = Retired { id: asked.input.official, on: asked.input.retires_on };
            if let Claim::Replay { .. } = asked.claim(unit, &keys, &keeper, retired.id.into()).await? {
                return Ok(Done::before(retired));
            }
            retire_in(unit, &keeper, asked.input).await
        }
        .boxed()
    })
    .await
}

/// As [`retire`], in a transaction that keeps the registry.
pub(in crate::work) async fn retire_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: RetireOfficial,
) -> Result<Done<Retired>, RegistryError> {
    let retired = Retired { id: input.official, on: input.retires_on };
    let person = Person::hold(unit, keeper, input.official, at("official")).await?;
    let decision = line(&input.decision, LINE, "decision")?;
    let reason = format!("{decision}: {}", line(&input.reason, REASON, "reason")?);
    let before = last_file(keeper, &person, input.retires_on)?;
    let held = held_on(unit, keeper, &person, input.retires_on).await?;
    let today = unit.today();
    let after = affiliation::Model { valid_to: Some(retired.on), ..before.clone() };
    let file = [(before, after)];
    unit.end_all(&file, |row| Some(row.unit_id), |row| has_ended(row.valid_to, today), &reason).await?;
    let ended = |row: appointment::Model| {
        let version = row.version.saturating_add(1);
        (row.clone(), appointment::Model { valid_to: Some(retired.on), version, ..row })
    };
    let held: Vec<_> = held.into_iter().map(ended).collect();
    unit.end_all(&held, |row| Some(row.unit_id), |row| has_ended(row.valid_to, today), &reason).await?;
    source_pool::end_with_file(unit, retired.id, retired.on, &reason).await?;
    Ok(Done::now(retired, Vec::new()))
}

/// The affiliation that ends. One that is due to begin later is another's to end, or has to be taken back first.
fn last_file(keeper: &Keeper, person: &Person, on: NaiveDate) -> Result<affiliation::Model, Refusal> {
    let on = day(on, "retiresOn")?;
    let last = person.affiliations().last().filter(|last| keeper.keeps(last.unit_id));
    let last = last.ok_or_else(|| Rule::NotFound.at("official"))?;
    if last.valid_to.is_some_and(|end| end <= on) {
        return Err(Rule::Closed { legal: &[] }.at("official"));
    }
    if on <= last.valid_from {
        return Err(Rule::Order.at("retiresOn"));
    }
    Ok(last.clone())
}

/// The appointments that end with the affiliation, all of which the keeper has to be allowed to end.
async fn held_on(
    unit: &UnitOfWork,
    keeper: &Keeper,
    person: &Person,
    on: NaiveDate,
) -> Result<Vec<appointment::Model>, RegistryError> {
    let mut held = person.appointments(unit).await?;
    held.retain(|row| row.valid_to.is_none_or(|end| on < end));
    let titles = &keeper.directory().titles;
    let may_end = |row: &&appointment::Model| {
        row.valid_from < on
            && keeper.keeps(row.unit_id)
            && titles.get(&row.title_code).is_some_and(|title| keeper.appoints(title.body))
    };
    let others: Vec<_> = held.iter().filter(|row| !may_end(row)).collect();
    if others.is_empty() {
        return Ok(held);
    }
    let named = others.iter().filter(|row| keeper.keeps(row.unit_id)).map(|row| row.title_code.clone());
    let titles = named.collect::<BTreeSet<_>>().into_iter().collect();
    Err(Rule::HoldsTitles { titles }.at("official").into())
}
