//! The types of the schema, one file for each thing of the domain.

pub mod node;
pub mod programme;
pub mod target_value;
pub mod title;
pub mod unit;
pub mod viewer;
pub mod word;
