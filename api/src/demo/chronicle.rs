//! What the lives came to, for reading: who was where on a day, and what they held.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::AppointmentMode;
use entity::{affiliation, appointment};

use super::ledger::Ledger;
use super::titles::KEY_TITLES;

/// The affiliations and appointments, and where each person's are.
#[derive(Debug)]
pub(super) struct Chronicle {
    pub(super) affiliations: Vec<affiliation::Model>,
    pub(super) appointments: Vec<appointment::Model>,
    files: BTreeMap<OfficialId, Vec<affiliation::Model>>,
    posts: BTreeMap<OfficialId, Vec<appointment::Model>>,
}

impl Chronicle {
    /// The chronicle of a ledger.
    pub(super) fn new(ledger: &Ledger) -> Self {
        let (affiliations, appointments) = (ledger.affiliations(), ledger.appointments());
        let mut files: BTreeMap<OfficialId, Vec<affiliation::Model>> = BTreeMap::new();
        for row in &affiliations {
            files.entry(row.official_id).or_default().push(row.clone());
        }
        let mut posts: BTreeMap<OfficialId, Vec<appointment::Model>> = BTreeMap::new();
        for row in &appointments {
            posts.entry(row.official_id).or_default().push(row.clone());
        }
        Self { affiliations, appointments, files, posts }
    }

    /// The file of a person on a day.
    pub(super) fn file_on(&self, official: OfficialId, on: NaiveDate) -> Option<&affiliation::Model> {
        self.files.get(&official)?.iter().find(|row| holds(row.valid_from, row.valid_to, on))
    }

    /// The unit that keeps a person's file on a day.
    pub(super) fn unit_on(&self, official: OfficialId, on: NaiveDate) -> Option<UnitId> {
        self.file_on(official, on).map(|file| file.unit_id)
    }

    /// The first day of a person in the registry.
    pub(super) fn entered_on(&self, official: OfficialId) -> Option<NaiveDate> {
        self.files.get(&official)?.iter().map(|row| row.valid_from).min()
    }

    /// The first day after one on which nobody keeps a person's file.
    pub(super) fn left_on(&self, official: OfficialId, after: NaiveDate) -> Option<NaiveDate> {
        let ends = self.files(official).iter().filter_map(|row| row.valid_to);
        ends.filter(|end| after < *end && self.file_on(official, *end).is_none()).min()
    }

    /// The people whose files are kept on a day.
    pub(super) fn people_on(&self, on: NaiveDate) -> Vec<OfficialId> {
        self.files.keys().copied().filter(|official| self.file_on(*official, on).is_some()).collect()
    }

    /// The people whose files a unit keeps on a day.
    pub(super) fn people_of(&self, unit: UnitId, on: NaiveDate) -> Vec<OfficialId> {
        let of_unit = self.files.iter().filter(|(_, files)| {
            files.iter().any(|row| row.unit_id == unit && holds(row.valid_from, row.valid_to, on))
        });
        of_unit.map(|(official, _)| *official).collect()
    }

    /// The files of a person, by their first days.
    pub(super) fn files(&self, official: OfficialId) -> &[affiliation::Model] {
        self.files.get(&official).map(Vec::as_slice).unwrap_or_default()
    }

    /// Everything that a person has held, by its first days.
    pub(super) fn career(&self, official: OfficialId) -> &[appointment::Model] {
        self.posts.get(&official).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a person holds on a day, acting or not.
    pub(super) fn posts_on(&self, official: OfficialId, on: NaiveDate) -> Vec<&appointment::Model> {
        self.career(official).iter().filter(|row| holds(row.valid_from, row.valid_to, on)).collect()
    }

    /// The code of a person's main title on a day.
    pub(super) fn title_on(&self, official: OfficialId, on: NaiveDate) -> Option<&str> {
        let mut posts = self.posts_on(official, on).into_iter();
        posts.find(|row| row.mode == AppointmentMode::Primary).map(|row| row.title_code.as_str())
    }

    /// The key officials on a day.
    pub(super) fn key_on(&self, on: NaiveDate) -> BTreeSet<OfficialId> {
        let key =
            self.appointments.iter().filter(|row| is_key(row) && holds(row.valid_from, row.valid_to, on));
        key.map(|row| row.official_id).collect()
    }

    /// The first day on which a person held a key title.
    pub(super) fn first_key_day(&self, official: OfficialId) -> Option<NaiveDate> {
        self.posts.get(&official)?.iter().filter(|row| is_key(row)).map(|row| row.valid_from).min()
    }
}

/// Whether a period that holds a day.
pub(super) fn holds(from: NaiveDate, to: Option<NaiveDate>, on: NaiveDate) -> bool {
    from <= on && to.is_none_or(|to| on < to)
}

/// Whether an appointment fills a seat of a key title.
pub(super) fn is_key(row: &appointment::Model) -> bool {
    row.mode.fills_seat() && KEY_TITLES.contains(&row.title_code.as_str())
}
