//! The numbered security cases: each test's name begins with the case that it shows, so that `cargo test -- tk_12` runs it.
//! `docs/security-cases.md` lists them all.

mod documented;
mod documents;
mod fuzz;
mod graphql_over_http;
mod input;
mod supply_chain;
mod transport;
mod wire;
