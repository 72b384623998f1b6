//! Whom a role reaches, by the words of the domain (§9) and plain loops: "the scope is the unit's subtree on the date asked for.
//! Before the unit existed, the scope is its predecessors; when the unit ends, the grant ends with it unless an ADMIN has
//! confirmed that it carries over, and then it is the successors of its last subtree. One direction only, along WHOLE and
//! default PART edges."

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::unit_version;

use super::state::{State, days, holds};
use super::{Account, Model};

impl State {
    pub(in super::super) fn version_on(&self, unit: UnitId, on: NaiveDate) -> Option<&unit_version::Model> {
        self.versions.iter().find(|row| row.unit_id == unit && holds(row.valid_from, row.valid_to, on))
    }

    pub(in super::super) fn exists(&self, unit: UnitId, on: NaiveDate) -> bool {
        self.version_on(unit, on).is_some()
    }

    /// Whether a unit exists on each day of a period that has one.
    pub(in super::super) fn exists_throughout(
        &self,
        unit: UnitId,
        from: NaiveDate,
        to: Option<NaiveDate>,
    ) -> bool {
        days(from, to).all(|day| self.exists(unit, day))
    }

    pub(in super::super) fn begin_of(&self, unit: UnitId) -> Option<NaiveDate> {
        self.versions_of(unit).first().map(|row| row.valid_from)
    }

    /// The first day on which a unit no longer exists, if that is known.
    pub(in super::super) fn end_of(&self, unit: UnitId) -> Option<NaiveDate> {
        self.versions_of(unit).last().and_then(|row| row.valid_to)
    }

    /// The units of a day that are a unit or below it.
    fn subtree(&self, unit: UnitId, on: NaiveDate) -> BTreeSet<UnitId> {
        let is_below = |candidate: UnitId| {
            let mut here = Some(candidate);
            // No chain is longer than there are units.
            for _ in 0..=self.units.len() {
                match here {
                    Some(at) if at == unit => return true,
                    Some(at) => here = self.version_on(at, on).and_then(|row| row.parent_id),
                    None => return false,
                }
            }
            false
        };
        let of_day = self.versions.iter().filter(|row| holds(row.valid_from, row.valid_to, on));
        of_day.map(|row| row.unit_id).filter(|candidate| is_below(*candidate)).collect()
    }

    /// The units that stand for a unit on a day, with all below them.
    pub(in super::super) fn stands_for(&self, unit: UnitId, on: NaiveDate) -> BTreeSet<UnitId> {
        if self.exists(unit, on) {
            return self.subtree(unit, on);
        }
        match self.end_of(unit) {
            Some(end) if end <= on => {
                let last = self.subtree(unit, end.pred_opt().unwrap());
                last.into_iter().flat_map(|member| self.forward(member, on)).collect()
            }
            _ => self.backward(unit, on),
        }
    }

    fn forward(&self, unit: UnitId, on: NaiveDate) -> BTreeSet<UnitId> {
        if self.exists(unit, on) {
            return self.subtree(unit, on);
        }
        let next = self.lineages.iter().filter(|edge| edge.from_unit_id == unit && edge.is_default);
        next.filter(|edge| edge.effective_on <= on)
            .flat_map(|edge| self.forward(edge.to_unit_id, on))
            .collect()
    }

    fn backward(&self, unit: UnitId, on: NaiveDate) -> BTreeSet<UnitId> {
        if self.exists(unit, on) {
            return self.subtree(unit, on);
        }
        let before = self.lineages.iter().filter(|edge| edge.to_unit_id == unit && edge.is_default);
        before
            .filter(|edge| edge.effective_on > on)
            .flat_map(|edge| self.backward(edge.from_unit_id, on))
            .collect()
    }
}

impl Model {
    /// The units of a day that an account's grants reach.
    pub(in super::super) fn scope(&self, account: &Account, on: NaiveDate) -> BTreeSet<UnitId> {
        let mut scope = BTreeSet::new();
        for grant in &account.grants {
            let dies_on = self.state.end_of(grant.unit).filter(|_| !grant.carries_over);
            if dies_on.is_none_or(|end| self.today < end && on < end) {
                scope.extend(self.state.stands_for(grant.unit, on));
            }
        }
        scope
    }

    /// Whether an account writes in a unit: one of today's scope, or one that is yet to begin and will be in the scope then.
    pub(in super::super) fn keeps(&self, account: &Account, unit: UnitId) -> bool {
        let will_keep = |first: NaiveDate| first > self.today && self.scope(account, first).contains(&unit);
        self.scope(account, self.today).contains(&unit) || self.state.begin_of(unit).is_some_and(will_keep)
    }

    /// Whether an account writes what belongs to a person: the file is kept in its scope today.
    pub(in super::super) fn keeps_person(&self, account: &Account, official: OfficialId) -> bool {
        let file = self.state.file_on(official, self.today);
        file.is_some_and(|file| self.keeps(account, file.unit_id))
    }

    /// The people whom an account sees on a day.
    pub(in super::super) fn seen(&self, account: &Account, on: NaiveDate) -> BTreeSet<OfficialId> {
        let scope = self.scope(account, on);
        let of_day = self.state.affiliations.iter().filter(|row| holds(row.valid_from, row.valid_to, on));
        of_day.filter(|row| scope.contains(&row.unit_id)).map(|row| row.official_id).collect()
    }
}
