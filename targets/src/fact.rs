//! The rows that facts are loaded from. Texts are borrowed: the builder interns them.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::age::BirthDate;
use crate::period::Period;

/// Legal sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A person who holds or held a post, or is planned for one.
#[derive(Clone, Copy, Debug)]
pub struct Official {
    /// The official's id.
    pub id: Uuid,
    /// Legal sex.
    pub sex: Sex,
    /// Date of birth; none where the file has none.
    pub birth: Option<BirthDate>,
}

/// How an official holds a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AppointmentMode {
    /// The official's main post.
    Primary,
    /// *Kiêm nhiệm*: a further post beside the main one.
    Concurrent,
    /// *Quyền*: acting, does not fill the seat.
    Acting,
    /// *Phụ trách*: in charge, does not fill the seat.
    InCharge,
}

impl AppointmentMode {
    /// Whether the holder fills a seat and makes a key official.
    #[must_use]
    pub const fn holds_seat(self) -> bool {
        matches!(self, Self::Primary | Self::Concurrent)
    }
}

/// An official's appointment to a title in a unit.
#[derive(Clone, Copy, Debug)]
pub struct Appointment<'a> {
    /// The appointment's id.
    pub id: Uuid,
    /// Who is appointed.
    pub official: Uuid,
    /// The unit.
    pub unit: Uuid,
    /// The title's code.
    pub title: &'a str,
    /// How the title is held.
    pub mode: AppointmentMode,
    /// When.
    pub period: Period,
}

/// Whether the holder of a post is from the place (*người địa phương*), as assessed and never computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locality {
    /// From the place.
    Local,
    /// From elsewhere.
    NonLocal,
}

/// An assessed locality of an appointment. On a day the latest one assessed by then counts; of several assessed on
/// one day the one with the greatest id.
#[derive(Clone, Copy, Debug)]
pub struct LocalityAssessment {
    /// The assessment's id.
    pub id: Uuid,
    /// The appointment assessed.
    pub appointment: Uuid,
    /// The outcome.
    pub locality: Locality,
    /// The day of the assessment.
    pub assessed_on: NaiveDate,
}

/// A kind of qualification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QualificationKind {
    /// Professional education.
    Education,
    /// *Lý luận chính trị*.
    PoliticalTheory,
    /// *Quản lý nhà nước*.
    StateManagement,
    /// *Tin học*.
    InformationTechnology,
    /// *Ngoại ngữ*.
    ForeignLanguage,
}

/// A level within a kind of qualification. Levels of one kind are ordered by rank; equal ranks are equivalent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level<'a> {
    /// The level's code, such as `UNIVERSITY`.
    pub code: &'a str,
    /// Its rank within the kind.
    pub rank: i32,
}

/// A qualification of an official. On a day it is valid if `obtained_on <= day < revoked_on`.
#[derive(Clone, Copy, Debug)]
pub struct Qualification<'a> {
    /// The qualification's id.
    pub id: Uuid,
    /// Whose it is.
    pub official: Uuid,
    /// Its kind.
    pub kind: QualificationKind,
    /// Its level within the kind.
    pub level: Level<'a>,
    /// The day it was obtained.
    pub obtained_on: NaiveDate,
    /// The day from which it is revoked; none while it is valid.
    pub revoked_on: Option<NaiveDate>,
}

/// A course that an official completed.
#[derive(Clone, Copy, Debug)]
pub struct Completion {
    /// The enrolment that ended in the completion.
    pub enrolment: Uuid,
    /// Who completed it.
    pub official: Uuid,
    /// The course.
    pub course: Uuid,
    /// The last day of the course: the day that decides in which period the completion falls.
    pub course_ended_on: NaiveDate,
    /// The day on which the completion was recorded. It is told in explanations and decides nothing: a result recorded
    /// in January of a course that ended in December belongs to December.
    pub recorded_on: NaiveDate,
    /// Whether the course counts as a knowledge update.
    pub counts_as_knowledge_update: bool,
}

/// Authorised seats for a title in a unit.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// The post's id.
    pub id: Uuid,
    /// The unit.
    pub unit: Uuid,
    /// The title's code.
    pub title: &'a str,
    /// How many seats.
    pub seats: u32,
    /// When.
    pub period: Period,
}

/// What a title asks of its holder in a period (*tiêu chuẩn chức danh*).
#[derive(Clone, Copy, Debug)]
pub struct TitleStandard<'a> {
    /// The standard's id.
    pub id: Uuid,
    /// The title's code.
    pub title: &'a str,
    /// When it is in force.
    pub period: Period,
    /// The qualifications asked for, all of them.
    pub requirements: &'a [Requirement],
    /// The completed years that the holder may have had, at the most, on the first day of the first PRIMARY or
    /// CONCURRENT appointment to the title in any unit; none where the standard has no such limit.
    pub max_age_at_first_appointment: Option<u32>,
}

/// One qualification that a standard asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The kind of qualification.
    pub kind: QualificationKind,
    /// The least rank within the kind.
    pub min_rank: i32,
}

/// A Party standing committee (*Ban Thường vụ*) of a unit. Class PARTY.
#[derive(Clone, Copy, Debug)]
pub struct StandingCommittee {
    /// The committee's id.
    pub id: Uuid,
    /// The unit.
    pub unit: Uuid,
    /// When.
    pub period: Period,
}

/// Membership of a Party standing committee. Class PARTY.
#[derive(Clone, Copy, Debug)]
pub struct StandingMembership {
    /// The membership's id.
    pub id: Uuid,
    /// The committee.
    pub committee: Uuid,
    /// The member.
    pub official: Uuid,
    /// When.
    pub period: Period,
}

/// An approved entry of a succession plan (*quy hoạch*). Class SUCCESSION.
#[derive(Clone, Copy, Debug)]
pub struct PlannedEntry<'a> {
    /// The entry's id.
    pub entry: Uuid,
    /// Who is planned.
    pub official: Uuid,
    /// The unit.
    pub unit: Uuid,
    /// The code of the title planned for.
    pub title: &'a str,
    /// From the approval of the entry's round to its appointment, its removal or the round's end.
    pub open: Period,
    /// The day on which the entry was approved.
    pub approved_on: NaiveDate,
}
