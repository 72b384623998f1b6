//! Everything that has a global id.

#![expect(missing_docs, reason = "the derive of an interface makes methods without documentation")]

use async_graphql::{ID, Interface};

use super::account::Account;
use super::appointment::Appointment;
use super::course::Course;
use super::enrolment::Enrolment;
use super::locality::LocalityAssessment;
use super::official::Official;
use super::party::StandingCommitteeMembership;
use super::post::Post;
use super::programme::{Programme, Target};
use super::qualification::Qualification;
use super::rating::Rating;
use super::report::Report;
use super::source_pool::SourcePoolEntry;
use super::source_pool_report::SourcePoolReport;
use super::succession_entry::SuccessionEntry;
use super::succession_round::SuccessionRound;
use super::training_plan::TrainingPlan;
use super::unit::Unit;
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};

/// A thing with a global id. The id is all that the interface gives: everything else is judged by the type.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id of this view: the thing and the day."))]
pub enum Node {
    /// An account.
    Account(Account),
    /// A unit.
    Unit(Unit),
    /// An official.
    Official(Official),
    /// An appointment.
    Appointment(Appointment),
    /// An assessment of locality.
    LocalityAssessment(LocalityAssessment),
    /// A qualification.
    Qualification(Qualification),
    /// A rating.
    Rating(Rating),
    /// A post.
    Post(Post),
    /// A membership of a Party standing committee.
    StandingCommitteeMembership(StandingCommitteeMembership),
    /// A programme.
    Programme(Programme),
    /// A target.
    Target(Target),
    /// A course.
    Course(Course),
    /// An enrolment.
    Enrolment(Enrolment),
    /// A training plan.
    TrainingPlan(TrainingPlan),
    /// A report.
    Report(Report),
    /// An entry of a source pool.
    SourcePoolEntry(SourcePoolEntry),
    /// A report of a source pool.
    SourcePoolReport(SourcePoolReport),
    /// A succession round.
    SuccessionRound(SuccessionRound),
    /// A succession entry.
    SuccessionEntry(SuccessionEntry),
}

impl Node {
    /// The thing of an id, by the same rules as on any other path. A key is seen from today.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] if there is none that the viewer may know of; [`ApiError::BadInput`] for text that
    /// is no id.
    pub async fn find(request: &RequestContext, id: &ID) -> Result<Self, ApiError> {
        let GlobalId { kind, uuid, day } = GlobalId::decode(id)?;
        let on = day.unwrap_or_else(|| request.today());
        let node = match kind {
            NodeKind::Unit => Unit::on(request, uuid.into(), on).map(Self::from),
            NodeKind::Official => Official::find(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::Appointment => Appointment::find(request, uuid, on).await?.map(Self::from),
            NodeKind::LocalityAssessment => {
                LocalityAssessment::find(request, uuid, on).await?.map(Self::from)
            }
            NodeKind::Qualification => Qualification::find(request, uuid, on).await?.map(Self::from),
            NodeKind::Rating => Rating::find(request, uuid, on).await?.map(Self::from),
            NodeKind::Post => Post::find(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::StandingCommitteeMembership => {
                StandingCommitteeMembership::find(request, uuid, on).await?.map(Self::from)
            }
            NodeKind::Programme => Programme::get(request, uuid.into(), on).map(Self::from),
            NodeKind::Target => Target::get(request, uuid.into(), on).map(Self::from),
            NodeKind::Course => Course::on(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::Enrolment => Enrolment::on(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::TrainingPlan => TrainingPlan::on(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::Report => Report::on(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::SourcePoolEntry => SourcePoolEntry::on(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::SourcePoolReport => {
                SourcePoolReport::on(request, uuid.into(), on).await?.map(Self::from)
            }
            NodeKind::SuccessionRound => SuccessionRound::on(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::SuccessionEntry => SuccessionEntry::on(request, uuid.into(), on).await?.map(Self::from),
            NodeKind::Account => Account::find(request, uuid.into()).await?.map(Self::from),
            // These are found where they hang.
            NodeKind::AccountGrant
            | NodeKind::AccountProposal
            | NodeKind::Session
            | NodeKind::ServiceSecret
            | NodeKind::ServiceKey
            | NodeKind::Discipline
            | NodeKind::SourcePoolReview
            | NodeKind::Deadline
            | NodeKind::TrainingPlanItem => None,
        };
        node.ok_or(ApiError::NotFound)
    }
}
