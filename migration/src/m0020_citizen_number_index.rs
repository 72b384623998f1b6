//! What a citizen number is found by: a keyed mark of it, beside the sealed number.

use crate::change::Change;
use crate::dialect::Dialect;

pub(crate) const CHANGE: Change = Change { name: "m0020_citizen_number_index", up, down };

fn up(dialect: Dialect) -> String {
    let bytes = dialect.types().bytes;
    format!(
        "ALTER TABLE official_identity
            ADD COLUMN citizen_number_index {bytes} CHECK (length(citizen_number_index) = 40);
        CREATE UNIQUE INDEX official_identity_citizen_number ON official_identity (citizen_number_index);
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP INDEX official_identity_citizen_number;
     ALTER TABLE official_identity DROP COLUMN citizen_number_index;"
        .to_owned()
}
