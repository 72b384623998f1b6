//! By when units of a kind owe something each year, over a period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::ObligationRuleId;
use crate::value::{DeadlineYear, ObligationKind, ObligedUnits};

/// A row of `obligation_rule`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "obligation_rule")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ObligationRuleId,
    /// What is owed.
    pub kind: ObligationKind,
    /// Which units owe it.
    pub owed_by: ObligedUnits,
    /// The month of the last day that is in time.
    pub month: i32,
    /// The last day of the month that is in time.
    pub day: i32,
    /// In which year that day lies.
    pub falls_in: DeadlineYear,
    /// What the deadline rests on; where no law sets it, that it is a custom.
    pub legal_basis: String,
    /// First day.
    pub valid_from: Date,
    /// First day no longer in force.
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
