//! A person's way through a course, from nomination on.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, CourseId, EnrolmentId, OfficialId, UnitId};
use crate::value::NominationAuthority;

/// A row of `enrolment`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EnrolmentId,
    /// The course.
    pub course_id: CourseId,
    /// The person.
    pub official_id: OfficialId,
    /// The unit that nominated.
    pub unit_id: UnitId,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
    /// The account that nominated; none where the console did.
    pub nominated_by: Option<AccountId>,
    /// To whom the nomination is submitted; none where the unit decided by itself.
    pub authority: Option<NominationAuthority>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
