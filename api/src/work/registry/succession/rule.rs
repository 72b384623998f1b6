//! The rules that forbid something of a succession plan. What only advises is told by the composition check.

/// A rule that forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuccessionRule {
    /// Succession is planned for titles of the Party, the council and the committee. Source: domain §6.
    Body,
    /// A term is two years, as 2025-2030, the later one not before this year. Source: domain §6.
    Term,
    /// The unit has a round for the body and the term that is not approved.
    RoundOpen,
    /// The state of the round does not allow it. Source: domain §6.
    State {
        /// The mutations that the state allows.
        legal: Vec<&'static str>,
    },
    /// A round is submitted with people in it.
    Empty,
    /// The Party committee of a unit above decides.
    NotAbove,
    /// Nobody decides on what he submitted, or on whom he proposed.
    Own,
    /// The title is not one of the round's body. Source: domain §3.
    OtherBody,
    /// The round plans the person for the title already.
    PlannedAlready,
    /// The person holds the title in the unit.
    Holds,
    /// The person does not hold the title in the unit by a PRIMARY or CONCURRENT appointment.
    NotAppointed,
}
