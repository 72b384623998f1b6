//! How far units have come with what they owe.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{ReportId, SourcePoolReportId, TrainingPlanId, UnitId};
use entity::value::ObligationKind;

use super::Owed;

/// How something stands to its deadline on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It is done, in time or late.
    Done,
    /// It is not done, and in time still.
    Due,
    /// It is not done, and late.
    Overdue,
}

impl State {
    /// The state on a day.
    #[must_use]
    pub fn of(progress: &Progress, due_on: NaiveDate, on: NaiveDate) -> Self {
        match progress.done_on {
            Some(_) => Self::Done,
            None if on <= due_on => Self::Due,
            None => Self::Overdue,
        }
    }
}

/// What was done of something that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many are missing still: people without an approved rating or a review, or the paper itself; 0 where it is done.
    pub missing: u32,
    /// When it was done; none where it is not.
    pub done_on: Option<NaiveDate>,
    /// The paper that does it, where there is one.
    pub fulfilled_by: Option<Fulfilment>,
}

/// A paper that does what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fulfilment {
    /// A training plan.
    TrainingPlan(TrainingPlanId),
    /// A report of a source pool.
    SourcePoolReport(SourcePoolReportId),
    /// A report on the year.
    Report(ReportId),
}

/// The ratings of a unit and a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingFacts {
    /// How many people are to be rated.
    pub people: u32,
    /// How many of them have an approved rating.
    pub rated: u32,
    /// When the last of those was first approved.
    pub last_on: Option<NaiveDate>,
}

/// The source pool of a unit in the review of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolFacts {
    /// How many people wait for the review.
    pub waiting: u32,
    /// When the last review was made.
    pub last_on: Option<NaiveDate>,
    /// When it was first reported, and the latest report.
    pub report: Option<(NaiveDate, SourcePoolReportId)>,
}

/// What was done by units for years.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Their ratings.
    pub ratings: HashMap<(UnitId, i32), RatingFacts>,
    /// Their pools.
    pub pools: HashMap<(UnitId, i32), PoolFacts>,
    /// Their training plans: when each was submitted.
    pub plans: HashMap<(UnitId, i32), (NaiveDate, TrainingPlanId)>,
    /// Their reports: when each was submitted.
    pub reports: HashMap<(UnitId, i32), (NaiveDate, ReportId)>,
}

impl Facts {
    /// What was done of something that is owed; none where there is nothing to do.
    pub(super) fn progress(&self, owed: Owed) -> Option<Progress> {
        let of = (owed.unit, owed.year);
        match owed.kind {
            ObligationKind::Ratings => self.ratings.get(&of).and_then(|facts| facts.progress()),
            ObligationKind::SourcePoolReview => {
                Some(self.pools.get(&of).copied().unwrap_or_default().progress())
            }
            ObligationKind::TrainingPlan => {
                let plan = self.plans.get(&of);
                Some(paper(plan.map(|(on, plan)| (*on, Fulfilment::TrainingPlan(*plan)))))
            }
            ObligationKind::Report => {
                let report = self.reports.get(&of);
                Some(paper(report.map(|(on, report)| (*on, Fulfilment::Report(*report)))))
            }
        }
    }
}

impl RatingFacts {
    /// Done once everybody has an approved rating.
    fn progress(&self) -> Option<Progress> {
        let missing = self.people.saturating_sub(self.rated);
        let done_on = self.last_on.filter(|_| missing == 0);
        (self.people > 0).then_some(Progress { missing, done_on, fulfilled_by: None })
    }
}

impl PoolFacts {
    /// Done once everybody was reviewed, or once it was reported, whichever came first. Of a pool of nobody a report is owed.
    fn progress(self) -> Progress {
        let reviewed = self.last_on.filter(|_| self.waiting == 0);
        let reported = self.report.map(|(on, _)| on);
        let done_on = reviewed.into_iter().chain(reported).min();
        Progress {
            missing: if done_on.is_some() { 0 } else { self.waiting.max(1) },
            done_on,
            fulfilled_by: self.report.map(|(_, report)| Fulfilment::SourcePoolReport(report)),
        }
    }
}

/// What is done by one paper.
fn paper(handed_in: Option<(NaiveDate, Fulfilment)>) -> Progress {
    match handed_in {
        Some((on, paper)) => Progress { missing: 0, done_on: Some(on), fulfilled_by: Some(paper) },
        None => Progress { missing: 1, done_on: None, fulfilled_by: None },
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use uuid::Uuid;

    use super::*;

    const UNIT: UnitId = UnitId(Uuid::from_u128(7));

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn owed(kind: ObligationKind) -> Owed {
        Owed { unit: UNIT, kind, year: 2025 }
    }

    fn open(missing: u32) -> Progress {
        Progress { missing, done_on: None, fulfilled_by: None }
    }

    fn done(text: &str) -> Progress {
        Progress { missing: 0, done_on: Some(on(text)), fulfilled_by: None }
    }

    #[test]
    fn given_a_deadline_and_a_day_then_due_up_to_it_and_overdue_after_it_unless_done() {
        for (progress, at, state) in [
            (open(1), "2025-12-13", State::Due),
            (open(1), "2025-12-14", State::Due),
            (open(1), "2025-12-15", State::Overdue),
            (done("2025-12-10"), "2025-12-13", State::Done),
            (done("2025-12-19"), "2025-12-20", State::Done),
        ] {
            assert_eq!(State::of(&progress, on("2025-12-14"), on(at)), state, "{progress:?} {at}");
        }
    }

    #[test]
    fn given_ratings_then_done_with_the_last_that_is_approved_and_owed_of_nobody_by_nobody() {
        for (people, rated, expected) in
            [(0, 0, None), (3, 0, Some(open(3))), (3, 2, Some(open(1))), (3, 3, Some(done("2025-12-10")))]
        {
            let last_on = (rated > 0).then(|| on("2025-12-10"));
            let ratings = HashMap::from([((UNIT, 2025), RatingFacts { people, rated, last_on })]);
            let facts = Facts { ratings, ..Facts::default() };
            assert_eq!(facts.progress(owed(ObligationKind::Ratings)), expected, "{people} {rated}");
        }
        assert_eq!(Facts::default().progress(owed(ObligationKind::Ratings)), None);
    }

    #[test]
    fn given_a_pool_then_done_when_all_are_reviewed_or_it_is_reported_whichever_came_first() {
        let report = SourcePoolReportId(Uuid::from_u128(9));
        let by_report =
            |text: &str| Progress { fulfilled_by: Some(Fulfilment::SourcePoolReport(report)), ..done(text) };
        let (last, reported) = (Some(on("2025-12-20")), Some((on("2025-12-30"), report)));
        for (waiting, last_on, report, expected) in [
            (0, None, None, open(1)),
            (4, None, None, open(4)),
            (2, last, None, open(2)),
            (0, last, None, done("2025-12-20")),
            (0, last, reported, by_report("2025-12-20")),
            (0, None, reported, by_report("2025-12-30")),
            (1, last, reported, by_report("2025-12-30")),
        ] {
            let pools = HashMap::from([((UNIT, 2025), PoolFacts { waiting, last_on, report })]);
            let facts = Facts { pools, ..Facts::default() };
            let progress = facts.progress(owed(ObligationKind::SourcePoolReview)).unwrap();
            assert_eq!(progress, expected, "{waiting} {last_on:?} {report:?}");
        }
    }

    #[test]
    fn given_a_plan_or_a_report_then_done_when_it_is_handed_in() {
        let plan = TrainingPlanId(Uuid::from_u128(3));
        let plans = HashMap::from([((UNIT, 2025), (on("2024-11-04"), plan))]);
        let facts = Facts { plans, ..Facts::default() };
        let by_plan = Progress { fulfilled_by: Some(Fulfilment::TrainingPlan(plan)), ..done("2024-11-04") };
        assert_eq!(facts.progress(owed(ObligationKind::TrainingPlan)), Some(by_plan));
        let next = Owed { year: 2026, ..owed(ObligationKind::TrainingPlan) };
        assert_eq!(facts.progress(next), Some(open(1)));
        assert_eq!(facts.progress(owed(ObligationKind::Report)), Some(open(1)));
        let report = ReportId(Uuid::from_u128(4));
        let reports = HashMap::from([((UNIT, 2025), (on("2026-01-05"), report))]);
        let by_report = Progress { fulfilled_by: Some(Fulfilment::Report(report)), ..done("2026-01-05") };
        let facts = Facts { reports, ..Facts::default() };
        assert_eq!(facts.progress(owed(ObligationKind::Report)), Some(by_report));
    }
}
