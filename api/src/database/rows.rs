//! Inserts many rows in few statements. Only [`work`](crate::work) and [`journal`](crate::journal) call it.

#![expect(clippy::disallowed_methods, reason = "the writers' own way to insert")]

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, Insert, IntoActiveModel, Iterable, ModelTrait,
};

use super::Database;

/// Inserts rows in as few statements as the database's limit of parameters allows.
///
/// # Errors
/// The database refuses a row, or fails.
pub(crate) async fn insert<M>(transaction: &DatabaseTransaction, models: Vec<M>) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    let columns = <M::Entity as EntityTrait>::Column::iter().count();
    let most = Database::most_parameters(transaction.get_database_backend()) / columns.max(1);
    let mut models = models.into_iter().peekable();
    while models.peek().is_some() {
        let batch = models.by_ref().take(most.max(1));
        Insert::<<M::Entity as EntityTrait>::ActiveModel>::many(batch)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}
