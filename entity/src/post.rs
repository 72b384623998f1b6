//! A number of seats for a title in a unit over a period (biên chế, định biên).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{PostId, UnitId};

/// A row of `post`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "post")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostId,
    /// The unit.
    pub unit_id: UnitId,
    /// The title.
    pub title_code: String,
    /// Authorised seats, 1 or more.
    pub seats: i32,
    /// The decision that authorises them.
    pub decision: Option<String>,
    /// First day.
    pub valid_from: Date,
    /// First day no longer authorised.
    pub valid_to: Option<Date>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
    /// Whether the seats lie beside the title's base number for a time, until an end that is decided with them.
    pub is_transitional: bool,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
