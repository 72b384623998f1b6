//! What hangs on two records of a person and is not read by whoever merges them: what is of the Party, the succession plan, and
//! which accounts the person holds. It follows in silence: of it nothing is refused, and nothing is told.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeMap;

use entity::id::UnitId;
use entity::{
    account_holder, party_discipline, party_record, standing_committee, standing_committee_membership,
    succession_entry, succession_entry_step, succession_round,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::fact::{Both, Sorted};
use super::{Merger, period};
use crate::work::UnitOfWork;
use crate::work::registry::RegistryError;

/// What becomes of it. Everything is read and written in as many statements whether or not there is any.
pub(super) struct Unseen {
    records: Sorted<party_record::Model>,
    disciplines: Sorted<party_discipline::Model>,
    seats: Sorted<standing_committee_membership::Model>,
    committees: Vec<standing_committee::Model>,
    entries: Sorted<succession_entry::Model>,
    steps: Vec<succession_entry_step::Model>,
    rounds: Vec<succession_round::Model>,
    accounts: Sorted<account_holder::Model>,
}

impl Unseen {
    pub(super) async fn read(unit: &UnitOfWork, merger: &Merger<'_>) -> Result<Self, RegistryError> {
        let transaction = unit.transaction();
        let records = Both::<party_record::Entity>::read(unit, merger).await?;
        let has_record = !records.own.is_empty();
        let disciplines = Both::<party_discipline::Entity>::read(unit, merger).await?;
        let seats = Both::<standing_committee_membership::Entity>::read(unit, merger).await?;
        let committees = seats.other.iter().map(|row| row.committee_id);
        let committees = standing_committee::Entity::find()
            .filter(standing_committee::Column::Id.is_in(committees))
            .all(transaction)
            .await?;
        let entries = Both::<succession_entry::Entity>::read(unit, merger).await?;
        let rounds = entries.other.iter().map(|row| row.round_id);
        let rounds = succession_round::Entity::find()
            .filter(succession_round::Column::Id.is_in(rounds))
            .all(transaction)
            .await?;
        let is_planned_twice = |row: &succession_entry::Model| {
            let planned = |own: &succession_entry::Model| {
                (own.round_id, &own.title_code) == (row.round_id, &row.title_code)
            };
            entries.own.iter().any(planned)
        };
        let planned = Sorted::by(entries.other, is_planned_twice);
        let steps = succession_entry_step::Entity::find()
            .filter(succession_entry_step::Column::EntryId.is_in(planned.twice.iter().map(|row| row.id)))
            .all(transaction)
            .await?;
        let accounts = Both::<account_holder::Entity>::read(unit, merger).await?;
        Ok(Self {
            records: Sorted::by(records.other, |_| has_record),
            disciplines: Sorted::by(disciplines.other, |_| false),
            seats: period::sorted(&seats.own, seats.other, |own, row| own.committee_id == row.committee_id),
            committees,
            entries: planned,
            steps,
            rounds,
            accounts: Sorted::by(accounts.other, |_| false),
        })
    }

    pub(super) async fn write(self, unit: &mut UnitOfWork, merger: &Merger<'_>) -> Result<(), RegistryError> {
        let committees: BTreeMap<_, UnitId> =
            self.committees.into_iter().map(|row| (row.id, row.unit_id)).collect();
        let rounds: BTreeMap<_, UnitId> = self.rounds.into_iter().map(|row| (row.id, row.unit_id)).collect();
        let of_entry: BTreeMap<_, UnitId> =
            self.entries.twice.iter().filter_map(|row| Some((row.id, *rounds.get(&row.round_id)?))).collect();
        self.records.write::<party_record::Entity>(unit, merger, |_| merger.unit).await?;
        self.disciplines.write::<party_discipline::Entity>(unit, merger, |_| merger.unit).await?;
        let seat = |row: &standing_committee_membership::Model| committees.get(&row.committee_id).copied();
        self.seats.write::<standing_committee_membership::Entity>(unit, merger, seat).await?;
        unit.remove(&self.steps, |row| of_entry.get(&row.entry_id).copied(), merger.reason).await?;
        let entry = |row: &succession_entry::Model| rounds.get(&row.round_id).copied();
        self.entries.write::<succession_entry::Entity>(unit, merger, entry).await?;
        self.accounts.write::<account_holder::Entity>(unit, merger, |_| None).await
    }
}
