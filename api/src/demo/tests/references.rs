//! Every id that a row names is the id of a row, and no id stands twice.

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;

use super::demo;

fn set<'a, R, T: Eq + Hash + Copy + 'a>(rows: &'a [R], id: impl Fn(&'a R) -> T) -> HashSet<T> {
    let ids: HashSet<T> = rows.iter().map(id).collect();
    assert_eq!(ids.len(), rows.len(), "an id stands twice");
    ids
}

fn all_known<T: Eq + Hash + Debug>(named: impl IntoIterator<Item = T>, known: &HashSet<T>) {
    for id in named {
        assert!(known.contains(&id), "{id:?} is not there");
    }
}

#[test]
fn people_and_places_that_rows_name_exist() {
    let demo = demo();
    let officials = set(&demo.officials, |row| row.id);
    let units = set(&demo.units, |row| row.id);
    set(&demo.unit_versions, |row| row.id);
    set(&demo.unit_lineages, |row| row.id);
    set(&demo.affiliations, |row| row.id);
    set(&demo.posts, |row| row.id);
    let appointments = set(&demo.appointments, |row| row.id);
    set(&demo.locality_assessments, |row| row.id);
    all_known(demo.unit_versions.iter().map(|row| row.unit_id), &units);
    all_known(demo.unit_versions.iter().filter_map(|row| row.parent_id), &units);
    all_known(demo.unit_lineages.iter().flat_map(|row| [row.from_unit_id, row.to_unit_id]), &units);
    all_known(demo.officials.iter().filter_map(|row| row.hometown_unit_id), &units);
    all_known(demo.identities.iter().map(|row| row.official_id), &officials);
    all_known(demo.affiliations.iter().map(|row| row.official_id), &officials);
    all_known(demo.affiliations.iter().map(|row| row.unit_id), &units);
    all_known(demo.posts.iter().map(|row| row.unit_id), &units);
    all_known(demo.appointments.iter().map(|row| row.official_id), &officials);
    all_known(demo.appointments.iter().map(|row| row.unit_id), &units);
    all_known(demo.locality_assessments.iter().map(|row| row.appointment_id), &appointments);
}

#[test]
fn titles_and_levels_that_rows_name_exist() {
    let demo = demo();
    let titles = set(&demo.titles, |row| row.code.as_str());
    let levels = set(&demo.qualification_levels, |row| (row.kind, row.code.as_str()));
    let standards = set(&demo.title_standards, |row| row.id);
    set(&demo.title_requirements, |row| row.id);
    all_known(demo.posts.iter().map(|row| row.title_code.as_str()), &titles);
    all_known(demo.appointments.iter().map(|row| row.title_code.as_str()), &titles);
    all_known(demo.title_standards.iter().map(|row| row.title_code.as_str()), &titles);
    all_known(demo.title_requirements.iter().map(|row| row.standard_id), &standards);
    all_known(demo.title_requirements.iter().map(|row| (row.kind, row.level_code.as_str())), &levels);
    all_known(demo.qualifications.iter().map(|row| (row.kind, row.level_code.as_str())), &levels);
    all_known(demo.target_evidences.iter().map(|row| (row.kind, row.level_code.as_str())), &levels);
    all_known(demo.target_titles.iter().map(|row| row.title_code.as_str()), &titles);
    all_known(demo.programme_key_titles.iter().map(|row| row.title_code.as_str()), &titles);
    all_known(demo.succession_entries.iter().map(|row| row.title_code.as_str()), &titles);
}

#[test]
fn what_training_names_exists() {
    let demo = demo();
    let officials = set(&demo.officials, |row| row.id);
    let units = set(&demo.units, |row| row.id);
    let courses = set(&demo.courses, |row| row.id);
    let enrolments = set(&demo.enrolments, |row| row.id);
    set(&demo.qualifications, |row| row.id);
    set(&demo.course_steps, |row| (row.course_id, row.sequence));
    set(&demo.enrolment_steps, |row| (row.enrolment_id, row.sequence));
    set(&demo.course_seats, |row| (row.course_id, row.unit_id));
    set(&demo.enrolments, |row| (row.course_id, row.official_id));
    all_known(demo.courses.iter().map(|row| row.organiser_unit_id), &units);
    all_known(demo.course_steps.iter().map(|row| row.course_id), &courses);
    all_known(demo.course_seats.iter().map(|row| row.course_id), &courses);
    all_known(demo.course_seats.iter().map(|row| row.unit_id), &units);
    all_known(demo.enrolments.iter().map(|row| row.course_id), &courses);
    all_known(demo.enrolments.iter().map(|row| row.official_id), &officials);
    all_known(demo.enrolments.iter().map(|row| row.unit_id), &units);
    all_known(demo.enrolment_steps.iter().map(|row| row.enrolment_id), &enrolments);
    all_known(demo.qualifications.iter().map(|row| row.official_id), &officials);
    all_known(demo.qualifications.iter().filter_map(|row| row.enrolment_id), &enrolments);
}

#[test]
fn what_party_and_succession_name_exists() {
    let demo = demo();
    let officials = set(&demo.officials, |row| row.id);
    let units = set(&demo.units, |row| row.id);
    let committees = set(&demo.standing_committees, |row| row.id);
    let rounds = set(&demo.succession_rounds, |row| row.id);
    let entries = set(&demo.succession_entries, |row| row.id);
    set(&demo.party_records, |row| row.official_id);
    set(&demo.party_disciplines, |row| row.id);
    set(&demo.standing_committee_memberships, |row| row.id);
    set(&demo.succession_round_steps, |row| (row.round_id, row.sequence));
    set(&demo.succession_entry_steps, |row| (row.entry_id, row.sequence));
    all_known(demo.party_records.iter().map(|row| row.official_id), &officials);
    all_known(demo.party_disciplines.iter().map(|row| row.official_id), &officials);
    all_known(demo.standing_committees.iter().map(|row| row.unit_id), &units);
    all_known(demo.standing_committee_memberships.iter().map(|row| row.committee_id), &committees);
    all_known(demo.standing_committee_memberships.iter().map(|row| row.official_id), &officials);
    all_known(demo.succession_rounds.iter().map(|row| row.unit_id), &units);
    all_known(demo.succession_round_steps.iter().map(|row| row.round_id), &rounds);
    all_known(demo.succession_entries.iter().map(|row| row.round_id), &rounds);
    all_known(demo.succession_entries.iter().map(|row| row.official_id), &officials);
    all_known(demo.succession_entry_steps.iter().map(|row| row.entry_id), &entries);
}

#[test]
fn what_ratings_pools_and_plans_name_exists() {
    let demo = demo();
    let officials = set(&demo.officials, |row| row.id);
    let units = set(&demo.units, |row| row.id);
    let entries = set(&demo.source_pool_entries, |row| row.id);
    let plans = set(&demo.training_plans, |row| row.id);
    let items = set(&demo.training_plan_items, |row| row.id);
    set(&demo.ratings, |row| row.id);
    set(&demo.disciplines, |row| row.id);
    set(&demo.source_pool_reviews, |row| (row.entry_id, row.year));
    set(&demo.training_plans, |row| (row.unit_id, row.year, row.edition));
    set(&demo.training_plan_steps, |row| (row.plan_id, row.sequence));
    all_known(demo.ratings.iter().map(|row| row.official_id), &officials);
    all_known(demo.ratings.iter().map(|row| row.unit_id), &units);
    all_known(demo.disciplines.iter().map(|row| row.official_id), &officials);
    all_known(demo.source_pool_entries.iter().map(|row| row.official_id), &officials);
    all_known(demo.source_pool_entries.iter().map(|row| row.unit_id), &units);
    all_known(demo.source_pool_reviews.iter().map(|row| row.entry_id), &entries);
    all_known(demo.training_plans.iter().map(|row| row.unit_id), &units);
    all_known(demo.training_plans.iter().filter_map(|row| row.consolidated_into_id), &plans);
    all_known(demo.training_plan_items.iter().map(|row| row.plan_id), &plans);
    all_known(demo.training_plan_items.iter().filter_map(|row| row.source_item_id), &items);
    all_known(demo.training_plan_steps.iter().map(|row| row.plan_id), &plans);
}

#[test]
fn what_programme_accounts_and_publications_name_exists() {
    let demo = demo();
    let units = set(&demo.units, |row| row.id);
    let programmes = set(&demo.programmes, |row| row.id);
    let targets = set(&demo.targets, |row| row.id);
    let versions = set(&demo.target_versions, |row| row.id);
    let accounts = set(&demo.accounts, |row| row.id);
    let publications = set(&demo.publications, |row| row.id);
    let values = set(&demo.published_values, |row| row.id);
    set(&demo.published_parts, |row| (row.value_id, row.position));
    set(&demo.published_values, |row| (row.publication_id, row.target_id, row.unit_id));
    all_known(demo.programme_bases.iter().map(|row| row.programme_id), &programmes);
    all_known(demo.programme_key_titles.iter().map(|row| row.programme_id), &programmes);
    all_known(demo.programme_reporting_dates.iter().map(|row| row.programme_id), &programmes);
    all_known(demo.targets.iter().map(|row| row.programme_id), &programmes);
    all_known(demo.target_versions.iter().map(|row| row.target_id), &targets);
    all_known(demo.target_evidences.iter().map(|row| row.target_version_id), &versions);
    all_known(demo.target_titles.iter().map(|row| row.target_version_id), &versions);
    let grants = || demo.accounts.iter().flat_map(|account| &account.grants);
    all_known(grants().map(|row| row.account_id), &accounts);
    all_known(grants().filter_map(|row| row.carries_over_confirmed_by), &accounts);
    all_known(grants().map(|row| row.unit_id), &units);
    all_known(demo.publications.iter().map(|row| row.unit_id), &units);
    all_known(demo.publications.iter().map(|row| row.programme_id), &programmes);
    all_known(demo.publications.iter().filter_map(|row| row.account_id), &accounts);
    all_known(demo.published_values.iter().map(|row| row.publication_id), &publications);
    all_known(demo.published_values.iter().map(|row| row.target_id), &targets);
    all_known(demo.published_values.iter().map(|row| row.unit_id), &units);
    all_known(demo.published_parts.iter().map(|row| row.value_id), &values);
}
