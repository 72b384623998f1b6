#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod baseline;
mod careers;
mod processes;
mod references;
mod statuses;

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::{District, district};

/// The district, built once for all tests.
fn demo() -> &'static District {
    static DEMO: OnceLock<District> = OnceLock::new();
    DEMO.get_or_init(district)
}

/// Whether a period holds a day.
fn holds(from: NaiveDate, to: Option<NaiveDate>, on: NaiveDate) -> bool {
    from <= on && to.is_none_or(|to| on < to)
}

/// Whether two periods share a day.
fn overlap(first: (NaiveDate, Option<NaiveDate>), second: (NaiveDate, Option<NaiveDate>)) -> bool {
    first.1.is_none_or(|to| second.0 < to) && second.1.is_none_or(|to| first.0 < to)
}

#[test]
fn two_builds_are_equal() {
    assert_eq!(*demo(), district());
}
