//! Canbo's behaviour, through HTTP, on both databases: one file for each subject.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod login;
mod migration;
mod roles;
