//! Accounts, what hangs on them, and what a viewer sees of itself.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::{Class as Of, Viewer};
use super::TypePolicy;

const ACCOUNT: super::FieldClass = Of(Class::Account);
const CONNECTION: &[&str] = &["edges", "nodes", "pageInfo", "totalCount"];
const EDGE: &[&str] = &["node", "cursor"];

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "Viewer",
        class: Viewer,
        fields: &["username", "role", "units", "classes", "sessions"],
        other: &[],
    },
    // Whoever holds a session may read it: it is his own, or he reads accounts.
    TypePolicy {
        name: "Session",
        class: Viewer,
        fields: &[
            "id",
            "createdAt",
            "authenticatedAt",
            "lastSeenAt",
            "expiresAt",
            "address",
            "lastSeenAddress",
            "client",
            "isCurrent",
        ],
        other: &[],
    },
    TypePolicy { name: "SessionConnection", class: Viewer, fields: CONNECTION, other: &[] },
    TypePolicy { name: "SessionEdge", class: Viewer, fields: EDGE, other: &[] },
    TypePolicy {
        name: "Account",
        class: ACCOUNT,
        fields: &[
            "id",
            "key",
            "version",
            "username",
            "displayName",
            "role",
            "status",
            "createdAt",
            "lastLoginAt",
            "lockedAt",
            "mustChangePassword",
            "grants",
            "activation",
            "holder",
            "findings",
            "serviceAccount",
            "proposals",
            "sessions",
        ],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy { name: "AccountConnection", class: ACCOUNT, fields: CONNECTION, other: &[] },
    TypePolicy { name: "AccountEdge", class: ACCOUNT, fields: EDGE, other: &[] },
    TypePolicy {
        name: "AccountGrant",
        class: ACCOUNT,
        fields: &["id", "unit", "validFrom", "validTo", "isHeld", "carriesOverSince", "unitEndsOn"],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy { name: "AccountActivation", class: ACCOUNT, fields: &["issuedAt", "expiresAt"], other: &[] },
    TypePolicy {
        name: "AccountHolder",
        class: ACCOUNT,
        fields: &["officialKey", "linkedAt", "leftOfficeOn"],
        other: &[],
    },
    TypePolicy {
        name: "AccountProposal",
        class: ACCOUNT,
        fields: &[
            "id",
            "account",
            "kind",
            "role",
            "units",
            "grant",
            "reason",
            "proposedBy",
            "proposedAt",
            "expiresAt",
            "status",
            "decidedBy",
            "decidedAt",
            "decisionReason",
        ],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy { name: "AccountProposalConnection", class: ACCOUNT, fields: CONNECTION, other: &[] },
    TypePolicy { name: "AccountProposalEdge", class: ACCOUNT, fields: EDGE, other: &[] },
    TypePolicy {
        name: "AccountProposalUnit",
        class: ACCOUNT,
        fields: &["unit", "validFrom", "validTo"],
        other: &[],
    },
    TypePolicy {
        name: "AccessReportEntry",
        class: ACCOUNT,
        fields: &["account", "role", "grant", "classes"],
        other: &[],
    },
    TypePolicy { name: "AccessReportConnection", class: ACCOUNT, fields: CONNECTION, other: &[] },
    TypePolicy { name: "AccessReportEdge", class: ACCOUNT, fields: EDGE, other: &[] },
    TypePolicy {
        name: "InviteAccountPayload",
        class: ACCOUNT,
        fields: &["account", "activationCode", "proposal", "userErrors"],
        other: &[],
    },
    TypePolicy { name: "ActivationCode", class: ACCOUNT, fields: &["code", "expiresAt"], other: &[] },
    TypePolicy {
        name: "CancelInvitationPayload",
        class: ACCOUNT,
        fields: &["account", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "AccountRightsPayload",
        class: ACCOUNT,
        fields: &["account", "proposal", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "AccountProposalPayload",
        class: ACCOUNT,
        fields: &["proposal", "account", "userErrors"],
        other: &[],
    },
    TypePolicy { name: "AccountPayload", class: ACCOUNT, fields: &["account", "userErrors"], other: &[] },
    TypePolicy {
        name: "ServiceAccount",
        class: ACCOUNT,
        fields: &["secrets", "keys", "networks", "classes"],
        other: &[],
    },
    TypePolicy {
        name: "ServiceProof",
        class: ACCOUNT,
        fields: &["id", "label", "kid", "createdAt", "createdBy", "expiresAt", "revokedAt", "lastUsedAt"],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy { name: "ServiceSecret", class: ACCOUNT, fields: &["id", "secret"], other: &[] },
    TypePolicy {
        name: "CreateServiceSecretPayload",
        class: ACCOUNT,
        fields: &["account", "secret", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "ServiceAccountPayload",
        class: ACCOUNT,
        fields: &["account", "userErrors"],
        other: &[],
    },
    TypePolicy { name: "EndSessionPayload", class: Viewer, fields: &["session", "userErrors"], other: &[] },
    TypePolicy {
        name: "EndAccountSessionsPayload",
        class: ACCOUNT,
        fields: &["account", "ended", "userErrors"],
        other: &[],
    },
];
