//! Whether holders of the titles that targets 9 and 10 count are from the place, as assessed. After the reorganisation
//! two communes have not been assessed anew.

use chrono::{Days, NaiveDate};
use entity::value::Locality;
use entity::{appointment, locality_assessment};

use super::calendar::{REORGANISATION, day};
use super::chance::Chance;
use super::chronicle::Chronicle;
use super::identifier::id;
use super::registry::Registry;

/// The titles that targets 9 and 10 count.
const ASSESSED_TITLES: [&str; 4] =
    ["PARTY_SECRETARY", "PARTY_STANDING_DEPUTY_SECRETARY", "COMMITTEE_CHAIR", "COMMITTEE_VICE_CHAIR"];
/// The communes of 1/7/2025 whose leaders have not been assessed yet.
const NOT_YET_ASSESSED: [&str; 2] = ["10072", "10096"];
/// The first day of the survey that assessed everyone in office before the programme.
const SURVEY: NaiveDate = day(2023, 10, 16);
const CRITERION: &str = "Quê quán và nơi thường trú trước khi giữ chức danh";

/// The assessments.
pub(super) fn assessments(registry: &Registry, chronicle: &Chronicle) -> Vec<locality_assessment::Model> {
    let assessed = |row: &&appointment::Model| {
        row.mode.fills_seat()
            && ASSESSED_TITLES.contains(&row.title_code.as_str())
            && row.valid_to.is_none_or(|to| to > SURVEY)
    };
    chronicle.appointments.iter().filter(assessed).flat_map(|row| of_appointment(registry, row)).collect()
}

fn of_appointment(registry: &Registry, row: &appointment::Model) -> Vec<locality_assessment::Model> {
    let code = registry.code(row.unit_id, row.valid_from);
    let after_reorganisation = row.valid_from >= REORGANISATION;
    if after_reorganisation && NOT_YET_ASSESSED.contains(&code.as_str()) {
        return Vec::new();
    }
    let mut chance = Chance::of("locality", &row.id.0.to_string());
    let decided_by = if after_reorganisation {
        "Ban Thường vụ Thành ủy Hà Nội"
    } else {
        "Ban Thường vụ Huyện ủy Chương Mỹ"
    };
    let delay = if after_reorganisation { chance.between(70, 150) } else { chance.between(12, 60) };
    let assessed_on = row.valid_from.max(SURVEY) + Days::new(u64::from(delay));
    let finding =
        if registry.is_from(row.official_id, row.unit_id) { Locality::Local } else { Locality::NonLocal };
    let assessment = |locality: Locality, assessed_on: NaiveDate, number: u32| locality_assessment::Model {
        id: id("locality_assessment", &format!("{}/{number}", row.id.0)),
        appointment_id: row.id,
        locality,
        criterion: CRITERION.to_owned(),
        decided_by: decided_by.to_owned(),
        assessed_on,
        version: 1,
    };
    let mut assessments = Vec::new();
    if finding == Locality::NonLocal && chance.percent(6) {
        // Found local at first, because the family lives there; set right soon after.
        assessments.push(assessment(Locality::Local, assessed_on - Days::new(7), 1));
    }
    assessments.push(assessment(finding, assessed_on, 2));
    assessments.retain(|assessment| row.valid_to.is_none_or(|to| assessment.assessed_on < to));
    assessments
}
