//! A unit's report on a period. Until it is sealed it has no content of its own; what is sealed is never changed.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{ProgrammeId, ReportId, UnitId};
use crate::value::ReportKind;

/// A row of `report`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "report")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReportId,
    /// The unit.
    pub unit_id: UnitId,
    /// The programme whose targets it has.
    pub programme_id: ProgrammeId,
    /// The kind.
    pub kind: ReportKind,
    /// First day of the period.
    pub period_from: Date,
    /// First day after the period.
    pub period_to: Date,
    /// The day as of which its figures are.
    pub as_of: Date,
    /// Once sealed, the canonical bytes of its head, in which the hash of each part stands.
    pub head: Option<String>,
    /// Once sealed, the Ed25519 signature of the head, in base64 without padding.
    pub signature: Option<String>,
    /// Once sealed, the name of the key that signed.
    pub signing_key: Option<String>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Aggregate;
}
