//! What it costs to keep the registry, over HTTP: `cargo bench -p canbo-tests --bench registry`.
//!
//! Changes a second beside bare commits, five hundred ratings in one change, a thousand course results in one, the training needs of a district, the
//! rehearsal of a reorganisation, reports that are sealed, and the life of the demo
//! district, each on SQLite and on PostgreSQL. On SQLite every commit is flushed (`synchronous=FULL`); of PostgreSQL it is told whether it flushes: the
//! cluster that is thrown away after a run does not, one that `CANBO_TEST_DATABASE_URL` names usually does. Nothing here is a test:
//! figures depend on the machine.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on fails")]

mod changes;
mod demo;
mod needs;
mod ratings;
mod rehearsal;
mod report;
mod results;

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use canbo_tests::{Dbms, can_run, in_measured_runtime};

fn main() {
    in_measured_runtime(async {
        for dbms in [Dbms::Sqlite, Dbms::Postgres] {
            if can_run(dbms, "keeping the registry").await {
                changes::measure(dbms).await;
                ratings::measure(dbms).await;
                needs::measure(dbms).await;
                results::measure(dbms).await;
                rehearsal::measure(dbms).await;
                report::measure(dbms).await;
                demo::measure(dbms).await;
            }
        }
    });
}

/// Something, and how long it took.
async fn timed<T>(task: impl Future<Output = T>) -> (T, Duration) {
    let begun = Instant::now();
    let outcome = task.await;
    (outcome, begun.elapsed())
}

fn in_ms(time: Duration) -> String {
    format!("{:>8.1} ms", time.as_secs_f64() * 1e3)
}

fn say(line: &str) {
    writeln!(stdout(), "{line}").expect("the figures can be written");
}
