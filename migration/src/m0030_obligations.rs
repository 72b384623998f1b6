//! Deadlines of what units owe each year: ratings, the review of the source pool, the training plan, the report. Law and custom change
//! them, so each is a dated row; what is owed, done and overdue is computed and never stored.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay};
use crate::words::{DEADLINE_YEAR, OBLIGATION_KIND, OBLIGED_UNITS, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0030_obligations", up, down };

const RULE_PER_DAY: OnePerDay = OnePerDay {
    name: "obligation_rule_one_per_day",
    table: "obligation_rule",
    key: &[Key::Text("kind"), Key::Text("owed_by")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let kind = one_of("kind", OBLIGATION_KIND);
    let owed_by = one_of("owed_by", OBLIGED_UNITS);
    let falls_in = one_of("falls_in", DEADLINE_YEAR);
    let table = format!(
        "CREATE TABLE obligation_rule (
            id {uuid} NOT NULL PRIMARY KEY,
            kind {text} NOT NULL {kind},
            owed_by {text} NOT NULL {owed_by},
            month integer NOT NULL CHECK (month BETWEEN 1 AND 12),
            day integer NOT NULL CHECK (day BETWEEN 1 AND 31),
            falls_in {text} NOT NULL {falls_in},
            legal_basis {text} NOT NULL,
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT obligation_rule_period CHECK (valid_to > valid_from)
        );
        "
    );
    table + &RULE_PER_DAY.up(dialect)
}

fn down(_: Dialect) -> String {
    "DROP TABLE obligation_rule;".to_owned()
}
