//! What logging in leaves behind: failures, waits, codes that activate an account, and why a session ended.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::words::one_of;

pub(crate) const CHANGE: Change = Change { name: "m0016_logins", up, down };

const SESSION_END_REASON: &[&str] = &[
    "LOGGED_OUT",
    "REFRESH_REUSED",
    "PASSWORD_CHANGED",
    "ENDED_BY_ADMINISTRATOR",
    "ENDED_BY_CONSOLE",
    "ACCOUNT_DISABLED",
    "TOO_MANY_SESSIONS",
];

const THROTTLE_KIND: &[&str] = &["NAME_AND_ADDRESS", "NAME", "ADDRESS"];

fn up(dialect: Dialect) -> String {
    sessions(dialect) + &failures(dialect) + &activations(dialect)
}

fn sessions(dialect: Dialect) -> String {
    let types = dialect.types();
    let (text, instant) = (types.text, types.instant);
    let reason = one_of("end_reason", SESSION_END_REASON);
    format!(
        "ALTER TABLE session ADD COLUMN end_reason {text} {reason}
            CONSTRAINT session_end_reason_at_an_end CHECK (end_reason IS NULL OR ended_at IS NOT NULL);
        ALTER TABLE session ADD COLUMN last_seen_address {text};
        ALTER TABLE refresh_token ADD COLUMN used_address {text};
        ALTER TABLE refresh_token ADD COLUMN revoked_at {instant};
        "
    )
}

// What is counted of an account is a row of its own, so that a failed login changes no row of `account`. What is
// counted of a name has no reference to an account: it may be the name of none.
fn failures(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, instant, bytes) = (types.uuid, types.text, types.instant, types.bytes);
    let kind = one_of("kind", THROTTLE_KIND);
    format!(
        "CREATE TABLE account_login (
            account_id {uuid} NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE RESTRICT,
            failures integer NOT NULL CHECK (failures >= 0),
            familiar_failures integer NOT NULL CHECK (familiar_failures >= 0),
            last_failure_at {instant},
            locked_at {instant},
            last_login_at {instant}
        );

        CREATE TABLE login_throttle (
            kind {text} NOT NULL {kind},
            subject {bytes} NOT NULL CHECK (length(subject) = 32),
            failures integer NOT NULL CHECK (failures >= 0),
            counted_since {instant} NOT NULL,
            last_failure_at {instant},
            blocked_until {instant},
            succeeded_at {instant},
            keep_until {instant} NOT NULL,
            PRIMARY KEY (kind, subject)
        );
        CREATE INDEX login_throttle_keep_until ON login_throttle (keep_until);
        "
    )
}

fn activations(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, instant, bytes) = (types.uuid, types.instant, types.bytes);
    format!(
        "CREATE TABLE activation (
            id {uuid} NOT NULL PRIMARY KEY,
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            code_hash {bytes} NOT NULL CHECK (length(code_hash) = 32),
            issued_at {instant} NOT NULL,
            expires_at {instant} NOT NULL,
            issued_by {uuid} REFERENCES account (id) ON DELETE RESTRICT,
            used_at {instant},
            cancelled_at {instant},
            CONSTRAINT activation_expires_after_issued CHECK (expires_at > issued_at),
            CONSTRAINT activation_used_or_cancelled CHECK (used_at IS NULL OR cancelled_at IS NULL)
        );
        CREATE UNIQUE INDEX activation_code ON activation (code_hash);
        CREATE INDEX activation_account ON activation (account_id);
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE activation;
     DROP TABLE login_throttle;
     DROP TABLE account_login;
     ALTER TABLE refresh_token DROP COLUMN revoked_at;
     ALTER TABLE refresh_token DROP COLUMN used_address;
     ALTER TABLE session DROP COLUMN last_seen_address;
     ALTER TABLE session DROP COLUMN end_reason;"
        .to_owned()
}
