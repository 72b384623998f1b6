//! Succession planning (quy hoạch), in tables of its own, because its class is read by Party committees alone.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::append_only;
use crate::words::{
    SUCCESSION_BODY, SUCCESSION_ENTRY_STATUS, SUCCESSION_REMOVAL_REASON, SUCCESSION_ROUND_STATUS, one_of,
};

pub(crate) const CHANGE: Change = Change { name: "m0011_succession", up, down };

fn up(dialect: Dialect) -> String {
    let steps = ["succession_round_step", "succession_entry_step"];
    tables(dialect) + &steps.map(|table| append_only(dialect, table, &["id"])).concat()
}

fn tables(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let body = one_of("body", SUCCESSION_BODY);
    let round_status = one_of("status", SUCCESSION_ROUND_STATUS);
    let entry_status = one_of("status", SUCCESSION_ENTRY_STATUS);
    let reason = one_of("reason", SUCCESSION_REMOVAL_REASON);
    format!(
        "CREATE TABLE succession_round (
            id {uuid} NOT NULL PRIMARY KEY,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            body {text} NOT NULL {body},
            term {text} NOT NULL
        );
        CREATE INDEX succession_round_unit ON succession_round (unit_id, term);

        CREATE TABLE succession_round_step (
            id {uuid} NOT NULL PRIMARY KEY,
            round_id {uuid} NOT NULL REFERENCES succession_round (id) ON DELETE RESTRICT,
            sequence integer NOT NULL CHECK (sequence >= 1),
            status {text} NOT NULL {round_status},
            effective_on {date} NOT NULL,
            remark {text}
        );
        CREATE UNIQUE INDEX succession_round_step_sequence ON succession_round_step (round_id, sequence);

        CREATE TABLE succession_entry (
            id {uuid} NOT NULL PRIMARY KEY,
            round_id {uuid} NOT NULL REFERENCES succession_round (id) ON DELETE RESTRICT,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            title_code {text} NOT NULL REFERENCES title (code) ON DELETE RESTRICT
        );
        CREATE UNIQUE INDEX succession_entry_once ON succession_entry (round_id, title_code, official_id);
        CREATE INDEX succession_entry_official ON succession_entry (official_id);

        CREATE TABLE succession_entry_step (
            id {uuid} NOT NULL PRIMARY KEY,
            entry_id {uuid} NOT NULL REFERENCES succession_entry (id) ON DELETE RESTRICT,
            sequence integer NOT NULL CHECK (sequence >= 1),
            status {text} NOT NULL {entry_status},
            effective_on {date} NOT NULL,
            reason {text} {reason},
            CONSTRAINT succession_entry_step_removed_has_reason
                CHECK ((status = 'REMOVED') = (reason IS NOT NULL))
        );
        CREATE UNIQUE INDEX succession_entry_step_sequence ON succession_entry_step (entry_id, sequence);
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE succession_entry_step;
     DROP TABLE succession_entry;
     DROP TABLE succession_round_step;
     DROP TABLE succession_round;"
        .to_owned()
}
