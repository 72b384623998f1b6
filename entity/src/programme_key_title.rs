//! A title that a programme counts as key (chủ chốt) over a period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::ProgrammeId;

/// A row of `programme_key_title`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "programme_key_title")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The title.
    pub title_code: String,
    /// First day.
    pub valid_from: Date,
    /// First day no longer key.
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
