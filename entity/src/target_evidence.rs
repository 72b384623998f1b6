//! A qualification that a target accepts. Rows of one part are alternatives; parts must all be met.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::value::QualificationKind;

/// A row of `target_evidence`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "target_evidence")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The target's version.
    pub target_version_id: Uuid,
    /// The part, such as EDUCATION.
    pub part_code: String,
    /// The kind of qualification.
    pub kind: QualificationKind,
    /// The least level of that kind.
    pub level_code: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
