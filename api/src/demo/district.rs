//! Everything that the demo district holds, one list for each table.

use entity::id::OfficialId;
use entity::*;

use super::accounts::DemoAccount;

/// The rows of the demo district, in an order in which each list refers to itself and to earlier ones only. What needs
/// a key or a hash is given in the clear, to be sealed where it is loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each list is named after its table, which says what it holds")]
pub struct District {
    pub units: Vec<unit::Model>,
    pub unit_versions: Vec<unit_version::Model>,
    pub unit_lineages: Vec<unit_lineage::Model>,
    pub titles: Vec<title::Model>,
    pub qualification_levels: Vec<qualification_level::Model>,
    pub title_standards: Vec<title_standard::Model>,
    pub title_requirements: Vec<title_requirement::Model>,
    pub programmes: Vec<programme::Model>,
    pub programme_bases: Vec<programme_basis::Model>,
    pub programme_key_titles: Vec<programme_key_title::Model>,
    pub programme_reporting_dates: Vec<programme_reporting_date::Model>,
    pub targets: Vec<target::Model>,
    pub target_versions: Vec<target_version::Model>,
    pub target_evidences: Vec<target_evidence::Model>,
    pub target_titles: Vec<target_title::Model>,
    pub obligation_rules: Vec<obligation_rule::Model>,
    pub officials: Vec<official::Model>,
    pub identities: Vec<DemoIdentity>,
    pub affiliations: Vec<affiliation::Model>,
    pub posts: Vec<post::Model>,
    pub appointments: Vec<appointment::Model>,
    pub locality_assessments: Vec<locality_assessment::Model>,
    pub nomination_rules: Vec<nomination_rule::Model>,
    pub courses: Vec<course::Model>,
    pub course_steps: Vec<course_step::Model>,
    pub course_seats: Vec<course_seat::Model>,
    pub enrolments: Vec<enrolment::Model>,
    pub enrolment_steps: Vec<enrolment_step::Model>,
    pub qualifications: Vec<qualification::Model>,
    pub ratings: Vec<rating::Model>,
    pub disciplines: Vec<discipline::Model>,
    pub party_records: Vec<party_record::Model>,
    pub party_disciplines: Vec<party_discipline::Model>,
    pub standing_committees: Vec<standing_committee::Model>,
    pub standing_committee_memberships: Vec<standing_committee_membership::Model>,
    pub source_pool_entries: Vec<source_pool_entry::Model>,
    pub source_pool_reviews: Vec<source_pool_review::Model>,
    pub source_pool_reports: Vec<source_pool_report::Model>,
    pub succession_rounds: Vec<succession_round::Model>,
    pub succession_round_steps: Vec<succession_round_step::Model>,
    pub succession_entries: Vec<succession_entry::Model>,
    pub succession_entry_steps: Vec<succession_entry_step::Model>,
    pub training_plans: Vec<training_plan::Model>,
    pub training_plan_items: Vec<training_plan_item::Model>,
    pub training_plan_steps: Vec<training_plan_step::Model>,
    pub accounts: Vec<DemoAccount>,
    pub publications: Vec<publication::Model>,
    pub published_values: Vec<published_value::Model>,
    pub published_parts: Vec<published_part::Model>,
    pub reports: Vec<report::Model>,
    pub report_steps: Vec<report_step::Model>,
    pub report_parts_aggregate: Vec<report_part_aggregate::Model>,
    pub report_parts_personnel: Vec<report_part_personnel::Model>,
    pub report_parts_party: Vec<report_part_party::Model>,
    pub report_parts_succession: Vec<report_part_succession::Model>,
}

/// A synthetic person's identity data in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoIdentity {
    /// The person.
    pub official_id: OfficialId,
    /// Twelve digits, made up.
    pub citizen_number: String,
    /// A telephone number, made up.
    pub phone: Option<String>,
    /// A home address, made up.
    pub address: Option<String>,
}
