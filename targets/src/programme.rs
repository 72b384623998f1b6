//! A programme as data: which titles are key, what its targets are, and when each of these rows is in force.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::fact::QualificationKind;
use crate::fraction::Fraction;
use crate::period::Period;

/// A programme, such as Kế hoạch 276/KH-UBND.
#[derive(Clone, Debug)]
pub struct Programme {
    /// The programme's code, such as `KH-276`.
    pub code: String,
    /// The day whose values later ones are compared with.
    pub baseline_on: NaiveDate,
    /// The first day of the programme: what counts "since the programme began" counts from it.
    pub starts_on: NaiveDate,
    /// The codes of the titles that are key, each with the period in which it is.
    pub key_titles: Vec<(String, Period)>,
    /// The targets as dated rows; one code may have several rows with periods that do not overlap.
    pub targets: Vec<Target>,
}

impl Programme {
    /// The codes of the titles that are key on a day.
    pub fn key_titles_on(&self, on: NaiveDate) -> impl Iterator<Item = &str> {
        self.key_titles.iter().filter(move |(_, period)| period.contains(on)).map(|(title, _)| title.as_str())
    }

    /// The targets in force on a day, in the programme's order.
    pub fn targets_on(&self, on: NaiveDate) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(move |target| target.in_force.contains(on))
    }

    /// The row of a target's code that is in force on a day.
    #[must_use]
    pub fn target_on(&self, code: &str, on: NaiveDate) -> Option<&Target> {
        self.targets_on(on).find(|target| target.code == code)
    }
}

/// A target of a programme, in one period. Evaluating does not look at `in_force`: picking the row is the caller's
/// part ([`Programme::target_on`]).
#[derive(Clone, Debug)]
pub struct Target {
    /// The row's id.
    pub id: Uuid,
    /// The target's code in its programme, such as `K2`.
    pub code: String,
    /// What is measured.
    pub measure: Measure,
    /// What follows from missing it.
    pub kind: TargetKind,
    /// What is counted.
    pub counts: CountedThing,
    /// How the share is compared with the threshold; none for a directional target.
    pub comparator: Option<Comparator>,
    /// The share to reach; none for a directional target.
    pub threshold: Option<Fraction>,
    /// [`Measure::UnderAge`]: completed years that a person must not have reached.
    pub age_limit: Option<u32>,
    /// [`Measure::KnowledgeUpdate`]: the period in which the course must have ended.
    pub period: Option<CompletionPeriod>,
    /// [`Measure::KnowledgeUpdate`]: the other period, given as a part.
    pub alternative_period: Option<CompletionPeriod>,
    /// [`Measure::NonLocal`], [`Measure::NonLocalTrend`]: the titles whose filled seats are counted. They need not be
    /// key titles.
    pub titles: Vec<String>,
    /// [`Measure::Qualified`]: the accepted evidence. Parts are joined by "and"; rows of one part are alternatives.
    pub evidence: Vec<Evidence>,
    /// When this row is in force.
    pub in_force: Period,
}

/// What a target measures (K1 to K10 of the programme 28/276).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// K1: seats of key titles with a holder; part `STANDARD`: key officials who meet their title's standard.
    PostsFilled,
    /// K2: key officials under an age.
    UnderAge,
    /// K3: women among the key officials.
    Female,
    /// K4: units whose Party standing committee has a woman.
    WomanInStandingCommittee,
    /// K5, K8: key officials with the qualifications asked for.
    Qualified,
    /// K6: key officials who completed a course that counts as knowledge update.
    KnowledgeUpdate,
    /// K7: people planned for a key title who completed a course since their entry was approved.
    PlannedTrained,
    /// K9: filled seats of the target's titles whose holder is not local.
    NonLocal,
    /// K10: the share of K9 against that of the baseline date.
    NonLocalTrend,
}

/// What follows from missing a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// Must be met.
    Mandatory,
    /// *Phấn đấu*: striven for; missing it is no alarm.
    Aspirational,
    /// No threshold; the direction against the baseline counts.
    Directional,
}

/// What a target counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountedThing {
    /// Key officials, each once.
    Persons,
    /// Authorised seats.
    Posts,
    /// Seats that have a holder.
    FilledPosts,
    /// Units.
    Units,
    /// People in an open entry of the succession plan, each once.
    PlannedPersons,
}

/// How a share is compared with the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// Strictly more.
    GreaterThan,
    /// As much or more.
    AtLeast,
    /// Exactly as much.
    Equal,
}

/// The period in which a course must have ended to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompletionPeriod {
    /// From 1 January of the year of the date asked for to that date.
    CalendarYear,
    /// From the programme's first day to the date asked for.
    SinceProgrammeStart,
}

impl CompletionPeriod {
    /// The code under which a value's part is given for the period.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CalendarYear => "CALENDAR_YEAR",
            Self::SinceProgrammeStart => "SINCE_PROGRAMME_START",
        }
    }
}

/// One accepted evidence: a qualification of a kind and of at least a rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The part that it proves, such as `EDUCATION`.
    pub part: String,
    /// The kind of qualification.
    pub kind: QualificationKind,
    /// The least rank within the kind.
    pub min_rank: i32,
}
