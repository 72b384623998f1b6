//! The people of a scope, each once, with what makes them members and the cells that they are members in.

use crate::scope::Scopes;
use crate::table::place;
use crate::tally::Tally;
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

/// All claims of the cells of some scopes, sorted by person, then cell.
#[derive(Debug)]
pub(crate) struct Roll {
    claims: Vec<Claim>,
    /// For each scope, the claims in it of the people who have claims in several of its cells.
    wide: Vec<Vec<Claim>>,
}

impl Roll {
    pub(crate) fn new(mut claims: Vec<Claim>, scopes: &Scopes) -> Self {
        // Nearly sorted already, because officials are numbered in the order of their units: the stable sort uses that.
        claims.sort();
        let mut wide: Vec<Claim> =
            people_of(&claims).filter(|person| in_several_cells(person)).flatten().copied().collect();
        wide.sort_by_key(|claim| claim.cell);
        let wide = scopes.of.iter().map(|cells| wide_within(&wide, cells)).collect();
        Self { claims, wide }
    }

    /// Each person's claims.
    pub(crate) fn people(&self) -> impl Iterator<Item = &[Claim]> {
        people_of(&self.claims)
    }

    /// Whether the person has a claim.
    pub(crate) fn has(&self, official: u32) -> bool {
        self.claims.binary_search_by_key(&official, |claim| claim.official).is_ok()
    }

    /// Counts each scope's people, each once, weighed by the claims that lie in the scope.
    pub(crate) fn tally(&self, scopes: &Scopes, weigh: impl Fn(&[Claim]) -> Outcome) -> Vec<Tally> {
        let mut by_cell = vec![Tally::default(); scopes.cells.len()];
        for of_one_cell in
            self.claims.chunk_by(|one, other| (one.official, one.cell) == (other.official, other.cell))
        {
            if let Some(cell) = of_one_cell.first().and_then(|claim| by_cell.get_mut(place(claim.cell))) {
                cell.add(weigh(of_one_cell));
            }
        }
        let total = |(cells, wide): (&Vec<u32>, &Vec<Claim>)| {
            let mut tally = Tally::sum(&by_cell, cells);
            for person in people_of(wide) {
                for of_one_cell in person.chunk_by(|one, other| one.cell == other.cell) {
                    tally.remove(weigh(of_one_cell));
                }
                tally.add(weigh(person));
            }
            tally
        };
        scopes.of.iter().zip(&self.wide).map(total).collect()
    }
}

fn people_of(claims: &[Claim]) -> impl Iterator<Item = &[Claim]> {
    claims.chunk_by(|one, other| one.official == other.official)
}

fn in_several_cells(person: &[Claim]) -> bool {
    person.first().map(|claim| claim.cell) != person.last().map(|claim| claim.cell)
}

/// Of claims sorted by cell, those in the cells whose person has some in several of them, sorted by person and cell.
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
    within.sort();
    people_of(&within).filter(|person| in_several_cells(person)).flatten().copied().collect()
}
