//! Accounts, the units that they hold their role in, and their sessions.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::words::{ACCOUNT_STATUS, ROLE, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0013_accounts", up, down };

fn up(dialect: Dialect) -> String {
    accounts(dialect) + &sessions(dialect)
}

fn accounts(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date, instant) = (types.uuid, types.text, types.date, types.instant);
    let role = one_of("role", ROLE);
    let status = one_of("status", ACCOUNT_STATUS);
    format!(
        "CREATE TABLE account (
            id {uuid} NOT NULL PRIMARY KEY,
            username {text} NOT NULL,
            display_name {text} NOT NULL,
            role {text} NOT NULL {role},
            status {text} NOT NULL {status},
            password_hash {text},
            password_changed_at {instant},
            must_change_password boolean NOT NULL,
            created_at {instant} NOT NULL,
            version integer NOT NULL CHECK (version >= 1),
            CONSTRAINT account_username_lower_case CHECK (username = lower(username) AND username <> '')
        );
        CREATE UNIQUE INDEX account_username ON account (username);

        CREATE TABLE account_grant (
            id {uuid} NOT NULL PRIMARY KEY,
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            valid_from {date} NOT NULL,
            valid_to {date},
            carries_over_confirmed_at {instant},
            carries_over_confirmed_by {uuid} REFERENCES account (id) ON DELETE RESTRICT,
            CONSTRAINT account_grant_period CHECK (valid_to > valid_from),
            CONSTRAINT account_grant_confirmed_at_a_time
                CHECK (carries_over_confirmed_by IS NULL OR carries_over_confirmed_at IS NOT NULL)
        );
        CREATE INDEX account_grant_account ON account_grant (account_id, valid_from);
        CREATE INDEX account_grant_unit ON account_grant (unit_id);
        "
    )
}

// The reference within refresh_token has no ON DELETE RESTRICT: SQLite empties a table row by row before it drops
// it, and RESTRICT, unlike the default, would refuse the first row that another one refers to.
fn sessions(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, instant, bytes) = (types.uuid, types.text, types.instant, types.bytes);
    format!(
        "CREATE TABLE session (
            id {uuid} NOT NULL PRIMARY KEY,
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            created_at {instant} NOT NULL,
            authenticated_at {instant} NOT NULL,
            last_seen_at {instant} NOT NULL,
            expires_at {instant} NOT NULL,
            ended_at {instant},
            address {text},
            client {text},
            CONSTRAINT session_expires_after_created CHECK (expires_at > created_at)
        );
        CREATE INDEX session_account ON session (account_id);

        CREATE TABLE refresh_token (
            id {uuid} NOT NULL PRIMARY KEY,
            session_id {uuid} NOT NULL REFERENCES session (id) ON DELETE RESTRICT,
            token_hash {bytes} NOT NULL CHECK (length(token_hash) = 32),
            issued_at {instant} NOT NULL,
            expires_at {instant} NOT NULL,
            used_at {instant},
            successor_id {uuid} REFERENCES refresh_token (id),
            CONSTRAINT refresh_token_expires_after_issued CHECK (expires_at > issued_at)
        );
        CREATE UNIQUE INDEX refresh_token_hash ON refresh_token (token_hash);
        CREATE INDEX refresh_token_session ON refresh_token (session_id);
        CREATE INDEX refresh_token_successor ON refresh_token (successor_id);
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE refresh_token;
     DROP TABLE session;
     DROP TABLE account_grant;
     DROP TABLE account;"
        .to_owned()
}
