//! A state that a report took on a day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, ReportId};
use crate::value::ReportStatus;

/// A row of `report_step`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "report_step")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The report.
    pub report_id: ReportId,
    /// Order of the steps, from 1.
    pub sequence: i32,
    /// The state.
    pub status: ReportStatus,
    /// From when.
    pub effective_on: Date,
    /// A remark, as when returned.
    pub remark: Option<String>,
    /// Who took it: nobody accepts what he submitted. None for the console.
    pub taken_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Aggregate;
}
