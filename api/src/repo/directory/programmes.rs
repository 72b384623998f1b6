//! Programmes and their targets, as dated rows.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::{ProgrammeId, TargetId};
use entity::{
    programme, programme_basis, programme_key_title, programme_reporting_date, target, target_evidence,
    target_title, target_version,
};

use super::in_force;
use crate::facts::{self, FactError, Levels};

/// All programmes.
#[derive(Debug)]
pub struct Programmes(Vec<ProgrammeRecord>);

/// A programme with all that belongs to it.
#[derive(Debug)]
pub struct ProgrammeRecord {
    /// The programme.
    pub programme: programme::Model,
    /// The documents that it rests on, in order.
    pub basis: Vec<String>,
    /// The dates on which figures are due, in order.
    pub reporting_dates: Vec<NaiveDate>,
    /// Key titles over all time.
    pub key_titles: Vec<programme_key_title::Model>,
    /// Versions of targets over all time, in the order of the targets.
    pub targets: Vec<TargetRecord>,
    /// The programme as the engine takes it.
    pub rules: Arc<targets::programme::Programme>,
}

/// One version of a target.
#[derive(Debug)]
pub struct TargetRecord {
    /// The target.
    pub target: target::Model,
    /// The version.
    pub version: target_version::Model,
}

/// The rows that programmes are made of.
#[derive(Debug, Default)]
pub struct ProgrammeRows {
    /// Programmes.
    pub programmes: Vec<programme::Model>,
    /// Their documents.
    pub basis: Vec<programme_basis::Model>,
    /// Their reporting dates.
    pub reporting_dates: Vec<programme_reporting_date::Model>,
    /// Their key titles.
    pub key_titles: Vec<programme_key_title::Model>,
    /// Their targets.
    pub targets: Vec<target::Model>,
    /// The versions of targets.
    pub target_versions: Vec<target_version::Model>,
    /// The titles of targets.
    pub target_titles: Vec<target_title::Model>,
    /// The evidence of targets.
    pub target_evidence: Vec<target_evidence::Model>,
}

impl Programmes {
    /// The programmes of these rows, by code.
    ///
    /// # Errors
    /// See [`FactError`].
    pub fn new(rows: &ProgrammeRows, levels: &Levels) -> Result<Self, FactError> {
        let records = rows.programmes.iter().map(|programme| record(programme, rows, levels));
        let mut records = records.collect::<Result<Vec<_>, _>>()?;
        records.sort_by(|a, b| a.programme.code.cmp(&b.programme.code));
        Ok(Self(records))
    }

    /// Every programme, by code.
    #[must_use]
    pub fn all(&self) -> &[ProgrammeRecord] {
        &self.0
    }

    /// A programme by its code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&ProgrammeRecord> {
        self.0.iter().find(|record| record.programme.code == code)
    }

    /// A programme by its id.
    #[must_use]
    pub fn get(&self, id: ProgrammeId) -> Option<&ProgrammeRecord> {
        self.0.iter().find(|record| record.programme.id == id)
    }

    /// The programme and the version of a target in force on a day.
    #[must_use]
    pub fn target(&self, id: TargetId, on: NaiveDate) -> Option<(&ProgrammeRecord, &TargetRecord)> {
        self.0.iter().find_map(|programme| {
            let target = programme.targets_on(on).find(|record| record.target.id == id)?;
            Some((programme, target))
        })
    }
}

impl ProgrammeRecord {
    /// The targets in force on a day, in order.
    pub fn targets_on(&self, on: NaiveDate) -> impl Iterator<Item = &TargetRecord> {
        self.targets
            .iter()
            .filter(move |record| in_force(record.version.valid_from, record.version.valid_to, on))
    }

    /// The row of a target as the engine takes it, in force on a day.
    #[must_use]
    pub fn rule_on(&self, target: TargetId, on: NaiveDate) -> Option<&targets::programme::Target> {
        self.rules.targets_on(on).find(|rule| rule.id == target.0)
    }

    /// The codes of the titles that are key on a day.
    pub fn key_titles_on(&self, on: NaiveDate) -> impl Iterator<Item = &str> {
        self.key_titles
            .iter()
            .filter(move |key| in_force(key.valid_from, key.valid_to, on))
            .map(|key| key.title_code.as_str())
    }
}

fn record(
    programme: &programme::Model,
    rows: &ProgrammeRows,
    levels: &Levels,
) -> Result<ProgrammeRecord, FactError> {
    let mut basis: Vec<_> = rows.basis.iter().filter(|row| row.programme_id == programme.id).collect();
    basis.sort_by_key(|row| row.position);
    let mut reporting_dates: Vec<_> = rows
        .reporting_dates
        .iter()
        .filter(|row| row.programme_id == programme.id)
        .map(|row| row.due_on)
        .collect();
    reporting_dates.sort_unstable();
    let mut targets: Vec<_> = rows
        .targets
        .iter()
        .filter(|target| target.programme_id == programme.id)
        .flat_map(|target| versions(target, rows))
        .collect();
    targets.sort_by_key(|record| (record.target.position, record.target.id, record.version.valid_from));
    let key_titles: Vec<_> =
        rows.key_titles.iter().filter(|row| row.programme_id == programme.id).cloned().collect();
    let own: Vec<_> = rows.targets.iter().filter(|row| row.programme_id == programme.id).cloned().collect();
    let rules = facts::programme(
        &facts::ProgrammeRows {
            programme,
            key_titles: &key_titles,
            targets: &own,
            target_versions: &rows.target_versions,
            target_evidences: &rows.target_evidence,
            target_titles: &rows.target_titles,
        },
        levels,
    )?;
    Ok(ProgrammeRecord {
        programme: programme.clone(),
        basis: basis.into_iter().map(|row| row.text.clone()).collect(),
        reporting_dates,
        key_titles,
        targets,
        rules: Arc::new(rules),
    })
}

fn versions(target: &target::Model, rows: &ProgrammeRows) -> Vec<TargetRecord> {
    rows.target_versions
        .iter()
        .filter(|version| version.target_id == target.id)
        .map(|version| TargetRecord { target: target.clone(), version: version.clone() })
        .collect()
}
