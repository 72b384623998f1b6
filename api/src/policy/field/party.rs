//! What the Party keeps on its members.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::Class as Of;
use super::TypePolicy;

const PARTY: super::FieldClass = Of(Class::Party);

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "PartyRecord",
        class: PARTY,
        fields: &[
            "admittedOn",
            "fullMemberOn",
            "standingCommitteeOf",
            "standingCommitteeMemberships",
            "disciplines",
        ],
        other: &[],
    },
    TypePolicy {
        name: "StandingCommitteeMembership",
        class: PARTY,
        fields: &["id", "key", "asOf", "official", "unit", "term", "validFrom", "validTo"],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "PartyDiscipline",
        class: PARTY,
        fields: &["kind", "decidedOn", "endsOn", "decision", "reason"],
        other: &[],
    },
];
