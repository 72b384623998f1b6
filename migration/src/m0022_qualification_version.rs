//! Qualifications are changed by themselves: each counts its changes.

use crate::change::Change;
use crate::dialect::Dialect;

pub(crate) const CHANGE: Change = Change { name: "m0022_qualification_version", up, down };

fn up(_: Dialect) -> String {
    "ALTER TABLE qualification ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);".to_owned()
}

fn down(_: Dialect) -> String {
    "ALTER TABLE qualification DROP COLUMN version;".to_owned()
}
