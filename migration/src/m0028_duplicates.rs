//! Somebody who was registered twice is one person: the one record goes into the other. It stays for ever, and says which one stands for it;
//! what hung on it hangs on that one. So three rules about what is final let the facts of such a record through, and no other
//! ones. And assessments of locality are corrected: each counts its changes.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::refuse;

pub(crate) const CHANGE: Change = Change { name: "m0028_duplicates", up, down };

/// The rule of `m0009_ratings`.
const RATING: &str = "rating_approved_is_final";

/// What an approved rating never changes: nothing but the day on which another one stands in its place, set once.
const EDITED: &str = "OLD.approved_on IS NOT NULL AND (
        OLD.superseded_on IS NOT NULL OR NEW.id <> OLD.id OR NEW.official_id <> OLD.official_id
        OR NEW.unit_id <> OLD.unit_id OR NEW.year <> OLD.year OR NEW.grade <> OLD.grade
        OR NEW.proposed_on <> OLD.proposed_on OR NEW.approved_on IS NULL OR NEW.approved_on <> OLD.approved_on)";

/// As [`EDITED`]; but a rating of somebody who was registered twice goes over to the record that stands for the person.
fn edited_otherwise(dialect: Dialect) -> String {
    let goes_over = match dialect {
        Dialect::Sqlite => {
            "EXISTS (SELECT 1 FROM official WHERE id = OLD.official_id AND merged_into_id = NEW.official_id)"
        }
        Dialect::Postgres => "official_goes_over(OLD.official_id, NEW.official_id)",
    };
    format!(
        "OLD.approved_on IS NOT NULL AND (
            NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.year <> OLD.year OR NEW.grade <> OLD.grade
            OR NEW.proposed_on <> OLD.proposed_on OR NEW.approved_on IS NULL OR NEW.approved_on <> OLD.approved_on
            OR (OLD.superseded_on IS NOT NULL AND NEW.superseded_on IS DISTINCT FROM OLD.superseded_on)
            OR (OLD.superseded_on IS NOT NULL AND NEW.official_id = OLD.official_id)
            OR (NEW.official_id <> OLD.official_id AND NOT {goes_over}))"
    )
}

/// Steps of what hangs on a person: the table, that of the thing, and the column of the step that names it. Their rule is
/// `<table>_append_only`.
const STEPS: [(&str, &str, &str); 2] = [
    ("enrolment_step", "enrolment", "enrolment_id"),
    ("succession_entry_step", "succession_entry", "entry_id"),
];

/// That a step is removed and does not belong to somebody who was registered twice.
fn removed_otherwise(dialect: Dialect, (_, thing, column): (&str, &str, &str)) -> String {
    match dialect {
        Dialect::Sqlite => format!(
            "NOT EXISTS (SELECT 1 FROM {thing} JOIN official ON official.id = {thing}.official_id
                WHERE {thing}.id = OLD.{column} AND official.merged_into_id IS NOT NULL)"
        ),
        Dialect::Postgres => format!("NOT {thing}_is_twice(OLD.{column})"),
    }
}

fn up(dialect: Dialect) -> String {
    let uuid = dialect.types().uuid;
    // No ON DELETE RESTRICT: see `m0012_training`.
    let mut up = format!(
        "ALTER TABLE official ADD COLUMN merged_into_id {uuid} REFERENCES official (id)
            CONSTRAINT official_not_into_itself CHECK (merged_into_id <> id);
        CREATE INDEX official_merged_into ON official (merged_into_id);
        ALTER TABLE locality_assessment
            ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
        "
    );
    if dialect == Dialect::Postgres {
        up += "CREATE FUNCTION official_goes_over(duplicate uuid, survivor uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
                   SELECT EXISTS (SELECT 1 FROM official WHERE id = duplicate AND merged_into_id = survivor)
               $$;\n";
        for (_, thing, _) in STEPS {
            up += &format!(
                "CREATE FUNCTION {thing}_is_twice(which uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
                     SELECT EXISTS (SELECT 1 FROM {thing} JOIN official ON official.id = {thing}.official_id
                         WHERE {thing}.id = which AND official.merged_into_id IS NOT NULL)
                 $$;\n"
            );
        }
    }
    up += &instead(dialect, RATING, "rating", "UPDATE", Some(&edited_otherwise(dialect)));
    for steps in STEPS {
        let (table, ..) = steps;
        let when = removed_otherwise(dialect, steps);
        up += &instead(dialect, &format!("{table}_append_only"), table, "DELETE", Some(&when));
    }
    up
}

fn down(dialect: Dialect) -> String {
    let mut down = instead(dialect, RATING, "rating", "UPDATE", Some(EDITED));
    for (table, ..) in STEPS {
        down += &instead(dialect, &format!("{table}_append_only"), table, "DELETE", None);
    }
    if dialect == Dialect::Postgres {
        for (_, thing, _) in STEPS {
            down += &format!("DROP FUNCTION {thing}_is_twice(uuid);\n");
        }
        down += "DROP FUNCTION official_goes_over(uuid, uuid);\n";
    }
    down + "ALTER TABLE locality_assessment DROP COLUMN version;
            DROP INDEX official_merged_into;
            ALTER TABLE official DROP COLUMN merged_into_id;"
}

/// The refusal of an event under a rule, in the place of the one that there was.
pub(crate) fn instead(dialect: Dialect, rule: &str, table: &str, event: &str, when: Option<&str>) -> String {
    let name = format!("{rule}_{}", event.to_lowercase());
    let dropped = match dialect {
        Dialect::Sqlite => format!("DROP TRIGGER {name};\n"),
        Dialect::Postgres => format!("DROP TRIGGER {name} ON {table};\n"),
    };
    dropped + &refuse(dialect, rule, table, event, when)
}
