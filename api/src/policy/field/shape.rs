//! Types that carry no data of their own, and the root.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::{Class as Of, Viewer};
use super::TypePolicy;

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "Query",
        class: Viewer,
        fields: &["me", "node", "nodes"],
        other: &[
            ("unit", Of(Class::Directory)),
            ("units", Of(Class::Directory)),
            ("official", Of(Class::Personnel)),
            ("officials", Of(Class::Personnel)),
            ("titles", Of(Class::Directory)),
            ("programme", Of(Class::Directory)),
            ("programmes", Of(Class::Directory)),
            ("targets", Of(Class::Aggregate)),
            ("course", Of(Class::Directory)),
            ("courses", Of(Class::Directory)),
            ("trainingPlan", Of(Class::Personnel)),
            ("trainingPlans", Of(Class::Personnel)),
            ("sourcePool", Of(Class::Personnel)),
            ("successionRound", Of(Class::Succession)),
            ("successionRounds", Of(Class::Succession)),
            ("account", Of(Class::Account)),
            ("accounts", Of(Class::Account)),
            ("accountProposals", Of(Class::Account)),
            ("accessReport", Of(Class::Account)),
            ("journal", Of(Class::Journal)),
        ],
    },
    // Whoever asks for a change must be allowed to write the class.
    TypePolicy {
        name: "Mutation",
        class: Viewer,
        fields: &["endSession"],
        other: &[
            ("inviteAccount", Of(Class::Account)),
            ("issueActivationCode", Of(Class::Account)),
            ("resetAccount", Of(Class::Account)),
            ("cancelInvitation", Of(Class::Account)),
            ("changeAccountRole", Of(Class::Account)),
            ("addAccountUnits", Of(Class::Account)),
            ("endAccountGrant", Of(Class::Account)),
            ("confirmAccountCarryOver", Of(Class::Account)),
            ("approveAccountProposal", Of(Class::Account)),
            ("rejectAccountProposal", Of(Class::Account)),
            ("disableAccount", Of(Class::Account)),
            ("enableAccount", Of(Class::Account)),
            ("unlockAccount", Of(Class::Account)),
            ("renameAccount", Of(Class::Account)),
            ("setAccountHolder", Of(Class::Account)),
            ("endAccountSessions", Of(Class::Account)),
            ("createServiceAccount", Of(Class::Account)),
            ("createServiceSecret", Of(Class::Account)),
            ("revokeServiceSecret", Of(Class::Account)),
            ("addServiceKey", Of(Class::Account)),
            ("revokeServiceKey", Of(Class::Account)),
            ("setServiceNetworks", Of(Class::Account)),
            ("setServiceClasses", Of(Class::Account)),
            ("revealCitizenNumber", Of(Class::Identity)),
        ],
    },
    TypePolicy { name: "UserError", class: Viewer, fields: &["code", "field", "message"], other: &[] },
    TypePolicy { name: "Node", class: Viewer, fields: &["id"], other: &[] },
    TypePolicy {
        name: "PageInfo",
        class: Viewer,
        fields: &["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"],
        other: &[],
    },
];
