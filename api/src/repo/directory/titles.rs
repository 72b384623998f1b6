//! Titles, their standards, and the levels of qualifications.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::value::QualificationKind;
use entity::{qualification_level, title, title_requirement, title_standard};
use uuid::Uuid;

use super::in_force;

/// All titles and levels.
#[derive(Debug)]
pub struct Titles {
    titles: Vec<title::Model>,
    standards: Vec<StandardRecord>,
    levels: HashMap<(QualificationKind, String), qualification_level::Model>,
}

/// A standard with its requirements.
#[derive(Debug)]
pub struct StandardRecord {
    /// The standard.
    pub standard: title_standard::Model,
    /// What it asks for, by kind.
    pub requirements: Vec<title_requirement::Model>,
}

impl Titles {
    /// The titles of these rows.
    #[must_use]
    pub fn new(
        mut titles: Vec<title::Model>,
        standards: Vec<title_standard::Model>,
        requirements: Vec<title_requirement::Model>,
        levels: Vec<qualification_level::Model>,
    ) -> Self {
        titles.sort_by(|a, b| (a.position, &a.code).cmp(&(b.position, &b.code)));
        let mut by_standard: HashMap<Uuid, Vec<title_requirement::Model>> = HashMap::new();
        for requirement in requirements {
            by_standard.entry(requirement.standard_id).or_default().push(requirement);
        }
        let standards = standards
            .into_iter()
            .map(|standard| {
                let mut requirements = by_standard.remove(&standard.id).unwrap_or_default();
                requirements.sort_by(|a, b| (a.kind, &a.level_code).cmp(&(b.kind, &b.level_code)));
                StandardRecord { standard, requirements }
            })
            .collect();
        let levels = levels.into_iter().map(|level| ((level.kind, level.code.clone()), level)).collect();
        Self { titles, standards, levels }
    }

    /// Every title, in the order of lists.
    #[must_use]
    pub fn all(&self) -> &[title::Model] {
        &self.titles
    }

    /// A title by its code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&title::Model> {
        self.titles.iter().find(|title| title.code == code)
    }

    /// The standard of a title in force on a day.
    #[must_use]
    pub fn standard(&self, title: &str, on: NaiveDate) -> Option<&StandardRecord> {
        self.standards.iter().find(|record| {
            record.standard.title_code == title
                && in_force(record.standard.valid_from, record.standard.valid_to, on)
        })
    }

    /// A level by its kind and code.
    #[must_use]
    pub fn level(&self, kind: QualificationKind, code: &str) -> Option<&qualification_level::Model> {
        self.levels.get(&(kind, code.to_owned()))
    }

    /// The codes of the levels of a kind that are at least as high as a level; none for an unknown level.
    #[must_use]
    pub fn at_least(&self, kind: QualificationKind, code: &str) -> Option<Vec<String>> {
        let least = self.level(kind, code)?.rank;
        let mut codes: Vec<String> = self
            .levels
            .values()
            .filter(|level| level.kind == kind && level.rank >= least)
            .map(|level| level.code.clone())
            .collect();
        codes.sort_unstable();
        Some(codes)
    }
}
