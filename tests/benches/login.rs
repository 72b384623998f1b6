//! How many logins a second a server takes: `cargo bench -p canbo-tests --bench login`.
//!
//! Eight clients log in one after the other, to one account of the demo district, on SQLite and where there is one on
//! PostgreSQL. Beside it, how often the hash alone runs a second in the same process: what it takes is the floor of a
//! login. The last figures are the medians of refused logins, which must not tell names that exist from others.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on fails")]

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use api::auth::{PassPhrase, Passwords};
use api::demo::PASS_PHRASE;
use canbo_tests::{Dbms, Server, TestDatabase, can_run, in_measured_runtime};
use futures_util::future::join_all;

/// Clients that log in side by side.
const CLIENTS: usize = 8;

/// Logins of each.
const LOGINS: usize = 50;

/// Refused logins of each kind.
const REFUSED: usize = 5;

fn main() {
    in_measured_runtime(async {
        let hashes = hashes_a_second().await;
        say(&format!("the hash alone: {hashes:.1} a second"));
        for (name, dbms) in [("SQLite", Dbms::Sqlite), ("PostgreSQL", Dbms::Postgres)] {
            if !can_run(dbms, "login").await {
                continue;
            }
            let server = Server::over(TestDatabase::demo(dbms).await).await;
            let logins = logins_a_second(&server).await;
            let part = 100.0 * logins / hashes;
            say(&format!("{name}: {logins:.1} logins a second, {part:.0} % of the hash alone"));
            let known = refused(&server, "to-chuc").await;
            let unknown = refused(&server, "khong-co-ai").await;
            say(&format!(
                "{name}: refused in {known:.1} ms under a known name, {unknown:.1} ms under another"
            ));
            server.close().await;
        }
    });
}

async fn hashes_a_second() -> f64 {
    let passwords = Passwords::default();
    let began = Instant::now();
    join_all((0..CLIENTS).map(|_| async {
        for _ in 0..LOGINS {
            let hash = passwords.hash(PassPhrase::new(PASS_PHRASE)).await;
            assert!(hash.is_ok());
        }
    }))
    .await;
    a_second(began.elapsed())
}

async fn logins_a_second(server: &Server) -> f64 {
    assert_eq!(server.log_in("noi-vu", PASS_PHRASE).await.status, 200);
    let began = Instant::now();
    join_all((0..CLIENTS).map(|_| async {
        for _ in 0..LOGINS {
            assert_eq!(server.log_in("noi-vu", PASS_PHRASE).await.status, 200);
        }
    }))
    .await;
    a_second(began.elapsed())
}

/// The median of a few refusals, in ms: as many as are judged without a wait.
async fn refused(server: &Server, username: &str) -> f64 {
    let mut times = Vec::with_capacity(REFUSED);
    for _ in 0..REFUSED {
        let began = Instant::now();
        assert_eq!(server.log_in(username, "chuong-my-demo-28-277").await.status, 401);
        times.push(began.elapsed());
    }
    times.sort_unstable();
    times.get(REFUSED / 2).copied().unwrap_or_default().as_secs_f64() * 1e3
}

fn a_second(time: Duration) -> f64 {
    let all = u32::try_from(CLIENTS * LOGINS).expect("a small number");
    f64::from(all) / time.as_secs_f64()
}

fn say(line: &str) {
    writeln!(stdout(), "{line}").expect("the figures can be written");
}
