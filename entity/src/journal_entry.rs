//! The header of one change, of one login, granted or refused, of one recorded read, of one denial, or of one thing done to
//! the installation. It tells no more than its class allows; the values lie sealed in the table of the class.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, UnitId};
use crate::value::{JournalOperation, JournalStream};

/// A row of `journal_entry`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "journal_entry")]
pub struct Model {
    /// The stream.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: JournalStream,
    /// The place in the stream, from 1 without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    /// When.
    pub recorded_at: DateTimeUtc,
    /// Who; none for the console.
    pub actor_id: Option<AccountId>,
    /// In which request.
    pub request_id: Option<Uuid>,
    /// The kind of object: a table's name, or `graphql`, `journal`, `server`, `configuration` or `keys`.
    pub object_type: String,
    /// The object.
    pub object_id: Option<Uuid>,
    /// The unit that the object belongs to.
    pub unit_id: Option<UnitId>,
    /// The class of the object's data.
    pub class: ConfidentialityClass,
    /// What was done.
    pub operation: JournalOperation,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// SHA-256 of the sealed value; none where the entry has no value.
    pub value_hash: Option<Vec<u8>>,
    /// Hash of the entry before.
    pub previous_hash: Vec<u8>,
    /// SHA-256 over all of the above.
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Journal;
}
