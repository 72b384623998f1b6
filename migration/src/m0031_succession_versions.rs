//! Succession rounds and their entries are changed by themselves: each counts its changes, and says who submitted and who proposed, because
//! nobody approves what is his own. Whoever is proposed may be taken back while the round is a draft or returned: the rule that
//! keeps an entry's steps lets those go with it, and no other ones.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::m0028_duplicates::instead;

pub(crate) const CHANGE: Change = Change { name: "m0031_succession_versions", up, down };

/// The rule of `m0011_succession`.
const RULE: &str = "succession_entry_step_append_only";

/// That a step is not that of somebody who was registered twice: the rule of `m0028_duplicates`.
const fn not_twice(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            "NOT EXISTS (SELECT 1 FROM succession_entry JOIN official ON official.id = succession_entry.official_id
                WHERE succession_entry.id = OLD.entry_id AND official.merged_into_id IS NOT NULL)"
        }
        Dialect::Postgres => "NOT succession_entry_is_twice(OLD.entry_id)",
    }
}

/// The state of the round of an entry.
fn round_status(entry: &str) -> String {
    format!(
        "(SELECT status FROM succession_round_step
            WHERE round_id = (SELECT round_id FROM succession_entry WHERE id = {entry})
            ORDER BY sequence DESC LIMIT 1)"
    )
}

/// That a step is not the first one of an entry whose round is a draft or returned.
fn not_proposed(dialect: Dialect) -> String {
    let is_open = match dialect {
        Dialect::Sqlite => {
            format!("COALESCE({} IN ('DRAFT', 'RETURNED'), false)", round_status("OLD.entry_id"))
        }
        Dialect::Postgres => "succession_entry_is_proposed(OLD.entry_id)".to_owned(),
    };
    format!("NOT (OLD.status = 'PLANNED' AND {is_open})")
}

fn up(dialect: Dialect) -> String {
    let uuid = dialect.types().uuid;
    let mut up = format!(
        "ALTER TABLE succession_round ADD COLUMN submitted_by {uuid} REFERENCES account (id) ON DELETE RESTRICT;
        ALTER TABLE succession_entry ADD COLUMN proposed_by {uuid} REFERENCES account (id) ON DELETE RESTRICT;
        ALTER TABLE succession_round ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
        ALTER TABLE succession_entry ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
        CREATE INDEX succession_entry_round ON succession_entry (round_id);
        "
    );
    if dialect == Dialect::Postgres {
        up += &format!(
            "CREATE FUNCTION succession_entry_is_proposed(which uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
                 SELECT COALESCE({} IN ('DRAFT', 'RETURNED'), false)
             $$;\n",
            round_status("which")
        );
    }
    let when = format!("{} AND {}", not_twice(dialect), not_proposed(dialect));
    up + &instead(dialect, RULE, "succession_entry_step", "DELETE", Some(&when))
}

fn down(dialect: Dialect) -> String {
    let mut down = instead(dialect, RULE, "succession_entry_step", "DELETE", Some(not_twice(dialect)));
    if dialect == Dialect::Postgres {
        down += "DROP FUNCTION succession_entry_is_proposed(uuid);\n";
    }
    down + "DROP INDEX succession_entry_round;
            ALTER TABLE succession_entry DROP COLUMN version;
            ALTER TABLE succession_round DROP COLUMN version;
            ALTER TABLE succession_entry DROP COLUMN proposed_by;
            ALTER TABLE succession_round DROP COLUMN submitted_by;"
}
