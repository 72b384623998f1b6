//! One pass over the facts of a day, in which every slot is counted for every scope.

use std::cell::OnceCell;

use chrono::NaiveDate;

use crate::census::{Census, Holding, TitleSet};
use crate::facts::{Facts, Planned};
use crate::question::Slot;
use crate::roll::{Claim, Roll};
use crate::rule::{PersonRule, locality, woman_in_committee};
use crate::scope::Scopes;
use crate::table::place;
use crate::tally::Tally;
use crate::verdict::Outcome;

/// A day, the scopes asked for, and who holds what in them. What a question does not need is not gathered.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) on: NaiveDate,
    pub(crate) scopes: Scopes,
    /// The key titles of the day.
    pub(crate) key: TitleSet,
    pub(crate) census: Census,
    key_officials: OnceCell<Roll>,
    planned_people: OnceCell<Roll>,
}

impl<'a> Pass<'a> {
    /// A pass for some slots over the units asked for.
    pub(crate) fn new<'s>(
        facts: &'a Facts,
        on: NaiveDate,
        asked: &[u32],
        key: TitleSet,
        slots: impl Iterator<Item = &'s Slot<'s>>,
    ) -> Self {
        let scopes = Scopes::new(&facts.forest, asked, on);
        let mut titles = TitleSet::default();
        for slot in slots {
            titles = match slot {
                Slot::KeyOfficials(_) | Slot::Seats => titles.union(&key),
                Slot::FilledSeats(own) => titles.union(own),
                Slot::PlannedPeople(_) | Slot::Committees => titles,
            };
        }
        let census = Census::take(facts, on, &scopes.cells, &titles);
        Self {
            facts,
            on,
            scopes,
            key,
            census,
            key_officials: OnceCell::new(),
            planned_people: OnceCell::new(),
        }
    }

    /// Counts a slot for each scope.
    pub(crate) fn tally(&self, slot: &Slot<'_>) -> Vec<Tally> {
        match slot {
            Slot::KeyOfficials(rule) => self.tally_people(self.key_officials(), rule),
            Slot::PlannedPeople(rule) => self.tally_people(self.planned_people(), rule),
            Slot::Seats => self.tally_seats(),
            Slot::FilledSeats(titles) => self.tally_filled_seats(titles),
            Slot::Committees => self.tally_committees(),
        }
    }

    /// The key officials: everyone with a PRIMARY or CONCURRENT appointment to a key title in scope.
    pub(crate) fn key_officials(&self) -> &Roll {
        self.key_officials.get_or_init(|| {
            let held = self.census.holdings.iter().filter(|holding| self.key.contains(holding.title));
            let claim = |Holding { row, official, cell, title }: &Holding| Claim {
                official: *official,
                cell: *cell,
                row: *row,
                title: *title,
            };
            Roll::new(held.map(claim).collect(), &self.scopes)
        })
    }

    /// Everyone in an entry for a key title in scope that is open on the day.
    pub(crate) fn planned_people(&self) -> &Roll {
        self.planned_people.get_or_init(|| {
            let mut claims = Vec::new();
            if let Some(succession) = &self.facts.succession {
                let is_asked =
                    |entry: &Planned| entry.open.contains(self.on) && self.key.contains(entry.title);
                for (cell, unit) in (0..).zip(&self.scopes.cells) {
                    let entries = succession.by_unit.numbered(*unit).filter(|(_, entry)| is_asked(entry));
                    claims.extend(entries.map(|(row, Planned { official, title, .. })| Claim {
                        official: *official,
                        cell,
                        row,
                        title: *title,
                    }));
                }
            }
            Roll::new(claims, &self.scopes)
        })
    }

    fn tally_people(&self, roll: &Roll, rule: &PersonRule<'_>) -> Vec<Tally> {
        roll.tally(&self.scopes, |claims| {
            let mut outcome = Outcome::Counted;
            if let Some(claim) = claims.first() {
                rule.weigh(self.facts, self.on, claim.official, claims, |verdict| {
                    outcome = outcome.min(verdict.outcome)
                });
            }
            outcome
        })
    }

    fn tally_seats(&self) -> Vec<Tally> {
        let mut by_cell = self.empty_cells();
        for group in self.census.seat_groups.iter().filter(|group| self.key.contains(group.title)) {
            if let Some(cell) = by_cell.get_mut(place(group.cell)) {
                cell.add_seats(group.seats, self.census.seated(group).len());
                cell.add_surplus(self.census.over(group).len());
            }
        }
        self.sum(&by_cell)
    }

    fn tally_filled_seats(&self, titles: &TitleSet) -> Vec<Tally> {
        let mut by_cell = self.empty_cells();
        for group in self.census.seat_groups.iter().filter(|group| titles.contains(group.title)) {
            if let Some(cell) = by_cell.get_mut(place(group.cell)) {
                for holding in self.census.seated(group) {
                    cell.add(locality(self.facts, self.on, holding.row).outcome);
                }
                cell.add_surplus(self.census.over(group).len());
            }
        }
        self.sum(&by_cell)
    }

    fn tally_committees(&self) -> Vec<Tally> {
        let mut by_cell = self.empty_cells();
        for (cell, unit) in by_cell.iter_mut().zip(&self.scopes.cells) {
            if let Some(verdict) = woman_in_committee(self.facts, self.on, *unit) {
                cell.add(verdict.outcome);
            }
        }
        self.sum(&by_cell)
    }

    fn empty_cells(&self) -> Vec<Tally> {
        vec![Tally::default(); self.scopes.cells.len()]
    }

    fn sum(&self, by_cell: &[Tally]) -> Vec<Tally> {
        self.scopes.of.iter().map(|cells| Tally::sum(by_cell, cells)).collect()
    }
}
