//! The numbered security cases: each test's name begins with the case that it shows, so that `cargo test -- tk_12` runs it.
//! `docs/security-cases.md` lists them all.

mod access;
mod accounts;
mod affiliations;
mod authentication;
mod documented;
mod documents;
mod documents_read_alike;
mod fields;
mod fuzz;
mod graphql_over_http;
mod history;
mod identity;
mod inference;
mod input;
mod journal;
mod journal_chain;
mod journal_log;
mod journal_rows;
mod oauth;
mod pass_phrases;
mod payloads;
mod ratings;
mod refreshing;
mod registry;
mod sessions;
mod supply_chain;
mod throttling;
mod tokens;
mod transport;
mod visitor;
mod wire;
