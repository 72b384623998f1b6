//! The demo district: huyện Chương Mỹ from before 2023 to after its reorganisation, with synthetic people.
//!
//! Units and mergers are real; every person, decision and figure about a person is made up. The whole is built by code
//! from two tables, without clock or randomness: every build gives the same rows with the same ids. On 31/12/2023 it
//! has the figures of the baseline of programme 28/276.

mod accounts;
mod agency;
mod assessments;
mod calendar;
mod cast;
mod catalogue;
mod chance;
mod chronicle;
mod courses;
mod deadlines;
mod disciplines;
mod district;
mod enrolments;
mod figures;
mod identifier;
mod issuers;
mod ledger;
mod localities;
mod merger;
mod names;
mod nomination_rules;
mod party;
mod past;
mod people;
mod places;
mod plan_paths;
mod programme;
mod publications;
mod qualifications;
mod ratings;
mod registry;
mod reorganisation;
mod reports;
mod seats;
mod source_pool;
mod succession;
mod succession_entries;
#[cfg(test)]
mod tests;
mod titles;
mod training_plans;
mod turnover;
mod units;
mod vacancies;

pub use accounts::{CLIENT_SECRET, DemoAccount, PLATFORM};
pub(crate) use calendar::{KNOWN_UNTIL, REGISTRY_OPENS, end_told_on};
pub use district::{DemoIdentity, District};
pub(crate) use ledger::title_end_told_on;
pub(crate) use reports::{FirstReports, first_reports};

use cast::Member;
use chronicle::Chronicle;
use programme::ProgrammeRows;
use registry::Registry;
use titles::Standards;
use units::Units;

/// The pass phrase of every demo account.
pub const PASS_PHRASE: &str = "chuong-my-demo-28-276";

/// Builds the demo district.
#[must_use]
pub fn district() -> District {
    let mut registry = Registry::new(Units::new());
    let members = live(&mut registry);
    let chronicle = Chronicle::new(&registry.ledger);
    let succession = succession::plans(&registry, &chronicle);
    let mut qualifications = qualifications::brought_along(&registry, &chronicle, &members);
    let enrolments = enrolments::enrol(&registry, &chronicle, &succession, &mut qualifications);
    let catalogue = courses::catalogue(&registry);
    let party = party::party(&registry, &chronicle);
    let ratings = ratings::ratings(&registry, &chronicle, &succession);
    let source_pool = source_pool::pools(&registry, &chronicle, &ratings);
    let training_plans = training_plans::plans(&registry);
    let standards = Standards::new();
    let programme = ProgrammeRows::new();
    let accounts = accounts::accounts(&registry.units);
    let first_programme = programme.programmes.first().map(|row| row.id);
    let (reports, report_steps) = reports::begun(&registry.units, first_programme);
    let publisher = registry.units.at(units::DISTRICT_CODE, calendar::BASELINE);
    let mut district = District {
        titles: titles::titles(),
        qualification_levels: titles::qualification_levels(),
        title_standards: standards.standards,
        title_requirements: standards.requirements,
        programmes: programme.programmes,
        programme_bases: programme.bases,
        programme_key_titles: programme.key_titles,
        programme_reporting_dates: programme.reporting_dates,
        targets: programme.targets,
        target_versions: programme.target_versions,
        target_evidences: programme.target_evidences,
        target_titles: programme.target_titles,
        obligation_rules: deadlines::rules(),
        officials: registry.people.officials(),
        identities: registry.people.identities(),
        posts: registry.seats.posts(),
        locality_assessments: localities::assessments(&registry, &chronicle),
        ratings,
        disciplines: disciplines::measures(&registry, &chronicle, &succession),
        source_pool_entries: source_pool.entries,
        source_pool_reviews: source_pool.reviews,
        source_pool_reports: source_pool.reports,
        training_plans: training_plans.plans,
        training_plan_items: training_plans.items,
        training_plan_steps: training_plans.steps,
        affiliations: chronicle.affiliations,
        appointments: chronicle.appointments,
        courses: catalogue.courses,
        course_steps: catalogue.steps,
        course_seats: catalogue.seats,
        enrolments: enrolments.enrolments,
        enrolment_steps: enrolments.steps,
        qualifications,
        party_records: party.records,
        party_disciplines: party.disciplines,
        standing_committees: party.committees,
        standing_committee_memberships: party.memberships,
        succession_rounds: succession.rounds,
        succession_round_steps: succession.round_steps,
        succession_entries: succession.entries,
        succession_entry_steps: succession.entry_steps,
        nomination_rules: nomination_rules::rules(),
        accounts,
        reports,
        report_steps,
        units: registry.units.units,
        unit_versions: registry.units.versions,
        unit_lineages: registry.units.lineages,
        ..District::default()
    };
    publications::publish(&mut district, publisher);
    district
}

/// Lets the people live from before the baseline to the end of 2025.
fn live(registry: &mut Registry) -> Vec<Member> {
    let members = cast::fill(registry);
    past::write(registry, &members);
    agency::enter(registry);
    turnover::live_2024(registry);
    merger::merge_first(registry);
    turnover::live_first_half_of_2025(registry);
    reorganisation::reorganise(registry);
    turnover::live_second_half_of_2025(registry);
    members
}
