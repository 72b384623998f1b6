//! Canbo: a GraphQL API server for cadre work in Vietnam's communes.
//!
//! Arrows only point down: `http → graphql → work, repo → entity`; `graphql, work, repo → policy`;
//! `graphql, work → targets`.

pub mod demo;
pub mod language;
pub mod policy;
pub mod vietnamese;
