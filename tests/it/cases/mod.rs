//! The numbered security cases: each test's name begins with the case that it shows, so that `cargo test -- tk_12` runs it.
//! `docs/security-cases.md` lists them all.

mod accounts;
mod documented;
mod identity;
mod oauth;
mod supply_chain;
mod tokens;
