//! Values of targets.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::{Change, Class as Of};
use super::TypePolicy;

const AGGREGATE: super::FieldClass = Of(Class::Aggregate);

/// What would be published is for those who publish.
const PUBLISHERS: super::FieldClass = Change(Class::Aggregate);

/// Members are people: further denied where they rest on data that the reader may not read.
const PERSONNEL: super::FieldClass = Of(Class::Personnel);

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "TargetValue",
        class: AGGREGATE,
        fields: &[
            "target",
            "unit",
            "asOf",
            "numerator",
            "denominator",
            "unknown",
            "bounds",
            "percentage",
            "display",
            "status",
            "suppressed",
            "publication",
            "published",
            "gap",
            "slack",
            "surplus",
            "parts",
            "byUnit",
            "series",
        ],
        other: &[("members", PERSONNEL)],
    },
    TypePolicy { name: "TargetChange", class: AGGREGATE, fields: &["target", "before", "after"], other: &[] },
    TypePolicy {
        name: "TargetNumbers",
        class: AGGREGATE,
        fields: &["numerator", "denominator", "unknown", "percentage", "display", "status", "gap"],
        other: &[],
    },
    TypePolicy { name: "TargetBounds", class: AGGREGATE, fields: &["lower", "upper"], other: &[] },
    TypePolicy { name: "TargetGap", class: AGGREGATE, fields: &["byReplacement", "byAddition"], other: &[] },
    TypePolicy {
        name: "Publication",
        class: AGGREGATE,
        fields: &["publishedOn", "by", "role", "programme", "asOf"],
        other: &[],
    },
    TypePolicy { name: "PublishedValue", class: AGGREGATE, fields: &["publication", "numbers"], other: &[] },
    TypePolicy {
        name: "PublicationConnection",
        class: AGGREGATE,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "PublicationEdge", class: AGGREGATE, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "PublicationPreview",
        class: PUBLISHERS,
        fields: &["unit", "asOf", "role", "values"],
        other: &[],
    },
    TypePolicy {
        name: "PreviewedValue",
        class: PUBLISHERS,
        fields: &["target", "unit", "numbers", "before", "readings"],
        other: &[],
    },
    TypePolicy {
        name: "PreviewedReading",
        class: PUBLISHERS,
        fields: &["role", "sight", "withheldParts"],
        other: &[],
    },
    TypePolicy {
        name: "PublicationPayload",
        class: AGGREGATE,
        fields: &["publication", "warnings", "replayed", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "TargetPart",
        class: AGGREGATE,
        fields: &["code", "name", "numerator", "denominator", "unknown", "percentage", "display", "status"],
        other: &[],
    },
    TypePolicy {
        name: "TargetMemberConnection",
        class: PERSONNEL,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "TargetMemberEdge", class: PERSONNEL, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "TargetMember",
        class: PERSONNEL,
        fields: &["bucket", "official", "unit", "title", "seat", "reason"],
        other: &[],
    },
    TypePolicy { name: "TargetReason", class: PERSONNEL, fields: &["code", "message", "fact"], other: &[] },
];
