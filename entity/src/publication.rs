//! Figures of a programme on a date, published by a unit for itself and its children. A correction is a new publication beside the old; the latest counts.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, ProgrammeId, PublicationId, UnitId};
use crate::value::Role;

/// A row of `publication`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "publication")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublicationId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The publisher's unit.
    pub unit_id: UnitId,
    /// The date of the figures.
    pub figures_on: Date,
    /// When they were published.
    pub published_at: DateTimeUtc,
    /// The publisher's role: PARTY_COMMITTEE publishes K4 and K7, DISTRICT the rest.
    pub role: Role,
    /// The account that published.
    pub account_id: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Aggregate;
}
