//! One pass over the facts of a day, in which every slot is counted for every scope.

use std::cell::OnceCell;

use chrono::NaiveDate;

use crate::census::{Census, Holding, TitleSet};
use crate::facts::{Facts, Planned};
use crate::question::Slot;
use crate::roll::{Claim, Roll};
use crate::rule::{PersonRule, locality, woman_in_committee};
use crate::scope::Scopes;
use crate::sheet::Sheet;
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
    pub(crate) fn new(
        facts: &'a Facts,
        on: NaiveDate,
        asked: &[u32],
        key: TitleSet,
        slots: &[&Slot<'_>],
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

    /// Counts slots: for each scope a row, for each slot a column.
    pub(crate) fn count(&self, slots: &[&Slot<'_>]) -> Sheet {
        let mut by_cell = Sheet::new(self.scopes.cells.len(), slots.len());
        let mut of_key_officials = Vec::new();
        let mut of_planned_people = Vec::new();
        for (column, slot) in slots.iter().enumerate() {
            match slot {
                Slot::KeyOfficials(rule) => of_key_officials.push((column, rule)),
                Slot::PlannedPeople(rule) => of_planned_people.push((column, rule)),
                Slot::Seats => self.count_seats(&mut by_cell, column),
                Slot::FilledSeats(titles) => self.count_filled_seats(&mut by_cell, column, titles),
                Slot::Committees => self.count_committees(&mut by_cell, column),
            }
        }
        let outcome = |rule: &&PersonRule<'_>, claims: &[Claim]| self.outcome(rule, claims);
        let key_officials = (!of_key_officials.is_empty()).then(|| (self.key_officials(), of_key_officials));
        let planned_people =
            (!of_planned_people.is_empty()).then(|| (self.planned_people(), of_planned_people));
        let rolls: Vec<_> = key_officials.into_iter().chain(planned_people).collect();
        for (roll, rules) in &rolls {
            roll.count_cells(&mut by_cell, rules, outcome);
        }
        let mut totals = by_cell.sums(&self.scopes.of);
        for (roll, rules) in &rolls {
            roll.count_wide_once(&mut totals, rules, outcome);
        }
        totals
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
            Roll::new(held.map(claim).collect(), &self.scopes, self.facts.people.ids.len())
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
            Roll::new(claims, &self.scopes, self.facts.people.ids.len())
        })
    }

    fn outcome(&self, rule: &PersonRule<'_>, claims: &[Claim]) -> Outcome {
        let mut outcome = Outcome::Counted;
        if let Some(claim) = claims.first() {
            rule.weigh(self.facts, self.on, claim.official, claims, |verdict| {
                outcome = outcome.min(verdict.outcome)
            });
        }
        outcome
    }

    fn count_seats(&self, by_cell: &mut Sheet, column: usize) {
        for group in self.census.seat_groups.iter().filter(|group| self.key.contains(group.title)) {
            if let Some(tally) = by_cell.at_mut(group.cell, column) {
                tally.add_seats(group.seats, self.census.seated(group).len());
                tally.add_surplus(self.census.over(group).len());
            }
        }
    }

    fn count_filled_seats(&self, by_cell: &mut Sheet, column: usize, titles: &TitleSet) {
        for group in self.census.seat_groups.iter().filter(|group| titles.contains(group.title)) {
            if let Some(tally) = by_cell.at_mut(group.cell, column) {
                for holding in self.census.seated(group) {
                    tally.add(locality(self.facts, self.on, holding.row).outcome);
                }
                tally.add_surplus(self.census.over(group).len());
            }
        }
    }

    fn count_committees(&self, by_cell: &mut Sheet, column: usize) {
        for (cell, unit) in (0..).zip(&self.scopes.cells) {
            let verdict = woman_in_committee(self.facts, self.on, *unit);
            if let (Some(verdict), Some(tally)) = (verdict, by_cell.at_mut(cell, column)) {
                tally.add(verdict.outcome);
            }
        }
    }
}
