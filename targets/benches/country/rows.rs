//! The country's rows, made from a fixed sequence of numbers.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use targets::age::{BirthDate, DatePrecision};
use targets::fact::{
    Appointment, AppointmentMode, Completion, Level, Locality, LocalityAssessment, Official, PlannedEntry,
    Post, Qualification, QualificationKind, Requirement, Sex, StandingCommittee, StandingMembership,
    TitleStandard,
};
use targets::facts::Facts;
use targets::load::FactsBuilder;
use targets::period::Period;
use targets::unit::{Forest, UnitVersion};
use uuid::Uuid;

pub(crate) const PROVINCES: usize = 34;
const COMMUNES: usize = 10_600;
const OFFICIALS_PER_COMMUNE: usize = 20;
/// Every eighth commune or so has a key official more than six, which makes 65,000.
const EXTRA_KEY_EVERY: usize = 8;

pub(crate) const KEY_TITLES: [&str; 7] = [
    "PARTY_SECRETARY",
    "COUNCIL_CHAIR",
    "PARTY_STANDING_DEPUTY_SECRETARY",
    "PARTY_DEPUTY_SECRETARY",
    "COUNCIL_VICE_CHAIR",
    "COMMITTEE_CHAIR",
    "COMMITTEE_VICE_CHAIR",
];
const OTHER_TITLES: [&str; 6] = [
    "MILITARY_COMMANDER",
    "OFFICE_STATISTICS",
    "LAND_CONSTRUCTION_ENVIRONMENT",
    "FINANCE_ACCOUNTING",
    "JUSTICE_CIVIL_STATUS",
    "CULTURE_SOCIETY",
];

/// A fixed sequence of numbers that look random (SplitMix64).
pub(crate) struct Sequence(pub(crate) u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.next(), self.next())
    }

    fn day(&mut self, first_year: i32, years: usize) -> NaiveDate {
        let first = NaiveDate::from_ymd_opt(first_year, 1, 1).unwrap();
        first.checked_add_days(Days::new(self.below(years * 365) as u64)).unwrap()
    }
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The country's units, the whole first, then the provinces, then the communes.
pub(crate) fn units(sequence: &mut Sequence) -> (Vec<Uuid>, Forest) {
    let ids: Vec<Uuid> = (0..=PROVINCES + COMMUNES).map(|_| sequence.id()).collect();
    let version = |place: usize| UnitVersion {
        unit: ids[place],
        parent: match place {
            0 => None,
            _ if place <= PROVINCES => Some(ids[0]),
            _ => Some(ids[1 + place % PROVINCES]),
        },
        commune_level: place > PROVINCES,
        period: Period::since(day("2000-01-01")),
    };
    let forest = Forest::new((0..ids.len()).map(version).collect(), Vec::new()).unwrap();
    (ids, forest)
}

/// Rows as they would come from a database, in the order of their random ids.
pub(crate) struct Rows {
    forest: Arc<Forest>,
    pub(crate) officials: Vec<Official>,
    appointments: Vec<Appointment<'static>>,
    localities: Vec<LocalityAssessment>,
    qualifications: Vec<Qualification<'static>>,
    completions: Vec<Completion>,
    posts: Vec<Post<'static>>,
    committees: Vec<StandingCommittee>,
    memberships: Vec<StandingMembership>,
    entries: Vec<PlannedEntry<'static>>,
}

pub(crate) fn rows(sequence: &mut Sequence, forest: Forest, communes: &[Uuid]) -> Rows {
    let mut rows = Rows {
        forest: Arc::new(forest),
        officials: Vec::new(),
        appointments: Vec::new(),
        localities: Vec::new(),
        qualifications: Vec::new(),
        completions: Vec::new(),
        posts: Vec::new(),
        committees: Vec::new(),
        memberships: Vec::new(),
        entries: Vec::new(),
    };
    let mut last_head = None;
    for (place, commune) in communes.iter().enumerate() {
        let heads = staff(sequence, &mut rows, place, *commune);
        // A few people hold a title in two communes, so that totals have somebody to count once.
        if let Some(official) = last_head.filter(|_| place.is_multiple_of(100)) {
            appoint(
                sequence,
                &mut rows,
                official,
                *commune,
                "PARTY_DEPUTY_SECRETARY",
                AppointmentMode::Concurrent,
            );
        }
        last_head = heads.first().copied();
        party_and_succession(sequence, &mut rows, *commune, &heads);
        for title in KEY_TITLES.into_iter().chain(OTHER_TITLES) {
            let (id, seats) = (sequence.id(), if title == "COMMITTEE_VICE_CHAIR" { 2 } else { 1 });
            rows.posts.push(Post {
                id,
                unit: *commune,
                title,
                seats,
                period: Period::since(day("2021-06-01")),
            });
        }
    }
    rows.officials.sort_by_key(|row| row.id);
    rows.appointments.sort_by_key(|row| row.id);
    rows.qualifications.sort_by_key(|row| row.id);
    rows.completions.sort_by_key(|row| row.enrolment);
    rows
}

/// The officials of a commune, with posts now and before, qualifications and courses; gives its key officials.
fn staff(sequence: &mut Sequence, rows: &mut Rows, place: usize, commune: Uuid) -> Vec<Uuid> {
    let mut heads = Vec::new();
    for member in 0..OFFICIALS_PER_COMMUNE {
        let official = sequence.id();
        let sex = if sequence.below(6) == 0 { Sex::Female } else { Sex::Male };
        let known = sequence.below(200) != 0;
        let birth = known.then(|| BirthDate::new(sequence.day(1964, 30), DatePrecision::Day));
        rows.officials.push(Official { id: official, sex, birth });
        let is_key = member < 6 || (member == 6 && place.is_multiple_of(EXTRA_KEY_EVERY));
        match member {
            // The secretary chairs the council as well.
            0 => {
                appoint(sequence, rows, official, commune, KEY_TITLES[0], AppointmentMode::Primary);
                appoint(sequence, rows, official, commune, KEY_TITLES[1], AppointmentMode::Concurrent);
            }
            1..6 => {
                appoint(sequence, rows, official, commune, KEY_TITLES[member + 1], AppointmentMode::Primary)
            }
            6 if is_key => {
                appoint(sequence, rows, official, commune, "COMMITTEE_VICE_CHAIR", AppointmentMode::Primary);
            }
            _ => {
                appoint(sequence, rows, official, commune, OTHER_TITLES[member % 6], AppointmentMode::Primary)
            }
        }
        if is_key {
            heads.push(official);
        }
        qualify(sequence, rows, official);
        train(sequence, rows, official);
    }
    heads
}

/// An appointment in force, often one before it, and an assessed locality.
fn appoint(
    sequence: &mut Sequence,
    rows: &mut Rows,
    official: Uuid,
    unit: Uuid,
    title: &'static str,
    mode: AppointmentMode,
) {
    let from = sequence.day(2021, 2);
    let id = sequence.id();
    rows.appointments.push(Appointment { id, official, unit, title, mode, period: Period::since(from) });
    if sequence.below(2) == 0 {
        let period = Period::new(sequence.day(2015, 5), Some(from)).unwrap();
        let (id, title) = (sequence.id(), OTHER_TITLES[sequence.below(6)]);
        rows.appointments.push(Appointment {
            id,
            official,
            unit,
            title,
            mode: AppointmentMode::Primary,
            period,
        });
    }
    if sequence.below(10) != 0 {
        let locality = if sequence.below(2) == 0 { Locality::NonLocal } else { Locality::Local };
        let assessed_on = sequence.day(2023, 1);
        rows.localities.push(LocalityAssessment {
            id: sequence.id(),
            appointment: id,
            locality,
            assessed_on,
        });
    }
}

fn qualify(sequence: &mut Sequence, rows: &mut Rows, official: Uuid) {
    let levels = [
        (QualificationKind::Education, Level { code: "UNIVERSITY", rank: 3 }),
        (QualificationKind::PoliticalTheory, Level { code: "INTERMEDIATE", rank: 2 }),
        (QualificationKind::StateManagement, Level { code: "SPECIALIST", rank: 2 }),
        (QualificationKind::InformationTechnology, Level { code: "BASIC", rank: 1 }),
    ];
    for (kind, level) in levels {
        if sequence.below(50) != 0 {
            let (id, obtained_on) = (sequence.id(), sequence.day(2000, 20));
            rows.qualifications.push(Qualification {
                id,
                official,
                kind,
                level,
                obtained_on,
                revoked_on: None,
            });
        }
    }
}

fn train(sequence: &mut Sequence, rows: &mut Rows, official: Uuid) {
    for _ in 0..2 {
        let course_ended_on = sequence.day(2022, 3);
        rows.completions.push(Completion {
            enrolment: sequence.id(),
            official,
            course: sequence.id(),
            course_ended_on,
            recorded_on: course_ended_on,
            counts_as_knowledge_update: sequence.below(2) == 0,
        });
    }
}

fn party_and_succession(sequence: &mut Sequence, rows: &mut Rows, unit: Uuid, heads: &[Uuid]) {
    let committee = sequence.id();
    let period = Period::since(day("2020-07-01"));
    rows.committees.push(StandingCommittee { id: committee, unit, period });
    for official in heads {
        rows.memberships.push(StandingMembership {
            id: sequence.id(),
            committee,
            official: *official,
            period,
        });
        let title = KEY_TITLES[sequence.below(7)];
        let approved_on = sequence.day(2022, 1);
        rows.entries.push(PlannedEntry {
            entry: sequence.id(),
            official: *official,
            unit,
            title,
            open: Period::since(approved_on),
            approved_on,
        });
    }
}

pub(crate) fn load(rows: &Rows) -> Facts {
    let mut builder = FactsBuilder::new(Arc::clone(&rows.forest));
    rows.officials.iter().for_each(|row| builder.official(*row));
    rows.appointments.iter().for_each(|row| builder.appointment(*row));
    rows.localities.iter().for_each(|row| builder.locality(*row));
    rows.qualifications.iter().for_each(|row| builder.qualification(*row));
    rows.completions.iter().for_each(|row| builder.completion(*row));
    rows.posts.iter().for_each(|row| builder.post(*row));
    rows.committees.iter().for_each(|row| builder.standing_committee(*row));
    rows.memberships.iter().for_each(|row| builder.standing_membership(*row));
    rows.entries.iter().for_each(|row| builder.planned_entry(*row));
    let requirements = [
        Requirement { kind: QualificationKind::Education, min_rank: 3 },
        Requirement { kind: QualificationKind::PoliticalTheory, min_rank: 2 },
        Requirement { kind: QualificationKind::StateManagement, min_rank: 2 },
    ];
    for (place, title) in KEY_TITLES.into_iter().enumerate() {
        builder.title_standard(TitleStandard {
            id: Uuid::from_u64_pair(0, place as u64),
            title,
            period: Period::since(day("2020-01-01")),
            requirements: &requirements,
            max_age_at_first_appointment: Some(45),
        });
    }
    builder.build().unwrap()
}
