//! Entries of source pools and their reviews are changed by themselves: each counts its changes. And what units report of
//! their pools: a report is final, and a correction is another one beside it.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::append_only;

pub(crate) const CHANGE: Change = Change { name: "m0029_source_pool_version", up, down };

const TABLES: [&str; 2] = ["source_pool_entry", "source_pool_review"];

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let versions = TABLES.map(|table| {
        format!("ALTER TABLE {table} ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);\n")
    });
    let report = format!(
        "CREATE TABLE source_pool_report (
            id {uuid} NOT NULL PRIMARY KEY,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            year integer NOT NULL,
            reported_on {date} NOT NULL,
            authority_unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            kept integer NOT NULL CHECK (kept >= 0),
            added integer NOT NULL CHECK (added >= 0),
            removed integer NOT NULL CHECK (removed >= 0),
            remark {text}
        );
        CREATE INDEX source_pool_report_unit ON source_pool_report (unit_id, year, reported_on);
        "
    );
    versions.concat() + &report + &append_only(dialect, "source_pool_report", &["id"])
}

fn down(_: Dialect) -> String {
    let versions = TABLES.map(|table| format!("ALTER TABLE {table} DROP COLUMN version;\n"));
    "DROP TABLE source_pool_report;\n".to_owned() + &versions.concat()
}
