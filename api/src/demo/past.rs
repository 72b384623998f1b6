//! What the people of the baseline did before, and who held some of their seats before them.

use chrono::{Datelike, Days, Months, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin, OfficialCategory, Sex};

use super::calendar::{UNITS_BEGIN, day};
use super::cast::{Member, drawn_birth};
use super::chance::{Chance, lot};
use super::ledger::{File, Holding};
use super::people::Draft;
use super::registry::Registry;
use super::titles::category_of;

/// How many who left before the baseline are still in the registry.
const PREDECESSORS: usize = 24;

/// Writes the years before the baseline.
pub(super) fn write(registry: &mut Registry, members: &[Member]) {
    for member in members {
        write_career(registry, member);
    }
    write_predecessors(registry, members);
}

/// The titles that people hold before a title, the usual one first.
const fn titles_before(title: &str) -> &'static [&'static str] {
    match title.as_bytes() {
        b"PARTY_SECRETARY" => &["COMMITTEE_CHAIR", "PARTY_STANDING_DEPUTY_SECRETARY"],
        b"COUNCIL_CHAIR" => &["PARTY_STANDING_DEPUTY_SECRETARY", "FATHERLAND_FRONT_CHAIR"],
        b"PARTY_STANDING_DEPUTY_SECRETARY" => &["COUNCIL_VICE_CHAIR", "FATHERLAND_FRONT_CHAIR"],
        b"COMMITTEE_CHAIR" => &["COMMITTEE_VICE_CHAIR", "LAND_CONSTRUCTION_ENVIRONMENT"],
        b"COUNCIL_VICE_CHAIR" => &["WOMENS_UNION_CHAIR", "FARMERS_UNION_CHAIR", "CULTURE_SOCIETY"],
        b"COMMITTEE_VICE_CHAIR" => {
            &["LAND_CONSTRUCTION_ENVIRONMENT", "OFFICE_STATISTICS", "FINANCE_ACCOUNTING"]
        }
        b"FATHERLAND_FRONT_CHAIR" => &["FARMERS_UNION_CHAIR", "VETERANS_ASSOCIATION_CHAIR"],
        b"FARMERS_UNION_CHAIR" | b"YOUTH_UNION_SECRETARY" | b"WOMENS_UNION_CHAIR" => &["CULTURE_SOCIETY"],
        _ => &[],
    }
}

/// A post before the present one, if the seat was free then, and the file from the beginning of the career.
fn write_career(registry: &mut Registry, member: &Member) {
    let mut chance = Chance::of("career", &member.key);
    let person = registry.people.get(member.official);
    let sex = person.sex;
    let grown = person.birth.date + Months::new(12 * chance.between(23, 28));
    let entered = grown.max(UNITS_BEGIN).min(member.since);
    let unit =
        if member.from_elsewhere { registry.other_commune(&member.key, member.unit) } else { member.unit };
    let began = (member.since - Months::new(chance.between(24, 60))).max(entered);
    let held = titles_before(member.title)
        .iter()
        .filter(|title| **title != "WOMENS_UNION_CHAIR" || sex == Sex::Female)
        .find(|title| {
            let past = Holding {
                official: member.official,
                unit,
                title,
                mode: AppointmentMode::Primary,
                origin: if category_of(title) == OfficialCategory::Cadre {
                    AppointmentOrigin::Election
                } else {
                    AppointmentOrigin::Recruitment
                },
                from: began,
                to: Some(member.since),
            };
            let seats = registry.seats.on(unit, title, began);
            registry.ledger.enter_past_holding(past, seats)
        });
    let category = category_of(held.copied().unwrap_or(member.title));
    if unit == member.unit && category == category_of(member.title) {
        registry.ledger.backdate_file(member.official, entered);
    } else {
        registry.ledger.enter_past_file(
            member.official,
            File { unit, category, from: entered },
            member.since,
        );
    }
}

/// Those who held a seat before its holder of the baseline and left: retired, or moved to other work.
fn write_predecessors(registry: &mut Registry, members: &[Member]) {
    let is_late = |member: &&Member| {
        category_of(member.title) == OfficialCategory::Cadre && member.since > day(2021, 10, 1)
    };
    let late: Vec<&String> = members.iter().filter(is_late).map(|member| &member.key).collect();
    let chosen = lot("predecessor", late, PREDECESSORS);
    for member in members.iter().filter(|member| chosen.contains(&member.key)) {
        write_predecessor(registry, member);
    }
}

fn write_predecessor(registry: &mut Registry, member: &Member) {
    let key = format!("{}/before", member.key);
    let mut chance = Chance::of("predecessor", &key);
    let left = first_day_before(member.since, &mut chance);
    let began = day(2016, 6, 20) + Days::new(u64::from(chance.below(60)));
    let official = registry.people.add(Draft {
        birth: drawn_birth(&key, left, 50, 59),
        sex: if member.title == "WOMENS_UNION_CHAIR" { Sex::Female } else { Sex::Male },
        hometown: member.unit,
        muong_percent: 2,
        key,
    });
    let seats = registry.seats.on(member.unit, member.title, began);
    registry.ledger.enter_past_holding(
        Holding {
            official,
            unit: member.unit,
            title: member.title,
            mode: AppointmentMode::Primary,
            origin: AppointmentOrigin::Election,
            from: began,
            to: Some(left),
        },
        seats,
    );
    enter_file(registry, member.unit, official, member.title, left);
}

fn enter_file(registry: &mut Registry, unit: UnitId, official: OfficialId, title: &str, left: NaiveDate) {
    let file = File { unit, category: category_of(title), from: UNITS_BEGIN };
    registry.ledger.enter_past_file(official, file, left);
}

/// The first of the month, one to three months before a day.
fn first_day_before(on: NaiveDate, chance: &mut Chance) -> NaiveDate {
    let month = on - Months::new(chance.between(1, 3));
    month.with_day(1).unwrap_or(month)
}
