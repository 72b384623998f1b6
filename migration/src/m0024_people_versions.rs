//! Disciplines, identities, Party membership and seats in standing committees are changed by themselves: each counts
//! its changes.

use crate::change::Change;
use crate::dialect::Dialect;

pub(crate) const CHANGE: Change = Change { name: "m0024_people_versions", up, down };

const TABLES: [&str; 4] =
    ["discipline", "official_identity", "party_record", "standing_committee_membership"];

fn up(_: Dialect) -> String {
    TABLES
        .map(|table| {
            format!("ALTER TABLE {table} ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);")
        })
        .concat()
}

fn down(_: Dialect) -> String {
    TABLES.map(|table| format!("ALTER TABLE {table} DROP COLUMN version;")).concat()
}
