//! Which units stand for a unit on a day: the walk over trees and lineage behind [`Forest::reach`].

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::unit::Forest;

impl Forest {
    /// [`Forest::reach`] by numbers, sorted.
    pub(crate) fn reach_numbers(&self, unit: u32, on: NaiveDate) -> Vec<u32> {
        let mut walk = Walk { forest: self, on, met: HashSet::new(), reached: Vec::new() };
        if self.stands(unit, on) {
            walk.take_subtree(unit);
        } else if let Some(last_day) = self.last_day_before(unit, on) {
            walk.forward(Walk::subtree(self, unit, last_day));
        } else {
            walk.backward(unit);
        }
        walk.reached.sort_unstable();
        walk.reached.dedup();
        walk.reached
    }
}

/// A walk that comes out on one day.
struct Walk<'a> {
    forest: &'a Forest,
    on: NaiveDate,
    /// Units that the lineage has led to, so that each is looked at once.
    met: HashSet<u32>,
    reached: Vec<u32>,
}

impl Walk<'_> {
    /// The unit and all below it on a day, the unit first. A forest has no cycles, so this ends.
    fn subtree(forest: &Forest, unit: u32, on: NaiveDate) -> Vec<u32> {
        let mut members = vec![unit];
        let mut next = 0;
        while let Some(member) = members.get(next).copied() {
            members.extend(forest.below(member, on));
            next += 1;
        }
        members
    }

    fn take_subtree(&mut self, unit: u32) {
        if self.reached.is_empty() {
            self.reached = Self::subtree(self.forest, unit, self.on);
        } else {
            self.reached.extend(Self::subtree(self.forest, unit, self.on));
        }
    }

    /// From units that existed once to those of the day.
    fn forward(&mut self, mut open: Vec<u32>) {
        while let Some(unit) = open.pop() {
            if !self.met.insert(unit) {
                continue;
            }
            if self.forest.stands(unit, self.on) {
                self.take_subtree(unit);
            } else {
                let kin = self.forest.successors_of(unit).iter().filter(|kin| kin.effective_on <= self.on);
                open.extend(kin.map(|kin| kin.unit));
            }
        }
    }

    /// From a unit that does not exist yet to those of the day that it came from.
    fn backward(&mut self, unit: u32) {
        let mut open = vec![unit];
        while let Some(unit) = open.pop() {
            if !self.met.insert(unit) {
                continue;
            }
            if self.forest.stands(unit, self.on) {
                self.take_subtree(unit);
            } else {
                let kin = self.forest.predecessors_of(unit).iter().filter(|kin| kin.effective_on > self.on);
                open.extend(kin.map(|kin| kin.unit));
            }
        }
    }
}
