//! A person's Party membership.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::OfficialId;

/// A row of `party_record`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "party_record")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: OfficialId,
    /// Day of admission as a probationary member.
    pub admitted_on: Option<Date>,
    /// Day of full membership.
    pub full_member_on: Option<Date>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Party;
}
