//! The closed sets of words that columns hold, spelled in the database as in the API.

use sea_orm::entity::prelude::*;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumIter,
            DeriveActiveEnum,
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every word of the set, in the order declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }
    )*};
}

words! {
    /// What a second administrator is asked to approve.
    AccountProposalKind {
        /// A new account with its role and units.
        Invitation,
        /// Another role, with its units.
        Role,
        /// Further units for the role that it has.
        Units,
        /// That a grant outlives its unit.
        CarryOver,
        /// A new activation, for somebody who lost the pass phrase.
        Reset,
    }
    /// What became of a proposal.
    AccountProposalOutcome {
        /// Approved and done.
        Approved,
        /// Rejected, or taken back.
        Rejected,
        /// Not decided in time.
        Expired,
    }
    /// Whether an account may log in.
    AccountStatus {
        /// Invited, not yet activated.
        Invited,
        /// May log in.
        Active,
        /// May not log in.
        Disabled,
    }
    /// How a title is held.
    AppointmentMode {
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
    AppointmentOrigin {
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
    Comparator {
        /// Strictly more.
        GreaterThan,
        /// As much or more.
        AtLeast,
        /// Exactly as much.
        Equal,
    }
    /// The period in which a course must have ended.
    CompletionPeriod {
        /// The calendar year of the date asked for, up to that date.
        CalendarYear,
        /// From the programme's first day to the date asked for.
        SinceProgrammeStart,
    }
    /// What a denominator counts.
    CountedThing {
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
    CourseKind {
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
    CourseStatus {
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
    DatePrecision {
        /// The day.
        Day,
        /// The month.
        Month,
        /// The year.
        Year,
    }
    /// In which year a deadline lies, from the year that something is owed for.
    DeadlineYear {
        /// The year before.
        YearBefore,
        /// The same year.
        SameYear,
        /// The year after.
        YearAfter,
    }
    /// A disciplinary measure.
    DisciplineKind {
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
    EnrolmentStatus {
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
    /// What a journal entry records.
    JournalOperation {
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
    /// The two streams of the journal.
    JournalStream {
        /// Changes of data, whose head is the version of the data.
        Data,
        /// Logins, granted and refused, recorded reads, denials, and what was done to the installation.
        Access,
    }
    /// How much of a unit went to another.
    LineageShare {
        /// All of it.
        Whole,
        /// A part of it.
        Part,
    }
    /// Whether a holder is local to the unit.
    Locality {
        /// Local.
        Local,
        /// Not local.
        NonLocal,
    }
    /// What units owe each year.
    ObligationKind {
        /// That everybody is rated.
        Ratings,
        /// That everybody in the source pool is reviewed.
        SourcePoolReview,
        /// A training plan.
        TrainingPlan,
        /// A report.
        Report,
    }
    /// Which units owe something.
    ObligedUnits {
        /// Communes, townships, wards and special zones.
        CommuneLevel,
        /// Agencies.
        Agency,
        /// Districts.
        District,
    }
    /// Who approves a nomination that is submitted.
    NominationAuthority {
        /// The Home Affairs office above the unit.
        UnitAbove,
        /// That of the district; of whatever is above where no district is.
        District,
        /// That of the city or province.
        City,
    }
    /// Whether a unit sends people to a course by itself.
    NominationDecision {
        /// It decides.
        SelfDecides,
        /// It submits to an authority.
        MustSubmit,
    }
    /// The category of a person's affiliation.
    OfficialCategory {
        /// Cán bộ.
        Cadre,
        /// Công chức.
        CivilServant,
        /// Viên chức.
        PublicEmployee,
    }
    /// The kind of a qualification.
    QualificationKind {
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
    RatingGrade {
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
    ReportKind {
        /// Of a calendar year, as of its last day.
        Yearly,
    }
    /// The state of a report.
    ReportStatus {
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
    Role {
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
    /// Why a session ended before its time.
    SessionEndReason {
        /// The account logged out.
        LoggedOut,
        /// A refresh token came twice: somebody else has a copy.
        RefreshReused,
        /// The pass phrase was changed.
        PasswordChanged,
        /// An administrator ended it.
        EndedByAdministrator,
        /// The operator ended it at the console.
        EndedByConsole,
        /// The account may not log in any more.
        AccountDisabled,
        /// The account began more sessions than it may have at once.
        TooManySessions,
    }
    /// Legal sex.
    Sex {
        /// Female.
        Female,
        /// Male.
        Male,
    }
    /// Where a person in the source pool comes from.
    SourcePoolOrigin {
        /// The unit itself.
        OnSite,
        /// A higher level.
        FromAbove,
        /// Another commune.
        InterCommune,
    }
    /// What a yearly review of the source pool decided.
    SourcePoolOutcome {
        /// Stays in the pool.
        Kept,
        /// Leaves it.
        Removed,
        /// Enters it.
        Added,
    }
    /// The state of a succession entry.
    SuccessionEntryStatus {
        /// Planned.
        Planned,
        /// Appointed to the title.
        Appointed,
        /// Removed from the plan.
        Removed,
    }
    /// Why a succession entry was removed.
    SuccessionRemovalReason {
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
    SuccessionRoundStatus {
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
    TargetKind {
        /// A failure.
        Mandatory,
        /// A pity (phấn đấu), never an alarm.
        Aspirational,
        /// A direction only.
        Directional,
    }
    /// How a target is measured.
    TargetMeasure {
        /// Key seats that have a holder.
        PostsFilled,
        /// Key officials under an age.
        UnderAge,
        /// Women among key officials.
        Female,
        /// Units whose Party standing committee has a woman.
        WomanInStandingCommittee,
        /// Key officials with accepted evidence in every part.
        Qualified,
        /// Key officials who completed a course that counts as knowledge update.
        KnowledgeUpdate,
        /// Planned people who completed a course since they were approved.
        PlannedTrained,
        /// Filled posts whose holders are not local.
        NonLocal,
        /// The same ratio against that of the baseline date.
        NonLocalTrend,
    }
    /// The state of a target on a date.
    TargetStatus {
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
    /// What failed logins are counted by.
    ThrottleKind {
        /// A name from an address.
        NameAndAddress,
        /// A name from whatever address.
        Name,
        /// An address under whatever name.
        Address,
    }
    /// The body that a title belongs to.
    TitleBody {
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
    TrainingPlanStatus {
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
    UnitClass {
        /// Class I.
        I,
        /// Class II.
        #[serde(rename = "II")]
        II,
        /// Class III.
        #[serde(rename = "III")]
        III,
    }
    /// The kind of a unit.
    UnitKind {
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
}

impl UnitKind {
    /// Whether the unit is of the commune level: the level that targets count.
    /// Source: domain §2, Luật Tổ chức chính quyền địa phương.
    #[must_use]
    pub const fn is_commune_level(self) -> bool {
        matches!(self, Self::Commune | Self::Township | Self::Ward | Self::SpecialZone)
    }
}

impl AppointmentMode {
    /// Whether whoever holds a title in this way fills a seat of it. Source: domain §3.
    #[must_use]
    pub const fn fills_seat(self) -> bool {
        matches!(self, Self::Primary | Self::Concurrent)
    }
}
