//! The registry while the lives of the demo are being written: units, seats, people and the ledger.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin};

use super::calendar::{BASELINE, FIRST_MERGER, REORGANISATION, UNITS_BEGIN};
use super::chance::Chance;
use super::ledger::{Giving, Ledger};
use super::people::People;
use super::seats::Seats;
use super::titles::category_of;
use super::units::Units;

/// Places outside the district that people come from.
const FAR_PLACES: [&str; 14] =
    ["268", "275", "275", "278", "278", "281", "282", "17", "17", "34", "36", "37", "38", "40"];

/// What is known and kept.
#[derive(Debug)]
pub(super) struct Registry {
    pub(super) units: Units,
    pub(super) seats: Seats,
    pub(super) people: People,
    pub(super) ledger: Ledger,
}

impl Registry {
    /// A registry of all units and posts, without people.
    pub(super) fn new(units: Units) -> Self {
        let seats = Seats::new(&units);
        Self { units, seats, people: People::default(), ledger: Ledger::default() }
    }

    /// The code of a unit on a day.
    pub(super) fn code(&self, unit: UnitId, on: NaiveDate) -> String {
        self.units.version(unit, on).map(|version| version.code.clone()).unwrap_or_default()
    }

    /// Whether a person's hometown lies in a unit, by the lineage of the units.
    pub(super) fn is_from(&self, official: OfficialId, unit: UnitId) -> bool {
        let mut hometown = Some(self.people.get(official).hometown);
        while let Some(place) = hometown {
            if place == unit {
                return true;
            }
            hometown = [FIRST_MERGER, REORGANISATION].iter().find_map(|on| self.units.successor(place, *on));
        }
        false
    }

    /// Moves a person into a main post: whatever was held before ends, and the file follows.
    pub(super) fn move_into(
        &mut self,
        official: OfficialId,
        unit: UnitId,
        title: &'static str,
        origin: AppointmentOrigin,
        on: NaiveDate,
    ) {
        self.ledger.relieve(official, on);
        self.ledger.affiliate(official, unit, category_of(title), on);
        self.ledger.give(Giving { official, unit, title, mode: AppointmentMode::Primary, origin, from: on });
    }

    /// How many seats of a title in a unit are free on a day.
    pub(super) fn free_seats(&self, unit: UnitId, title: &str, on: NaiveDate) -> usize {
        self.seats.on(unit, title, on).saturating_sub(self.ledger.holders(unit, title).len())
    }

    /// A hometown outside a commune: another commune of the district, or farther away.
    pub(super) fn elsewhere(&self, key: &str, unit: UnitId) -> UnitId {
        let mut chance = Chance::of("hometown", key);
        if chance.percent(60) { self.other_commune(key, unit) } else { self.far_place(key) }
    }

    /// A place outside the district.
    pub(super) fn far_place(&self, key: &str) -> UnitId {
        let code = Chance::of("far place", key).pick(&FAR_PLACES);
        self.units.at(code, if code == "268" { BASELINE } else { UNITS_BEGIN })
    }

    /// A commune of 2023 other than one.
    pub(super) fn other_commune(&self, key: &str, unit: UnitId) -> UnitId {
        self.other_commune_on(key, unit, BASELINE)
    }

    /// A commune of a day other than one.
    pub(super) fn other_commune_on(&self, key: &str, unit: UnitId, on: NaiveDate) -> UnitId {
        let others: BTreeSet<UnitId> =
            self.units.communes(on).into_iter().filter(|other| *other != unit).collect();
        let drawn = Chance::of("other commune", key).below(u32::try_from(others.len()).unwrap_or(0));
        others.into_iter().zip(0..).find(|(_, number)| *number == drawn).map_or(unit, |(other, _)| other)
    }
}
