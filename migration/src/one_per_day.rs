//! The rule that periods of one key don't overlap: one version of a unit per day, one PRIMARY appointment per
//! person per day. The reasons for its two forms are in `docs/adr/0005-periods-in-the-database.md`.
//!
//! What this renders is part of every change that used it: another rule is another function.

use crate::dialect::Dialect;

/// A column of the key, by its type.
pub(crate) enum Key {
    Uuid(&'static str),
    Text(&'static str),
}

/// At most one row per key and day, over half-open periods `[from, to)` with an open end where `to` is null.
pub(crate) struct OnePerDay {
    /// The rule's name. PostgreSQL reports it as the constraint, SQLite as the error's message.
    pub(crate) name: &'static str,
    pub(crate) table: &'static str,
    pub(crate) key: &'static [Key],
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    /// Where set, only these rows are bound.
    pub(crate) only: Option<Only>,
}

/// Which rows a rule binds.
pub(crate) enum Only {
    /// Those whose column holds a word.
    Word(&'static str, &'static str),
    /// Those whose column is false.
    Not(&'static str),
}

/// The parts of a uuid and of a text that ranges can be made of.
pub(crate) const fn foundation(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => {
            "CREATE FUNCTION uuid_half(id uuid, half integer) RETURNS bigint
                 LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                 SELECT ('x' || substr(translate(id::text, '-', ''), 1 + 16 * half, 16))::bit(64)::bigint
             $$;
             CREATE TYPE text_range AS RANGE (subtype = text, collation = \"C\");\n"
        }
    }
}

/// Takes back [`foundation`].
pub(crate) const fn foundation_down(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "DROP TYPE text_range; DROP FUNCTION uuid_half(uuid, integer);\n",
    }
}

impl Key {
    const fn column(&self) -> &'static str {
        match self {
            Self::Uuid(column) | Self::Text(column) => column,
        }
    }

    /// The column as terms of a GiST index that are equal exactly where the column is: PostgreSQL indexes ranges
    /// without an extension, but neither uuid nor text.
    fn gist_terms(&self) -> String {
        match self {
            Self::Uuid(column) => [0, 1]
                .map(|half| {
                    format!(
                        "int8range(uuid_half({column}, {half}), uuid_half({column}, {half}), '[]') WITH &&"
                    )
                })
                .join(", "),
            Self::Text(column) => format!("text_range({column}, {column}, '[]') WITH &&"),
        }
    }
}

impl Only {
    const fn column(&self) -> &'static str {
        match self {
            Self::Word(column, _) | Self::Not(column) => column,
        }
    }

    /// The condition, of a row by its name in the statement.
    fn holds_of(&self, row: &str) -> String {
        match self {
            Self::Word(column, word) => format!("{row}{column} = '{word}'"),
            Self::Not(column) => format!("NOT {row}{column}"),
        }
    }
}

impl OnePerDay {
    /// The SQL that makes the database keep the rule.
    pub(crate) fn up(&self, dialect: Dialect) -> String {
        match dialect {
            Dialect::Sqlite => self.triggers(),
            Dialect::Postgres => self.exclusion(),
        }
    }

    fn exclusion(&self) -> String {
        let Self { name, table, from, to, .. } = self;
        let key = self.key.iter().map(Key::gist_terms).collect::<Vec<_>>().join(", ");
        let only =
            self.only.as_ref().map_or_else(String::new, |only| format!(" WHERE ({})", only.holds_of("")));
        format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name}
                 EXCLUDE USING gist ({key}, daterange({from}, {to}) WITH &&){only};\n"
        )
    }

    fn triggers(&self) -> String {
        let Self { name, table, from, to, .. } = self;
        let key = self.key.iter().map(Key::column).collect::<Vec<_>>();
        let mut watched = key.clone();
        watched.extend([from, to]);
        let mut same = key.iter().map(|column| format!("other.{column} = NEW.{column}")).collect::<Vec<_>>();
        let mut bound = String::new();
        if let Some(only) = &self.only {
            watched.push(only.column());
            same.push(only.holds_of("other."));
            bound = format!("WHEN {}", only.holds_of("NEW."));
        }
        let (watched, same) = (watched.join(", "), same.join(" AND "));
        let trigger = |suffix: &str, event: &str, itself: &str| {
            format!(
                "CREATE TRIGGER {name}_{suffix} BEFORE {event} ON {table} {bound} BEGIN
                     SELECT RAISE(ABORT, '{name}') WHERE EXISTS (
                         SELECT 1 FROM {table} AS other
                         WHERE {same} AND other.id <> {itself}.id
                           AND (NEW.{to} IS NULL OR other.{from} < NEW.{to})
                           AND (other.{to} IS NULL OR NEW.{from} < other.{to}));
                 END;\n"
            )
        };
        trigger("insert", "INSERT", "NEW") + &trigger("update", &format!("UPDATE OF {watched}"), "OLD")
    }
}
