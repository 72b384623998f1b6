//! Typed surrogate ids: an id of one thing can't be passed for another's.

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        // The ORM asks every key for this; ours are never counters.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// The id of an account.
    AccountId;
    /// The id of a proposal about an account.
    AccountProposalId;
    /// The id of an appointment.
    AppointmentId;
    /// The id of a course.
    CourseId;
    /// The id of an enrolment.
    EnrolmentId;
    /// The id of a deadline of what units owe.
    ObligationRuleId;
    /// The id of an official.
    OfficialId;
    /// The id of a post.
    PostId;
    /// The id of a programme.
    ProgrammeId;
    /// The id of a publication.
    PublicationId;
    /// The id of a qualification.
    QualificationId;
    /// The id of a report.
    ReportId;
    /// The id of a session.
    SessionId;
    /// The id of an entry of the source pool.
    SourcePoolEntryId;
    /// The id of a report of a source pool.
    SourcePoolReportId;
    /// The id of an entry of a succession round.
    SuccessionEntryId;
    /// The id of a succession round.
    SuccessionRoundId;
    /// The id of a target.
    TargetId;
    /// The id of a training plan.
    TrainingPlanId;
    /// The id of a unit.
    UnitId;
}
