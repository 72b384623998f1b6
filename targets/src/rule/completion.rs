//! K6 and K7: completed courses. The course's last day decides; having completed none is "no", never unknown.

use chrono::NaiveDate;

use crate::facts::Facts;
use crate::roll::Claim;
use crate::verdict::{Ground, Verdict};

/// K6: a completed course that counts as knowledge update and ended in the days `from` to `to`, both included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnowledgeUpdate {
    pub(crate) from: NaiveDate,
    /// The day asked for.
    pub(crate) to: NaiveDate,
}

impl KnowledgeUpdate {
    pub(crate) fn weigh(&self, facts: &Facts, official: u32) -> Verdict {
        let Self { from, to } = *self;
        let mut latest_other = None;
        for (completion, row) in facts.completions.by_official.numbered(official).rev() {
            if row.ended_on > to {
                continue;
            }
            if row.ended_on >= from && row.counts_as_knowledge_update {
                return Verdict::counted(Ground::CourseCompleted { completion });
            }
            latest_other = latest_other.or(Some(completion));
        }
        Verdict::not_counted(match latest_other {
            Some(completion) => Ground::CourseNotCounting { completion, from, to },
            None => Ground::NoCourse { from, to },
        })
    }
}

/// K7: any completed course that ended from the approval of the person's entry to the day. Of several open entries in
/// scope the one approved first gives the longest time.
pub(crate) fn trained_since_approval(
    facts: &Facts,
    on: NaiveDate,
    official: u32,
    claims: &[Claim],
) -> Verdict {
    let entries = facts.succession.as_ref().map(|succession| &succession.by_unit);
    let approved = claims.iter().filter_map(|claim| Some((entries?.row(claim.row)?.approved_on, claim.row)));
    let Some((approved_on, entry)) = approved.min() else {
        return Verdict::not_counted(Ground::NoCourse { from: on, to: on });
    };
    let completions = &facts.completions.by_official;
    let mut fitting =
        completions.numbered(official).rev().filter(|(_, row)| (approved_on..=on).contains(&row.ended_on));
    match fitting.next() {
        Some((completion, _)) => Verdict::counted(Ground::TrainedSinceApproval { completion, approved_on }),
        None => Verdict::not_counted(Ground::NotTrainedSinceApproval { entry }),
    }
}
