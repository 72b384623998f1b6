//! Why the registry is not written.

use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::value::QualificationKind;
use sea_orm::DbErr;
use thiserror::Error;

use super::courses::CourseRule;
use super::deadlines::DeadlineRule;
use super::reports::ReportRule;
use super::source_pool::{SourcePoolAdvice, SourcePoolRule};
use super::succession::SuccessionRule;
use super::training_plans::{TrainingPlanAdvice, TrainingPlanRule};
use crate::repo::RepoError;
use crate::work::idempotency::IdempotencyError;
use crate::work::{Passing, WorkError};

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// Whoever asks may not write this, or not any more.
    #[error("this may not be written by whoever asks")]
    Forbidden,
    /// Rules forbid it.
    #[error("{} rules forbid it", .0.len())]
    Refused(Vec<Refusal>),
    /// Rules forbid rows of it, so that none is written: of each row, in the order of the input, what forbids it; none where
    /// nothing does.
    #[error("rules forbid some of its {} rows", .0.len())]
    Rows(Vec<Option<Refusal>>),
    /// The idempotency key can't be claimed.
    #[error(transparent)]
    Key(#[from] IdempotencyError),
    /// Units and titles could not be read.
    #[error(transparent)]
    Directory(#[from] RepoError),
    /// It could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
}

impl From<DbErr> for RegistryError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}

impl From<Refusal> for RegistryError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl Passing for RegistryError {
    fn is_passing(&self) -> bool {
        match self {
            Self::Work(error) | Self::Key(IdempotencyError::Work(error)) => error.is_passing(),
            _ => false,
        }
    }
}

/// A place in an input: members and places in lists, from the top down.
pub type Place = Vec<String>;

/// The place of a member of an input.
pub(super) fn at(member: &str) -> Place {
    vec![member.to_owned()]
}

/// A rule that an input breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// The place in the input; empty for all of it.
    pub place: Place,
}

impl Refusal {
    /// The refusal of a row, with its place in an input of many.
    #[must_use]
    pub fn in_row(self, number: usize) -> Self {
        let row = ["rows".to_owned(), number.to_string()];
        Self { rule: self.rule, place: row.into_iter().chain(self.place).collect() }
    }
}

impl Rule {
    /// The rule, broken at a place.
    #[must_use]
    pub const fn broken_at(self, place: Place) -> Refusal {
        Refusal { rule: self, place }
    }

    /// The rule, broken at a member of the input.
    pub(super) fn at(self, member: &str) -> Refusal {
        self.broken_at(at(member))
    }
}

/// A rule that forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// There is no such thing, or it lies outside of the scope.
    NotFound,
    /// It was changed meanwhile.
    Conflict {
        /// The version that it has now.
        current: i32,
    },
    /// A text that is empty, too long, or holds characters that nobody sees.
    Text {
        /// The greatest number of characters.
        most: usize,
    },
    /// A level that qualifications of the kind do not have.
    UnknownLevel,
    /// A day on which nothing of the registry can have happened: before 1900, or after today where the future is not meant.
    Day,
    /// A day that lies before another one that it has to follow.
    Order,
    /// What is closed is not edited; it may be corrected.
    Closed {
        /// The mutations that the state allows.
        legal: &'static [&'static str],
    },
    /// Nobody keeps the person's file on the first day. Source: domain §4.
    NotAffiliated,
    /// The file is kept by that unit and in that category on the first day already.
    AffiliatedAlready,
    /// More rows than one change takes, or none.
    Rows {
        /// The greatest number of rows.
        most: usize,
    },
    /// A row names somebody whom another row names.
    Twice,
    /// The unit does not exist throughout the period. Source: domain §2.
    UnitAbsent,
    /// The unit has no seat of the title on a day of the period. Source: Nghị định 33/2023/NĐ-CP; domain §3.
    NotAuthorised {
        /// The first such day.
        on: NaiveDate,
    },
    /// Every seat of the title is held on a day of the period. Source: domain §3.
    SeatsFilled {
        /// The first such day.
        on: NaiveDate,
    },
    /// One PRIMARY appointment per person and day. Source: domain §3.
    PrimaryHeld,
    /// CONCURRENT is beside a PRIMARY appointment, and there is none on the first day. Source: domain §3.
    PrimaryMissing,
    /// The person holds the title in the unit already on a day of the period.
    HeldAlready,
    /// Another unit bears the code on that day or later. Source: domain §2.
    CodeTaken,
    /// The event establishes no unit of that code.
    NotEstablished,
    /// A unit without one above is established at the console alone.
    RootUnit,
    /// A unit of this kind is not below one of that kind.
    ParentKind,
    /// The event does two things to one unit, or the same twice.
    UnitTwice,
    /// The event changes nothing.
    NothingChanges,
    /// Units are left below one that ends.
    UnitsBelow,
    /// A unit that ends goes over whole into one other, or in parts of which one is the default; a unit that goes on gives parts, none
    /// of which is the default. Source: domain §2.
    Shares,
    /// A unit would be above itself.
    NoTree,
    /// Something in the unit that ends begins on that day or later.
    BeginsLater,
    /// Files are kept in a unit that ends, and no other takes them over.
    FilesLeft,
    /// A number of seats that cannot be: none, or too many.
    Seats {
        /// The greatest number of seats.
        most: i32,
    },
    /// A person is moved from the PRIMARY appointment. Source: domain §3.
    NotPrimary,
    /// The locality of the appointment was assessed on that day already. Source: domain §3.
    AssessedAlready,
    /// A year of which there are no ratings.
    Year {
        /// The first year.
        first: i32,
        /// The last year.
        last: i32,
    },
    /// No unit kept the person's file on the day by which a year is rated. Source: domain §5.
    NotKept {
        /// The day.
        on: NaiveDate,
    },
    /// The unit that rated lies outside the scope of the day by which the year is rated: another one proposes. Source: domain §9.
    RatedElsewhere,
    /// It is not approved yet.
    NotApproved {
        /// The mutations that the state allows.
        legal: &'static [&'static str],
    },
    /// Nobody approves a rating of his own.
    OwnRating,
    /// Nobody approves what he proposed.
    OwnProposal,
    /// The Home Affairs office above the unit approves, not an account of the unit itself.
    NotAbove,
    /// A birth date that says more than its precision: a month begins on its first day, a year on 1 January. Source: domain §4.
    Precision,
    /// A member that says nothing without another one, which is absent.
    Incomplete,
    /// A citizen number that is none: 12 digits, of which the first three are the code of a province. Source: Nghị định
    /// 137/2015/NĐ-CP, Article 13.
    CitizenNumber,
    /// Somebody in the scope has the citizen number.
    DuplicateOfficial,
    /// Somebody out of the scope has the citizen number. It is told without a word of whom or where.
    ReferToDistrict,
    /// As many answers of that kind as an account may get on one day.
    ReferredTooOften {
        /// The most of them.
        most: u64,
    },
    /// People in the scope have the name, the birth date and the hometown.
    PossibleDuplicate {
        /// These people.
        found: Vec<OfficialId>,
    },
    /// Somebody too young. Source: Điều lệ Đảng Cộng sản Việt Nam, Article 1.
    TooYoung {
        /// The fewest completed years.
        least: u32,
    },
    /// The person holds titles on that day which whoever asks may not take back.
    HoldsTitles {
        /// Codes of those of them that are held in the scope.
        titles: Vec<String>,
    },
    /// The unit has a Party standing committee on a day of the period. Source: domain §3.
    CommitteeAlready,
    /// The unit has no Party standing committee on the first day.
    CommitteeAbsent,
    /// The person sits in the committee already on a day of the period.
    SeatedAlready,
    /// A record does not go into itself.
    SameOfficial,
    /// A rule of courses and enrolments.
    Course(CourseRule),
    /// No target of the programme that the role publishes is in force on the day. Source: domain §9.
    NothingToPublish,
    /// A rule of reports.
    Report(ReportRule),
    /// Two records with a citizen number each are of two people, until one of the numbers is corrected. Source: domain §4.
    TwoNumbers,
    /// A rule of succession planning.
    Succession(SuccessionRule),
    /// A rule of source pools.
    SourcePool(SourcePoolRule),
    /// A rule of deadlines.
    Deadline(DeadlineRule),
    /// A rule of training plans.
    TrainingPlan(TrainingPlanRule),
}

/// A rule that advises and does not forbid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// A requirement of the title's standard is not met on the first day.
    StandardNotMet {
        /// The kind of qualification.
        kind: QualificationKind,
        /// The least level.
        level: String,
        /// What the standard rests on.
        legal_basis: Option<String>,
    },
    /// The person is older than the title's standard has it at a first appointment.
    OverAge {
        /// The most years.
        most: i32,
        /// What the standard rests on.
        legal_basis: Option<String>,
    },
    /// The person has a valid qualification of the same kind and level.
    RecordedAlready,
    /// Neither issuer nor certificate is named.
    NoEvidence,
    /// A CONCURRENT appointment goes on without a PRIMARY one.
    ConcurrentAlone,
    /// A title in the unit that is left is held on. Source: domain §4.
    HoldsInUnitLeft,
    /// More people hold the title than it has seats (dôi dư). Source: domain §3.
    SurplusHolders {
        /// The first such day.
        on: NaiveDate,
        /// The seats of that day.
        seats: i32,
        /// The PRIMARY and CONCURRENT holders of that day.
        holders: i32,
    },
    /// More vice chairs of the committee than a unit of the class has. Source: Nghị định 33/2023/NĐ-CP.
    ViceChairLimit {
        /// The most seats.
        most: i32,
    },
    /// A secondment (biệt phái) of more than three years. Source: Luật Cán bộ, công chức 2008, Điều 53.
    LongSecondment {
        /// The most years.
        most: u32,
    },
    /// Of those whom a unit rated in a year more than 20 % of those rated GOOD are rated EXCELLENT. Source: Nghị định
    /// 90/2020/NĐ-CP as amended by Nghị định 48/2023/NĐ-CP; domain §5.
    ExcellentOverLimit {
        /// The unit's name.
        unit: String,
        /// The year.
        year: i32,
        /// How many are rated EXCELLENT.
        excellent: usize,
        /// How many are rated GOOD.
        good: usize,
    },
    /// The citizen number tells another sex. Source: domain §4.
    NumberAgainstSex,
    /// The citizen number tells another year of birth. Source: domain §4.
    NumberAgainstBirthYear,
    /// Of two records of a person, the one that stays has the file elsewhere, or in another category, on days of the other's. Source: domain §4.
    AffiliationSetAside {
        /// The name of the unit where the other record had it.
        unit: String,
        /// From when.
        from: NaiveDate,
    },
    /// As [`AffiliationSetAside`](Self::AffiliationSetAside), of another main post. Source: domain §3.
    AppointmentSetAside {
        /// The code of the title that the other record had.
        title: String,
        /// The unit's name.
        unit: String,
        /// From when.
        from: NaiveDate,
    },
    /// As [`AffiliationSetAside`](Self::AffiliationSetAside), of another rating of a year. Source: domain §5.
    RatingSetAside {
        /// The year.
        year: i32,
    },
    /// As [`AffiliationSetAside`](Self::AffiliationSetAside), of a course that came to another end. Source: domain §7.
    EnrolmentSetAside {
        /// The course's title.
        course: String,
    },
    /// The same figures were published before, and nothing of them changed.
    PublishedAlready,
    /// Advice of source pools.
    SourcePool(SourcePoolAdvice),
    /// A rule of training plans.
    TrainingPlan(TrainingPlanAdvice),
}
