//! What a rule says of one member, and on what ground, with facts by their numbers.

use chrono::NaiveDate;

use crate::age::BirthDate;
use crate::fact::QualificationKind;

/// Three-valued truth. The order makes "and" the least and "or" the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    NotCounted,
    Unknown,
    Counted,
}

/// An outcome with its ground.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome,
    pub(crate) ground: Ground,
}

impl Verdict {
    pub(crate) const fn counted(ground: Ground) -> Self {
        Self { outcome: Outcome::Counted, ground }
    }

    pub(crate) const fn not_counted(ground: Ground) -> Self {
        Self { outcome: Outcome::NotCounted, ground }
    }

    pub(crate) const fn unknown(ground: Ground) -> Self {
        Self { outcome: Outcome::Unknown, ground }
    }
}

/// Why. Numbers are those of rows in the table of the fact named.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ground {
    UnderAge { birth: BirthDate, limit: u32, reached_on: NaiveDate },
    OfAge { birth: BirthDate, limit: u32, reached_on: NaiveDate },
    NoBirthDate,
    BornAfterwards { birth: BirthDate },
    Female,
    Male,
    LevelReached { qualification: u32 },
    LevelTooLow { qualification: u32 },
    LevelRevoked { qualification: u32 },
    NoQualification { kind: QualificationKind },
    CourseCompleted { completion: u32 },
    CourseNotCounting { completion: u32, from: NaiveDate, to: NaiveDate },
    NoCourse { from: NaiveDate, to: NaiveDate },
    TrainedSinceApproval { completion: u32, approved_on: NaiveDate },
    NotTrainedSinceApproval { entry: u32 },
    FirstAppointedWithinAge { appointment: u32, age: u32, limit: u32 },
    FirstAppointedOverAge { appointment: u32, age: u32, limit: u32 },
    NoRequirement,
    NonLocal { assessment: u32 },
    Local { assessment: u32 },
    LocalityNotAssessed { appointment: u32 },
    WomanMember { membership: u32 },
    NoWomanMember { committee: u32 },
    NoCommittee,
    SeatFilled { appointment: u32 },
    SeatVacant { post: u32 },
    OverSeats { appointment: u32 },
    HoldsTwice { appointment: u32 },
    Acting { appointment: u32 },
    InCharge { appointment: u32 },
}
