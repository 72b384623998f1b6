//! A cadre, civil servant or public employee (cán bộ, công chức, viên chức).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{OfficialId, UnitId};
use crate::value::{DatePrecision, Sex};

/// A row of `official`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "official")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OfficialId,
    /// Full name, NFC.
    pub full_name: String,
    /// The name folded for search: lower case, without diacritics, đ as d.
    pub search_name: String,
    /// Bytes that sort by given name, then middle and family name, in Vietnamese order.
    pub sort_key: Vec<u8>,
    /// Birth date; day 1 of the month or 1 January where only the month or year is known.
    pub birth_date: Option<Date>,
    /// How much of the birth date is known; none exactly where there is no date.
    pub birth_date_precision: Option<DatePrecision>,
    /// Legal sex.
    pub sex: Sex,
    /// Ethnicity, as written in the file.
    pub ethnicity: Option<String>,
    /// The unit of the hometown (quê quán).
    pub hometown_unit_id: Option<UnitId>,
    /// The day on which the hometown's name is to be read: none means the latest up to the date asked for.
    pub hometown_on: Option<Date>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
    /// The record that stands for the person, where this one was a second one. Nothing hangs on this one then.
    pub merged_into_id: Option<OfficialId>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
