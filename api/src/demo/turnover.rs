//! The months between the reorganisations: retirements, rotations, a secondment, a dismissal, and vacancies filled.

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin};

use super::agency;
use super::calendar::day;
use super::chance::lot;
use super::ledger::Giving;
use super::registry::Registry;
use super::units::AGENCY_CODE;
use super::vacancies;

/// The vice chair whose degree was revoked and who was dismissed for it.
pub(super) const DISMISSED: &str = "10069/COMMITTEE_VICE_CHAIR/1";
/// The day of the dismissal.
pub(super) const DISMISSED_ON: NaiveDate = day(2025, 2, 1);
/// The first day on which vacancies were left open for the reorganisation to come.
const FREEZE: NaiveDate = day(2025, 4, 1);

/// Lives through the months of 2024.
pub(super) fn live_2024(registry: &mut Registry) {
    for month in 2..=12 {
        let on = day(2024, month, 1);
        retire(registry, on);
        match month {
            2 => {
                rotate_deputy_head(registry, on);
                second_specialist(registry, on);
            }
            9 => swap_holders(registry, on),
            11 => share_secretary(registry, on),
            12 => recall_specialist(registry, on),
            _ => {}
        }
        vacancies::fill(registry, on, 45);
    }
}

/// Lives through the first half of 2025.
pub(super) fn live_first_half_of_2025(registry: &mut Registry) {
    for month in 2..=6 {
        let on = day(2025, month, 1);
        retire(registry, on);
        if on == DISMISSED_ON {
            dismiss(registry, on);
        }
        if month == 3 {
            recall_rotated(registry, on);
        }
        let percent = if on < FREEZE { 45 } else { 0 };
        vacancies::fill(registry, on, percent);
    }
}

/// Lives through the rest of 2025: people retire, and nobody takes their places yet.
pub(super) fn live_second_half_of_2025(registry: &mut Registry) {
    for month in 8..=12 {
        let on = day(2025, month, 1);
        retire(registry, on);
        vacancies::fill(registry, on, 0);
    }
}

/// Lets go everyone who has reached the age of retirement.
fn retire(registry: &mut Registry, on: NaiveDate) {
    let retiring: Vec<OfficialId> =
        registry.people.iter().filter(|person| person.retires_on() <= on).map(|person| person.id).collect();
    for official in retiring {
        registry.ledger.leave(official, on);
    }
}

/// A deputy head of the agency becomes Party secretary of the commune that has none.
fn rotate_deputy_head(registry: &mut Registry, on: NaiveDate) {
    let unit = registry.units.at("10057", on);
    let official = registry.people.by_key(&agency::key(2));
    registry.ledger.take(on, |held| held.unit == unit && held.title == "PARTY_SECRETARY");
    registry.move_into(official, unit, "PARTY_SECRETARY", AppointmentOrigin::Rotation, on);
}

/// A specialist of the agency helps out in a commune; the file stays with the agency.
fn second_specialist(registry: &mut Registry, on: NaiveDate) {
    let unit = registry.units.at("10027", on);
    let official = registry.people.by_key(&agency::key(8));
    registry.ledger.relieve(official, on);
    registry.ledger.give(Giving {
        official,
        unit,
        title: "OFFICE_STATISTICS",
        mode: AppointmentMode::Primary,
        origin: AppointmentOrigin::Secondment,
        from: on,
    });
}

/// The seconded specialist goes back to the agency.
fn recall_specialist(registry: &mut Registry, on: NaiveDate) {
    let agency = registry.units.at(AGENCY_CODE, on);
    let official = registry.people.by_key(&agency::key(8));
    registry.move_into(official, agency, "AGENCY_SPECIALIST", AppointmentOrigin::Reassignment, on);
}

/// Local holders of some titles change places with each other, so that neither serves at home.
fn swap_holders(registry: &mut Registry, on: NaiveDate) {
    for (title, pairs) in [("PARTY_SECRETARY", 2), ("COMMITTEE_CHAIR", 2), ("COMMITTEE_VICE_CHAIR", 3)] {
        let mut swapping = local_holders(registry, title, on, pairs * 2).into_iter();
        while let Some((first, second)) = swapping.next().zip(swapping.next()) {
            swap(registry, title, first, second, on);
        }
    }
}

/// Local holders of a title by lot, not two from one commune, with years before them.
fn local_holders(registry: &Registry, title: &str, on: NaiveDate, count: usize) -> Vec<(OfficialId, UnitId)> {
    let mut holders = Vec::new();
    for unit in registry.units.communes(on) {
        let local = registry.ledger.holders(unit, title).into_iter().find(|official| {
            registry.is_from(*official, unit) && vacancies::fits(registry, *official, title, on)
        });
        holders.extend(local.map(|official| (official, unit)));
    }
    let keys: Vec<String> =
        holders.iter().map(|(official, _)| registry.people.get(*official).key.clone()).collect();
    let chosen = lot("swapped", &keys, count);
    holders.retain(|(official, _)| chosen.contains(&registry.people.get(*official).key));
    holders
}

fn swap(
    registry: &mut Registry,
    title: &'static str,
    first: (OfficialId, UnitId),
    second: (OfficialId, UnitId),
    on: NaiveDate,
) {
    for (official, _) in [first, second] {
        registry.ledger.relieve(official, on);
    }
    registry.move_into(first.0, second.1, title, AppointmentOrigin::Rotation, on);
    registry.move_into(second.0, first.1, title, AppointmentOrigin::Rotation, on);
}

/// The secretary of xã Văn Võ goes to an office of the city, and that of xã Đồng Lạc leads both communes until they
/// merge.
fn share_secretary(registry: &mut Registry, on: NaiveDate) {
    let (left, leading) = (registry.units.at("10102", on), registry.units.at("10105", on));
    for official in registry.ledger.holders(left, "PARTY_SECRETARY") {
        registry.ledger.leave(official, on);
    }
    for official in registry.ledger.holders(leading, "PARTY_SECRETARY") {
        registry.ledger.give(Giving {
            official,
            unit: left,
            title: "PARTY_SECRETARY",
            mode: AppointmentMode::Concurrent,
            origin: AppointmentOrigin::Election,
            from: on,
        });
    }
}

/// The vice chair whose degree was revoked loses the post and leaves the service.
fn dismiss(registry: &mut Registry, on: NaiveDate) {
    let official = registry.people.by_key(DISMISSED);
    registry.ledger.leave(official, on);
}

/// Before the district ends, it calls back standing deputies and vice chairs whom it had sent to communes that are not
/// their own; they go to offices of the city, which keep their files from then on.
fn recall_rotated(registry: &mut Registry, on: NaiveDate) {
    let mut recalled = Vec::new();
    for unit in registry.units.communes(on) {
        for title in ["PARTY_STANDING_DEPUTY_SECRETARY", "COMMITTEE_VICE_CHAIR"] {
            recalled.extend(
                registry
                    .ledger
                    .holders(unit, title)
                    .into_iter()
                    .filter(|official| !registry.is_from(*official, unit))
                    .map(|official| registry.people.get(official).key.clone()),
            );
        }
    }
    for key in lot("recalled", &recalled, 12) {
        let official = registry.people.by_key(&key);
        registry.ledger.leave(official, on);
    }
}
