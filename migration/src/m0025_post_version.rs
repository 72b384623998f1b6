//! Posts are changed by themselves: each counts its changes. Seats may be added to those of a title for a time; they lie beside the one base
//! number that a title has in a unit on a day.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay, Only};

pub(crate) const CHANGE: Change = Change { name: "m0025_post_version", up, down };

const NAME: &str = "post_one_per_day";

const fn per_day(only: Option<Only>) -> OnePerDay {
    OnePerDay {
        name: NAME,
        table: "post",
        key: &[Key::Uuid("unit_id"), Key::Text("title_code")],
        from: "valid_from",
        to: "valid_to",
        only,
    }
}

fn up(dialect: Dialect) -> String {
    lifted(dialect)
        + "ALTER TABLE post ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
           ALTER TABLE post ADD COLUMN is_transitional boolean NOT NULL DEFAULT false
               CONSTRAINT post_transitional
               CHECK (NOT is_transitional OR (valid_to IS NOT NULL AND decision IS NOT NULL));"
        + &per_day(Some(Only::Not("is_transitional"))).up(dialect)
}

fn down(dialect: Dialect) -> String {
    lifted(dialect)
        + "DELETE FROM post WHERE is_transitional;
           ALTER TABLE post DROP COLUMN is_transitional;
           ALTER TABLE post DROP COLUMN version;"
        + &per_day(None).up(dialect)
}

fn lifted(dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => format!("DROP TRIGGER {NAME}_insert; DROP TRIGGER {NAME}_update;\n"),
        Dialect::Postgres => format!("ALTER TABLE post DROP CONSTRAINT {NAME};\n"),
    }
}
