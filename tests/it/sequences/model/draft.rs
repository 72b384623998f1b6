//! A draft of an event of units (domain §2), and the rules that it has to keep: a tree on every day, one unit to a code, nothing closed
//! edited.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::{LineageShare, UnitClass, UnitKind};
use entity::{unit, unit_lineage, unit_version};

use super::input::{can_be, folded, kept};
use super::state::{State, horizon};
use super::{Asked, Broken};

/// A unit that there is, or one that the event establishes, by its code.
#[derive(Clone, Debug)]
pub(super) enum Ref {
    Known(UnitId),
    Begun(String),
}

/// A unit that begins.
pub(super) struct Begun {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: UnitKind,
    pub(super) class: Option<UnitClass>,
    pub(super) parent: Ref,
    pub(super) place: String,
}

/// A unit that goes on otherwise. What is absent stays.
pub(super) struct Changed {
    pub(super) unit: UnitId,
    pub(super) code: Option<String>,
    pub(super) name: Option<String>,
    pub(super) kind: Option<UnitKind>,
    pub(super) class: Option<Option<UnitClass>>,
    pub(super) parent: Option<Ref>,
    pub(super) place: String,
}

/// A unit that goes over into another.
pub(super) struct Edge {
    pub(super) from: UnitId,
    pub(super) to: Ref,
    pub(super) share: LineageShare,
    pub(super) is_default: bool,
    pub(super) from_place: String,
    pub(super) to_place: String,
    pub(super) share_place: String,
}

/// A unit that ends.
pub(super) struct Ended {
    pub(super) unit: UnitId,
    pub(super) place: String,
}

#[derive(Default)]
pub(super) struct Draft {
    pub(super) on: NaiveDate,
    pub(super) legal_basis: String,
    pub(super) begun: Vec<Begun>,
    pub(super) changed: Vec<Changed>,
    pub(super) edges: Vec<Edge>,
    pub(super) ended: Vec<Ended>,
}

/// Whether a unit of a kind may be below one of another: provinces and cities above districts above the commune level, an agency below any
/// of them, and nothing below an agency.
fn may_be_below(kind: UnitKind, above: UnitKind) -> bool {
    let level = |kind: UnitKind| match kind {
        UnitKind::Province | UnitKind::City => 0,
        UnitKind::District => 1,
        UnitKind::Commune | UnitKind::Township | UnitKind::Ward | UnitKind::SpecialZone => 2,
        UnitKind::Agency => 3,
    };
    level(above) < level(kind)
}

impl Draft {
    /// The units that end, each with the place that ends it first.
    pub(super) fn ends(&self) -> Vec<(UnitId, &str)> {
        let whole = self.edges.iter().filter(|edge| edge.share == LineageShare::Whole);
        let whole = whole.map(|edge| (edge.from, edge.from_place.as_str()));
        let named = self.ended.iter().map(|ended| (ended.unit, ended.place.as_str()));
        let mut ends: Vec<(UnitId, &str)> = Vec::new();
        for (unit, place) in whole.chain(named) {
            if ends.iter().all(|(other, _)| *other != unit) {
                ends.push((unit, place));
            }
        }
        ends
    }

    pub(super) fn is_ended(&self, unit: UnitId) -> bool {
        self.ends().iter().any(|(ended, _)| *ended == unit)
    }

    /// Who takes over the files and the history of a unit that ends.
    pub(super) fn successor(&self, unit: UnitId, begun: &[(String, UnitId)]) -> Option<UnitId> {
        let mut of_unit = self.edges.iter().filter(|edge| edge.from == unit);
        let edge = of_unit.find(|edge| edge.share == LineageShare::Whole || edge.is_default)?;
        resolved(&edge.to, begun)
    }

    /// Every unit that is there already and named, with the place.
    fn named(&self) -> Vec<(UnitId, String)> {
        let known = |reference: &Ref| match reference {
            Ref::Known(unit) => Some(*unit),
            Ref::Begun(_) => None,
        };
        let mut named = Vec::new();
        for new in &self.begun {
            named.extend(known(&new.parent).map(|unit| (unit, format!("{}parent", new.place))));
        }
        for other in &self.changed {
            named.push((other.unit, format!("{}unit", other.place)));
            let parent = other.parent.as_ref().and_then(known);
            named.extend(parent.map(|unit| (unit, format!("{}parent", other.place))));
        }
        for edge in &self.edges {
            named.push((edge.from, edge.from_place.clone()));
            named.extend(known(&edge.to).map(|unit| (unit, edge.to_place.clone())));
        }
        named.extend(self.ended.iter().map(|ended| (ended.unit, ended.place.clone())));
        named
    }
}

/// The unit that a reference means.
pub(super) fn resolved(reference: &Ref, begun: &[(String, UnitId)]) -> Option<UnitId> {
    match reference {
        Ref::Known(unit) => Some(*unit),
        Ref::Begun(code) => begun.iter().find(|(other, _)| other == code.trim()).map(|(_, unit)| *unit),
    }
}

/// The units as an event leaves them, and the codes of those that begin.
pub(super) struct Drafted {
    pub(super) after: State,
    pub(super) begun: Vec<(String, UnitId)>,
}

impl Asked<'_> {
    /// Units that there are not or not in the account's scope: told alone, for nothing else of it may be learned.
    pub(super) fn missing_units(&self, draft: &Draft) -> Broken {
        let mut broken = Broken::default();
        for (unit, place) in draft.named() {
            let is_there = !self.state().versions_of(unit).is_empty() && self.keeps(unit);
            broken.unless(is_there, "NOT_FOUND", &place);
        }
        broken
    }

    /// What an event makes of the units, or at least of those that it may change.
    pub(super) fn drafted(&self, broken: &mut Broken, draft: &Draft) -> Drafted {
        let on = draft.on;
        broken.unless(can_be(on), "BAD_USER_INPUT", "effectiveOn");
        broken.unless(kept(&draft.legal_basis, 500).is_some(), "BAD_USER_INPUT", "legalBasis");
        let is_nothing = draft.begun.is_empty() && draft.changed.is_empty() && draft.edges.is_empty();
        broken.unless(!is_nothing || !draft.ended.is_empty(), "BAD_USER_INPUT", "");
        for (unit, place) in draft.named() {
            let versions = self.state().versions_of(unit);
            let is_rewritten =
                draft.is_ended(unit) || draft.changed.iter().any(|changed| changed.unit == unit);
            // Nothing is known of it after the event: it goes on, and has begun.
            broken.unless(self.state().end_of(unit).is_none(), "UNIT_ABSENT", &place);
            let has_begun = versions.first().is_some_and(|first| first.valid_from <= on);
            let is_last = !is_rewritten || versions.last().is_some_and(|last| last.valid_from < on);
            broken.unless(has_begun && is_last, "BAD_USER_INPUT", "effectiveOn");
        }
        let begun: Vec<(String, UnitId)> = draft
            .begun
            .iter()
            .map(|new| (kept(&new.code, 20).unwrap_or_default(), self.model.fresh()))
            .collect();
        let mut drafted = Drafted { after: self.state().clone(), begun };
        self.write_units(broken, draft, &mut drafted);
        self.edges(broken, draft, &mut drafted);
        self.codes(broken, draft, &drafted);
        self.tree(broken, draft, &drafted);
        drafted
    }

    fn write_units(&self, broken: &mut Broken, draft: &Draft, drafted: &mut Drafted) {
        let basis = kept(&draft.legal_basis, 500);
        let after = &mut drafted.after;
        // What is over ends before what comes after begins.
        let rewritten: BTreeSet<UnitId> = draft.changed.iter().map(|changed| changed.unit).collect();
        for version in after.versions.iter_mut().filter(|version| version.valid_to.is_none()) {
            if rewritten.contains(&version.unit_id) || draft.is_ended(version.unit_id) {
                version.valid_to = Some(draft.on);
            }
        }
        for (new, (code, unit)) in draft.begun.iter().zip(&drafted.begun) {
            let at = |member: &str| format!("{}{member}", new.place);
            broken.unless(!code.is_empty(), "BAD_USER_INPUT", &at("code"));
            let name = broken.text(Some(&new.name), 200, &at("name")).unwrap_or_default();
            let parent = resolved(&new.parent, &drafted.begun);
            broken.unless(parent.is_some(), "BAD_USER_INPUT", &at("parent"));
            after.units.push(unit::Model { id: *unit });
            after.versions.push(unit_version::Model {
                id: self.model.fresh(),
                unit_id: *unit,
                code: code.clone(),
                search_name: folded(&name),
                name,
                kind: new.kind,
                class: new.class,
                parent_id: parent,
                valid_from: draft.on,
                valid_to: None,
                legal_basis: basis.clone(),
            });
        }
        let mut named = BTreeSet::new();
        for changed in &draft.changed {
            let at = |member: &str| format!("{}{member}", changed.place);
            let is_once = named.insert(changed.unit) && !draft.is_ended(changed.unit);
            if !broken.unless(is_once, "BAD_USER_INPUT", &at("unit")) {
                continue;
            }
            let was = (*self.state().versions_of(changed.unit).last().unwrap()).clone();
            let code = broken.text(changed.code.as_deref(), 20, &at("code"));
            let name =
                broken.text(changed.name.as_deref(), 200, &at("name")).unwrap_or_else(|| was.name.clone());
            let parent = changed.parent.as_ref().map(|parent| resolved(parent, &drafted.begun));
            broken.unless(parent != Some(None), "BAD_USER_INPUT", &at("parent"));
            let version = unit_version::Model {
                id: self.model.fresh(),
                code: code.unwrap_or_else(|| was.code.clone()),
                search_name: folded(&name),
                name,
                kind: changed.kind.unwrap_or(was.kind),
                class: changed.class.unwrap_or(was.class),
                parent_id: parent.unwrap_or(was.parent_id),
                valid_from: draft.on,
                valid_to: None,
                legal_basis: basis.clone(),
                ..was.clone()
            };
            let is_other = (&version.code, &version.name, version.kind, version.class, version.parent_id)
                != (&was.code, &was.name, was.kind, was.class, was.parent_id);
            broken.unless(is_other, "BAD_USER_INPUT", changed.place.trim_end_matches('.'));
            after.versions.push(version);
        }
    }

    fn edges(&self, broken: &mut Broken, draft: &Draft, drafted: &mut Drafted) {
        for edge in &draft.edges {
            let of_unit: Vec<&Edge> = draft.edges.iter().filter(|other| other.from == edge.from).collect();
            let is_whole = of_unit.iter().any(|other| other.share == LineageShare::Whole);
            let defaults = of_unit.iter().filter(|other| other.is_default).count();
            let shares_stand = match (is_whole, draft.is_ended(edge.from)) {
                (true, _) => of_unit.len() == 1,
                (false, ends) => defaults == usize::from(ends),
            };
            broken.unless(shares_stand, "BAD_USER_INPUT", &of_unit[0].share_place);
            let Some(to) = resolved(&edge.to, &drafted.begun) else {
                broken.add("BAD_USER_INPUT", &edge.to_place);
                continue;
            };
            broken.unless(to != edge.from && !draft.is_ended(to), "UNIT_ABSENT", &edge.to_place);
            let mut others = drafted.after.lineages.iter();
            let is_same = |other: &unit_lineage::Model| {
                (other.from_unit_id, other.to_unit_id, other.effective_on) == (edge.from, to, draft.on)
            };
            broken.unless(!others.any(is_same), "BAD_USER_INPUT", &edge.to_place);
            drafted.after.lineages.push(unit_lineage::Model {
                id: self.model.fresh(),
                from_unit_id: edge.from,
                to_unit_id: to,
                share: edge.share,
                is_default: edge.share == LineageShare::Whole || edge.is_default,
                effective_on: draft.on,
                legal_basis: kept(&draft.legal_basis, 500),
            });
        }
    }

    /// One unit bears a code on a day.
    fn codes(&self, broken: &mut Broken, draft: &Draft, drafted: &Drafted) {
        let bears = |code: &str, of: UnitId| {
            let other = |row: &&unit_version::Model| row.code == code && row.unit_id != of;
            drafted
                .after
                .versions
                .iter()
                .filter(other)
                .any(|row| row.valid_to.is_none_or(|end| draft.on < end))
        };
        for (new, (code, unit)) in draft.begun.iter().zip(&drafted.begun) {
            broken.unless(!bears(code, *unit), "CODE_TAKEN", &format!("{}code", new.place));
        }
        for changed in &draft.changed {
            if let Some(code) = changed.code.as_deref().and_then(|code| kept(code, 20)) {
                broken.unless(!bears(&code, changed.unit), "CODE_TAKEN", &format!("{}code", changed.place));
            }
        }
    }

    /// Every unit is below one of a fitting kind that is there, and none below itself.
    fn tree(&self, broken: &mut Broken, draft: &Draft, drafted: &Drafted) {
        let state = &drafted.after;
        let kind_of = |unit: UnitId| state.versions_of(unit).last().map(|version| version.kind);
        let fits = |kind: UnitKind, parent: Option<UnitId>| {
            parent.and_then(kind_of).is_none_or(|above| may_be_below(kind, above))
        };
        let of_begun = draft.begun.iter().map(|new| (new.kind, &new.parent, format!("{}parent", new.place)));
        let of_changed = draft.changed.iter().filter_map(|changed| {
            Some((kind_of(changed.unit)?, changed.parent.as_ref()?, format!("{}parent", changed.place)))
        });
        for (kind, parent, place) in of_begun.chain(of_changed) {
            let parent = resolved(parent, &drafted.begun);
            broken.unless(parent.is_none_or(|parent| !draft.is_ended(parent)), "UNIT_ABSENT", &place);
            broken.unless(fits(kind, parent), "BAD_USER_INPUT", &place);
        }
        for changed in draft.changed.iter().filter(|changed| changed.kind.is_some()) {
            let place = format!("{}kind", changed.place);
            let Some(version) = state.versions_of(changed.unit).last().copied() else { continue };
            if changed.parent.is_none() {
                broken.unless(fits(version.kind, version.parent_id), "BAD_USER_INPUT", &place);
            }
            let below = state.versions.iter().filter(|row| row.parent_id == Some(changed.unit));
            let mut below = below.filter(|row| row.valid_to.is_none_or(|end| draft.on < end));
            broken.unless(below.all(|row| may_be_below(row.kind, version.kind)), "BAD_USER_INPUT", &place);
        }
        for (unit, place) in draft.ends() {
            let below = state
                .versions
                .iter()
                .filter(|row| row.parent_id == Some(unit) && !draft.is_ended(row.unit_id));
            let mut below = below.filter(|row| row.valid_to.is_none_or(|end| draft.on < end));
            broken.unless(below.next().is_none(), "UNITS_BELOW", place);
        }
        let climbs_for_ever = |unit: UnitId, on: NaiveDate| {
            let mut here = Some(unit);
            for _ in 0..=state.units.len() {
                here = here.and_then(|at| state.version_on(at, on)).and_then(|version| version.parent_id);
            }
            here.is_some()
        };
        // Something may be below itself on a day on which a version begins.
        let firsts: BTreeSet<NaiveDate> = state.versions.iter().map(|row| row.valid_from).collect();
        let later = firsts.into_iter().filter(|day| *day >= draft.on && *day < horizon());
        let mut circles = later.flat_map(|day| state.units.iter().map(move |unit| (unit.id, day)));
        if circles.any(|(unit, day)| climbs_for_ever(unit, day)) {
            let moved = draft.changed.iter().find(|changed| changed.parent.is_some());
            broken.add(
                "BAD_USER_INPUT",
                &moved.map_or("changed".to_owned(), |it| format!("{}parent", it.place)),
            );
        }
    }
}
