//! Which published figures are withheld so that none that is too small can be worked out from the others.
//!
//! A figure that is too small is withheld for its own sake. Figures are bound to each other by [sums](Sum): a unit's
//! is the sum of its children's, and that of the day after is about the same. Where what is shown would give a withheld
//! figure away by a sum or a difference, the next smallest figure of the sum is withheld as well, until
//!
//! - every sum in which something is withheld has at least two figures that nobody sees, so that no withheld one can be
//!   worked out; and
//! - what all withheld addends of a shown total come to, which anybody can work out, is not too small itself; and
//! - it comes to more than one for each of them, both of what is counted and of the rest: zeros are shown, so of six
//!   withheld figures that come to six each would be known to be one.
//!
//! The parts of a value are judged together as one figure of several counts: they are shown or withheld as one. So a
//! table of units by parts has whole rows withheld, and two rows without numbers can't be told apart by the sums of
//! the columns. Source: domain §9.

mod relations;
#[cfg(test)]
mod tests;

use targets::value::Count;

pub use relations::{Figure, Populations, Shown, shown};

/// A total and what it is the sum of, as places in the list of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The whole.
    pub total: usize,
    /// What it is the sum of, as far as it was published.
    pub addends: Vec<usize>,
    /// Whether the total has addends that were not published.
    pub has_unpublished: bool,
}

/// Which figures are withheld, for each in the order given: those of `first` and what has to go with them.
///
/// A figure is one or several counts. Of equally small figures the first in the order goes first, so that the outcome
/// depends on the list alone.
#[must_use]
pub fn withheld(
    figures: &[Vec<Count>],
    sums: &[Sum],
    first: &[bool],
    is_small: impl Fn(&[Count]) -> bool,
) -> Vec<bool> {
    let mut sums_of = vec![Vec::new(); figures.len()];
    for (number, sum) in sums.iter().enumerate() {
        if let Some(sums_of) = sums_of.get_mut(sum.total) {
            sums_of.push(number);
        }
    }
    let mut table = Table { figures, sums, sums_of, withheld: first.to_vec(), is_small };
    table.close();
    table.withheld
}

struct Table<'a, F> {
    figures: &'a [Vec<Count>],
    sums: &'a [Sum],
    /// For each figure the sums of which it is the total.
    sums_of: Vec<Vec<usize>>,
    withheld: Vec<bool>,
    is_small: F,
}

impl<F: Fn(&[Count]) -> bool> Table<'_, F> {
    /// Withholds more until nothing is given away. Each round withholds something, so this ends.
    fn close(&mut self) {
        let mut is_closed = false;
        while !is_closed {
            is_closed = true;
            for sum in self.sums {
                while let Some(place) = self.next_to_withhold(sum) {
                    self.withhold(place);
                    is_closed = false;
                }
            }
        }
    }

    /// The figure to withhold because a sum gives something away; none if it does not.
    fn next_to_withhold(&self, sum: &Sum) -> Option<usize> {
        let is_total_withheld = self.is_withheld(sum.total);
        let withheld = sum.addends.iter().filter(|addend| self.is_withheld(**addend)).count();
        let unseen = withheld + usize::from(sum.has_unpublished);
        let gives_away = match (is_total_withheld, withheld) {
            (true, _) => unseen == 0,
            (false, 0) => false,
            (false, _) => unseen < 2 || self.is_remainder_small(&[sum]),
        };
        if gives_away {
            return self.smallest_shown(&sum.addends).or((!is_total_withheld).then_some(sum.total));
        }
        if is_total_withheld || withheld == 0 {
            return None;
        }
        // The withheld addends that are totals themselves can be taken apart, and what is shown below them taken off.
        let apart = self.taken_apart(sum);
        let shown_below = || apart.iter().skip(1).flat_map(|sum| &sum.addends).copied().collect::<Vec<_>>();
        if self.is_remainder_small(&apart) {
            return self.smallest_shown(&shown_below());
        }
        // Once nothing is shown beside the total, nothing but the total is known.
        let all: Vec<usize> = apart.iter().flat_map(|sum| &sum.addends).copied().collect();
        if self.is_remainder_thin(&apart) { self.smallest_shown(&all) } else { None }
    }

    /// Whether what the withheld figures of these sums come to is at most one for each of them. A total that itself
    /// has nothing counted, or nothing else, says so of all its addends, and no more is given away.
    fn is_remainder_thin(&self, sums: &[&Sum]) -> bool {
        let Some(whole) = sums.first().map(|sum| self.counts(sum.total)) else { return false };
        let totals: Vec<usize> = sums.iter().map(|sum| sum.total).collect();
        let addends = sums.iter().flat_map(|sum| &sum.addends);
        let hidden = addends.filter(|place| self.is_withheld(**place) && !totals.contains(*place)).count();
        let hidden = u64::try_from(hidden).unwrap_or(u64::MAX);
        let rest = |count: &Count| count.denominator.saturating_sub(count.numerator);
        whole.iter().zip(self.remainder(sums)).any(|(whole, left)| {
            (whole.numerator > 0 && left.numerator <= hidden) || (rest(whole) > 0 && rest(&left) <= hidden)
        })
    }

    /// A sum and, for every withheld figure in it that is a total, that total's sum, and so on.
    fn taken_apart<'s>(&'s self, sum: &'s Sum) -> Vec<&'s Sum> {
        let mut apart = vec![sum];
        let mut met = vec![sum.total];
        let mut next = 0;
        while let Some(here) = apart.get(next).copied() {
            for addend in here.addends.iter().filter(|addend| self.is_withheld(**addend)) {
                let own = self.sums_of.get(*addend).and_then(|sums| sums.first());
                if let Some(own) = own.and_then(|own| self.sums.get(*own))
                    && !met.contains(addend)
                {
                    met.push(*addend);
                    apart.push(own);
                }
            }
            next += 1;
        }
        apart
    }

    /// Whether the first sum's total without everything shown in these sums is too small.
    fn is_remainder_small(&self, sums: &[&Sum]) -> bool {
        (self.is_small)(&self.remainder(sums))
    }

    /// The first sum's total without everything shown in these sums.
    fn remainder(&self, sums: &[&Sum]) -> Vec<Count> {
        let mut remainder = sums.first().map(|sum| self.counts(sum.total).to_vec()).unwrap_or_default();
        for place in sums.iter().flat_map(|sum| &sum.addends).filter(|place| !self.is_withheld(**place)) {
            let shown = self.counts(*place);
            for (left, off) in remainder.iter_mut().zip(shown) {
                left.numerator = left.numerator.saturating_sub(off.numerator);
                left.denominator = left.denominator.saturating_sub(off.denominator);
                left.unknown = left.unknown.saturating_sub(off.unknown);
            }
        }
        remainder
    }

    fn smallest_shown(&self, places: &[usize]) -> Option<usize> {
        let shown = places.iter().copied().filter(|place| !self.is_withheld(*place));
        shown.min_by_key(|place| (self.size(*place), *place))
    }

    fn size(&self, place: usize) -> (u64, u64) {
        let sum = |of: fn(&Count) -> u64| self.counts(place).iter().map(of).fold(0, u64::saturating_add);
        (sum(|count| count.denominator), sum(|count| count.numerator))
    }

    fn counts(&self, place: usize) -> &[Count] {
        self.figures.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    fn is_withheld(&self, place: usize) -> bool {
        self.withheld.get(place).copied().unwrap_or(false)
    }

    fn withhold(&mut self, place: usize) {
        if let Some(withheld) = self.withheld.get_mut(place) {
            *withheld = true;
        }
    }
}
