//! People who are added to a pool, and additions that were a mistake.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::{OfficialId, SourcePoolEntryId, UnitId};
use entity::value::{SourcePoolOrigin, SourcePoolOutcome};
use entity::{source_pool_entry, source_pool_review};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;

use super::{ASSESSMENT, CLASSES, Record, SourcePoolAdvice, SourcePoolRule, hold, is_in, is_kept, rated_by};
use crate::repo::directory::in_force;
use crate::work::idempotency::IdempotencyKey;
use crate::work::registry::input::{REASON, line, past_day};
use crate::work::registry::person::{NOBODY, Person};
use crate::work::registry::refusal::at;
use crate::work::registry::{Advice, Asked, Done, Keeper, Refusal, RegistryError, Rule, keep, keep_new};
use crate::work::{Asker, UnitOfWork, Work};

/// Who is added to which pool.
#[derive(Clone, Debug, Serialize)]
pub struct AddToSourcePool {
    /// The person.
    pub official: OfficialId,
    /// The unit that keeps the pool.
    pub unit: UnitId,
    /// Where the person comes from.
    pub origin: SourcePoolOrigin,
    /// First day in the pool.
    pub added_on: NaiveDate,
    /// The year of the rating that it rests on.
    pub year: i32,
    /// The head's written assessment.
    pub assessment: String,
}

/// Adds a person to the pool of a unit.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn add(
    work: &Work,
    asker: Asker,
    input: AddToSourcePool,
    key: Option<IdempotencyKey>,
) -> Result<Done<SourcePoolEntryId>, RegistryError> {
    let asked = Asked { operation: "addToSourcePool", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| add_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`add`], in a transaction that keeps the registry.
pub(in crate::work) async fn add_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: SourcePoolEntryId,
    input: AddToSourcePool,
) -> Result<Done<SourcePoolEntryId>, RegistryError> {
    let person = Person::hold(unit, keeper, input.official, at("official")).await?;
    is_kept(keeper, input.unit)?;
    hold(unit, input.unit).await?;
    let assessment = line(&input.assessment, ASSESSMENT, "assessment")?;
    check(unit, keeper, &person, &input)?;
    let pooled = source_pool_entry::Entity::find()
        .filter(source_pool_entry::Column::OfficialId.eq(person.row.id))
        .filter(source_pool_entry::Column::UnitId.eq(input.unit))
        .all(unit.transaction())
        .await?;
    if pooled.iter().any(|row| row.removed_on.is_none_or(|end| input.added_on < end)) {
        return Err(SourcePoolRule::PooledAlready.at("official").into());
    }
    let record = Record::of(unit, &BTreeSet::from([person.row.id]), input.year).await?;
    let no_rating = record.grade(person.row.id, input.added_on).is_none();
    let no_rating = no_rating.then_some(Advice::SourcePool(SourcePoolAdvice::NoRating { year: input.year }));
    let against = record.against(person.row.id, input.year, input.added_on);
    let entry = source_pool_entry::Model {
        id,
        official_id: person.row.id,
        unit_id: input.unit,
        origin: input.origin,
        added_on: input.added_on,
        removed_on: None,
        version: 1,
    };
    let review = source_pool_review::Model {
        id: unit.id(),
        entry_id: id,
        year: input.year,
        outcome: SourcePoolOutcome::Added,
        assessment,
        reason: None,
        reviewed_on: input.added_on,
        version: 1,
    };
    unit.create(vec![entry], |_| Some(input.unit)).await?;
    unit.create(vec![review], |_| Some(input.unit)).await?;
    Ok(Done::now(id, no_rating.into_iter().chain(against).collect()))
}

/// Whether a person can come to a unit's pool on that day, and from there.
fn check(
    unit: &UnitOfWork,
    keeper: &Keeper,
    person: &Person,
    input: &AddToSourcePool,
) -> Result<(), Refusal> {
    let (on, units) = (past_day(input.added_on, unit.today(), "addedOn")?, &keeper.directory().units);
    rated_by(input.year, on, unit.today())?;
    if units.on(input.unit, on).is_none() {
        return Err(Rule::UnitAbsent.at("addedOn"));
    }
    let file = person.affiliations().iter().find(|file| in_force(file.valid_from, file.valid_to, on));
    let kept_by = file.ok_or_else(|| Rule::NotAffiliated.at("addedOn"))?.unit_id;
    let is_of_commune = units.kind(kept_by, on).is_some_and(|kind| kind.is_commune_level());
    let origin = match kept_by == input.unit {
        true => SourcePoolOrigin::OnSite,
        false if is_of_commune => SourcePoolOrigin::InterCommune,
        false => SourcePoolOrigin::FromAbove,
    };
    if origin == input.origin { Ok(()) } else { Err(SourcePoolRule::Origin.at("origin")) }
}

/// Which addition was a mistake.
#[derive(Clone, Debug)]
pub struct WithdrawSourcePoolEntry {
    /// The entry.
    pub entry: SourcePoolEntryId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why.
    pub reason: String,
}

/// Takes an entry back that was added by mistake and has not been reviewed since, and tells whose it was. The journal keeps it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn withdraw(
    work: &Work,
    asker: Asker,
    input: WithdrawSourcePoolEntry,
) -> Result<Done<OfficialId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            let missing = || Rule::NotFound.at("entry");
            let find = || source_pool_entry::Entity::find_by_id(input.entry).one(unit.transaction());
            let official = find().await?.map_or(NOBODY, |row| row.official_id);
            let person = Person::hold(unit, &keeper, official, at("entry")).await?;
            // Read again: until the person was held it may have been changed.
            let entry = find().await?.filter(|row| keeper.keeps(row.unit_id)).ok_or_else(missing)?;
            hold(unit, entry.unit_id).await?;
            if entry.version != input.expected_version {
                return Err(Rule::Conflict { current: entry.version }.at("expectedVersion").into());
            }
            let reviews = source_pool_review::Entity::find()
                .filter(source_pool_review::Column::EntryId.eq(entry.id))
                .all(unit.transaction())
                .await?;
            if !is_in(&entry, unit.today()) {
                return Err(Rule::Closed { legal: &[] }.at("entry").into());
            }
            if reviews.iter().any(|row| row.outcome != SourcePoolOutcome::Added) {
                return Err(Rule::Closed { legal: &["reviewSourcePool"] }.at("entry").into());
            }
            let reason = line(&input.reason, REASON, "reason")?;
            unit.remove(&reviews, |_| Some(entry.unit_id), &reason).await?;
            unit.remove(std::slice::from_ref(&entry), |row| Some(row.unit_id), &reason).await?;
            Ok(Done::now(person.row.id, Vec::new()))
        }
        .boxed()
    })
    .await
}
