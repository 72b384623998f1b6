//! Phòng Nội vụ huyện Chương Mỹ: civil servants whose files entered the registry in 2024, with what they have held since, so
//! that on the day of the baseline it holds the communes' people alone.

use entity::value::{AppointmentMode, AppointmentOrigin, OfficialCategory, Sex};

use super::calendar::{AGENCY_FILES_BEGIN, BASELINE};
use super::cast::drawn_birth;
use super::ledger::Giving;
use super::people::Draft;
use super::registry::Registry;
use super::units::AGENCY_CODE;

/// The people of the agency: title, sex, and the ages between which they are at the baseline.
const PEOPLE: [(&str, Sex, u32, u32); 12] = [
    ("AGENCY_HEAD", Sex::Female, 46, 49),
    ("AGENCY_DEPUTY_HEAD", Sex::Male, 39, 44),
    ("AGENCY_DEPUTY_HEAD", Sex::Male, 40, 47),
    ("AGENCY_DEPUTY_HEAD", Sex::Female, 37, 42),
    ("AGENCY_SPECIALIST", Sex::Male, 29, 32),
    ("AGENCY_SPECIALIST", Sex::Female, 27, 31),
    ("AGENCY_SPECIALIST", Sex::Female, 30, 36),
    ("AGENCY_SPECIALIST", Sex::Male, 33, 40),
    ("AGENCY_SPECIALIST", Sex::Male, 35, 45),
    ("AGENCY_SPECIALIST", Sex::Female, 38, 48),
    ("AGENCY_SPECIALIST", Sex::Male, 42, 54),
    ("AGENCY_SPECIALIST", Sex::Female, 28, 38),
];

/// The key of one of the agency's people, counted from 1.
pub(super) fn key(number: usize) -> String {
    format!("agency/{number}")
}

/// Enters the files of the agency's people.
pub(super) fn enter(registry: &mut Registry) {
    let unit = registry.units.at(AGENCY_CODE, BASELINE);
    for ((title, sex, youngest, oldest), number) in PEOPLE.into_iter().zip(1..) {
        let key = key(number);
        let hometown = registry.elsewhere(&key, unit);
        let birth = drawn_birth(&key, BASELINE, youngest, oldest);
        let official = registry.people.add(Draft { key, sex, birth, hometown, muong_percent: 3 });
        registry.ledger.affiliate(official, unit, OfficialCategory::CivilServant, AGENCY_FILES_BEGIN);
        registry.ledger.give(Giving {
            official,
            unit,
            title,
            mode: AppointmentMode::Primary,
            origin: AppointmentOrigin::Recruitment,
            from: AGENCY_FILES_BEGIN,
        });
    }
}
