//! The types of the schema, one file for each thing of the domain.

pub mod affiliation;
pub mod appointment;
pub mod course;
pub mod discipline;
pub mod enrolment;
pub mod identity;
pub mod locality;
pub mod node;
pub mod official;
pub mod official_filter;
pub mod party;
pub mod post;
pub mod programme;
pub mod qualification;
pub mod rating;
pub mod source_pool;
mod steps;
pub mod succession_entry;
pub mod succession_round;
pub mod target_member;
pub mod target_value;
pub mod title;
pub mod training_plan;
pub mod unit;
pub mod viewer;
pub mod word;
