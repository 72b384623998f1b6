//! Units as identities, their dated versions, and what became of them.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay};
use crate::words::{LINEAGE_SHARE, UNIT_CLASS, UNIT_KIND, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0002_units", up, down };

const VERSION_PER_DAY: OnePerDay = OnePerDay {
    name: "unit_version_one_per_day",
    table: "unit_version",
    key: &[Key::Uuid("unit_id")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

const UNIT_PER_CODE_AND_DAY: OnePerDay = OnePerDay {
    name: "unit_version_code_one_per_day",
    table: "unit_version",
    key: &[Key::Text("code")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let kind = one_of("kind", UNIT_KIND);
    let class = one_of("class", UNIT_CLASS);
    let share = one_of("share", LINEAGE_SHARE);
    let tables = format!(
        "CREATE TABLE unit (id {uuid} NOT NULL PRIMARY KEY);

        CREATE TABLE unit_version (
            id {uuid} NOT NULL PRIMARY KEY,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            code {text} NOT NULL,
            name {text} NOT NULL,
            search_name {text} NOT NULL,
            kind {text} NOT NULL {kind},
            class {text} {class},
            parent_id {uuid} REFERENCES unit (id) ON DELETE RESTRICT,
            valid_from {date} NOT NULL,
            valid_to {date},
            legal_basis {text},
            CONSTRAINT unit_version_period CHECK (valid_to > valid_from),
            CONSTRAINT unit_version_not_own_parent CHECK (parent_id <> unit_id)
        );
        CREATE INDEX unit_version_unit ON unit_version (unit_id, valid_from);
        CREATE INDEX unit_version_code ON unit_version (code, valid_from);
        CREATE INDEX unit_version_parent ON unit_version (parent_id, valid_from);

        CREATE TABLE unit_lineage (
            id {uuid} NOT NULL PRIMARY KEY,
            from_unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            to_unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            share {text} NOT NULL {share},
            is_default boolean NOT NULL,
            effective_on {date} NOT NULL,
            legal_basis {text},
            CONSTRAINT unit_lineage_not_itself CHECK (from_unit_id <> to_unit_id),
            CONSTRAINT unit_lineage_whole_is_default CHECK (share <> 'WHOLE' OR is_default)
        );
        CREATE UNIQUE INDEX unit_lineage_once ON unit_lineage (from_unit_id, to_unit_id, effective_on);
        CREATE UNIQUE INDEX unit_lineage_one_default ON unit_lineage (from_unit_id) WHERE is_default;
        CREATE INDEX unit_lineage_to ON unit_lineage (to_unit_id);
        "
    );
    tables + &VERSION_PER_DAY.up(dialect) + &UNIT_PER_CODE_AND_DAY.up(dialect)
}

fn down(_: Dialect) -> String {
    "DROP TABLE unit_lineage; DROP TABLE unit_version; DROP TABLE unit;".to_owned()
}
