//! Who a person is to the state: never an id, a URL part or a log field.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::OfficialId;

/// A row of `official_identity`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "official_identity")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: OfficialId,
    /// The 12 digits, sealed with AES-256-GCM and bound to table, column, row and key.
    pub citizen_number_sealed: Option<Vec<u8>>,
    /// The keyed mark of the 12 digits, by which alone they are found.
    pub citizen_number_index: Option<Vec<u8>>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Home address.
    pub address: Option<String>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Identity;
}
