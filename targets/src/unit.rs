//! Units as dated versions in a tree per day, and their lineage across reorganisations.

use std::fmt;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::period::Period;

/// One version of a unit: what it was in a period. A unit has one version per day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitVersion {
    /// The unit.
    pub unit: Uuid,
    /// The unit above it; none for a root.
    pub parent: Option<Uuid>,
    /// Whether it is of the commune level (COMMUNE, TOWNSHIP, WARD, SPECIAL_ZONE).
    pub commune_level: bool,
    /// When.
    pub period: Period,
}

/// How much of a unit went on into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Share {
    /// All of it.
    Whole,
    /// A part of it.
    Part,
}

/// A step of lineage: a unit went on, wholly or in part, into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineageEdge {
    /// The unit that went on.
    pub from: Uuid,
    /// The unit that it went into.
    pub to: Uuid,
    /// How much of it.
    pub share: Share,
    /// Whether a PART is the one to follow where one must be chosen.
    pub is_default: bool,
    /// The day from which `to` stands for it.
    pub effective_on: NaiveDate,
}

impl LineageEdge {
    /// Whether populations follow the edge: WHOLE ones and the default PART.
    #[must_use]
    pub const fn is_followed(&self) -> bool {
        matches!(self.share, Share::Whole) || self.is_default
    }
}

/// All units with their versions and lineage.
#[derive(Clone, Debug, Default)]
pub struct Forest {}

impl Forest {
    /// A forest of the versions and edges given.
    ///
    /// # Errors
    /// See [`ForestError`].
    pub fn new(versions: Vec<UnitVersion>, edges: Vec<LineageEdge>) -> Result<Self, ForestError> {
        let _ = (versions, edges);
        Ok(Self {})
    }

    /// Whether the unit exists on a day.
    #[must_use]
    pub fn exists(&self, unit: Uuid, on: NaiveDate) -> bool {
        let _ = (unit, on);
        false
    }

    /// The units that stand for a unit on a day, with all below them.
    ///
    /// While the unit exists: itself and all below it. Before it existed: its predecessors on that day. After it ended:
    /// the successors of its last subtree, that is of the unit and all that was below it on its last day; members that
    /// did not end stand for themselves. Lineage is followed one way only, along WHOLE and default PART edges.
    #[must_use]
    pub fn reach(&self, unit: Uuid, on: NaiveDate) -> UnitSet {
        let _ = (unit, on);
        UnitSet::default()
    }

    /// The units directly below on a day, sorted by id.
    #[must_use]
    pub fn children(&self, unit: Uuid, on: NaiveDate) -> Vec<Uuid> {
        let _ = (unit, on);
        Vec::new()
    }

    /// The units above on a day, the nearest first.
    #[must_use]
    pub fn ancestors(&self, unit: Uuid, on: NaiveDate) -> Vec<Uuid> {
        let _ = (unit, on);
        Vec::new()
    }

    /// The first day of the unit, and the day after its last; none if the unit is unknown.
    #[must_use]
    pub fn span(&self, unit: Uuid) -> Option<Period> {
        let _ = unit;
        None
    }
}

/// A set of units, sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitSet(Vec<Uuid>);

impl UnitSet {
    /// Whether the unit is in the set.
    #[must_use]
    pub fn contains(&self, unit: Uuid) -> bool {
        self.0.binary_search(&unit).is_ok()
    }

    /// The units, sorted by id.
    #[must_use]
    pub fn as_slice(&self) -> &[Uuid] {
        &self.0
    }

    /// The units, sorted by id.
    pub fn iter(&self) -> impl Iterator<Item = Uuid> {
        self.0.iter().copied()
    }

    /// How many units.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Why versions and edges make no forest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForestError {
    /// Two versions of a unit share a day.
    OverlappingVersions(Uuid),
    /// On some day a unit is below itself.
    ParentCycle(Uuid),
    /// Following lineage leads from the unit back to it.
    LineageCycle(Uuid),
    /// A version or an edge names a unit that has no version.
    UnknownUnit(Uuid),
    /// More units than can be numbered.
    TooMany,
}

impl fmt::Display for ForestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OverlappingVersions(unit) => write!(f, "two versions of the unit {unit} share a day"),
            Self::ParentCycle(unit) => write!(f, "the unit {unit} is below itself on some day"),
            Self::LineageCycle(unit) => write!(f, "the lineage of the unit {unit} leads back to it"),
            Self::UnknownUnit(unit) => write!(f, "the unit {unit} is named but has no version"),
            Self::TooMany => write!(f, "there are too many units"),
        }
    }
}

impl std::error::Error for ForestError {}
