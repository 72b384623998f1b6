//! Why a member counted, did not count, is unknown or is outside.

use uuid::Uuid;

use crate::language::Language;

/// A kind of fact that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    /// The official's own row: birth date, sex.
    Official,
    /// An appointment.
    Appointment,
    /// An assessed locality.
    LocalityAssessment,
    /// A qualification.
    Qualification,
    /// An enrolment that was completed.
    Enrolment,
    /// A post.
    Post,
    /// A membership of a standing committee.
    StandingMembership,
    /// A standing committee.
    StandingCommittee,
    /// An entry of a succession plan.
    PlannedEntry,
    /// A title standard.
    TitleStandard,
}

/// The fact that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactRef {
    /// Its kind.
    pub kind: FactKind,
    /// Its id.
    pub id: Uuid,
}

/// Why a member is in its bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The fact that decided, where one did.
    pub fact: Option<FactRef>,
}

impl Reason {
    /// The reason's code in capitals, such as `AT_OR_OVER_AGE`; codes do not change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        ""
    }

    /// The reason in words.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let _ = language;
        String::new()
    }
}
