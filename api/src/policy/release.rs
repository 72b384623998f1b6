//! The releases: everything by which a role learns something of data that it may not read. The proof of
//! separation holds for everything else.

/// A release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// A short name.
    pub name: &'static str,
    /// What is released, to whom, and why.
    pub what: &'static str,
}

/// All releases.
pub const RELEASES: &[Release] = &[
    Release {
        name: "published-figures",
        what: "Values of a programme on a date, frozen when published: to every role that reads AGGREGATE, for \
               targets whose facts it may not read. K4 and K7 at district level and above only, and only over a \
               denominator of at least 5; for INTEGRATION with small values withheld.",
    },
    Release {
        name: "figures-of-units-above",
        what: "Numbers, status and gap of targets that rest on PERSONNEL, of the units above a commune, to COMMUNE, \
               without members, parts included.",
    },
    Release {
        name: "members-of-a-unit",
        what: "That a seat, a person's post or a plan's entry of the unit counts in a live figure, with unit and title, \
               also where the person's file is kept by a unit outside the scope: without the person, and without the \
               reason where it is in the file.",
    },
    Release {
        name: "holder-left-office",
        what: "To ADMIN, of an official whom an administrator named as the holder of an account: the first day on which no \
               unit kept the file any more, once there is one.",
    },
    Release {
        name: "hashes-of-sealed-parts",
        what: "Of a sealed report's parts that a role may not read, the hash of each, salted with 32 random bytes: to every role that reads \
               the report, so that the signature can be verified without them. Without the salt it tells neither what a part says nor \
               whether it says anything.",
    },
    Release {
        name: "seats-filled",
        what: "How many seats of a post have a holder, to those who see the unit's posts, also where a holder's file \
               is kept by a unit outside the scope.",
    },
];
