//! The two databases, and the words in which their SQL differs. A change is written once, in SQL that both
//! understand, with these words filled in.

use sea_orm_migration::sea_orm::{DbBackend, DbErr};

/// A database that the changes are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// What a column's type is called. Dates are civil dates, instants are UTC.
pub(crate) struct Types {
    pub(crate) uuid: &'static str,
    /// Text that is compared by its bytes on both databases, so that codes, names folded for search and cursors
    /// have one order. SQLite does that by default; PostgreSQL would follow the cluster's locale.
    pub(crate) text: &'static str,
    pub(crate) date: &'static str,
    pub(crate) instant: &'static str,
    pub(crate) bytes: &'static str,
}

impl Dialect {
    /// The dialect of a connection.
    ///
    /// # Errors
    /// [`DbErr::BackendNotSupported`] for any database but the two.
    pub(crate) fn of(backend: DbBackend) -> Result<Self, DbErr> {
        match backend {
            DbBackend::Sqlite => Ok(Self::Sqlite),
            DbBackend::Postgres => Ok(Self::Postgres),
            other => Err(DbErr::BackendNotSupported { db: other.as_str(), ctx: "migration" }),
        }
    }

    pub(crate) const fn types(self) -> Types {
        match self {
            Self::Sqlite => {
                Types { uuid: "blob", text: "text", date: "date", instant: "datetime", bytes: "blob" }
            }
            Self::Postgres => Types {
                uuid: "uuid",
                text: "text COLLATE \"C\"",
                date: "date",
                instant: "timestamptz",
                bytes: "bytea",
            },
        }
    }
}
