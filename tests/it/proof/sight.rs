//! Who sees whom, by the words of the domain and plain loops over rows: "the scope is the unit's subtree on the date asked
//! for. Before the unit existed, the scope is its predecessors; when the unit ends, the grant ends with it unless an ADMIN
//! has confirmed that it carries over, and then it is the successors of its last subtree. One direction only, along WHOLE
//! and default PART edges." It shares no code with the policy that is proved.

use std::collections::{BTreeMap, BTreeSet};

use api::demo::District;
use canbo_tests::{TODAY, day};
use chrono::NaiveDate;
use entity::account_grant;
use entity::id::{OfficialId, UnitId};

/// How long a viewer sees a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// On no day at all.
    Never,
    /// On some day, and no more from this one on.
    Until(NaiveDate),
    /// On some day, and with no end set.
    Still,
}

/// What one viewer sees of a district's rows.
pub(super) struct Sight<'a> {
    rows: &'a District,
    grants: &'a [account_grant::Model],
    /// The scope from each day on which anything changes up to the next.
    scopes: BTreeMap<NaiveDate, BTreeSet<UnitId>>,
}

impl<'a> Sight<'a> {
    pub(super) fn new(rows: &'a District, grants: &'a [account_grant::Model]) -> Self {
        let mut sight = Self { rows, grants, scopes: BTreeMap::new() };
        let units = rows.unit_versions.iter().map(|row| (row.valid_from, row.valid_to));
        let files = rows.affiliations.iter().map(|row| (row.valid_from, row.valid_to));
        let days: BTreeSet<NaiveDate> =
            units.chain(files).flat_map(|(from, to)| std::iter::once(from).chain(to)).collect();
        let scopes = days.into_iter().map(|on| (on, sight.scope(on))).collect();
        sight.scopes = scopes;
        sight
    }

    /// The units in the scope on some day.
    pub(super) fn ever_in_scope(&self) -> BTreeSet<UnitId> {
        self.scopes.values().flatten().copied().collect()
    }

    /// How long the viewer sees a person.
    pub(super) fn of_official(&self, official: OfficialId) -> Seen {
        let files: Vec<_> = self.rows.affiliations.iter().filter(|row| row.official_id == official).collect();
        let sees = |on: NaiveDate, scope: &BTreeSet<UnitId>| {
            files.iter().any(|row| is_in(row.valid_from, row.valid_to, on) && scope.contains(&row.unit_id))
        };
        let mut seen = Seen::Never;
        for (on, scope) in &self.scopes {
            seen = match (sees(*on, scope), seen) {
                (true, _) => Seen::Still,
                (false, Seen::Still) => Seen::Until(*on),
                (false, seen) => seen,
            };
        }
        seen
    }

    /// The units whose rows the viewer sees on a day.
    pub(super) fn scope(&self, on: NaiveDate) -> BTreeSet<UnitId> {
        let today = day(TODAY);
        let died = |unit: UnitId, carries_over: bool, by: NaiveDate| {
            !carries_over && self.span(unit).is_some_and(|(_, to)| to.is_some_and(|to| to <= by))
        };
        let mut scope = BTreeSet::new();
        for grant in self.grants {
            let carries_over = grant.carries_over_confirmed_at.is_some();
            let is_held = is_in(grant.valid_from, grant.valid_to, today)
                && !died(grant.unit_id, carries_over, today)
                && !died(grant.unit_id, carries_over, on);
            if is_held {
                scope.extend(self.stands_for(grant.unit_id, on));
            }
        }
        scope
    }

    /// What stands for a unit on a day, with all that is below it.
    pub(super) fn stands_for(&self, unit: UnitId, on: NaiveDate) -> BTreeSet<UnitId> {
        let Some((_, to)) = self.span(unit) else { return BTreeSet::new() };
        if self.exists(unit, on) {
            return self.subtree(unit, on);
        }
        match to {
            Some(end) if end <= on => {
                let last = self.subtree(unit, end.pred_opt().unwrap());
                last.into_iter().flat_map(|member| self.go(member, on, true)).collect()
            }
            _ => self.go(unit, on, false),
        }
    }

    fn go(&self, unit: UnitId, on: NaiveDate, forward: bool) -> BTreeSet<UnitId> {
        if self.exists(unit, on) {
            return self.subtree(unit, on);
        }
        let edges = self.rows.unit_lineages.iter().filter(|edge| edge.is_default);
        let next = edges.filter_map(|edge| match forward {
            true => (edge.from_unit_id == unit).then_some(edge.to_unit_id),
            false => (edge.to_unit_id == unit).then_some(edge.from_unit_id),
        });
        next.flat_map(|next| self.go(next, on, forward)).collect()
    }

    fn subtree(&self, unit: UnitId, on: NaiveDate) -> BTreeSet<UnitId> {
        let mut found = BTreeSet::from([unit]);
        loop {
            let versions =
                self.rows.unit_versions.iter().filter(|row| is_in(row.valid_from, row.valid_to, on));
            let below = versions.filter(|row| row.parent_id.is_some_and(|parent| found.contains(&parent)));
            let more: Vec<UnitId> =
                below.map(|row| row.unit_id).filter(|unit| !found.contains(unit)).collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    fn exists(&self, unit: UnitId, on: NaiveDate) -> bool {
        self.rows
            .unit_versions
            .iter()
            .any(|row| row.unit_id == unit && is_in(row.valid_from, row.valid_to, on))
    }

    fn span(&self, unit: UnitId) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let versions: Vec<_> = self.rows.unit_versions.iter().filter(|row| row.unit_id == unit).collect();
        let from = versions.iter().map(|row| row.valid_from).min()?;
        let is_open = versions.iter().any(|row| row.valid_to.is_none());
        Some((from, if is_open { None } else { versions.iter().filter_map(|row| row.valid_to).max() }))
    }
}

/// Whether a half-open period holds a day.
pub(super) fn is_in(from: NaiveDate, to: Option<NaiveDate>, on: NaiveDate) -> bool {
    from <= on && to.is_none_or(|to| on < to)
}
