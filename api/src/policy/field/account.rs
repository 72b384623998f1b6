//! What a viewer sees of itself.

use super::FieldClass::Viewer;
use super::TypePolicy;

pub(super) const TYPES: &[TypePolicy] = &[TypePolicy {
    name: "Viewer",
    class: Viewer,
    fields: &["username", "role", "units", "classes"],
    other: &[],
}];
