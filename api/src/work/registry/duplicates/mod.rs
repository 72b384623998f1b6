//! Somebody who was registered twice: one record goes into the other, and both histories are kept.
//!
//! What hangs on the one goes over to the other, each row corrected. What both records say was recorded twice: the one that stays
//! stands, and the other's row is taken out of its table, whole in the journal. What nobody who merges may read follows in
//! silence, and decides nothing (decision 0013).

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

mod fact;
mod file;
mod identity;
mod period;
mod unseen;

use std::collections::{BTreeMap, BTreeSet};

use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::official;
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder};

use self::file::File;
use self::unseen::Unseen;
use super::input::{REASON, line};
use super::person::Person;
use super::{Done, Keeper, Refusal, RegistryError, Rule, keep};
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel, ConfidentialityClass::Identity];

/// Who was registered twice.
#[derive(Clone, Debug)]
pub struct MergeOfficials {
    /// The record that stays.
    pub official: OfficialId,
    /// Its version that the client knows.
    pub expected_version: i32,
    /// The record that goes into it.
    pub duplicate: OfficialId,
    /// Its version that the client knows.
    pub duplicate_version: i32,
    /// Why they are one person.
    pub reason: String,
}

/// The two records of a person, held.
struct Records {
    survivor: Person,
    duplicate: Person,
    /// Those that went into the duplicate before.
    earlier: Vec<official::Model>,
}

/// What is written of two records, and to whom it belongs.
struct Merger<'m> {
    survivor: OfficialId,
    duplicate: OfficialId,
    /// The unit that keeps the survivor's file today.
    unit: Option<UnitId>,
    reason: &'m str,
}

/// Merges two records of one person, both of which the keeper keeps today.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn merge(
    work: &Work,
    asker: Asker,
    input: MergeOfficials,
) -> Result<Done<OfficialId>, RegistryError> {
    let keys = work.keys().clone();
    keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, input) = (keys.clone(), input.clone());
        async move {
            let records = Records::hold(unit, &keeper, &input).await?;
            let reason = line(&input.reason, REASON, "reason")?;
            let merger = records.merger(&reason);
            let file = File::read(unit, &merger).await?;
            let identity = identity::settled(unit, &keys, &merger).await?;
            let unseen = Unseen::read(unit, &merger).await?;
            file.check(records.survivor.row.birth_date)?;
            let advice = file.advice(unit, &keeper).await?;
            records.write(unit, &merger).await?;
            file.write(unit, &merger).await?;
            identity.write(unit, &merger).await?;
            unseen.write(unit, &merger).await?;
            Ok(Done::now(input.official, advice))
        }
        .boxed()
    })
    .await
}

impl Records {
    /// Holds both records of the scope, with those that went into the second one before.
    async fn hold(unit: &UnitOfWork, keeper: &Keeper, input: &MergeOfficials) -> Result<Self, RegistryError> {
        if input.official == input.duplicate {
            return Err(Rule::SameOfficial.at("duplicate").into());
        }
        let earlier = merged(unit, input.duplicate).await?.into_iter().map(|row| row.id);
        let named: BTreeSet<OfficialId> = earlier.chain([input.official, input.duplicate]).collect();
        let mut people = Person::hold_all(unit, keeper, &named).await?;
        // Read again: until they were held they may have been changed.
        let (earlier, itself): (Vec<_>, Vec<_>) =
            merged(unit, input.duplicate).await?.into_iter().partition(|row| row.id != input.duplicate);
        let (survivor, duplicate) = (people.remove(&input.official), people.remove(&input.duplicate));
        match (survivor, duplicate) {
            (Some(survivor), Some(duplicate)) => {
                is_current(&survivor, input.expected_version, "expectedVersion")?;
                is_current(&duplicate, input.duplicate_version, "duplicateVersion")?;
                Ok(Self { survivor, duplicate, earlier })
            }
            (Some(_), None) if itself.iter().any(|row| row.merged_into_id == Some(input.official)) => {
                Err(Rule::Closed { legal: &[] }.at("duplicate").into())
            }
            (survivor, duplicate) => {
                let missing = [("official", survivor.is_none()), ("duplicate", duplicate.is_none())];
                let missing = missing.into_iter().filter(|(_, is_missing)| *is_missing);
                Err(RegistryError::Refused(missing.map(|(member, _)| Rule::NotFound.at(member)).collect()))
            }
        }
    }

    fn merger<'m>(&self, reason: &'m str) -> Merger<'m> {
        let (survivor, duplicate) = (self.survivor.row.id, self.duplicate.row.id);
        Merger { survivor, duplicate, unit: self.survivor.unit, reason }
    }

    /// Closes the duplicate, and lets everything that went into it before go into the survivor.
    async fn write(&self, unit: &mut UnitOfWork, merger: &Merger<'_>) -> Result<(), RegistryError> {
        for before in std::iter::once(&self.duplicate.row).chain(&self.earlier) {
            let into = Some(merger.survivor);
            change(unit, merger, before, official::Model { merged_into_id: into, ..before.clone() }).await?;
        }
        let survivor = &self.survivor.row;
        change(unit, merger, survivor, survivor.clone()).await
    }
}

/// The record of an id and those that went into it, if there are any.
async fn merged(unit: &UnitOfWork, into: OfficialId) -> Result<Vec<official::Model>, DbErr> {
    let of = Condition::any().add(official::Column::Id.eq(into)).add(official::Column::MergedIntoId.eq(into));
    let rows = official::Entity::find().filter(of).order_by_asc(official::Column::Id);
    rows.all(unit.transaction()).await
}

fn is_current(person: &Person, expected: i32, member: &str) -> Result<(), Refusal> {
    let current = person.row.version;
    if current == expected { Ok(()) } else { Err(Rule::Conflict { current }.at(member)) }
}

async fn change(
    unit: &mut UnitOfWork,
    merger: &Merger<'_>,
    before: &official::Model,
    after: official::Model,
) -> Result<(), RegistryError> {
    let after = official::Model { version: before.version.saturating_add(1), ..after };
    Ok(unit.change(before, after, merger.unit, Some(merger.reason.to_owned())).await?)
}

/// Rows by a key of theirs.
fn by<K: Ord, R>(rows: Vec<R>, key: impl Fn(&R) -> K) -> BTreeMap<K, Vec<R>> {
    let mut found: BTreeMap<K, Vec<R>> = BTreeMap::new();
    for row in rows {
        found.entry(key(&row)).or_default().push(row);
    }
    found
}
