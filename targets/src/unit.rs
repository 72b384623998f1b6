//! Units as dated versions in a tree per day, and their lineage across reorganisations.

use std::fmt;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::period::Period;
use crate::table::{Grouped, place};

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

/// One version of a unit in the forest; the parent by number.
#[derive(Clone, Copy, Debug)]
struct Version {
    parent: Option<u32>,
    commune_level: bool,
    period: Period,
}

/// A unit that is below another in a period.
#[derive(Clone, Copy, Debug)]
struct Child {
    unit: u32,
    period: Period,
}

/// The other end of a followed edge of lineage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kin {
    pub(crate) unit: u32,
    pub(crate) effective_on: NaiveDate,
}

/// All units with their versions and lineage. Units are numbered in the order of their ids.
#[derive(Clone, Debug)]
pub struct Forest {
    ids: Vec<Uuid>,
    versions: Grouped<Version>,
    children: Grouped<Child>,
    successors: Grouped<Kin>,
    predecessors: Grouped<Kin>,
}

impl Forest {
    /// A forest of the versions and edges given, in any order.
    ///
    /// # Errors
    /// See [`ForestError`].
    pub fn new(mut versions: Vec<UnitVersion>, edges: Vec<LineageEdge>) -> Result<Self, ForestError> {
        versions.sort_by_key(|version| (version.unit, version.period));
        for pair in versions.windows(2) {
            if let [earlier, later] = pair
                && earlier.unit == later.unit
                && earlier.period.overlaps(&later.period)
            {
                return Err(ForestError::OverlappingVersions(later.unit));
            }
        }
        let mut ids: Vec<Uuid> = versions.iter().map(|version| version.unit).collect();
        ids.dedup();
        let count = u32::try_from(ids.len()).map_err(|_| ForestError::TooMany)?;
        let number = |unit: Uuid| number_of(&ids, unit).ok_or(ForestError::UnknownUnit(unit));

        let mut own = Vec::with_capacity(versions.len());
        let mut below = Vec::new();
        for UnitVersion { unit, parent, commune_level, period } in versions {
            let unit = number(unit)?;
            let parent = parent.map(number).transpose()?;
            own.push((unit, Version { parent, commune_level, period }));
            below.extend(parent.map(|parent| (parent, Child { unit, period })));
        }
        below.sort_by_key(|(parent, child)| (*parent, child.unit, child.period));

        let mut forward = Vec::new();
        let mut backward = Vec::new();
        for edge in edges {
            let (from, to) = (number(edge.from)?, number(edge.to)?);
            if edge.is_followed() {
                forward.push((from, Kin { unit: to, effective_on: edge.effective_on }));
                backward.push((to, Kin { unit: from, effective_on: edge.effective_on }));
            }
        }
        forward.sort_by_key(|(from, kin)| (*from, kin.unit));
        backward.sort_by_key(|(to, kin)| (*to, kin.unit));

        let forest = Self {
            versions: Grouped::new(count, own).ok_or(ForestError::TooMany)?,
            children: Grouped::new(count, below).ok_or(ForestError::TooMany)?,
            successors: Grouped::new(count, forward).ok_or(ForestError::TooMany)?,
            predecessors: Grouped::new(count, backward).ok_or(ForestError::TooMany)?,
            ids,
        };
        forest.refuse_parent_cycles()?;
        forest.refuse_lineage_cycles()?;
        Ok(forest)
    }

    /// The units that stand for a unit on a day, with all below them.
    ///
    /// While the unit exists: itself and all below it. Before it existed: its predecessors on that day. After it ended:
    /// the successors of its last subtree, that is of the unit and all that was below it on its last day; members that
    /// did not end stand for themselves. Lineage is followed one way only, along WHOLE and default PART edges, and over
    /// an edge only on the side of its day where the walk comes out: forward from that day on, backward before it.
    ///
    /// This is the scope of a grant and the population of a target.
    #[must_use]
    pub fn reach(&self, unit: Uuid, on: NaiveDate) -> UnitSet {
        let reached = self.number(unit).map(|unit| self.reach_numbers(unit, on)).unwrap_or_default();
        UnitSet(reached.into_iter().filter_map(|unit| self.id(unit)).collect())
    }

    /// The units of the commune level among those of [`Forest::reach`]: whose people a target of the unit counts.
    #[must_use]
    pub fn commune_reach(&self, unit: Uuid, on: NaiveDate) -> UnitSet {
        let reached = self.number(unit).map(|unit| self.reach_numbers(unit, on)).unwrap_or_default();
        let communes = reached.into_iter().filter(|unit| self.is_commune(*unit, on));
        UnitSet(communes.filter_map(|unit| self.id(unit)).collect())
    }

    /// The units directly below on a day, sorted by id; none if the unit does not exist on that day.
    #[must_use]
    pub fn children(&self, unit: Uuid, on: NaiveDate) -> Vec<Uuid> {
        let Some(unit) = self.number(unit).filter(|unit| self.stands(*unit, on)) else { return Vec::new() };
        self.below(unit, on).filter_map(|child| self.id(child)).collect()
    }

    /// The units above on a day, the nearest first.
    #[must_use]
    pub fn ancestors(&self, unit: Uuid, on: NaiveDate) -> Vec<Uuid> {
        let Some(unit) = self.number(unit) else { return Vec::new() };
        std::iter::successors(self.above(unit, on), |above| self.above(*above, on))
            .filter_map(|above| self.id(above))
            .collect()
    }

    /// From the first day of the unit to the day after its last; none if the unit is unknown.
    #[must_use]
    pub fn span(&self, unit: Uuid) -> Option<Period> {
        let versions = self.versions.of(self.number(unit)?);
        let (first, last) = (versions.first()?, versions.last()?);
        Period::new(first.period.from(), last.period.to()).ok()
    }

    /// The number of a unit: its place in the order of ids.
    pub(crate) fn number(&self, unit: Uuid) -> Option<u32> {
        number_of(&self.ids, unit)
    }

    /// The id of a number.
    pub(crate) fn id(&self, unit: u32) -> Option<Uuid> {
        self.ids.get(place(unit)).copied()
    }

    /// How many units.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether the unit exists on a day.
    pub(crate) fn stands(&self, unit: u32, on: NaiveDate) -> bool {
        self.version(unit, on).is_some()
    }

    /// Whether the unit exists on a day and is then of the commune level.
    pub(crate) fn is_commune(&self, unit: u32, on: NaiveDate) -> bool {
        self.version(unit, on).is_some_and(|version| version.commune_level)
    }

    /// The units directly below on a day, in the order of their numbers.
    pub(crate) fn below(&self, unit: u32, on: NaiveDate) -> impl Iterator<Item = u32> {
        self.children.of(unit).iter().filter(move |child| child.period.contains(on)).map(|child| child.unit)
    }

    /// The last day before `on` on which the unit existed; none if it had not begun by then.
    pub(crate) fn last_day_before(&self, unit: u32, on: NaiveDate) -> Option<NaiveDate> {
        let ended = self.versions.of(unit).iter().rev().filter_map(|version| version.period.to());
        ended.filter(|to| *to <= on).max()?.pred_opt()
    }

    /// What the unit went into, along followed edges.
    pub(crate) fn successors_of(&self, unit: u32) -> &[Kin] {
        self.successors.of(unit)
    }

    /// What the unit came from, along followed edges.
    pub(crate) fn predecessors_of(&self, unit: u32) -> &[Kin] {
        self.predecessors.of(unit)
    }

    fn version(&self, unit: u32, on: NaiveDate) -> Option<&Version> {
        self.versions.of(unit).iter().find(|version| version.period.contains(on))
    }

    fn above(&self, unit: u32, on: NaiveDate) -> Option<u32> {
        self.version(unit, on)?.parent.filter(|parent| self.stands(*parent, on))
    }

    /// A cycle holds from the first day of its youngest version on, so it is enough to climb from each version on its
    /// first day.
    fn refuse_parent_cycles(&self) -> Result<(), ForestError> {
        for (unit, id) in (0..).zip(&self.ids) {
            for version in self.versions.of(unit) {
                let climb =
                    std::iter::successors(Some(unit), |here| self.above(*here, version.period.from()));
                if climb.take(self.ids.len().saturating_add(1)).count() > self.ids.len() {
                    return Err(ForestError::ParentCycle(*id));
                }
            }
        }
        Ok(())
    }

    /// Takes away units without open predecessors until none is left; what stays lies on or behind a cycle.
    fn refuse_lineage_cycles(&self) -> Result<(), ForestError> {
        let mut open: Vec<usize> =
            (0..).zip(&self.ids).map(|(unit, _)| self.predecessors.of(unit).len()).collect();
        let mut free: Vec<u32> =
            (0..).zip(&open).filter(|(_, open)| **open == 0).map(|(unit, _)| unit).collect();
        while let Some(unit) = free.pop() {
            for kin in self.successors.of(unit) {
                if let Some(left) = open.get_mut(place(kin.unit)) {
                    *left = left.saturating_sub(1);
                    if *left == 0 {
                        free.push(kin.unit);
                    }
                }
            }
        }
        match self.ids.iter().zip(&open).find(|(_, open)| **open > 0) {
            Some((unit, _)) => Err(ForestError::LineageCycle(*unit)),
            None => Ok(()),
        }
    }
}

fn number_of(ids: &[Uuid], unit: Uuid) -> Option<u32> {
    u32::try_from(ids.binary_search(&unit).ok()?).ok()
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
    /// Following lineage from the unit leads into a circle.
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
            Self::LineageCycle(unit) => write!(f, "the lineage of the unit {unit} runs in a circle"),
            Self::UnknownUnit(unit) => write!(f, "the unit {unit} is named but has no version"),
            Self::TooMany => write!(f, "there are too many units"),
        }
    }
}

impl std::error::Error for ForestError {}
