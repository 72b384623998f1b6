//! Training plans are submitted by somebody and approved by somebody else, and what is approved stays as it is: the plan, and its items.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::refuse;

pub(crate) const CHANGE: Change = Change { name: "m0032_training_plan_work", up, down };

/// An approved plan has its decision, and is never written again. Source: domain §7.
const PLAN: &str = "training_plan_approved_is_final";
/// As [`PLAN`], of its items.
const ITEM: &str = "training_plan_item_approved_is_final";

const APPROVED: &str = "OLD.decision IS NOT NULL";

/// That the row which is written takes the place of an approved plan. SQLite's REPLACE removes what stands in its way without a DELETE
/// that a trigger would see.
const IN_PLACE_OF_APPROVED: &str = "EXISTS (
        SELECT 1 FROM training_plan AS other WHERE other.decision IS NOT NULL AND (
            other.id = NEW.id OR other.rowid = NEW.rowid
            OR (other.unit_id = NEW.unit_id AND other.year = NEW.year AND other.edition = NEW.edition)))";

fn up(dialect: Dialect) -> String {
    let uuid = dialect.types().uuid;
    let of_approved = match dialect {
        Dialect::Sqlite => {
            "EXISTS (SELECT 1 FROM training_plan WHERE id = OLD.plan_id AND decision IS NOT NULL)"
        }
        Dialect::Postgres => "training_plan_is_approved(OLD.plan_id)",
    };
    let mut up = format!(
        "ALTER TABLE training_plan ADD COLUMN submitted_by {uuid} REFERENCES account (id) ON DELETE RESTRICT;\n"
    );
    if dialect == Dialect::Postgres {
        up +=
            "CREATE FUNCTION training_plan_is_approved(which uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
                   SELECT EXISTS (SELECT 1 FROM training_plan WHERE id = which AND decision IS NOT NULL)
               $$;\n";
    }
    for event in ["UPDATE", "DELETE"] {
        up += &refuse(dialect, PLAN, "training_plan", event, Some(APPROVED));
        up += &refuse(dialect, ITEM, "training_plan_item", event, Some(of_approved));
    }
    if dialect == Dialect::Sqlite {
        up += &refuse(dialect, PLAN, "training_plan", "INSERT", Some(IN_PLACE_OF_APPROVED));
    }
    up
}

fn down(dialect: Dialect) -> String {
    let triggers = match dialect {
        Dialect::Sqlite => format!(
            "DROP TRIGGER {PLAN}_insert; DROP TRIGGER {PLAN}_update; DROP TRIGGER {PLAN}_delete;
             DROP TRIGGER {ITEM}_update; DROP TRIGGER {ITEM}_delete;"
        ),
        Dialect::Postgres => format!(
            "DROP TRIGGER {PLAN}_update ON training_plan; DROP TRIGGER {PLAN}_delete ON training_plan;
             DROP TRIGGER {ITEM}_update ON training_plan_item; DROP TRIGGER {ITEM}_delete ON training_plan_item;
             DROP FUNCTION training_plan_is_approved(uuid);"
        ),
    };
    format!("{triggers}\nALTER TABLE training_plan DROP COLUMN submitted_by;")
}
