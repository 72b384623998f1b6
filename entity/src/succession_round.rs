//! One round of succession planning (quy hoạch) of a unit for a term.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, SuccessionRoundId, UnitId};
use crate::value::TitleBody;

/// A row of `succession_round`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "succession_round")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuccessionRoundId,
    /// The unit planned for.
    pub unit_id: UnitId,
    /// The body planned for: PARTY, COUNCIL or COMMITTEE.
    pub body: TitleBody,
    /// The term, such as 2025-2030.
    pub term: String,
    /// Who submitted it last; none where it never was, or where that is not known.
    pub submitted_by: Option<AccountId>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Succession;
}
