//! The end of each stream of the journal: locked last in every transaction, so that the sequence is in commit order.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::value::JournalStream;

/// A row of `journal_head`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "journal_head")]
pub struct Model {
    /// The stream.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: JournalStream,
    /// The last sequence number; 0 while the stream is empty.
    pub sequence: i64,
    /// The sequence number of the last entry of class DIRECTORY; 0 while there is none.
    pub directory_sequence: i64,
    /// The last entry's hash; 32 zero bytes while the stream is empty.
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Journal;
}
