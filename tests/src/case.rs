//! Running a test on a database.

use std::io::Write;
use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;
use tokio::sync::OnceCell;

use crate::database::{Dbms, TestDatabase};
use crate::run::RUNTIME;
use crate::server::Server;
use crate::{logs, postgres};

/// Declares tests that run on SQLite and on PostgreSQL: each is an `async fn` that takes a `&Server`, shared with all
/// others that only read, or with `alone:` before the names a `Server` of its own.
///
/// ```text
/// on_both_databases!(given_this_when_that_then_so, given_another);
/// on_both_databases!(alone: given_a_server_when_stopped_then_so);
/// ```
///
/// With `before "2025-01-01":` the server of its own has the demo district as it was known on the eve of that day.
#[macro_export]
macro_rules! on_both_databases {
    (alone: $($name:ident),+ $(,)?) => { $($crate::on_both_databases!(@ alone $name);)+ };
    (before $day:literal: $($name:ident),+ $(,)?) => { $($crate::on_both_databases!(@ before $day $name);)+ };
    ($($name:ident),+ $(,)?) => { $($crate::on_both_databases!(@ shared $name);)+ };
    (@ before $day:literal $name:ident) => {
        mod $name {
            #[test]
            fn on_sqlite() {
                $crate::before($crate::Dbms::Sqlite, module_path!(), $day, super::$name);
            }

            #[test]
            fn on_postgresql() {
                $crate::before($crate::Dbms::Postgres, module_path!(), $day, super::$name);
            }
        }
    };
    (@ $way:ident $name:ident) => {
        mod $name {
            #[test]
            fn on_sqlite() {
                $crate::$way($crate::Dbms::Sqlite, module_path!(), super::$name);
            }

            #[test]
            fn on_postgresql() {
                $crate::$way($crate::Dbms::Postgres, module_path!(), super::$name);
            }
        }
    };
}

static SQLITE: OnceCell<Server> = OnceCell::const_new();
static POSTGRES: OnceCell<Server> = OnceCell::const_new();

/// Runs a test that only reads, on a server that it shares.
pub fn shared(dbms: Dbms, name: &str, test: impl AsyncFnOnce(&'static Server)) {
    RUNTIME.block_on(async {
        if can_run(dbms, name).await {
            let once = match dbms {
                Dbms::Sqlite => &SQLITE,
                Dbms::Postgres => &POSTGRES,
            };
            let demo = async || Server::over(TestDatabase::demo(dbms).await).await;
            test(once.get_or_init(demo).await).await;
        }
    });
}

/// Runs a test on a server of its own, with the demo district in it.
pub fn alone(dbms: Dbms, name: &str, test: impl AsyncFnOnce(&Server)) {
    RUNTIME.block_on(async {
        if can_run(dbms, name).await {
            on_its_own(TestDatabase::demo(dbms).await, test).await;
        }
    });
}

/// Runs a test on a server of its own, with the demo district in it as it was known on the eve of a day.
pub fn before(dbms: Dbms, name: &str, day: &str, test: impl AsyncFnOnce(&Server)) {
    RUNTIME.block_on(async {
        if can_run(dbms, name).await {
            on_its_own(TestDatabase::demo_before(dbms, day).await, test).await;
        }
    });
}

async fn on_its_own(database: TestDatabase, test: impl AsyncFnOnce(&Server)) {
    let server = Server::over(database).await;
    let outcome = AssertUnwindSafe(test(&server)).catch_unwind().await;
    server.close().await;
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

/// Runs something in the runtime of the tests, in which servers and connections live.
pub fn in_runtime<T>(task: impl Future<Output = T>) -> T {
    RUNTIME.block_on(task)
}

/// Runs something that measures, in the runtime of the tests, with the log that a server writes by default.
pub fn in_measured_runtime<T>(task: impl Future<Output = T>) -> T {
    logs::begin_as_served();
    RUNTIME.block_on(task)
}

/// Whether a test can run on a kind of database. If not, that is said past the capture of tests' output.
///
/// # Panics
/// If it cannot, and that is asked to be a failure.
pub async fn can_run(dbms: Dbms, name: &str) -> bool {
    let Err(why) = dbms.is_there().await else { return true };
    assert!(!postgres::is_required(), "{} is 1, but {why}", postgres::REQUIRE_VARIABLE);
    // Where even this cannot be written, the test is skipped all the same.
    let _ = writeln!(std::io::stderr(), "skipped on PostgreSQL: {name}: {why}");
    false
}
