//! Who two records of a person are to the state. Class IDENTITY, which whoever merges reads. A number is sealed for its record, so that
//! it does not go over as it is.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use entity::official_identity as table;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Merger;
use crate::citizen_number::CitizenNumber;
use crate::journal::JournalError;
use crate::keys::Keys;
use crate::work::registry::identity::nothing;
use crate::work::registry::{RegistryError, Rule, numbers};
use crate::work::{UnitOfWork, WorkError};

/// What becomes of the identities of two records.
pub(super) struct Settled {
    /// The duplicate's, which is taken out.
    taken: Vec<table::Model>,
    /// The survivor's before, if there was one, and after; none where it stays as it is.
    kept: Option<(Option<table::Model>, table::Model)>,
}

/// What becomes of them. With two citizen numbers they are two people.
pub(super) async fn settled(
    unit: &UnitOfWork,
    keys: &Keys,
    merger: &Merger<'_>,
) -> Result<Settled, RegistryError> {
    let of_both = table::Column::OfficialId.is_in([merger.survivor, merger.duplicate]);
    let rows = table::Entity::find().filter(of_both).all(unit.transaction()).await?;
    let (own, other): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.official_id == merger.survivor);
    let own = own.into_iter().next();
    let Some(twice) = other.first() else { return Ok(Settled { taken: other, kept: None }) };
    let number = match (number(keys, own.as_ref())?, number(keys, Some(twice))?) {
        (Some(own), Some(other)) if own != other => return Err(Rule::TwoNumbers.at("duplicate").into()),
        (None, gained) => gained,
        (Some(_), _) => None,
    };
    let was = own.clone().unwrap_or_else(|| nothing(merger.survivor));
    let row = table::Model {
        phone: was.phone.clone().or_else(|| twice.phone.clone()),
        address: was.address.clone().or_else(|| twice.address.clone()),
        ..was.clone()
    };
    let row = match number {
        Some(number) => numbers::put(keys, row, Some(&number))?,
        None => row,
    };
    let kept = (row != was).then(|| (own, table::Model { version: was.version.saturating_add(1), ..row }));
    Ok(Settled { taken: other, kept })
}

fn number(keys: &Keys, row: Option<&table::Model>) -> Result<Option<CitizenNumber>, WorkError> {
    let sealed = row.and_then(|row| Some((row.official_id, row.citizen_number_sealed.as_ref()?)));
    let open = |(official, sealed): (_, &Vec<u8>)| CitizenNumber::open(keys.identity(), official, sealed);
    Ok(sealed.map(open).transpose().map_err(JournalError::Seal)?)
}

impl Settled {
    /// Writes it: the duplicate's first, because a number is one record's.
    pub(super) async fn write(self, unit: &mut UnitOfWork, merger: &Merger<'_>) -> Result<(), RegistryError> {
        unit.remove(&self.taken, |_| merger.unit, merger.reason).await?;
        let reason = merger.reason.to_owned();
        match self.kept {
            Some((Some(before), after)) => unit.correct(&before, after, merger.unit, reason).await?,
            Some((None, after)) => unit.create_because(after, merger.unit, reason).await?,
            None => {}
        }
        Ok(())
    }
}
