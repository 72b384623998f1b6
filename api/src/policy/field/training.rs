//! Courses, which every role reads; enrolments, training plans and source pools, which are personnel data.

use entity::class::ConfidentialityClass as Class;

use super::FieldClass::Class as Of;
use super::TypePolicy;

const DIRECTORY: super::FieldClass = Of(Class::Directory);
const PERSONNEL: super::FieldClass = Of(Class::Personnel);

pub(super) const TYPES: &[TypePolicy] = &[
    TypePolicy {
        name: "Course",
        class: DIRECTORY,
        fields: &[
            "id",
            "key",
            "asOf",
            "code",
            "title",
            "kind",
            "organiser",
            "startsOn",
            "endsOn",
            "periods",
            "capacity",
            "seats",
            "countsAsKnowledgeUpdate",
            "titleGroup",
            "yieldsKind",
            "yieldsLevel",
            "status",
            "steps",
        ],
        other: &[("enrolments", PERSONNEL), ("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "CourseConnection",
        class: DIRECTORY,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "CourseEdge", class: DIRECTORY, fields: &["node", "cursor"], other: &[] },
    TypePolicy { name: "CourseSeat", class: DIRECTORY, fields: &["unit", "seats"], other: &[] },
    TypePolicy {
        name: "CourseStep",
        class: DIRECTORY,
        fields: &["status", "effectiveOn", "remark"],
        other: &[],
    },
    TypePolicy {
        name: "Enrolment",
        class: PERSONNEL,
        fields: &["id", "key", "asOf", "version", "course", "official", "unit", "status", "steps"],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "EnrolmentConnection",
        class: PERSONNEL,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "EnrolmentEdge", class: PERSONNEL, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "EnrolmentStep",
        class: PERSONNEL,
        fields: &["status", "effectiveOn", "remark"],
        other: &[],
    },
    TypePolicy {
        name: "TrainingPlan",
        class: PERSONNEL,
        fields: &[
            "id",
            "key",
            "asOf",
            "version",
            "unit",
            "year",
            "edition",
            "status",
            "steps",
            "decision",
            "decidedOn",
            "signer",
            "items",
            "consolidatedInto",
        ],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "TrainingPlanConnection",
        class: PERSONNEL,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "TrainingPlanEdge", class: PERSONNEL, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "TrainingPlanItem",
        class: PERSONNEL,
        fields: &["key", "plan", "position", "courseKind", "titleGroup", "people", "reason", "sourceItem"],
        other: &[],
    },
    TypePolicy {
        name: "TrainingPlanStep",
        class: PERSONNEL,
        fields: &["status", "effectiveOn", "remark"],
        other: &[],
    },
    TypePolicy {
        name: "TrainingNeed",
        class: PERSONNEL,
        fields: &["target", "part", "courseKind", "member", "isWoman", "isYoung", "since", "daysWaited"],
        other: &[],
    },
    TypePolicy {
        name: "TrainingNeedConnection",
        class: PERSONNEL,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "TrainingNeedEdge", class: PERSONNEL, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "TrainingPlanPayload",
        class: PERSONNEL,
        fields: &["trainingPlan", "warnings", "replayed", "userErrors"],
        other: &[],
    },
    TypePolicy {
        name: "ConsolidateTrainingPlansPayload",
        class: PERSONNEL,
        fields: &["trainingPlan", "leftOut", "warnings", "userErrors"],
        other: &[],
    },
    TypePolicy { name: "LeftOutPlan", class: PERSONNEL, fields: &["unit", "trainingPlan"], other: &[] },
    TypePolicy {
        name: "SourcePoolEntry",
        class: PERSONNEL,
        fields: &["id", "key", "asOf", "official", "unit", "origin", "addedOn", "removedOn", "reviews"],
        other: &[("history", Of(Class::Journal))],
    },
    TypePolicy {
        name: "SourcePoolEntryConnection",
        class: PERSONNEL,
        fields: &["edges", "nodes", "pageInfo", "totalCount"],
        other: &[],
    },
    TypePolicy { name: "SourcePoolEntryEdge", class: PERSONNEL, fields: &["node", "cursor"], other: &[] },
    TypePolicy {
        name: "SourcePoolReview",
        class: PERSONNEL,
        fields: &["year", "outcome", "assessment", "reason", "reviewedOn"],
        other: &[],
    },
];
