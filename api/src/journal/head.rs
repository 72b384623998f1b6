//! The end of a stream.

#![expect(clippy::disallowed_methods, reason = "the journal reads its own tables")]

use entity::journal_head;
use entity::value::JournalStream;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QuerySelect,
    Select,
};

/// The sequence number of a stream's last entry, 0 while it is empty. That of DATA is the version of the data.
///
/// # Errors
/// The database fails.
pub async fn head<C: ConnectionTrait>(connection: &C, stream: JournalStream) -> Result<i64, DbErr> {
    select_head(stream).into_tuple::<i64>().one(connection).await?.ok_or_else(missing)
}

/// Selects what [`head`] gives, to be read with something else.
pub fn select_head(stream: JournalStream) -> Select<journal_head::Entity> {
    journal_head::Entity::find_by_id(stream).select_only().column(journal_head::Column::Sequence)
}

/// The whole end of a stream.
pub(super) async fn read<C: ConnectionTrait>(
    connection: &C,
    stream: JournalStream,
) -> Result<journal_head::Model, DbErr> {
    journal_head::Entity::find_by_id(stream).one(connection).await?.ok_or_else(missing)
}

/// The end of a stream, held until the transaction ends, so that the sequence is in the order of commits.
pub(super) async fn lock(
    transaction: &DatabaseTransaction,
    stream: JournalStream,
) -> Result<journal_head::Model, DbErr> {
    let locked = journal_head::Entity::find_by_id(stream).lock_exclusive().one(transaction).await?;
    locked.ok_or_else(missing)
}

/// Moves the end of a stream.
pub(super) async fn advance(
    transaction: &DatabaseTransaction,
    head: journal_head::Model,
) -> Result<(), DbErr> {
    head.into_active_model().reset_all().update_without_returning(transaction).await?;
    Ok(())
}

/// The migration that makes the table puts both heads into it, and nothing can take them away.
fn missing() -> DbErr {
    DbErr::RecordNotFound("the journal has no head".to_owned())
}
