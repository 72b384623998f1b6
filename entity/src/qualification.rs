//! A degree, diploma or certificate.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{EnrolmentId, OfficialId, QualificationId};
use crate::value::QualificationKind;

/// A row of `qualification`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "qualification")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QualificationId,
    /// The person.
    pub official_id: OfficialId,
    /// The kind.
    pub kind: QualificationKind,
    /// The level within its kind.
    pub level_code: String,
    /// When it was obtained, if known.
    pub obtained_on: Option<Date>,
    /// When it was recorded: it counts from the day obtained, or from this day where that is not known.
    pub recorded_on: Date,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its number.
    pub certificate: Option<String>,
    /// From when it is revoked.
    pub revoked_on: Option<Date>,
    /// The enrolment whose completion wrote it.
    pub enrolment_id: Option<EnrolmentId>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
