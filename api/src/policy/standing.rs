//! Where a unit stands to a viewer on a day: within its scope, above it, or outside.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::UnitId;
use targets::period::Period;

use super::scope::{Scope, Units};

/// What the policy has to know of units to tell which are above others.
pub trait Hierarchy: Units {
    /// The units above on a day.
    fn ancestors(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId>;

    /// From the first day of the unit to the day after its last; none if there is no such unit.
    fn span(&self, unit: UnitId) -> Option<Period>;
}

/// Where a unit stands to a viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Everything that stands for the unit on the day is in the viewer's scope of the day.
    Inside,
    /// As inside, but the unit has ended, and was outside the viewer's scope until then: a neighbour that went into a
    /// merger.
    Succeeded,
    /// The unit is above one of the viewer's.
    Above,
    /// Neither.
    Outside,
}

/// Where a unit stands to the viewer whose scopes are given, on a day.
///
/// A unit that does not exist on the day is judged by what stands for it then; whether it is above by its last day
/// before, or its first day after: a commune's successor is no unit above it, and shows nothing of its neighbours'
/// past. A unit for which nothing stands on the day is judged by the same day of its own.
#[must_use]
pub fn standing(
    units: &impl Hierarchy,
    scope: impl Fn(NaiveDate) -> Arc<Scope>,
    unit: UnitId,
    on: NaiveDate,
) -> Standing {
    let Some(span) = units.span(unit) else { return Standing::Outside };
    let own_day = nearest_day(span, on);
    let reached = units.reach(unit, on);
    let is_inside = if reached.is_empty() {
        scope(own_day).contains(unit)
    } else {
        let scope = scope(on);
        reached.iter().all(|reached| scope.contains(UnitId(reached)))
    };
    if is_inside && own_day < on && !scope(own_day).contains(unit) {
        Standing::Succeeded
    } else if is_inside {
        Standing::Inside
    } else if !scope(on).is_empty()
        && scope(own_day).iter().any(|own| units.ancestors(own, own_day).contains(&unit))
    {
        Standing::Above
    } else {
        Standing::Outside
    }
}

/// The day of the period that is nearest to a day.
fn nearest_day(period: Period, day: NaiveDate) -> NaiveDate {
    let last = period.to().and_then(|end| end.pred_opt()).unwrap_or(day);
    day.min(last).max(period.from())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]
    use targets::unit::{Forest, LineageEdge, Share, UnitSet, UnitVersion};
    use uuid::Uuid;

    use super::*;
    use crate::policy::scope::units_in_scope;
    use crate::policy::{Grant, Viewer};

    struct Tree(Forest);

    impl Units for Tree {
        fn ended_on(&self, unit: UnitId) -> Option<NaiveDate> {
            self.0.span(unit.0)?.to()
        }

        fn reach(&self, unit: UnitId, on: NaiveDate) -> UnitSet {
            self.0.reach(unit.0, on)
        }
    }

    impl Hierarchy for Tree {
        fn ancestors(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
            self.0.ancestors(unit.0, on).into_iter().map(UnitId).collect()
        }

        fn span(&self, unit: UnitId) -> Option<Period> {
            self.0.span(unit.0)
        }
    }

    const CITY: u128 = 1;
    const DISTRICT: u128 = 2;
    const OWN: u128 = 3;
    const NEIGHBOUR: u128 = 4;
    const MERGED: u128 = 5;
    const ELSEWHERE: u128 = 6;

    fn unit(number: u128) -> UnitId {
        UnitId(Uuid::from_u128(number))
    }

    fn day(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 7, 1).unwrap()
    }

    /// A city over a district with two communes, which become one directly under the city in 2025, when the district
    /// ends; another commune of the district stays as it is, under the city.
    fn tree() -> Tree {
        let version = |number: u128, parent: Option<u128>, commune_level, from, to| UnitVersion {
            unit: unit(number).0,
            parent: parent.map(|parent| unit(parent).0),
            commune_level,
            period: Period::new(day(from), to).unwrap(),
        };
        let merger = Some(day(2025));
        let versions = vec![
            version(CITY, None, false, 2000, None),
            version(DISTRICT, Some(CITY), false, 2000, merger),
            version(OWN, Some(DISTRICT), true, 2000, merger),
            version(NEIGHBOUR, Some(DISTRICT), true, 2000, merger),
            version(ELSEWHERE, Some(DISTRICT), true, 2000, merger),
            version(ELSEWHERE, Some(CITY), true, 2025, None),
            version(MERGED, Some(CITY), true, 2025, None),
        ];
        let edge = |from| LineageEdge {
            from: unit(from).0,
            to: unit(MERGED).0,
            share: Share::Whole,
            is_default: true,
            effective_on: day(2025),
        };
        Tree(Forest::new(versions, vec![edge(OWN), edge(NEIGHBOUR)]).unwrap())
    }

    /// Where units stand to somebody whose role is held in one, with a grant that carries over.
    fn stands(held_in: u128, asked: u128, on: i32) -> Standing {
        let tree = tree();
        let viewer = Viewer {
            account: Uuid::from_u128(1).into(),
            session: Uuid::from_u128(1).into(),
            username: String::new(),
            role: entity::value::Role::Commune,
            grants: vec![Grant {
                unit: unit(held_in),
                valid_from: day(2000),
                valid_to: None,
                carries_over: true,
            }],
            authenticated_at: chrono::DateTime::UNIX_EPOCH,
            held_to: None,
        };
        let scope = |on| Arc::new(units_in_scope(&viewer, &tree, day(2026), on));
        standing(&tree, scope, unit(asked), day(on))
    }

    #[test]
    fn given_a_unit_that_exists_then_inside_above_or_outside_by_the_tree_of_the_day() {
        assert_eq!(stands(OWN, OWN, 2024), Standing::Inside);
        assert_eq!(stands(OWN, DISTRICT, 2024), Standing::Above);
        assert_eq!(stands(OWN, CITY, 2024), Standing::Above);
        assert_eq!(stands(OWN, NEIGHBOUR, 2024), Standing::Outside);
        assert_eq!(stands(DISTRICT, NEIGHBOUR, 2024), Standing::Inside);
        assert_eq!(stands(OWN, CITY, 2025), Standing::Above);
        assert_eq!(stands(OWN, ELSEWHERE, 2025), Standing::Outside);
    }

    #[test]
    fn given_a_unit_that_has_ended_then_by_what_stands_for_it_and_above_by_its_last_day() {
        assert_eq!(stands(OWN, OWN, 2025), Standing::Inside);
        assert_eq!(stands(OWN, MERGED, 2025), Standing::Inside);
        assert_eq!(stands(OWN, NEIGHBOUR, 2025), Standing::Succeeded, "its successor is the viewer's own");
        assert_eq!(stands(OWN, DISTRICT, 2025), Standing::Above);
        assert_eq!(stands(DISTRICT, DISTRICT, 2025), Standing::Inside);
    }

    #[test]
    fn given_a_unit_that_does_not_exist_yet_then_its_predecessors_and_no_neighbours_past() {
        assert_eq!(stands(MERGED, MERGED, 2024), Standing::Inside);
        assert_eq!(stands(MERGED, DISTRICT, 2024), Standing::Above);
        assert_eq!(stands(OWN, MERGED, 2024), Standing::Outside, "a merger is not above what went into it");
    }

    #[test]
    fn given_a_day_before_all_units_then_by_the_units_own_days() {
        assert_eq!(stands(OWN, OWN, 1990), Standing::Inside);
        assert_eq!(stands(DISTRICT, OWN, 1990), Standing::Inside);
        assert_eq!(stands(OWN, NEIGHBOUR, 1990), Standing::Outside);
        assert_eq!(stands(OWN, 42, 2024), Standing::Outside);
    }
}
