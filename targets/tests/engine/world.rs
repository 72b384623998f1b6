//! A world of plain rows that name each other by position. The engine loads it; the oracle walks it.

use std::sync::Arc;

use chrono::NaiveDate;
use targets::age::{BirthDate, DatePrecision};
use targets::fact::{
    Appointment, AppointmentMode, Completion, Level, Locality, LocalityAssessment, Official, PlannedEntry,
    Post, Qualification, QualificationKind, Requirement, Sex, StandingCommittee, StandingMembership,
    TitleStandard,
};
use targets::facts::Facts;
use targets::load::FactsBuilder;
use targets::period::Period;
use targets::unit::{Forest, LineageEdge, Share, UnitVersion};
use uuid::Uuid;

/// The day written as `2023-12-31`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Days `[from, to)`.
pub(crate) type Days = (NaiveDate, Option<NaiveDate>);

/// The days from one on.
pub(crate) fn since(from: &str) -> Days {
    (day(from), None)
}

#[derive(Clone, Debug)]
pub(crate) struct UnitRow {
    pub(crate) unit: usize,
    pub(crate) parent: Option<usize>,
    pub(crate) commune: bool,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct EdgeRow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) whole: bool,
    pub(crate) default: bool,
    pub(crate) on: NaiveDate,
}

#[derive(Clone, Debug)]
pub(crate) struct OfficialRow {
    pub(crate) female: bool,
    /// `D`, `M` or `Y`.
    pub(crate) birth: Option<(NaiveDate, char)>,
}

#[derive(Clone, Debug)]
pub(crate) struct AppointmentRow {
    pub(crate) official: usize,
    pub(crate) unit: usize,
    pub(crate) title: String,
    /// `P`rimary, `C`oncurrent, `A`cting or in charge (`I`).
    pub(crate) mode: char,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct AssessmentRow {
    pub(crate) appointment: usize,
    pub(crate) non_local: bool,
    pub(crate) on: NaiveDate,
}

#[derive(Clone, Debug)]
pub(crate) struct QualificationRow {
    pub(crate) official: usize,
    pub(crate) kind: usize,
    pub(crate) rank: i32,
    pub(crate) obtained: NaiveDate,
    pub(crate) revoked: Option<NaiveDate>,
}

#[derive(Clone, Debug)]
pub(crate) struct CompletionRow {
    pub(crate) official: usize,
    pub(crate) ended: NaiveDate,
    pub(crate) update: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct PostRow {
    pub(crate) unit: usize,
    pub(crate) title: String,
    pub(crate) seats: u32,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct StandardRow {
    pub(crate) title: String,
    pub(crate) days: Days,
    pub(crate) needs: Vec<(usize, i32)>,
    pub(crate) max_age: Option<u32>,
}

#[derive(Clone, Debug)]
pub(crate) struct MembershipRow {
    pub(crate) committee: usize,
    pub(crate) official: usize,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct EntryRow {
    pub(crate) official: usize,
    pub(crate) unit: usize,
    pub(crate) title: String,
    pub(crate) days: Days,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) units: Vec<UnitRow>,
    pub(crate) edges: Vec<EdgeRow>,
    pub(crate) officials: Vec<OfficialRow>,
    pub(crate) appointments: Vec<AppointmentRow>,
    pub(crate) assessments: Vec<AssessmentRow>,
    pub(crate) qualifications: Vec<QualificationRow>,
    pub(crate) completions: Vec<CompletionRow>,
    pub(crate) posts: Vec<PostRow>,
    pub(crate) standards: Vec<StandardRow>,
    /// Unit and days.
    pub(crate) committees: Vec<(usize, Days)>,
    pub(crate) memberships: Vec<MembershipRow>,
    pub(crate) entries: Vec<EntryRow>,
}

/// Ranks of levels, as the second value of a qualification.
pub(crate) const KINDS: [QualificationKind; 5] = [
    QualificationKind::Education,
    QualificationKind::PoliticalTheory,
    QualificationKind::StateManagement,
    QualificationKind::InformationTechnology,
    QualificationKind::ForeignLanguage,
];
pub(crate) const EDUCATION: usize = 0;
pub(crate) const THEORY: usize = 1;
pub(crate) const IT: usize = 3;

fn id(kind: u128, place: usize) -> Uuid {
    Uuid::from_u128((kind << 96) | (place as u128 + 1))
}

pub(crate) fn unit_id(place: usize) -> Uuid {
    id(1, place)
}
pub(crate) fn official_id(place: usize) -> Uuid {
    id(2, place)
}
pub(crate) fn appointment_id(place: usize) -> Uuid {
    id(3, place)
}
pub(crate) fn assessment_id(place: usize) -> Uuid {
    id(4, place)
}
pub(crate) fn qualification_id(place: usize) -> Uuid {
    id(5, place)
}
pub(crate) fn enrolment_id(place: usize) -> Uuid {
    id(6, place)
}
pub(crate) fn post_id(place: usize) -> Uuid {
    id(7, place)
}
pub(crate) fn committee_id(place: usize) -> Uuid {
    id(9, place)
}
pub(crate) fn membership_id(place: usize) -> Uuid {
    id(10, place)
}
pub(crate) fn entry_id(place: usize) -> Uuid {
    id(11, place)
}

pub(crate) fn period((from, to): Days) -> Period {
    Period::new(from, to).unwrap()
}

impl World {
    /// A root that is no commune, and so many communes below it, from 2000 on.
    pub(crate) fn district(communes: usize) -> Self {
        let mut world = Self::default();
        world.units.push(UnitRow { unit: 0, parent: None, commune: false, days: since("2000-01-01") });
        for unit in 1..=communes {
            world.units.push(UnitRow { unit, parent: Some(0), commune: true, days: since("2000-01-01") });
        }
        world
    }

    /// Adds a person born in 1970 who holds the title in the unit from 2020 on, with a seat of the person's own.
    pub(crate) fn holder(&mut self, unit: usize, title: &str) -> usize {
        self.officials.push(OfficialRow { female: false, birth: Some((day("1970-06-15"), 'D')) });
        let official = self.officials.len() - 1;
        self.appoint(official, unit, title, 'P');
        self.seats(unit, title, 1);
        official
    }

    pub(crate) fn appoint(&mut self, official: usize, unit: usize, title: &str, mode: char) -> usize {
        let days = since("2020-01-01");
        self.appointments.push(AppointmentRow { official, unit, title: title.to_owned(), mode, days });
        self.appointments.len() - 1
    }

    pub(crate) fn seats(&mut self, unit: usize, title: &str, seats: u32) {
        self.posts.push(PostRow { unit, title: title.to_owned(), seats, days: since("2000-01-01") });
    }

    pub(crate) fn qualify(&mut self, official: usize, kind: usize, rank: i32) {
        let obtained = day("2015-01-01");
        self.qualifications.push(QualificationRow { official, kind, rank, obtained, revoked: None });
    }

    pub(crate) fn assess(&mut self, appointment: usize, non_local: bool, on: &str) {
        self.assessments.push(AssessmentRow { appointment, non_local, on: day(on) });
    }

    pub(crate) fn complete(&mut self, official: usize, ended: &str, update: bool) {
        self.completions.push(CompletionRow { official, ended: day(ended), update });
    }

    pub(crate) fn forest(&self) -> Forest {
        let versions = self.units.iter().map(|row| UnitVersion {
            unit: unit_id(row.unit),
            parent: row.parent.map(unit_id),
            commune_level: row.commune,
            period: period(row.days),
        });
        let edges = self.edges.iter().map(|row| LineageEdge {
            from: unit_id(row.from),
            to: unit_id(row.to),
            share: if row.whole { Share::Whole } else { Share::Part },
            is_default: row.default,
            effective_on: row.on,
        });
        Forest::new(versions.collect(), edges.collect()).unwrap()
    }

    pub(crate) fn facts(&self) -> Facts {
        self.builder().build().unwrap()
    }

    /// All rows, both sections opened.
    pub(crate) fn builder(&self) -> FactsBuilder {
        let mut builder = self.builder_without_sections();
        builder.open_party();
        builder.open_succession();
        for (place, (unit, days)) in self.committees.iter().enumerate() {
            let (id, unit) = (committee_id(place), unit_id(*unit));
            builder.standing_committee(StandingCommittee { id, unit, period: period(*days) });
        }
        for (place, row) in self.memberships.iter().enumerate() {
            builder.standing_membership(StandingMembership {
                id: membership_id(place),
                committee: committee_id(row.committee),
                official: official_id(row.official),
                period: period(row.days),
            });
        }
        for (place, row) in self.entries.iter().enumerate() {
            builder.planned_entry(PlannedEntry {
                entry: entry_id(place),
                official: official_id(row.official),
                unit: unit_id(row.unit),
                title: &row.title,
                open: period(row.days),
                approved_on: row.days.0,
            });
        }
        builder
    }

    pub(crate) fn builder_without_sections(&self) -> FactsBuilder {
        let mut builder = FactsBuilder::new(Arc::new(self.forest()));
        for (place, row) in self.officials.iter().enumerate() {
            let precision = |code| match code {
                'D' => DatePrecision::Day,
                'M' => DatePrecision::Month,
                _ => DatePrecision::Year,
            };
            builder.official(Official {
                id: official_id(place),
                sex: if row.female { Sex::Female } else { Sex::Male },
                birth: row.birth.map(|(date, code)| BirthDate::new(date, precision(code))),
            });
        }
        for (place, row) in self.appointments.iter().enumerate() {
            builder.appointment(Appointment {
                id: appointment_id(place),
                official: official_id(row.official),
                unit: unit_id(row.unit),
                title: &row.title,
                mode: match row.mode {
                    'P' => AppointmentMode::Primary,
                    'C' => AppointmentMode::Concurrent,
                    'A' => AppointmentMode::Acting,
                    _ => AppointmentMode::InCharge,
                },
                period: period(row.days),
            });
        }
        for (place, row) in self.assessments.iter().enumerate() {
            builder.locality(LocalityAssessment {
                id: assessment_id(place),
                appointment: appointment_id(row.appointment),
                locality: if row.non_local { Locality::NonLocal } else { Locality::Local },
                assessed_on: row.on,
            });
        }
        for (place, row) in self.qualifications.iter().enumerate() {
            builder.qualification(Qualification {
                id: qualification_id(place),
                official: official_id(row.official),
                kind: KINDS[row.kind],
                level: Level { code: level_code(row.kind, row.rank), rank: row.rank },
                obtained_on: row.obtained,
                revoked_on: row.revoked,
            });
        }
        for (place, row) in self.completions.iter().enumerate() {
            builder.completion(Completion {
                enrolment: enrolment_id(place),
                official: official_id(row.official),
                course: id(8, place),
                course_ended_on: row.ended,
                recorded_on: row.ended,
                counts_as_knowledge_update: row.update,
            });
        }
        for (place, row) in self.posts.iter().enumerate() {
            let (id, unit, title) = (post_id(place), unit_id(row.unit), row.title.as_str());
            builder.post(Post { id, unit, title, seats: row.seats, period: period(row.days) });
        }
        for (place, row) in self.standards.iter().enumerate() {
            let requirements: Vec<Requirement> = row
                .needs
                .iter()
                .map(|(kind, rank)| Requirement { kind: KINDS[*kind], min_rank: *rank })
                .collect();
            builder.title_standard(TitleStandard {
                id: id(12, place),
                title: &row.title,
                period: period(row.days),
                requirements: &requirements,
                max_age_at_first_appointment: row.max_age,
            });
        }
        builder
    }
}

fn level_code(kind: usize, rank: i32) -> &'static str {
    let codes: &[&str] = match kind {
        EDUCATION => &["INTERMEDIATE", "COLLEGE", "UNIVERSITY", "MASTER", "DOCTOR"],
        THEORY => &["ELEMENTARY", "INTERMEDIATE", "ADVANCED"],
        IT => &["BASIC", "ADVANCED", "DEGREE"],
        _ => &[],
    };
    usize::try_from(rank - 1).ok().and_then(|place| codes.get(place)).copied().unwrap_or("OTHER")
}
