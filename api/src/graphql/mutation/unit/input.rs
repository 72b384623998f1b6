//! What events of units are asked with.

use async_graphql::{ID, InputObject, MaybeUndefined, OneofObject};
use entity::id::UnitId;

use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::mutation::registry;
use crate::graphql::scalar::Date;
use crate::graphql::types::word::{LineageShare, UnitClass, UnitKind};
use crate::work::registry::Change;
use crate::work::registry::reorganisation::{Descent, Establishment, Reorganisation, UnitChange, UnitRef};

/// The unit that an id names.
pub(super) fn unit_id(unit: &ID) -> Result<UnitId, ApiError> {
    Ok(GlobalId::of_kind(unit, NodeKind::Unit)?.0)
}

/// The change of a class.
pub(super) fn class(class: MaybeUndefined<UnitClass>) -> Change<entity::value::UnitClass> {
    registry::change(class).map(Into::into)
}

/// When an event happens, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct EventInput {
    /// First day of the new state: past, or future.
    pub effective_on: Date,
    /// The decision: 1 to 500 characters.
    pub legal_basis: String,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// A unit that begins.
#[derive(Clone, Debug, InputObject)]
pub struct NewUnitInput {
    /// The administrative code, 1 to 20 characters, that no other unit bears from that day on.
    pub code: String,
    /// The full name with its kind, such as "Xã Phú Nghĩa": 1 to 200 characters.
    pub name: String,
    /// The kind.
    pub kind: UnitKind,
    /// The class, where it is known.
    pub class: Option<UnitClass>,
    /// The unit above.
    pub parent: UnitReference,
}

/// A unit that there is, or one that the same event establishes.
#[derive(Clone, Debug, OneofObject)]
pub enum UnitReference {
    /// The `key` or `id` of a unit that there is.
    Unit(ID),
    /// The code of a unit that the event establishes.
    Established(String),
}

impl UnitReference {
    pub(super) fn unit(self) -> Result<UnitRef, ApiError> {
        Ok(match self {
            Self::Unit(unit) => UnitRef::Known(unit_id(&unit)?),
            Self::Established(code) => UnitRef::Established(code),
        })
    }
}

impl NewUnitInput {
    pub(super) fn establishment(self) -> Result<Establishment, ApiError> {
        Ok(Establishment {
            code: self.code,
            name: self.name,
            kind: self.kind.into(),
            class: self.class.map(Into::into),
            parent: Some(self.parent.unit()?),
        })
    }
}

/// A unit that begins, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct EstablishUnitInput {
    /// The unit.
    #[graphql(flatten)]
    pub unit: NewUnitInput,
    /// When, and on what basis.
    #[graphql(flatten)]
    pub when: EventInput,
}

/// The name of a unit, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct RenameUnitInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The full name with its kind: 1 to 200 characters.
    pub name: String,
    /// The code, 1 to 20 characters; that of before if absent.
    pub code: Option<String>,
    /// When, and on what basis.
    #[graphql(flatten)]
    pub when: EventInput,
}

/// The kind and class of a unit, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct ReclassifyUnitInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The kind; that of before if absent.
    pub kind: Option<UnitKind>,
    /// The class; that of before if absent, none if null.
    pub class: MaybeUndefined<UnitClass>,
    /// When, and on what basis.
    #[graphql(flatten)]
    pub when: EventInput,
}

/// Where a unit goes, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct MoveUnitInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The `key` or `id` of the unit above.
    pub parent: ID,
    /// When, and on what basis.
    #[graphql(flatten)]
    pub when: EventInput,
}

/// Which units merge into what, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct MergeUnitsInput {
    /// The `key` or `id` of each unit that ends.
    pub units: Vec<ID>,
    /// The unit that begins.
    pub into: NewUnitInput,
    /// When, and on what basis.
    #[graphql(flatten)]
    pub when: EventInput,
}

/// Which unit is split into what, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct SplitUnitInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// Its parts.
    pub parts: Vec<UnitPartInput>,
    /// Whether the unit goes on with what is left of it.
    #[graphql(default)]
    pub goes_on: bool,
    /// When, and on what basis.
    #[graphql(flatten)]
    pub when: EventInput,
}

/// A part of a unit.
#[derive(Clone, Debug, InputObject)]
pub struct UnitPartInput {
    /// The unit that takes it over.
    pub into: UnitPartTarget,
    /// Whether files and history follow this part: of exactly one part where the unit ends, of none where it goes on.
    #[graphql(default)]
    pub is_default: bool,
}

/// A unit that takes over a part of another.
#[derive(Clone, Debug, OneofObject)]
pub enum UnitPartTarget {
    /// The `key` or `id` of a unit that there is.
    Unit(ID),
    /// A unit that begins.
    Established(NewUnitInput),
}

/// Which unit is abolished, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct AbolishUnitInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The `key` or `id` of a unit that takes over all of it.
    pub taken_over_by: Option<ID>,
    /// When, and on what basis.
    #[graphql(flatten)]
    pub when: EventInput,
}

/// What happens to units at once; at most 1000 things.
#[derive(Clone, Debug, InputObject)]
pub struct ReorganisationInput {
    /// The units that begin.
    #[graphql(default)]
    pub established: Vec<NewUnitInput>,
    /// The units that go on otherwise.
    #[graphql(default)]
    pub changed: Vec<UnitChangeInput>,
    /// Which unit goes over into which. One that goes over whole ends.
    #[graphql(default)]
    pub lineage: Vec<UnitLineageInput>,
    /// The `key` or `id` of each unit that ends, beside those that go over whole.
    #[graphql(default)]
    pub ended: Vec<ID>,
}

/// A unit that goes on otherwise. What is absent stays.
#[derive(Clone, Debug, InputObject)]
pub struct UnitChangeInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The code: 1 to 20 characters.
    pub code: Option<String>,
    /// The full name with its kind: 1 to 200 characters.
    pub name: Option<String>,
    /// The kind.
    pub kind: Option<UnitKind>,
    /// The class; none if null.
    pub class: MaybeUndefined<UnitClass>,
    /// The unit above.
    pub parent: Option<UnitReference>,
}

/// A unit that goes over into another, wholly or in part.
#[derive(Clone, Debug, InputObject)]
pub struct UnitLineageInput {
    /// The `key` or `id` of the unit that goes over.
    pub from: ID,
    /// The unit that takes over.
    pub to: UnitReference,
    /// All of it, which then ends, or a part.
    pub share: LineageShare,
    /// Whether files and history follow this part: of exactly one part where the unit ends, of none where it goes on. All of a unit
    /// is always followed.
    #[graphql(default)]
    pub is_default: bool,
}

/// What happens to units, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct ReorganiseUnitsInput {
    /// What happens.
    #[graphql(flatten)]
    pub event: ReorganisationInput,
    /// When, and on what basis.
    #[graphql(flatten)]
    pub when: EventInput,
}

/// What would happen to units, from when, and on what basis.
#[derive(Clone, Debug, InputObject)]
pub struct RehearseReorganisationInput {
    /// What would happen.
    #[graphql(flatten)]
    pub event: ReorganisationInput,
    /// First day of the new state: past, or future.
    pub effective_on: Date,
    /// The decision, or its draft: 1 to 500 characters.
    pub legal_basis: String,
    /// The `key` or `id` of the unit over which communes are counted and targets compared; the first in which the viewer's role is
    /// held if absent.
    pub unit: Option<ID>,
}

/// The parts of a draft.
pub(super) struct Parts {
    established: Vec<Establishment>,
    changed: Vec<UnitChange>,
    lineage: Vec<Descent>,
    ended: Vec<UnitId>,
}

impl Parts {
    pub(super) fn at(self, draft: Reorganisation) -> Reorganisation {
        let Self { established, changed, lineage, ended } = self;
        Reorganisation { established, changed, lineage, ended, ..draft }
    }
}

impl ReorganisationInput {
    pub(super) fn parts(self) -> Result<Parts, ApiError> {
        let changed = |changed: UnitChangeInput| {
            Ok(UnitChange {
                unit: unit_id(&changed.unit)?,
                code: changed.code,
                name: changed.name,
                kind: changed.kind.map(Into::into),
                class: class(changed.class),
                parent: changed.parent.map(UnitReference::unit).transpose()?,
            })
        };
        let descent = |edge: UnitLineageInput| {
            Ok(Descent {
                from: unit_id(&edge.from)?,
                to: edge.to.unit()?,
                share: edge.share.into(),
                is_default: edge.is_default,
            })
        };
        Ok(Parts {
            established: self
                .established
                .into_iter()
                .map(NewUnitInput::establishment)
                .collect::<Result<_, ApiError>>()?,
            changed: self.changed.into_iter().map(changed).collect::<Result<_, ApiError>>()?,
            lineage: self.lineage.into_iter().map(descent).collect::<Result<_, ApiError>>()?,
            ended: self.ended.iter().map(unit_id).collect::<Result<_, ApiError>>()?,
        })
    }
}
