//! The states of a training plan, and which change leads from which to which. Source: domain §7.

use entity::value::TrainingPlanStatus;
use entity::value::TrainingPlanStatus::{Approved, Consolidated, Draft, Returned, Submitted};

use super::super::{Refusal, Rule};
use super::rule::TrainingPlanRule;

/// What may be done to a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Its items are changed.
    Edit,
    /// It takes up the items of plans below.
    TakeUp,
    /// It is handed to the unit above.
    Submit,
    /// The unit above gives it back.
    Return,
    /// The plan above takes up its items.
    GoInto,
    /// It is approved by itself.
    Approve,
    /// It is approved with the plan that took up its items.
    ApproveWith,
    /// Another edition is begun; this one stays as it is.
    Amend,
}

/// From which state, by what, to which. There is no other way.
const WAYS: [(TrainingPlanStatus, Deed, TrainingPlanStatus); 11] = [
    (Draft, Deed::Edit, Draft),
    (Draft, Deed::TakeUp, Draft),
    (Draft, Deed::Submit, Submitted),
    (Returned, Deed::Edit, Returned),
    (Returned, Deed::TakeUp, Returned),
    (Returned, Deed::Submit, Submitted),
    (Submitted, Deed::Return, Returned),
    (Submitted, Deed::GoInto, Consolidated),
    (Submitted, Deed::Approve, Approved),
    (Consolidated, Deed::ApproveWith, Approved),
    (Approved, Deed::Amend, Approved),
];

impl Deed {
    /// The mutation by which a client does it to the plan itself; none where it is done to another one.
    const fn mutation(self) -> Option<&'static str> {
        match self {
            Self::Edit => Some("editTrainingPlan"),
            Self::TakeUp => Some("consolidateTrainingPlans"),
            Self::Submit => Some("submitTrainingPlan"),
            Self::Return => Some("returnTrainingPlan"),
            Self::Approve => Some("approveTrainingPlan"),
            Self::Amend => Some("amendTrainingPlan"),
            Self::GoInto | Self::ApproveWith => None,
        }
    }
}

/// The state that a plan is in afterwards.
///
/// # Errors
/// The state does not allow it: the refusal names the mutations that it does.
pub(super) fn after(status: TrainingPlanStatus, deed: Deed) -> Result<TrainingPlanStatus, Refusal> {
    let way = WAYS.iter().find(|(from, by, _)| (*from, *by) == (status, deed));
    way.map(|(.., to)| *to).ok_or_else(|| {
        let rule = TrainingPlanRule::State { status, legal: legal(status) };
        Rule::TrainingPlan(rule).at("trainingPlan")
    })
}

/// The mutations that a state allows.
fn legal(status: TrainingPlanStatus) -> Vec<&'static str> {
    WAYS.iter().filter(|(from, ..)| *from == status).filter_map(|(_, by, _)| by.mutation()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iv_09_given_every_state_then_these_ways_lead_on_and_an_approved_plan_is_never_edited() {
        let edited = ["editTrainingPlan", "consolidateTrainingPlans", "submitTrainingPlan"];
        assert_eq!(legal(Draft), edited);
        assert_eq!(legal(Returned), edited);
        assert_eq!(legal(Submitted), ["returnTrainingPlan", "approveTrainingPlan"]);
        assert_eq!(legal(Consolidated), [""; 0]);
        assert_eq!(legal(Approved), ["amendTrainingPlan"]);
    }

    #[test]
    fn given_a_way_that_there_is_not_then_refused_by_naming_those_that_there_are() {
        assert_eq!(after(Submitted, Deed::Approve), Ok(Approved));
        assert_eq!(after(Consolidated, Deed::ApproveWith), Ok(Approved));
        for (status, deed) in [
            (Draft, Deed::Approve),
            (Returned, Deed::Approve),
            (Consolidated, Deed::Approve),
            (Consolidated, Deed::Return),
            (Submitted, Deed::Edit),
            (Submitted, Deed::TakeUp),
            (Approved, Deed::Edit),
            (Approved, Deed::Submit),
            (Draft, Deed::GoInto),
        ] {
            let rule = TrainingPlanRule::State { status, legal: legal(status) };
            let refusal = Rule::TrainingPlan(rule).at("trainingPlan");
            assert_eq!(after(status, deed), Err(refusal), "{status:?} {deed:?}");
        }
    }
}
