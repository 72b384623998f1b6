//! The changes of a thing, found and put in their order by an index alone: histories ask for those of thousands of things at
//! once. With the stream after the thing, a planner that has no statistics takes this index and not the stream's.

use crate::change::Change;
use crate::dialect::Dialect;

pub(crate) const CHANGE: Change = Change { name: "m0027_journal_things", up, down };

fn up(_: Dialect) -> String {
    "CREATE INDEX journal_entry_thing
        ON journal_entry (object_type, object_id, stream, recorded_at, sequence);
    DROP INDEX journal_entry_object;"
        .to_owned()
}

fn down(_: Dialect) -> String {
    "CREATE INDEX journal_entry_object ON journal_entry (object_type, object_id, sequence);
    DROP INDEX journal_entry_thing;"
        .to_owned()
}
