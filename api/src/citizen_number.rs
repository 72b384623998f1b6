//! The number by which the state knows a person: 12 digits, of which sex and year of birth are a part. It is kept
//! sealed, and found by a keyed mark.

use std::fmt;
use std::ops::Range;

use entity::id::OfficialId;
use entity::value::Sex;

use crate::keys::IndexKey;
use crate::seal::{Place, SealError, SealingKey};

/// How many digits there are.
const DIGITS: usize = 12;

/// The digit that tells century and sex: 0 for men and 1 for women of the 20th century, 2 and 3 of the 21st, and so on.
const CENTURY_AND_SEX: Range<usize> = 3..4;

/// The last two digits of the year of birth.
const YEAR: Range<usize> = 4..6;

/// The codes of provinces in numbers, which outlast the provinces. Source: Thông tư 07/2016/TT-BCA, Annex I.
#[rustfmt::skip]
const PROVINCES: [&str; 63] = [
    "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020", "022", "024", "025",
    "026", "027", "030", "031", "033", "034", "035", "036", "037", "038", "040", "042", "044", "045", "046", "048",
    "049", "051", "052", "054", "056", "058", "060", "062", "064", "066", "067", "068", "070", "072", "074", "075",
    "077", "079", "080", "082", "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096",
];

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

    /// The number of exactly 12 ASCII digits, of which the first three are the code of a province.
    #[must_use]
    pub fn parse_written(text: &str) -> Option<Self> {
        let number = Self::parse(text)?;
        let is_exact = number.0 == text;
        let is_of_province = text.get(..3).is_some_and(|code| PROVINCES.contains(&code));
        (is_exact && is_of_province).then_some(number)
    }

    /// The sex that the number tells.
    #[must_use]
    pub fn sex(&self) -> Sex {
        if self.number(CENTURY_AND_SEX) % 2 == 0 { Sex::Male } else { Sex::Female }
    }

    /// The year of birth that the number tells.
    #[must_use]
    pub fn birth_year(&self) -> i32 {
        1900 + self.number(CENTURY_AND_SEX) / 2 * 100 + self.number(YEAR)
    }

    /// The number that some of the digits make.
    fn number(&self, digits: Range<usize>) -> i32 {
        self.0.get(digits).and_then(|digits| digits.parse().ok()).unwrap_or_default()
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
    fn iv_03_given_what_is_written_then_exactly_twelve_digits_of_a_province_alone() {
        assert!(CitizenNumber::parse_written("001189004201").is_some());
        for text in [
            "",
            "00118900420",
            "0011890042011",
            "00118900420a",
            "００１１８９００４２０１",
            "001 189 004 201",
            "001189004201 ",
            " 001189004201",
            "001.189.004.201",
            "000189004201",
            "003189004201",
            "097189004201",
            "123456789",
        ] {
            assert!(CitizenNumber::parse_written(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn given_a_number_then_sex_and_year_of_birth_are_told_by_it() {
        for (digits, sex, year) in [
            ("001089004201", Sex::Male, 1989),
            ("001189004201", Sex::Female, 1989),
            ("001200004201", Sex::Male, 2000),
            ("001307004201", Sex::Female, 2007),
        ] {
            let number = CitizenNumber::parse(digits).unwrap();
            assert_eq!((number.sex(), number.birth_year()), (sex, year), "{digits}");
        }
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
