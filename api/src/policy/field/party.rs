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
            "version",
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
        fields: &[
            "id",
            "key",
            "asOf",
            "version",
            "official",
            "unit",
            "term",
            "validFrom",
            "validTo",
            "committee",
        ],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "PartyDiscipline",
        class: PARTY,
        fields: &["kind", "decidedOn", "endsOn", "decision", "reason"],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "StandingCommittee",
        class: PARTY,
        fields: &["unit", "term", "validFrom", "validTo"],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "PartyMembershipPayload",
        class: PARTY,
        fields: &["partyRecord", "warnings", "replayed", "userErrors"],
        other: &[("official", Of(Class::Personnel))],
    },
    TypePolicy {
        name: "PartyDisciplinePayload",
        class: PARTY,
        fields: &["partyDiscipline", "warnings", "replayed", "userErrors"],
        other: &[("official", Of(Class::Personnel))],
    },
    TypePolicy {
        name: "StandingCommitteePayload",
        class: PARTY,
        fields: &["standingCommittee", "warnings", "replayed", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "StandingCommitteeSeatPayload",
        class: PARTY,
        fields: &["membership", "warnings", "replayed", "userErrors"],
        other: &[],
    },
];
