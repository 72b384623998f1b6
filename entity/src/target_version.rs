//! What a target asks for over a period: another threshold is another row, never other code.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::TargetId;
use crate::value::{Comparator, CompletionPeriod, CountedThing, TargetKind, TargetMeasure};

/// A row of `target_version`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "target_version")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The target.
    pub target_id: TargetId,
    /// Name in Vietnamese.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// How it is measured.
    pub measure: TargetMeasure,
    /// Whether missing it is a failure, a pity or a direction.
    pub kind: TargetKind,
    /// What its denominator counts.
    pub counts: CountedThing,
    /// How the ratio is compared with the threshold; none for directional targets.
    pub comparator: Option<Comparator>,
    /// The threshold's numerator, of an exact fraction.
    pub threshold_numerator: Option<i64>,
    /// The threshold's denominator.
    pub threshold_denominator: Option<i64>,
    /// For UNDER_AGE: counted are those younger than this, in completed years.
    pub age_limit: Option<i32>,
    /// For KNOWLEDGE_UPDATE: the period in which a course must have ended.
    pub completion_period: Option<CompletionPeriod>,
    /// For KNOWLEDGE_UPDATE: the other period, given as a part.
    pub alternative_period: Option<CompletionPeriod>,
    /// When it must be reached.
    pub due_on: Option<Date>,
    /// The clause that sets it.
    pub legal_basis: Option<String>,
    /// First day.
    pub valid_from: Date,
    /// First day no longer in force.
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
