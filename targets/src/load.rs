//! Loading: rows in any order become [`Facts`].

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::fact::{
    Appointment, Completion, LocalityAssessment, Official, PlannedEntry, Post, Qualification,
    StandingCommittee, StandingMembership, TitleStandard,
};
use crate::facts::{
    Assessed, Completed, Completions, Credential, Facts, Localities, Person, Planned, Posts, Qualifications,
    Seats, Standard, Standards, Tenure,
};
use crate::grouping::{
    MembershipRow, PartyRows, Row, group, group_appointments, group_party, group_posts, group_succession,
    number_people,
};
use crate::reason::FactKind;
use crate::table::{Grouped, Names};
use crate::unit::Forest;

/// Takes rows in any order and builds [`Facts`]. Rows may refer to officials, appointments and committees that are
/// added later; references are checked by [`FactsBuilder::build`].
#[derive(Debug)]
pub struct FactsBuilder {
    forest: Arc<Forest>,
    titles: Names,
    levels: Names,
    people: Vec<(Uuid, Person)>,
    appointments: Vec<Row<Tenure>>,
    localities: Vec<Row<Assessed>>,
    qualifications: Vec<Row<Credential>>,
    completions: Vec<Row<Completed>>,
    posts: Vec<(u32, Uuid, Seats)>,
    standards: Vec<(u32, Standard)>,
    party: Option<PartyRows>,
    succession: Option<Vec<Row<Planned>>>,
    /// The first row that could not be taken.
    refused: Option<LoadError>,
}

impl FactsBuilder {
    /// A builder without facts. The sections PARTY and SUCCESSION are absent until they are opened.
    #[must_use]
    pub fn new(forest: Arc<Forest>) -> Self {
        Self {
            forest,
            titles: Names::default(),
            levels: Names::default(),
            people: Vec::new(),
            appointments: Vec::new(),
            localities: Vec::new(),
            qualifications: Vec::new(),
            completions: Vec::new(),
            posts: Vec::new(),
            standards: Vec::new(),
            party: None,
            succession: None,
            refused: None,
        }
    }

    /// Adds an official.
    pub fn official(&mut self, row: Official) {
        self.people.push((row.id, Person { birth: row.birth, sex: row.sex }));
    }

    /// Adds an appointment.
    pub fn appointment(&mut self, row: Appointment<'_>) {
        let unit = self.unit(FactKind::Appointment, row.id, row.unit);
        let title = self.title(row.title);
        if let (Some(unit), Some(title)) = (unit, title) {
            let tenure = Tenure { period: row.period, official: 0, title, mode: row.mode };
            self.appointments.push(Row { id: row.id, unit, names: row.official, row: tenure });
        }
    }

    /// Adds an assessed locality.
    pub fn locality(&mut self, row: LocalityAssessment) {
        let assessed = Assessed { on: row.assessed_on, locality: row.locality };
        self.localities.push(Row { id: row.id, unit: 0, names: row.appointment, row: assessed });
    }

    /// Adds a qualification.
    pub fn qualification(&mut self, row: Qualification<'_>) {
        let Some(level) = self.levels.intern(row.level.code) else {
            self.refuse(LoadError::TooMany("levels"));
            return;
        };
        let credential = Credential {
            obtained_on: row.obtained_on,
            revoked_on: row.revoked_on,
            rank: row.level.rank,
            level,
            kind: row.kind,
        };
        self.qualifications.push(Row { id: row.id, unit: 0, names: row.official, row: credential });
    }

    /// Adds a completed course.
    pub fn completion(&mut self, row: Completion) {
        let completed = Completed {
            ended_on: row.course_ended_on,
            recorded_on: row.recorded_on,
            counts_as_knowledge_update: row.counts_as_knowledge_update,
        };
        self.completions.push(Row { id: row.enrolment, unit: 0, names: row.official, row: completed });
    }

    /// Adds a post.
    pub fn post(&mut self, row: Post<'_>) {
        let unit = self.unit(FactKind::Post, row.id, row.unit);
        let title = self.title(row.title);
        if let (Some(unit), Some(title)) = (unit, title) {
            self.posts.push((unit, row.id, Seats { period: row.period, seats: row.seats, title }));
        }
    }

    /// Adds a title standard.
    pub fn title_standard(&mut self, row: TitleStandard<'_>) {
        if let Some(title) = self.title(row.title) {
            let standard = Standard {
                id: row.id,
                period: row.period,
                requirements: row.requirements.into(),
                max_age_at_first_appointment: row.max_age_at_first_appointment,
            };
            self.standards.push((u32::from(title), standard));
        }
    }

    /// Opens the section PARTY: what is not in it does not exist, rather than being left out.
    pub fn open_party(&mut self) {
        self.party.get_or_insert_default();
    }

    /// Adds a standing committee, and opens the section PARTY.
    pub fn standing_committee(&mut self, row: StandingCommittee) {
        if let Some(unit) = self.unit(FactKind::StandingCommittee, row.id, row.unit) {
            self.party.get_or_insert_default().committees.push((unit, row.id, row.period));
        }
    }

    /// Adds a membership of a standing committee, and opens the section PARTY.
    pub fn standing_membership(&mut self, row: StandingMembership) {
        let StandingMembership { id, committee, official, period } = row;
        let membership = MembershipRow { id, committee, official, period };
        self.party.get_or_insert_default().memberships.push(membership);
    }

    /// Opens the section SUCCESSION: what is not in it does not exist, rather than being left out.
    pub fn open_succession(&mut self) {
        self.succession.get_or_insert_default();
    }

    /// Adds an approved entry of a succession plan, and opens the section SUCCESSION.
    pub fn planned_entry(&mut self, row: PlannedEntry<'_>) {
        let unit = self.unit(FactKind::PlannedEntry, row.entry, row.unit);
        let title = self.title(row.title);
        if let (Some(unit), Some(title)) = (unit, title) {
            let planned = Planned { open: row.open, approved_on: row.approved_on, official: 0, title };
            let row = Row { id: row.entry, unit, names: row.official, row: planned };
            self.succession.get_or_insert_default().push(row);
        }
    }

    /// Builds the facts.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub fn build(self) -> Result<Facts, LoadError> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let units = u32::try_from(self.forest.len()).map_err(|_| LoadError::TooMany("units"))?;
        let titles = u32::try_from(self.titles.len()).map_err(|_| LoadError::TooMany("titles"))?;
        let mut appointments = self.appointments;
        appointments.sort_unstable_by_key(|row| (row.unit, row.row.title, row.row.period.from(), row.id));
        let (people, officials) = number_people(self.people, &appointments)?;

        let (appointments, places) = group_appointments(appointments, units, &officials)?;
        let party = self.party.map(|rows| group_party(rows, units, &officials)).transpose()?;
        let succession = self.succession.map(|rows| group_succession(rows, units, &officials)).transpose()?;
        let mut localities = places.resolve(FactKind::LocalityAssessment, self.localities)?;
        localities.sort_unstable_by_key(|(appointment, row)| (*appointment, row.row.on, row.id));
        let (by_appointment, locality_ids) = group(places.count, localities, "localities")?;
        let mut qualifications = officials.resolve(FactKind::Qualification, self.qualifications)?;
        qualifications.sort_unstable_by_key(|(official, Row { id, row, .. })| {
            (*official, row.kind, std::cmp::Reverse(row.rank), row.obtained_on, *id)
        });
        let (credentials, qualification_ids) = group(officials.count, qualifications, "qualifications")?;
        let mut completions = officials.resolve(FactKind::Enrolment, self.completions)?;
        completions.sort_unstable_by_key(|(official, row)| (*official, row.row.ended_on, row.id));
        let (completed, enrolments) = group(officials.count, completions, "completions")?;
        let (posts, post_ids) = group_posts(self.posts, units)?;
        let mut standards = self.standards;
        standards.sort_by_key(|(title, standard)| (*title, standard.period.from(), standard.id));

        Ok(Facts {
            forest: self.forest,
            titles: self.titles,
            levels: self.levels,
            people,
            appointments,
            localities: Localities { by_appointment, ids: locality_ids },
            qualifications: Qualifications { by_official: credentials, ids: qualification_ids },
            completions: Completions { by_official: completed, enrolments },
            posts: Posts { by_unit: posts, ids: post_ids },
            standards: Standards {
                by_title: Grouped::new(titles, standards).ok_or(LoadError::TooMany("standards"))?,
            },
            party,
            succession,
        })
    }

    fn unit(&mut self, kind: FactKind, id: Uuid, unit: Uuid) -> Option<u32> {
        let number = self.forest.number(unit);
        if number.is_none() {
            self.refuse(LoadError::Dangling { kind, id, names: unit });
        }
        number
    }

    fn title(&mut self, title: &str) -> Option<u16> {
        let number = self.titles.intern(title);
        if number.is_none() {
            self.refuse(LoadError::TooMany("titles"));
        }
        number
    }

    fn refuse(&mut self, error: LoadError) {
        self.refused.get_or_insert(error);
    }
}

/// Why rows are no facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// Two officials, two appointments or two committees have the same id, so that a row that names it could mean
    /// either.
    Duplicate {
        /// The kind of row.
        kind: FactKind,
        /// The id.
        id: Uuid,
    },
    /// A row names an official, unit, appointment or committee that is not there.
    Dangling {
        /// The kind of the row that refers.
        kind: FactKind,
        /// Its id.
        id: Uuid,
        /// The id that it names.
        names: Uuid,
    },
    /// More rows or distinct codes than the engine can number.
    TooMany(&'static str),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { kind, id } => write!(f, "two rows of kind {kind:?} have the id {id}"),
            Self::Dangling { kind, id, names } => {
                write!(f, "{kind:?} {id} names {names}, which is not there")
            }
            Self::TooMany(what) => write!(f, "there are too many {what}"),
        }
    }
}

impl std::error::Error for LoadError {}
