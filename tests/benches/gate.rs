//! How long the gate takes to judge a document: `cargo bench -p canbo-tests --bench gate`.

use std::hint::black_box;

use api::config::LimitsConfig;
use api::http::document::{Gate, Shape};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Map;

/// As long as a document may be.
const LONGEST: usize = 32 * 1024;

/// What a page of the front end asks.
const USUAL: &str = r#"query List($first: Int = 50) { officials(asOf: "2025-12-31", first: $first) { totalCount nodes {
    id fullName birthDate sex category unit { id name } appointments { title { name } validFrom validTo }
    qualifications { kind level { name } } } pageInfo { hasNextPage endCursor } } }"#;

/// Padded with a comment to the greatest length.
fn padded(document: &str) -> String {
    format!("{document}#{}", "x".repeat(LONGEST - document.len() - 1))
}

/// Fields and nothing else, as many as may be selected.
fn fields() -> String {
    let each = format!("{} ", "f".repeat(31));
    format!("{{ officials(first: 1) {{ nodes {{ {} }} }} }}", each.repeat(990))
}

/// As many tokens as the parser is given, most of them in one argument.
fn tokens() -> String {
    let list = "\"277-NV\" ".repeat(3_600);
    format!("{{ units(first: 1, where: {{ codes: [{list}] }}) {{ totalCount }} }}")
}

/// Fragments that spread each other to as many selections as are allowed.
fn fragments() -> String {
    let levels =
        (0..8).map(|level| format!("fragment f{level} on Viewer {{ ...f{n} ...f{n} }} ", n = level + 1));
    padded(&format!("{{ me {{ ...f0 }} }} {} fragment f8 on Viewer {{ role }} ", levels.collect::<String>()))
}

fn judge(criterion: &mut Criterion) {
    let gate = Gate::new(Shape::served(), LimitsConfig::default());
    let none = Map::new();
    for (name, document) in [
        ("a usual document", USUAL.to_owned()),
        ("32 KiB, mostly a comment", padded(USUAL)),
        ("32 KiB of fields", fields()),
        ("32 KiB of tokens", tokens()),
        ("32 KiB, fragments of fragments", fragments()),
        ("32 KiB of open brackets, refused", "[".repeat(LONGEST)),
        ("32 KiB that is no document, refused", format!("{{ {}", "a ".repeat(3_900))),
    ] {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| black_box(gate.judge(black_box(&document), &none, None).map(drop)));
        });
    }
}

criterion_group!(benches, judge);
criterion_main!(benches);
