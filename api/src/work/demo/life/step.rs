//! One thing that a clerk asks the registry for.

use entity::id::{
    AppointmentId, CourseId, ObligationRuleId, OfficialId, PostId, PublicationId, QualificationId, ReportId,
    SourcePoolEntryId, SourcePoolReportId, SuccessionEntryId, SuccessionRoundId, TrainingPlanId,
};
use entity::value::Role;
use uuid::Uuid;

use crate::keys::Keys;
use crate::work::UnitOfWork;
use crate::work::idempotency::Claim;
use crate::work::registry::affiliations::{Affiliate, Reaffiliate, reaffiliate_in};
use crate::work::registry::appointments::{self, AppointOfficial, EndAppointment, appoint_in};
use crate::work::registry::courses::{CreateCourse, MoveCourse, create_in, transition_in};
use crate::work::registry::deadlines::{SetDeadline, set_in};
use crate::work::registry::discipline::{self, RecordDiscipline, record_of_party_in};
use crate::work::registry::enrolments::{
    self, ApproveEnrolments, Nominate, RecordResults, RejectEnrolment, WithdrawEnrolment, nominate_in,
    reject_in, withdraw_in,
};
use crate::work::registry::identity::{self, RecordIdentity};
use crate::work::registry::localities::{AssessLocality, assess_in};
use crate::work::registry::officials::{RegisterOfficial, RetireOfficial, register_in, retire_in};
use crate::work::registry::party::{
    EndStandingCommitteeSeat, EstablishStandingCommittee, RecordPartyMembership, SeatInStandingCommittee,
    end_seat_in, establish_committee_in, record_membership_in, seat_in,
};
use crate::work::registry::posts::{AuthorisePost, authorise_in};
use crate::work::registry::publications::{PublishFigures, Publisher, publish_in};
use crate::work::registry::qualifications::{self, RecordQualification, RevokeQualification, revoke_in};
use crate::work::registry::ratings::{
    ApproveRatings, ProposeRatings, SupersedeRating, approve_in, propose_in, supersede_in,
};
use crate::work::registry::reorganisation::{Reorganisation, carry_out_in};
use crate::work::registry::reports::{
    AcceptReport, DraftReport, SubmitReport, accept_in, draft_in as draft_report_in,
    submit_in as submit_report_in,
};
use crate::work::registry::source_pool::{
    AddToSourcePool, ReportSourcePool, ReviewSourcePool, add_in, report_in, review_in,
};
use crate::work::registry::succession::{
    self, MarkAppointed, OpenRound, ProposeSuccessor, RemoveEntry, TakeRoundStep, open_in, take_step_in,
};
use crate::work::registry::training_plans::{
    AmendTrainingPlan, ApproveTrainingPlan, ConsolidateTrainingPlans, DraftTrainingPlan, EditTrainingPlan,
    ReturnTrainingPlan, SubmitTrainingPlan, amend_in, approve_in as approve_plan_in, consolidate_in,
    draft_in, edit_in, give_back_in, submit_in,
};
use crate::work::registry::{ErrorPolicy, Keeper, RegistryError};

/// An event of units, with the ids of what it makes: of each unit that begins its version's and its own, of the lineage, of
/// the files that go over.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) draft: Reorganisation,
    pub(super) ids: Vec<Uuid>,
}

impl Event {
    pub(super) async fn carry_out(
        &self,
        unit: &mut UnitOfWork,
        keeper: &Keeper,
    ) -> Result<(), RegistryError> {
        unit.foretell(self.ids.iter().copied());
        carry_out_in(unit, keeper, &self.draft).await.map(drop)
    }
}

/// What is asked for, with the ids of what it makes.
#[derive(Clone, Debug)]
pub(super) enum Step {
    EndAppointment(EndAppointment),
    EndSeat(EndStandingCommitteeSeat),
    Retire(RetireOfficial),
    Authorise(PostId, AuthorisePost),
    /// The person's id, and that of the first file.
    Register(OfficialId, Uuid, RegisterOfficial),
    Identify(RecordIdentity),
    /// The ids of the files that begin.
    Affiliate(Vec<Uuid>, Vec<Affiliate>),
    Appoint(AppointmentId, AppointOfficial),
    Assess(Uuid, AssessLocality),
    Qualify(QualificationId, RecordQualification),
    Revoke(RevokeQualification),
    Discipline(Uuid, RecordDiscipline),
    Propose(Vec<Uuid>, ProposeRatings),
    Supersede(Uuid, SupersedeRating),
    Approve(ApproveRatings),
    /// The ids of the report and, where it is known, of its first step.
    DraftReport(ReportId, Option<Uuid>, DraftReport),
    SubmitReport(SubmitReport),
    AcceptReport(AcceptReport),
    /// The ids of the publication, of its values, and of the parts of each after it.
    Publish(PublicationId, Vec<Uuid>, Role, PublishFigures),
    JoinParty(RecordPartyMembership),
    DisciplineInParty(Uuid, RecordDiscipline),
    EstablishCommittee(Uuid, EstablishStandingCommittee),
    Seat(Uuid, SeatInStandingCommittee),
    /// The round's id, and that of its first step.
    OpenRound(SuccessionRoundId, Uuid, OpenRound),
    /// The entry's id, and that of its first step.
    ProposeSuccessor(SuccessionEntryId, Uuid, ProposeSuccessor),
    MoveRound(Uuid, TakeRoundStep),
    RemoveEntry(Uuid, RemoveEntry),
    MarkAppointed(Uuid, MarkAppointed),
    /// The entry's id, and that of the review that adds it.
    AddToPool(SourcePoolEntryId, Uuid, AddToSourcePool),
    /// The ids of the reviews.
    ReviewPool(Vec<Uuid>, ReviewSourcePool),
    ReportPool(SourcePoolReportId, ReportSourcePool),
    SetDeadline(ObligationRuleId, SetDeadline),
    /// The ids of the plan, of its items and of its first step.
    DraftPlan(TrainingPlanId, Vec<Uuid>, DraftTrainingPlan),
    AmendPlan(TrainingPlanId, Vec<Uuid>, AmendTrainingPlan),
    /// The ids of the items that are new.
    EditPlan(Vec<Uuid>, EditTrainingPlan),
    /// The ids of the items, and of the steps of the plans that they come from.
    TakeUpPlans(Vec<Uuid>, ConsolidateTrainingPlans),
    SubmitPlan(Uuid, SubmitTrainingPlan),
    ReturnPlan(Uuid, ReturnTrainingPlan),
    /// The ids of the step, and of those of the plans that it took up.
    ApprovePlan(Vec<Uuid>, ApproveTrainingPlan),
    /// The course's id, and those of its first step and of the places that it keeps.
    CreateCourse(CourseId, Vec<Uuid>, CreateCourse),
    /// The ids of the step, and of those of the enrolments that are withdrawn with it.
    MoveCourse(Vec<Uuid>, MoveCourse),
    /// The ids of the enrolments, and of their steps.
    Nominate(Vec<Uuid>, Nominate),
    /// The ids of the steps.
    ApproveEnrolments(Vec<Uuid>, ApproveEnrolments),
    RejectEnrolment(Uuid, RejectEnrolment),
    /// The ids of the steps: that of who gets the place too.
    WithdrawEnrolment(Vec<Uuid>, WithdrawEnrolment),
    /// The ids of the qualifications, and of the steps.
    RecordResults(Vec<Uuid>, RecordResults),
}

impl Step {
    /// Asks for it.
    pub(super) async fn take(
        self,
        unit: &mut UnitOfWork,
        keeper: &Keeper,
        keys: &Keys,
    ) -> Result<(), RegistryError> {
        match self {
            Self::EndAppointment(input) => appointments::end_in(unit, keeper, input).await.map(drop),
            Self::EndSeat(input) => end_seat_in(unit, keeper, input).await.map(drop),
            Self::Retire(input) => retire_in(unit, keeper, input).await.map(drop),
            Self::Authorise(id, input) => authorise_in(unit, keeper, id, input).await.map(drop),
            Self::Register(id, file, input) => {
                unit.foretell([file]);
                register_in(unit, keeper, id, input, None).await.map(drop)
            }
            Self::Identify(input) => {
                let recorded = identity::record_in(unit, keeper, keys, input).await?;
                recorded.map(drop).map_err(RegistryError::from)
            }
            Self::Affiliate(ids, rows) => {
                unit.foretell(ids);
                let input = Reaffiliate { rows, policy: ErrorPolicy::RejectAll };
                reaffiliate_in(unit, keeper, Claim::First, input).await.map(drop)
            }
            Self::Appoint(id, input) => appoint_in(unit, keeper, id, input).await.map(drop),
            Self::Assess(id, input) => assess_in(unit, keeper, id, input).await.map(drop),
            Self::Qualify(id, input) => qualifications::record_in(unit, keeper, id, input).await.map(drop),
            Self::Revoke(input) => revoke_in(unit, keeper, input).await.map(drop),
            Self::Discipline(id, input) => discipline::record_in(unit, keeper, id, input).await.map(drop),
            Self::Propose(ids, input) => {
                unit.foretell(ids);
                propose_in(unit, keeper, Claim::First, input).await.map(drop)
            }
            Self::Supersede(id, input) => {
                unit.foretell([id]);
                supersede_in(unit, keeper, Claim::First, input).await.map(drop)
            }
            Self::Approve(input) => approve_in(unit, keeper, Claim::First, input).await.map(drop),
            Self::DraftReport(id, step, input) => {
                unit.foretell(step);
                draft_report_in(unit, keeper, id, input).await.map(drop)
            }
            Self::SubmitReport(input) => submit_report_in(unit, keeper, input).await.map(drop),
            Self::AcceptReport(input) => {
                let key = keys.report().current();
                accept_in(unit, keeper, &key, input).await.map(drop)
            }
            Self::Publish(id, ids, role, input) => {
                unit.foretell(ids);
                let publisher = Publisher { role, account: None };
                publish_in(unit, keeper, id, publisher, input).await.map(drop)
            }
            Self::JoinParty(input) => record_membership_in(unit, keeper, input).await.map(drop),
            Self::DisciplineInParty(id, input) => record_of_party_in(unit, keeper, id, input).await.map(drop),
            Self::EstablishCommittee(id, input) => {
                establish_committee_in(unit, keeper, id, input).await.map(drop)
            }
            Self::Seat(id, input) => seat_in(unit, keeper, id, input).await.map(drop),
            Self::OpenRound(id, step, input) => {
                unit.foretell([step]);
                open_in(unit, keeper, id, input).await.map(drop)
            }
            Self::ProposeSuccessor(id, step, input) => {
                unit.foretell([step]);
                succession::propose_in(unit, keeper, id, input).await.map(drop)
            }
            Self::MoveRound(step, input) => {
                unit.foretell([step]);
                take_step_in(unit, keeper, input).await.map(drop)
            }
            Self::RemoveEntry(step, input) => {
                unit.foretell([step]);
                succession::remove_in(unit, keeper, input).await.map(drop)
            }
            Self::MarkAppointed(step, input) => {
                unit.foretell([step]);
                succession::appoint_in(unit, keeper, input).await.map(drop)
            }
            Self::AddToPool(id, review, input) => {
                unit.foretell([review]);
                add_in(unit, keeper, id, input).await.map(drop)
            }
            Self::ReviewPool(ids, input) => {
                unit.foretell(ids);
                review_in(unit, keeper, Claim::First, input).await.map(drop)
            }
            Self::ReportPool(id, input) => report_in(unit, keeper, id, input).await.map(drop),
            Self::SetDeadline(id, input) => set_in(unit, keeper, id, input).await.map(drop),
            Self::DraftPlan(id, ids, input) => {
                unit.foretell(ids);
                draft_in(unit, keeper, id, input).await.map(drop)
            }
            Self::AmendPlan(id, ids, input) => {
                unit.foretell(ids);
                amend_in(unit, keeper, id, input).await.map(drop)
            }
            Self::EditPlan(ids, input) => {
                unit.foretell(ids);
                edit_in(unit, keeper, input).await.map(drop)
            }
            Self::TakeUpPlans(ids, input) => {
                unit.foretell(ids);
                consolidate_in(unit, keeper, input).await.map(drop)
            }
            Self::SubmitPlan(id, input) => {
                unit.foretell([id]);
                submit_in(unit, keeper, input).await.map(drop)
            }
            Self::ReturnPlan(id, input) => {
                unit.foretell([id]);
                give_back_in(unit, keeper, input).await.map(drop)
            }
            Self::ApprovePlan(ids, input) => {
                unit.foretell(ids);
                approve_plan_in(unit, keeper, input).await.map(drop)
            }
            Self::CreateCourse(id, ids, input) => {
                unit.foretell(ids);
                create_in(unit, keeper, id, input).await.map(drop)
            }
            Self::MoveCourse(ids, input) => {
                unit.foretell(ids);
                transition_in(unit, keeper, input).await.map(drop)
            }
            Self::Nominate(ids, input) => {
                unit.foretell(ids);
                nominate_in(unit, keeper, Claim::First, input).await.map(drop)
            }
            Self::ApproveEnrolments(ids, input) => {
                unit.foretell(ids);
                enrolments::approve_in(unit, keeper, Claim::First, input).await.map(drop)
            }
            Self::RejectEnrolment(step, input) => {
                unit.foretell([step]);
                reject_in(unit, keeper, input).await.map(drop)
            }
            Self::WithdrawEnrolment(ids, input) => {
                unit.foretell(ids);
                withdraw_in(unit, keeper, input).await.map(drop)
            }
            Self::RecordResults(ids, input) => {
                unit.foretell(ids);
                enrolments::record_in(unit, keeper, Claim::First, input).await.map(drop)
            }
        }
    }
}
