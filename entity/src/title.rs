//! A title (chức danh) of Nghị định 33/2023, or of an agency's staff.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::value::{OfficialCategory, TitleBody};

/// A row of `title`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "title")]
pub struct Model {
    /// The title's code, such as PARTY_SECRETARY.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Name in Vietnamese.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// The body that the title belongs to; it decides who writes appointments.
    pub body: TitleBody,
    /// The category of the people who hold it.
    pub category: OfficialCategory,
    /// Order in lists.
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
