//! Inserts many rows in few statements, and writes rows anew. Only [`work`](crate::work) and [`journal`](crate::journal) call it.

#![expect(clippy::disallowed_methods, reason = "the writers' own way to insert")]

use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, Insert, IntoActiveModel, Iterable, ModelTrait,
    Update, UpdateMany,
};

/// How many values one statement binds. Databases take [more](super::Database::most_parameters), but a statement of
/// this size stays far from the time that one may take.
const MOST_PARAMETERS: usize = 10_000;

/// Inserts rows, many in each statement.
///
/// # Errors
/// The database refuses a row, or fails.
pub(crate) async fn insert<M>(transaction: &DatabaseTransaction, models: Vec<M>) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    let columns = <M::Entity as EntityTrait>::Column::iter().count();
    let most = (MOST_PARAMETERS / columns.max(1)).max(1);
    let mut models = models.into_iter().peekable();
    while models.peek().is_some() {
        let batch = models.by_ref().take(most);
        Insert::<<M::Entity as EntityTrait>::ActiveModel>::many(batch)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

/// Writes every column of the row that has the key of this one.
///
/// # Errors
/// There is no such row, or the database refuses it, or fails.
pub(crate) async fn update<M>(transaction: &DatabaseTransaction, model: M) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    M::Entity: EntityTrait<Model = M>,
{
    Update::one(model.into_active_model().reset_all()).validate()?.exec(transaction).await?;
    Ok(())
}

/// Runs an update of so many rows.
///
/// # Errors
/// It reaches another number of rows, or the database refuses one, or fails.
pub(crate) async fn update_all<E: EntityTrait>(
    transaction: &DatabaseTransaction,
    update: UpdateMany<E>,
    rows: usize,
) -> Result<(), DbErr> {
    let done = update.exec(transaction).await?;
    if usize::try_from(done.rows_affected) == Ok(rows) { Ok(()) } else { Err(DbErr::RecordNotUpdated) }
}
