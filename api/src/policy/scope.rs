//! Which units a viewer's rights reach on a day.
//!
//! A role is held in units; on a day asked for it reaches their subtrees of that day. Before a unit existed
//! its predecessors stand for it; once it has ended the grant ends with it, unless an administrator confirmed
//! that it carries over, and then the successors of its last subtree stand for it. One direction only: a
//! clerk of one merged commune does not reach its neighbours' past. Source: domain §9.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::UnitId;
use targets::unit::UnitSet;

use super::grant::Grant;
use super::viewer::Viewer;

/// What the policy has to know of units.
pub trait Units {
    /// The first day on which the unit no longer exists; none while it is open.
    fn ended_on(&self, unit: UnitId) -> Option<NaiveDate>;

    /// The units that stand for the unit on a day, with all below them.
    fn reach(&self, unit: UnitId, on: NaiveDate) -> UnitSet;
}

/// The units whose rows a viewer may see on a day. Only the policy makes one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(BTreeSet<UnitId>);

impl Scope {
    /// Whether the unit is in the scope.
    #[must_use]
    pub fn contains(&self, unit: UnitId) -> bool {
        self.0.contains(&unit)
    }

    /// The units, sorted by id.
    pub fn iter(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.0.iter().copied()
    }

    /// Whether no unit is in the scope.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The part of the scope that lies in a set of units.
    #[must_use]
    pub fn within(&self, units: &UnitSet) -> Self {
        self.narrowed(|unit| units.contains(unit.0))
    }

    /// The part of the scope whose units meet a condition.
    #[must_use]
    pub fn narrowed(&self, keep: impl Fn(UnitId) -> bool) -> Self {
        Self(self.0.iter().copied().filter(|unit| keep(*unit)).collect())
    }
}

/// The units that the viewer's grants reach on the day `on`, as held on the day `today`.
#[must_use]
pub fn units_in_scope(viewer: &Viewer, units: &impl Units, today: NaiveDate, on: NaiveDate) -> Scope {
    let reached = grants_alive(viewer, units, today)
        .filter(|(_, dies_on)| dies_on.is_none_or(|end| on < end))
        .flat_map(|(unit, _)| units.reach(unit, on).iter().map(UnitId).collect::<Vec<_>>());
    Scope(reached.collect())
}

/// The units in which the viewer holds its role today, in the order of the grants.
#[must_use]
pub fn units_held(viewer: &Viewer, units: &impl Units, today: NaiveDate) -> Vec<UnitId> {
    grants_alive(viewer, units, today).map(|(unit, _)| unit).collect()
}

/// Whether a grant, as held on the day `today`, reaches a unit on the day `on`: what [`units_in_scope`] says of a viewer
/// with this grant alone.
#[must_use]
pub fn reaches(grant: &Grant, units: &impl Units, today: NaiveDate, unit: UnitId, on: NaiveDate) -> bool {
    alive(grant, units, today).is_some_and(|dies_on| {
        dies_on.is_none_or(|end| on < end) && units.reach(grant.unit, on).contains(unit.0)
    })
}

/// Each grant that is alive today, with the day on which it dies with its unit, if it does.
fn grants_alive<'a>(
    viewer: &'a Viewer,
    units: &'a impl Units,
    today: NaiveDate,
) -> impl Iterator<Item = (UnitId, Option<NaiveDate>)> + 'a {
    viewer
        .grants
        .iter()
        .filter_map(move |grant| alive(grant, units, today).map(|dies_on| (grant.unit, dies_on)))
}

/// The day on which a grant that is alive today dies with its unit, if it does; none for one that is not alive.
fn alive(grant: &Grant, units: &impl Units, today: NaiveDate) -> Option<Option<NaiveDate>> {
    let dies_on = if grant.carries_over { None } else { units.ended_on(grant.unit) };
    (grant.is_held(today) && dies_on.is_none_or(|end| today < end)).then_some(dies_on)
}
