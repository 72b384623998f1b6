//! Canbo's behaviour, through HTTP, on both databases: one file for each subject.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod accounts;
mod administration;
mod bad_input;
mod baseline;
mod cases;
mod client_cache;
mod demo;
mod directory;
mod door;
mod figures;
mod lists;
mod login;
mod masking;
mod migration;
mod openapi;
mod proof;
mod roles;
mod schema;
mod scope;
mod search;
mod second_programme;
mod sequences;
mod specification;
mod statements;
mod statuses;
mod units;
mod views;
mod walk;
