//! The end of a stream.

#![expect(clippy::disallowed_methods, reason = "the journal reads its own tables")]

use entity::journal_head::{self, Column};
use entity::value::JournalStream;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QuerySelect,
    Select,
};

/// How far the data have come: sequence numbers of the stream DATA, 0 where there is no such entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataVersion {
    /// Its last entry: the version of the data.
    pub data: i64,
    /// Its last entry of class DIRECTORY: the version of the directory, which no other change moves.
    pub directory: i64,
}

/// The sequence number of a stream's last entry, 0 while it is empty. That of DATA is the version of the data.
///
/// # Errors
/// The database fails.
pub async fn head<C: ConnectionTrait>(connection: &C, stream: JournalStream) -> Result<i64, DbErr> {
    select_head(stream, Column::Sequence).into_tuple::<i64>().one(connection).await?.ok_or_else(missing)
}

/// The version of the data, and that of the directory at the same moment.
///
/// # Errors
/// The database fails.
pub async fn data_version<C: ConnectionTrait>(connection: &C) -> Result<DataVersion, DbErr> {
    let read = select_head(JournalStream::Data, Column::Sequence).column(Column::DirectorySequence);
    let (data, directory) = read.into_tuple::<(i64, i64)>().one(connection).await?.ok_or_else(missing)?;
    Ok(DataVersion { data, directory })
}

/// Selects a number of a stream's end, to be read with something else.
pub fn select_head(stream: JournalStream, number: Column) -> Select<journal_head::Entity> {
    journal_head::Entity::find_by_id(stream).select_only().column(number)
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
