//! Who decides of sending somebody to a course, over a period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::value::{CourseKind, NominationAuthority, NominationDecision, OfficialCategory, UnitKind};

/// A row of `nomination_rule`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "nomination_rule")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The kind of the unit that keeps the person's file.
    pub unit_kind: UnitKind,
    /// The category of the person.
    pub category: OfficialCategory,
    /// The kind of course.
    pub course_kind: CourseKind,
    /// Whether the unit decides by itself.
    pub decision: NominationDecision,
    /// To whom it submits; none where it decides by itself.
    pub authority: Option<NominationAuthority>,
    /// The law or decision.
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
