//! Values of targets.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::Class as Of;
use super::TypePolicy;

const AGGREGATE: super::FieldClass = Of(Class::Aggregate);

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
            "gap",
            "slack",
            "surplus",
            "parts",
            "byUnit",
            "series",
        ],
        other: &[],
    },
    TypePolicy { name: "TargetBounds", class: AGGREGATE, fields: &["lower", "upper"], other: &[] },
    TypePolicy { name: "TargetGap", class: AGGREGATE, fields: &["byReplacement", "byAddition"], other: &[] },
    TypePolicy { name: "Publication", class: AGGREGATE, fields: &["publishedOn", "by"], other: &[] },
    TypePolicy {
        name: "TargetPart",
        class: AGGREGATE,
        fields: &["code", "name", "numerator", "denominator", "unknown", "percentage", "display", "status"],
        other: &[],
    },
];
