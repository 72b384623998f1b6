//! Values of the engine as publications freeze them, and back.

use entity::id::{PublicationId, TargetId, UnitId};
use entity::value::TargetStatus;
use entity::{published_part, published_value};
use targets::value::{Count, Gap, Part, Status, Value};
use uuid::Uuid;

use super::FactError;

/// The row of a value of a target for a unit, in a publication.
#[must_use]
pub fn published_value(
    id: Uuid,
    publication: PublicationId,
    (target, unit): (TargetId, UnitId),
    value: &Value,
) -> published_value::Model {
    published_value::Model {
        id,
        publication_id: publication,
        target_id: target,
        unit_id: unit,
        numerator: stored(value.count.numerator),
        denominator: stored(value.count.denominator),
        unknown: stored(value.count.unknown),
        status: stored_status(value.status),
        gap_by_replacement: value.gap.and_then(|gap| gap.by_replacement).map(stored),
        gap_by_addition: value.gap.and_then(|gap| gap.by_addition).map(stored),
        slack: value.slack.map(stored),
        surplus: value.surplus.map(stored),
    }
}

/// The rows of the parts of a published value; each gets the id that is made of its position, which counts from 1.
#[must_use]
pub fn published_parts(
    value: Uuid,
    parts: &[Part],
    mut id: impl FnMut(i32) -> Uuid,
) -> Vec<published_part::Model> {
    let row = |(part, position): (&Part, i32)| published_part::Model {
        id: id(position),
        value_id: value,
        position,
        code: part.code.to_string(),
        numerator: stored(part.count.numerator),
        denominator: stored(part.count.denominator),
        unknown: stored(part.count.unknown),
        status: stored_status(part.status),
    };
    parts.iter().zip(1..).map(row).collect()
}

/// The value that was published, with parts in their order. What it was before is not published.
///
/// # Errors
/// [`FactError::OutOfRange`].
pub fn value<'p>(
    row: &published_value::Model,
    parts: impl IntoIterator<Item = &'p published_part::Model>,
) -> Result<Value, FactError> {
    let gap = Gap {
        by_replacement: row.gap_by_replacement.map(number).transpose()?,
        by_addition: row.gap_by_addition.map(number).transpose()?,
    };
    Ok(Value {
        count: count(row.numerator, row.denominator, row.unknown)?,
        status: status(row.status),
        gap: (gap.by_replacement.is_some() || gap.by_addition.is_some()).then_some(gap),
        slack: row.slack.map(number).transpose()?,
        surplus: row.surplus.map(number).transpose()?,
        parts: parts.into_iter().map(part).collect::<Result<_, _>>()?,
        baseline: None,
    })
}

fn part(row: &published_part::Model) -> Result<Part, FactError> {
    Ok(Part {
        code: row.code.as_str().into(),
        count: count(row.numerator, row.denominator, row.unknown)?,
        status: status(row.status),
    })
}

fn count(numerator: i64, denominator: i64, unknown: i64) -> Result<Count, FactError> {
    Ok(Count { numerator: number(numerator)?, denominator: number(denominator)?, unknown: number(unknown)? })
}

fn number(stored: i64) -> Result<u64, FactError> {
    u64::try_from(stored).map_err(|_| FactError::OutOfRange { what: "a published value", number: stored })
}

/// A count as a column holds it; none comes near the limit.
fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const fn status(stored: TargetStatus) -> Status {
    match stored {
        TargetStatus::Met => Status::Met,
        TargetStatus::NotMet => Status::NotMet,
        TargetStatus::Reached => Status::Reached,
        TargetStatus::NotReached => Status::NotReached,
        TargetStatus::Improving => Status::Improving,
        TargetStatus::Flat => Status::Flat,
        TargetStatus::Worsening => Status::Worsening,
        TargetStatus::Unknown => Status::Unknown,
        TargetStatus::NotApplicable => Status::NotApplicable,
    }
}

const fn stored_status(status: Status) -> TargetStatus {
    match status {
        Status::Met => TargetStatus::Met,
        Status::NotMet => TargetStatus::NotMet,
        Status::Reached => TargetStatus::Reached,
        Status::NotReached => TargetStatus::NotReached,
        Status::Improving => TargetStatus::Improving,
        Status::Flat => TargetStatus::Flat,
        Status::Worsening => TargetStatus::Worsening,
        Status::Unknown => TargetStatus::Unknown,
        Status::NotApplicable => TargetStatus::NotApplicable,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn given() -> Value {
        let count = |numerator| Count { numerator, denominator: 30, unknown: 2 };
        Value {
            count: count(7),
            status: Status::NotReached,
            gap: Some(Gap { by_replacement: Some(3), by_addition: None }),
            slack: None,
            surplus: Some(1),
            parts: vec![
                Part { code: "A".into(), count: count(7), status: Status::Reached },
                Part { code: "B".into(), count: count(0), status: Status::Unknown },
            ],
            baseline: None,
        }
    }

    #[test]
    fn given_a_value_then_its_rows_tell_the_same_value() {
        let value = given();
        let row = published_value(id(1), id(2).into(), (id(3).into(), id(4).into()), &value);
        let parts = published_parts(row.id, &value.parts, |position| id(u128::try_from(position).unwrap()));
        assert_eq!(
            parts.iter().map(|part| (part.position, part.value_id)).collect::<Vec<_>>(),
            [(1, id(1)), (2, id(1))]
        );
        assert_eq!(super::value(&row, &parts).unwrap(), value);
    }

    #[test]
    fn given_a_negative_number_then_no_value() {
        let mut row = published_value(id(1), id(2).into(), (id(3).into(), id(4).into()), &given());
        row.slack = Some(-1);
        assert!(matches!(value(&row, []), Err(FactError::OutOfRange { number: -1, .. })));
    }
}
