//! The numbered security cases: each test's name begins with the case that it shows, so that `cargo test -- tk_12` runs it.
//! `docs/security-cases.md` lists them all.

mod access;
mod accounts;
mod affiliations;
mod authentication;
mod discipline_records;
mod documented;
mod documents;
mod documents_read_alike;
mod fields;
mod fuzz;
mod graphql_over_http;
mod identity;
mod identity_records;
mod inference;
mod input;
mod journal;
mod journal_chain;
mod journal_log;
mod journal_rows;
mod oauth;
mod officials;
mod party_records;
mod pass_phrases;
mod payloads;
mod refreshing;
mod registry;
mod sessions;
mod supply_chain;
mod throttling;
mod tokens;
mod transport;
mod visitor;
mod wire;
