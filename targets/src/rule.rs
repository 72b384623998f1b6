//! The rules that weigh people, one file each.

mod completion;
mod female;
mod locality;
mod qualified;
mod standard;
mod standing_committee;
mod under_age;

use chrono::NaiveDate;

pub(crate) use completion::{KnowledgeUpdate, trained_since_approval};
pub(crate) use locality::locality;
pub(crate) use qualified::EvidencePart;
pub(crate) use standard::Standards;
pub(crate) use standing_committee::woman_in_committee;

use crate::facts::Facts;
use crate::roll::Claim;
use crate::verdict::Verdict;

/// A rule that weighs a person on a day.
#[derive(Clone, Debug)]
pub(crate) enum PersonRule<'a> {
    UnderAge {
        limit: u32,
    },
    Female,
    /// All parts are asked for.
    Qualified(Vec<EvidencePart>),
    KnowledgeUpdate(KnowledgeUpdate),
    /// The standards of all titles held in scope.
    Standard(Standards<'a>),
    TrainedSinceApproval,
}

impl PersonRule<'_> {
    /// Weighs a person by the claims that make the person a member: gives one or more verdicts, joined by "and".
    pub(crate) fn weigh(
        &self,
        facts: &Facts,
        on: NaiveDate,
        official: u32,
        claims: &[Claim],
        mut give: impl FnMut(Verdict),
    ) {
        match self {
            Self::UnderAge { limit } => give(under_age::under_age(facts, on, official, *limit)),
            Self::Female => give(female::female(facts, official)),
            Self::Qualified(parts) => parts.iter().for_each(|part| give(part.weigh(facts, on, official))),
            Self::KnowledgeUpdate(update) => give(update.weigh(facts, official)),
            Self::Standard(standards) => standards.weigh(facts, on, official, claims, give),
            Self::TrainedSinceApproval => give(trained_since_approval(facts, on, official, claims)),
        }
    }
}
