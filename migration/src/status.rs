//! Which changes a database holds, read without writing to it.

use std::collections::BTreeSet;

use sea_orm_migration::prelude::{
    ConnectionTrait, DbErr, IntoSchemaManagerConnection, MigratorTrait, Query, SchemaManager,
};

use crate::Migrator;

/// Which changes a database holds, each list in the order in which changes are applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Known here and applied.
    pub applied: Vec<String>,
    /// Known here and not applied.
    pub pending: Vec<String>,
    /// Applied and not known here: by a newer program.
    pub unknown: Vec<String>,
}

impl Status {
    /// Whether the database holds exactly the changes that this program knows. A server serves nothing else.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.unknown.is_empty()
    }
}

/// Compares what the database remembers with what is known here.
pub(crate) async fn read<'c, C>(db: C) -> Result<Status, DbErr>
where
    C: IntoSchemaManagerConnection<'c>,
{
    let recorded = recorded(&SchemaManager::new(db)).await?;
    let known = Migrator::migrations().iter().map(|change| change.name().to_owned()).collect::<Vec<_>>();
    let unknown = recorded.iter().filter(|name| !known.contains(name)).cloned().collect();
    let (applied, pending) = known.into_iter().partition(|name| recorded.contains(name));
    Ok(Status { applied, pending, unknown })
}

/// The names that the database remembers. A database without the table remembers nothing, and is not given one.
#[expect(clippy::disallowed_methods, reason = "the names of changes are no data of anyone")]
async fn recorded(manager: &SchemaManager<'_>) -> Result<BTreeSet<String>, DbErr> {
    let table = Migrator::migration_table_name();
    if !manager.has_table(table.to_string()).await? {
        return Ok(BTreeSet::new());
    }
    let rows = manager.get_connection().query_all(Query::select().column("version").from(table)).await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}
