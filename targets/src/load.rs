//! Loading: rows in any order become [`Facts`].

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::fact::{
    Appointment, Completion, LocalityAssessment, Official, PlannedEntry, Post, Qualification,
    StandingCommittee, StandingMembership, TitleStandard,
};
use crate::facts::{
    Appointments, Assessed, Completed, Completions, Credential, Facts, Localities, Membership, Party, People,
    Person, Planned, Posts, Qualifications, Seats, Standard, Standards, Succession, Tenure,
};
use crate::period::Period;
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

/// A row of a unit, if it has one, with the id that it names and that is numbered when all rows are there.
#[derive(Clone, Copy, Debug)]
struct Row<T> {
    id: Uuid,
    unit: u32,
    names: Uuid,
    row: T,
}

#[derive(Debug, Default)]
struct PartyRows {
    committees: Vec<(u32, Uuid, Period)>,
    memberships: Vec<MembershipRow>,
}

#[derive(Debug)]
struct MembershipRow {
    id: Uuid,
    committee: Uuid,
    official: Uuid,
    period: Period,
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

/// The numbers of ids, while rows are being put in their places.
struct Numbers {
    of: HashMap<Uuid, u32>,
    count: u32,
}

impl Numbers {
    fn new(kind: FactKind, ids: impl ExactSizeIterator<Item = Uuid>) -> Result<Self, LoadError> {
        let count = u32::try_from(ids.len()).map_err(|_| LoadError::TooMany("rows"))?;
        let mut of = HashMap::with_capacity(ids.len());
        for (number, id) in (0..count).zip(ids) {
            if of.insert(id, number).is_some() {
                return Err(LoadError::Duplicate { kind, id });
            }
        }
        Ok(Self { of, count })
    }

    fn number(&self, kind: FactKind, id: Uuid, names: Uuid) -> Result<u32, LoadError> {
        self.of.get(&names).copied().ok_or(LoadError::Dangling { kind, id, names })
    }

    /// The rows with the number of what they name.
    fn resolve<T>(&self, kind: FactKind, rows: Vec<Row<T>>) -> Result<Vec<(u32, Row<T>)>, LoadError> {
        rows.into_iter().map(|row| Ok((self.number(kind, row.id, row.names)?, row))).collect()
    }
}

/// Numbers the officials in the order of the appointments, those without one at the end in the order of their ids.
fn number_people(
    mut people: Vec<(Uuid, Person)>,
    appointments: &[Row<Tenure>],
) -> Result<(People, Numbers), LoadError> {
    let mut first: HashMap<Uuid, usize> = HashMap::with_capacity(people.len());
    for (place, appointment) in appointments.iter().enumerate() {
        first.entry(appointment.names).or_insert(place);
    }
    people.sort_by_cached_key(|(id, _)| (first.get(id).copied().unwrap_or(usize::MAX), *id));
    let (ids, rows): (Vec<Uuid>, Vec<Person>) = people.into_iter().unzip();
    let numbers = Numbers::new(FactKind::Official, ids.iter().copied())?;
    Ok((People { ids, rows }, numbers))
}

/// Groups sorted rows by a number, their ids in a column beside them.
fn group<T>(
    groups: u32,
    sorted: Vec<(u32, Row<T>)>,
    what: &'static str,
) -> Result<(Grouped<T>, Vec<Uuid>), LoadError> {
    let ids = sorted.iter().map(|(_, row)| row.id).collect();
    let rows = sorted.into_iter().map(|(group, row)| (group, row.row));
    Ok((Grouped::new(groups, rows).ok_or(LoadError::TooMany(what))?, ids))
}

fn group_appointments(
    sorted: Vec<Row<Tenure>>,
    units: u32,
    officials: &Numbers,
) -> Result<(Appointments, Numbers), LoadError> {
    let places = Numbers::new(FactKind::Appointment, sorted.iter().map(|row| row.id))?;
    let mut tenures = Vec::with_capacity(sorted.len());
    let mut held = Vec::with_capacity(sorted.len());
    for (number, mut row) in (0..places.count).zip(sorted) {
        row.row.official = officials.number(FactKind::Appointment, row.id, row.names)?;
        held.push((row.row.official, number));
        tenures.push((row.unit, row));
    }
    held.sort_unstable();
    let by_official = Grouped::new(officials.count, held).ok_or(LoadError::TooMany("appointments"))?;
    let (by_unit, ids) = group(units, tenures, "appointments")?;
    Ok((Appointments { by_unit, ids, by_official }, places))
}

fn group_posts(
    mut posts: Vec<(u32, Uuid, Seats)>,
    units: u32,
) -> Result<(Grouped<Seats>, Vec<Uuid>), LoadError> {
    posts.sort_unstable_by_key(|(unit, id, seats)| (*unit, seats.title, seats.period.from(), *id));
    let ids = posts.iter().map(|(_, id, _)| *id).collect();
    let rows = posts.into_iter().map(|(unit, _, seats)| (unit, seats));
    Ok((Grouped::new(units, rows).ok_or(LoadError::TooMany("posts"))?, ids))
}

fn group_party(rows: PartyRows, units: u32, officials: &Numbers) -> Result<Party, LoadError> {
    let PartyRows { mut committees, memberships } = rows;
    committees.sort_unstable_by_key(|(unit, id, period)| (*unit, period.from(), *id));
    let committee_ids: Vec<Uuid> = committees.iter().map(|(_, id, _)| *id).collect();
    let numbers = Numbers::new(FactKind::StandingCommittee, committee_ids.iter().copied())?;
    let periods = committees.into_iter().map(|(unit, _, period)| (unit, period));
    let committees_by_unit = Grouped::new(units, periods).ok_or(LoadError::TooMany("committees"))?;

    let mut members = Vec::with_capacity(memberships.len());
    for MembershipRow { id, committee, official, period } in memberships {
        let committee = numbers.number(FactKind::StandingMembership, id, committee)?;
        let official = officials.number(FactKind::StandingMembership, id, official)?;
        members.push((committee, id, Membership { period, official }));
    }
    members.sort_unstable_by_key(|(committee, id, membership)| (*committee, membership.period.from(), *id));
    let membership_ids = members.iter().map(|(_, id, _)| *id).collect();
    let members = members.into_iter().map(|(committee, _, membership)| (committee, membership));
    let members = Grouped::new(numbers.count, members).ok_or(LoadError::TooMany("memberships"))?;
    Ok(Party { committees_by_unit, committee_ids, members, membership_ids })
}

fn group_succession(
    rows: Vec<Row<Planned>>,
    units: u32,
    officials: &Numbers,
) -> Result<Succession, LoadError> {
    let mut entries = Vec::with_capacity(rows.len());
    for mut row in rows {
        row.row.official = officials.number(FactKind::PlannedEntry, row.id, row.names)?;
        entries.push((row.unit, row));
    }
    entries.sort_unstable_by_key(|(unit, row)| (*unit, row.row.title, row.row.approved_on, row.id));
    let (by_unit, ids) = group(units, entries, "entries")?;
    Ok(Succession { by_unit, ids })
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
