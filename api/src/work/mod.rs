//! The only writer of the database.
//!
//! A use case is a [unit of work](UnitOfWork): one transaction in which rights are read afresh, rows are written
//! and their journal entries appended, all or nothing.

pub mod access;
pub mod accounts;
pub mod activations;
mod actor;
mod asker;
pub mod clients;
pub mod demo;
mod error;
pub mod idempotency;
pub mod identities;
pub mod keys;
pub mod logins;
pub mod operations;
pub mod pass_phrases;
pub mod refresh;
pub mod registry;
pub mod service_accounts;
pub mod sessions;
mod unit_of_work;

pub use actor::Actor;
pub use asker::Asker;
pub use error::{Passing, WorkError};
pub use unit_of_work::{UnitOfWork, Work};

#[cfg(test)]
mod tests;
