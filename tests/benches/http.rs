//! How long requests over HTTP take, on the demo district with SQLite: `cargo bench -p canbo-tests`.
//!
//! One client on a loopback address asks one request after the other, a fixed number of times; the first, which fills what
//! is kept in memory, is told apart. Nothing here is a test: figures depend on the machine.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on fails")]

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use canbo_tests::{Account, Client, Dbms, Server, TestDatabase, in_measured_runtime};

/// How often each document is asked.
const TIMES: usize = 500;

const DOCUMENTS: [(&str, &str); 4] = [
    (
        "targets of the district",
        r#"{ targets(programme: "KH-276", asOf: "2023-12-31") {
            target { code } numerator denominator display status gap { byReplacement byAddition } slack
        } }"#,
    ),
    (
        "targets with the breakdown",
        r#"{ targets(programme: "KH-276", asOf: "2025-12-31") {
            target { code } numerator denominator display status byUnit { unit { name } numerator denominator status }
        } }"#,
    ),
    (
        "50 officials with their units",
        r#"{ officials(asOf: "2025-12-31", first: 50) { nodes {
            fullName birthDate sex category unit { name } appointments { title { name } validFrom }
        } } }"#,
    ),
    ("the account itself", "{ me { username role } }"),
];

fn main() {
    in_measured_runtime(async {
        let server = Server::over(TestDatabase::demo(Dbms::Sqlite).await).await;
        let client = server.client(Account::HomeAffairs).await;
        say(&format!(
            "{:<32} {:>10} {:>10} {:>10} {:>10}",
            "one request, in ms", "first", "p50", "p95", "max"
        ));
        for (name, document) in DOCUMENTS {
            let first = time(&client, document).await;
            let mut times = Vec::with_capacity(TIMES);
            for _ in 0..TIMES {
                times.push(time(&client, document).await);
            }
            times.sort_unstable();
            let at =
                |per_cent: usize| times.get((times.len() - 1) * per_cent / 100).copied().unwrap_or_default();
            let figures =
                [first, at(50), at(95), at(100)].map(|time| format!("{:>10.2}", time.as_secs_f64() * 1e3));
            say(&format!("{name:<32} {}", figures.join(" ")));
        }
        server.close().await;
    });
}

/// How long it takes until the whole answer is there.
async fn time(client: &Client, document: &str) -> Duration {
    let begin = Instant::now();
    let answer = client.query(document).await;
    let time = begin.elapsed();
    assert!(answer.data().is_object(), "{document}");
    time
}

fn say(line: &str) {
    writeln!(stdout(), "{line}").expect("the figures can be written");
}
