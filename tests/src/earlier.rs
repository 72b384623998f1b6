//! The demo district as it was known on the eve of a day: to live through what came after.

use std::collections::BTreeSet;

use api::demo::{DemoAccount, District, district};
use chrono::NaiveDate;
use entity::account_grant;
use entity::id::AccountId;
use entity::value::Role;
use uuid::Uuid;

use crate::time::day;

/// The login name of a Home Affairs office of the city, which reaches the units of all its districts.
pub const CITY_OFFICE: &str = "so-noi-vu";

/// The code of the city.
const CITY: &str = "01";

/// Leaves out the rows that begin on the day or later, and opens those that end then.
macro_rules! known {
    ($on:expr, $($rows:expr),+) => { $(
        $rows.retain(|row| row.valid_from < $on);
        $rows.iter_mut().filter(|row| row.valid_to.is_some_and(|end| end >= $on)).for_each(|row| row.valid_to = None);
    )+ };
}

/// The demo district without what began on the day or later, with a [`CITY_OFFICE`] beside its accounts. Its pools, plans,
/// publications and reports are left out.
pub(crate) fn known_before(on: NaiveDate) -> District {
    let mut district = district();
    known!(
        on,
        district.unit_versions,
        district.affiliations,
        district.posts,
        district.appointments,
        district.standing_committees,
        district.standing_committee_memberships
    );
    district.unit_lineages.retain(|row| row.effective_on < on);
    let units: BTreeSet<_> = district.unit_versions.iter().map(|row| row.unit_id).collect();
    district.units.retain(|row| units.contains(&row.id));
    let people: BTreeSet<_> = district.affiliations.iter().map(|row| row.official_id).collect();
    district.officials.retain(|row| people.contains(&row.id));
    for person in &mut district.officials {
        if person.hometown_unit_id.is_some_and(|unit| !units.contains(&unit)) {
            (person.hometown_unit_id, person.hometown_on) = (None, None);
        }
    }
    district.identities.retain(|row| people.contains(&row.official_id));
    district.party_records.retain(|row| people.contains(&row.official_id));
    district.party_disciplines.retain(|row| people.contains(&row.official_id) && row.decided_on < on);
    district.disciplines.retain(|row| people.contains(&row.official_id) && row.decided_on < on);
    district.ratings.retain(|row| people.contains(&row.official_id) && row.proposed_on < on);
    let appointments: BTreeSet<_> = district.appointments.iter().map(|row| row.id).collect();
    district
        .locality_assessments
        .retain(|row| appointments.contains(&row.appointment_id) && row.assessed_on < on);
    district.courses.retain(|row| units.contains(&row.organiser_unit_id) && row.ends_on < on);
    let courses: BTreeSet<_> = district.courses.iter().map(|row| row.id).collect();
    district.course_steps.retain(|row| courses.contains(&row.course_id));
    district.course_seats.retain(|row| courses.contains(&row.course_id));
    district.enrolments.retain(|row| courses.contains(&row.course_id) && people.contains(&row.official_id));
    let enrolments: BTreeSet<_> = district.enrolments.iter().map(|row| row.id).collect();
    district.enrolment_steps.retain(|row| enrolments.contains(&row.enrolment_id));
    district.qualifications.retain(|row| {
        people.contains(&row.official_id) && row.enrolment_id.is_none_or(|id| enrolments.contains(&id))
    });
    district.accounts.push(city_office(&district));
    District {
        source_pool_entries: Vec::new(),
        source_pool_reviews: Vec::new(),
        source_pool_reports: Vec::new(),
        succession_rounds: Vec::new(),
        succession_round_steps: Vec::new(),
        succession_entries: Vec::new(),
        succession_entry_steps: Vec::new(),
        training_plans: Vec::new(),
        training_plan_items: Vec::new(),
        training_plan_steps: Vec::new(),
        publications: Vec::new(),
        published_values: Vec::new(),
        published_parts: Vec::new(),
        reports: Vec::new(),
        report_steps: Vec::new(),
        ..district
    }
}

fn city_office(district: &District) -> DemoAccount {
    let city = district.unit_versions.iter().find(|row| row.code == CITY).expect("the demo has a city");
    let id = AccountId(Uuid::from_u128(0xC17));
    let grant = account_grant::Model {
        id: Uuid::from_u128(0xC18),
        account_id: id,
        unit_id: city.unit_id,
        valid_from: day("2023-01-01"),
        valid_to: None,
        carries_over_confirmed_at: None,
        carries_over_confirmed_by: None,
    };
    DemoAccount {
        id,
        username: CITY_OFFICE.to_owned(),
        display_name: "Sở Nội vụ Hà Nội".to_owned(),
        role: Role::District,
        grants: vec![grant],
    }
}
