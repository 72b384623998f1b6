//! Who people are to the state.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::{Class as Of, Referrals};
use super::TypePolicy;

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "RevealCitizenNumberPayload",
        class: Of(Class::Identity),
        fields: &["citizenNumber", "userErrors"],
        other: &[("official", Of(Class::Personnel))],
    },
    TypePolicy {
        name: "RecordIdentityPayload",
        class: Of(Class::Identity),
        fields: &["identity", "warnings", "replayed", "userErrors"],
        other: &[("official", Of(Class::Personnel))],
    },
    TypePolicy {
        name: "OfficialIdentity",
        class: Of(Class::Identity),
        fields: &["version", "citizenNumber", "phone", "address"],
        other: &[],
    },
    TypePolicy {
        name: "Referral",
        class: Referrals,
        fields: &["at", "role"],
        other: &[("unit", Of(Class::Directory)), ("official", Of(Class::Personnel))],
    },
    TypePolicy {
        name: "ReferralConnection",
        class: Referrals,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "ReferralEdge", class: Referrals, fields: &["node", "cursor"], other: &[] },
];
