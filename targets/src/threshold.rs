//! What a threshold says of a count: the status, the gap and the slack. All by integers.

use std::cmp::Ordering;

use crate::fraction::Fraction;
use crate::programme::{Comparator, CountedThing, TargetKind};
use crate::value::{Count, Gap, Status};

/// A share to be reached, and what follows from reaching it or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threshold {
    reached: Status,
    missed: Status,
    comparator: Comparator,
    share: Fraction,
    /// Whether members can be added; seats are authorised, not added.
    grows: bool,
}

impl Threshold {
    /// None for a directional target, which has no threshold.
    pub(crate) fn new(
        kind: TargetKind,
        comparator: Comparator,
        share: Fraction,
        counts: CountedThing,
    ) -> Option<Self> {
        let (reached, missed) = match kind {
            TargetKind::Mandatory => (Status::Met, Status::NotMet),
            TargetKind::Aspirational => (Status::Reached, Status::NotReached),
            TargetKind::Directional => return None,
        };
        Some(Self { reached, missed, comparator, share, grows: counts != CountedThing::Posts })
    }

    /// The status of a count: unknown if some number of the unknown members could turn the result.
    pub(crate) fn status(&self, count: &Count) -> Status {
        if count.denominator == 0 {
            return Status::NotApplicable;
        }
        let lowest = self.compare(count.numerator, count.denominator);
        let highest = self.compare(count.numerator.saturating_add(count.unknown), count.denominator);
        let same = match self.comparator {
            Comparator::GreaterThan | Comparator::AtLeast => self.accepts(lowest) == self.accepts(highest),
            // Between a share too small and one too great some number may hit exactly.
            Comparator::Equal => lowest == highest || !self.is_hit_within(count),
        };
        match (same, self.accepts(lowest)) {
            (false, _) => Status::Unknown,
            (true, true) => self.reached,
            (true, false) => self.missed,
        }
    }

    /// The fewest changes that reach the threshold, with the unknown taken as not counting; none if it is reached, if
    /// there is nothing to count, or if no number of changes is enough.
    pub(crate) fn gap(&self, count: &Count) -> Option<Gap> {
        let Count { numerator, denominator, .. } = *count;
        if denominator == 0 || self.accepts(self.compare(numerator, denominator)) {
            return None;
        }
        let by_replacement = self.by_replacement(numerator, denominator);
        let by_addition = if self.grows { self.by_addition(numerator, denominator) } else { None };
        (by_replacement.is_some() || by_addition.is_some()).then_some(Gap { by_replacement, by_addition })
    }

    /// How many counted members may cease to count before the threshold is missed, with the unknown taken as not
    /// counting; none if it is not reached.
    pub(crate) fn slack(&self, count: &Count) -> Option<u64> {
        let Count { numerator, denominator, .. } = *count;
        if denominator == 0 || !self.accepts(self.compare(numerator, denominator)) {
            return None;
        }
        let least = match self.comparator {
            Comparator::Equal => numerator,
            Comparator::AtLeast => self.least_numerator(denominator),
            Comparator::GreaterThan => self.floor_of(denominator).saturating_add(1),
        };
        Some(numerator.saturating_sub(least))
    }

    fn compare(&self, numerator: u64, denominator: u64) -> Ordering {
        let counted = u128::from(numerator) * u128::from(self.share.denominator());
        counted.cmp(&(u128::from(self.share.numerator()) * u128::from(denominator)))
    }

    fn accepts(&self, ordering: Ordering) -> bool {
        match self.comparator {
            Comparator::GreaterThan => ordering.is_gt(),
            Comparator::AtLeast => ordering.is_ge(),
            Comparator::Equal => ordering.is_eq(),
        }
    }

    /// Whether some numerator from the sure one to the greatest possible is exactly the threshold's.
    fn is_hit_within(&self, count: &Count) -> bool {
        let exact = self.least_numerator(count.denominator);
        let possible = count.numerator..=count.numerator.saturating_add(count.unknown);
        possible.contains(&exact) && self.compare(exact, count.denominator).is_eq()
    }

    /// The numerator `n + r`, at most the denominator, that the threshold accepts.
    fn by_replacement(&self, numerator: u64, denominator: u64) -> Option<u64> {
        let wanted = match self.comparator {
            Comparator::GreaterThan => self.floor_of(denominator).checked_add(1)?,
            Comparator::AtLeast | Comparator::Equal => self.least_numerator(denominator),
        };
        let fits = wanted <= denominator && self.accepts(self.compare(wanted, denominator));
        if fits { wanted.checked_sub(numerator) } else { None }
    }

    /// With the threshold `p/q`, `(n + a)/(d + a)` is compared as `a·(q − p)` with `p·d − q·n`.
    fn by_addition(&self, numerator: u64, denominator: u64) -> Option<u64> {
        let (p, q) = (u128::from(self.share.numerator()), u128::from(self.share.denominator()));
        let step = q.checked_sub(p).filter(|step| *step > 0)?;
        let missing = (p * u128::from(denominator)).checked_sub(q * u128::from(numerator))?;
        let added = match self.comparator {
            Comparator::GreaterThan => missing / step + 1,
            Comparator::AtLeast => missing.div_ceil(step),
            Comparator::Equal if missing % step == 0 => missing / step,
            Comparator::Equal => return None,
        };
        u64::try_from(added).ok()
    }

    /// The least numerator that is not below the threshold.
    fn least_numerator(&self, denominator: u64) -> u64 {
        let exact = u128::from(self.share.numerator()) * u128::from(denominator);
        u64::try_from(exact.div_ceil(u128::from(self.share.denominator()))).unwrap_or(u64::MAX)
    }

    /// The greatest numerator that is not above the threshold.
    fn floor_of(&self, denominator: u64) -> u64 {
        let exact = u128::from(self.share.numerator()) * u128::from(denominator);
        u64::try_from(exact / u128::from(self.share.denominator())).unwrap_or(u64::MAX)
    }
}
