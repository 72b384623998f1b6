//! The class of each field of the schema. Every field stands here by name: one that does not is denied to
//! everybody, and a test compares these tables with the schema both ways.
//!
//! A type has a class of its own, which whoever holds a value of it may read; a field of another class is one
//! that may be denied on its own, and is nullable for that reason.

mod account;
mod directory;
mod figures;
mod identity;
mod journal;
mod party;
mod personnel;
mod reports;
mod shape;
mod succession;
mod training;

use std::collections::HashMap;
use std::sync::LazyLock;

use entity::class::ConfidentialityClass;

use super::figures::sees_live_figures;
use super::journal::settles_referrals;
use super::registry::{appoints_to_some, judges_units_below};
use super::{Access, Action, Viewer};

/// Who may read a field, or make a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldClass {
    /// Whoever is logged in: the field carries no data of a class.
    Viewer,
    /// Whoever may read the class.
    Class(ConfidentialityClass),
    /// A change, or what it would do: whoever may write the class.
    Change(ConfidentialityClass),
    /// A change of appointments, which are PERSONNEL: whoever [appoints](crate::policy::registry::appoints) people to the
    /// titles of some body.
    Appointments,
    /// Referrals of citizen numbers, which are IDENTITY: whoever [settles](crate::policy::journal::settles_referrals) them.
    Referrals,
    /// Reports, which are AGGREGATE: whoever sees figures that are [computed live](crate::policy::figures::sees_live_figures).
    Reports,
    /// A judgement of what units below propose, which is PERSONNEL: whoever [judges](crate::policy::registry::judges_units_below) it.
    Approvals,
}

impl FieldClass {
    /// The class of the data; none where there is none.
    #[must_use]
    pub const fn data(self) -> Option<ConfidentialityClass> {
        match self {
            Self::Viewer => None,
            Self::Class(class) | Self::Change(class) => Some(class),
            Self::Referrals => Some(ConfidentialityClass::Identity),
            Self::Reports => Some(ConfidentialityClass::Aggregate),
            Self::Appointments | Self::Approvals => Some(ConfidentialityClass::Personnel),
        }
    }

    /// Whether a viewer may have the field, or make the change.
    #[must_use]
    pub fn is_open_to(self, viewer: &Viewer) -> bool {
        match self {
            Self::Viewer => true,
            Self::Class(class) => viewer.access(class, Action::Read) != Access::Denied,
            Self::Change(class) => viewer.access(class, Action::Write) != Access::Denied,
            Self::Referrals => {
                settles_referrals(viewer.role)
                    && Self::Class(ConfidentialityClass::Identity).is_open_to(viewer)
            }
            Self::Reports => {
                sees_live_figures(viewer.role)
                    && Self::Class(ConfidentialityClass::Aggregate).is_open_to(viewer)
            }
            Self::Appointments => appoints_to_some(viewer.role),
            Self::Approvals => {
                judges_units_below(viewer.role)
                    && viewer.access(ConfidentialityClass::Personnel, Action::Write) != Access::Denied
            }
        }
    }
}

/// The fields of one object type or interface.
#[derive(Clone, Copy, Debug)]
pub struct TypePolicy {
    /// The type's name.
    pub name: &'static str,
    /// The class of the type: of every field listed in `fields`.
    pub class: FieldClass,
    /// The fields of the type's own class.
    pub fields: &'static [&'static str],
    /// The fields of another class.
    pub other: &'static [(&'static str, FieldClass)],
}

/// Every type.
pub const TYPES: &[&[TypePolicy]] = &[
    account::TYPES,
    directory::TYPES,
    personnel::TYPES,
    identity::TYPES,
    party::TYPES,
    figures::TYPES,
    reports::TYPES,
    training::TYPES,
    succession::TYPES,
    journal::TYPES,
    shape::TYPES,
];

static FIELDS: LazyLock<HashMap<&'static str, HashMap<&'static str, FieldClass>>> = LazyLock::new(|| {
    let mut types: HashMap<_, HashMap<_, _>> = HashMap::new();
    for policy in TYPES.iter().copied().flatten() {
        let own = policy.fields.iter().map(|field| (*field, policy.class));
        types.entry(policy.name).or_default().extend(own.chain(policy.other.iter().copied()));
    }
    types
});

static CLASSES: LazyLock<HashMap<&'static str, FieldClass>> =
    LazyLock::new(|| TYPES.iter().copied().flatten().map(|policy| (policy.name, policy.class)).collect());

/// The class of a field; none for a field that no table names, which nobody may read.
#[must_use]
pub fn class_of(type_name: &str, field: &str) -> Option<FieldClass> {
    FIELDS.get(type_name)?.get(field).copied()
}

/// The class of a type; none for a type that no table names.
#[must_use]
pub fn class_of_type(type_name: &str) -> Option<FieldClass> {
    CLASSES.get(type_name).copied()
}
