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
    if is_inside {
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
