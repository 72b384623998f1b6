//! What may be wrong with a change that was made all the same.

use async_graphql::{Enum, SimpleObject};

/// A rule that advises against a change and does not forbid it. The change was made.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct Warning {
    /// What may be wrong, for programs.
    pub(in crate::graphql) code: WarningCode,
    /// What the rule rests on: a law or a decision; the matter that it belongs to where none says so.
    pub(in crate::graphql) rule: String,
    /// What may be wrong, for people, in the language asked for.
    pub(in crate::graphql) message: String,
}

/// What may be wrong with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum WarningCode {
    /// A requirement of the title's standard is not met on the first day.
    StandardNotMet,
    /// The person is older than the title's standard has it at a first appointment.
    OverAge,
    /// The person has a valid qualification of the same kind and level.
    AlreadyRecorded,
    /// Neither issuer nor certificate is named.
    NoEvidence,
    /// A CONCURRENT appointment goes on without a PRIMARY one.
    ConcurrentAlone,
    /// The person goes on holding a title in the unit that is left.
    HoldsInUnitLeft,
    /// More people hold the title than it has seats (dôi dư).
    SurplusHolders,
    /// More seats of committee vice chairs than a unit of the class has.
    ViceChairLimit,
    /// A secondment of more than three years.
    LongSecondment,
    /// More than 20 % of those rated GOOD in a unit and year are rated EXCELLENT.
    ExcellentOverLimit,
    /// The citizen number tells another sex or another year of birth.
    CitizenNumberMismatch,
    /// Of two records of one person, the one that went into the other said something else of the same days or year. It was set aside; the
    /// journal keeps it.
    SetAside,
    /// The composition check of a succession round names it: its `composition` tells more.
    SuccessionComposition,
    /// No approved rating of the year is in the registry that the addition could rest on.
    NoRating,
    /// The person is rated NOT_COMPLETED in the year.
    LowRating,
    /// A disciplinary measure of the state is in force against the person.
    Disciplined,
    /// Items of a training plan do not say why people are sent.
    NoReason,
    /// Nobody needs a course for the programme's targets on the day: the drafted plan is empty.
    NothingNeeded,
    /// The same figures were published before, and nothing of them changed.
    AlreadyPublished,
}
