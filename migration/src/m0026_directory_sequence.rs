//! Which entry was the last of a stream to change the directory, so that whoever holds the directory in memory knows whether
//! it is still the one of the database.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::refuse;

pub(crate) const CHANGE: Change = Change { name: "m0026_directory_sequence", up, down };

const RULE: &str = "journal_head_directory_advances";

fn up(dialect: Dialect) -> String {
    let so_far = "ALTER TABLE journal_head
            ADD COLUMN directory_sequence bigint NOT NULL DEFAULT 0 CHECK (directory_sequence >= 0);
        UPDATE journal_head SET directory_sequence = coalesce(
            (SELECT max(journal_entry.sequence) FROM journal_entry
             WHERE journal_entry.stream = journal_head.stream AND journal_entry.class = 'DIRECTORY'), 0);
        ";
    let turned = "NEW.directory_sequence < OLD.directory_sequence";
    so_far.to_owned() + &refuse(dialect, RULE, "journal_head", "UPDATE", Some(turned))
}

fn down(dialect: Dialect) -> String {
    let trigger = match dialect {
        Dialect::Sqlite => format!("DROP TRIGGER {RULE}_update;"),
        Dialect::Postgres => format!("DROP TRIGGER {RULE}_update ON journal_head;"),
    };
    trigger + "\nALTER TABLE journal_head DROP COLUMN directory_sequence;"
}
