//! Succession planning (quy hoạch): rounds, and the people planned in them. Class SUCCESSION.
//!
//! A round, and each entry in it, is in the state of the last of its steps (decision 0008); which step follows which stands in
//! [`workflow`]. Whoever changes an entry holds its person first, then the round, so that what a step decides on does not change
//! under it. People are looked at and never changed here: no entry is in the way of whoever keeps their files.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

mod entries;
mod rounds;
mod rule;

pub use entries::{
    MarkAppointed, ProposeSuccessor, RemoveEntry, WithdrawSuccessor, appoint, propose, remove, withdraw,
};
pub use rounds::{OpenRound, RoundStep, TakeRoundStep, open, take_step};
pub use rule::SuccessionRule;

pub(in crate::work) use entries::{appoint_in, propose_in, remove_in};
pub(in crate::work) use rounds::{open_in, take_step_in};

use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, SuccessionEntryId, SuccessionRoundId};
use entity::value::{SuccessionEntryStatus, SuccessionRoundStatus};
use entity::{succession_entry, succession_entry_step, succession_round, succession_round_step};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::person::NOBODY;
use super::{Keeper, Refusal, RegistryError, Rule, locks};
use crate::succession::workflow::{Act, legal};
use crate::work::UnitOfWork;

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Succession];

/// The round of an entry that does not exist: looked for like any other.
const NO_ROUND: SuccessionRoundId = SuccessionRoundId(Uuid::nil());

impl SuccessionRule {
    /// The rule, broken at a member of the input.
    fn at(self, member: &str) -> Refusal {
        Rule::Succession(self).at(member)
    }
}

/// A round of the scope, held, with its last step.
struct Round {
    row: succession_round::Model,
    last: succession_round_step::Model,
}

impl Round {
    /// Holds a round of a unit in the scope today. What lies outside is told in the same words as what does not exist, and costs as
    /// much.
    async fn hold(
        unit: &UnitOfWork,
        keeper: &Keeper,
        id: SuccessionRoundId,
        member: &str,
    ) -> Result<Self, RegistryError> {
        use succession_round_step::Column;
        let row = locks::succession_round(unit, id).await?;
        let last = succession_round_step::Entity::find()
            .filter(Column::RoundId.eq(id))
            .order_by_desc(Column::Sequence)
            .one(unit.transaction())
            .await?;
        let found = row.zip(last).filter(|(row, _)| is_in_scope(unit, keeper, row));
        let (row, last) = found.ok_or_else(|| Rule::NotFound.at(member))?;
        Ok(Self { row, last })
    }

    const fn status(&self) -> SuccessionRoundStatus {
        self.last.status
    }

    /// Whether the state allows an act.
    fn allows(&self, act: Act, member: &str) -> Result<(), Refusal> {
        match act.is_allowed(self.status()) {
            true => Ok(()),
            false => Err(SuccessionRule::State { legal: legal(self.status()) }.at(member)),
        }
    }
}

/// Whether the unit of a round is in the keeper's scope today.
fn is_in_scope(unit: &UnitOfWork, keeper: &Keeper, round: &succession_round::Model) -> bool {
    keeper.keeps_on(round.unit_id, unit.today(), unit.today())
}

/// An entry of a round of the scope, with its last step, its person and its round held.
struct Entry {
    row: succession_entry::Model,
    steps: Vec<succession_entry_step::Model>,
    round: Round,
}

impl Entry {
    /// Holds an entry at the version that whoever asks knows.
    async fn hold(
        unit: &UnitOfWork,
        keeper: &Keeper,
        id: SuccessionEntryId,
        expected_version: i32,
    ) -> Result<Self, RegistryError> {
        use succession_entry_step::Column;
        let find = || succession_entry::Entity::find_by_id(id).one(unit.transaction());
        let found = find().await?;
        let person = found.as_ref().map_or(NOBODY, |row| row.official_id);
        locks::people(unit, &[person].into()).await?;
        let round = found.map_or(NO_ROUND, |row| row.round_id);
        let round = Round::hold(unit, keeper, round, "entry").await?;
        // Read again: until the person and the round were held it may have been changed.
        let row = find().await?.ok_or_else(|| Rule::NotFound.at("entry"))?;
        is_current(row.version, expected_version)?;
        let steps = succession_entry_step::Entity::find()
            .filter(Column::EntryId.eq(id))
            .order_by_asc(Column::Sequence)
            .all(unit.transaction())
            .await?;
        Ok(Self { row, steps, round })
    }

    /// Whether the state of the entry and of its round allow an act.
    fn allows(&self, act: Act) -> Result<(), Refusal> {
        let is_planned = self.steps.last().is_some_and(|step| step.status == SuccessionEntryStatus::Planned);
        if is_planned {
            self.round.allows(act, "entry")
        } else {
            Err(Rule::Closed { legal: &[] }.at("entry"))
        }
    }
}

fn is_current(version: i32, expected_version: i32) -> Result<(), Refusal> {
    match version == expected_version {
        true => Ok(()),
        false => Err(Rule::Conflict { current: version }.at("expectedVersion")),
    }
}

/// What a round plans: each of its entries.
async fn entries_of(
    unit: &UnitOfWork,
    round: &succession_round::Model,
) -> Result<Vec<succession_entry::Model>, RegistryError> {
    let of_round = succession_entry::Entity::find().filter(succession_entry::Column::RoundId.eq(round.id));
    Ok(of_round.all(unit.transaction()).await?)
}

/// Whether somebody is planned for a title among entries.
fn plans(entries: &[succession_entry::Model], official: OfficialId, title: &str) -> bool {
    entries.iter().any(|entry| (entry.official_id, entry.title_code.as_str()) == (official, title))
}
