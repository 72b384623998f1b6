//! The sealed values of entries, each in the table of its class.

#![expect(clippy::disallowed_methods, reason = "the journal reads and writes its own tables")]

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use aws_lc_rs::digest::{SHA256, digest};
use entity::class::ConfidentialityClass;
use entity::journal_entry;
use entity::journal_value::{account, aggregate, directory, identity, party, personnel, succession};
use entity::value::JournalStream;
use sea_orm::sea_query::{Alias, Expr, SelectStatement, UnionType};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryTrait,
};
use serde_json::Value;

use super::JournalError;
use crate::database::rows;
use crate::seal::{Place, SealError, SealingKey};

/// A value sealed for the entry at a place of a stream.
pub(super) struct SealedValue {
    pub(super) class: ConfidentialityClass,
    pub(super) sequence: i64,
    pub(super) sealed: Vec<u8>,
}

impl SealedValue {
    pub(super) fn seal(
        key: &SealingKey,
        stream: JournalStream,
        sequence: i64,
        class: ConfidentialityClass,
        value: &Value,
    ) -> Result<Self, JournalError> {
        let table = table_of(class).ok_or(JournalError::NoValues(class))?;
        let row = row(stream, sequence);
        let place = Place { table, column: "sealed", row: &row };
        let sealed = key.seal(place, &serde_json::to_vec(value)?)?;
        Ok(Self { class, sequence, sealed })
    }

    pub(super) fn hash(&self) -> Vec<u8> {
        hash(&self.sealed)
    }
}

/// What an entry's header holds of its sealed value.
pub(super) fn hash(sealed: &[u8]) -> Vec<u8> {
    digest(&SHA256, sealed).as_ref().to_vec()
}

/// Opens a value for the entry that it belongs to.
pub(super) fn open(
    key: &SealingKey,
    stream: JournalStream,
    sequence: i64,
    class: ConfidentialityClass,
    sealed: &[u8],
) -> Result<Value, JournalError> {
    let table = table_of(class).ok_or(JournalError::NoValues(class))?;
    let row = row(stream, sequence);
    let bytes = key.open(Place { table, column: "sealed", row: &row }, sealed)?;
    serde_json::from_slice(&bytes).map_err(|_| SealError::Malformed.into())
}

/// The values of entries, opened; an entry that has none, or whose value was erased, is absent. One statement, whatever classes
/// are among them. Whoever asks must have judged that these values may be read.
///
/// # Errors
/// The database fails, or a value does not open.
pub async fn of_entries<C: ConnectionTrait>(
    connection: &C,
    key: &SealingKey,
    entries: &[&journal_entry::Model],
) -> Result<BTreeMap<(JournalStream, i64), Value>, JournalError> {
    let mut places = BTreeMap::<_, Vec<_>>::new();
    for entry in entries.iter().filter(|entry| entry.value_hash.is_some()) {
        places.entry((entry.stream, entry.class)).or_default().push(entry.sequence);
    }
    let parts = places.into_iter().filter_map(|((stream, class), places)| {
        let mut part = at(stream, class, places)?;
        Some(part.expr_as(Expr::val(class.to_value()), Alias::new(CLASS)).take())
    });
    let all = parts.reduce(|mut all, part| {
        all.union(UnionType::All, part);
        all
    });
    let rows = match all {
        Some(all) => connection.query_all(&all).await?,
        None => Vec::new(),
    };
    let mut values = BTreeMap::new();
    for row in rows {
        let value = SealedAt::from_query_result(&row, "")?;
        let opened = open(key, value.stream, value.sequence, value.class, &value.sealed)?;
        values.insert((value.stream, value.sequence), opened);
    }
    Ok(values)
}

/// A sealed value, where it lies and in the table of which class.
#[derive(FromQueryResult)]
struct SealedAt {
    stream: JournalStream,
    sequence: i64,
    sealed: Vec<u8>,
    class: ConfidentialityClass,
}

/// The column that tells the class of a table.
const CLASS: &str = "class";

fn row(stream: JournalStream, sequence: i64) -> Vec<u8> {
    [stream.to_value().as_bytes(), &sequence.to_be_bytes()].concat()
}

macro_rules! tables {
    ($($class:ident => $module:ident, $name:literal;)*) => {
        const fn table_of(class: ConfidentialityClass) -> Option<&'static str> {
            match class {
                $(ConfidentialityClass::$class => Some($name),)*
                // What happens to the journal is in the journal itself.
                ConfidentialityClass::Journal => None,
            }
        }

        /// Writes values, each into the table of its class.
        pub(super) async fn insert(
            transaction: &DatabaseTransaction,
            stream: JournalStream,
            values: Vec<SealedValue>,
        ) -> Result<(), DbErr> {
            let mut of_class = BTreeMap::<_, Vec<_>>::new();
            for value in values {
                of_class.entry(value.class).or_default().push(value);
            }
            $(if let Some(values) = of_class.remove(&ConfidentialityClass::$class) {
                let models = values.into_iter().map(|value| $module::Model {
                    stream, sequence: value.sequence, sealed: value.sealed,
                });
                rows::insert(transaction, models.collect()).await?;
            })*
            Ok(())
        }

        /// The values of every class that lie at a range of places.
        pub(super) async fn range<C: ConnectionTrait>(
            connection: &C,
            stream: JournalStream,
            places: RangeInclusive<i64>,
        ) -> Result<BTreeMap<(i64, ConfidentialityClass), Vec<u8>>, DbErr> {
            let mut values = BTreeMap::new();
            $({
                let found = $module::Entity::find()
                    .filter($module::Column::Stream.eq(stream))
                    .filter($module::Column::Sequence.between(*places.start(), *places.end()))
                    .all(connection)
                    .await?;
                values.extend(found.into_iter().map(|row| {
                    ((row.sequence, ConfidentialityClass::$class), row.sealed)
                }));
            })*
            Ok(values)
        }

        /// The sealed values of one class at some places of a stream; none where the class has no values.
        fn at(stream: JournalStream, class: ConfidentialityClass, places: Vec<i64>) -> Option<SelectStatement> {
            match class {
                $(ConfidentialityClass::$class => Some(
                    $module::Entity::find()
                        .filter($module::Column::Stream.eq(stream))
                        .filter($module::Column::Sequence.is_in(places))
                        .into_query(),
                ),)*
                ConfidentialityClass::Journal => None,
            }
        }
    };
}

tables! {
    Directory => directory, "journal_value_directory";
    Personnel => personnel, "journal_value_personnel";
    Identity => identity, "journal_value_identity";
    Party => party, "journal_value_party";
    Succession => succession, "journal_value_succession";
    Aggregate => aggregate, "journal_value_aggregate";
    Account => account, "journal_value_account";
}
