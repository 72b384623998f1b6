//! What administrators propose to each other about accounts, and which official holds an account. A grant may be
//! ended on the day on which it began: then it was held on no day.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::words::{ROLE, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0018_account_proposals", up, down };

const KIND: &[&str] = &["INVITATION", "ROLE", "UNITS", "CARRY_OVER", "RESET"];
const OUTCOME: &[&str] = &["APPROVED", "REJECTED", "EXPIRED"];

fn up(dialect: Dialect) -> String {
    grants(dialect, "valid_to >= valid_from") + &proposals(dialect)
}

/// The table of grants with another rule for their periods. SQLite can't change a rule of a table that is there.
fn grants(dialect: Dialect, period: &str) -> String {
    match dialect {
        Dialect::Postgres => format!(
            "ALTER TABLE account_grant DROP CONSTRAINT account_grant_period;
             ALTER TABLE account_grant ADD CONSTRAINT account_grant_period CHECK ({period});
             "
        ),
        Dialect::Sqlite => format!(
            "CREATE TABLE account_grant_anew (
                id blob NOT NULL PRIMARY KEY,
                account_id blob NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
                unit_id blob NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
                valid_from date NOT NULL,
                valid_to date,
                carries_over_confirmed_at datetime,
                carries_over_confirmed_by blob REFERENCES account (id) ON DELETE RESTRICT,
                CONSTRAINT account_grant_period CHECK ({period}),
                CONSTRAINT account_grant_confirmed_at_a_time
                    CHECK (carries_over_confirmed_by IS NULL OR carries_over_confirmed_at IS NOT NULL)
            );
            INSERT INTO account_grant_anew SELECT id, account_id, unit_id, valid_from, valid_to,
                carries_over_confirmed_at, carries_over_confirmed_by FROM account_grant;
            DROP TABLE account_grant;
            ALTER TABLE account_grant_anew RENAME TO account_grant;
            CREATE INDEX account_grant_account ON account_grant (account_id, valid_from);
            CREATE INDEX account_grant_unit ON account_grant (unit_id);
            "
        ),
    }
}

fn proposals(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date, instant) = (types.uuid, types.text, types.date, types.instant);
    let (kind, role, outcome) = (one_of("kind", KIND), one_of("role", ROLE), one_of("outcome", OUTCOME));
    format!(
        "CREATE TABLE account_proposal (
            id {uuid} NOT NULL PRIMARY KEY,
            account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
            kind {text} NOT NULL {kind},
            role {text} {role},
            grant_id {uuid} REFERENCES account_grant (id) ON DELETE RESTRICT,
            reason {text},
            proposed_by {uuid} REFERENCES account (id) ON DELETE RESTRICT,
            proposed_at {instant} NOT NULL,
            expires_at {instant} NOT NULL,
            outcome {text} {outcome},
            decided_at {instant},
            decided_by {uuid} REFERENCES account (id) ON DELETE RESTRICT,
            decision_reason {text},
            CONSTRAINT account_proposal_expires_after_proposed CHECK (expires_at > proposed_at),
            CONSTRAINT account_proposal_decided_at_a_time CHECK ((outcome IS NULL) = (decided_at IS NULL)),
            CONSTRAINT account_proposal_has_its_role CHECK ((kind = 'INVITATION' OR kind = 'ROLE') = (role IS NOT NULL)),
            CONSTRAINT account_proposal_has_its_grant CHECK ((kind = 'CARRY_OVER') = (grant_id IS NOT NULL)),
            CONSTRAINT account_proposal_by_two CHECK (outcome <> 'APPROVED' OR decided_by IS NULL
                OR (decided_by <> account_id AND (proposed_by IS NULL OR decided_by <> proposed_by)))
        );
        CREATE UNIQUE INDEX account_proposal_open ON account_proposal (account_id) WHERE outcome IS NULL;
        CREATE INDEX account_proposal_account ON account_proposal (account_id, proposed_at);
        CREATE INDEX account_proposal_time ON account_proposal (proposed_at);

        CREATE TABLE account_proposal_unit (
            id {uuid} NOT NULL PRIMARY KEY,
            proposal_id {uuid} NOT NULL REFERENCES account_proposal (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT account_proposal_unit_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX account_proposal_unit_proposal ON account_proposal_unit (proposal_id);

        CREATE TABLE account_holder (
            account_id {uuid} NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE RESTRICT,
            official_id {uuid} REFERENCES official (id) ON DELETE RESTRICT,
            linked_at {instant} NOT NULL,
            linked_by {uuid} REFERENCES account (id) ON DELETE RESTRICT
        );
        CREATE INDEX account_holder_official ON account_holder (official_id);
        "
    )
}

fn down(dialect: Dialect) -> String {
    "DROP TABLE account_holder;
     DROP TABLE account_proposal_unit;
     DROP TABLE account_proposal;
     DELETE FROM account_grant WHERE valid_to = valid_from;
     "
    .to_owned()
        + &grants(dialect, "valid_to > valid_from")
}
