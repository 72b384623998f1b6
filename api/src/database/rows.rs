//! Inserts many rows in few statements, writes one or many anew, and removes them. Only [`work`](crate::work) and [`journal`](crate::journal) call it.

#![expect(clippy::disallowed_methods, reason = "the writers' own way to insert")]

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, Delete, EntityTrait, Insert, IntoActiveModel,
    Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter, Update, Value,
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

/// Writes rows anew, each given before and after; those in which the same columns take the same values share a statement. Their
/// table's key is one column.
///
/// # Errors
/// There is no such row, or the database refuses it, or fails.
pub(crate) async fn update_all<M>(transaction: &DatabaseTransaction, rows: &[(M, M)]) -> Result<(), DbErr>
where
    M: ModelTrait + Sync,
    M::Entity: EntityTrait<Model = M>,
{
    let key = key_of::<M::Entity>()?;
    for (changed, keys) in alike(key, rows) {
        for keys in keys.chunks(MOST_PARAMETERS) {
            let mut update = M::Entity::update_many().filter(key.is_in(keys.iter().cloned()));
            for (column, value) in <M::Entity as EntityTrait>::Column::iter().zip(&changed) {
                if let Some(value) = value {
                    update = update.col_expr(column, column.save_as(Expr::val(value.clone())));
                }
            }
            exactly(keys.len(), update.exec(transaction).await?.rows_affected)?;
        }
    }
    Ok(())
}

/// Removes rows, in one statement at least: that there are none costs as much as that there is one. Their table's key is one column.
///
/// # Errors
/// There is no such row, or the database refuses it, or fails.
pub(crate) async fn remove<M>(transaction: &DatabaseTransaction, rows: &[M]) -> Result<(), DbErr>
where
    M: ModelTrait + Sync,
    M::Entity: EntityTrait<Model = M>,
{
    let key = key_of::<M::Entity>()?;
    let first = rows.get(..MOST_PARAMETERS.min(rows.len())).unwrap_or_default();
    let others = rows.get(first.len()..).unwrap_or_default().chunks(MOST_PARAMETERS);
    for rows in std::iter::once(first).chain(others) {
        let keys = rows.iter().map(|row| row.get(key));
        let removed = Delete::many(M::Entity::default()).filter(key.is_in(keys)).exec(transaction).await?;
        exactly(rows.len(), removed.rows_affected)?;
    }
    Ok(())
}

/// What says whose the rows of a table are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owned<C> {
    /// The column of the owner.
    pub(crate) owner: C,
    /// The column that counts a row's changes, where there is one.
    pub(crate) version: Option<C>,
}

/// Gives all rows of an owner to another one, in one statement, and tells how many there were.
///
/// # Errors
/// The database refuses a row, or fails.
pub(crate) async fn hand_over<E>(
    transaction: &DatabaseTransaction,
    owned: Owned<E::Column>,
    (from, to): (Value, Value),
) -> Result<u64, DbErr>
where
    E: EntityTrait,
{
    let mut update = E::update_many().col_expr(owned.owner, Expr::val(to)).filter(owned.owner.eq(from));
    if let Some(version) = owned.version {
        update = update.col_expr(version, version.into_expr().add(1));
    }
    Ok(update.exec(transaction).await?.rows_affected)
}

fn key_of<E: EntityTrait>() -> Result<E::Column, DbErr> {
    let key = E::PrimaryKey::iter().next();
    Ok(key.ok_or_else(|| DbErr::Custom("a table without a key".to_owned()))?.into_column())
}

fn exactly(expected: usize, written: u64) -> Result<(), DbErr> {
    if usize::try_from(written) == Ok(expected) { Ok(()) } else { Err(DbErr::RecordNotUpdated) }
}

/// The keys of the rows that change, by the new values of their columns: none for a column that stays as it is.
fn alike<M: ModelTrait>(
    key: <M::Entity as EntityTrait>::Column,
    rows: &[(M, M)],
) -> Vec<(Vec<Option<Value>>, Vec<Value>)> {
    let mut groups: Vec<(Vec<Option<Value>>, Vec<Value>)> = Vec::new();
    for (before, after) in rows {
        let columns = <M::Entity as EntityTrait>::Column::iter();
        let changed: Vec<Option<Value>> = columns
            .map(|column| Some(after.get(column)).filter(|value| *value != before.get(column)))
            .collect();
        match groups.iter_mut().find(|(other, _)| *other == changed) {
            Some((_, keys)) => keys.push(before.get(key)),
            None => groups.push((changed, vec![before.get(key)])),
        }
    }
    groups.retain(|(changed, _)| changed.iter().any(Option::is_some));
    groups
}
