//! K5, K8 and the requirements of title standards: qualifications of a kind and of at least a rank.

use chrono::NaiveDate;

use crate::fact::Requirement;
use crate::facts::Facts;
use crate::verdict::{Ground, Outcome, Verdict};

/// One part of the evidence that a target asks for: any of the alternatives proves it.
#[derive(Clone, Debug)]
pub(crate) struct EvidencePart {
    pub(crate) alternatives: Vec<Requirement>,
}

impl EvidencePart {
    /// The best outcome of the alternatives.
    pub(crate) fn weigh(&self, facts: &Facts, on: NaiveDate, official: u32) -> Verdict {
        let mut best: Option<Verdict> = None;
        for alternative in &self.alternatives {
            let verdict = requirement(facts, on, official, *alternative);
            if verdict.outcome == Outcome::Counted {
                return verdict;
            }
            if best.is_none_or(|best| verdict.outcome > best.outcome) {
                best = Some(verdict);
            }
        }
        best.unwrap_or(Verdict::counted(Ground::NoRequirement))
    }
}

/// Whether the official has a valid qualification of the kind and of at least the rank. No record of the kind at all is
/// unknown; a lower level or a revoked one is "no".
pub(super) fn requirement(facts: &Facts, on: NaiveDate, official: u32, asked: Requirement) -> Verdict {
    let Requirement { kind, min_rank } = asked;
    let mut lower = None;
    let mut revoked = None;
    for (number, row) in facts.qualifications.by_official.numbered(official) {
        if row.kind != kind || !row.is_recorded(on) {
            continue;
        }
        if row.is_revoked(on) {
            revoked = revoked.or(Some(number));
        } else if row.rank >= min_rank {
            return Verdict::counted(Ground::LevelReached { qualification: number });
        } else {
            lower = lower.or(Some(number));
        }
    }
    match (lower, revoked) {
        (Some(qualification), _) => Verdict::not_counted(Ground::LevelTooLow { qualification }),
        (None, Some(qualification)) => Verdict::not_counted(Ground::LevelRevoked { qualification }),
        (None, None) => Verdict::unknown(Ground::NoQualification { kind }),
    }
}
