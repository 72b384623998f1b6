//! Who people are to the state, masked. The full text never leaves this module.

use std::collections::{BTreeSet, HashMap};

use entity::id::OfficialId;
use entity::official_identity;
use sea_orm::{ColumnTrait, QueryFilter};

use super::{Reader, RepoError, Visible};
use crate::citizen_number::CitizenNumber;

/// A person's identity as it is shown without a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedIdentity {
    /// Counts the changes.
    pub version: i32,
    /// The citizen number, last two digits alone: the others tell sex and birth year.
    pub citizen_number: Option<String>,
    /// The telephone number, last two digits alone.
    pub phone: Option<String>,
    /// The last part of the home address alone.
    pub address: Option<String>,
}

impl Reader {
    /// The identities of people whom the viewer sees today, which is more than seeing them on another day
    /// (domain §9). Who has none recorded is absent.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, [`RepoError::Inconsistent`] if a sealed number does not open, or the
    /// database does not answer.
    pub async fn identities_of(
        &self,
        officials: &[Visible<OfficialId>],
    ) -> Result<HashMap<OfficialId, Visible<MaskedIdentity>>, RepoError> {
        let today = BTreeSet::from([self.today()]);
        let mut identities = HashMap::new();
        for officials in officials.chunks(self.most_keys()) {
            let ids = officials.iter().map(|official| **official);
            let select = self
                .select::<official_identity::Entity>()?
                .filter(official_identity::Column::OfficialId.is_in(ids))
                .filter(official_identity::Column::OfficialId.in_subquery(self.people_in_sight(&today)?));
            for row in select.all(self.database()).await? {
                identities.insert(row.official_id, Visible::new(self.masked(row)?));
            }
        }
        Ok(identities)
    }

    /// The person of a citizen number, if the viewer sees that person today. The whole number is needed: nothing is found
    /// by a part of it.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, or the database does not answer.
    pub async fn official_of_number(
        &self,
        number: &CitizenNumber,
    ) -> Result<Option<Visible<OfficialId>>, RepoError> {
        let today = BTreeSet::from([self.today()]);
        let found = self
            .select::<official_identity::Entity>()?
            .filter(
                official_identity::Column::CitizenNumberIndex
                    .is_in(number.marks(self.keys().identity_index())),
            )
            .filter(official_identity::Column::OfficialId.in_subquery(self.people_in_sight(&today)?))
            .one(self.database())
            .await?;
        Ok(found.map(|row| Visible::new(row.official_id)))
    }

    fn masked(&self, row: official_identity::Model) -> Result<MaskedIdentity, RepoError> {
        let citizen_number = row
            .citizen_number_sealed
            .map(|sealed| CitizenNumber::open(self.keys().identity(), row.official_id, &sealed))
            .transpose()
            .map_err(|error| RepoError::Inconsistent(format!("a citizen number: {error}")))?;
        Ok(MaskedIdentity {
            version: row.version,
            citizen_number: citizen_number.map(|number| masked_digits(number.digits())),
            phone: row.phone.as_deref().map(masked_digits),
            address: row.address.as_deref().map(masked_address),
        })
    }
}

/// A number of which the last two characters are shown, if it has more than twice as many.
fn masked_digits(number: &str) -> String {
    let length = number.chars().count();
    let hidden = if length > 4 { length - 2 } else { length };
    let shown = number.chars().skip(hidden);
    std::iter::repeat_n('*', hidden).chain(shown).collect()
}

/// An address of which the last of several parts is shown: the province or the district.
fn masked_address(address: &str) -> String {
    address.rsplit_once(',').map_or_else(|| "***".to_owned(), |(_, last)| format!("***, {}", last.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_numbers_then_the_last_two_digits_alone() {
        assert_eq!(masked_digits("001189004201"), "**********01");
        assert_eq!(masked_digits("0912345678"), "********78");
        assert_eq!(masked_digits("113"), "***");
        assert_eq!(masked_digits(""), "");
    }

    #[test]
    fn given_addresses_then_the_last_of_several_parts_alone() {
        assert_eq!(masked_address("Thôn Quan Châm, Phú Nghĩa, Hà Nội"), "***, Hà Nội");
        assert_eq!(masked_address("Thôn Quan Châm"), "***");
    }
}
