//! What the Party keeps on its members: membership, standing committees and seats in them. Class PARTY.
//!
//! A unit has one standing committee a day, so that a seat names the unit and the day, and not the committee.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::{party_record, standing_committee, standing_committee_membership};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde::Serialize;
use targets::age::completed_years;
use uuid::Uuid;

use super::identity::check_version;
use super::input::{Change, LINE, REASON, day, line, past_day, period, shares_a_day};
use super::person::{NOBODY, Person};
use super::refusal::at;
use super::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep, keep_new, locks};
use crate::repo::directory::in_force;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Party];

/// The least age at admission, in completed years. Source: Điều lệ Đảng Cộng sản Việt Nam, Article 1.
const LEAST_AGE: u32 = 18;

/// What the lock of a unit's standing committees is called beside those of titles.
const STANDING_COMMITTEE: &str = "STANDING_COMMITTEE";

/// What is recorded of a person's Party membership.
#[derive(Clone, Debug)]
pub struct RecordPartyMembership {
    /// Whose it is.
    pub official: OfficialId,
    /// The version that the client knows; none where it knows of nothing that is recorded.
    pub expected_version: Option<i32>,
    /// Day of admission as a probationary member.
    pub admitted_on: Change<NaiveDate>,
    /// Day of full membership.
    pub full_member_on: Change<NaiveDate>,
    /// Why it is corrected: needed where something is recorded.
    pub reason: Option<String>,
}

/// Records a person's Party membership, or sets right what is recorded.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn record_membership(
    work: &Work,
    asker: Asker,
    input: RecordPartyMembership,
) -> Result<Done<OfficialId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { record_membership_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`record_membership`], in a transaction that keeps the registry.
pub(in crate::work) async fn record_membership_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: RecordPartyMembership,
) -> Result<Done<OfficialId>, RegistryError> {
    let person = Person::hold(unit, keeper, input.official, at("official")).await?;
    let found = party_record::Entity::find_by_id(input.official).one(unit.transaction()).await?;
    check_version(found.as_ref().map(|row| row.version), input.expected_version)?;
    let after = party_record::Model {
        official_id: input.official,
        admitted_on: input.admitted_on.applied(found.as_ref().and_then(|row| row.admitted_on)),
        full_member_on: input.full_member_on.applied(found.as_ref().and_then(|row| row.full_member_on)),
        version: found.as_ref().map_or(1, |row| row.version.saturating_add(1)),
    };
    check_membership(unit, &person, &after)?;
    match found {
        Some(before) => {
            let reason = line(input.reason.as_deref().unwrap_or_default(), REASON, "reason")?;
            unit.correct(&before, after, person.unit, reason).await?;
        }
        None => unit.create(vec![after], |_| person.unit).await?,
    }
    Ok(Done::now(input.official, Vec::new()))
}

fn check_membership(unit: &UnitOfWork, person: &Person, row: &party_record::Model) -> Result<(), Refusal> {
    for (reached, member) in [(row.admitted_on, "admittedOn"), (row.full_member_on, "fullMemberOn")] {
        let Some(reached) = reached else { continue };
        past_day(reached, unit.today(), member)?;
        let of_age = |birth| completed_years(birth, reached).is_some_and(|years| years >= LEAST_AGE);
        if !person.row.birth_date.is_none_or(of_age) {
            return Err(Rule::TooYoung { least: LEAST_AGE }.at(member));
        }
    }
    match (row.admitted_on, row.full_member_on) {
        (Some(admitted), Some(full)) if full < admitted => Err(Rule::Order.at("fullMemberOn")),
        _ => Ok(()),
    }
}

/// A standing committee of a unit.
#[derive(Clone, Debug, Serialize)]
pub struct EstablishStandingCommittee {
    /// The unit.
    pub unit: UnitId,
    /// The term, such as 2025-2030.
    pub term: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer in office, if set.
    pub valid_to: Option<NaiveDate>,
}

/// Establishes the standing committee of a unit for a period. The one before, where it has no end, ends with it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn establish_committee(
    work: &Work,
    asker: Asker,
    input: EstablishStandingCommittee,
    key: Option<IdempotencyKey>,
) -> Result<Done<standing_committee::Model>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation: "establishStandingCommittee", key, input };
    keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let id: Uuid = unit.id();
            match asked.claim(unit, &keys, &keeper, id).await? {
                Claim::Replay { object } => {
                    let made = standing_committee::Entity::find_by_id(object).one(unit.transaction()).await?;
                    let made = made.filter(|row| keeper.keeps(row.unit_id));
                    Ok(Done::before(made.ok_or_else(|| Rule::NotFound.at("unit"))?))
                }
                Claim::First => establish_committee_in(unit, &keeper, id, asked.input).await,
            }
        }
        .boxed()
    })
    .await
}

/// As [`establish_committee`], in a transaction that keeps the registry.
pub(in crate::work) async fn establish_committee_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: Uuid,
    input: EstablishStandingCommittee,
) -> Result<Done<standing_committee::Model>, RegistryError> {
    if !keeper.keeps(input.unit) {
        return Err(Rule::NotFound.at("unit").into());
    }
    let committees = committees(unit, input.unit).await?;
    let row = standing_committee::Model {
        id,
        unit_id: input.unit,
        term: line(&input.term, LINE, "term")?,
        valid_from: day(input.valid_from, "validFrom")?,
        valid_to: input.valid_to,
    };
    let is_before =
        |other: &standing_committee::Model| other.valid_to.is_none() && other.valid_from < row.valid_from;
    let (before, others): (Vec<_>, Vec<_>) = committees.into_iter().partition(is_before);
    check_committee(keeper, &others, &row)?;
    for before in before {
        let ended = standing_committee::Model { valid_to: Some(row.valid_from), ..before.clone() };
        unit.change(&before, ended, Some(row.unit_id), None).await?;
    }
    unit.create(vec![row.clone()], |row| Some(row.unit_id)).await?;
    Ok(Done::now(row, Vec::new()))
}

/// The standing committees of a unit, held with their seats.
async fn committees(unit: &UnitOfWork, of: UnitId) -> Result<Vec<standing_committee::Model>, DbErr> {
    locks::seats(unit, &BTreeSet::from([(of, STANDING_COMMITTEE)])).await?;
    let of_unit = standing_committee::Entity::find().filter(standing_committee::Column::UnitId.eq(of));
    of_unit.all(unit.transaction()).await
}

fn check_committee(
    keeper: &Keeper,
    others: &[standing_committee::Model],
    row: &standing_committee::Model,
) -> Result<(), Refusal> {
    let period = period(row.valid_from, row.valid_to)?;
    if !keeper.has_throughout(row.unit_id, row.valid_from, row.valid_to) {
        return Err(Rule::UnitAbsent.at("unit"));
    }
    if others.iter().any(|other| shares_a_day(period, other.valid_from, other.valid_to)) {
        return Err(Rule::CommitteeAlready.at("unit"));
    }
    Ok(())
}

/// Who sits in the standing committee of a unit.
#[derive(Clone, Debug, Serialize)]
pub struct SeatInStandingCommittee {
    /// The person.
    pub official: OfficialId,
    /// The unit, whose committee of the first day it is.
    pub unit: UnitId,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer a member; none for the committee's end.
    pub valid_to: Option<NaiveDate>,
}

/// A seat that was taken or given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seated {
    /// The membership.
    pub id: Uuid,
    /// Its first day.
    pub from: NaiveDate,
}

/// Gives a person a seat in the standing committee of a unit.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn seat(
    work: &Work,
    asker: Asker,
    input: SeatInStandingCommittee,
    key: Option<IdempotencyKey>,
) -> Result<Done<Seated>, RegistryError> {
    let asked = Asked { operation: "seatInStandingCommittee", key, input };
    let told = |id, input: &SeatInStandingCommittee| Seated { id, from: input.valid_from };
    keep_new(work, asker, CLASSES, asked, told, |unit, keeper, id, input| {
        seat_in(unit, keeper, id, input).boxed()
    })
    .await
}

/// As [`seat`], in a transaction that keeps the registry.
pub(in crate::work) async fn seat_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: Uuid,
    input: SeatInStandingCommittee,
) -> Result<Done<Seated>, RegistryError> {
    if !keeper.keeps(input.unit) {
        return Err(Rule::NotFound.at("unit").into());
    }
    let person = Person::hold(unit, keeper, input.official, at("official")).await?;
    let from = day(input.valid_from, "validFrom")?;
    let committee = committees(unit, input.unit)
        .await?
        .into_iter()
        .find(|row| in_force(row.valid_from, row.valid_to, from))
        .ok_or_else(|| Rule::CommitteeAbsent.at("unit"))?;
    let row = standing_committee_membership::Model {
        id,
        committee_id: committee.id,
        official_id: input.official,
        valid_from: from,
        valid_to: input.valid_to.or(committee.valid_to),
        version: 1,
    };
    check_seat(unit, &person, &committee, &row).await?;
    unit.create(vec![row], |_| Some(committee.unit_id)).await?;
    Ok(Done::now(Seated { id, from }, Vec::new()))
}

/// A seat lies within the committee's period, on the first day of a person whose file is kept, who does not sit there already.
async fn check_seat(
    unit: &UnitOfWork,
    person: &Person,
    committee: &standing_committee::Model,
    row: &standing_committee_membership::Model,
) -> Result<(), RegistryError> {
    let outlasts = |to: NaiveDate| committee.valid_to.is_some_and(|end| end < to);
    let period = period(row.valid_from, row.valid_to)?;
    if row.valid_to.is_some_and(outlasts) {
        return Err(Rule::Order.at("validTo").into());
    }
    if !person.is_affiliated(row.valid_from) {
        return Err(Rule::NotAffiliated.at("official").into());
    }
    let seats = standing_committee_membership::Entity::find()
        .filter(standing_committee_membership::Column::CommitteeId.eq(committee.id))
        .filter(standing_committee_membership::Column::OfficialId.eq(row.official_id))
        .all(unit.transaction())
        .await?;
    if seats.iter().any(|other| shares_a_day(period, other.valid_from, other.valid_to)) {
        return Err(Rule::SeatedAlready.at("official").into());
    }
    Ok(())
}

/// Which seat ends, and when.
#[derive(Clone, Debug)]
pub struct EndStandingCommitteeSeat {
    /// The membership.
    pub membership: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
    /// First day no longer a member.
    pub ends_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Ends a person's seat in a standing committee on a day.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn end_seat(
    work: &Work,
    asker: Asker,
    input: EndStandingCommitteeSeat,
) -> Result<Done<Seated>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { end_seat_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`end_seat`], in a transaction that keeps the registry.
pub(in crate::work) async fn end_seat_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: EndStandingCommitteeSeat,
) -> Result<Done<Seated>, RegistryError> {
    let (before, of) = held(unit, keeper, &input).await?;
    if before.valid_to.is_some_and(|ended| ended <= unit.today()) {
        return Err(Rule::Closed { legal: &[] }.at("membership").into());
    }
    let reason = line(&input.reason, REASON, "reason")?;
    let ends_on = day(input.ends_on, "endsOn")?;
    if ends_on <= before.valid_from || before.valid_to.is_some_and(|end| ends_on > end) {
        return Err(Rule::Order.at("endsOn").into());
    }
    let after = standing_committee_membership::Model {
        valid_to: Some(ends_on),
        version: before.version.saturating_add(1),
        ..before.clone()
    };
    unit.change(&before, after, Some(of), Some(reason)).await?;
    Ok(Done::now(Seated { id: before.id, from: before.valid_from }, Vec::new()))
}

/// A seat of the scope at the version that whoever asks knows, its person held, with the committee's unit.
async fn held(
    unit: &UnitOfWork,
    keeper: &Keeper,
    input: &EndStandingCommitteeSeat,
) -> Result<(standing_committee_membership::Model, UnitId), RegistryError> {
    let missing = || Rule::NotFound.at("membership");
    let find = || standing_committee_membership::Entity::find_by_id(input.membership).one(unit.transaction());
    let official = find().await?.map_or(NOBODY, |row| row.official_id);
    Person::hold(unit, keeper, official, at("membership")).await?;
    // Read again: until the person was held it may have been changed.
    let row = find().await?.ok_or_else(missing)?;
    let committee = standing_committee::Entity::find_by_id(row.committee_id).one(unit.transaction()).await?;
    let of = committee.map(|committee| committee.unit_id).filter(|of| keeper.keeps(*of));
    let of = of.ok_or_else(missing)?;
    if row.version != input.expected_version {
        return Err(Rule::Conflict { current: row.version }.at("expectedVersion").into());
    }
    Ok((row, of))
}
