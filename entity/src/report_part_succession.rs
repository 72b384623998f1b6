//! The sealed part of a report of the class SUCCESSION: what rests on succession plans. Every sealed report has one, also where it says nothing.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::ReportId;

/// A row of `report_part_succession`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "report_part_succession")]
pub struct Model {
    /// The report.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: ReportId,
    /// The canonical bytes of what it says, which are text.
    pub content: String,
    /// 32 random bytes that go into its hash.
    pub salt: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Succession;
}
