//! Conditions on periods, which are half-open: a fact counts from its first day to the day before its end.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition};

/// The first and the last of some days: what a statement asks for that serves all of them. Which row counts on
/// which day is then told by [`in_force`](super::directory::in_force).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    first: NaiveDate,
    last: NaiveDate,
}

impl Span {
    /// The span of some days; none of no days.
    pub(super) fn of(days: impl IntoIterator<Item = NaiveDate>) -> Option<Self> {
        days.into_iter().fold(None, |span: Option<Self>, day| {
            Some(
                span.map_or(Self::day(day), |span| Self {
                    first: span.first.min(day),
                    last: span.last.max(day),
                }),
            )
        })
    }

    /// The span of one day.
    pub(super) const fn day(day: NaiveDate) -> Self {
        Self { first: day, last: day }
    }

    /// Rows in force on some day of the span.
    pub(super) fn meets(self, from: impl ColumnTrait, to: impl ColumnTrait) -> Condition {
        Condition::all()
            .add(from.lte(self.last))
            .add(Condition::any().add(to.is_null()).add(to.gt(self.first)))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]
    use super::*;

    #[test]
    fn given_days_then_their_span_and_none_for_no_days() {
        let day = |day| NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
        let span = Span::of([day(5), day(2), day(9)]).unwrap();
        assert_eq!(span, Span { first: day(2), last: day(9) });
        assert_eq!(Span::of([day(5)]), Some(Span::day(day(5))));
        assert_eq!(Span::of([]), None);
    }
}
