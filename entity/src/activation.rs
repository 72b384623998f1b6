//! A code with which a person sets the pass phrase of an account, once, as its hash.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AccountId;

/// A row of `activation`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "activation")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The account.
    pub account_id: AccountId,
    /// SHA-256 of the code.
    pub code_hash: Vec<u8>,
    /// When it was issued.
    pub issued_at: DateTimeUtc,
    /// When it ends unused.
    pub expires_at: DateTimeUtc,
    /// The administrator who issued it; none if the console did.
    pub issued_by: Option<AccountId>,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
    /// When it was taken back.
    pub cancelled_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Account;
}
