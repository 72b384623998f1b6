//! The targets of a programme, computed and explained from dated facts.
//!
//! Facts, a programme and a date go in, explained values come out. There is no input or output here, no clock
//! and nothing asynchronous, and nothing is computed ahead for a date: every figure follows from the facts at
//! the moment of asking.
//!
//! The way through the crate:
//!
//! 1. [`unit::Forest`] holds the dated versions of the units and their lineage.
//! 2. [`load::FactsBuilder`] takes the rows of [`fact`] and gives [`facts::Facts`].
//! 3. [`programme::Programme`] says which titles are key and what the targets are.
//! 4. [`evaluate::evaluate`] gives one [`value::Value`], [`evaluate::breakdown`] many at once,
//!    [`explain::members`] says who counted and why, and [`need::needs`] who has to be trained, and who first.
//!
//! A fact counts on a day if `from <= day < to`. Missing data is unknown, never "no".

pub mod age;
mod census;
pub mod display;
pub mod evaluate;
pub mod explain;
pub mod fact;
pub mod facts;
pub mod fraction;
mod grouping;
mod label;
pub mod language;
pub mod load;
pub mod need;
mod pass;
pub mod period;
pub mod programme;
mod question;
mod reach;
pub mod reason;
mod roll;
mod rule;
mod scope;
mod sheet;
mod table;
mod tally;
mod threshold;
mod trend;
pub mod unit;
pub mod value;
mod verdict;
mod wording;
