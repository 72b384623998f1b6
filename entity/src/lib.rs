//! The tables of Canbo, one file per table. Each table holds data of one [confidentiality
//! class](class::ConfidentialityClass), declared beside it, so that who may read a field is decided by
//! who may read its table.

#![expect(clippy::disallowed_methods, reason = "the ORM's derives define what nobody here calls")]

pub mod class;
pub mod id;
pub mod journal_value;
pub mod value;

pub mod account;
pub mod account_grant;
pub mod account_holder;
pub mod account_login;
pub mod account_proposal;
pub mod account_proposal_unit;
pub mod activation;
pub mod affiliation;
pub mod appointment;
pub mod client_assertion;
pub mod course;
pub mod course_seat;
pub mod course_step;
pub mod discipline;
pub mod enrolment;
pub mod enrolment_step;
pub mod idempotency;
pub mod journal_entry;
pub mod journal_head;
pub mod locality_assessment;
pub mod login_throttle;
pub mod nomination_rule;
pub mod obligation_rule;
pub mod official;
pub mod official_identity;
pub mod party_discipline;
pub mod party_record;
pub mod post;
pub mod programme;
pub mod programme_basis;
pub mod programme_key_title;
pub mod programme_reporting_date;
pub mod publication;
pub mod published_part;
pub mod published_value;
pub mod qualification;
pub mod qualification_level;
pub mod rating;
pub mod refresh_token;
pub mod service_address;
pub mod service_class;
pub mod service_key;
pub mod service_secret;
pub mod session;
pub mod source_pool_entry;
pub mod source_pool_report;
pub mod source_pool_review;
pub mod standing_committee;
pub mod standing_committee_membership;
pub mod succession_entry;
pub mod succession_entry_step;
pub mod succession_round;
pub mod succession_round_step;
pub mod target;
pub mod target_evidence;
pub mod target_title;
pub mod target_version;
pub mod title;
pub mod title_requirement;
pub mod title_standard;
pub mod training_plan;
pub mod training_plan_item;
pub mod training_plan_step;
pub mod unit;
pub mod unit_lineage;
pub mod unit_version;
