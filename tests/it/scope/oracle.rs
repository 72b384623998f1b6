//! Who is visible, by the words of the domain and plain loops over the world: "the scope is the unit's subtree on the date
//! asked for. Before the unit existed, the scope is its predecessors; when the unit ends, the grant ends with it unless an
//! ADMIN has confirmed that it carries over, and then it is the successors of its last subtree. One direction only, along
//! WHOLE and default PART edges."

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::world::{Grant, Unit, World, YEARS};

pub(super) struct Oracle<'a> {
    world: &'a World,
}

impl<'a> Oracle<'a> {
    pub(super) const fn new(world: &'a World) -> Self {
        Self { world }
    }

    /// The people whom the viewer sees on a day.
    pub(super) fn visible_people(&self, on: NaiveDate) -> BTreeSet<usize> {
        self.people_in(&self.scope(on.year()), on.year())
    }

    /// The people of what stands for a unit on a day.
    pub(super) fn people_below(&self, unit: usize, on: NaiveDate) -> BTreeSet<usize> {
        self.people_in(&self.stands_for(unit, on.year()), on.year())
    }

    /// Nothing happens within a year, so a year is as good as a day.
    fn scope(&self, year: i32) -> BTreeSet<usize> {
        let mut scope = BTreeSet::new();
        for grant in &self.world.grants {
            if self.is_held_today(grant) && !self.died_before(grant, year) {
                scope.extend(self.stands_for(grant.unit, year));
            }
        }
        scope
    }

    fn is_held_today(&self, grant: &Grant) -> bool {
        let today = *YEARS.end();
        let in_period = grant.from <= today && grant.to.is_none_or(|to| today < to);
        in_period && !self.died_before(grant, today)
    }

    /// Whether the grant ended with its unit by a year.
    fn died_before(&self, grant: &Grant, year: i32) -> bool {
        !grant.carries_over && self.unit(grant.unit).to.is_some_and(|to| to <= year)
    }

    fn stands_for(&self, unit: usize, year: i32) -> BTreeSet<usize> {
        if self.exists(unit, year) {
            return self.subtree(unit, year);
        }
        match self.unit(unit).to {
            Some(end) if end <= year => {
                let mut reached = BTreeSet::new();
                for member in self.subtree(unit, end - 1) {
                    reached.extend(self.forward(member, year));
                }
                reached
            }
            _ => self.backward(unit, year),
        }
    }

    fn forward(&self, unit: usize, year: i32) -> BTreeSet<usize> {
        if self.exists(unit, year) {
            return self.subtree(unit, year);
        }
        let next = self.world.edges.iter().filter(|edge| edge.from == unit && edge.is_default);
        next.flat_map(|edge| self.forward(edge.to, year)).collect()
    }

    fn backward(&self, unit: usize, year: i32) -> BTreeSet<usize> {
        if self.exists(unit, year) {
            return self.subtree(unit, year);
        }
        let before = self.world.edges.iter().filter(|edge| edge.to == unit && edge.is_default);
        before.flat_map(|edge| self.backward(edge.from, year)).collect()
    }

    fn subtree(&self, unit: usize, year: i32) -> BTreeSet<usize> {
        let is_below = |candidate: usize| {
            let mut here = Some(candidate);
            while let Some(at) = here {
                if at == unit {
                    return true;
                }
                here = self.parent(at, year);
            }
            false
        };
        (0..self.world.units.len()).filter(|index| self.exists(*index, year) && is_below(*index)).collect()
    }

    fn parent(&self, unit: usize, year: i32) -> Option<usize> {
        self.unit(unit).parents.iter().rfind(|(from, _)| *from <= year).and_then(|(_, parent)| *parent)
    }

    fn exists(&self, unit: usize, year: i32) -> bool {
        let unit = self.unit(unit);
        unit.from <= year && unit.to.is_none_or(|to| year < to)
    }

    fn unit(&self, index: usize) -> &Unit {
        &self.world.units[index]
    }

    fn people_in(&self, units: &BTreeSet<usize>, year: i32) -> BTreeSet<usize> {
        let is_there = |index: &usize| {
            self.world.people[*index].files.iter().any(|file| {
                file.from <= year && file.to.is_none_or(|to| year < to) && units.contains(&file.unit)
            })
        };
        (0..self.world.people.len()).filter(is_there).collect()
    }
}
