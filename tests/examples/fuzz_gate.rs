//! Documents at random for the gate and the parser, for as long as is asked:
//! `cargo run --release -p canbo-tests --example fuzz_gate -- 600`, with a seed after the seconds if one is to be seen again.
//!
//! It fails at a panic, and at a document that takes longer than 50 ms each time that it is judged.

#![expect(clippy::expect_used, reason = "a tool that cannot go on says why")]

use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use api::config::LimitsConfig;
use api::http::document::{Gate, Shape};
use canbo_tests::Fuzz;
use serde_json::{Map, json};

/// No document may take longer.
const LONGEST: Duration = Duration::from_millis(50);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>().expect("a whole number"));
    let (seconds, seed) = (arguments.next().unwrap_or(60), arguments.next().unwrap_or(1));
    let gate = Gate::new(Shape::served(), LimitsConfig::default());
    let mut variables = Map::new();
    variables.insert("v0".to_owned(), json!(7));
    let judge = |document: &str, variables: &Map<_, _>| {
        let began = Instant::now();
        let outcome = gate.judge(document, variables, None).map(drop);
        (began.elapsed(), outcome)
    };
    let mut fuzz = Fuzz::new(seed);
    let (mut runs, mut passed, mut parsed, mut longest) = (0_u64, 0_u64, 0_u64, Duration::ZERO);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(seconds) {
        let document = fuzz.document();
        for variables in [&Map::new(), &variables] {
            let (mut took, outcome) = judge(&document, variables);
            // What waited for the processor is not the document's fault: it is judged anew.
            for _ in 0..3 {
                if took > Duration::from_millis(5) {
                    took = took.min(judge(&document, variables).0);
                }
            }
            runs += 1;
            passed += u64::from(outcome.is_ok());
            parsed += u64::from(
                outcome.as_ref().map_or_else(|refusal| refusal.code() != "GRAPHQL_PARSE_FAILED", |()| true),
            );
            longest = longest.max(took);
            if took > LONGEST {
                let _ = writeln!(stdout(), "{took:?} for {document:?}");
                return ExitCode::FAILURE;
            }
        }
    }
    let _ = writeln!(
        stdout(),
        "seed {seed}: {runs} runs in {:?}, of which {parsed} were no syntax errors and {passed} passed; the longest took {longest:?}",
        began.elapsed()
    );
    ExitCode::SUCCESS
}
