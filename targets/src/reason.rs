//! Why a member counted, did not count, is unknown or is outside.

use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::age::BirthDate;
use crate::fact::QualificationKind;
use crate::facts::Facts;
use crate::table::place;
use crate::verdict::Ground;

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
    /// A membership of a standing committee (class PARTY).
    StandingMembership,
    /// A standing committee (class PARTY).
    StandingCommittee,
    /// An entry of a succession plan (class SUCCESSION).
    PlannedEntry,
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
    /// What the reason says.
    pub code: ReasonCode,
    /// The fact that decided, where one did.
    pub fact: Option<FactRef>,
    /// What the fact says, for the message.
    pub detail: Detail,
    /// Further reasons that weigh the same, where a target asks for several things: each half of a pair that is
    /// missing, for one, or each that is there.
    pub further: Vec<Reason>,
}

/// What a reason says. The text of a code never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReasonCode {
    /// Counted: the age is not reached on the day.
    UnderAge,
    /// Not counted: the age is reached on the day or before.
    AgeReached,
    /// Unknown: no date of birth.
    BirthDateMissing,
    /// Unknown: the date of birth is after the day, or after the appointment, so it cannot be right.
    BirthDateAfterwards,
    /// Counted: a woman.
    Female,
    /// Not counted: a man.
    Male,
    /// Counted: a valid qualification of the level asked for, or higher.
    LevelReached,
    /// Not counted: the highest valid qualification is too low.
    LevelTooLow,
    /// Not counted: every qualification of the kind is revoked.
    QualificationRevoked,
    /// Unknown: no qualification of the kind is recorded.
    QualificationMissing,
    /// Counted: a course that counts was completed in the period.
    CourseCompleted,
    /// Not counted: courses were completed, but none that counts in the period.
    CourseNotCounting,
    /// Not counted: no course was completed.
    CourseMissing,
    /// Counted: a course was completed since the entry was approved.
    TrainedSinceApproval,
    /// Not counted: no course was completed since the entry was approved.
    NotTrainedSinceApproval,
    /// Counted: young enough when first appointed to the title.
    FirstAppointedWithinAge,
    /// Not counted: too old when first appointed to the title.
    FirstAppointedOverAge,
    /// Counted: the title asks for nothing on the day.
    NoRequirement,
    /// Counted: assessed as not local.
    NonLocal,
    /// Not counted: assessed as local.
    Local,
    /// Unknown: the appointment's locality is not assessed.
    LocalityNotAssessed,
    /// Counted: a woman is in the standing committee.
    WomanMember,
    /// Not counted: no woman is in the standing committee.
    NoWomanMember,
    /// Excluded: the unit has no standing committee.
    NoStandingCommittee,
    /// Counted: the seat has a holder.
    SeatFilled,
    /// Not counted: the seat has no holder.
    SeatVacant,
    /// Excluded: more holders than seats; those appointed last are over.
    OverSeats,
    /// Excluded: the person already holds this title in this unit by another appointment.
    HoldsTwice,
    /// Excluded: holds the title as acting (*quyền*).
    Acting,
    /// Excluded: is in charge of the post (*phụ trách*).
    InCharge,
}

impl ReasonCode {
    /// The code in capitals.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnderAge => "UNDER_AGE",
            Self::AgeReached => "AGE_REACHED",
            Self::BirthDateMissing => "BIRTH_DATE_MISSING",
            Self::BirthDateAfterwards => "BIRTH_DATE_AFTERWARDS",
            Self::Female => "FEMALE",
            Self::Male => "MALE",
            Self::LevelReached => "LEVEL_REACHED",
            Self::LevelTooLow => "LEVEL_TOO_LOW",
            Self::QualificationRevoked => "QUALIFICATION_REVOKED",
            Self::QualificationMissing => "QUALIFICATION_MISSING",
            Self::CourseCompleted => "COURSE_COMPLETED",
            Self::CourseNotCounting => "COURSE_NOT_COUNTING",
            Self::CourseMissing => "COURSE_MISSING",
            Self::TrainedSinceApproval => "TRAINED_SINCE_APPROVAL",
            Self::NotTrainedSinceApproval => "NOT_TRAINED_SINCE_APPROVAL",
            Self::FirstAppointedWithinAge => "FIRST_APPOINTED_WITHIN_AGE",
            Self::FirstAppointedOverAge => "FIRST_APPOINTED_OVER_AGE",
            Self::NoRequirement => "NO_REQUIREMENT",
            Self::NonLocal => "NON_LOCAL",
            Self::Local => "LOCAL",
            Self::LocalityNotAssessed => "LOCALITY_NOT_ASSESSED",
            Self::WomanMember => "WOMAN_MEMBER",
            Self::NoWomanMember => "NO_WOMAN_MEMBER",
            Self::NoStandingCommittee => "NO_STANDING_COMMITTEE",
            Self::SeatFilled => "SEAT_FILLED",
            Self::SeatVacant => "SEAT_VACANT",
            Self::OverSeats => "OVER_SEATS",
            Self::HoldsTwice => "HOLDS_TWICE",
            Self::Acting => "ACTING",
            Self::InCharge => "IN_CHARGE",
        }
    }
}

/// The values that a reason's message tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The code says it all.
    None,
    /// A date of birth.
    Birth {
        /// As far as it is known.
        birth: BirthDate,
    },
    /// An age and when it is reached.
    Age {
        /// The date of birth as far as it is known.
        birth: BirthDate,
        /// The age, in completed years.
        limit: u32,
        /// The day on which it is reached.
        reached_on: NaiveDate,
    },
    /// A qualification.
    Level {
        /// Its kind.
        kind: QualificationKind,
        /// Its level's code.
        level: Arc<str>,
        /// The day it was obtained.
        obtained_on: NaiveDate,
        /// The day from which it is revoked, if it is.
        revoked_on: Option<NaiveDate>,
    },
    /// A kind of qualification.
    Kind {
        /// The kind.
        kind: QualificationKind,
    },
    /// A completed course.
    Course {
        /// The course's last day.
        ended_on: NaiveDate,
        /// The day on which the completion was recorded.
        recorded_on: NaiveDate,
    },
    /// A completed course that does not fit the period.
    CourseOutside {
        /// The course's last day.
        ended_on: NaiveDate,
        /// The period's first day.
        from: NaiveDate,
        /// The period's last day.
        to: NaiveDate,
    },
    /// A period without a course.
    Days {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// A course since the approval of an entry.
    CourseSince {
        /// The course's last day.
        ended_on: NaiveDate,
        /// The day of the approval.
        approved_on: NaiveDate,
    },
    /// The age at the first appointment to the title.
    FirstAppointment {
        /// The first day of that appointment.
        on: NaiveDate,
        /// The completed years on that day.
        age: u32,
        /// The most that the standard allows.
        limit: u32,
    },
    /// The day from which the fact holds, or on which it was established.
    Day {
        /// The day.
        on: NaiveDate,
    },
}

impl Reason {
    /// The reason of a ground for a person; none if a row is not there, which loading rules out.
    pub(crate) fn of(facts: &Facts, official: Option<u32>, ground: Ground) -> Option<Self> {
        let person = || {
            let id = facts.people.ids.get(place(official?))?;
            Some(FactRef { kind: FactKind::Official, id: *id })
        };
        let (code, fact, detail) = match ground {
            Ground::UnderAge { birth, limit, reached_on } => {
                (ReasonCode::UnderAge, person(), Detail::Age { birth, limit, reached_on })
            }
            Ground::OfAge { birth, limit, reached_on } => {
                (ReasonCode::AgeReached, person(), Detail::Age { birth, limit, reached_on })
            }
            Ground::NoBirthDate => (ReasonCode::BirthDateMissing, person(), Detail::None),
            Ground::BornAfterwards { birth } => {
                (ReasonCode::BirthDateAfterwards, person(), Detail::Birth { birth })
            }
            Ground::Female => (ReasonCode::Female, person(), Detail::None),
            Ground::Male => (ReasonCode::Male, person(), Detail::None),
            Ground::LevelReached { qualification } => {
                qualified(facts, ReasonCode::LevelReached, qualification)?
            }
            Ground::LevelTooLow { qualification } => {
                qualified(facts, ReasonCode::LevelTooLow, qualification)?
            }
            Ground::LevelRevoked { qualification } => {
                qualified(facts, ReasonCode::QualificationRevoked, qualification)?
            }
            Ground::NoQualification { kind } => {
                (ReasonCode::QualificationMissing, None, Detail::Kind { kind })
            }
            Ground::CourseCompleted { completion } => {
                let row = facts.completions.by_official.row(completion)?;
                let detail = Detail::Course { ended_on: row.ended_on, recorded_on: row.recorded_on };
                (ReasonCode::CourseCompleted, enrolment(facts, completion), detail)
            }
            Ground::CourseNotCounting { completion, from, to } => {
                let ended_on = facts.completions.by_official.row(completion)?.ended_on;
                let detail = Detail::CourseOutside { ended_on, from, to };
                (ReasonCode::CourseNotCounting, enrolment(facts, completion), detail)
            }
            Ground::NoCourse { from, to } => (ReasonCode::CourseMissing, None, Detail::Days { from, to }),
            Ground::TrainedSinceApproval { completion, approved_on } => {
                let ended_on = facts.completions.by_official.row(completion)?.ended_on;
                let detail = Detail::CourseSince { ended_on, approved_on };
                (ReasonCode::TrainedSinceApproval, enrolment(facts, completion), detail)
            }
            Ground::NotTrainedSinceApproval { entry } => {
                let succession = facts.succession.as_ref()?;
                let on = succession.by_unit.row(entry)?.approved_on;
                let fact = fact(FactKind::PlannedEntry, &succession.ids, entry);
                (ReasonCode::NotTrainedSinceApproval, fact, Detail::Day { on })
            }
            Ground::FirstAppointedWithinAge { appointment, age, limit } => {
                first_appointed(facts, ReasonCode::FirstAppointedWithinAge, appointment, age, limit)?
            }
            Ground::FirstAppointedOverAge { appointment, age, limit } => {
                first_appointed(facts, ReasonCode::FirstAppointedOverAge, appointment, age, limit)?
            }
            Ground::NoRequirement => (ReasonCode::NoRequirement, None, Detail::None),
            Ground::NonLocal { assessment } => assessed(facts, ReasonCode::NonLocal, assessment)?,
            Ground::Local { assessment } => assessed(facts, ReasonCode::Local, assessment)?,
            Ground::LocalityNotAssessed { appointment } => {
                appointed(facts, ReasonCode::LocalityNotAssessed, appointment)?
            }
            Ground::WomanMember { membership } => {
                let party = facts.party.as_ref()?;
                let on = party.members.row(membership)?.period.from();
                let fact = fact(FactKind::StandingMembership, &party.membership_ids, membership);
                (ReasonCode::WomanMember, fact, Detail::Day { on })
            }
            Ground::NoWomanMember { committee } => {
                let party = facts.party.as_ref()?;
                let on = party.committees_by_unit.row(committee)?.from();
                let fact = fact(FactKind::StandingCommittee, &party.committee_ids, committee);
                (ReasonCode::NoWomanMember, fact, Detail::Day { on })
            }
            Ground::NoCommittee => (ReasonCode::NoStandingCommittee, None, Detail::None),
            Ground::SeatFilled { appointment } => appointed(facts, ReasonCode::SeatFilled, appointment)?,
            Ground::SeatVacant { post } => {
                let on = facts.posts.by_unit.row(post)?.period.from();
                (ReasonCode::SeatVacant, fact(FactKind::Post, &facts.posts.ids, post), Detail::Day { on })
            }
            Ground::OverSeats { appointment } => appointed(facts, ReasonCode::OverSeats, appointment)?,
            Ground::HoldsTwice { appointment } => appointed(facts, ReasonCode::HoldsTwice, appointment)?,
            Ground::Acting { appointment } => appointed(facts, ReasonCode::Acting, appointment)?,
            Ground::InCharge { appointment } => appointed(facts, ReasonCode::InCharge, appointment)?,
        };
        Some(Self { code, fact, detail, further: Vec::new() })
    }

    /// Whether the other reason is this one or one of its further ones.
    pub(crate) fn says(&self, other: &Self) -> bool {
        let is_same =
            |own: &Self| (own.code, own.fact, &own.detail) == (other.code, other.fact, &other.detail);
        is_same(self) || self.further.iter().any(is_same)
    }
}

type Said = (ReasonCode, Option<FactRef>, Detail);

fn fact(kind: FactKind, ids: &[Uuid], number: u32) -> Option<FactRef> {
    ids.get(place(number)).map(|id| FactRef { kind, id: *id })
}

fn enrolment(facts: &Facts, completion: u32) -> Option<FactRef> {
    fact(FactKind::Enrolment, &facts.completions.enrolments, completion)
}

fn qualified(facts: &Facts, code: ReasonCode, qualification: u32) -> Option<Said> {
    let row = facts.qualifications.by_official.row(qualification)?;
    let level = Arc::clone(facts.levels.text(row.level)?);
    let detail =
        Detail::Level { kind: row.kind, level, obtained_on: row.obtained_on, revoked_on: row.revoked_on };
    Some((code, fact(FactKind::Qualification, &facts.qualifications.ids, qualification), detail))
}

fn assessed(facts: &Facts, code: ReasonCode, assessment: u32) -> Option<Said> {
    let on = facts.localities.by_appointment.row(assessment)?.on;
    Some((code, fact(FactKind::LocalityAssessment, &facts.localities.ids, assessment), Detail::Day { on }))
}

fn appointed(facts: &Facts, code: ReasonCode, appointment: u32) -> Option<Said> {
    let on = facts.appointments.by_unit.row(appointment)?.period.from();
    Some((code, fact(FactKind::Appointment, &facts.appointments.ids, appointment), Detail::Day { on }))
}

fn first_appointed(facts: &Facts, code: ReasonCode, appointment: u32, age: u32, limit: u32) -> Option<Said> {
    let (code, fact, detail) = appointed(facts, code, appointment)?;
    let Detail::Day { on } = detail else { return None };
    Some((code, fact, Detail::FirstAppointment { on, age, limit }))
}
