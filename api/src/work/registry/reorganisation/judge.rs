//! What an event writes to the directory, and the rules that it has to keep: a tree on every day, one unit to a code, nothing
//! closed edited.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::{LineageShare, UnitKind};
use entity::{unit_lineage, unit_version};

use super::super::input::{LINE, REASON, day, line};
use super::super::refusal::at;
use super::super::{Keeper, Place, Refusal, Rule};
use super::{Descent, Establishment, Reorganisation, UnitChange, UnitRef};
use crate::repo::directory::Units;
use crate::vietnamese::fold;
use crate::work::UnitOfWork;

/// The most characters of a code.
const CODE: usize = 20;
/// How many things one event does at most.
const MOST_PARTS: usize = 1000;

/// What an event writes to the directory.
pub(super) struct Plan {
    pub(super) effective_on: NaiveDate,
    pub(super) legal_basis: String,
    /// The units that begin.
    pub(super) established: Vec<UnitId>,
    /// The versions that begin: of units that begin and of those that go on otherwise, in the order of the draft.
    pub(super) begun: Vec<unit_version::Model>,
    /// The versions that end, before and after.
    pub(super) closed: Vec<(unit_version::Model, unit_version::Model)>,
    /// The edges of lineage.
    pub(super) lineage: Vec<unit_lineage::Model>,
    /// The units that end, each with the one that takes over its files, and the place in the draft that ends it.
    pub(super) ended: BTreeMap<UnitId, End>,
}

/// How a unit ends.
pub(super) struct End {
    /// Who takes over its files and its history; none where nothing of it goes over.
    pub(super) successor: Option<UnitId>,
    /// Where the draft says so.
    pub(super) place: Place,
}

/// What a draft comes to, or the rules that it breaks.
pub(super) fn plan(unit: &UnitOfWork, keeper: &Keeper, draft: &Reorganisation) -> Result<Plan, Vec<Refusal>> {
    let parts = draft.established.len() + draft.changed.len() + draft.lineage.len() + draft.ended.len();
    if parts > MOST_PARTS {
        return Err(vec![Rule::Rows { most: MOST_PARTS }.broken_at(Place::new())]);
    }
    let judge = Judge { unit, keeper, units: &keeper.directory().units, draft };
    // What is out of the scope is told alone: nothing else of it may be learned.
    judge.missing()?;
    judge.usable()?;
    let mut plan = judge.established()?;
    judge.change(&mut plan)?;
    judge.end(&mut plan)?;
    judge.descend(&mut plan)?;
    judge.whole(&plan)?;
    Ok(plan)
}

struct Judge<'a> {
    unit: &'a UnitOfWork,
    keeper: &'a Keeper,
    units: &'a Units,
    draft: &'a Reorganisation,
}

/// The place of a member of a row of one of the draft's lists.
fn row(list: &str, number: usize, member: Option<&str>) -> Place {
    let row = [list.to_owned(), number.to_string()].into_iter();
    row.chain(member.map(str::to_owned)).collect()
}

/// Whether a unit of a kind may be below one of another.
const fn may_be_below(kind: UnitKind, above: UnitKind) -> bool {
    match above {
        UnitKind::Agency => false,
        UnitKind::Province | UnitKind::City => !matches!(kind, UnitKind::Province | UnitKind::City),
        UnitKind::District => !matches!(kind, UnitKind::Province | UnitKind::City | UnitKind::District),
        UnitKind::Commune | UnitKind::Township | UnitKind::Ward | UnitKind::SpecialZone => {
            matches!(kind, UnitKind::Agency)
        }
    }
}

/// Nothing, where no rule is broken.
fn none(refusals: impl IntoIterator<Item = Refusal>) -> Result<(), Vec<Refusal>> {
    let refusals: Vec<Refusal> = refusals.into_iter().collect();
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

impl Judge<'_> {
    /// Every unit that the draft names, with the place.
    fn named(&self) -> impl Iterator<Item = (UnitId, Place)> {
        let known = |unit: &UnitRef| match unit {
            UnitRef::Known(unit) => Some(*unit),
            UnitRef::Established(_) => None,
        };
        let established = self.draft.established.iter().enumerate().filter_map(move |(number, begun)| {
            Some((known(begun.parent.as_ref()?)?, row("established", number, Some("parent"))))
        });
        let changed = self.draft.changed.iter().enumerate().flat_map(move |(number, changed)| {
            let parent = changed.parent.as_ref().and_then(known);
            [Some((changed.unit, "unit")), parent.map(|parent| (parent, "parent"))]
                .into_iter()
                .flatten()
                .map(move |(unit, member)| (unit, row("changed", number, Some(member))))
        });
        let lineage = self.draft.lineage.iter().enumerate().flat_map(move |(number, edge)| {
            [Some((edge.from, "from")), known(&edge.to).map(|to| (to, "to"))]
                .into_iter()
                .flatten()
                .map(move |(unit, member)| (unit, row("lineage", number, Some(member))))
        });
        let ended =
            self.draft.ended.iter().enumerate().map(|(number, unit)| (*unit, row("ended", number, None)));
        established.chain(changed).chain(lineage).chain(ended)
    }

    /// Units that there are not, or not in the scope.
    fn missing(&self) -> Result<(), Vec<Refusal>> {
        let is_missing = |unit: UnitId| !self.keeper.keeps(unit) || self.units.versions_of(unit).is_empty();
        none(
            self.named()
                .filter(|(unit, _)| is_missing(*unit))
                .map(|(_, place)| Rule::NotFound.broken_at(place)),
        )
    }

    /// What has to hold of the day, the basis and each unit that is named: it is there on the eve, and nothing is known of it after.
    fn usable(&self) -> Result<(), Vec<Refusal>> {
        let on = self.draft.effective_on;
        let mut refusals = Vec::new();
        refusals.extend(day(on, "effectiveOn").err());
        refusals.extend(line(&self.draft.legal_basis, REASON, "legalBasis").err());
        let Reorganisation { established, changed, lineage, ended, .. } = self.draft;
        if established.is_empty() && changed.is_empty() && lineage.is_empty() && ended.is_empty() {
            refusals.push(Rule::NothingChanges.broken_at(Place::new()));
        }
        let mut told = BTreeSet::new();
        for (unit, place) in self.named().filter(|(unit, _)| told.insert(*unit)) {
            let last = self.units.versions_of(unit).last();
            if last.is_none_or(|last| last.valid_to.is_some()) {
                refusals.push(Rule::UnitAbsent.broken_at(place));
            } else if last.is_some_and(|last| last.valid_from >= on && self.is_rewritten(unit))
                || self.units.begin_of(unit).is_none_or(|first| first > on)
            {
                refusals.push(Rule::Order.at("effectiveOn"));
            }
        }
        none(refusals)
    }

    /// Whether the version of a unit that is open ends by the event.
    fn is_rewritten(&self, unit: UnitId) -> bool {
        self.ends(unit) || self.draft.changed.iter().any(|changed| changed.unit == unit)
    }

    /// Whether a unit ends by the event.
    fn ends(&self, unit: UnitId) -> bool {
        let whole = |edge: &Descent| edge.share == LineageShare::Whole && edge.from == unit;
        self.draft.ended.contains(&unit) || self.draft.lineage.iter().any(whole)
    }

    /// Whether a unit goes on below the same one.
    fn stays(&self, unit: UnitId) -> bool {
        let moved = |changed: &UnitChange| changed.unit == unit && changed.parent.is_some();
        !self.ends(unit) && !self.draft.changed.iter().any(moved)
    }

    /// The units that begin.
    fn established(&self) -> Result<Plan, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let mut begun: Vec<unit_version::Model> = Vec::new();
        for (number, unit) in self.draft.established.iter().enumerate() {
            match self.establishment(unit) {
                Ok(version) if begun.iter().any(|other| other.code == version.code) => {
                    refusals.push(Rule::CodeTaken.broken_at(row("established", number, Some("code"))));
                }
                Ok(version) => begun.push(version),
                Err(Refusal { rule, place }) => {
                    let place = row("established", number, None).into_iter().chain(place).collect();
                    refusals.push(rule.broken_at(place));
                }
            }
        }
        none(refusals)?;
        let mut plan = Plan {
            effective_on: self.draft.effective_on,
            legal_basis: self.legal_basis(),
            established: begun.iter().map(|version| version.unit_id).collect(),
            begun,
            closed: Vec::new(),
            lineage: Vec::new(),
            ended: BTreeMap::new(),
        };
        let mut refusals = Vec::new();
        let mut parents = Vec::new();
        for (number, unit) in self.draft.established.iter().enumerate() {
            match self.parent(&plan, unit.kind, unit.parent.as_ref()) {
                Ok(parent) => parents.push(parent),
                Err(rule) => refusals.push(rule.broken_at(row("established", number, Some("parent")))),
            }
        }
        none(refusals)?;
        for (version, parent) in plan.begun.iter_mut().zip(parents) {
            version.parent_id = parent;
        }
        Ok(plan)
    }

    fn legal_basis(&self) -> String {
        line(&self.draft.legal_basis, REASON, "legalBasis").unwrap_or_default()
    }

    /// The first version of a unit that begins, its place in the tree left open.
    fn establishment(&self, unit: &Establishment) -> Result<unit_version::Model, Refusal> {
        let code = self.code(&unit.code, None)?;
        let name = line(&unit.name, LINE, "name")?;
        Ok(unit_version::Model {
            id: self.unit.id(),
            unit_id: self.unit.id(),
            code,
            search_name: fold(&name),
            name,
            kind: unit.kind,
            class: unit.class,
            parent_id: None,
            valid_from: self.draft.effective_on,
            valid_to: None,
            legal_basis: Some(self.legal_basis()),
        })
    }

    /// A code that nobody else bears from the day on.
    fn code(&self, code: &str, of: Option<UnitId>) -> Result<String, Refusal> {
        let code = line(code, CODE, "code")?;
        let gives_up = |unit: UnitId| {
            let takes_other = |changed: &UnitChange| {
                changed.unit == unit && changed.code.as_ref().is_some_and(|other| other.trim() != code)
            };
            self.ends(unit) || self.draft.changed.iter().any(takes_other)
        };
        let is_taken = self
            .units
            .versions_from(self.draft.effective_on)
            .any(|version| version.code == code && Some(version.unit_id) != of && !gives_up(version.unit_id));
        if is_taken { Err(Rule::CodeTaken.at("code")) } else { Ok(code) }
    }

    /// The unit that a reference means.
    fn resolve(plan: &Plan, unit: &UnitRef) -> Result<UnitId, Rule> {
        match unit {
            UnitRef::Known(unit) => Ok(*unit),
            UnitRef::Established(code) => {
                let found = plan.begun.iter().find(|version| version.code == code.trim());
                found.map(|version| version.unit_id).ok_or(Rule::NotEstablished)
            }
        }
    }

    /// The unit above one of a kind: there from the day on, and of a level that has such units below it.
    fn parent(&self, plan: &Plan, kind: UnitKind, parent: Option<&UnitRef>) -> Result<Option<UnitId>, Rule> {
        let Some(parent) = parent else {
            return if self.keeper.is_console() { Ok(None) } else { Err(Rule::RootUnit) };
        };
        let parent = Self::resolve(plan, parent)?;
        if self.ends(parent) {
            return Err(Rule::UnitAbsent);
        }
        let fits = self.kind_after(plan, parent).is_some_and(|above| may_be_below(kind, above));
        if fits { Ok(Some(parent)) } else { Err(Rule::ParentKind) }
    }

    /// The kind that a unit has after the event.
    fn kind_after(&self, plan: &Plan, unit: UnitId) -> Option<UnitKind> {
        let changed = self.draft.changed.iter().find(|changed| changed.unit == unit);
        let begun = plan.begun.iter().find(|version| version.unit_id == unit).map(|version| version.kind);
        let known = self.units.versions_of(unit).last().map(|version| version.kind);
        changed.and_then(|changed| changed.kind).or(begun).or(known)
    }

    /// The units that go on otherwise.
    fn change(&self, plan: &mut Plan) -> Result<(), Vec<Refusal>> {
        let mut refusals = Vec::new();
        let mut named = BTreeSet::new();
        for (number, changed) in self.draft.changed.iter().enumerate() {
            let place = |member| row("changed", number, Some(member));
            if !named.insert(changed.unit) || self.ends(changed.unit) {
                refusals.push(Rule::UnitTwice.broken_at(place("unit")));
                continue;
            }
            match self.changed(plan, changed) {
                Ok((before, after)) => {
                    let ended = unit_version::Model { valid_to: Some(plan.effective_on), ..before.clone() };
                    plan.closed.push((before, ended));
                    plan.begun.push(after);
                }
                Err(Refusal { rule, place }) => {
                    let place = row("changed", number, None).into_iter().chain(place).collect();
                    refusals.push(rule.broken_at(place));
                }
            }
        }
        none(refusals)
    }

    /// The version of a unit that ends, and the one that begins.
    fn changed(
        &self,
        plan: &Plan,
        changed: &UnitChange,
    ) -> Result<(unit_version::Model, unit_version::Model), Refusal> {
        let before = self.units.versions_of(changed.unit).last();
        let before = before.ok_or_else(|| Rule::NotFound.at("unit"))?.clone();
        let code = changed.code.as_ref().map(|code| self.code(code, Some(changed.unit))).transpose()?;
        let name = changed.name.as_ref().map(|name| line(name, LINE, "name")).transpose()?;
        let kind = changed.kind.unwrap_or(before.kind);
        let parent = match &changed.parent {
            Some(parent) => self.parent(plan, kind, Some(parent)).map_err(|rule| rule.at("parent"))?,
            None => before.parent_id,
        };
        if code.as_ref().is_some_and(|code| plan.begun.iter().any(|other| other.code == *code)) {
            return Err(Rule::CodeTaken.at("code"));
        }
        let stays_where_it_is = changed.parent.is_none() && changed.kind.is_some();
        let above = parent.filter(|_| stays_where_it_is).and_then(|parent| self.kind_after(plan, parent));
        let is_below = above.is_none_or(|above| may_be_below(kind, above));
        let keeps_below = |below: &unit_version::Model| {
            let kind_below = || self.kind_after(plan, below.unit_id).unwrap_or(below.kind);
            below.parent_id != Some(changed.unit)
                || !self.stays(below.unit_id)
                || may_be_below(kind_below(), kind)
        };
        if !is_below || !self.units.versions_from(plan.effective_on).all(keeps_below) {
            return Err(Rule::ParentKind.at("kind"));
        }
        let name = name.unwrap_or_else(|| before.name.clone());
        let after = unit_version::Model {
            id: self.unit.id(),
            unit_id: before.unit_id,
            code: code.unwrap_or_else(|| before.code.clone()),
            search_name: fold(&name),
            name,
            kind,
            class: changed.class.clone().applied(before.class),
            parent_id: parent,
            valid_from: plan.effective_on,
            valid_to: None,
            legal_basis: Some(plan.legal_basis.clone()),
        };
        let is_same = (&after.code, &after.name, after.kind, after.class, after.parent_id)
            == (&before.code, &before.name, before.kind, before.class, before.parent_id);
        if is_same { Err(Rule::NothingChanges.broken_at(Place::new())) } else { Ok((before, after)) }
    }

    /// The units that end.
    fn end(&self, plan: &mut Plan) -> Result<(), Vec<Refusal>> {
        let whole = self.draft.lineage.iter().enumerate();
        let whole = whole.filter(|(_, edge)| edge.share == LineageShare::Whole);
        let whole = whole.map(|(number, edge)| (edge.from, row("lineage", number, Some("from"))));
        let named =
            self.draft.ended.iter().enumerate().map(|(number, unit)| (*unit, row("ended", number, None)));
        for (unit, place) in whole.chain(named) {
            plan.ended.entry(unit).or_insert(End { successor: None, place });
        }
        for unit in plan.ended.keys() {
            let last = self.units.versions_of(*unit).last();
            plan.closed.extend(last.map(|before| {
                let ended = unit_version::Model { valid_to: Some(plan.effective_on), ..before.clone() };
                (before.clone(), ended)
            }));
        }
        let has_below = |unit: UnitId| {
            let mut later = self.units.versions_from(plan.effective_on);
            later.any(|version| version.parent_id == Some(unit) && self.stays(version.unit_id))
        };
        let left = plan.ended.iter().filter(|(unit, _)| has_below(**unit));
        none(left.map(|(_, end)| Rule::UnitsBelow.broken_at(end.place.clone())))
    }

    /// Who goes over into whom: all of a unit into one, or parts, of which one is the default exactly where the unit ends.
    fn descend(&self, plan: &mut Plan) -> Result<(), Vec<Refusal>> {
        let mut refusals = Vec::new();
        for (number, edge) in self.draft.lineage.iter().enumerate() {
            let place = |member| row("lineage", number, Some(member));
            let to = match Self::resolve(plan, &edge.to) {
                Ok(to) if to == edge.from || self.ends(to) => {
                    refusals.push(Rule::UnitAbsent.broken_at(place("to")));
                    continue;
                }
                Ok(to) => to,
                Err(rule) => {
                    refusals.push(rule.broken_at(place("to")));
                    continue;
                }
            };
            let is_same = |other: &unit_lineage::Model| {
                (other.to_unit_id, other.effective_on) == (to, plan.effective_on)
            };
            let of_event = plan.lineage.iter().filter(|other| other.from_unit_id == edge.from);
            if of_event.chain(self.units.successors(edge.from)).any(is_same) {
                refusals.push(Rule::UnitTwice.broken_at(place("to")));
            }
            let is_default = edge.share == LineageShare::Whole || edge.is_default;
            if let Some(end) = plan.ended.get_mut(&edge.from).filter(|_| is_default) {
                end.successor = Some(to);
            }
            plan.lineage.push(unit_lineage::Model {
                id: self.unit.id(),
                from_unit_id: edge.from,
                to_unit_id: to,
                share: edge.share,
                is_default,
                effective_on: plan.effective_on,
                legal_basis: Some(plan.legal_basis.clone()),
            });
        }
        let mut judged = BTreeSet::new();
        for (number, edge) in self.draft.lineage.iter().enumerate() {
            if judged.insert(edge.from) && !self.shares_stand(edge.from) {
                refusals.push(Rule::Shares.broken_at(row("lineage", number, Some("share"))));
            }
        }
        none(refusals)
    }

    fn shares_stand(&self, from: UnitId) -> bool {
        let of_unit = || self.draft.lineage.iter().filter(move |edge| edge.from == from);
        let is_whole = of_unit().any(|edge| edge.share == LineageShare::Whole);
        let defaults = of_unit().filter(|edge| edge.is_default).count();
        match (is_whole, self.ends(from)) {
            (true, _) => of_unit().count() == 1,
            (false, true) => defaults == 1,
            (false, false) => defaults == 0,
        }
    }

    /// Whether the units stay a tree on every day.
    fn whole(&self, plan: &Plan) -> Result<(), Vec<Refusal>> {
        let closed = plan.closed.iter().map(|(_, after)| after);
        let versions: Vec<unit_version::Model> = closed.chain(&plan.begun).cloned().collect();
        match self.units.with(&versions, &plan.lineage) {
            Ok(_) => Ok(()),
            Err(_) => {
                let moved = self.draft.changed.iter().position(|changed| changed.parent.is_some());
                let place =
                    moved.map_or_else(|| at("changed"), |number| row("changed", number, Some("parent")));
                Err(vec![Rule::NoTree.broken_at(place)])
            }
        }
    }
}
