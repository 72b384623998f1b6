//! The journal: two streams of entries, the end of each, and the sealed values in one table for each class.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::{append_only, refuse, refuse_truncate};
use crate::words::{CONFIDENTIALITY_CLASS, JOURNAL_OPERATION, JOURNAL_STREAM, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0015_journal", up, down };

const KEY: &[&str] = &["stream", "sequence"];

/// The tables of sealed values: one for each class whose changes have values.
const VALUE_TABLES: &[&str] = &[
    "journal_value_directory",
    "journal_value_personnel",
    "journal_value_identity",
    "journal_value_party",
    "journal_value_succession",
    "journal_value_aggregate",
    "journal_value_account",
];

fn up(dialect: Dialect) -> String {
    let values = VALUE_TABLES.iter().map(|table| value_table(dialect, table)).collect::<String>();
    entry_and_head(dialect) + &append_only(dialect, "journal_entry", KEY) + &head_advances(dialect) + &values
}

/// The entry has no foreign key but its actor's: it tells of objects that need not exist any more, and must not keep
/// anybody from removing one.
fn entry_and_head(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, instant, bytes) = (types.uuid, types.text, types.instant, types.bytes);
    let stream = one_of("stream", JOURNAL_STREAM);
    let class = one_of("class", CONFIDENTIALITY_CLASS);
    let operation = one_of("operation", JOURNAL_OPERATION);
    let empty_hash = match dialect {
        Dialect::Sqlite => "zeroblob(32)",
        Dialect::Postgres => "decode(repeat('00', 32), 'hex')",
    };
    format!(
        "CREATE TABLE journal_entry (
            stream {text} NOT NULL {stream},
            sequence bigint NOT NULL CHECK (sequence >= 1),
            recorded_at {instant} NOT NULL,
            actor_id {uuid} REFERENCES account (id) ON DELETE RESTRICT,
            request_id {uuid},
            object_type {text} NOT NULL,
            object_id {uuid},
            unit_id {uuid},
            class {text} NOT NULL {class},
            operation {text} NOT NULL {operation},
            reason {text},
            value_hash {bytes} CHECK (length(value_hash) = 32),
            previous_hash {bytes} NOT NULL CHECK (length(previous_hash) = 32),
            hash {bytes} NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (stream, sequence)
        );
        CREATE INDEX journal_entry_object ON journal_entry (object_type, object_id, sequence);
        CREATE INDEX journal_entry_actor ON journal_entry (actor_id, sequence);
        CREATE INDEX journal_entry_unit ON journal_entry (unit_id, sequence);

        CREATE TABLE journal_head (
            stream {text} NOT NULL PRIMARY KEY {stream},
            sequence bigint NOT NULL CHECK (sequence >= 0),
            hash {bytes} NOT NULL CHECK (length(hash) = 32)
        );
        INSERT INTO journal_head (stream, sequence, hash)
            VALUES ('DATA', 0, {empty_hash}), ('ACCESS', 0, {empty_hash});
        "
    )
}

/// The end of a stream only moves on, and never goes away.
fn head_advances(dialect: Dialect) -> String {
    const RULE: &str = "journal_head_advances";
    let turned = "NEW.stream <> OLD.stream OR NEW.sequence < OLD.sequence
        OR (NEW.sequence = OLD.sequence AND NEW.hash <> OLD.hash)";
    refuse(dialect, RULE, "journal_head", "UPDATE", Some(turned))
        + &refuse(dialect, RULE, "journal_head", "INSERT", None)
        + &refuse(dialect, RULE, "journal_head", "DELETE", None)
        + &refuse_truncate(dialect, RULE, "journal_head")
}

fn value_table(dialect: Dialect, table: &str) -> String {
    let types = dialect.types();
    let (text, bytes) = (types.text, types.bytes);
    let stream = one_of("stream", JOURNAL_STREAM);
    format!(
        "CREATE TABLE {table} (
            stream {text} NOT NULL {stream},
            sequence bigint NOT NULL,
            sealed {bytes} NOT NULL,
            PRIMARY KEY (stream, sequence),
            FOREIGN KEY (stream, sequence) REFERENCES journal_entry (stream, sequence) ON DELETE RESTRICT
        );
        "
    ) + &append_only(dialect, table, KEY)
}

fn down(_: Dialect) -> String {
    let values = VALUE_TABLES.iter().map(|table| format!("DROP TABLE {table};\n")).collect::<String>();
    values + "DROP TABLE journal_head; DROP TABLE journal_entry;"
}
