//! GQ-16: the gate and the parser survive every sequence of bytes. `tests/examples/fuzz_gate.rs` runs the same for as long
//! as is asked.

use api::config::LimitsConfig;
use api::http::document::{Gate, Refusal, Shape};
use canbo_tests::Fuzz;
use proptest::prelude::*;
use serde_json::Map;

fn judged(document: &str) -> Result<u64, Refusal> {
    let gate = Gate::new(Shape::served(), LimitsConfig::default());
    gate.judge(document, &Map::new(), None).map(|judged| judged.cost.requested)
}

/// What holds of every document: it is judged the same each time, and does not pass with more than is allowed.
fn holds(document: &str) -> Result<(), TestCaseError> {
    let first = judged(document);
    prop_assert_eq!(&first, &judged(document));
    match first {
        Ok(rows) => prop_assert!(rows <= 5_000),
        Err(refusal) => prop_assert!(!refusal.code().is_empty()),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gq_16_given_any_bytes_then_the_gate_judges_them(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        holds(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn gq_16_given_any_text_of_the_grammars_signs_then_the_gate_judges_it(text in r#"[{}()\[\]:=!$@.,#"\\ \n\ra-c0-2_-]{0,600}"#) {
        holds(&text)?;
    }

    #[test]
    fn gq_16_given_any_document_of_the_grammar_then_the_gate_judges_it(seed in any::<u64>()) {
        let mut fuzz = Fuzz::new(seed);
        for _ in 0..5 {
            holds(&fuzz.document())?;
        }
    }
}
