//! What was asked for once under a key, so that a repetition is known as one.

use crate::change::Change;
use crate::dialect::Dialect;

pub(crate) const CHANGE: Change = Change { name: "m0021_idempotency", up, down };

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, instant, bytes) = (types.uuid, types.text, types.instant, types.bytes);
    format!(
        "CREATE TABLE idempotency (
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            idempotency_key {text} NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 64),
            operation {text} NOT NULL,
            request_mark {bytes} NOT NULL CHECK (length(request_mark) = 40),
            object_id {uuid} NOT NULL,
            recorded_at {instant} NOT NULL,
            PRIMARY KEY (account_id, idempotency_key)
        );
        CREATE INDEX idempotency_recorded ON idempotency (account_id, recorded_at);
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE idempotency;".to_owned()
}
