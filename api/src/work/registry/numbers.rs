//! Citizen numbers that are written: whose they are already, and what of them does not fit.
//!
//! A number belongs to one person, so that whoever writes one learns whether it is known. Of the scope that is told. That
//! it is known elsewhere is told without a word of whom or where, so many times a day, and recorded for the district, which settles it.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use chrono::Datelike;
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, OfficialId, UnitId};
use entity::value::{JournalOperation, JournalStream, Role};
use entity::{affiliation, journal_entry, official, official_identity};
use sea_orm::{ColumnTrait, DbErr, EntityName, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{Advice, Keeper, Refusal, RegistryError, Rule, Undisclosed, locks};
use crate::citizen_number::CitizenNumber;
use crate::clock::begin_of;
use crate::journal::{Entry, JournalError};
use crate::keys::Keys;
use crate::repo::directory::in_force;
use crate::work::{UnitOfWork, WorkError};

/// How often an account is told on one civil day that a number is known out of its scope.
pub(super) const MOST_REFERRED: u64 = 5;

/// The member of inputs.
const MEMBER: &str = "citizenNumber";

/// What is known of a number before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Screened {
    /// Nobody else has it.
    Free,
    /// Somebody in the scope has it.
    Known,
    /// No more is told than this. What was recorded of it has to be kept, and nothing else is to be written.
    Refused(Refusal),
}

impl Screened {
    /// Whether the number may be written.
    pub(super) fn free(self) -> Result<(), Refusal> {
        match self {
            Self::Free => Ok(()),
            Self::Known => Err(Rule::DuplicateOfficial.at(MEMBER)),
            Self::Refused(refusal) => Err(refusal),
        }
    }
}

/// The number that somebody wrote.
pub(super) fn written(text: &Undisclosed) -> Result<CitizenNumber, Refusal> {
    CitizenNumber::parse_written(text.text()).ok_or_else(|| Rule::CitizenNumber.at(MEMBER))
}

/// Looks whether somebody else than `own` has a number. Once an account was told of so many out of its scope on a day, nothing is
/// looked for any more.
pub(super) async fn screen(
    unit: &mut UnitOfWork,
    keys: &Keys,
    keeper: &Keeper,
    number: &CitizenNumber,
    own: Option<OfficialId>,
) -> Result<Screened, RegistryError> {
    if let Some(account) = keeper.account() {
        locks::sought(unit, account.0.as_bytes()).await?;
        if referred_today(unit, account).await? >= MOST_REFERRED {
            return Ok(Screened::Refused(Rule::ReferredTooOften { most: MOST_REFERRED }.at(MEMBER)));
        }
    }
    locks::sought(unit, &number.mark(keys.identity_index())).await?;
    let Some(holder) = holder_of(unit, keys, number).await?.filter(|holder| Some(*holder) != own) else {
        return Ok(Screened::Free);
    };
    let kept_by = keeping_unit(unit, holder).await?;
    if keeper.is_console() || kept_by.is_some_and(|unit| keeper.keeps(unit)) {
        return Ok(Screened::Known);
    }
    refer(unit, holder, keeper.held_in());
    Ok(Screened::Refused(Rule::ReferToDistrict.at(MEMBER)))
}

/// How often the account was told today that a number is known out of its scope.
async fn referred_today(unit: &UnitOfWork, account: AccountId) -> Result<u64, DbErr> {
    let today = begin_of(unit.today()).unwrap_or_else(|| unit.now());
    journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Access))
        .filter(journal_entry::Column::ActorId.eq(account))
        .filter(journal_entry::Column::Operation.eq(JournalOperation::Denied))
        .filter(journal_entry::Column::ObjectType.eq(official_identity::Entity.table_name()))
        .filter(journal_entry::Column::RecordedAt.gte(today))
        .count(unit.transaction())
        .await
}

async fn holder_of(
    unit: &UnitOfWork,
    keys: &Keys,
    number: &CitizenNumber,
) -> Result<Option<OfficialId>, DbErr> {
    let marks = number.marks(keys.identity_index());
    let found = official_identity::Entity::find()
        .filter(official_identity::Column::CitizenNumberIndex.is_in(marks))
        .one(unit.transaction())
        .await?;
    Ok(found.map(|row| row.official_id))
}

async fn keeping_unit(unit: &UnitOfWork, official: OfficialId) -> Result<Option<UnitId>, DbErr> {
    let files = affiliation::Entity::find()
        .filter(affiliation::Column::OfficialId.eq(official))
        .all(unit.transaction())
        .await?;
    let today = files.into_iter().find(|row| in_force(row.valid_from, row.valid_to, unit.today()));
    Ok(today.map(|row| row.unit_id))
}

/// Tells the district in the journal who wrote whose number, and in which unit: the office whose scope that is reads it.
fn refer(unit: &mut UnitOfWork, holder: OfficialId, written_in: Option<UnitId>) {
    let entry = Entry {
        actor: None,
        request: None,
        object_type: "official_identity",
        object: Some(holder.into()),
        unit: written_in,
        class: ConfidentialityClass::Identity,
        operation: JournalOperation::Denied,
        reason: None,
        value: Some(json!({ "column": "citizen_number", "addressed_to": Role::District })),
    };
    unit.record(JournalStream::Access, entry);
}

/// Writes a number into a row, sealed for its person, or takes it away.
pub(super) fn put(
    keys: &Keys,
    row: official_identity::Model,
    number: Option<&CitizenNumber>,
) -> Result<official_identity::Model, WorkError> {
    let seal = |number: &CitizenNumber| number.seal(keys.identity(), row.official_id);
    let sealed = number.map(seal).transpose().map_err(JournalError::Seal)?;
    let index = number.map(|number| number.mark(keys.identity_index()));
    Ok(official_identity::Model { citizen_number_sealed: sealed, citizen_number_index: index, ..row })
}

/// What of a number does not fit its person. Source: domain §4: it warns and never forbids.
pub(super) fn advice(number: &CitizenNumber, person: &official::Model) -> Vec<Advice> {
    let mut advice = Vec::new();
    if number.sex() != person.sex {
        advice.push(Advice::NumberAgainstSex);
    }
    if person.birth_date.is_some_and(|birth| birth.year() != number.birth_year()) {
        advice.push(Advice::NumberAgainstBirthYear);
    }
    advice
}
