//! Succession planning: readable by Party committees alone.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::Class as Of;
use super::TypePolicy;

const SUCCESSION: super::FieldClass = Of(Class::Succession);

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "SuccessionRound",
        class: SUCCESSION,
        fields: &[
            "id",
            "key",
            "asOf",
            "version",
            "unit",
            "body",
            "term",
            "status",
            "steps",
            "entries",
            "composition",
        ],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "SuccessionRoundConnection",
        class: SUCCESSION,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "SuccessionRoundEdge", class: SUCCESSION, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "SuccessionRoundStep",
        class: SUCCESSION,
        fields: &["status", "effectiveOn", "remark"],
        other: &[],
    },
    TypePolicy {
        name: "SuccessionEntry",
        class: SUCCESSION,
        fields: &["id", "key", "asOf", "version", "round", "title", "status", "reason", "steps"],
        other: &[("official", Of(Class::Personnel)), ("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "SuccessionEntryConnection",
        class: SUCCESSION,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "SuccessionEntryEdge", class: SUCCESSION, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "SuccessionEntryStep",
        class: SUCCESSION,
        fields: &["status", "effectiveOn", "reason"],
        other: &[],
    },
    TypePolicy {
        name: "SuccessionComposition",
        class: SUCCESSION,
        fields: &["people", "women", "ageBands", "ageUnknown", "findings"],
        other: &[],
    },
    TypePolicy { name: "SuccessionAgeBandCount", class: SUCCESSION, fields: &["band", "people"], other: &[] },
    TypePolicy {
        name: "SuccessionFinding",
        class: SUCCESSION,
        fields: &["code", "rule", "message", "title", "numerator", "denominator", "isCertain"],
        other: &[("officials", Of(Class::Personnel))],
    },
    TypePolicy {
        name: "SuccessionRoundPayload",
        class: SUCCESSION,
        fields: &["successionRound", "warnings", "replayed", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "SuccessionEntryPayload",
        class: SUCCESSION,
        fields: &["successionEntry", "warnings", "replayed", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "PlannedTrainingNeed",
        class: SUCCESSION,
        fields: &["target", "courseKind", "member", "isWoman", "isYoung", "since", "daysWaited"],
        other: &[],
    },
    TypePolicy {
        name: "PlannedTrainingNeedConnection",
        class: SUCCESSION,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy {
        name: "PlannedTrainingNeedEdge",
        class: SUCCESSION,
        fields: &["node", "cursor"],
        other: &[],
    },
];
