//! What a well-behaved client can meet when it changes something: told in the payload, not at the top level.

use async_graphql::{Enum, SimpleObject};

use crate::language::Language;

/// Why a change was not made. Nothing was changed then.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct UserError {
    /// What is wrong, for programs.
    code: UserErrorCode,
    /// Which argument is at fault: the names down to it, with the place in a list; null where none is.
    field: Option<Vec<String>>,
    /// What is wrong, for people, in the language asked for.
    message: String,
}

/// What is wrong with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum UserErrorCode {
    /// A value that cannot be used.
    BadUserInput,
    /// What is changed was changed meanwhile: read it again, and decide anew.
    Conflict,
    /// The idempotency key was used for something else.
    IdempotencyMismatch,
    /// What was first asked for under the idempotency key is still being done.
    InProgress,
    /// The state of what is changed does not allow it.
    InvalidTransition,
    /// What is named does not exist.
    NotFound,
    /// It concerns the rights of whoever asks, who can neither change nor approve them.
    OwnRights,
    /// Too many of these in a short time.
    RateLimited,
    /// Nobody keeps the person's file on the first day.
    NotAffiliated,
    /// The file is kept by that unit and in that category already.
    AffiliatedAlready,
    /// The unit does not exist throughout the period.
    UnitAbsent,
    /// The unit has no seat of the title on a day of the period.
    NotAuthorised,
    /// Every seat of the title is held on a day of the period.
    SeatsFilled,
    /// The person has another PRIMARY appointment on a day of the period.
    PrimaryHeld,
    /// A CONCURRENT appointment needs a PRIMARY one on its first day.
    PrimaryMissing,
    /// The person holds the title in the unit already on a day of the period.
    HeldAlready,
    /// Another unit bears the code on that day or later.
    CodeTaken,
    /// There are units below one that ends.
    UnitsBelow,
    /// A post, an appointment or a file in a unit that ends begins on that day or later.
    BeginsLater,
    /// Files are kept in a unit that ends, and no other takes them over.
    FilesLeft,
    /// The locality of the appointment was assessed on that day already.
    AssessedAlready,
    /// It is not for whoever asks to do this to that thing: the message says who does.
    Forbidden,
    /// Somebody whom the viewer sees has the citizen number.
    DuplicateOfficial,
    /// The citizen number is known elsewhere: the district settles it. Neither whose it is nor where is told.
    ConflictReferToDistrict,
    /// People whom the viewer sees have the name, the birth date and the hometown: `distinctFrom` says that they are others.
    PossibleDuplicate,
    /// The unit has a Party standing committee on a day of the period.
    CommitteeAlready,
    /// The unit has no Party standing committee on the first day.
    CommitteeAbsent,
    /// The person sits in the Party standing committee already on a day of the period.
    SeatedAlready,
    /// A record of a person does not go into itself.
    SameOfficial,
    /// Each of two records has a citizen number, and another one: they are two people until one of the numbers is corrected.
    DifferentCitizenNumbers,
    /// The unit has a succession round for the body and the term that is not approved yet.
    RoundOpen,
    /// The succession round plans the person for the title already.
    PlannedAlready,
    /// The person does not hold the title planned for in the unit.
    NotAppointed,
    /// The origin of an entry of a source pool contradicts the unit that keeps the person's file on the first day.
    OriginMismatch,
    /// The person is in the source pool of the unit already.
    PooledAlready,
    /// People in the source pool were not reviewed in the year.
    NotReviewed,
    /// The unit has a training plan for the year already: it is edited, or amended once it is approved.
    TrainingPlanExists,
    /// Another course has the code.
    CourseCodeTaken,
    /// More places of the course are taken than it is to have.
    SeatsTaken,
    /// A rule for the same begins on that day or later.
    RuleBeginsLater,
    /// The unit has a report of that programme on that year already.
    ReportExists,
    /// The day as of which the report speaks is yet to come.
    PeriodNotOver,
    /// Units below have not submitted their reports: the message names them.
    ReportsBelowMissing,
}

impl UserError {
    /// An error at an argument.
    pub(in crate::graphql) fn at(
        code: UserErrorCode,
        field: &[&str],
        (vietnamese, english): (&str, &str),
        language: Language,
    ) -> Self {
        let message = match language {
            Language::Vietnamese => vietnamese,
            Language::English => english,
        };
        let field: Vec<String> = field.iter().map(|&name| name.to_owned()).collect();
        Self { code, field: (!field.is_empty()).then_some(field), message: message.to_owned() }
    }

    /// The message alone, for whoever asks at the console.
    pub(in crate::graphql) fn into_message(self) -> String {
        self.message
    }
}
