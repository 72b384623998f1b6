//! Texts and days of inputs, in the form in which they are kept.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use targets::period::Period;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Refusal, Rule};

/// The most characters of a number, a name or a place.
pub(super) const LINE: usize = 200;
/// The most characters of a reason.
pub(super) const REASON: usize = 500;
/// The most marks that one character bears; composed Vietnamese needs none.
const MOST_MARKS: usize = 2;
/// The first year of which the registry tells.
const FIRST_YEAR: i32 = 1900;

/// What becomes of a member in a correction: absent is unchanged, null clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is taken away.
    Clear,
    /// It is put in the place of what was there.
    Set(T),
}

impl<T> Change<T> {
    /// The change of what is put in another form.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(after) => Change::Set(of(after)),
        }
    }

    /// What is there afterwards.
    pub(super) fn applied(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(after) => Some(after),
        }
    }

    /// The change with what is put made usable.
    pub(super) fn try_map<U, E>(self, usable: impl FnOnce(T) -> Result<U, E>) -> Result<Change<U>, E> {
        Ok(match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(after) => Change::Set(usable(after)?),
        })
    }
}

/// What somebody typed of an identity: it stands in no log.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Undisclosed(String);

impl Undisclosed {
    /// The text itself, to be checked and sealed.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl From<String> for Undisclosed {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Undisclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Undisclosed(…)")
    }
}

/// A text of one line: composed, without white space around it.
pub(super) fn line(text: &str, most: usize, member: &str) -> Result<String, Refusal> {
    let text: String = text.trim().nfc().collect();
    let length = text.chars().count();
    let is_usable = (1..=most).contains(&length) && !text.chars().any(is_unseen) && !is_overmarked(&text);
    if is_usable { Ok(text) } else { Err(Rule::Text { most }.at(member)) }
}

/// A text of one line that may be absent.
pub(super) fn optional_line(
    text: Option<&str>,
    most: usize,
    member: &str,
) -> Result<Option<String>, Refusal> {
    text.map(|text| line(text, most, member)).transpose()
}

/// A day on which something of the registry can have happened or be planned.
pub(super) fn day(day: NaiveDate, member: &str) -> Result<NaiveDate, Refusal> {
    if day.year() >= FIRST_YEAR { Ok(day) } else { Err(Rule::Day.at(member)) }
}

/// A day on which something has happened.
pub(super) fn past_day(past: NaiveDate, today: NaiveDate, member: &str) -> Result<NaiveDate, Refusal> {
    if past <= today { day(past, member) } else { Err(Rule::Day.at(member)) }
}

/// The period from a first day to the first day after it; open where there is none.
pub(super) fn period(from: NaiveDate, to: Option<NaiveDate>) -> Result<Period, Refusal> {
    Period::new(from, to).map_err(|_| Rule::Order.at("validTo"))
}

/// Whether a row that holds from a day to another shares a day with a period.
pub(super) fn shares_a_day(period: Period, from: NaiveDate, to: Option<NaiveDate>) -> bool {
    Period::new(from, to).is_ok_and(|other| other.overlaps(&period))
}

/// Whether what ends on a day, or never, is closed today.
pub(super) fn has_ended(to: Option<NaiveDate>, today: NaiveDate) -> bool {
    to.is_some_and(|end| end <= today)
}

/// Whether a character is not seen, or changes how others are: controls, directions, joiners, private and deprecated ones.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{E000}'..='\u{F8FF}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFF}'
                | '\u{E0000}'..='\u{10FFFF}'
        )
}

fn is_overmarked(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|character| {
        marks = if is_combining_mark(character) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iv_04_given_texts_with_what_nobody_sees_then_refused_by_member() {
        for unusable in [
            "",
            "  ",
            "a\u{0}b",
            "dòng\nmới",
            "Nguyễn\u{202E}nađ",
            "\u{2066}Hà\u{2069}",
            "Hà\u{200B}",
            "Hà\u{E000}",
            "Hà\u{F0000}",
            "\u{FEFF}Hà",
            &format!("a{}", "\u{0301}".repeat(10_000)),
            &format!("ơ{}", "\u{0330}".repeat(4)),
            &"ă".repeat(201),
        ] {
            assert_eq!(
                line(unusable, LINE, "issuer"),
                Err(Rule::Text { most: LINE }.at("issuer")),
                "{unusable:?}"
            );
        }
    }

    #[test]
    fn iv_05_given_text_in_parts_then_kept_composed() {
        assert_eq!(line(" Nguye\u{0302}\u{0303}n ", LINE, "name"), Ok("Nguyễn".to_owned()));
        assert_eq!(line(&"ă".repeat(200), LINE, "name").map(|text| text.chars().count()), Ok(200));
    }

    #[test]
    fn iv_06_given_days_then_none_before_1900_and_no_past_one_after_today() {
        let on = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let today = on(2025, 12, 31);
        assert_eq!(day(on(1899, 12, 31), "validFrom"), Err(Rule::Day.at("validFrom")));
        assert_eq!(day(on(2026, 1, 1), "validFrom"), Ok(on(2026, 1, 1)));
        assert_eq!(past_day(today, today, "obtainedOn"), Ok(today));
        assert_eq!(past_day(on(2026, 1, 1), today, "obtainedOn"), Err(Rule::Day.at("obtainedOn")));
    }

    #[test]
    fn given_what_is_typed_of_an_identity_then_no_log_shows_it() {
        let typed = Change::Set(Undisclosed::from("001189004201".to_owned()));
        assert_eq!(format!("{typed:?}"), "Set(Undisclosed(…))");
    }

    #[test]
    fn af_10_given_what_a_correction_says_of_a_member_then_kept_cleared_or_set() {
        assert_eq!(Change::Keep.applied(Some(1)), Some(1));
        assert_eq!(Change::Clear.applied(Some(1)), None);
        assert_eq!(Change::Set(2).applied(Some(1)), Some(2));
    }
}
