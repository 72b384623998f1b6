//! The schema on both databases: that it fits the entities, and that it refuses what the domain rules out. How a run of
//! migrations behaves as a whole is tested in `runs`; how it waits for the lock of SQLite, in the crate `migration`.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the schema is tested below repo and work")]

mod columns;
mod final_rows;
mod periods;
mod refusal;
mod rows;
mod rules;
mod runs;
mod scratch;
mod words;
