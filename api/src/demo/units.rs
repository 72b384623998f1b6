//! The units: Chương Mỹ's 32 of 2023 and what became of them, from the two tables in `data/`, with the neighbours
//! that gave land, and a few places that people come from.
//!
//! A merger makes a new unit, also where it keeps a code or a name. The number of the resolution of the first
//! reorganisation is not confirmed by an official source.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::{LineageShare, UnitKind};
use entity::{unit, unit_lineage, unit_version};

use super::calendar::{FIRST_MERGER, REORGANISATION, UNITS_BEGIN};
use super::identifier::id;
use super::places::{JOINED, PLACES, Place};
use crate::vietnamese::fold;

const UNITS_TABLE: &str = include_str!("data/units_2023.tsv");
const EVENTS_TABLE: &str = include_str!("data/unit_events.tsv");

/// The code of Hà Nội.
pub(super) const CITY_CODE: &str = "01";
/// The code of huyện Chương Mỹ.
pub(super) const DISTRICT_CODE: &str = "277";
/// The code of Phòng Nội vụ huyện Chương Mỹ, which has no code of its own in the register of units.
pub(super) const AGENCY_CODE: &str = "277-NV";

/// What the agency rests on.
const AGENCY_BASIS: &str = "Nghị định số 14/2008/NĐ-CP";

/// The units of the demo and the way to find them by the code they bear on a day.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) units: Vec<unit::Model>,
    pub(super) versions: Vec<unit_version::Model>,
    pub(super) lineages: Vec<unit_lineage::Model>,
    by_code: BTreeMap<String, Vec<(NaiveDate, Option<NaiveDate>, UnitId)>>,
}

/// What a unit is called when it begins.
struct Beginning<'a> {
    code: &'a str,
    name: &'a str,
    kind: UnitKind,
    parent: Option<UnitId>,
    from: NaiveDate,
    legal_basis: &'a str,
}

impl Units {
    /// The units from 2008 on, with both reorganisations.
    pub(super) fn new() -> Self {
        let mut units = Self::default();
        units.begin_places();
        units.begin_district();
        for on in [FIRST_MERGER, REORGANISATION] {
            units.reorganise(on);
        }
        units.end_district_level();
        units
    }

    /// The unit that bears a code on a day.
    ///
    /// # Panics
    /// If no unit does: the demo asks for codes of its own tables only.
    #[expect(clippy::expect_used, reason = "the demo asks for codes of its own tables only")]
    pub(super) fn at(&self, code: &str, on: NaiveDate) -> UnitId {
        self.find(code, on).expect("a unit bears the code on the day")
    }

    fn find(&self, code: &str, on: NaiveDate) -> Option<UnitId> {
        let bearers = self.by_code.get(code)?;
        bearers
            .iter()
            .find(|(from, to, _)| *from <= on && to.is_none_or(|to| on < to))
            .map(|(_, _, unit)| *unit)
    }

    /// The version of a unit on a day.
    pub(super) fn version(&self, unit: UnitId, on: NaiveDate) -> Option<&unit_version::Model> {
        self.versions.iter().find(|version| {
            version.unit_id == unit && version.valid_from <= on && version.valid_to.is_none_or(|to| on < to)
        })
    }

    /// The units of Chương Mỹ at the commune level on a day, in the order of their codes.
    pub(super) fn communes(&self, on: NaiveDate) -> Vec<UnitId> {
        let codes: Vec<&str> = if on < REORGANISATION {
            rows(UNITS_TABLE).filter_map(|row| row.first().copied()).collect()
        } else {
            successor_codes()
        };
        let mut communes: Vec<UnitId> = codes.into_iter().filter_map(|code| self.find(code, on)).collect();
        let mut seen = BTreeSet::new();
        communes.retain(|unit| seen.insert(*unit));
        communes
    }

    /// The unit into which a unit went on a reorganisation, along whole and default parts.
    pub(super) fn successor(&self, unit: UnitId, on: NaiveDate) -> Option<UnitId> {
        self.lineages
            .iter()
            .find(|edge| edge.from_unit_id == unit && edge.effective_on == on && edge.is_default)
            .map(|edge| edge.to_unit_id)
    }

    /// The name of a unit on its last day or today's.
    pub(super) fn name(&self, unit: UnitId) -> &str {
        self.versions
            .iter()
            .rfind(|version| version.unit_id == unit)
            .map_or("", |version| version.name.as_str())
    }

    fn begin(&mut self, beginning: &Beginning<'_>) -> UnitId {
        let key = format!("{}@{}", beginning.code, beginning.from);
        let unit = id("unit", &key);
        self.units.push(unit::Model { id: unit });
        self.versions.push(unit_version::Model {
            id: id("unit_version", &key),
            unit_id: unit,
            code: beginning.code.to_owned(),
            name: beginning.name.to_owned(),
            search_name: fold(beginning.name),
            kind: beginning.kind,
            class: None,
            parent_id: beginning.parent,
            valid_from: beginning.from,
            valid_to: None,
            legal_basis: Some(beginning.legal_basis.to_owned()),
        });
        self.by_code.entry(beginning.code.to_owned()).or_default().push((beginning.from, None, unit));
        unit
    }

    fn end(&mut self, unit: UnitId, on: NaiveDate) {
        for version in self.versions.iter_mut().filter(|version| version.unit_id == unit) {
            version.valid_to.get_or_insert(on);
        }
        for (_, to, _) in self.by_code.values_mut().flatten().filter(|(_, _, bearer)| *bearer == unit) {
            to.get_or_insert(on);
        }
    }

    fn descend(&mut self, edge: (UnitId, UnitId), share: (LineageShare, bool), on: NaiveDate, basis: &str) {
        let (from, to) = edge;
        self.lineages.push(unit_lineage::Model {
            id: id("unit_lineage", &format!("{}>{}", from.0, to.0)),
            from_unit_id: from,
            to_unit_id: to,
            share: share.0,
            is_default: share.1,
            effective_on: on,
            legal_basis: Some(basis.to_owned()),
        });
    }

    fn begin_places(&mut self) {
        for place in PLACES {
            let parent = place.parent.map(|code| self.at(code, place.from));
            let unit = self.begin(&Beginning {
                code: place.code,
                name: place.name,
                kind: place.kind,
                parent,
                from: place.from,
                legal_basis: place.legal_basis,
            });
            self.merge_places(place, unit);
        }
    }

    /// Ends the places that a place was made of; they are listed before it.
    fn merge_places(&mut self, place: &Place, unit: UnitId) {
        for merged in place.merged {
            if let Some(before) = place.from.pred_opt().and_then(|eve| self.find(merged, eve)) {
                self.end(before, place.from);
                self.descend((before, unit), (LineageShare::Whole, true), place.from, place.legal_basis);
            }
        }
    }

    fn begin_district(&mut self) {
        let parent = Some(self.at(CITY_CODE, UNITS_BEGIN));
        let district = self.begin(&Beginning {
            code: DISTRICT_CODE,
            name: "Huyện Chương Mỹ",
            kind: UnitKind::District,
            parent,
            from: UNITS_BEGIN,
            legal_basis: JOINED,
        });
        self.begin(&Beginning {
            code: AGENCY_CODE,
            name: "Phòng Nội vụ huyện Chương Mỹ",
            kind: UnitKind::Agency,
            parent: Some(district),
            from: UNITS_BEGIN,
            legal_basis: AGENCY_BASIS,
        });
        for row in rows(UNITS_TABLE) {
            let [code, name, ..] = row.as_slice() else { continue };
            self.begin(&Beginning {
                code,
                name,
                kind: kind_of(name),
                parent: Some(district),
                from: UNITS_BEGIN,
                legal_basis: JOINED,
            });
        }
    }

    /// Carries out the mergers and splits of one day.
    fn reorganise(&mut self, on: NaiveDate) {
        let parent = if on < REORGANISATION { DISTRICT_CODE } else { CITY_CODE };
        let parent = Some(self.at(parent, on));
        let events: Vec<Event<'_>> = rows(EVENTS_TABLE).filter_map(|row| Event::read(&row, on)).collect();
        let ending: Vec<Option<UnitId>> = events
            .iter()
            .map(|event| on.pred_opt().and_then(|eve| self.find(event.from_code, eve)))
            .collect();
        for unit in ending.iter().flatten() {
            self.end(*unit, on);
        }
        for (event, from) in events.iter().zip(ending) {
            let to = self.find(event.to_code, on).unwrap_or_else(|| {
                self.begin(&Beginning {
                    code: event.to_code,
                    name: event.to_name,
                    kind: kind_of(event.to_name),
                    parent,
                    from: on,
                    legal_basis: event.legal_basis,
                })
            });
            if let Some(from) = from {
                self.descend((from, to), event.share, on, event.legal_basis);
            }
        }
    }

    /// Ends the districts and the agency: they have no successor of their own.
    fn end_district_level(&mut self) {
        let ending: Vec<UnitId> = self
            .versions
            .iter()
            .filter(|version| matches!(version.kind, UnitKind::District | UnitKind::Agency))
            .map(|version| version.unit_id)
            .collect();
        for unit in ending {
            self.end(unit, REORGANISATION);
        }
    }
}

/// One line of the table of events.
struct Event<'a> {
    from_code: &'a str,
    to_code: &'a str,
    to_name: &'a str,
    share: (LineageShare, bool),
    legal_basis: &'a str,
}

impl<'a> Event<'a> {
    /// Reads a merger or split of a day; none for other lines.
    fn read(row: &[&'a str], on: NaiveDate) -> Option<Self> {
        let [effective_on, "MERGE" | "SPLIT", from_code, _, to_code, to_name, share, legal_basis] = row
        else {
            return None;
        };
        (effective_on.parse() == Ok(on)).then_some(Self {
            from_code,
            to_code,
            to_name,
            share: match *share {
                "WHOLE" => (LineageShare::Whole, true),
                "PART_DEFAULT" => (LineageShare::Part, true),
                _ => (LineageShare::Part, false),
            },
            legal_basis,
        })
    }
}

/// The lines of a table below its heading, cut at the tabs.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

/// The codes of the six units of 1/7/2025, in order.
fn successor_codes() -> Vec<&'static str> {
    let mut codes: Vec<&str> = rows(UNITS_TABLE).filter_map(|row| row.get(6).copied()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The kind that a unit's full name begins with.
fn kind_of(name: &str) -> UnitKind {
    if name.starts_with("Thị trấn") {
        UnitKind::Township
    } else if name.starts_with("Phường") {
        UnitKind::Ward
    } else {
        UnitKind::Commune
    }
}

#[cfg(test)]
mod tests {
    use super::{AGENCY_CODE, Units};
    use crate::demo::calendar::{BASELINE, day};

    #[test]
    fn thirty_two_units_become_thirty_and_then_six() {
        let units = Units::new();
        let mut counts = Vec::new();
        for on in [BASELINE, day(2024, 12, 31), day(2025, 1, 1), day(2025, 6, 30), day(2025, 7, 1)] {
            counts.push(units.communes(on).len());
        }
        assert_eq!(counts, [32, 32, 30, 30, 6]);
    }

    #[test]
    fn a_reused_code_names_three_units_in_turn() {
        let units = Units::new();
        let named: Vec<&str> = [day(2024, 6, 1), day(2025, 3, 1), day(2025, 9, 1)]
            .into_iter()
            .map(|on| units.name(units.at("10096", on)))
            .collect();
        assert_eq!(named, ["Xã Đồng Phú", "Xã Hồng Phú", "Xã Hòa Phú"]);
    }

    #[test]
    fn the_agency_ends_with_the_district_and_has_no_successor() {
        let units = Units::new();
        let agency = units.at(AGENCY_CODE, BASELINE);
        assert_eq!(
            units.version(agency, BASELINE).and_then(|version| version.valid_to),
            Some(day(2025, 7, 1))
        );
        assert!(units.lineages.iter().all(|edge| edge.from_unit_id != agency));
    }
}
