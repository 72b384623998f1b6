//! A state that an enrolment took on a day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::EnrolmentId;
use crate::value::EnrolmentStatus;

/// A row of `enrolment_step`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "enrolment_step")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enrolment.
    pub enrolment_id: EnrolmentId,
    /// Order of the steps, from 1.
    pub sequence: i32,
    /// The state.
    pub status: EnrolmentStatus,
    /// From when.
    pub effective_on: Date,
    /// A remark, as when rejected.
    pub remark: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
