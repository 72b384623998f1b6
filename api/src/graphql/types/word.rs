//! The closed sets of words of the schema, one for one those of the tables.

use async_graphql::Enum;

/// How a title is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::AppointmentMode")]
pub enum AppointmentMode {
    /// The one main post.
    Primary,
    /// Beside another (kiêm nhiệm).
    Concurrent,
    /// Acting (quyền), fills no seat.
    Acting,
    /// In charge (phụ trách), fills no seat.
    InCharge,
}

/// How an appointment came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::AppointmentOrigin")]
pub enum AppointmentOrigin {
    /// Elected.
    Election,
    /// Recruited to a job position (tuyển dụng).
    Recruitment,
    /// Transferred (điều động).
    Transfer,
    /// Rotated (luân chuyển).
    Rotation,
    /// Seconded (biệt phái).
    Secondment,
    /// Reassigned to another position (chuyển đổi vị trí).
    Reassignment,
}

/// How a ratio is compared with a threshold, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::Comparator")]
pub enum Comparator {
    /// Strictly more.
    GreaterThan,
    /// As much or more.
    AtLeast,
    /// Exactly as much.
    Equal,
}

/// What a denominator counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::CountedThing")]
pub enum CountedThing {
    /// People, once each.
    Persons,
    /// Authorised seats.
    Posts,
    /// Seats with a holder.
    FilledPosts,
    /// Units.
    Units,
    /// People in an approved, open succession entry.
    PlannedPersons,
}

/// The kind of a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::CourseKind")]
pub enum CourseKind {
    /// A degree.
    Degree,
    /// Political theory.
    PoliticalTheory,
    /// State management.
    StateManagement,
    /// For a group of titles.
    TitleBased,
    /// Leadership and management skill.
    LeadershipSkill,
    /// Knowledge update.
    KnowledgeUpdate,
    /// For a job position.
    JobPosition,
    /// Digital transformation and IT.
    Digital,
    /// A foreign language.
    ForeignLanguage,
    /// Defence and security.
    DefenceSecurity,
    /// For candidates for higher titles.
    Candidate,
}

/// The state of a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::CourseStatus")]
pub enum CourseStatus {
    /// Announced.
    Planned,
    /// Open for nominations.
    Open,
    /// Running.
    Running,
    /// Finished.
    Finished,
    /// Cancelled.
    Cancelled,
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::DatePrecision")]
pub enum DatePrecision {
    /// The day.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

/// In which year a deadline lies, from the year that something is owed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::DeadlineYear")]
pub enum DeadlineYear {
    /// The year before.
    YearBefore,
    /// The same year.
    SameYear,
    /// The year after.
    YearAfter,
}

/// A disciplinary measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::DisciplineKind")]
pub enum DisciplineKind {
    /// Reprimand (khiển trách).
    Reprimand,
    /// Warning (cảnh cáo).
    Warning,
    /// Demotion (hạ bậc, giáng chức).
    Demotion,
    /// Dismissal (cách chức, khai trừ).
    Dismissal,
}

/// The state of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::EnrolmentStatus")]
pub enum EnrolmentStatus {
    /// Nominated by the unit.
    Nominated,
    /// Approved by the authority.
    Approved,
    /// Rejected.
    Rejected,
    /// Waiting for a place.
    Waitlisted,
    /// Has a place.
    Enrolled,
    /// Completed with success.
    Completed,
    /// Failed.
    Failed,
    /// Did not attend.
    Absent,
    /// Withdrawn.
    Withdrawn,
}

/// What an entry of the journal tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::JournalOperation")]
pub enum JournalOperation {
    /// A new object.
    Create,
    /// A changed object.
    Change,
    /// A corrected fact.
    Correct,
    /// A removed object.
    Remove,
    /// A login that succeeded.
    Login,
    /// A login that was refused.
    LoginRefused,
    /// A recorded read.
    Read,
    /// A refused access.
    Denied,
}

/// How much of a unit went to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::LineageShare")]
pub enum LineageShare {
    /// All of it.
    Whole,
    /// A part of it.
    Part,
}

/// Whether a holder is local to the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::Locality")]
pub enum Locality {
    /// Local.
    Local,
    /// Not local.
    NonLocal,
}

/// What units owe each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::ObligationKind")]
pub enum ObligationKind {
    /// That everybody whose file the unit keeps at the end of the year has an approved rating.
    Ratings,
    /// That everybody in the source pool is reviewed after the ratings.
    SourcePoolReview,
    /// That a training plan is submitted.
    TrainingPlan,
    /// That a report is submitted.
    Report,
}

/// Which units owe something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::ObligedUnits")]
pub enum ObligedUnits {
    /// Communes, townships, wards and special zones.
    CommuneLevel,
    /// Agencies.
    Agency,
    /// Districts.
    District,
}

/// Who approves a nomination that is submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::NominationAuthority")]
pub enum NominationAuthority {
    /// The Home Affairs office above the unit.
    UnitAbove,
    /// That of the district; of whatever is above where no district is.
    District,
    /// That of the city or province.
    City,
}

/// Whether a unit sends people to a course by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::NominationDecision")]
pub enum NominationDecision {
    /// It decides.
    SelfDecides,
    /// It submits to an authority.
    MustSubmit,
}

/// The category of a person's affiliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::OfficialCategory")]
pub enum OfficialCategory {
    /// Cán bộ.
    Cadre,
    /// Công chức.
    CivilServant,
    /// Viên chức.
    PublicEmployee,
}

/// The kind of a qualification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::QualificationKind")]
pub enum QualificationKind {
    /// Education.
    Education,
    /// Political theory (LLCT).
    PoliticalTheory,
    /// State management (QLNN).
    StateManagement,
    /// Information technology.
    InformationTechnology,
    /// A foreign language.
    ForeignLanguage,
}

/// A yearly grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::RatingGrade")]
pub enum RatingGrade {
    /// Tasks completed excellently.
    Excellent,
    /// Tasks completed well.
    Good,
    /// Tasks completed.
    Completed,
    /// Tasks not completed.
    NotCompleted,
    /// Not rated, a state of its own.
    NotRated,
}

/// The kind of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::ReportKind")]
pub enum ReportKind {
    /// Of a calendar year, as of its last day.
    Yearly,
}

/// The state of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::ReportStatus")]
pub enum ReportStatus {
    /// Being written: its content is computed from the facts whenever it is read.
    Draft,
    /// Submitted to the unit above.
    Submitted,
    /// Returned with a remark.
    Returned,
    /// Accepted, and sealed by it.
    Accepted,
}

/// The one role of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::Role")]
pub enum Role {
    /// The Home Affairs office.
    District,
    /// A commune's clerk.
    Commune,
    /// A Party committee.
    PartyCommittee,
    /// An administrator of accounts.
    Admin,
    /// A machine of the city's platform.
    Integration,
}

/// Legal sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::Sex")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Where a person in the source pool comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::SourcePoolOrigin")]
pub enum SourcePoolOrigin {
    /// The unit itself.
    OnSite,
    /// A higher level.
    FromAbove,
    /// Another commune.
    InterCommune,
}

/// What a yearly review of the source pool decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::SourcePoolOutcome")]
pub enum SourcePoolOutcome {
    /// Stays in the pool.
    Kept,
    /// Leaves it.
    Removed,
    /// Enters it.
    Added,
}

/// The state of a succession entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::SuccessionEntryStatus")]
pub enum SuccessionEntryStatus {
    /// Planned.
    Planned,
    /// Appointed to the title.
    Appointed,
    /// Removed from the plan.
    Removed,
}

/// Why a succession entry was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::SuccessionRemovalReason")]
pub enum SuccessionRemovalReason {
    /// Over the age.
    OverAge,
    /// Disciplined.
    Discipline,
    /// Rated too low.
    Rating,
    /// At the person's request.
    Request,
}

/// The state of a succession round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::SuccessionRoundStatus")]
pub enum SuccessionRoundStatus {
    /// Being drafted.
    Draft,
    /// Submitted.
    Submitted,
    /// Appraised.
    Appraised,
    /// Approved, in force.
    Approved,
    /// Returned with remarks.
    Returned,
}

/// What missing a target means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::TargetKind")]
pub enum TargetKind {
    /// A failure.
    Mandatory,
    /// A pity (phấn đấu), never an alarm.
    Aspirational,
    /// A direction only.
    Directional,
}

/// The state of a target on a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::TargetStatus")]
pub enum TargetStatus {
    /// Mandatory and met.
    Met,
    /// Mandatory and not met.
    NotMet,
    /// Aspirational and reached.
    Reached,
    /// Aspirational and not reached.
    NotReached,
    /// Better than on the baseline date.
    Improving,
    /// As on the baseline date.
    Flat,
    /// Worse than on the baseline date.
    Worsening,
    /// Missing data could change the answer.
    Unknown,
    /// Nothing to count.
    NotApplicable,
}

/// The body that a title belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::TitleBody")]
pub enum TitleBody {
    /// The Party committee.
    Party,
    /// The People's Council (HĐND).
    Council,
    /// The People's Committee (UBND).
    Committee,
    /// The Fatherland Front.
    Front,
    /// A socio-political union.
    Union,
    /// Civil servants.
    Staff,
}

/// The state of a training plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::TrainingPlanStatus")]
pub enum TrainingPlanStatus {
    /// Being drafted.
    Draft,
    /// Submitted.
    Submitted,
    /// Returned with remarks.
    Returned,
    /// Taken up by the district's plan.
    Consolidated,
    /// Approved.
    Approved,
}

/// The class of an administrative unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::UnitClass")]
pub enum UnitClass {
    /// Class I.
    I,
    /// Class II.
    II,
    /// Class III.
    III,
}

/// The kind of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::value::UnitKind")]
pub enum UnitKind {
    /// A province (tỉnh).
    Province,
    /// A city directly under the centre (thành phố).
    City,
    /// A district (huyện, quận).
    District,
    /// A commune (xã).
    Commune,
    /// A township (thị trấn).
    Township,
    /// A ward (phường).
    Ward,
    /// A special zone (đặc khu).
    SpecialZone,
    /// An office or body with people of its own.
    Agency,
}

/// The confidentiality class of data: who may read it is decided by role and class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "entity::class::ConfidentialityClass")]
pub enum ConfidentialityClass {
    /// Units, titles, programmes, definitions of targets, the course catalogue.
    Directory,
    /// Officials, affiliations, posts, appointments, qualifications, ratings, training, source pool.
    Personnel,
    /// Citizen number, address, telephone.
    Identity,
    /// Party membership and dates, standing committees, Party discipline.
    Party,
    /// Succession rounds and entries.
    Succession,
    /// Values of targets.
    Aggregate,
    /// Accounts, grants, sessions, service accounts.
    Account,
    /// Who changed what, and when.
    Journal,
}

/// Whether a qualification holds on the date asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum EvidenceStatus {
    /// It holds.
    Valid,
    /// It is revoked.
    Revoked,
}

/// The direction of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "crate::repo::list::Direction")]
pub enum OrderDirection {
    /// From the smallest to the greatest.
    #[default]
    Ascending,
    /// From the greatest to the smallest.
    Descending,
}
