//! The reorganisation of 1/7/2025 as the people live it: six communes get their leaders, from the 30 that end, from the
//! district and from the city; others go on as civil servants, wait without a post, or leave early.

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin, OfficialCategory, Sex};

use super::agency;
use super::calendar::{REORGANISATION, day};
use super::cast::drawn_birth;
use super::chance::Chance;
use super::ledger::Giving;
use super::merger::ComingOver;
use super::people::Draft;
use super::registry::Registry;
use super::titles::{STAFF_TITLES, category_of};
use super::units::AGENCY_CODE;
use super::vacancies;

/// Leaders who come from offices of the district and the city that are not in the registry: the code of the commune,
/// the title, sex, and the ages between which they are. One of the files came without a date of birth.
const FROM_ABOVE: [(&str, &str, Sex, u32, u32, &str); 8] = [
    ("10015", "PARTY_SECRETARY", Sex::Male, 47, 51, "1"),
    ("10045", "PARTY_SECRETARY", Sex::Male, 45, 50, "1"),
    ("10081", "PARTY_SECRETARY", Sex::Female, 44, 48, "1"),
    ("10030", "COMMITTEE_CHAIR", Sex::Male, 42, 46, "1"),
    ("10072", "COMMITTEE_CHAIR", Sex::Male, 41, 45, "1"),
    ("10096", "PARTY_STANDING_DEPUTY_SECRETARY", Sex::Male, 43, 47, "file-incomplete"),
    ("10045", "COMMITTEE_VICE_CHAIR", Sex::Male, 32, 33, "1"),
    ("10015", "COMMITTEE_VICE_CHAIR", Sex::Female, 38, 42, "1"),
];

/// Where the agency's leading people go: its number, the commune, the title, and the day on which a rotation ends.
const FROM_AGENCY: [(usize, &str, &str, Option<NaiveDate>); 4] = [
    (1, "10072", "PARTY_SECRETARY", None),
    (3, "10030", "COMMITTEE_VICE_CHAIR", Some(day(2026, 7, 1))),
    (4, "10081", "COMMITTEE_VICE_CHAIR", Some(day(2028, 7, 1))),
    (5, "10072", "COMMITTEE_VICE_CHAIR", None),
];

/// The commune whose committee still has no chair; a vice chair is acting.
const WITHOUT_CHAIR: &str = "10096";

/// Carries out the reorganisation.
pub(super) fn reorganise(registry: &mut Registry) {
    let on = REORGANISATION;
    let mut coming: Vec<ComingOver> = registry
        .units
        .communes(on)
        .into_iter()
        .map(|unit| {
            let from = predecessors(registry, unit);
            ComingOver::gather(registry, &from, unit, on)
        })
        .collect();
    seat_from_above(registry, on);
    distribute_agency(registry, on);
    exchange_secretaries(registry, &mut coming, on);
    for commune in &mut coming {
        seat_leaders(registry, commune, on);
        commune.seat_the_others(registry, on);
        settle_the_rest(registry, commune, on);
        vacancies::fill_beside(registry, commune.unit, on);
    }
    let without_chair = registry.units.at(WITHOUT_CHAIR, on);
    let vice_chair = registry.ledger.holders(without_chair, "COMMITTEE_VICE_CHAIR").first().copied();
    if let Some(official) = vice_chair {
        registry.ledger.give(Giving {
            official,
            unit: without_chair,
            title: "COMMITTEE_CHAIR",
            mode: AppointmentMode::Acting,
            origin: AppointmentOrigin::Election,
            from: day(2025, 7, 15),
        });
    }
}

/// The communes that went into a new one and whose people it takes over.
fn predecessors(registry: &Registry, unit: UnitId) -> Vec<UnitId> {
    let edges = registry.units.lineages.iter();
    edges.filter(|edge| edge.to_unit_id == unit && edge.is_default).map(|edge| edge.from_unit_id).collect()
}

fn seat_from_above(registry: &mut Registry, on: NaiveDate) {
    for (code, title, sex, youngest, oldest, mark) in FROM_ABOVE {
        let key = format!("above/{code}/{title}/{mark}");
        let unit = registry.units.at(code, on);
        let hometown = registry.far_place(&key);
        let birth = drawn_birth(&key, on, youngest, oldest);
        let official = registry.people.add(Draft { key, sex, birth, hometown, muong_percent: 3 });
        registry.move_into(official, unit, title, AppointmentOrigin::Transfer, on);
    }
}

/// The agency ends with the district: some of its people lead communes, the others serve in one.
fn distribute_agency(registry: &mut Registry, on: NaiveDate) {
    for (number, code, title, ends_on) in FROM_AGENCY {
        let official = registry.people.by_key(&agency::key(number));
        let unit = registry.units.at(code, on);
        let origin =
            if ends_on.is_some() { AppointmentOrigin::Rotation } else { AppointmentOrigin::Transfer };
        registry.move_into(official, unit, title, origin, on);
        if let Some(ends_on) = ends_on {
            registry.ledger.foresee_end(official, unit, ends_on);
        }
    }
    let agency = on.pred_opt().map(|eve| registry.units.at(AGENCY_CODE, eve));
    let communes = registry.units.communes(on);
    let staying = agency.map(|agency| registry.ledger.people_of(agency)).unwrap_or_default();
    for (official, unit) in staying.into_iter().zip(communes.into_iter().cycle()) {
        registry.move_into(official, unit, "OFFICE_STATISTICS", AppointmentOrigin::Transfer, on);
    }
}

/// Two communes get a secretary of one that went into the other, so that neither serves at home.
fn exchange_secretaries(registry: &mut Registry, coming: &mut [ComingOver], on: NaiveDate) {
    let units = [registry.units.at("10030", on), registry.units.at("10096", on)];
    let first_of = |coming: &[ComingOver], unit: UnitId| {
        coming
            .iter()
            .find(|commune| commune.unit == unit)
            .and_then(|commune| commune.holders_of(registry, &["PARTY_SECRETARY"]).first().copied())
    };
    let [first, second] = units;
    let pair = first_of(coming, first).zip(first_of(coming, second));
    let Some((of_first, of_second)) = pair else { return };
    for (official, unit) in [(of_first, second), (of_second, first)] {
        for commune in coming.iter_mut() {
            commune.remove(official);
        }
        registry.move_into(official, unit, "PARTY_SECRETARY", AppointmentOrigin::Rotation, on);
    }
}

/// Fills what seats of leaders are still free from those who led before.
fn seat_leaders(registry: &mut Registry, commune: &mut ComingOver, on: NaiveDate) {
    let code = registry.code(commune.unit, on);
    if code != WITHOUT_CHAIR {
        commune.seat_from(registry, "COMMITTEE_CHAIR", &["COMMITTEE_CHAIR", "PARTY_SECRETARY"], on);
    }
    commune.seat_from(registry, "PARTY_SECRETARY", &["PARTY_SECRETARY"], on);
    commune.seat_from(
        registry,
        "PARTY_STANDING_DEPUTY_SECRETARY",
        &["PARTY_SECRETARY", "PARTY_STANDING_DEPUTY_SECRETARY"],
        on,
    );
    seat_woman(registry, commune, "COUNCIL_VICE_CHAIR", on);
    commune.seat_from(registry, "COUNCIL_VICE_CHAIR", &["COUNCIL_CHAIR", "COUNCIL_VICE_CHAIR"], on);
    if code == "10030" || code == "10045" {
        let youngest = commune.holders_of(registry, &["COMMITTEE_VICE_CHAIR", "YOUTH_UNION_SECRETARY"]);
        let youngest = youngest.into_iter().min_by_key(|official| registry.people.get(*official).age(on));
        if let Some(official) = youngest {
            commune.seat(registry, official, "COMMITTEE_VICE_CHAIR", on);
        }
    }
    commune.seat_from(registry, "COMMITTEE_VICE_CHAIR", &["COMMITTEE_CHAIR", "COMMITTEE_VICE_CHAIR"], on);
}

/// Gives a seat to a woman who held one of its kind, where there is one.
fn seat_woman(registry: &mut Registry, commune: &mut ComingOver, title: &'static str, on: NaiveDate) {
    let woman = commune
        .holders_of(registry, &[title, "COUNCIL_CHAIR", "PARTY_STANDING_DEPUTY_SECRETARY"])
        .into_iter()
        .find(|official| registry.people.get(*official).sex == Sex::Female);
    if let Some(official) = woman {
        commune.seat(registry, official, title, on);
    }
}

/// Those without a seat: the older ones leave early, half of the others go on as civil servants, the rest wait.
fn settle_the_rest(registry: &mut Registry, commune: &ComingOver, on: NaiveDate) {
    for (official, post) in commune.without_post() {
        let person = registry.people.get(*official);
        let mut chance = Chance::of("settled", &person.key);
        let is_cadre = post.is_none_or(|title| category_of(title) == OfficialCategory::Cadre);
        let leaves = person.age(on) >= 50 && chance.percent(80);
        if leaves {
            registry.ledger.leave(*official, on);
        } else if is_cadre && chance.percent(55) {
            reassign(registry, *official, commune.unit, on, &mut chance);
        }
    }
}

/// Gives a civil servant's seat to a former cadre, where one is free.
fn reassign(registry: &mut Registry, official: OfficialId, unit: UnitId, on: NaiveDate, chance: &mut Chance) {
    let first = chance.pick(&STAFF_TITLES);
    let titles = std::iter::once(first).chain(STAFF_TITLES).filter(|title| *title != "MILITARY_COMMANDER");
    let free = titles.into_iter().find(|title| registry.free_seats(unit, title, on) > 0);
    if let Some(title) = free {
        registry.move_into(official, unit, title, AppointmentOrigin::Reassignment, on);
    }
}
