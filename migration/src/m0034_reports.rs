//! Reports of units: drafted, submitted, returned, accepted; and, once accepted, sealed in parts by class that never change. Each part lies
//! in a table of its own class.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::{append_only, refuse, refuse_replacement_by_any, refuse_truncate};
use crate::words::{REPORT_KIND, REPORT_STATUS, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0034_reports", up, down };

/// What is sealed is what was reported, for ever.
const FINAL: &str = "report_sealed_is_final";

const PARTS: [&str; 4] =
    ["report_part_aggregate", "report_part_personnel", "report_part_party", "report_part_succession"];

fn up(dialect: Dialect) -> String {
    let parts = PARTS.map(|table| {
        part(dialect, table)
            + &append_only(dialect, table, &["report_id"])
            + &refuse_replacement_by_any(dialect, table, &[])
    });
    report(dialect)
        + &refuse(dialect, FINAL, "report", "UPDATE", Some("OLD.head IS NOT NULL"))
        + &refuse(dialect, FINAL, "report", "DELETE", None)
        + &refuse_truncate(dialect, FINAL, "report")
        + &refuse_replacement(dialect)
        + &append_only(dialect, "report_step", &["id"])
        + &refuse_replacement_by_any(dialect, "report_step", &[&["report_id", "sequence"]])
        + &parts.concat()
}

fn report(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let (kind, status) = (one_of("kind", REPORT_KIND), one_of("status", REPORT_STATUS));
    format!(
        "CREATE TABLE report (
            id {uuid} NOT NULL PRIMARY KEY,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            programme_id {uuid} NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
            kind {text} NOT NULL {kind},
            period_from {date} NOT NULL,
            period_to {date} NOT NULL,
            as_of {date} NOT NULL,
            head {text},
            signature {text},
            signing_key {text},
            version integer NOT NULL CHECK (version >= 1),
            CONSTRAINT report_period CHECK (period_from <= as_of AND as_of < period_to),
            CONSTRAINT report_sealed_whole CHECK
                ((head IS NULL) = (signature IS NULL) AND (head IS NULL) = (signing_key IS NULL))
        );
        CREATE UNIQUE INDEX report_once ON report (unit_id, programme_id, kind, period_from);
        CREATE INDEX report_as_of ON report (as_of, unit_id);

        CREATE TABLE report_step (
            id {uuid} NOT NULL PRIMARY KEY,
            report_id {uuid} NOT NULL REFERENCES report (id) ON DELETE RESTRICT,
            sequence integer NOT NULL CHECK (sequence >= 1),
            status {text} NOT NULL {status},
            effective_on {date} NOT NULL,
            remark {text},
            taken_by {uuid} REFERENCES account (id) ON DELETE RESTRICT
        );
        CREATE UNIQUE INDEX report_step_sequence ON report_step (report_id, sequence);
        "
    )
}

fn part(dialect: Dialect, table: &str) -> String {
    let types = dialect.types();
    let (uuid, text, bytes) = (types.uuid, types.text, types.bytes);
    format!(
        "CREATE TABLE {table} (
            report_id {uuid} NOT NULL PRIMARY KEY REFERENCES report (id) ON DELETE RESTRICT,
            content {text} NOT NULL,
            salt {bytes} NOT NULL CHECK (length(salt) = 32)
        );
        "
    )
}

/// SQLite's REPLACE removes a row that stands in its way without a DELETE that a trigger would see.
fn refuse_replacement(dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => {
            let taken =
                "EXISTS (SELECT 1 FROM report AS other WHERE other.id = NEW.id OR other.rowid = NEW.rowid
                OR (other.unit_id = NEW.unit_id AND other.programme_id = NEW.programme_id
                    AND other.kind = NEW.kind AND other.period_from = NEW.period_from))";
            refuse(dialect, FINAL, "report", "INSERT", Some(taken))
        }
        Dialect::Postgres => String::new(),
    }
}

fn down(_: Dialect) -> String {
    "DROP TABLE report_part_succession;
     DROP TABLE report_part_party;
     DROP TABLE report_part_personnel;
     DROP TABLE report_part_aggregate;
     DROP TABLE report_step;
     DROP TABLE report;"
        .to_owned()
}
