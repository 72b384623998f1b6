//! Reads settings back, because a setting that silently did not take would cost durability or separation.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use super::DatabaseError;

/// A setting, the statement that shows it, and what it must be.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) shown_by: &'static str,
    pub(super) wanted: &'static str,
}

/// Compares each setting of a connection with what was asked for.
pub(super) async fn check(
    connection: &DatabaseConnection,
    settings: &[Setting],
) -> Result<(), DatabaseError> {
    for setting in settings {
        let found = read(connection, setting.shown_by).await?;
        if found != setting.wanted {
            return Err(DatabaseError::Setting { name: setting.name, wanted: setting.wanted, found });
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the settings of a connection are no data of anyone")]
async fn read(connection: &DatabaseConnection, sql: &str) -> Result<String, DbErr> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row =
        connection.query_one_raw(statement).await?.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
    match row.try_get_by_index::<String>(0) {
        Ok(text) => Ok(text),
        Err(_) => row.try_get_by_index::<i64>(0).map(|number| number.to_string()),
    }
}
