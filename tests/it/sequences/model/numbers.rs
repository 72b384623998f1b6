//! Citizen numbers (domain §4): whose one is already, and what of it does not fit its person.

use chrono::Datelike;
use entity::id::OfficialId;
use entity::official;
use entity::value::Sex;

use super::{Asked, Broken, only};

/// The codes of provinces that are drawn.
const PROVINCES: [&str; 3] = ["001", "017", "035"];

/// How often an account is told on one day that a number is known out of its scope.
const MOST_REFERRED: usize = 5;

/// Whether a text is a citizen number: 12 digits, of which the first three are the code of a province.
pub(super) fn is_number(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) && PROVINCES.contains(&&text[..3])
}

impl Asked<'_> {
    /// Whether somebody else has a number; what is told of it, where nothing else is.
    pub(super) fn is_known(&self, number: &str, own: Option<OfficialId>) -> Result<bool, Broken> {
        if self.model.referred.get(self.account.username).is_some_and(|told| *told >= MOST_REFERRED) {
            return Err(only("RATE_LIMITED", "citizenNumber"));
        }
        let mut identities = self.state().identities.iter();
        let holder = identities.find(|row| row.citizen_number.as_deref() == Some(number));
        let Some(holder) = holder.map(|row| row.official_id).filter(|holder| Some(*holder) != own) else {
            return Ok(false);
        };
        if self.keeps_person(holder) {
            return Ok(true);
        }
        Err(Broken { refers: true, ..only("CONFLICT_REFER_TO_DISTRICT", "citizenNumber") })
    }
}

/// What of a number does not fit its person: it warns and never forbids.
pub(super) fn mismatches(number: &str, person: &official::Model) -> Vec<&'static str> {
    let digit: i32 = number[3..4].parse().unwrap();
    let sex = if digit % 2 == 0 { Sex::Male } else { Sex::Female };
    let year = 1900 + digit / 2 * 100 + number[4..6].parse::<i32>().unwrap();
    let other_sex = sex != person.sex;
    let other_year = person.birth_date.is_some_and(|birth| birth.year() != year);
    [other_sex, other_year]
        .into_iter()
        .filter(|differs| *differs)
        .map(|_| "CITIZEN_NUMBER_MISMATCH")
        .collect()
}
