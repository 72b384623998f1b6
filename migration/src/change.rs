//! One change of the schema, as SQL for either database.

use sea_orm_migration::prelude::{ConnectionTrait, DbErr, MigrationName, MigrationTrait, SchemaManager};

use crate::dialect::Dialect;

/// A change, up and down. Once released it is history: it never moves, whatever the entities become.
pub(crate) struct Change {
    /// The name under which a database remembers it: that of its file.
    pub(crate) name: &'static str,
    /// The script that applies it.
    pub(crate) up: fn(Dialect) -> String,
    /// The script that takes it back, and the data with it.
    pub(crate) down: fn(Dialect) -> String,
}

impl MigrationName for Change {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Change {
    // Asked for, because the migrator by itself opens a transaction on PostgreSQL only.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.down).await
    }
}

#[expect(clippy::disallowed_methods, reason = "a change is SQL")]
async fn run(manager: &SchemaManager<'_>, script: fn(Dialect) -> String) -> Result<(), DbErr> {
    let dialect = Dialect::of(manager.get_database_backend())?;
    manager.get_connection().execute_unprepared(&script(dialect)).await?;
    Ok(())
}
