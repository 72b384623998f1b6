//! Who people are to the state, in a table of its own, because its class is read by fewer.

use crate::change::Change;
use crate::dialect::Dialect;

pub(crate) const CHANGE: Change = Change { name: "m0006_identity", up, down };

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, bytes) = (types.uuid, types.text, types.bytes);
    format!(
        "CREATE TABLE official_identity (
            official_id {uuid} NOT NULL PRIMARY KEY REFERENCES official (id) ON DELETE RESTRICT,
            citizen_number_sealed {bytes},
            phone {text},
            address {text}
        );"
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE official_identity;".to_owned()
}
