//! Terms of office (nhiệm kỳ), such as 2025-2030.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

/// The years of a term: of the Party five, and so of councils and committees. A longer one is a slip.
const MOST_YEARS: i32 = 10;
/// The first year of a term: that of the first election.
const FIRST_YEAR: i32 = 1946;

/// A term of office, from a year to a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    first: i32,
    last: i32,
}

impl Term {
    /// The year in which the term ends and the next one begins.
    #[must_use]
    pub const fn last_year(&self) -> i32 {
        self.last
    }

    /// The day by which a whole term has been served at the earliest: the length of the term after 1 January of its first
    /// year. A convention (c): a term begins on the day of a congress or of an election, which is later in that year.
    #[must_use]
    pub fn served_by(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.last, 1, 1)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

/// The text is no term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTerm;

impl FromStr for Term {
    type Err = NoTerm;

    fn from_str(text: &str) -> Result<Self, NoTerm> {
        let year = |digits: &str| -> Result<i32, NoTerm> {
            let is_year = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit());
            if is_year { digits.parse().map_err(|_| NoTerm) } else { Err(NoTerm) }
        };
        let (first, last) = text.split_once('-').ok_or(NoTerm)?;
        let (first, last) = (year(first)?, year(last)?);
        let is_term = first >= FIRST_YEAR && (1..=MOST_YEARS).contains(&(last - first));
        if is_term { Ok(Self { first, last }) } else { Err(NoTerm) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_texts_then_two_years_in_their_order_make_a_term_and_nothing_else() {
        let term: Result<Term, _> = "2025-2030".parse();
        assert_eq!(term, Ok(Term { first: 2025, last: 2030 }));
        assert_eq!(term.map(|term| term.to_string()), Ok("2025-2030".to_owned()));
        assert_eq!(term.ok().and_then(|term| term.served_by()), NaiveDate::from_ymd_opt(2030, 1, 1));
        for text in [
            "",
            "2025",
            "2025–2030",
            "2030-2025",
            "2025-2025",
            "2025-2036",
            "25-30",
            "+025-2030",
            " 2025-2030",
            "1945-1950",
            "2025-2030-2035",
        ] {
            assert_eq!(text.parse::<Term>(), Err(NoTerm), "{text}");
        }
    }
}
