//! A person's seat in a Party standing committee: a fact of its own, not derived from posts.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::OfficialId;

/// A row of `standing_committee_membership`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "standing_committee_membership")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The standing committee.
    pub committee_id: Uuid,
    /// The person.
    pub official_id: OfficialId,
    /// First day.
    pub valid_from: Date,
    /// First day no longer a member.
    pub valid_to: Option<Date>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Party;
}
