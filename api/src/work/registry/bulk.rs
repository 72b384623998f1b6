//! Many rows in one change: all of them or none, or those that no rule forbids.

use entity::class::ConfidentialityClass;
use serde::Serialize;

use super::{Advice, Asked, ClaimedSteps, Refusal, RegistryError, Rule, keep_claimed};
use crate::work::{Asker, Work};

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
    /// What became of rows of which none was written.
    pub(super) fn refused(refusals: Vec<Option<Refusal>>) -> Self {
        let outcome = |refusal: Option<Refusal>| refusal.map_or(RowOutcome::NotDone, RowOutcome::Refused);
        Self { rows: refusals.into_iter().map(outcome).collect(), replayed: false }
    }
}

/// How many rows one change takes.
const MOST_ROWS: usize = 500;

/// Refuses a change of no rows, or of too many.
pub(super) fn one_to_most(rows: usize) -> Result<(), Refusal> {
    if (1..=MOST_ROWS).contains(&rows) { Ok(()) } else { Err(Rule::Rows { most: MOST_ROWS }.at("rows")) }
}

/// As [`keep_claimed`], of a change of many rows that are [`settled`]: what was refused of one that wrote nothing is told row by row.
pub(super) async fn keep_new_rows<I, T, F>(
    work: &Work,
    asker: Asker,
    classes: &'static [ConfidentialityClass],
    asked: Asked<I>,
    steps: F,
) -> Result<Bulk<T>, RegistryError>
where
    I: Clone + Serialize + Send + Sync + 'static,
    T: Send + 'static,
    F: ClaimedSteps<I, Bulk<T>>,
{
    match keep_claimed(work, asker, classes, asked, steps).await {
        Err(RegistryError::Rows(refusals)) => Ok(Bulk::refused(refusals)),
        outcome => outcome,
    }
}

/// Refuses all where something that a row names lies out of the scope, or does not exist.
pub(super) fn all_found(rows: impl Iterator<Item = bool>, member: &str) -> Result<(), RegistryError> {
    let missing = rows.enumerate().filter(|(_, is_found)| !is_found);
    let missing: Vec<Refusal> = missing.map(|(number, _)| Rule::NotFound.at(member).in_row(number)).collect();
    if missing.is_empty() { Ok(()) } else { Err(RegistryError::Refused(missing)) }
}

/// What is to be written of judged rows, and what is told of each: `told` gives what was made by what is written.
///
/// # Errors
/// [`RegistryError::Rows`] where nothing is to be written: the unit of work then ends as one refused change does, with nothing
/// kept of it, its idempotency key included, so that the key is good for rows that were put right.
pub(super) fn settled<R, T>(
    judged: Vec<Result<(R, Vec<Advice>), Refusal>>,
    policy: ErrorPolicy,
    told: impl Fn(&R) -> T,
) -> Result<(Vec<R>, Vec<RowOutcome<T>>), RegistryError> {
    let stands = match policy {
        ErrorPolicy::RejectAll => judged.iter().all(Result::is_ok),
        ErrorPolicy::RejectFailedRows => judged.iter().any(Result::is_ok),
    };
    if !stands {
        return Err(RegistryError::Rows(judged.into_iter().map(Result::err).collect()));
    }
    let mut written = Vec::new();
    let rows = judged
        .into_iter()
        .map(|row| match row {
            Ok((row, advice)) => {
                let object = told(&row);
                written.push(row);
                RowOutcome::Done { object, advice }
            }
            Err(refusal) => RowOutcome::Refused(refusal),
        })
        .collect();
    Ok((written, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged() -> Vec<Result<(u8, Vec<Advice>), Refusal>> {
        vec![Ok((1, Vec::new())), Err(Rule::Order.at("validFrom")), Ok((3, vec![Advice::NoEvidence]))]
    }

    #[test]
    fn given_a_refused_row_then_the_policy_decides_of_the_others() {
        let refused = || RowOutcome::Refused(Rule::Order.at("validFrom"));
        let refusals = match settled(judged(), ErrorPolicy::RejectAll, |row| row * 10) {
            Err(RegistryError::Rows(refusals)) => refusals,
            _ => Vec::new(),
        };
        assert_eq!(refusals, [None, Some(Rule::Order.at("validFrom")), None]);
        let told = Bulk::<u8>::refused(refusals);
        assert_eq!(
            (told.rows, told.replayed),
            (vec![RowOutcome::NotDone, refused(), RowOutcome::NotDone], false)
        );
        let failed = settled(judged(), ErrorPolicy::RejectFailedRows, |row| row * 10).unwrap_or_default();
        let done = |object, advice| RowOutcome::Done { object, advice };
        let told = vec![done(10, Vec::new()), refused(), done(30, vec![Advice::NoEvidence])];
        assert_eq!(failed, (vec![1, 3], told));
    }

    #[test]
    fn given_no_row_that_stands_then_nothing_is_written_whatever_the_policy() {
        let judged = || vec![Err::<(u8, Vec<Advice>), _>(Rule::Order.at("validFrom"))];
        for policy in [ErrorPolicy::RejectAll, ErrorPolicy::RejectFailedRows] {
            let settled = settled(judged(), policy, |row| *row);
            assert!(matches!(settled, Err(RegistryError::Rows(rows)) if rows.len() == 1), "{policy:?}");
        }
    }
}
