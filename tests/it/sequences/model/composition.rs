//! What a succession plan should be made of (domain §6), counted person by person.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, RatingGrade, Sex, SuccessionEntryStatus, UnitKind};
use entity::{succession_entry, succession_round};

use super::input::age;
use super::state::{State, holds};
use super::{Account, Asked, Model};

/// A plan as an account sees it today, after a change.
pub(super) struct Composition<'a> {
    model: &'a Model,
    account: &'a Account,
    after: &'a State,
    round: &'a succession_round::Model,
}

impl Asked<'_> {
    pub(super) fn composition<'a>(
        &'a self,
        after: &'a State,
        round: &'a succession_round::Model,
    ) -> Composition<'a> {
        Composition { model: self.model, account: self.account, after, round }
    }
}

/// The titles of a commune, rung by rung from the highest.
const LADDER: [&[&str]; 5] = [
    &["PARTY_SECRETARY"],
    &["PARTY_STANDING_DEPUTY_SECRETARY", "PARTY_DEPUTY_SECRETARY", "COUNCIL_CHAIR", "COMMITTEE_CHAIR"],
    &["FATHERLAND_FRONT_CHAIR", "COUNCIL_VICE_CHAIR", "COMMITTEE_VICE_CHAIR"],
    &["YOUTH_UNION_SECRETARY", "WOMENS_UNION_CHAIR", "FARMERS_UNION_CHAIR", "VETERANS_ASSOCIATION_CHAIR"],
    &[
        "MILITARY_COMMANDER",
        "OFFICE_STATISTICS",
        "LAND_CONSTRUCTION_ENVIRONMENT",
        "FINANCE_ACCOUNTING",
        "JUSTICE_CIVIL_STATUS",
        "CULTURE_SOCIETY",
    ],
];

/// How many rungs down a title stands.
fn rung(title: &str) -> Option<usize> {
    LADDER.iter().position(|titles| titles.contains(&title))
}

impl Composition<'_> {
    fn on(&self) -> NaiveDate {
        self.model.today
    }

    /// Whom a round plans today.
    fn planned(&self, round: &succession_round::Model) -> Vec<&succession_entry::Model> {
        let is_planned = |row: &&succession_entry::Model| {
            row.round_id == round.id && self.after.entry_status(row.id) == SuccessionEntryStatus::Planned
        };
        self.after.entries.iter().filter(is_planned).collect()
    }

    fn rounds_in_sight(&self) -> impl Iterator<Item = &succession_round::Model> {
        let scope = self.model.scope(self.account, self.on());
        self.after.rounds.iter().filter(move |round| scope.contains(&round.unit_id))
    }

    /// The people whom all rounds of the unit, the body and the term plan for a title.
    fn people_of(&self, title: &str) -> BTreeSet<OfficialId> {
        let is_beside = |other: &&succession_round::Model| {
            (other.unit_id, other.body, &other.term)
                == (self.round.unit_id, self.round.body, &self.round.term)
        };
        let entries = self.rounds_in_sight().filter(is_beside).flat_map(|round| self.planned(round));
        entries.filter(|row| row.title_code == title).map(|row| row.official_id).collect()
    }

    fn everybody(&self) -> BTreeSet<OfficialId> {
        self.planned(self.round).into_iter().map(|row| row.official_id).collect()
    }

    /// The sex and the birth of a person whose file is in sight.
    fn person(&self, official: OfficialId) -> Option<(Sex, Option<NaiveDate>)> {
        let file = self.after.file_on(official, self.on())?;
        let is_seen = self.model.scope(self.account, self.on()).contains(&file.unit_id);
        let row = self.after.official(official).filter(|_| is_seen)?;
        Some((row.sex, row.birth_date))
    }

    fn age(&self, official: OfficialId) -> Option<i32> {
        age(self.person(official)?.1?, self.on())
    }

    /// How many titles nobody or too many people are planned for.
    fn of_titles(&self) -> usize {
        let titles = self.model.law.titles.iter().filter(|(_, body)| **body == self.round.body);
        let people = titles.map(|(title, _)| self.people_of(title).len());
        people.filter(|people| *people == 0 || *people > 3).count()
    }

    /// How many aims of the whole are not reached.
    fn of_the_whole(&self) -> usize {
        let everybody = self.everybody();
        if everybody.is_empty() {
            return 0;
        }
        let of_ages = |from: i32, to: i32| {
            everybody.iter().filter(|one| self.age(**one).is_some_and(|age| from <= age && age <= to)).count()
        };
        let bands = [of_ages(0, 34), of_ages(35, 45), of_ages(46, 200)];
        let is_woman = |one: &&OfficialId| self.person(**one).is_some_and(|person| person.0 == Sex::Female);
        let women = everybody.iter().filter(is_woman).count();
        let missing = bands.iter().filter(|people| **people == 0).count();
        missing
            + usize::from(women * 100 < everybody.len() * 25)
            + usize::from(bands[0] * 100 < everybody.len() * 15)
    }

    /// Whether the title of an entry is not higher than one that the person holds.
    fn is_not_higher(&self, official: OfficialId, title: &str) -> bool {
        let held = self.after.career(official);
        self.person(official).is_some()
            && held.iter().any(|row| {
                holds(row.valid_from, row.valid_to, self.on())
                    && matches!(row.mode, AppointmentMode::Primary | AppointmentMode::Concurrent)
                    && rung(title).zip(rung(&row.title_code)).is_some_and(|(title, held)| title >= held)
            })
    }

    /// How many rules speak against a person.
    fn of_person(&self, official: OfficialId) -> usize {
        let seen = self.person(official);
        usize::from(self.has_too_many_titles(official))
            + usize::from(seen.is_some() && self.is_rated_low_or_not(official))
            + usize::from(seen.is_some() && self.is_disciplined(official))
            + usize::from(self.retires_too_early(official))
    }

    fn has_too_many_titles(&self, official: OfficialId) -> bool {
        let level = |unit: UnitId| {
            let kind = self.after.version_on(unit, self.on()).map(|row| row.kind);
            kind.map(|kind| if kind.is_commune_level() { UnitKind::Commune } else { kind })
        };
        let mut titles = BTreeSet::new();
        for round in self.rounds_in_sight() {
            let last: i32 = round.term.split('-').next_back().unwrap().parse().unwrap();
            if level(round.unit_id) == level(self.round.unit_id) && last >= self.on().year() {
                let entries = self.planned(round);
                let own = entries.iter().filter(|row| row.official_id == official);
                titles.extend(own.map(|row| (round.unit_id, row.title_code.clone())));
            }
        }
        titles.len() > 3
    }

    fn is_rated_low_or_not(&self, official: OfficialId) -> bool {
        let in_force = |year: i32| {
            self.after.ratings.iter().find(|row| {
                (row.official_id, row.year) == (official, year)
                    && row.approved_on.is_some()
                    && row.superseded_on.is_none()
            })
        };
        let year = self.on().year();
        let grade = in_force(year).or_else(|| in_force(year - 1)).map(|row| row.grade);
        matches!(grade, None | Some(RatingGrade::NotCompleted | RatingGrade::NotRated))
    }

    fn is_disciplined(&self, official: OfficialId) -> bool {
        let of_state = self.after.disciplines.iter();
        let of_state = of_state.map(|row| (row.official_id, row.decided_on, row.ends_on));
        let of_party = self.after.party_disciplines.iter();
        let of_party = of_party.map(|row| (row.official_id, row.decided_on, row.ends_on));
        of_state.chain(of_party).any(|(whose, from, to)| whose == official && holds(from, to, self.on()))
    }

    /// Whether a person retires before the first day on which a whole term can have been served.
    fn retires_too_early(&self, official: OfficialId) -> bool {
        let Some((sex, Some(birth))) = self.person(official) else { return false };
        let (mut months, step, last) = match sex {
            Sex::Male => (723, 3, 744),
            Sex::Female => (664, 4, 720),
        };
        let mut year = 2021;
        while (birth + Months::new(months)).year() > year {
            year += 1;
            months = (months + step).min(last);
        }
        let reached = birth + Months::new(months) + Months::new(1);
        let last: i32 = self.round.term.split('-').next_back().unwrap().parse().unwrap();
        reached.with_day(1).unwrap() < NaiveDate::from_ymd_opt(last, 1, 1).unwrap()
    }

    /// How many findings there are.
    pub(super) fn of_all(&self) -> usize {
        let not_higher = self.planned(self.round).into_iter();
        let not_higher =
            not_higher.filter(|row| self.is_not_higher(row.official_id, &row.title_code)).count();
        let of_people: usize = self.everybody().into_iter().map(|one| self.of_person(one)).sum();
        self.of_titles() + self.of_the_whole() + not_higher + of_people
    }

    /// How many findings name a person, and no title but one.
    pub(super) fn of_proposal(&self, official: OfficialId, title: &str) -> usize {
        let is_one_of_many = self.people_of(title).len() > 3;
        usize::from(is_one_of_many)
            + usize::from(self.is_not_higher(official, title))
            + self.of_person(official)
    }
}
