//! Many rows in one change: all of them or none, or those that no rule forbids.

use serde::Serialize;

use super::{Advice, Refusal, RegistryError};

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

/// As [`settled`], but where all are rejected the unit of work ends with it: nothing of it stays, its idempotency key neither.
pub(super) fn settled_or_rejected<R, T>(
    judged: Vec<Result<(R, Vec<Advice>), Refusal>>,
    policy: ErrorPolicy,
    told: impl Fn(&R) -> T,
) -> Result<(Vec<R>, Vec<RowOutcome<T>>), RegistryError> {
    if policy == ErrorPolicy::RejectAll && judged.iter().any(Result::is_err) {
        return Err(RegistryError::Rejected(judged.into_iter().map(Result::err).collect()));
    }
    Ok(settled(judged, policy, told))
}

/// What became of rows that were rejected together, for whoever asks for them.
pub(super) fn rejected<T>(rows: Vec<Option<Refusal>>) -> Bulk<T> {
    let outcome = |row: Option<Refusal>| row.map_or(RowOutcome::NotDone, RowOutcome::Refused);
    Bulk { rows: rows.into_iter().map(outcome).collect(), replayed: false }
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
}
