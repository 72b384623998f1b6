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

/// Whether a role sees figures that are computed live: reports, which are made of them before they are sealed, are for such roles.
#[must_use]
pub fn sees_live_figures(role: Role) -> bool {
    TargetMeasure::ALL.iter().any(|measure| figures(role, *measure) == Figures::Live)
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
        Standing::Inside | Standing::Succeeded => true,
        Standing::Above => sees_units_above(role),
        Standing::Outside => false,
    };
    match (is_seen, figures(role, measure)) {
        (false, _) | (_, Figures::Denied) => Sight::Hidden,
        // A trend would compare with what the neighbour was before the merger.
        (true, Figures::Live)
            if matches!(standing, Standing::Succeeded) && matches!(measure, TargetMeasure::NonLocalTrend) =>
        {
            Sight::Suppressed
        }
        (true, Figures::Live) => Sight::Live { with_members: !matches!(standing, Standing::Above) },
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

#[cfg(test)]
mod tests {
    use super::*;

    const INSIDE: Standing = Standing::Inside;

    fn seen(role: Role, measure: TargetMeasure, unit: UnitKind) -> Sight {
        sight(role, measure, unit, INSIDE)
    }

    #[test]
    fn given_a_measure_and_a_role_then_live_published_or_hidden_as_domain_9_says() {
        use TargetMeasure::{PlannedTrained, UnderAge, WomanInStandingCommittee};
        let live = Sight::Live { with_members: true };
        for unit in [UnitKind::District, UnitKind::Commune] {
            for role in [Role::District, Role::Commune, Role::PartyCommittee] {
                assert_eq!(seen(role, UnderAge, unit), live, "{role:?}");
            }
            assert_eq!(seen(Role::Integration, UnderAge, unit), Sight::Published);
            for measure in TargetMeasure::ALL {
                assert_eq!(seen(Role::Admin, *measure, unit), Sight::Hidden);
                assert_eq!(seen(Role::PartyCommittee, *measure, unit), live);
            }
        }
        for measure in [WomanInStandingCommittee, PlannedTrained] {
            for role in [Role::District, Role::Commune, Role::Integration] {
                assert_eq!(seen(role, measure, UnitKind::District), Sight::Published);
                for commune in UnitKind::ALL.iter().filter(|kind| kind.is_commune_level()) {
                    assert_eq!(seen(role, measure, *commune), Sight::Suppressed);
                }
            }
        }
    }

    #[test]
    fn given_a_unit_above_then_a_commune_alone_sees_it_and_without_members() {
        for role in Role::ALL {
            let seen = sight(*role, TargetMeasure::Female, UnitKind::District, Standing::Above);
            let expected = match role {
                Role::Commune => Sight::Live { with_members: false },
                _ => Sight::Hidden,
            };
            assert_eq!(seen, expected, "{role:?}");
            let outside = sight(*role, TargetMeasure::Female, UnitKind::District, Standing::Outside);
            assert_eq!(outside, Sight::Hidden, "{role:?}");
        }
    }

    #[test]
    fn given_a_neighbour_that_went_into_the_merger_then_its_figures_but_not_the_trend_since_its_own_past() {
        for role in [Role::District, Role::Commune, Role::PartyCommittee] {
            let seen = |measure| sight(role, measure, UnitKind::Commune, Standing::Succeeded);
            assert_eq!(seen(TargetMeasure::Female), Sight::Live { with_members: true }, "{role:?}");
            assert_eq!(seen(TargetMeasure::NonLocalTrend), Sight::Suppressed, "{role:?}");
        }
    }

    #[test]
    fn given_published_counts_then_small_by_the_role_and_what_is_counted() {
        use TargetMeasure::{Female, PlannedTrained};
        let count = |numerator, denominator| Count { numerator, denominator, unknown: 0 };
        let small = [count(0, 0), count(0, 4), count(4, 4), count(1, 30), count(4, 30), count(26, 30)];
        let large = [count(0, 5), count(5, 5), count(5, 30), count(25, 30), count(30, 30)];
        for counted in small {
            assert!(is_small(Role::Integration, Female, true, &counted), "{counted:?}");
            assert!(!is_small(Role::Integration, Female, false, &counted), "{counted:?}");
            assert!(!is_small(Role::District, Female, true, &counted), "{counted:?}");
        }
        for counted in large {
            assert!(!is_small(Role::Integration, Female, true, &counted), "{counted:?}");
        }
        for role in [Role::District, Role::Commune] {
            assert!(is_small(role, PlannedTrained, true, &count(2, 4)), "{role:?}");
            assert!(!is_small(role, PlannedTrained, true, &count(2, 5)), "{role:?}");
        }
    }
}
