//! How often each mutation was done and refused, so that none passes because it never happened.

use std::collections::BTreeMap;
use std::fmt;

use super::model::Judgement;

/// How often each mutation was done, was refused, and was asked for once more.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    counts: BTreeMap<&'static str, (usize, usize)>,
    replays: usize,
    warnings: BTreeMap<&'static str, usize>,
    codes: BTreeMap<String, usize>,
}

impl Tally {
    pub(super) fn count(&mut self, mutation: &'static str, judgement: &Judgement) {
        let (done, refused) = self.counts.entry(mutation).or_default();
        match judgement {
            Judgement::Done(it) if it.is_replay => self.replays += 1,
            Judgement::Done(it) if it.is_written() => {
                *done += 1;
                for code in &it.warnings {
                    *self.warnings.entry(code).or_default() += 1;
                }
            }
            Judgement::Done(_) => *refused += 1,
            Judgement::Refused(broken) => {
                *refused += 1;
                for (code, _) in &broken.rules {
                    *self.codes.entry(code.clone()).or_default() += 1;
                }
            }
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (mutation, (done, refused)) in &other.counts {
            let counts = self.counts.entry(mutation).or_default();
            *counts = (counts.0 + done, counts.1 + refused);
        }
        for (code, times) in &other.warnings {
            *self.warnings.entry(code).or_default() += times;
        }
        for (code, times) in &other.codes {
            *self.codes.entry(code.clone()).or_default() += times;
        }
        self.replays += other.replays;
    }

    /// The mutations that were never done, or never refused.
    pub(super) fn rare(&self, mutations: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
        let counts = |mutation: &str| self.counts.get(mutation).copied().unwrap_or_default();
        mutations.filter(|mutation| counts(mutation).0 == 0 || counts(mutation).1 == 0).collect()
    }

    pub(super) const fn replays(&self) -> usize {
        self.replays
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (mutation, (done, refused)) in &self.counts {
            writeln!(f, "{mutation:<28} done {done:>4} refused {refused:>4}")?;
        }
        writeln!(
            f,
            "asked for once more {}; warnings {:?}; broken rules {:?}",
            self.replays, self.warnings, self.codes
        )
    }
}
