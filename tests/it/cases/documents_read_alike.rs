//! GQ-16: the gate reads every document as the library's own parser does, or refuses it for a reason that is written down.

use api::config::LimitsConfig;
use api::http::document::{Expected, Gate, Refusal, Shape};
use async_graphql_parser::types::{DocumentOperations, ExecutableDocument};
use async_graphql_parser::{Pos, parse_query};
use canbo_tests::Fuzz;
use proptest::prelude::*;
use serde_json::Map;

/// Limits that only keep the library's parser, which is recursive, from the end of its stack.
fn limits() -> LimitsConfig {
    let most = usize::MAX;
    LimitsConfig {
        rows: u64::MAX,
        depth: most,
        introspection_depth: most,
        selections: most,
        aliases: most,
        query_fields: most,
        mutation_fields: most,
        directives_per_field: most,
        directives: most,
        ..LimitsConfig::default()
    }
}

/// A document as text, places included, in an order that does not depend on chance.
fn shown(document: &ExecutableDocument) -> String {
    let mut fragments: Vec<_> = document.fragments.iter().collect();
    fragments.sort_by_key(|(name, _)| *name);
    let mut operations: Vec<_> = document.operations.iter().collect();
    operations.sort_by_key(|(name, _)| *name);
    let is_single = matches!(document.operations, DocumentOperations::Single(_));
    format!("{is_single} {operations:?} {fragments:?}")
}

/// The words of a document, those in strings and comments too.
fn words(document: &str) -> impl Iterator<Item = &str> {
    document.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
}

/// Whether a document has a word that begins with one of these and goes on, which the library reads as two.
fn has_glued(document: &str, begins: &[&str]) -> bool {
    words(document).any(|word| begins.iter().any(|begin| word.len() > begin.len() && word.starts_with(begin)))
}

/// Whether a document has the word `on` where the library does not take it for one: it asks for spaces and a name.
fn has_odd_on(document: &str) -> bool {
    let is_space = |letter: char| matches!(letter, ' ' | ',' | '\t' | '\u{feff}' | '\r' | '\n');
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    document.match_indices("on").any(|(at, on)| {
        let (before, after) = document.split_at(at);
        let after = after.get(on.len()..).unwrap_or_default();
        let is_word = !before.ends_with(is_of_word) && !after.starts_with(is_of_word);
        let begins_name = |letter: char| is_of_word(letter) && !letter.is_ascii_digit();
        is_word && !after.trim_start_matches(is_space).starts_with(begins_name)
    })
}

/// Whether there is a reason why a document is refused that the library takes.
fn may_be_refused(document: &str, expected: Expected) -> bool {
    match expected {
        Expected::OtherField | Expected::EndOfString | Expected::NameOfFragment => true,
        Expected::Number => words(document).any(|word| {
            word.starts_with('0')
                && word.get(1..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
        }),
        Expected::Definition => has_glued(document, &["query", "mutation", "subscription", "fragment"]),
        // `a: nulls: 1`, `... on }` and `b: truec: 1`.
        _ => has_odd_on(document) || has_glued(document, &["true", "false", "null"]),
    }
}

/// Whether a text stands at a place. A carriage return begins its line anew, so that several may have one place.
fn has_at(document: &str, place: Pos, text: &str) -> bool {
    let mut at = Pos { line: 1, column: 1 };
    document.char_indices().any(|(offset, letter)| {
        let is_there = at == place && document.get(offset..).is_some_and(|rest| rest.starts_with(text));
        match letter {
            '\n' => at = Pos { line: at.line + 1, column: 1 },
            '\r' => at.column = 1,
            _ => at.column += 1,
        }
        is_there
    })
}

/// Whether there is a reason why a document is read that the library refuses, or is read in another way.
fn may_be_read(document: &str, read: &ExecutableDocument) -> bool {
    let mut variables = read
        .operations
        .iter()
        .flat_map(|(_, operation)| &operation.node.variable_definitions)
        .map(|of| &of.node);
    has_glued(document, &["true", "false", "null"])
        || has_odd_on(document)
        || variables.any(|variable| {
            // Directives after the default, and spaces in the type.
            (variable.default_value.is_some() && !variable.directives.is_empty())
                || !has_at(document, variable.var_type.pos, &variable.var_type.node.to_string())
        })
}

/// What holds of every document: the gate and the library's parser agree, or it is known why not.
fn agree(document: &str) -> Result<(), TestCaseError> {
    let gate = Gate::new(Shape::served(), limits());
    match gate.judge(document, &Map::new(), None) {
        Ok(judged) => match parse_query(document) {
            Ok(parsed) if shown(&judged.document) == shown(&parsed) => {}
            parsed => prop_assert!(
                may_be_read(document, &judged.document),
                "{document:?}: {:?}, not {parsed:?}",
                judged.document
            ),
        },
        Err(Refusal::Syntax { expected, at }) => prop_assert!(
            parse_query(document).is_err() || may_be_refused(document, expected),
            "{document:?}: {expected:?} at {at:?}"
        ),
        Err(_) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gq_16_given_any_text_of_the_grammars_signs_then_the_gate_reads_it_as_the_library_does(
        text in r#"[{}()\[\]:=!$@.,#"\\ \n\ra-c0-2_-]{0,600}"#
    ) {
        agree(&text)?;
    }

    #[test]
    fn gq_16_given_any_value_then_the_gate_reads_it_as_the_library_does(
        value in r#"[\[\]{}:,$"\\ \n\r\ta-c0-2eE.u+é-]{0,40}"#
    ) {
        agree(&format!("{{a(b:{value})}}"))?;
        agree(&format!("{{a(b:\"{value}\")}}"))?;
        agree(&format!("query($c:[Int]={value}){{a}}"))?;
        agree(&format!("{{a(b:\"\"\"{value}\"\"\"c:1)}}"))?;
    }

    #[test]
    fn gq_16_given_any_document_of_the_grammar_then_the_gate_reads_it_as_the_library_does(seed in any::<u64>()) {
        let mut fuzz = Fuzz::new(seed);
        for _ in 0..5 {
            agree(&fuzz.document())?;
        }
    }
}
