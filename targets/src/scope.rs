//! The units of the commune level that the units asked for stand for on a day.

use chrono::NaiveDate;

use crate::table::place;
use crate::unit::Forest;

/// The populations of several units on one day. The commune-level units of all of them are numbered anew, as cells.
#[derive(Debug)]
pub(crate) struct Scopes {
    /// Each cell's unit, in the order of the units' numbers.
    pub(crate) cells: Vec<u32>,
    /// For each unit asked for its cells, sorted.
    pub(crate) of: Vec<Vec<u32>>,
}

impl Scopes {
    pub(crate) fn new(forest: &Forest, asked: &[u32], on: NaiveDate) -> Self {
        let mut of: Vec<Vec<u32>> = asked.iter().map(|unit| communes(forest, *unit, on)).collect();
        let mut cells: Vec<u32> = of.iter().flatten().copied().collect();
        cells.sort_unstable();
        cells.dedup();
        let mut cell_of_unit = vec![0; forest.len()];
        for (cell, unit) in (0..).zip(&cells) {
            if let Some(slot) = cell_of_unit.get_mut(place(*unit)) {
                *slot = cell;
            }
        }
        for unit in of.iter_mut().flatten() {
            *unit = cell_of_unit.get(place(*unit)).copied().unwrap_or_default();
        }
        Self { cells, of }
    }
}

fn communes(forest: &Forest, unit: u32, on: NaiveDate) -> Vec<u32> {
    let mut reached = forest.reach_numbers(unit, on);
    reached.retain(|unit| forest.is_commune(*unit, on));
    reached
}
