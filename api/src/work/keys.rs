//! Keys of the installation are replaced and removed: told in the ACCESS stream, in which the operator's doings stand.

#![expect(
    clippy::disallowed_methods,
    reason = "whether a key still seals something is read where it is removed"
)]

use std::path::PathBuf;

use entity::class::ConfidentialityClass;
use entity::journal_value::{account, aggregate, directory, identity, party, personnel, succession};
use entity::official_identity;
use entity::value::{JournalOperation, JournalStream};
use futures_util::FutureExt;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use thiserror::Error;

use super::{Actor, UnitOfWork, Work, WorkError};
use crate::journal::Entry;
use crate::keys::{self, KeyError, Purpose, Rotation};
use crate::seal::KEY_ID_LENGTH;

/// Why the keys were not changed.
#[derive(Debug, Error)]
pub enum KeyChangeError {
    /// The directory could not be changed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Values are sealed with the key, and would be lost with it.
    #[error("{values} values need the {purpose} key {id}: without it they could never be read again")]
    Needed {
        /// The purpose.
        purpose: Purpose,
        /// The key's name.
        id: String,
        /// How many values.
        values: u64,
    },
    /// The change could not be journalled; it was not made.
    #[error(transparent)]
    Work(#[from] WorkError),
}

impl From<DbErr> for KeyChangeError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}

/// Takes the next step of replacing the key of a purpose.
///
/// # Errors
/// The directory or the journal can't be written.
pub async fn rotate(work: &Work, directory: PathBuf, purpose: Purpose) -> Result<Rotation, KeyChangeError> {
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            let rotation = keys::rotate(&directory, purpose)?;
            let step = match rotation {
                Rotation::Published => "published",
                Rotation::InUse => "in use",
            };
            tell(unit, JournalOperation::Create, json!({ "purpose": purpose.name(), "step": step }));
            Ok(rotation)
        }
        .boxed()
    })
    .await
}

/// Removes a key that is neither in use nor needed to read what it sealed.
///
/// # Errors
/// There is no such key, it is in use or needed, or the directory or the journal can't be written.
pub async fn retire(
    work: &Work,
    directory: PathBuf,
    purpose: Purpose,
    id: String,
) -> Result<(), KeyChangeError> {
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            let values = values_made_with(unit.transaction(), purpose, &id).await?;
            if values > 0 {
                return Err(KeyChangeError::Needed { purpose, id, values });
            }
            keys::retire(&directory, purpose, &id)?;
            tell(unit, JournalOperation::Remove, json!({ "purpose": purpose.name(), "key": id }));
            Ok(())
        }
        .boxed()
    })
    .await
}

fn tell(unit: &mut UnitOfWork, operation: JournalOperation, value: serde_json::Value) {
    let entry = Entry {
        actor: None,
        request: None,
        object_type: "keys",
        object: None,
        unit: None,
        class: ConfidentialityClass::Account,
        operation,
        reason: None,
        value: Some(value),
    };
    unit.record(JournalStream::Access, entry);
}

/// How many values of the database name a key.
async fn values_made_with<C: ConnectionTrait>(
    connection: &C,
    purpose: Purpose,
    id: &str,
) -> Result<u64, DbErr> {
    let Some(id) = bytes(id) else { return Ok(0) };
    match purpose {
        // Nothing that they made is kept: tokens and cursors live shortly, and at their holders'.
        Purpose::Token | Purpose::Cursor => Ok(0),
        // What they signed is checked with their public halves, which are kept by those who check.
        Purpose::Checkpoint | Purpose::Report => Ok(0),
        Purpose::Identity => {
            count::<official_identity::Entity, _>(
                connection,
                official_identity::Column::CitizenNumberSealed,
                AFTER_FORMAT,
                &id,
            )
            .await
        }
        Purpose::IdentityIndex => {
            count::<official_identity::Entity, _>(
                connection,
                official_identity::Column::CitizenNumberIndex,
                FIRST,
                &id,
            )
            .await
        }
        Purpose::Journal => {
            let mut values = 0;
            macro_rules! add {
                ($($table:ident),*) => {$(
                    values += count::<$table::Entity, _>(connection, $table::Column::Sealed, AFTER_FORMAT, &id).await?;
                )*};
            }
            add!(directory, personnel, identity, party, succession, aggregate, account);
            Ok(values)
        }
    }
}

/// Where the name of its key stands in a mark, counted from one.
const FIRST: i32 = 1;

/// Where the name of its key stands in a sealed value, after the byte of its format.
const AFTER_FORMAT: i32 = 2;

async fn count<E: EntityTrait, C: ConnectionTrait>(
    connection: &C,
    column: E::Column,
    at: i32,
    id: &[u8],
) -> Result<u64, DbErr>
where
    E::Model: Sync,
{
    let length = i32::try_from(KEY_ID_LENGTH).unwrap_or_default();
    let named = Func::cust("substr").arg(Expr::col(column)).arg(at).arg(length);
    E::find().filter(column.is_not_null()).filter(Expr::expr(named).eq(id.to_vec())).count(connection).await
}

/// The bytes of a key's name; none if it is none of a sealing key's.
fn bytes(id: &str) -> Option<Vec<u8>> {
    let digits = id.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    bytes.filter(|bytes| bytes.len() == KEY_ID_LENGTH)
}
