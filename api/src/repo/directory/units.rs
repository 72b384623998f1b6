//! Units on any day.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::UnitKind;
use entity::{unit_lineage, unit_version};
use targets::period::Period;
use targets::unit::{Forest, UnitSet};
use uuid::Uuid;

use super::Directory;
use super::in_force;
use crate::facts;
use crate::policy::standing::Hierarchy;
use crate::policy::{scope, suppression};
use crate::repo::RepoError;

/// All units, with their versions and lineage.
#[derive(Debug)]
pub struct Units {
    versions: HashMap<UnitId, Vec<unit_version::Model>>,
    lineage: Vec<unit_lineage::Model>,
    /// The tree of each day, with the lineage: what the policy walks.
    forest: std::sync::Arc<Forest>,
}

/// A unit as it was on a day.
#[derive(Clone, Copy, Debug)]
pub struct UnitView<'a> {
    /// The day.
    pub on: NaiveDate,
    /// The version in force on the day.
    pub version: &'a unit_version::Model,
}

/// Which units to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitConditions {
    /// One of these codes on the day.
    pub codes: Option<Vec<String>>,
    /// One of these kinds.
    pub kinds: Option<Vec<UnitKind>>,
    /// What stands for this unit on the day, with all below.
    pub within: Option<UnitId>,
    /// A part of the name, folded for search.
    pub search: Option<String>,
}

impl UnitConditions {
    fn hold(&self, version: &unit_version::Model, within: Option<&UnitSet>) -> bool {
        self.codes.as_ref().is_none_or(|codes| codes.contains(&version.code))
            && self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&version.kind))
            && within.is_none_or(|units| units.contains(version.unit_id.0))
            && self.search.as_ref().is_none_or(|text| version.search_name.contains(text.as_str()))
    }
}

impl Units {
    /// The units of these rows.
    ///
    /// # Errors
    /// [`RepoError::Inconsistent`] if they make no forest.
    pub fn new(
        rows: Vec<unit_version::Model>,
        mut lineage: Vec<unit_lineage::Model>,
    ) -> Result<Self, RepoError> {
        lineage.sort_by_key(|edge| (edge.effective_on, edge.from_unit_id, edge.to_unit_id));
        let forest = facts::forest(&rows, &lineage)?;
        let mut versions: HashMap<UnitId, Vec<unit_version::Model>> = HashMap::new();
        for row in rows {
            versions.entry(row.unit_id).or_default().push(row);
        }
        for rows in versions.values_mut() {
            rows.sort_by_key(|row| row.valid_from);
        }
        Ok(Self { versions, lineage, forest })
    }

    /// The unit on a day; none if it does not exist then.
    #[must_use]
    pub fn on(&self, unit: UnitId, on: NaiveDate) -> Option<UnitView<'_>> {
        let version =
            self.versions.get(&unit)?.iter().find(|row| in_force(row.valid_from, row.valid_to, on))?;
        Some(UnitView { on, version })
    }

    /// The unit as a fact nested under a date shows it: its latest version up to that date and within the
    /// fact's own period, which ends before `until`. Where the unit began only later, its first version.
    #[must_use]
    pub fn shown(&self, unit: UnitId, on: NaiveDate, until: Option<NaiveDate>) -> Option<UnitView<'_>> {
        let last_day = until.and_then(|end| end.pred_opt()).map_or(on, |end| end.min(on));
        let versions = self.versions.get(&unit)?;
        let version = versions.iter().rev().find(|row| row.valid_from <= last_day).or(versions.first())?;
        let version_end = version.valid_to.and_then(|end| end.pred_opt()).unwrap_or(last_day);
        Some(UnitView { on: last_day.min(version_end).max(version.valid_from), version })
    }

    /// All units that exist on a day, in no particular order.
    pub fn all(&self, on: NaiveDate) -> impl Iterator<Item = UnitView<'_>> {
        self.versions
            .values()
            .filter_map(move |rows| rows.iter().find(|row| in_force(row.valid_from, row.valid_to, on)))
            .map(move |version| UnitView { on, version })
    }

    /// The units that exist on a day and meet the conditions, in no particular order.
    pub fn select(&self, conditions: &UnitConditions, on: NaiveDate) -> impl Iterator<Item = UnitView<'_>> {
        let within = conditions.within.map(|unit| self.reach(unit, on));
        self.all(on).filter(move |view| conditions.hold(view.version, within.as_ref()))
    }

    /// The units that had ended by a day.
    pub fn ended_by(&self, on: NaiveDate) -> impl Iterator<Item = UnitId> {
        self.versions.keys().copied().filter(move |unit| self.ended_on(*unit).is_some_and(|end| end <= on))
    }

    /// Whether a unit had ended by a day.
    #[must_use]
    pub fn has_ended(&self, unit: UnitId, on: NaiveDate) -> bool {
        self.ended_on(unit).is_some_and(|end| end <= on)
    }

    /// The first day on which a unit no longer exists; none while it does.
    #[must_use]
    pub fn end_of(&self, unit: UnitId) -> Option<NaiveDate> {
        self.ended_on(unit)
    }

    /// The first day of a unit.
    #[must_use]
    pub fn begin_of(&self, unit: UnitId) -> Option<NaiveDate> {
        self.versions_of(unit).first().map(|version| version.valid_from)
    }

    /// The versions of a unit, in order; none of one that there is not.
    #[must_use]
    pub fn versions_of(&self, unit: UnitId) -> &[unit_version::Model] {
        self.versions.get(&unit).map(Vec::as_slice).unwrap_or_default()
    }

    /// The versions that hold on a day or later, of all units, in no particular order.
    pub fn versions_from(&self, on: NaiveDate) -> impl Iterator<Item = &unit_version::Model> {
        self.versions.values().flatten().filter(move |row| row.valid_to.is_none_or(|end| end > on))
    }

    /// The units as they are once some versions were written, each new or in the place of the one that has its id, and some lineage.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with(
        &self,
        versions: &[unit_version::Model],
        lineage: &[unit_lineage::Model],
    ) -> Result<Self, RepoError> {
        let written: HashSet<Uuid> = versions.iter().map(|row| row.id).collect();
        let kept = self.versions.values().flatten().filter(|row| !written.contains(&row.id));
        let edges = self.lineage.iter().chain(lineage);
        Self::new(kept.chain(versions).cloned().collect(), edges.cloned().collect())
    }

    /// The units directly below on a day.
    #[must_use]
    pub fn children(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
        self.forest.children(unit.0, on).into_iter().map(UnitId).collect()
    }

    /// The units above on a day, the nearest first.
    #[must_use]
    pub fn ancestors(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
        self.forest.ancestors(unit.0, on).into_iter().map(UnitId).collect()
    }

    /// The units that stand for a unit on a day, with all below them.
    #[must_use]
    pub fn reach(&self, unit: UnitId, on: NaiveDate) -> UnitSet {
        self.forest.reach(unit.0, on)
    }

    /// The edges by which other units went into this one, up to a day.
    pub fn predecessors(&self, unit: UnitId, on: NaiveDate) -> impl Iterator<Item = &unit_lineage::Model> {
        self.lineage.iter().filter(move |edge| edge.to_unit_id == unit && edge.effective_on <= on)
    }

    /// The edges by which this unit went into others, whenever that is: what became of it is known from any day.
    pub fn successors(&self, unit: UnitId) -> impl Iterator<Item = &unit_lineage::Model> {
        self.lineage.iter().filter(move |edge| edge.from_unit_id == unit)
    }

    /// The kind of a unit as a date shows it: on that day, or on the unit's own day nearest to it.
    #[must_use]
    pub fn kind(&self, unit: UnitId, on: NaiveDate) -> Option<UnitKind> {
        self.shown(unit, on, None).map(|view| view.version.kind)
    }

    /// The units whose figures together make up those of a unit on a day, by code: the units directly below it or, where
    /// the unit does not exist on the day, the greatest of those that stand for it then. Agencies have no figures: only
    /// the commune level is counted.
    #[must_use]
    pub fn constituents(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
        let units = if self.on(unit, on).is_some() { self.children(unit, on) } else { self.tops(unit, on) };
        let mut views: Vec<_> = units
            .into_iter()
            .filter_map(|unit| self.on(unit, on))
            .filter(|view| view.version.kind != UnitKind::Agency)
            .collect();
        views.sort_by(|a, b| (&a.version.code, a.version.unit_id).cmp(&(&b.version.code, b.version.unit_id)));
        views.into_iter().map(|view| view.version.unit_id).collect()
    }

    /// The units that stand for a unit on a day and are below no other of them.
    fn tops(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
        let reached = self.reach(unit, on);
        let parent = |unit: UnitId| self.on(unit, on).and_then(|view| view.version.parent_id);
        let is_top = |unit: &UnitId| parent(*unit).is_none_or(|parent| !reached.contains(parent.0));
        reached.iter().map(UnitId).filter(is_top).collect()
    }

    fn ended_on(&self, unit: UnitId) -> Option<NaiveDate> {
        self.versions.get(&unit)?.last()?.valid_to
    }
}

impl scope::Units for Directory {
    fn ended_on(&self, unit: UnitId) -> Option<NaiveDate> {
        self.units.ended_on(unit)
    }

    fn reach(&self, unit: UnitId, on: NaiveDate) -> UnitSet {
        self.units.reach(unit, on)
    }
}

impl Hierarchy for Directory {
    fn ancestors(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
        self.units.ancestors(unit, on)
    }

    fn span(&self, unit: UnitId) -> Option<Period> {
        self.units.forest.span(unit.0)
    }
}

impl suppression::Populations for Directory {
    fn population(&self, unit: UnitId, on: NaiveDate) -> UnitSet {
        self.units.forest.commune_reach(unit.0, on)
    }
}
