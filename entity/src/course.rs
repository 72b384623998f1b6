//! A course (class) in the catalogue.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{CourseId, UnitId};
use crate::value::{CourseKind, QualificationKind};

/// A row of `course`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "course")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CourseId,
    /// The code, unique.
    pub code: String,
    /// Its title in Vietnamese.
    pub title: String,
    /// The title folded for search.
    pub search_title: String,
    /// The kind of course.
    pub kind: CourseKind,
    /// The unit that opens it.
    pub organiser_unit_id: UnitId,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Length in class periods (tiết), 8 a day.
    pub periods: i32,
    /// Places, 1 or more.
    pub capacity: i32,
    /// Whether it counts as a knowledge update; declared, not derived from the kind.
    pub counts_as_knowledge_update: bool,
    /// The group of titles that it is for.
    pub title_group: Option<String>,
    /// The kind of qualification that completing it yields.
    pub yields_kind: Option<QualificationKind>,
    /// The level that completing it yields.
    pub yields_level_code: Option<String>,
    /// First day on which the course is in the catalogue.
    pub announced_on: Date,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
