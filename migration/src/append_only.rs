//! The rule that a table only grows: rows are neither changed nor removed. It binds whoever holds the connection,
//! so that a mistake or an intruder in the server can't rewrite history; only who owns the schema can lift it.
//!
//! What this renders is part of every change that used it: another rule is another function.

use crate::dialect::Dialect;

/// The SQL that makes the database refuse changes of `table`'s rows, whose primary key is `key`. The rule is reported
/// as `<table>_append_only`: as the constraint on PostgreSQL, as the error's message on SQLite.
pub(crate) fn append_only(dialect: Dialect, table: &str, key: &[&str]) -> String {
    match dialect {
        Dialect::Sqlite => {
            // REPLACE removes the row in its way without a DELETE that a trigger would see.
            let taken =
                key.iter().map(|column| format!("{column} = NEW.{column}")).collect::<Vec<_>>().join(" AND ");
            let replaces = format!("WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})");
            [("UPDATE", ""), ("DELETE", ""), ("INSERT", replaces.as_str())]
                .map(|(event, condition)| {
                    let suffix = event.to_lowercase();
                    format!(
                        "CREATE TRIGGER {table}_append_only_{suffix} BEFORE {event} ON {table} {condition} BEGIN
                             SELECT RAISE(ABORT, '{table}_append_only');
                         END;\n"
                    )
                })
                .concat()
        }
        // Per statement, so that TRUNCATE is caught too, and an UPDATE is refused even where it meets no row.
        Dialect::Postgres => format!(
            "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();\n"
        ),
    }
}

/// The SQL that [`append_only`] rests on. One change makes it, before the first table that uses it.
pub(crate) const fn foundation(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => {
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                 RAISE EXCEPTION USING
                     ERRCODE = 'restrict_violation',
                     TABLE = TG_TABLE_NAME,
                     CONSTRAINT = TG_TABLE_NAME || '_append_only',
                     MESSAGE = TG_TABLE_NAME || '_append_only';
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
