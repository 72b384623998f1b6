//! What a plan should be made of: age bands, women and the young, how many people for a title and titles for a person, and who had
//! better not be planned. What is found advises and forbids nothing (domain §6).
//!
//! What is not known is no "no": where a birth date or a whole file is out of sight, an aim that could still be reached is told as
//! uncertain, and nobody is named for what is not known of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::{RatingGrade, Sex};
use targets::age::completed_years;
use targets::fraction::Fraction;

use super::ladder::is_higher;
use super::retirement::retires_on;
use super::term::Term;

/// What is found of a share that is too small.
type OfShare = fn(Share) -> Found;

/// The most people for a title, and the most titles for a person at one level. Source: Quy định 377-QĐ/TW.
pub const MOST: usize = 3;
/// Women are at least so many per cent of the people planned. Source: domain §6 (v).
pub const LEAST_WOMEN: u32 = 25;
/// The young are at least so many per cent of the people planned. Source: domain §6 (v).
pub const LEAST_YOUNG: u32 = 15;
/// Who has completed so many years is young no more. A convention (c): domain §6 and §8.
const YOUNG_UNDER: u32 = 35;
/// Who has completed more years is of the oldest band. A convention (c): domain §6.
const MIDDLE_UP_TO: u32 = 45;

/// A band of ages. A convention (c): domain §6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeBand {
    /// Under 35.
    Young,
    /// 35 to 45.
    Middle,
    /// Over 45.
    Older,
}

impl AgeBand {
    /// Every band, the youngest first.
    pub const ALL: [Self; 3] = [Self::Young, Self::Middle, Self::Older];

    /// The band of somebody who was born on a day; none before the birth.
    #[must_use]
    pub fn of(birth: NaiveDate, on: NaiveDate) -> Option<Self> {
        Some(match completed_years(birth, on)? {
            ..YOUNG_UNDER => Self::Young,
            YOUNG_UNDER..=MIDDLE_UP_TO => Self::Middle,
            _ => Self::Older,
        })
    }
}

/// The state of a plan on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The day.
    pub on: NaiveDate,
    /// The term; none where the round names none that can be read.
    pub term: Option<Term>,
    /// The titles of the body, in their order.
    pub titles: Vec<String>,
    /// Whom the round plans for which title, in the order of titles.
    pub planned: Vec<(String, OfficialId)>,
    /// Whom all rounds of the unit, the body and the term plan for a title: a later round adds to what is approved.
    pub of_title: BTreeMap<String, BTreeSet<OfficialId>>,
    /// What is known of the people.
    pub people: BTreeMap<OfficialId, Person>,
}

/// What is known of a person on the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The sex; none where the file is out of sight.
    pub sex: Option<Sex>,
    /// The birth, as far as it is known.
    pub birth: Option<NaiveDate>,
    /// The titles held.
    pub held: Vec<String>,
    /// The titles planned for in units of the level, over all rounds that are seen.
    pub planned_for: BTreeSet<(UnitId, String)>,
    /// The grade of the latest year; none where there is no approved rating of it, or the file is out of sight.
    pub grade: Option<RatingGrade>,
    /// Whether a measure is in force, of the state or of the Party.
    pub is_disciplined: bool,
}

impl Person {
    /// Whether the file is in sight.
    const fn is_seen(&self) -> bool {
        self.sex.is_some()
    }
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is found.
    pub found: Found,
    /// The title that it is about; none where it is about the whole plan or about people.
    pub title: Option<String>,
    /// The people who are named: those whom it is about or, of a share, those who count.
    pub people: Vec<OfficialId>,
    /// Whether it holds whatever is not known.
    pub is_certain: bool,
}

impl Finding {
    /// The share that is too small, where it is about one.
    #[must_use]
    pub const fn share(&self) -> Option<Share> {
        match self.found {
            Found::FewWomen(share) | Found::FewYoung(share) => Some(share),
            _ => None,
        }
    }
}

/// A rule that a plan does not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// Nobody is planned for a title.
    NobodyPlanned,
    /// Nobody is of an age band.
    AgeBandMissing(AgeBand),
    /// Too few women.
    FewWomen(Share),
    /// Too few young people.
    FewYoung(Share),
    /// More than three people for a title; how many.
    TooManyPeople(usize),
    /// More than three titles for a person; how many.
    TooManyTitles(usize),
    /// The title is not higher than one that the person holds.
    NotHigher,
    /// The person was rated NOT_COMPLETED in the latest year.
    RatedLow,
    /// The person is not rated in the latest year.
    NotRated,
    /// The person retires before the term can be served.
    OverAge,
    /// A measure is in force.
    Disciplined,
}

/// How many of how many people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    /// Who counts.
    pub counted: usize,
    /// Everybody.
    pub of: usize,
}

/// How many people of each kind a plan has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// The distinct people planned.
    pub people: usize,
    /// The women among them.
    pub women: usize,
    /// Those of each age band, in the order of [`AgeBand::ALL`].
    pub bands: [usize; 3],
    /// Those of whom no birth date is known or in sight.
    pub age_unknown: usize,
}

impl Plan {
    /// The rules that the plan does not keep: of titles and the whole first, then of people.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.of_titles();
        findings.extend(self.of_the_whole());
        findings.extend(self.of_people());
        findings
    }

    /// How many people of each kind.
    #[must_use]
    pub fn numbers(&self) -> Numbers {
        let everybody = self.everybody();
        let bands = AgeBand::ALL.map(|band| self.of_band(&everybody, band).len());
        let known: usize = bands.iter().sum();
        Numbers {
            people: everybody.len(),
            women: self.women(&everybody).len(),
            bands,
            age_unknown: everybody.len().saturating_sub(known),
        }
    }

    fn everybody(&self) -> BTreeSet<OfficialId> {
        self.planned.iter().map(|(_, official)| *official).collect()
    }

    fn person(&self, official: OfficialId) -> Option<&Person> {
        self.people.get(&official)
    }

    fn of_band(&self, people: &BTreeSet<OfficialId>, band: AgeBand) -> Vec<OfficialId> {
        let is_of = |official: &OfficialId| {
            let birth = self.person(*official).and_then(|person| person.birth);
            birth.and_then(|birth| AgeBand::of(birth, self.on)) == Some(band)
        };
        people.iter().copied().filter(is_of).collect()
    }

    fn women(&self, people: &BTreeSet<OfficialId>) -> Vec<OfficialId> {
        let is_woman = |official: &OfficialId| {
            self.person(*official).is_some_and(|person| person.sex == Some(Sex::Female))
        };
        people.iter().copied().filter(is_woman).collect()
    }

    /// Titles that nobody or too many are planned for.
    fn of_titles(&self) -> Vec<Finding> {
        let found = |title: &String, found, people| Finding {
            found,
            title: Some(title.clone()),
            people,
            is_certain: true,
        };
        let judge = |title: &String| {
            let people: Vec<_> = self.of_title.get(title).into_iter().flatten().copied().collect();
            match people.len() {
                0 => Some(found(title, Found::NobodyPlanned, people)),
                count if count > MOST => Some(found(title, Found::TooManyPeople(count), people)),
                _ => None,
            }
        };
        self.titles.iter().filter_map(judge).collect()
    }

    /// Age bands and shares. They say nothing of a plan without people.
    fn of_the_whole(&self) -> Vec<Finding> {
        let everybody = self.everybody();
        if everybody.is_empty() {
            return Vec::new();
        }
        let Numbers { age_unknown, .. } = self.numbers();
        let unseen =
            everybody.iter().filter(|official| !self.person(**official).is_some_and(Person::is_seen)).count();
        let whole = |found, people, is_certain| Finding { found, title: None, people, is_certain };
        let mut findings = Vec::new();
        for band in AgeBand::ALL {
            if self.of_band(&everybody, band).is_empty() {
                findings.push(whole(Found::AgeBandMissing(band), Vec::new(), age_unknown == 0));
            }
        }
        let of = everybody.len();
        let shares: [(_, _, _, OfShare); 2] = [
            (self.women(&everybody), unseen, LEAST_WOMEN, Found::FewWomen),
            (self.of_band(&everybody, AgeBand::Young), age_unknown, LEAST_YOUNG, Found::FewYoung),
        ];
        for (people, unknown, least, found) in shares {
            let counted = people.len();
            if !reaches(counted, of, least) {
                let is_certain = !reaches(counted.saturating_add(unknown), of, least);
                findings.push(whole(found(Share { counted, of }), people, is_certain));
            }
        }
        findings
    }

    /// People who had better not be planned, or not for that title.
    fn of_people(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (title, official) in &self.planned {
            let held = self.person(*official).map(|person| person.held.as_slice()).unwrap_or_default();
            if held.iter().any(|held| is_higher(title, held) == Some(false)) {
                findings.push(Finding {
                    found: Found::NotHigher,
                    title: Some(title.clone()),
                    people: vec![*official],
                    is_certain: true,
                });
            }
        }
        for official in self.everybody() {
            let Some(person) = self.person(official) else { continue };
            let named = |found| Finding { found, title: None, people: vec![official], is_certain: true };
            findings.extend(self.of_person(person).into_iter().map(named));
        }
        findings
    }

    fn of_person(&self, person: &Person) -> Vec<Found> {
        let mut found = Vec::new();
        let titles = person.planned_for.len();
        if titles > MOST {
            found.push(Found::TooManyTitles(titles));
        }
        match person.grade {
            Some(RatingGrade::NotCompleted) => found.push(Found::RatedLow),
            Some(RatingGrade::NotRated) => found.push(Found::NotRated),
            None if person.is_seen() => found.push(Found::NotRated),
            _ => {}
        }
        if self.retires_too_early(person) {
            found.push(Found::OverAge);
        }
        if person.is_disciplined {
            found.push(Found::Disciplined);
        }
        found
    }

    /// Whether a person retires before the day by which the term can be served.
    fn retires_too_early(&self, person: &Person) -> bool {
        let retires_on = person.birth.zip(person.sex).and_then(|(birth, sex)| retires_on(birth, sex));
        let served_by = self.term.and_then(|term| term.served_by());
        retires_on.zip(served_by).is_some_and(|(retires_on, served_by)| retires_on < served_by)
    }
}

/// Whether so many of so many are at least so many per cent, compared as exact fractions.
fn reaches(counted: usize, of: usize, least: u32) -> bool {
    let share = u64::try_from(counted).ok().zip(u64::try_from(of).ok());
    let share = share.and_then(|(counted, of)| Fraction::new(counted, of));
    share.is_none_or(|share| share >= Fraction::percent(least))
}

#[cfg(test)]
#[path = "composition_tests.rs"]
mod tests;
