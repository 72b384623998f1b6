//! Which figures of a target a role sees: computed live, or only as published.
//!
//! A figure that rests on data of a class that a role may not read is never computed live for it: recording
//! one completion and watching the figure move would betray a name. Source: domain §9, "Releases".

use entity::class::ConfidentialityClass;
use entity::value::{CountedThing, Role, TargetMeasure, UnitKind};
use targets::value::Count;

use super::access::{Access, Action, access};
use super::standing::Standing;

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

/// How a role sees one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sight {
    /// Computed now from the facts.
    Live {
        /// Whether the members may be listed.
        with_members: bool,
    },
    /// As published, and suppressed where nothing was.
    Published,
    /// Suppressed, whatever was published.
    Suppressed,
    /// Not at all: as if the unit did not exist.
    Hidden,
}

/// How a role sees the figure of a measure for a unit of a kind that stands so to the viewer (domain §9).
#[must_use]
pub const fn sight(role: Role, measure: TargetMeasure, unit: UnitKind, standing: Standing) -> Sight {
    let is_seen = match standing {
        Standing::Inside => true,
        Standing::Above => sees_units_above(role),
        Standing::Outside => false,
    };
    match (is_seen, figures(role, measure)) {
        (false, _) | (_, Figures::Denied) => Sight::Hidden,
        (true, Figures::Live) => Sight::Live { with_members: matches!(standing, Standing::Inside) },
        (true, Figures::Published) if is_released_for(unit, measure) => Sight::Published,
        (true, Figures::Published) => Sight::Suppressed,
    }
}

/// Whether publications release the figures of a measure for a unit of a kind to roles that may not read the
/// facts: what rests on PARTY or SUCCESSION at district level and above only.
#[must_use]
pub const fn is_released_for(unit: UnitKind, measure: TargetMeasure) -> bool {
    match class_of(measure) {
        ConfidentialityClass::Party | ConfidentialityClass::Succession => {
            matches!(unit, UnitKind::District | UnitKind::City | UnitKind::Province)
        }
        _ => true,
    }
}

/// Whether small values are withheld in what the role reads.
#[must_use]
pub const fn withholds_small_values(role: Role) -> bool {
    matches!(role, Role::Integration)
}

/// The least denominator that a figure needs to be released by a publication to a role that may not read the
/// facts under it (domain §9: "only over at least 5"), and that INTEGRATION sees a value of persons with.
pub const LEAST_RELEASED_DENOMINATOR: u64 = 5;

/// The numbers of persons that tell too much of each of them, in what INTEGRATION reads.
const SMALL_NUMBERS: std::ops::RangeInclusive<u64> = 1..=4;

/// Whether a published count is too small for a role that may not read the facts under it.
///
/// Over what rests on PARTY or SUCCESSION nobody sees a denominator under 5. INTEGRATION sees of persons no
/// denominator under 5, and no numerator or rest of 1 to 4.
#[must_use]
pub fn is_small(role: Role, measure: TargetMeasure, of_persons: bool, count: &Count) -> bool {
    let rest = count.denominator.saturating_sub(count.numerator);
    let is_few = count.denominator < LEAST_RELEASED_DENOMINATOR;
    let rests_on_secrets = !matches!(class_of(measure), ConfidentialityClass::Personnel);
    let is_telling = SMALL_NUMBERS.contains(&count.numerator) || SMALL_NUMBERS.contains(&rest);
    (rests_on_secrets && is_few) || (withholds_small_values(role) && of_persons && (is_few || is_telling))
}

/// Whether a count of these things tells of persons: people themselves, and filled posts, which stand for their
/// holders. Seats and units do not.
#[must_use]
pub const fn counts_persons(counts: CountedThing) -> bool {
    match counts {
        CountedThing::Persons | CountedThing::PlannedPersons | CountedThing::FilledPosts => true,
        CountedThing::Posts | CountedThing::Units => false,
    }
}

/// Whether the parts of a target's value tell of persons: they do as the value does, and the standard of K1 counts
/// the holders of its seats.
#[must_use]
pub const fn parts_count_persons(measure: TargetMeasure, counts: CountedThing) -> bool {
    matches!(measure, TargetMeasure::PostsFilled) || counts_persons(counts)
}
