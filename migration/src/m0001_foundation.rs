//! What later rules rest on in PostgreSQL. SQLite needs nothing of the kind.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::{one_per_day, refusal};

pub(crate) const CHANGE: Change = Change { name: "m0001_foundation", up, down };

fn up(dialect: Dialect) -> String {
    one_per_day::foundation(dialect).to_owned() + refusal::foundation(dialect)
}

fn down(dialect: Dialect) -> String {
    refusal::foundation_down(dialect).to_owned() + one_per_day::foundation_down(dialect)
}
