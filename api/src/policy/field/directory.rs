//! Units, titles, programmes and definitions of targets: readable by every role.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::Class as Of;
use super::TypePolicy;

const DIRECTORY: super::FieldClass = Of(Class::Directory);

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "Unit",
        class: DIRECTORY,
        fields: &[
            "id",
            "key",
            "asOf",
            "code",
            "name",
            "kind",
            "class",
            "validFrom",
            "validTo",
            "parent",
            "children",
            "predecessors",
            "successors",
        ],
        other: &[
            ("posts", Of(Class::Personnel)),
            ("officials", Of(Class::Personnel)),
            ("targets", Of(Class::Aggregate)),
            ("sourcePool", Of(Class::Personnel)),
            ("history", Of(Class::Journal)),
        ],
    },
    TypePolicy {
        name: "UnitConnection",
        class: DIRECTORY,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "UnitEdge", class: DIRECTORY, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "UnitLineage",
        class: DIRECTORY,
        fields: &["unit", "share", "isDefault", "effectiveOn", "legalBasis"],
        other: &[],
    },
    TypePolicy {
        name: "UnitEvent",
        class: DIRECTORY,
        fields: &["effectiveOn", "legalBasis", "units", "endedUnits"],
        other: &[("withoutAppointment", Of(Class::Personnel))],
    },
    TypePolicy {
        name: "UnitEventPayload",
        class: DIRECTORY,
        fields: &["event", "warnings", "replayed", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "Rehearsal",
        class: DIRECTORY,
        fields: &["effectiveOn", "unit", "communesBefore", "communesAfter", "units", "endedUnits"],
        other: &[
            ("orphanedPosts", Of(Class::Personnel)),
            ("withoutAppointment", Of(Class::Personnel)),
            ("doubleHolders", Of(Class::Personnel)),
            ("targets", Of(Class::Aggregate)),
        ],
    },
    TypePolicy {
        name: "RehearsalPayload",
        class: DIRECTORY,
        fields: &["rehearsal", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "RehearsedUnit",
        class: DIRECTORY,
        fields: &["unit", "code", "name", "kind", "class"],
        other: &[],
    },
    TypePolicy {
        name: "Title",
        class: DIRECTORY,
        fields: &["code", "name", "body", "category", "standard"],
        other: &[],
    },
    TypePolicy {
        name: "TitleStandard",
        class: DIRECTORY,
        fields: &["requirements", "maxAgeAtFirstAppointment", "legalBasis"],
        other: &[],
    },
    TypePolicy { name: "TitleRequirement", class: DIRECTORY, fields: &["kind", "level"], other: &[] },
    TypePolicy {
        name: "QualificationLevel",
        class: DIRECTORY,
        fields: &["code", "name", "rank"],
        other: &[],
    },
    TypePolicy {
        name: "Programme",
        class: DIRECTORY,
        fields: &[
            "id",
            "key",
            "asOf",
            "code",
            "name",
            "legalBasis",
            "baselineOn",
            "startsOn",
            "endsOn",
            "reportingDates",
            "keyTitles",
            "targets",
        ],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "Target",
        class: DIRECTORY,
        fields: &[
            "id",
            "key",
            "asOf",
            "code",
            "name",
            "kind",
            "counts",
            "comparator",
            "threshold",
            "dueOn",
            "legalBasis",
        ],
        other: &[("history", Of(Class::Journal))],
    },
];
