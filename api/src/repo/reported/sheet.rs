//! One report's unit and day, with the people whose files are kept in it.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::{affiliation, official};
use serde_json::{Value, json};
use targets::unit::UnitSet;
use unicode_normalization::UnicodeNormalization;

use super::{Reported, Subject};
use crate::repo::RepoError;
use crate::repo::directory::{Directory, ProgrammeRecord, in_force};

/// What one report is made from.
pub(super) struct Sheet<'r> {
    pub(super) reported: &'r Reported,
    pub(super) directory: &'r Directory,
    pub(super) programme: &'r ProgrammeRecord,
    pub(super) subject: Subject,
    /// The unit with all below it on the day.
    units: UnitSet,
    people: HashMap<OfficialId, &'r official::Model>,
    /// The files that are kept in the units on the day.
    files: BTreeMap<OfficialId, &'r affiliation::Model>,
}

impl<'r> Sheet<'r> {
    pub(super) fn new(
        reported: &'r Reported,
        directory: &'r Directory,
        subject: Subject,
    ) -> Result<Self, RepoError> {
        let programme = directory.programmes.get(subject.programme);
        let programme = programme.ok_or_else(|| {
            RepoError::Inconsistent("a report is of a programme that is not there".to_owned())
        })?;
        let units = directory.units.reach(subject.unit, subject.as_of);
        let files = reported.further.affiliations.iter().filter(|file| {
            units.contains(file.unit_id.0) && in_force(file.valid_from, file.valid_to, subject.as_of)
        });
        let files = files.map(|file| (file.official_id, file)).collect();
        let people = reported.read.officials.iter().map(|person| (person.id, person)).collect();
        Ok(Self { reported, directory, programme, subject, units, people, files })
    }

    /// The day as of which the report speaks.
    pub(super) const fn on(&self) -> NaiveDate {
        self.subject.as_of
    }

    /// Whether a unit is the report's or below it.
    pub(super) fn has(&self, unit: UnitId) -> bool {
        self.units.contains(unit.0)
    }

    /// Whether a person's file is kept in the report's units.
    pub(super) fn keeps(&self, official: OfficialId) -> bool {
        self.files.contains_key(&official)
    }

    /// The files that are kept in the report's units.
    pub(super) fn files(&self) -> impl Iterator<Item = &'r affiliation::Model> {
        self.files.values().copied()
    }

    /// The units of the report on its day, by code.
    pub(super) fn units(&self) -> Vec<UnitId> {
        let mut views: Vec<_> =
            self.units.iter().filter_map(|unit| self.directory.units.on(UnitId(unit), self.on())).collect();
        views.sort_by(|a, b| (&a.version.code, a.version.unit_id).cmp(&(&b.version.code, b.version.unit_id)));
        views.into_iter().map(|view| view.version.unit_id).collect()
    }

    /// A unit as of the day.
    pub(super) fn unit(&self, unit: UnitId) -> Value {
        let shown = self.directory.units.shown(unit, self.on(), None);
        shown.map_or(
            Value::Null,
            |view| json!({ "key": unit, "code": text(&view.version.code), "name": text(&view.version.name) }),
        )
    }

    /// A person; null where the file is kept elsewhere: who that is, is not for the report's readers (release "members-of-a-unit").
    pub(super) fn person(&self, official: OfficialId) -> Value {
        let person = self.people.get(&official).filter(|_| self.keeps(official));
        person.map_or(Value::Null, |person| json!({ "key": official, "name": text(&person.full_name) }))
    }

    /// What people are sorted by: their names, then their ids.
    pub(super) fn by_name(&self, official: OfficialId) -> (&[u8], OfficialId) {
        let key = self.people.get(&official).filter(|_| self.keeps(official));
        (key.map(|person| person.sort_key.as_slice()).unwrap_or_default(), official)
    }
}

/// A text as it is sealed: composed.
pub(super) fn text(text: &str) -> String {
    text.nfc().collect()
}

/// How many there are.
pub(super) fn count<T>(items: impl IntoIterator<Item = T>) -> Value {
    json!(items.into_iter().count())
}
