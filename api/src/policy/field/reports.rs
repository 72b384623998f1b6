//! Reports of units. The report itself is AGGREGATE; what it says is told by part, each to those who read its class.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::{Class as Of, Reports};
use super::TypePolicy;

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "Report",
        class: Reports,
        fields: &[
            "id",
            "key",
            "asOf",
            "version",
            "unit",
            "programme",
            "kind",
            "periodFrom",
            "periodTo",
            "figuresOn",
            "status",
            "steps",
            "sealedAt",
            "signingKey",
            "content",
            "file",
            "changesSince",
        ],
        other: &[],
    },
    TypePolicy {
        name: "ReportConnection",
        class: Reports,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "ReportEdge", class: Reports, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "ReportStep",
        class: Reports,
        fields: &["status", "effectiveOn", "remark"],
        other: &[],
    },
    TypePolicy { name: "ReportPart", class: Reports, fields: &["class", "json"], other: &[] },
    TypePolicy {
        name: "ReportedFigure",
        class: Reports,
        fields: &["unit", "report", "numerator", "denominator", "unknown", "status"],
        other: &[],
    },
    TypePolicy {
        name: "ReportChange",
        class: Reports,
        fields: &["class", "target", "reported", "restated"],
        other: &[("members", Of(Class::Personnel))],
    },
    TypePolicy {
        name: "ReportFigure",
        class: Reports,
        fields: &["numerator", "denominator", "unknown", "status"],
        other: &[],
    },
    TypePolicy {
        name: "ReportMemberChange",
        class: Of(Class::Personnel),
        fields: &["official", "unit", "title", "before", "after", "reasonBefore", "reasonAfter", "changes"],
        other: &[],
    },
    TypePolicy {
        name: "ReportSeriesPoint",
        class: Reports,
        fields: &["year", "asOf", "reported", "restated"],
        other: &[],
    },
    TypePolicy {
        name: "ReportPayload",
        class: Reports,
        fields: &["report", "warnings", "replayed", "userErrors"],
        other: &[],
    },
];
