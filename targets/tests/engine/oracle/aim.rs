//! Statuses, gaps and slacks by trying every change one by one.

use std::collections::BTreeSet;

use targets::programme::{Comparator, TargetKind};
use targets::value::Status;

/// A comparator and the fraction `p/q`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aim {
    pub(crate) kind: TargetKind,
    pub(crate) comparator: Comparator,
    pub(crate) p: u64,
    pub(crate) q: u64,
}

impl Aim {
    fn accepts(self, n: u64, d: u64) -> bool {
        match self.comparator {
            Comparator::GreaterThan => n * self.q > self.p * d,
            Comparator::AtLeast => n * self.q >= self.p * d,
            Comparator::Equal => n * self.q == self.p * d,
        }
    }

    pub(crate) fn status(self, (n, d, u): (u64, u64, u64)) -> Status {
        if d == 0 {
            return Status::NotApplicable;
        }
        let results: BTreeSet<bool> = (0..=u).map(|more| self.accepts(n + more, d)).collect();
        if results.len() > 1 {
            return Status::Unknown;
        }
        match (self.kind, results.contains(&true)) {
            (TargetKind::Mandatory, true) => Status::Met,
            (TargetKind::Mandatory, false) => Status::NotMet,
            (_, true) => Status::Reached,
            (_, false) => Status::NotReached,
        }
    }

    /// The fewest replacements, tried one by one.
    pub(crate) fn by_replacement(self, (n, d, _): (u64, u64, u64)) -> Option<u64> {
        if d == 0 || self.accepts(n, d) { None } else { (0..=d - n).find(|more| self.accepts(n + more, d)) }
    }

    /// The fewest additions, tried one by one; with these denominators far fewer than are tried.
    pub(crate) fn by_addition(self, (n, d, _): (u64, u64, u64)) -> Option<u64> {
        if d == 0 || self.accepts(n, d) {
            None
        } else {
            (0..=d * self.q + 1).find(|more| self.accepts(n + more, d + more))
        }
    }

    /// Counted members taken away one by one until the threshold is missed.
    pub(crate) fn slack(self, (n, d, _): (u64, u64, u64)) -> Option<u64> {
        if d == 0 || !self.accepts(n, d) {
            return None;
        }
        Some((1..=n).take_while(|less| self.accepts(n - less, d)).count() as u64)
    }
}

pub(crate) fn trend((n, d, u): (u64, u64, u64), (then_n, then_d, then_u): (u64, u64, u64)) -> Status {
    if d == 0 || then_d == 0 {
        return Status::NotApplicable;
    }
    let mut found: Vec<Status> = Vec::new();
    for more in 0..=u {
        for then_more in 0..=then_u {
            let (now, then) = ((n + more) * then_d, (then_n + then_more) * d);
            found.push(match now.cmp(&then) {
                std::cmp::Ordering::Greater => Status::Improving,
                std::cmp::Ordering::Equal => Status::Flat,
                std::cmp::Ordering::Less => Status::Worsening,
            });
        }
    }
    if found.iter().all(|status| *status == found[0]) { found[0] } else { Status::Unknown }
}
