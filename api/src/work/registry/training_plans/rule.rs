//! What forbids a change of training plans, and what advises against one.

use chrono::NaiveDate;
use entity::value::TrainingPlanStatus;

/// A rule of training plans that forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrainingPlanRule {
    /// The unit has a plan for the year: that one is edited, or amended once it is approved. Source: domain §7.
    Exists,
    /// The state of the plan does not allow it. Source: domain §7.
    State {
        /// The state.
        status: TrainingPlanStatus,
        /// The mutations that the state allows.
        legal: Vec<&'static str>,
    },
    /// A later edition of the plan is under way.
    LaterEdition,
    /// A plan without an item says nothing. Source: domain §7.
    NoItems,
    /// More items than a plan has.
    Items {
        /// The greatest number of items.
        most: usize,
    },
    /// An item is named twice.
    ItemTwice,
    /// A number of people that cannot be: none, or too many.
    People {
        /// The greatest number of people.
        most: i32,
    },
}

/// A rule of training plans that advises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrainingPlanAdvice {
    /// Items do not say why people are sent. Source: domain §7.
    NoReason {
        /// How many items.
        items: usize,
    },
    /// Nobody needs a course on the day: the draft is empty.
    NothingNeeded {
        /// The day.
        on: NaiveDate,
    },
}
