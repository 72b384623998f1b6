//! What reading the journal needs, and an end to the ways around rows that only grow: SQLite numbers the rows of a table
//! by itself, and replaces a row by that number, or by any key that is unique, as readily as by its primary key.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::{refuse_replacement_by_any, refuse_replacement_by_any_down};

pub(crate) const CHANGE: Change = Change { name: "m0019_journal_reading", up, down };

/// The tables that only grow, each with its keys beside the primary one.
const APPEND_ONLY: &[(&str, &[&[&str]])] = &[
    ("course_step", &[&["course_id", "sequence"]]),
    ("enrolment_step", &[&["enrolment_id", "sequence"]]),
    ("journal_entry", &[]),
    ("journal_value_account", &[]),
    ("journal_value_aggregate", &[]),
    ("journal_value_directory", &[]),
    ("journal_value_identity", &[]),
    ("journal_value_party", &[]),
    ("journal_value_personnel", &[]),
    ("journal_value_succession", &[]),
    ("publication", &[]),
    ("published_part", &[&["value_id", "position"], &["value_id", "code"]]),
    ("published_value", &[&["publication_id", "target_id", "unit_id"]]),
    ("succession_entry_step", &[&["entry_id", "sequence"]]),
    ("succession_round_step", &[&["round_id", "sequence"]]),
    ("training_plan_step", &[&["plan_id", "sequence"]]),
];

fn up(dialect: Dialect) -> String {
    let refusals = APPEND_ONLY.iter().map(|(table, keys)| refuse_replacement_by_any(dialect, table, keys));
    let refusals = refusals.collect::<String>();
    format!(
        "CREATE INDEX journal_entry_recorded ON journal_entry (recorded_at, stream, sequence);
        {refusals}"
    )
}

fn down(dialect: Dialect) -> String {
    let refusals = APPEND_ONLY.iter().map(|(table, _)| refuse_replacement_by_any_down(dialect, table));
    refusals.collect::<String>() + "DROP INDEX journal_entry_recorded;"
}
