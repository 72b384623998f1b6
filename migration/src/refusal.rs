//! Triggers that refuse a change of rows under the name of a rule, so that no mistake of the server's rewrites what is
//! final. On PostgreSQL they bind an intruder too, as long as the server's role doesn't own the schema; an SQLite file
//! has no owner but whoever may write it, and there the hashes of the journal are what betrays a change.
//!
//! What this renders is part of every change that used it: another rule is another function.

use crate::dialect::Dialect;

/// The SQL that makes the database refuse an `event` (INSERT, UPDATE or DELETE) on rows of `table`: all of them, or
/// those that `when` holds for, an expression over OLD and NEW. PostgreSQL reports the rule as the constraint, SQLite
/// as the error's message.
pub(crate) fn refuse(dialect: Dialect, rule: &str, table: &str, event: &str, when: Option<&str>) -> String {
    let name = format!("{rule}_{}", event.to_lowercase());
    match (dialect, when) {
        (Dialect::Sqlite, _) => {
            let when = when.map_or_else(String::new, |when| format!("WHEN {when}"));
            format!(
                "CREATE TRIGGER {name} BEFORE {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{rule}'); END;\n"
            )
        }
        (Dialect::Postgres, Some(when)) => format!(
            "CREATE TRIGGER {name} BEFORE {event} ON {table}
                 FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_change('{rule}');\n"
        ),
        (Dialect::Postgres, None) => format!(
            "CREATE TRIGGER {name} BEFORE {event} ON {table}
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{rule}');\n"
        ),
    }
}

/// The SQL that makes the database refuse to empty `table` at once, past the triggers of its rows. SQLite has no
/// such statement: its DELETE of every row fires them.
pub(crate) fn refuse_truncate(dialect: Dialect, rule: &str, table: &str) -> String {
    match dialect {
        Dialect::Sqlite => String::new(),
        Dialect::Postgres => refuse(dialect, rule, table, "TRUNCATE", None),
    }
}

/// The SQL that makes `table`, whose primary key is `key`, a table that only grows. The rule is `<table>_append_only`.
pub(crate) fn append_only(dialect: Dialect, table: &str, key: &[&str]) -> String {
    let rule = format!("{table}_append_only");
    refuse(dialect, &rule, table, "UPDATE", None)
        + &refuse(dialect, &rule, table, "DELETE", None)
        + &refuse_truncate(dialect, &rule, table)
        + &refuse_replacement(dialect, &rule, table, key)
}

/// SQLite's REPLACE removes the row that stands in its way without a DELETE that a trigger would see.
fn refuse_replacement(dialect: Dialect, rule: &str, table: &str, key: &[&str]) -> String {
    match dialect {
        Dialect::Sqlite => {
            let same =
                key.iter().map(|column| format!("{column} = NEW.{column}")).collect::<Vec<_>>().join(" AND ");
            let taken = format!("EXISTS (SELECT 1 FROM {table} WHERE {same})");
            refuse(dialect, rule, table, "INSERT", Some(&taken))
        }
        Dialect::Postgres => String::new(),
    }
}

/// The SQL that keeps rows of `table`, which only grows under the rule of [`append_only`], from being replaced through
/// any of `keys`, or through the number that SQLite gives to each row by itself. Where a row is inserted without such a
/// number, its trigger is shown one that no row has.
pub(crate) fn refuse_replacement_by_any(dialect: Dialect, table: &str, keys: &[&[&str]]) -> String {
    match dialect {
        Dialect::Sqlite => {
            let numbered: &[&str] = &["rowid"];
            let taken = std::iter::once(&numbered).chain(keys).map(|key| {
                let same = key.iter().map(|column| format!("{column} = NEW.{column}")).collect::<Vec<_>>();
                format!("EXISTS (SELECT 1 FROM {table} WHERE {})", same.join(" AND "))
            });
            let taken = taken.collect::<Vec<_>>().join(" OR ");
            format!(
                "CREATE TRIGGER {table}_append_only_by_any_key BEFORE INSERT ON {table} WHEN {taken}
                 BEGIN SELECT RAISE(ABORT, '{table}_append_only'); END;\n"
            )
        }
        Dialect::Postgres => String::new(),
    }
}

/// Takes back [`refuse_replacement_by_any`].
pub(crate) fn refuse_replacement_by_any_down(dialect: Dialect, table: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("DROP TRIGGER {table}_append_only_by_any_key;\n"),
        Dialect::Postgres => String::new(),
    }
}

/// The function that every refusal calls.
pub(crate) const fn foundation(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => {
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                 RAISE EXCEPTION USING
                     ERRCODE = 'restrict_violation',
                     MESSAGE = TG_ARGV[0],
                     TABLE = TG_TABLE_NAME,
                     CONSTRAINT = TG_ARGV[0];
             END $$;\n"
        }
    }
}

/// Takes back [`foundation`].
pub(crate) const fn foundation_down(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "DROP FUNCTION refuse_change();\n",
    }
}
