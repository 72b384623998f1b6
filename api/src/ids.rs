//! The one place that makes surrogate ids.

use uuid::Uuid;

/// A new id of any kind, ordered by time (UUID version 7).
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the place that the ban points to")]
pub fn next<T: From<Uuid>>() -> T {
    Uuid::now_v7().into()
}
