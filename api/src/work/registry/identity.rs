//! Who a person is to the state: citizen number, telephone, address. Class IDENTITY.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use entity::class::ConfidentialityClass;
use entity::id::OfficialId;
use entity::official_identity;
use futures_util::FutureExt;
use sea_orm::EntityTrait;

use super::input::{Change, LINE, REASON, Undisclosed, line, optional_line};
use super::numbers::{self, Screened};
use super::person::Person;
use super::refusal::at;
use super::{Done, Keeper, Refusal, RegistryError, Rule, keep};
use crate::keys::Keys;
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Identity];

/// The most characters of a telephone number.
const PHONE: usize = 20;

/// What is recorded of an identity.
#[derive(Clone, Debug)]
pub struct RecordIdentity {
    /// Whose it is.
    pub official: OfficialId,
    /// The version that the client knows; none where it knows of nothing that is recorded.
    pub expected_version: Option<i32>,
    /// The citizen number.
    pub citizen_number: Change<Undisclosed>,
    /// The telephone number.
    pub phone: Change<Undisclosed>,
    /// The home address.
    pub address: Change<Undisclosed>,
    /// Why, if that is to be told.
    pub reason: Option<String>,
}

/// Records who a person is to the state, or changes what is recorded.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn record(
    work: &Work,
    asker: Asker,
    input: RecordIdentity,
) -> Result<Done<OfficialId>, RegistryError> {
    let keys = work.keys().clone();
    // What is recorded of a number that is known elsewhere is kept though the number is refused.
    let recorded = keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, input) = (keys.clone(), input.clone());
        async move { record_in(unit, &keeper, &keys, input).await }.boxed()
    });
    recorded.await?.map_err(RegistryError::from)
}

/// As [`record`], in a transaction that keeps the registry, which has to be kept also where the number is refused.
pub(in crate::work) async fn record_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    keys: &Keys,
    input: RecordIdentity,
) -> Result<Result<Done<OfficialId>, Refusal>, RegistryError> {
    let person = Person::hold(unit, keeper, input.official, at("official")).await?;
    let found = official_identity::Entity::find_by_id(input.official);
    let before = found.one(unit.transaction()).await?;
    check_version(before.as_ref().map(|row| row.version), input.expected_version)?;
    let reason = optional_line(input.reason.as_deref(), REASON, "reason")?;
    let number = input.citizen_number.try_map(|text| numbers::written(&text))?;
    let phone = input.phone.try_map(|text| line(text.text(), PHONE, "phone"))?;
    let address = input.address.try_map(|text| line(text.text(), LINE, "address"))?;
    let mut advice = Vec::new();
    if let Change::Set(number) = &number {
        let screened = numbers::screen(unit, keys, keeper, number, Some(input.official)).await?;
        if let Screened::Refused(refusal) = screened {
            return Ok(Err(refusal));
        }
        screened.free()?;
        advice = numbers::advice(number, &person.row);
    }
    let was = before.clone().unwrap_or_else(|| nothing(input.official));
    let row = official_identity::Model {
        phone: phone.applied(was.phone.clone()),
        address: address.applied(was.address.clone()),
        version: was.version.saturating_add(1),
        ..was
    };
    let after = match number {
        Change::Keep => row,
        Change::Clear => numbers::put(keys, row, None)?,
        Change::Set(number) => numbers::put(keys, row, Some(&number))?,
    };
    match before {
        Some(before) => unit.change(&before, after, person.unit, reason).await?,
        None => unit.create(vec![after], |_| person.unit).await?,
    }
    Ok(Ok(Done::now(input.official, advice)))
}

/// Compares the version that there is with the one that the client knows, where nothing may be recorded yet.
pub(super) fn check_version(current: Option<i32>, expected: Option<i32>) -> Result<(), Refusal> {
    if current == expected {
        Ok(())
    } else {
        Err(Rule::Conflict { current: current.unwrap_or_default() }.at("expectedVersion"))
    }
}

/// An identity of which nothing is recorded.
pub(super) const fn nothing(official: OfficialId) -> official_identity::Model {
    official_identity::Model {
        official_id: official,
        citizen_number_sealed: None,
        citizen_number_index: None,
        phone: None,
        address: None,
        version: 0,
    }
}
