//! A person planned for a title in a round.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, OfficialId, SuccessionEntryId, SuccessionRoundId};

/// A row of `succession_entry`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "succession_entry")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuccessionEntryId,
    /// The round.
    pub round_id: SuccessionRoundId,
    /// The person.
    pub official_id: OfficialId,
    /// The title planned for.
    pub title_code: String,
    /// Who proposed the person; none where that is not known.
    pub proposed_by: Option<AccountId>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Succession;
}
