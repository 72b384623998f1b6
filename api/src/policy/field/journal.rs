//! The journal. Which of its entries a role sees, and how much of each, is decided by the class of what an entry tells
//! of: see [`journal`](crate::policy::journal).

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::Class as Of;
use super::TypePolicy;

const JOURNAL: super::FieldClass = Of(Class::Journal);

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "JournalEntry",
        class: JOURNAL,
        fields: &[
            "id",
            "recordedAt",
            "operation",
            "class",
            "objectType",
            "object",
            "requestId",
            "reason",
            "by",
            "changed",
            "changes",
            "details",
        ],
        other: &[("actor", Of(Class::Account)), ("unit", Of(Class::Directory))],
    },
    TypePolicy {
        name: "JournalEntryConnection",
        class: JOURNAL,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "JournalEntryEdge", class: JOURNAL, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "JournalActor",
        class: Of(Class::Account),
        fields: &["account", "username", "displayName"],
        other: &[],
    },
    TypePolicy {
        name: "JournalCircumstances",
        class: JOURNAL,
        fields: &["session", "role", "address"],
        other: &[],
    },
    TypePolicy { name: "JournalChange", class: JOURNAL, fields: &["field", "before", "after"], other: &[] },
    TypePolicy {
        name: "Change",
        class: JOURNAL,
        fields: &["at", "operation", "type", "key", "class", "actor", "fields", "reason"],
        other: &[],
    },
    TypePolicy {
        name: "ChangeConnection",
        class: JOURNAL,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "ChangeEdge", class: JOURNAL, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "ChangeActor",
        class: JOURNAL,
        fields: &["role"],
        other: &[("username", Of(Class::Account))],
    },
    TypePolicy { name: "ChangedField", class: JOURNAL, fields: &["name", "before", "after"], other: &[] },
    TypePolicy { name: "JournalDetail", class: JOURNAL, fields: &["name", "value"], other: &[] },
];
