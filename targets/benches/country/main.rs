//! A country on one core: 10,600 communes in 34 provinces, 212,000 officials, 65,000 of them key, ten targets with the
//! breakdown of every unit on one date, from loaded facts, with nothing computed ahead for the date.
//!
//! `cargo bench -p targets`. Prints the number of facts, the bytes that each holds, and the times of loading, of the
//! whole breakdown, and of single values.

#![expect(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a benchmark builds its own data and may stop where it is wrong"
)]

mod programme;
mod rows;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use targets::evaluate::{breakdown, evaluate};
use targets::explain::members;
use targets::programme::Target;

use crate::programme::programme;
use crate::rows::{PROVINCES, Sequence, day, load, rows, units};

#[expect(clippy::print_stdout, reason = "the figures are what a benchmark is for")]
fn country(criterion: &mut Criterion) {
    let mut sequence = Sequence(276);
    let (units, forest) = units(&mut sequence);
    let rows = rows(&mut sequence, forest, &units[1 + PROVINCES..]);
    let facts = load(&rows);
    let programme = programme();
    let targets: Vec<&Target> = programme.targets.iter().collect();
    let on = day("2024-12-31");

    let whole = evaluate(&facts, &programme, targets[1], units[0], on).unwrap();
    println!(
        "{} units, {} officials, {} key officials, {} dated facts, {:.1} bytes per dated fact",
        units.len(),
        rows.officials.len(),
        whole.count.denominator,
        facts.dated_facts(),
        facts.heap_bytes() as f64 / facts.dated_facts() as f64,
    );

    let mut group = criterion.benchmark_group("country");
    group.sample_size(20);
    group.bench_function("ten targets, every unit", |bencher| {
        bencher.iter(|| black_box(breakdown(&facts, &programme, &targets, &units, on).unwrap()));
    });
    for target in &targets {
        group.bench_function(format!("{}, every unit", target.code), |bencher| {
            bencher.iter(|| black_box(breakdown(&facts, &programme, &[target], &units, on).unwrap()));
        });
    }
    group.bench_function("ten targets, one commune", |bencher| {
        let commune = &units[PROVINCES + 5..PROVINCES + 6];
        bencher.iter(|| black_box(breakdown(&facts, &programme, &targets, commune, on).unwrap()));
    });
    group.bench_function("members of K2, one province", |bencher| {
        bencher.iter(|| black_box(members(&facts, &programme, targets[1], units[1], on, None).unwrap()));
    });
    group.sample_size(10);
    group.bench_function("loading", |bencher| bencher.iter(|| black_box(load(&rows))));
    group.finish();
}

criterion_group!(benches, country);
criterion_main!(benches);
