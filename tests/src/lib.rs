//! The harness of Canbo's behaviour tests: servers in this process, on databases of their own, asked over HTTP.
//!
//! A test is an `async fn` that takes a [`Server`] with the demo district in it; [`on_both_databases`] runs it on SQLite
//! and on PostgreSQL. Those that only read share a server; one that is declared `alone:` has a server and a database to
//! itself. Without a PostgreSQL (see [`postgres`]) its cases say that they were skipped.
//!
//! The day is 31/12/2025 and time stands still, so that every answer is the same in every run.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails, and says why")]

mod account;
mod answer;
mod canaries;
mod case;
mod client;
mod database;
mod earlier;
mod folder;
mod fuzz;
pub mod logs;
pub mod postgres;
mod process;
mod proxy;
mod reorganisation;
mod run;
mod schema;
mod server;
mod time;

pub use account::Account;
pub use answer::{Answer, Fault};
pub use canaries::{Canaries, Hit};
pub use case::{alone, before, can_run, in_measured_runtime, in_runtime, shared};
pub use client::Client;
pub use database::{Dbms, TestDatabase};
pub use earlier::CITY_OFFICE;
pub use fuzz::Fuzz;
pub use process::{Process, serve_as_told};
pub use proxy::{HeldCommit, Proxy};
pub use reorganisation::{clear_district, end_of_the_district, reorganisation, unit_of};
pub use run::{key_directory, keys};
pub use schema::{SchemaTypes, base, needed, schema_text};
pub use server::Server;
pub use time::{NOW, TODAY, clock, day};
