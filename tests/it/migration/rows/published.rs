//! Published figures.

use entity::value::{Role, TargetStatus};
use entity::{publication, published_part, published_value};

use super::{ACCOUNT, COMMUNE, DISTRICT, YOUNG, day, id, instant};

pub(crate) fn publication() -> publication::Model {
    publication::Model {
        id: id(80).into(),
        programme_id: id(40).into(),
        unit_id: id(DISTRICT).into(),
        figures_on: day("2023-12-31"),
        published_at: instant("2024-01-20T02:00:00Z"),
        role: Role::District,
        account_id: Some(id(ACCOUNT).into()),
    }
}

pub(crate) fn published_value() -> published_value::Model {
    published_value::Model {
        id: id(81),
        publication_id: id(80).into(),
        target_id: id(YOUNG).into(),
        unit_id: id(COMMUNE).into(),
        numerator: 6,
        denominator: 196,
        unknown: 1,
        status: TargetStatus::NotReached,
        gap_by_replacement: Some(4),
        gap_by_addition: Some(5),
        slack: Some(0),
        surplus: Some(2),
    }
}

pub(crate) fn published_part() -> published_part::Model {
    published_part::Model {
        id: id(82),
        value_id: id(81),
        position: 1,
        code: "STANDARD".to_owned(),
        numerator: 6,
        denominator: 196,
        unknown: 1,
        status: TargetStatus::NotReached,
    }
}
