//! Values that must stand in no log: what the demo knows of people, and every secret.

use std::collections::BTreeMap;
use std::fmt;

use aho_corasick::AhoCorasick;
use api::demo::{PASS_PHRASE, district};

/// What any secret of a kind begins with, or goes with.
const MARKS: [(&str, &str); 4] = [
    ("an access token", "eyJ"),
    ("an authorisation", "Bearer "),
    ("the hash of a pass phrase", "$argon2"),
    ("a private key", "PRIVATE KEY"),
];

/// Pass phrases that the tests type, rightly and wrongly.
const PASS_PHRASES: [&str; 3] = [PASS_PHRASE, "một cụm từ đủ dài để nhớ", "một cụm từ khác hẳn"];

/// A value is looked for from this length on: shorter ones stand in any text.
const SHORTEST: usize = 6;

/// Values to look for, each with what it is.
#[derive(Clone, Debug)]
pub struct Canaries(BTreeMap<String, &'static str>);

/// A canary that was found. It does not show the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub what: &'static str,
    /// In which line, from 1.
    pub line: usize,
    /// The line, with the value left out.
    pub context: String,
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.what, self.context)
    }
}

impl Canaries {
    /// Those of the demo district: of every person the name, birth date, citizen number, telephone and address; the words
    /// of disciplinary measures, Party and state, and of succession rounds; and the pass phrases.
    #[must_use]
    pub fn of_the_demo() -> Self {
        let district = district();
        let people = district.officials.iter();
        let identities = district.identities.iter();
        let party = district.party_disciplines.iter();
        let state = district.disciplines.iter();
        let births = people.clone().filter_map(|person| person.birth_date);
        Self(BTreeMap::new())
            .with("a name", people.map(|person| person.full_name.clone()))
            .with("a birth date", births.map(|day| day.to_string()))
            .with("a citizen number", identities.clone().map(|identity| identity.citizen_number.clone()))
            .with("a telephone number", identities.clone().filter_map(|identity| identity.phone.clone()))
            .with("an address", identities.filter_map(|identity| identity.address.clone()))
            .with("a Party discipline", party.clone().map(|row| row.reason.clone()))
            .with("a Party decision", party.filter_map(|row| row.decision.clone()))
            .with("a discipline", state.clone().map(|row| row.reason.clone()))
            .with("a decision", state.filter_map(|row| row.decision.clone()))
            .with(
                "a remark on a plan",
                district.succession_round_steps.iter().filter_map(|row| row.remark.clone()),
            )
            .with("a pass phrase", PASS_PHRASES.map(str::to_owned))
    }

    /// These and others.
    #[must_use]
    pub fn with(mut self, what: &'static str, values: impl IntoIterator<Item = String>) -> Self {
        self.0.extend(values.into_iter().filter(|value| value.len() >= SHORTEST).map(|value| (value, what)));
        self
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One canary of a kind, to show that it would be found.
    #[must_use]
    pub fn one(&self, what: &str) -> Option<&str> {
        self.0.iter().find(|(_, kind)| **kind == what).map(|(value, _)| value.as_str())
    }

    /// Where a text has one of them.
    ///
    /// # Panics
    /// If they are too many to be looked for.
    #[must_use]
    pub fn hits(&self, text: &str) -> Vec<Hit> {
        let marks = MARKS.iter().map(|(what, mark)| (*mark, *what));
        let all: Vec<(&str, &'static str)> =
            self.0.iter().map(|(value, what)| (value.as_str(), *what)).chain(marks).collect();
        let search =
            AhoCorasick::new(all.iter().map(|(value, _)| value)).expect("the canaries are not too many");
        let in_line = |(number, line): (usize, &str)| {
            let found = search.find(line)?;
            let (value, what) = all.get(found.pattern().as_usize())?;
            Some(Hit { what, line: number + 1, context: line.replace(value, "…") })
        };
        text.lines().enumerate().filter_map(in_line).collect()
    }
}
