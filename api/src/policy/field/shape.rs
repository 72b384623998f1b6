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
        ],
    },
    TypePolicy { name: "Node", class: Viewer, fields: &["id"], other: &[] },
    TypePolicy {
        name: "PageInfo",
        class: Viewer,
        fields: &["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"],
        other: &[],
    },
];
