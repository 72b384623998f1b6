//! Which step of a succession round follows which. Source: domain §6.

use entity::value::SuccessionRoundStatus as Status;

/// What is done with a round or with one of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Somebody is proposed for a title.
    Propose,
    /// Somebody who is proposed is taken back.
    Withdraw,
    /// The round goes up to the Party committee above.
    Submit,
    /// It was appraised there.
    Appraise,
    /// It goes back to be made better.
    Return,
    /// It is decided.
    Approve,
    /// Somebody who is planned leaves the plan.
    Remove,
    /// Somebody who is planned was appointed.
    Appoint,
}

impl Act {
    /// Every act, in the order in which they follow each other.
    pub const ALL: [Self; 8] = [
        Self::Propose,
        Self::Withdraw,
        Self::Submit,
        Self::Appraise,
        Self::Return,
        Self::Approve,
        Self::Remove,
        Self::Appoint,
    ];

    /// The mutation by which it is asked for.
    #[must_use]
    pub const fn mutation(self) -> &'static str {
        match self {
            Self::Propose => "proposeSuccessor",
            Self::Withdraw => "withdrawSuccessor",
            Self::Submit => "submitSuccessionRound",
            Self::Appraise => "appraiseSuccessionRound",
            Self::Return => "returnSuccessionRound",
            Self::Approve => "approveSuccessionRound",
            Self::Remove => "removeSuccessionEntry",
            Self::Appoint => "markSuccessorAppointed",
        }
    }

    /// Whether it may be done with a round in a state.
    #[must_use]
    pub const fn is_allowed(self, status: Status) -> bool {
        match self {
            Self::Propose | Self::Withdraw | Self::Submit => {
                matches!(status, Status::Draft | Status::Returned)
            }
            Self::Appraise => matches!(status, Status::Submitted),
            Self::Return => matches!(status, Status::Submitted | Status::Appraised),
            Self::Approve => matches!(status, Status::Appraised),
            Self::Remove | Self::Appoint => matches!(status, Status::Approved),
        }
    }

    /// The state that it leads to; none where the round stays in its own.
    #[must_use]
    pub const fn leads_to(self) -> Option<Status> {
        match self {
            Self::Submit => Some(Status::Submitted),
            Self::Appraise => Some(Status::Appraised),
            Self::Return => Some(Status::Returned),
            Self::Approve => Some(Status::Approved),
            Self::Propose | Self::Withdraw | Self::Remove | Self::Appoint => None,
        }
    }

    /// Whether it is for the Party committee of a unit above.
    #[must_use]
    pub const fn is_from_above(self) -> bool {
        matches!(self, Self::Appraise | Self::Return | Self::Approve)
    }

    /// Whether it is for somebody else than whoever submitted the round or proposed somebody in it.
    #[must_use]
    pub const fn is_for_another(self) -> bool {
        matches!(self, Self::Appraise | Self::Approve)
    }
}

/// What may be done with a round in a state, by the names of the mutations.
#[must_use]
pub fn legal(status: Status) -> Vec<&'static str> {
    Act::ALL.into_iter().filter(|act| act.is_allowed(status)).map(Act::mutation).collect()
}

/// Whether a round is still worked on: there is one such of a unit, a body and a term.
#[must_use]
pub const fn is_open(status: Status) -> bool {
    !matches!(status, Status::Approved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_every_state_then_what_may_follow() {
        for status in Status::ALL.iter().copied() {
            let expected: &[&str] = match status {
                Status::Draft | Status::Returned => {
                    &["proposeSuccessor", "withdrawSuccessor", "submitSuccessionRound"]
                }
                Status::Submitted => &["appraiseSuccessionRound", "returnSuccessionRound"],
                Status::Appraised => &["returnSuccessionRound", "approveSuccessionRound"],
                Status::Approved => &["removeSuccessionEntry", "markSuccessorAppointed"],
            };
            assert_eq!(legal(status), expected, "{status:?}");
            assert_eq!(is_open(status), status != Status::Approved);
        }
    }

    #[test]
    fn given_every_act_then_a_state_is_only_entered_by_its_own() {
        let entered: Vec<_> = Act::ALL.into_iter().filter_map(Act::leads_to).collect();
        assert_eq!(entered, [Status::Submitted, Status::Appraised, Status::Returned, Status::Approved]);
        assert!(Act::ALL.into_iter().filter(|act| act.is_for_another()).all(Act::is_from_above));
    }
}
