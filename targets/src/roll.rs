//! The people of some scopes, with what makes them members and the cells that they are members in.

use crate::scope::Scopes;
use crate::sheet::Sheet;
use crate::table::place;
use crate::verdict::Outcome;

/// What makes a person a member: an appointment to a key title, or a planned entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Claim {
    pub(crate) official: u32,
    pub(crate) cell: u32,
    /// The number of the appointment or entry.
    pub(crate) row: u32,
    pub(crate) title: u16,
}

/// All claims of the cells of some scopes.
#[derive(Debug)]
pub(crate) struct Roll {
    /// Sorted by cell, then person.
    claims: Vec<Claim>,
    /// For each scope, the claims in it of the people who have claims in several of its cells, sorted by person, then
    /// cell.
    wide: Vec<Vec<Claim>>,
}

impl Roll {
    /// The roll of claims that come cell by cell, of `officials` people in the facts.
    pub(crate) fn new(mut claims: Vec<Claim>, scopes: &Scopes, officials: usize) -> Self {
        for of_cell in claims.chunk_by_mut(|one, other| one.cell == other.cell) {
            of_cell.sort_unstable();
        }
        let wide = wide_claims(&claims, scopes, officials);
        let wide = scopes.of.iter().map(|cells| wide_within(&wide, cells)).collect();
        Self { claims, wide }
    }

    /// Each person's claims, over all cells.
    pub(crate) fn people(&self) -> Vec<Vec<Claim>> {
        let mut claims = self.claims.clone();
        claims.sort_unstable();
        people_of(&claims).map(<[Claim]>::to_vec).collect()
    }

    /// Counts the people of each cell into the sheet's row of the cell, in each rule's column.
    pub(crate) fn count_cells<R>(
        &self,
        by_cell: &mut Sheet,
        rules: &[(usize, R)],
        outcome: impl Fn(&R, &[Claim]) -> Outcome,
    ) {
        for of_cell in self.claims.chunk_by(|one, other| one.cell == other.cell) {
            let Some(first) = of_cell.first() else { continue };
            let row = by_cell.row_mut(place(first.cell));
            for person in people_of(of_cell) {
                // All rules weigh a person in one go, while the person's facts are at hand.
                for (column, rule) in rules {
                    if let Some(tally) = row.get_mut(*column) {
                        tally.add(outcome(rule, person));
                    }
                }
            }
        }
    }

    /// Takes the people who were counted in several cells of a scope out of the scope's sums and counts them once,
    /// weighed by all their claims in it.
    pub(crate) fn count_wide_once<R>(
        &self,
        totals: &mut Sheet,
        rules: &[(usize, R)],
        outcome: impl Fn(&R, &[Claim]) -> Outcome,
    ) {
        for (scope, wide) in self.wide.iter().enumerate() {
            let row = totals.row_mut(scope);
            for person in people_of(wide) {
                for (column, rule) in rules {
                    if let Some(tally) = row.get_mut(*column) {
                        for of_one_cell in person.chunk_by(|one, other| one.cell == other.cell) {
                            tally.remove(outcome(rule, of_one_cell));
                        }
                        tally.add(outcome(rule, person));
                    }
                }
            }
        }
    }
}

fn people_of(claims: &[Claim]) -> impl Iterator<Item = &[Claim]> {
    claims.chunk_by(|one, other| one.official == other.official)
}

fn in_several_cells(person: &[Claim]) -> bool {
    person.first().map(|claim| claim.cell) != person.last().map(|claim| claim.cell)
}

/// The claims of people who have some in several cells, sorted by cell.
fn wide_claims(by_cell: &[Claim], scopes: &Scopes, officials: usize) -> Vec<Claim> {
    if scopes.cells.len() < 2 {
        return Vec::new();
    }
    const NOWHERE: u32 = 0;
    const SEVERAL: u32 = u32::MAX;
    let mut cell_of = vec![NOWHERE; officials];
    let mut is_any_wide = false;
    for claim in by_cell {
        if let Some(seen) = cell_of.get_mut(place(claim.official)) {
            let here = claim.cell.saturating_add(1);
            let is_wide = *seen != NOWHERE && *seen != here;
            is_any_wide |= is_wide;
            *seen = if is_wide { SEVERAL } else { here };
        }
    }
    if !is_any_wide {
        return Vec::new();
    }
    let is_wide = |claim: &&Claim| cell_of.get(place(claim.official)) == Some(&SEVERAL);
    by_cell.iter().filter(is_wide).copied().collect()
}

/// Of claims sorted by cell, those in the cells whose person has some in several of them.
fn wide_within(by_cell: &[Claim], cells: &[u32]) -> Vec<Claim> {
    if cells.len() < 2 || by_cell.is_empty() {
        return Vec::new();
    }
    let mut within = Vec::new();
    for cell in cells {
        let start = by_cell.partition_point(|claim| claim.cell < *cell);
        let rest = by_cell.get(start..).unwrap_or_default();
        within.extend(rest.iter().take_while(|claim| claim.cell == *cell));
    }
    within.sort_unstable();
    people_of(&within).filter(|person| in_several_cells(person)).flatten().copied().collect()
}
