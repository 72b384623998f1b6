//! The rules of courses and enrolments that forbid.

use chrono::NaiveDate;

/// A rule of courses and enrolments that forbids. Source, where none is named: domain §7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CourseRule {
    /// Another course has the code.
    CodeTaken,
    /// A number out of its bounds.
    Number {
        /// The least.
        least: i32,
        /// The greatest.
        most: i32,
    },
    /// More places are kept for units than the course has.
    SeatsOverCapacity,
    /// Fewer places than are taken.
    SeatsTaken {
        /// How many are taken of them.
        taken: i32,
    },
    /// The course's state does not allow it.
    CourseState {
        /// The mutations that the state allows.
        legal: &'static [&'static str],
    },
    /// The enrolment's state does not allow it.
    EnrolmentState {
        /// The mutations that the state allows.
        legal: &'static [&'static str],
    },
    /// The course has not begun.
    NotBegun {
        /// Its first day.
        on: NaiveDate,
    },
    /// The course is not over.
    NotOver {
        /// Its last day.
        on: NaiveDate,
    },
    /// Nobody approves or rejects what he nominated.
    OwnNomination,
    /// Nobody decides of an enrolment of his own.
    OwnEnrolment,
    /// It is for the authority that the nomination is submitted to.
    NotAuthority,
    /// A certificate, or the day of one, of a course or a result that yields none.
    YieldsNothing,
    /// An authority is named exactly where the unit must submit.
    Authority,
    /// The rule would apply from a day before today. What applied on past days is not edited.
    RuleInThePast,
    /// A rule for the same people and courses begins on that day or later.
    RuleBeginsLater,
}
