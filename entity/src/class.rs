//! Confidentiality classes: one for each table.

use sea_orm::entity::prelude::*;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// The confidentiality class of data. Who may read or write a class is the policy's matter.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumIter,
    DeriveActiveEnum,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConfidentialityClass {
    /// Units, titles, programmes, definitions of targets, the course catalogue.
    Directory,
    /// Officials, affiliations, posts, appointments, qualifications, ratings, training, source pool.
    Personnel,
    /// Citizen number, address, telephone.
    Identity,
    /// Party membership and dates, standing committees, Party discipline.
    Party,
    /// Succession rounds, entries and appraisals.
    Succession,
    /// Values of targets.
    Aggregate,
    /// Accounts, grants, sessions, service accounts.
    Account,
    /// Who changed what, and when.
    Journal,
}

impl ConfidentialityClass {
    /// Every class.
    pub const ALL: [Self; 8] = [
        Self::Directory,
        Self::Personnel,
        Self::Identity,
        Self::Party,
        Self::Succession,
        Self::Aggregate,
        Self::Account,
        Self::Journal,
    ];
}

/// An entity whose table's class is declared.
pub trait Classified: EntityTrait {
    /// The class of every row of the table.
    const CLASS: ConfidentialityClass;
}
