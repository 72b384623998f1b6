//! Who is planned for which title, and what becomes of it.

use entity::id::{OfficialId, SuccessionEntryId, SuccessionRoundId, UnitId};
use entity::value::{SuccessionEntryStatus, SuccessionRemovalReason};
use entity::{appointment, succession_entry, succession_entry_step};
use futures_util::FutureExt;
use serde::Serialize;

use super::{CLASSES, Entry, Round, SuccessionRule, entries_of, plans};
use crate::repo::directory::in_force;
use crate::succession::workflow::Act;
use crate::work::idempotency::IdempotencyKey;
use crate::work::registry::input::{REASON, line};
use crate::work::registry::person::Person;
use crate::work::registry::refusal::at;
use crate::work::registry::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep, keep_new};
use crate::work::{Asker, UnitOfWork, Work};

/// Who is proposed for a title.
#[derive(Clone, Debug, Serialize)]
pub struct ProposeSuccessor {
    /// The round.
    pub round: SuccessionRoundId,
    /// The person.
    pub official: OfficialId,
    /// The title planned for.
    pub title: String,
}

/// Proposes a person for a title, while the round is a draft or returned.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn propose(
    work: &Work,
    asker: Asker,
    input: ProposeSuccessor,
    key: Option<IdempotencyKey>,
) -> Result<Done<SuccessionEntryId>, RegistryError> {
    let asked = Asked { operation: "proposeSuccessor", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| propose_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`propose`], in a transaction that keeps the registry.
pub(in crate::work) async fn propose_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: SuccessionEntryId,
    ProposeSuccessor { round, official, title }: ProposeSuccessor,
) -> Result<Done<SuccessionEntryId>, RegistryError> {
    let person = Person::hold(unit, keeper, official, at("official")).await?;
    let round = Round::hold(unit, keeper, round, "round").await?;
    let body = keeper.directory().titles.get(&title).map(|known| known.body);
    let body = body.ok_or_else(|| Rule::NotFound.at("title"))?;
    round.allows(Act::Propose, "round")?;
    if body != round.row.body {
        return Err(SuccessionRule::OtherBody.at("title").into());
    }
    if plans(&entries_of(unit, &round.row).await?, official, &title) {
        return Err(SuccessionRule::PlannedAlready.at("official").into());
    }
    if holds(unit, &person, round.row.unit_id, &title).await? {
        return Err(SuccessionRule::Holds.at("title").into());
    }
    let row = succession_entry::Model {
        id,
        round_id: round.row.id,
        official_id: official,
        title_code: title,
        proposed_by: keeper.account(),
        version: 1,
    };
    let first = step(unit, &row, 1, SuccessionEntryStatus::Planned, None);
    let of = Some(round.row.unit_id);
    unit.create(vec![row], |_| of).await?;
    unit.create(vec![first], |_| of).await?;
    Ok(Done::now(id, Vec::new()))
}

/// Whether a person holds a title in a unit today, by a PRIMARY or CONCURRENT appointment.
async fn holds(unit: &UnitOfWork, person: &Person, of: UnitId, title: &str) -> Result<bool, RegistryError> {
    let is_held = |row: &appointment::Model| {
        (row.unit_id, row.title_code.as_str()) == (of, title)
            && row.mode.fills_seat()
            && in_force(row.valid_from, row.valid_to, unit.today())
    };
    Ok(person.appointments(unit).await?.iter().any(is_held))
}

/// Who is taken back.
#[derive(Clone, Debug)]
pub struct WithdrawSuccessor {
    /// The entry.
    pub entry: SuccessionEntryId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why.
    pub reason: String,
}

/// Takes a person back who is proposed in a round that is a draft or returned, and tells of which round. The journal keeps it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn withdraw(
    work: &Work,
    asker: Asker,
    input: WithdrawSuccessor,
) -> Result<Done<SuccessionRoundId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            let entry = Entry::hold(unit, &keeper, input.entry, input.expected_version).await?;
            entry.allows(Act::Withdraw)?;
            let reason = line(&input.reason, REASON, "reason")?;
            let of = Some(entry.round.row.unit_id);
            unit.remove(&entry.steps, |_| of, &reason).await?;
            unit.remove(&[entry.row], |_| of, &reason).await?;
            Ok(Done::now(entry.round.row.id, Vec::new()))
        }
        .boxed()
    })
    .await
}

/// Who leaves an approved plan.
#[derive(Clone, Debug)]
pub struct RemoveEntry {
    /// The entry.
    pub entry: SuccessionEntryId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why.
    pub reason: SuccessionRemovalReason,
}

/// Removes a person from an approved plan.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn remove(
    work: &Work,
    asker: Asker,
    input: RemoveEntry,
) -> Result<Done<SuccessionEntryId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { remove_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`remove`], in a transaction that keeps the registry.
pub(in crate::work) async fn remove_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: RemoveEntry,
) -> Result<Done<SuccessionEntryId>, RegistryError> {
    let entry = Entry::hold(unit, keeper, input.entry, input.expected_version).await?;
    entry.allows(Act::Remove)?;
    close(unit, &entry, SuccessionEntryStatus::Removed, Some(input.reason)).await
}

/// Who was appointed to the title planned for.
#[derive(Clone, Debug)]
pub struct MarkAppointed {
    /// The entry.
    pub entry: SuccessionEntryId,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// Marks a person of an approved plan as appointed, who holds the title in the unit today.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn appoint(
    work: &Work,
    asker: Asker,
    input: MarkAppointed,
) -> Result<Done<SuccessionEntryId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { appoint_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`appoint`], in a transaction that keeps the registry.
pub(in crate::work) async fn appoint_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: MarkAppointed,
) -> Result<Done<SuccessionEntryId>, RegistryError> {
    let entry = Entry::hold(unit, keeper, input.entry, input.expected_version).await?;
    entry.allows(Act::Appoint)?;
    let (official, title) = (entry.row.official_id, entry.row.title_code.as_str());
    let not_appointed = || -> Refusal { SuccessionRule::NotAppointed.at("entry") };
    let mut held = Person::hold_all(unit, keeper, &[official].into()).await?;
    let person = held.remove(&official).ok_or_else(not_appointed)?;
    if !holds(unit, &person, entry.round.row.unit_id, title).await? {
        return Err(not_appointed().into());
    }
    close(unit, &entry, SuccessionEntryStatus::Appointed, None).await
}

/// Takes the last step of an entry.
async fn close(
    unit: &mut UnitOfWork,
    entry: &Entry,
    status: SuccessionEntryStatus,
    reason: Option<SuccessionRemovalReason>,
) -> Result<Done<SuccessionEntryId>, RegistryError> {
    let (before, of) = (&entry.row, Some(entry.round.row.unit_id));
    let sequence = entry.steps.last().map_or(1, |step| step.sequence.saturating_add(1));
    let last = step(unit, before, sequence, status, reason);
    let after = succession_entry::Model { version: before.version.saturating_add(1), ..before.clone() };
    unit.change(before, after, of, None).await?;
    unit.create(vec![last], |_| of).await?;
    Ok(Done::now(before.id, Vec::new()))
}

fn step(
    unit: &UnitOfWork,
    entry: &succession_entry::Model,
    sequence: i32,
    status: SuccessionEntryStatus,
    reason: Option<SuccessionRemovalReason>,
) -> succession_entry_step::Model {
    succession_entry_step::Model {
        id: unit.id(),
        entry_id: entry.id,
        sequence,
        status,
        effective_on: unit.today(),
        reason,
    }
}
