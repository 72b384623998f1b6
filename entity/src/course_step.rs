//! A state that a course took on a day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::CourseId;
use crate::value::CourseStatus;

/// A row of `course_step`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "course_step")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The course.
    pub course_id: CourseId,
    /// Order of the steps, from 1.
    pub sequence: i32,
    /// The state.
    pub status: CourseStatus,
    /// From when.
    pub effective_on: Date,
    /// A remark, as when cancelled.
    pub remark: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
