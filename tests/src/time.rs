//! The time in which the tests live.

use api::clock::Clock;
use chrono::{DateTime, NaiveDate, Utc};

/// The instant at which time stands still: ten in the morning of [`TODAY`] in Vietnam.
pub const NOW: &str = "2025-12-31T03:00:00Z";

/// The civil date that counts as today.
pub const TODAY: &str = "2025-12-31";

/// The clock of the tests.
#[must_use]
pub fn clock() -> Clock {
    let now: DateTime<Utc> = NOW.parse().expect("the constant is an instant");
    Clock::fixed(now, day(TODAY))
}

/// A date, as `2023-12-31`.
///
/// # Panics
/// For text that is no date.
#[must_use]
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no date"))
}
