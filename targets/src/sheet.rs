//! A sheet of counts: one row per cell or scope, one column per thing to count.

use crate::table::place;
use crate::tally::Tally;

/// Counts by row and column, the columns of a row side by side.
#[derive(Debug)]
pub(crate) struct Sheet {
    columns: usize,
    tallies: Vec<Tally>,
}

impl Sheet {
    pub(crate) fn new(rows: usize, columns: usize) -> Self {
        Self { columns, tallies: vec![Tally::default(); rows.saturating_mul(columns)] }
    }

    pub(crate) fn row(&self, row: usize) -> &[Tally] {
        let start = row.saturating_mul(self.columns);
        self.tallies.get(start..start.saturating_add(self.columns)).unwrap_or_default()
    }

    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [Tally] {
        let start = row.saturating_mul(self.columns);
        self.tallies.get_mut(start..start.saturating_add(self.columns)).unwrap_or_default()
    }

    pub(crate) fn at_mut(&mut self, row: u32, column: usize) -> Option<&mut Tally> {
        self.row_mut(place(row)).get_mut(column)
    }

    /// A sheet with a row for each group of this one's rows, holding their sums.
    pub(crate) fn sums(&self, groups: &[Vec<u32>]) -> Self {
        let mut sums = Self::new(groups.len(), self.columns);
        for (group, rows) in groups.iter().enumerate() {
            let sum = sums.row_mut(group);
            for row in rows {
                for (total, tally) in sum.iter_mut().zip(self.row(place(*row))) {
                    total.merge(tally);
                }
            }
        }
        sums
    }
}
