//! How vacancies are filled: by who was acting, by who waits without a post, from the titles below in the unit, or from
//! another commune; for civil servants by recruitment.

use chrono::{Months, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin, OfficialCategory, Sex};

use super::cast::drawn_birth;
use super::chance::{Chance, lot};
use super::ledger::Giving;
use super::people::Draft;
use super::registry::Registry;
use super::titles::{KEY_TITLES, STAFF_TITLES, UNION_TITLES, category_of};

/// Whoever comes into a higher post should be able to serve so many months in it.
const MONTHS_TO_SERVE: u32 = 30;

/// Fills vacancies of all communes on a day; each has so many chances in a hundred.
pub(super) fn fill(registry: &mut Registry, on: NaiveDate, percent: u32) {
    for unit in registry.units.communes(on) {
        for title in KEY_TITLES.into_iter().chain(UNION_TITLES).chain(STAFF_TITLES) {
            let free = registry.free_seats(unit, title, on);
            for number in 0..free {
                let key = format!("{}/{title}/{on}/{number}", unit.0);
                if is_held_beside(title) || Chance::of("filled", &key).percent(percent) {
                    fill_one(registry, unit, title, on, &key);
                }
            }
        }
    }
}

/// Gives the titles that are held beside a main post to those who should hold them.
pub(super) fn fill_beside(registry: &mut Registry, unit: UnitId, on: NaiveDate) {
    for title in ["PARTY_DEPUTY_SECRETARY", "COUNCIL_CHAIR"] {
        if registry.free_seats(unit, title, on) > 0 {
            fill_one(registry, unit, title, on, "");
        }
    }
}

const fn is_held_beside(title: &str) -> bool {
    matches!(title.as_bytes(), b"PARTY_DEPUTY_SECRETARY" | b"COUNCIL_CHAIR")
}

/// The main posts whose holders also hold a title.
const fn held_by_holders_of(title: &str) -> &'static [&'static str] {
    match title.as_bytes() {
        b"PARTY_DEPUTY_SECRETARY" => &["COMMITTEE_CHAIR"],
        b"COUNCIL_CHAIR" => &["PARTY_SECRETARY", "PARTY_STANDING_DEPUTY_SECRETARY"],
        _ => &[],
    }
}

/// The titles from which people come into a title, the usual one first.
const fn titles_below(title: &str) -> &'static [&'static str] {
    match title.as_bytes() {
        b"PARTY_SECRETARY" => &["COMMITTEE_CHAIR", "PARTY_STANDING_DEPUTY_SECRETARY"],
        b"PARTY_STANDING_DEPUTY_SECRETARY" => &["COUNCIL_VICE_CHAIR", "FATHERLAND_FRONT_CHAIR"],
        b"COMMITTEE_CHAIR" => &["COMMITTEE_VICE_CHAIR"],
        b"COUNCIL_VICE_CHAIR" => &["WOMENS_UNION_CHAIR", "FARMERS_UNION_CHAIR", "FATHERLAND_FRONT_CHAIR"],
        b"COMMITTEE_VICE_CHAIR" => &[
            "YOUTH_UNION_SECRETARY",
            "LAND_CONSTRUCTION_ENVIRONMENT",
            "OFFICE_STATISTICS",
            "FINANCE_ACCOUNTING",
        ],
        b"FATHERLAND_FRONT_CHAIR" => &["FARMERS_UNION_CHAIR", "VETERANS_ASSOCIATION_CHAIR"],
        b"VETERANS_ASSOCIATION_CHAIR" => &["MILITARY_COMMANDER"],
        b"YOUTH_UNION_SECRETARY" | b"WOMENS_UNION_CHAIR" | b"FARMERS_UNION_CHAIR" => {
            &["CULTURE_SOCIETY", "OFFICE_STATISTICS"]
        }
        _ => &[],
    }
}

fn fill_one(registry: &mut Registry, unit: UnitId, title: &'static str, on: NaiveDate, key: &str) {
    if is_held_beside(title) {
        give_beside(registry, unit, title, on);
    } else if STAFF_TITLES.contains(&title) {
        recruit(registry, unit, title, on, key);
    } else if let Some(official) = candidate(registry, unit, title, on, key) {
        let rotated = registry.ledger.file(official).is_some_and(|file| file.unit != unit);
        let origin = if rotated { AppointmentOrigin::Rotation } else { AppointmentOrigin::Election };
        registry.ledger.take(on, |held| held.unit == unit && held.title == title && !held.mode.fills_seat());
        registry.move_into(official, unit, title, origin, on);
    }
}

fn give_beside(registry: &mut Registry, unit: UnitId, title: &'static str, on: NaiveDate) {
    let holder = held_by_holders_of(title)
        .iter()
        .find_map(|main| registry.ledger.holders(unit, main).first().copied());
    if let Some(official) = holder {
        registry.ledger.give(Giving {
            official,
            unit,
            title,
            mode: AppointmentMode::Concurrent,
            origin: AppointmentOrigin::Election,
            from: on,
        });
    }
}

/// Recruits a civil servant to a seat.
fn recruit(registry: &mut Registry, unit: UnitId, title: &'static str, on: NaiveDate, key: &str) {
    let key = format!("recruit/{key}");
    let mut chance = Chance::of("recruit", &key);
    let female = title != "MILITARY_COMMANDER" && chance.percent(50);
    let hometown = if chance.percent(80) { unit } else { registry.far_place(&key) };
    let official = registry.people.add(Draft {
        sex: if female { Sex::Female } else { Sex::Male },
        birth: drawn_birth(&key, on, 24, 33),
        hometown,
        muong_percent: 2,
        key,
    });
    registry.move_into(official, unit, title, AppointmentOrigin::Recruitment, on);
}

/// Who comes into a vacant title.
fn candidate(registry: &Registry, unit: UnitId, title: &str, on: NaiveDate, key: &str) -> Option<OfficialId> {
    let rotates = matches!(title, "PARTY_SECRETARY" | "COMMITTEE_CHAIR" | "PARTY_STANDING_DEPUTY_SECRETARY")
        && Chance::of("rotates", key).percent(35);
    let elsewhere = registry.other_commune_on(key, unit, on);
    acting(registry, unit, title)
        .or_else(|| waiting(registry, unit, title, on))
        .or_else(|| if rotates { from_below(registry, elsewhere, title, on, key) } else { None })
        .or_else(|| from_below(registry, unit, title, on, key))
        .or_else(|| from_below(registry, elsewhere, title, on, key))
}

/// Who is acting for the vacant title, or in charge of it.
fn acting(registry: &Registry, unit: UnitId, title: &str) -> Option<OfficialId> {
    let mut held = registry.ledger.held_in(unit).iter();
    held.find(|held| held.title == title && !held.mode.fills_seat()).map(|held| held.official)
}

/// A cadre of the unit who has no post, for a key title.
fn waiting(registry: &Registry, unit: UnitId, title: &str, on: NaiveDate) -> Option<OfficialId> {
    let is_waiting = |official: &OfficialId| {
        registry.ledger.main_post(*official).is_none()
            && registry.ledger.file(*official).is_some_and(|file| file.category == OfficialCategory::Cadre)
            && registry.ledger.past_titles(*official).iter().any(|past| KEY_TITLES.contains(past))
            && fits(registry, *official, title, on)
    };
    if KEY_TITLES.contains(&title) {
        registry.ledger.people_of(unit).into_iter().find(is_waiting)
    } else {
        None
    }
}

/// Somebody who holds one of the titles below in a unit. Every other time women and the young come first.
fn from_below(
    registry: &Registry,
    unit: UnitId,
    title: &str,
    on: NaiveDate,
    key: &str,
) -> Option<OfficialId> {
    let preferred = Chance::of("preferred", key).percent(50);
    titles_below(title).iter().find_map(|below| {
        let holders: Vec<OfficialId> = registry
            .ledger
            .holders(unit, below)
            .into_iter()
            .filter(|official| fits(registry, *official, title, on))
            .collect();
        let first = |official: &&OfficialId| {
            let person = registry.people.get(**official);
            person.sex == Sex::Female || person.age(on) < 35
        };
        let favoured = holders.iter().find(first).filter(|_| preferred).copied();
        favoured.or_else(|| drawn(registry, &holders, key))
    })
}

/// One of several people by lot.
fn drawn(registry: &Registry, officials: &[OfficialId], key: &str) -> Option<OfficialId> {
    let keys: Vec<String> =
        officials.iter().map(|official| registry.people.get(*official).key.clone()).collect();
    let winner = lot(key, &keys, 1).into_iter().next()?;
    officials.iter().copied().find(|official| registry.people.get(*official).key == winner)
}

/// Whether a person may come into a title: able to serve long enough, and of the sex or age that a union asks for.
pub(super) fn fits(registry: &Registry, official: OfficialId, title: &str, on: NaiveDate) -> bool {
    let person = registry.people.get(official);
    let serves = person.retires_on() > on + Months::new(MONTHS_TO_SERVE);
    serves
        && match title {
            "WOMENS_UNION_CHAIR" => person.sex == Sex::Female,
            "YOUTH_UNION_SECRETARY" => person.age(on) <= 32,
            "VETERANS_ASSOCIATION_CHAIR" => person.sex == Sex::Male,
            _ => true,
        }
        && category_of(title) == OfficialCategory::Cadre
}
