//! What units owe each year, and by when.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::NaiveDate;
use entity::obligation_rule;

use super::history::{History, HistoryOf};
use super::node::Node;
use super::report::Report;
use super::source_pool_report::SourcePoolReport;
use super::training_plan::TrainingPlan;
use super::unit::Unit;
use super::word::{DeadlineYear, ObligationKind, ObligedUnits};
use crate::graphql::connection::Listed;
use crate::graphql::context::request;
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind, key};
use crate::graphql::scalar::Date;
use crate::obligations::{self, Fulfilment, Owed};
use crate::repo::Visible;
use crate::repo::obligations::ObligationConditions;

/// The most years that may be asked for at once.
const MOST_YEARS: usize = 10;

/// Something that a unit owes, as it stands on a day.
#[derive(Clone)]
pub struct Obligation {
    on: NaiveDate,
    found: Visible<obligations::Obligation>,
}

impl Obligation {
    /// What is owed, as it stands on a day.
    #[must_use]
    pub const fn new(on: NaiveDate, found: Visible<obligations::Obligation>) -> Self {
        Self { on, found }
    }

    fn owed(&self) -> Owed {
        self.found.deadline.owed
    }
}

impl Listed for Obligation {
    const CONNECTION: &'static str = "ObligationConnection";
    const EDGE: &'static str = "ObligationEdge";
}

/// What a unit owes for a year, and how far it has come by a day: computed from the deadlines of that day and from what the viewer sees
/// then, and never stored. Who is out of sight is neither counted nor waited for.
#[Object]
impl Obligation {
    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// The unit that owes it.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        Ok(Unit::on(request(ctx)?, self.owed().unit, self.on))
    }

    /// What is owed.
    async fn kind(&self) -> ObligationKind {
        self.owed().kind.into()
    }

    /// The year that is rated, reviewed, planned or reported.
    async fn year(&self) -> i32 {
        self.owed().year
    }

    /// The last day that is in time.
    async fn due_on(&self) -> Date {
        self.found.deadline.due_on.into()
    }

    /// What the deadline rests on; where no law sets it, that it is a custom.
    async fn legal_basis(&self) -> &str {
        &self.found.deadline.legal_basis
    }

    /// How it stands on this day.
    async fn state(&self) -> ObligationState {
        self.found.state.into()
    }

    /// When it was done, in time or late: when the last rating was approved; when the last person in the pool was reviewed, or the pool was
    /// reported, whichever came first; when the plan or the report was submitted. Null while it is not done.
    async fn done_on(&self) -> Option<Date> {
        self.found.progress.done_on.map(Into::into)
    }

    /// How many are missing still: people without an approved rating or without a review, 1 where a paper is; 0 once it is done.
    async fn missing(&self) -> Result<i32, ApiError> {
        i32::try_from(self.found.progress.missing)
            .map_err(|_| ApiError::internal("too many are missing to count in an Int"))
    }

    /// What does it, where it is one thing: the training plan, the report, or the latest report of the source pool. Null where there is none.
    async fn fulfilled_by(&self, ctx: &Context<'_>) -> Result<Option<Node>, ApiError> {
        let (request, on) = (request(ctx)?, self.on);
        Ok(match self.found.progress.fulfilled_by {
            None => None,
            Some(Fulfilment::TrainingPlan(plan)) => {
                TrainingPlan::on(request, plan, on).await?.map(Node::from)
            }
            Some(Fulfilment::SourcePoolReport(report)) => {
                SourcePoolReport::on(request, report, on).await?.map(Node::from)
            }
            Some(Fulfilment::Report(report)) => Report::on(request, report, on).await?.map(Node::from),
        })
    }
}

/// How something that is owed stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "obligations::State")]
pub enum ObligationState {
    /// It is done, in time or late.
    Done,
    /// It is not done, and in time still.
    Due,
    /// It is not done, and late.
    Overdue,
}

/// Which obligations to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct ObligationFilter {
    /// Of units that are this one or below it on the day asked for; before it existed its predecessors, after it ended the
    /// successors of its last subtree.
    pub within: Option<ID>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<ObligationKind>>,
    /// In one of these states on the day asked for.
    pub states: Option<Vec<ObligationState>>,
    /// For one of these years; at most 10. If absent, what falls due in the calendar year of the day asked for, or in the one
    /// before.
    pub years: Option<Vec<i32>>,
}

impl ObligationFilter {
    /// The conditions of the filter.
    ///
    /// # Errors
    /// An id that is none of a unit, or too many years.
    pub fn conditions(&self) -> Result<ObligationConditions, ApiError> {
        is_usable(self.years.as_deref())?;
        let within = self.within.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
        Ok(ObligationConditions {
            within: within.map(|(unit, _)| unit),
            kinds: self.kinds.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
            states: self.states.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
            years: self.years.clone(),
        })
    }
}

fn is_usable(years: Option<&[i32]>) -> Result<(), ApiError> {
    match years.is_some_and(|years| years.len() > MOST_YEARS) {
        true => Err(BadInput::TooMany { most: MOST_YEARS }.into()),
        false => Ok(()),
    }
}

/// By when units of a kind owe something each year, over a period.
#[derive(Clone)]
pub struct Deadline(obligation_rule::Model);

impl From<obligation_rule::Model> for Deadline {
    fn from(row: obligation_rule::Model) -> Self {
        Self(row)
    }
}

/// By when units of a kind owe something each year, over a period. Where another deadline begins, the one before ends.
#[Object]
impl Deadline {
    /// The deadline itself.
    async fn key(&self) -> ID {
        key(NodeKind::Deadline, self.0.id)
    }

    /// What is owed.
    async fn kind(&self) -> ObligationKind {
        self.0.kind.into()
    }

    /// Which units owe it.
    async fn owed_by(&self) -> ObligedUnits {
        self.0.owed_by.into()
    }

    /// The month of the last day that is in time, 1 to 12.
    async fn month(&self) -> i32 {
        self.0.month
    }

    /// The last day of that month that is in time.
    async fn day(&self) -> i32 {
        self.0.day
    }

    /// In which year that day lies.
    async fn falls_in(&self) -> DeadlineYear {
        self.0.falls_in.into()
    }

    /// What it rests on; where no law sets it, that it is a custom.
    async fn legal_basis(&self) -> &str {
        &self.0.legal_basis
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        self.0.valid_from.into()
    }

    /// First day on which it no longer holds; null while it is open.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Into::into)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Deadline, self.0.id)
    }
}
