//! Many rows in one change: all of them or none, or those that no rule forbids.

use entity::class::ConfidentialityClass;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;

use super::{Advice, Keeper, Refusal, RegistryError, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// What becomes of the other rows when one is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum ErrorPolicy {
    /// None is written.
    #[default]
    RejectAll,
    /// They are written.
    RejectFailedRows,
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome<T> {
    /// It was written.
    Done {
        /// What was made or changed.
        object: T,
        /// The rules that advise against it.
        advice: Vec<Advice>,
    },
    /// It was refused.
    Refused(Refusal),
    /// No rule forbids it, but another row was refused.
    NotDone,
}

/// What became of many rows, in the order of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulk<T> {
    /// Of each row.
    pub rows: Vec<RowOutcome<T>>,
    /// Whether it was asked for before under the same key, and was done then: nothing was done now.
    pub replayed: bool,
}

impl<T> Bulk<T> {
    /// What was refused of a change that wrote nothing: it ends as one refused change does, with nothing kept of it, its
    /// idempotency key included.
    fn written(self) -> Result<Self, RegistryError> {
        if self.replayed || self.rows.iter().any(|row| matches!(row, RowOutcome::Done { .. })) {
            return Ok(self);
        }
        let refusal = |row| match row {
            RowOutcome::Refused(refusal) => Some(refusal),
            RowOutcome::Done { .. } | RowOutcome::NotDone => None,
        };
        Err(RegistryError::Rows(self.rows.into_iter().map(refusal).collect()))
    }

    /// What became of rows of which none was written.
    fn refused(refusals: Vec<Option<Refusal>>) -> Self {
        let outcome = |refusal: Option<Refusal>| refusal.map_or(RowOutcome::NotDone, RowOutcome::Refused);
        Self { rows: refusals.into_iter().map(outcome).collect(), replayed: false }
    }
}

/// As [`keep`], of a change of many rows. Where no row is written the transaction is rolled back, so that the same key is good for
/// rows that were put right.
pub(super) async fn keep_rows<T, F>(
    work: &Work,
    asker: Asker,
    classes: &'static [ConfidentialityClass],
    steps: F,
) -> Result<Bulk<T>, RegistryError>
where
    T: Send + 'static,
    F: for<'u> Fn(&'u mut UnitOfWork, Keeper) -> BoxFuture<'u, Result<Bulk<T>, RegistryError>>
        + Send
        + Sync
        + 'static,
{
    let outcome = keep(work, asker, classes, move |unit, keeper| {
        steps(unit, keeper).map(|outcome| outcome?.written()).boxed()
    });
    match outcome.await {
        Err(RegistryError::Rows(refusals)) => Ok(Bulk::refused(refusals)),
        outcome => outcome,
    }
}

/// What is to be written of judged rows, and what is told of each: `told` gives what was made by what is written.
pub(super) fn settled<R, T>(
    judged: Vec<Result<(R, Vec<Advice>), Refusal>>,
    policy: ErrorPolicy,
    told: impl Fn(&R) -> T,
) -> (Vec<R>, Vec<RowOutcome<T>>) {
    let all_stand = policy == ErrorPolicy::RejectFailedRows || judged.iter().all(Result::is_ok);
    let mut written = Vec::new();
    let rows = judged
        .into_iter()
        .map(|row| match row {
            Ok((row, advice)) if all_stand => {
                let object = told(&row);
                written.push(row);
                RowOutcome::Done { object, advice }
            }
            Ok(_) => RowOutcome::NotDone,
            Err(refusal) => RowOutcome::Refused(refusal),
        })
        .collect();
    (written, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::registry::Rule;

    fn judged() -> Vec<Result<(u8, Vec<Advice>), Refusal>> {
        vec![Ok((1, Vec::new())), Err(Rule::Order.at("validFrom")), Ok((3, vec![Advice::NoEvidence]))]
    }

    #[test]
    fn given_a_refused_row_then_the_policy_decides_of_the_others() {
        let refused = RowOutcome::Refused(Rule::Order.at("validFrom"));
        let all = settled(judged(), ErrorPolicy::RejectAll, |row| row * 10);
        assert_eq!(all, (vec![], vec![RowOutcome::NotDone, refused.clone(), RowOutcome::NotDone]));
        let failed = settled(judged(), ErrorPolicy::RejectFailedRows, |row| row * 10);
        let done = |object, advice| RowOutcome::Done { object, advice };
        let told = vec![done(10, Vec::new()), refused, done(30, vec![Advice::NoEvidence])];
        assert_eq!(failed, (vec![1, 3], told));
    }

    #[test]
    fn given_rows_of_which_none_is_written_then_an_error_that_tells_of_each() {
        let (_, rows) = settled(judged(), ErrorPolicy::RejectAll, |row| row * 10);
        let bulk = Bulk { rows, replayed: false };
        let told = bulk.clone();
        let refusals = match bulk.written() {
            Err(RegistryError::Rows(refusals)) => refusals,
            _ => Vec::new(),
        };
        assert_eq!(refusals, [None, Some(Rule::Order.at("validFrom")), None]);
        assert_eq!(Bulk::refused(refusals), told);
        let (_, rows) = settled(judged(), ErrorPolicy::RejectFailedRows, |row| row * 10);
        assert!(Bulk { rows, replayed: false }.written().is_ok());
        assert!(Bulk::<u8> { rows: vec![RowOutcome::NotDone], replayed: true }.written().is_ok());
    }
}
