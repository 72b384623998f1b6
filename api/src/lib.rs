//! Canbo: a GraphQL API server for cadre work in Vietnam's communes.
//!
//! Arrows point down: `cli → http → app → graphql → repo, work → entity`; `http, graphql, auth, repo, work → policy`;
//! `graphql, policy, repo, facts, demo → targets`. All of them, with the two that meet, are in `ARCHITECTURE.md`.

pub mod app;
pub mod auth;
pub mod citizen_number;
pub mod cli;
pub mod clock;
pub mod config;
pub mod database;
pub mod demo;
pub mod facts;
pub mod graphql;
pub mod http;
pub mod ids;
pub mod journal;
pub mod keys;
pub mod language;
pub mod log;
pub mod network;
pub mod obligations;
pub mod policy;
pub mod repo;
pub mod report;
pub mod ring;
pub mod runtime;
pub mod seal;
pub mod signing;
pub mod succession;
#[cfg(test)]
mod testing;
pub mod vietnamese;
pub mod work;

#[cfg(test)]
mod fixture;
