//! The source pools (tạo nguồn) and their yearly reviews.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay};
use crate::words::{SOURCE_POOL_ORIGIN, SOURCE_POOL_OUTCOME, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0010_source_pool", up, down };

const ENTRY_PER_DAY: OnePerDay = OnePerDay {
    name: "source_pool_entry_one_per_day",
    table: "source_pool_entry",
    key: &[Key::Uuid("unit_id"), Key::Uuid("official_id")],
    from: "added_on",
    to: "removed_on",
    only: None,
};

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let origin = one_of("origin", SOURCE_POOL_ORIGIN);
    let outcome = one_of("outcome", SOURCE_POOL_OUTCOME);
    let tables = format!(
        "CREATE TABLE source_pool_entry (
            id {uuid} NOT NULL PRIMARY KEY,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            origin {text} NOT NULL {origin},
            added_on {date} NOT NULL,
            removed_on {date},
            CONSTRAINT source_pool_entry_period CHECK (removed_on > added_on)
        );
        CREATE INDEX source_pool_entry_unit ON source_pool_entry (unit_id, official_id, added_on);
        CREATE INDEX source_pool_entry_official ON source_pool_entry (official_id);

        CREATE TABLE source_pool_review (
            id {uuid} NOT NULL PRIMARY KEY,
            entry_id {uuid} NOT NULL REFERENCES source_pool_entry (id) ON DELETE RESTRICT,
            year integer NOT NULL,
            outcome {text} NOT NULL {outcome},
            assessment {text} NOT NULL,
            reason {text},
            reviewed_on {date} NOT NULL,
            CONSTRAINT source_pool_review_removed_has_reason CHECK (outcome <> 'REMOVED' OR reason IS NOT NULL)
        );
        CREATE UNIQUE INDEX source_pool_review_yearly ON source_pool_review (entry_id, year);
        "
    );
    tables + &ENTRY_PER_DAY.up(dialect)
}

fn down(_: Dialect) -> String {
    "DROP TABLE source_pool_review; DROP TABLE source_pool_entry;".to_owned()
}
