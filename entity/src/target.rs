//! A target of a programme, as an identity. Its definition is in [`target_version`](crate::target_version).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{ProgrammeId, TargetId};

/// A row of `target`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "target")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TargetId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The code within the programme, such as K2.
    pub code: String,
    /// Order in lists.
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
