//! What a machine proves itself with, from where it may come, and what of its role's classes it may read.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::words::{CONFIDENTIALITY_CLASS, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0017_service_accounts", up, down };

fn up(dialect: Dialect) -> String {
    proofs(dialect) + &limits(dialect)
}

fn proofs(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, instant, bytes) = (types.uuid, types.text, types.instant, types.bytes);
    format!(
        "CREATE TABLE service_secret (
            id {uuid} NOT NULL PRIMARY KEY,
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            label {text} NOT NULL CHECK (label <> ''),
            secret_hash {bytes} NOT NULL CHECK (length(secret_hash) = 32),
            created_at {instant} NOT NULL,
            created_by {uuid} REFERENCES account (id) ON DELETE RESTRICT,
            expires_at {instant},
            revoked_at {instant},
            last_used_at {instant},
            CONSTRAINT service_secret_expires_after_created CHECK (expires_at > created_at)
        );
        CREATE UNIQUE INDEX service_secret_hash ON service_secret (secret_hash);
        CREATE INDEX service_secret_account ON service_secret (account_id);

        CREATE TABLE service_key (
            id {uuid} NOT NULL PRIMARY KEY,
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            label {text} NOT NULL CHECK (label <> ''),
            kid {text} NOT NULL CHECK (kid <> ''),
            public_key {bytes} NOT NULL CHECK (length(public_key) = 32),
            created_at {instant} NOT NULL,
            created_by {uuid} REFERENCES account (id) ON DELETE RESTRICT,
            revoked_at {instant},
            last_used_at {instant}
        );
        CREATE UNIQUE INDEX service_key_public ON service_key (public_key);
        CREATE UNIQUE INDEX service_key_kid ON service_key (account_id, kid);

        CREATE TABLE client_assertion (
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            jti {text} NOT NULL,
            expires_at {instant} NOT NULL,
            PRIMARY KEY (account_id, jti)
        );
        CREATE INDEX client_assertion_expires ON client_assertion (expires_at);
        "
    )
}

fn limits(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text) = (types.uuid, types.text);
    let class = one_of("class", CONFIDENTIALITY_CLASS);
    format!(
        "CREATE TABLE service_address (
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            network {text} NOT NULL CHECK (network <> ''),
            PRIMARY KEY (account_id, network)
        );

        CREATE TABLE service_class (
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            class {text} NOT NULL {class},
            PRIMARY KEY (account_id, class)
        );
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE service_class;
     DROP TABLE service_address;
     DROP TABLE client_assertion;
     DROP TABLE service_key;
     DROP TABLE service_secret;"
        .to_owned()
}
