//! Ratings are proposed by somebody and approved by somebody else; each counts its changes. One proposal per person and year
//! is open at a time. And an end to the way around approved ones: SQLite's REPLACE removes a row that stands in its way without
//! a DELETE that a trigger would see.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::refuse;

pub(crate) const CHANGE: Change = Change { name: "m0023_rating_proposals", up, down };

/// Who proposed an approved rating is never rewritten: nobody approves what he proposed. Source: domain §5.
const PROPOSER: &str = "rating_proposer_is_final";

/// The rule of `m0009_ratings`.
const FINAL: &str = "rating_approved_is_final";

/// That the row which is written takes the place of an approved one: by its id, by the number that SQLite gives to each row, or
/// by the person and year of which one rating is in force.
const IN_PLACE_OF_APPROVED: &str = "EXISTS (
        SELECT 1 FROM rating AS other WHERE other.approved_on IS NOT NULL AND (
            other.id = NEW.id OR other.rowid = NEW.rowid
            OR (other.superseded_on IS NULL AND NEW.approved_on IS NOT NULL AND NEW.superseded_on IS NULL
                AND other.official_id = NEW.official_id AND other.year = NEW.year)))";

fn up(dialect: Dialect) -> String {
    let uuid = dialect.types().uuid;
    let rewritten = "OLD.approved_on IS NOT NULL AND NEW.proposed_by IS DISTINCT FROM OLD.proposed_by";
    format!(
        "ALTER TABLE rating ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
        ALTER TABLE rating ADD COLUMN proposed_by {uuid} REFERENCES account (id) ON DELETE RESTRICT;
        CREATE UNIQUE INDEX rating_one_proposed ON rating (official_id, year) WHERE approved_on IS NULL;
        "
    ) + &refuse(dialect, PROPOSER, "rating", "UPDATE", Some(rewritten))
        + &refuse_replacement(dialect)
}

fn refuse_replacement(dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => {
            let moved = IN_PLACE_OF_APPROVED.replace("WHERE", "WHERE other.id <> OLD.id AND");
            refuse(dialect, FINAL, "rating", "INSERT", Some(IN_PLACE_OF_APPROVED))
                + &format!(
                    "CREATE TRIGGER {FINAL}_move BEFORE UPDATE ON rating WHEN {moved}
                     BEGIN SELECT RAISE(ABORT, '{FINAL}'); END;\n"
                )
        }
        Dialect::Postgres => String::new(),
    }
}

fn down(dialect: Dialect) -> String {
    let triggers = match dialect {
        Dialect::Sqlite => {
            format!("DROP TRIGGER {PROPOSER}_update; DROP TRIGGER {FINAL}_insert; DROP TRIGGER {FINAL}_move;")
        }
        Dialect::Postgres => format!("DROP TRIGGER {PROPOSER}_update ON rating;"),
    };
    format!(
        "{triggers}
        DROP INDEX rating_one_proposed;
        ALTER TABLE rating DROP COLUMN proposed_by;
        ALTER TABLE rating DROP COLUMN version;"
    )
}
