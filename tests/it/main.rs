//! Tests.

mod migration;
