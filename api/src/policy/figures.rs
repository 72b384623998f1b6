//! Which figures of a target a role sees: computed live, or only as published.
//!
//! A figure that rests on data of a class that a role may not read is never computed live for it: recording
//! one completion and watching the figure move would betray a name. Source: domain §9, "Releases".

use entity::class::ConfidentialityClass;
use entity::value::{Role, TargetMeasure};

use super::access::{Access, Action, access};

/// How a role sees the figures of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figures {
    /// Computed now from the facts.
    Live,
    /// Frozen when published; suppressed where nothing was published.
    Published,
    /// Not at all.
    Denied,
}

/// The class of the facts that a measure rests on beside PERSONNEL.
#[must_use]
pub const fn class_of(measure: TargetMeasure) -> ConfidentialityClass {
    match measure {
        TargetMeasure::WomanInStandingCommittee => ConfidentialityClass::Party,
        TargetMeasure::PlannedTrained => ConfidentialityClass::Succession,
        TargetMeasure::PostsFilled
        | TargetMeasure::UnderAge
        | TargetMeasure::Female
        | TargetMeasure::Qualified
        | TargetMeasure::KnowledgeUpdate
        | TargetMeasure::NonLocal
        | TargetMeasure::NonLocalTrend => ConfidentialityClass::Personnel,
    }
}

/// How a role sees the figures of a measure.
#[must_use]
pub const fn figures(role: Role, measure: TargetMeasure) -> Figures {
    match (
        access(role, ConfidentialityClass::Aggregate, Action::Read),
        access(role, class_of(measure), Action::Read),
    ) {
        (Access::Denied, _) => Figures::Denied,
        (_, Access::Denied) => Figures::Published,
        (_, Access::Everywhere | Access::InScope) => Figures::Live,
    }
}

/// The role that publishes the figures of a measure: the Party committee what rests on Party data and
/// succession plans, the Home Affairs office the rest.
#[must_use]
pub const fn publisher(measure: TargetMeasure) -> Role {
    match class_of(measure) {
        ConfidentialityClass::Party | ConfidentialityClass::Succession => Role::PartyCommittee,
        _ => Role::District,
    }
}

/// Whether a role sees the numbers, status and gap, without members, of the units above its own.
#[must_use]
pub const fn sees_units_above(role: Role) -> bool {
    matches!(role, Role::Commune)
}

/// Whether small values are withheld in what the role reads.
#[must_use]
pub const fn withholds_small_values(role: Role) -> bool {
    matches!(role, Role::Integration)
}

/// The least denominator that a figure needs to be released by a publication to a role that may not read the
/// facts under it (domain §9: "only over at least 5").
pub const LEAST_RELEASED_DENOMINATOR: i64 = 5;
