//! The number by which the state knows a person: 12 digits, of which sex and year of birth are a part. It is kept
//! sealed, and found by a keyed mark.

use std::fmt;

use entity::id::OfficialId;

use crate::keys::IndexKey;
use crate::seal::{Place, SealError, SealingKey};

/// How many digits there are.
const DIGITS: usize = 12;

/// What the marks of citizen numbers are told apart by from other marks of the same key.
const KIND: &str = "citizen number";

/// A citizen number in its one form.
#[derive(Clone, PartialEq, Eq)]
pub struct CitizenNumber(String);

impl CitizenNumber {
    /// The number of a text: 12 digits, between which people put spaces or dots.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '.')).collect();
        let is_number = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(Self(digits))
    }

    /// The digits: for who may see them, and for nothing else.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The number sealed for the row of its person.
    ///
    /// # Errors
    /// The cipher or its randomness fails.
    pub fn seal(&self, key: &SealingKey, official: OfficialId) -> Result<Vec<u8>, SealError> {
        key.seal(place(&official), self.0.as_bytes())
    }

    /// The number that was sealed for the row of a person.
    ///
    /// # Errors
    /// The bytes were altered, belong to another person, need a key that is not there, or hold no number.
    pub fn open(key: &SealingKey, official: OfficialId, sealed: &[u8]) -> Result<Self, SealError> {
        let digits = key.open(place(&official), sealed)?;
        let digits = String::from_utf8(digits).map_err(|_| SealError::Malformed)?;
        Self::parse(&digits).ok_or(SealError::Malformed)
    }

    /// The mark that is stored for it.
    #[must_use]
    pub fn mark(&self, key: &IndexKey) -> Vec<u8> {
        key.mark(KIND, self.0.as_bytes())
    }

    /// The marks under which it may be stored: one for each key.
    #[must_use]
    pub fn marks(&self, key: &IndexKey) -> Vec<Vec<u8>> {
        key.marks(KIND, self.0.as_bytes())
    }
}

impl fmt::Debug for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenNumber(…)")
    }
}

fn place(official: &OfficialId) -> Place<'_> {
    Place::of("official_identity", "citizen_number_sealed", &official.0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use uuid::Uuid;

    use super::*;

    #[test]
    fn given_texts_then_twelve_digits_alone_are_a_number_in_one_form() {
        let number = CitizenNumber::parse("001 189.004 201").unwrap();
        assert_eq!(number.digits(), "001189004201");
        for text in
            ["", "00118900420", "0011890042011", "00118900420a", "００１１８９００４２０１", "001189004201%"]
        {
            assert!(CitizenNumber::parse(text).is_none(), "{text}");
        }
        assert_eq!(format!("{number:?}"), "CitizenNumber(…)");
    }

    #[test]
    fn given_a_number_sealed_for_one_person_then_it_opens_for_nobody_else() {
        let (key, [one, two]) =
            (SealingKey::new(&[7; 32]).unwrap(), [1, 2].map(|n| OfficialId(Uuid::from_u128(n))));
        let number = CitizenNumber::parse("001189004201").unwrap();
        let sealed = number.seal(&key, one).unwrap();
        assert_eq!(CitizenNumber::open(&key, one, &sealed), Ok(number));
        assert_eq!(CitizenNumber::open(&key, two, &sealed), Err(SealError::NotOpened));
        let nothing = key.seal(place(&one), b"no number").unwrap();
        assert_eq!(CitizenNumber::open(&key, one, &nothing), Err(SealError::Malformed));
    }
}
