//! The end of a stream.

#![expect(clippy::disallowed_methods, reason = "the journal reads its own tables")]

use entity::journal_head;
use entity::value::JournalStream;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QuerySelect};

use super::chain;
use crate::database::rows;

/// The sequence number of a stream's last entry, 0 while it is empty. That of DATA is the version of the data.
///
/// # Errors
/// The database fails.
pub async fn head<C: ConnectionTrait>(connection: &C, stream: JournalStream) -> Result<i64, DbErr> {
    let sequence = journal_head::Entity::find_by_id(stream)
        .select_only()
        .column(journal_head::Column::Sequence)
        .into_tuple::<i64>()
        .one(connection)
        .await?;
    Ok(sequence.unwrap_or(0))
}

/// The whole end of a stream.
pub(super) async fn read<C: ConnectionTrait>(
    connection: &C,
    stream: JournalStream,
) -> Result<journal_head::Model, DbErr> {
    let found = journal_head::Entity::find_by_id(stream).one(connection).await?;
    Ok(found.unwrap_or_else(|| beginning(stream)))
}

/// The end of a stream, held until the transaction ends, so that the sequence is in the order of commits.
pub(super) async fn lock(
    transaction: &DatabaseTransaction,
    stream: JournalStream,
) -> Result<journal_head::Model, DbErr> {
    let locked = journal_head::Entity::find_by_id(stream).lock_exclusive().one(transaction).await?;
    if let Some(head) = locked {
        return Ok(head);
    }
    rows::insert(transaction, vec![beginning(stream)]).await?;
    Ok(beginning(stream))
}

/// Moves the end of a stream.
pub(super) async fn advance(
    transaction: &DatabaseTransaction,
    head: journal_head::Model,
) -> Result<(), DbErr> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    head.into_active_model().reset_all().update_without_returning(transaction).await?;
    Ok(())
}

fn beginning(stream: JournalStream) -> journal_head::Model {
    journal_head::Model { stream, sequence: 0, hash: chain::ORIGIN.to_vec() }
}
