//! Events of units: rehearsed and carried out.

pub mod input;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::id::UnitId;
use entity::value::LineageShare as Share;

use super::refusal::idempotency_key;
use super::registry::{Told, accepted, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::rehearsal::Rehearsal;
use crate::graphql::types::unit_event::UnitEvent;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::work::registry::reorganisation::{self, Descent, Reorganisation, UnitChange, UnitRef};
use crate::work::registry::{Change, Place, Refusal, RegistryError};
use input::{
    AbolishUnitInput, EstablishUnitInput, EventInput, MergeUnitsInput, MoveUnitInput, ReclassifyUnitInput,
    RehearseReorganisationInput, RenameUnitInput, ReorganiseUnitsInput, SplitUnitInput, UnitPartInput,
    UnitPartTarget, class, unit_id,
};

/// Events of units.
#[derive(Default)]
pub struct UnitMutation;

#[Object]
impl UnitMutation {
    /// Establishes a unit below another.
    async fn establish_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit, from when, and on what basis.")] input: EstablishUnitInput,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let request = request(ctx)?;
        let EstablishUnitInput { unit, when } = input;
        let established = vec![unit.establishment()?];
        let event = Event {
            operation: "establishUnit",
            when,
            place: |place: &Place| below("established", &[], place),
        };
        event.carry_out(request, |draft| Reorganisation { established, ..draft }).await
    }

    /// Gives a unit another name or code. It stays the same unit.
    async fn rename_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which unit, its name, from when, and on what basis.")] input: RenameUnitInput,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let changed =
            UnitChange { name: Some(input.name), code: input.code, ..unchanged(unit_id(&input.unit)?) };
        change(request(ctx)?, "renameUnit", input.when, changed).await
    }

    /// Makes a unit one of another kind or class. It stays the same unit.
    async fn reclassify_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which unit, its kind or class, from when, and on what basis.")]
        input: ReclassifyUnitInput,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let changed = UnitChange {
            kind: input.kind.map(Into::into),
            class: class(input.class),
            ..unchanged(unit_id(&input.unit)?)
        };
        change(request(ctx)?, "reclassifyUnit", input.when, changed).await
    }

    /// Puts a unit below another. It stays the same unit.
    async fn move_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which unit, where to, from when, and on what basis.")] input: MoveUnitInput,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let parent = Some(UnitRef::Known(unit_id(&input.parent)?));
        let changed = UnitChange { parent, ..unchanged(unit_id(&input.unit)?) };
        change(request(ctx)?, "moveUnit", input.when, changed).await
    }

    /// Merges units into a new one, which may keep a code or a name. They end; their posts, appointments and standing committees
    /// end with them, and the new unit keeps their people's files.
    async fn merge_units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which units, into what, from when, and on what basis.")] input: MergeUnitsInput,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let MergeUnitsInput { units, into, when } = input;
        let edge = |unit: &ID| {
            let to = UnitRef::Established(into.code.clone());
            Ok(Descent { from: unit_id(unit)?, to, share: Share::Whole, is_default: true })
        };
        let lineage = units.iter().map(edge).collect::<Result<Vec<_>, ApiError>>()?;
        let established = vec![into.establishment()?];
        let place = |place: &Place| match place.as_slice() {
            [list, number, ..] if list == "lineage" => Some(vec!["units".to_owned(), number.clone()]),
            _ => below("established", &["into"], place),
        };
        let event = Event { operation: "mergeUnits", when, place };
        event.carry_out(request(ctx)?, |draft| Reorganisation { established, lineage, ..draft }).await
    }

    /// Splits a unit into parts, each a new unit or one that there is. The unit ends unless it goes on; one that ends has
    /// one default part, which keeps its people's files and its history.
    async fn split_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which unit, into what, from when, and on what basis.")] input: SplitUnitInput,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let SplitUnitInput { unit, parts, goes_on, when } = input;
        let unit = unit_id(&unit)?;
        let (mut established, mut lineage, mut begun) = (Vec::new(), Vec::new(), Vec::new());
        for (number, UnitPartInput { into, is_default }) in parts.into_iter().enumerate() {
            let to = match into {
                UnitPartTarget::Unit(unit) => UnitRef::Known(unit_id(&unit)?),
                UnitPartTarget::Established(unit) => {
                    begun.push(number.to_string());
                    established.push(unit.establishment()?);
                    UnitRef::Established(established.last().map(|unit| unit.code.clone()).unwrap_or_default())
                }
            };
            lineage.push(Descent { from: unit, to, share: Share::Part, is_default });
        }
        let ended = if goes_on { Vec::new() } else { vec![unit] };
        let place = move |place: &Place| match place.as_slice() {
            [list, ..] if list == "ended" => Some(vec!["unit".to_owned()]),
            [list, _, member] if list == "lineage" && member == "from" => Some(vec!["unit".to_owned()]),
            [list, number, ..] if list == "lineage" => Some(vec!["parts".to_owned(), number.clone()]),
            [list, number, rest @ ..] if list == "established" => {
                let part = number.parse().ok().and_then(|number: usize| begun.get(number))?;
                let head = ["parts", part, "into", "established"].map(str::to_owned);
                Some(head.into_iter().chain(rest.iter().cloned()).collect())
            }
            _ => None,
        };
        let event = Event { operation: "splitUnit", when, place };
        let draft = |draft| Reorganisation { established, lineage, ended, ..draft };
        event.carry_out(request(ctx)?, draft).await
    }

    /// Abolishes a unit. Another may take over its people's files and its history; without one it must keep no files.
    async fn abolish_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which unit, who takes over, from when, and on what basis.")]
        input: AbolishUnitInput,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let unit = unit_id(&input.unit)?;
        let successor = input.taken_over_by.as_ref().map(unit_id).transpose()?;
        let lineage = successor.map(|to| {
            let to = UnitRef::Known(to);
            Descent { from: unit, to, share: Share::Whole, is_default: true }
        });
        let place = |place: &Place| match place.as_slice() {
            [_, _, member] if member == "to" => Some(vec!["takenOverBy".to_owned()]),
            [list, ..] if list == "lineage" || list == "ended" => Some(vec!["unit".to_owned()]),
            _ => None,
        };
        let event = Event { operation: "abolishUnit", when: input.when, place };
        let lineage: Vec<_> = lineage.into_iter().collect();
        event.carry_out(request(ctx)?, |draft| Reorganisation { lineage, ended: vec![unit], ..draft }).await
    }

    /// Carries out many events of units at once, as a resolution orders them: all or nothing. See `rehearseReorganisation`.
    async fn reorganise_units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What happens, from when, and on what basis.")] input: ReorganiseUnitsInput,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let ReorganiseUnitsInput { event, when } = input;
        let parts = event.parts()?;
        let event = Event { operation: "reorganiseUnits", when, place: |place: &Place| Some(place.clone()) };
        event.carry_out(request(ctx)?, |draft| parts.at(draft)).await
    }

    /// Does what `reorganiseUnits` would, tells what would come of it, and keeps nothing.
    async fn rehearse_reorganisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What would happen, from when, and on what basis.")]
        input: RehearseReorganisationInput,
    ) -> Result<Option<RehearsalPayload>, ApiError> {
        let request = request(ctx)?;
        let RehearseReorganisationInput { event, effective_on, legal_basis, unit } = input;
        let draft = event.parts()?.at(nothing(effective_on, legal_basis));
        let measured = unit.as_ref().map(unit_id).transpose()?;
        let outcome = reorganisation::rehearse(request.work(), request.asker(), draft, measured).await;
        Ok(Some(match accepted(request, outcome).await? {
            Ok(rehearsal) => {
                RehearsalPayload { rehearsal: Some(Rehearsal(rehearsal)), user_errors: Vec::new() }
            }
            Err(user_errors) => RehearsalPayload { rehearsal: None, user_errors },
        }))
    }
}

const fn unchanged(unit: UnitId) -> UnitChange {
    UnitChange { unit, code: None, name: None, kind: None, class: Change::Keep, parent: None }
}

/// A draft in which nothing happens on a day.
fn nothing(effective_on: Date, legal_basis: String) -> Reorganisation {
    Reorganisation {
        effective_on: effective_on.0,
        legal_basis,
        established: Vec::new(),
        changed: Vec::new(),
        lineage: Vec::new(),
        ended: Vec::new(),
    }
}

/// The place of something in the first row of a list of the draft, as a place below members of an input.
fn below(list: &str, members: &[&str], place: &Place) -> Option<Place> {
    let [found, _, rest @ ..] = place.as_slice() else { return None };
    let members = members.iter().map(|&member| member.to_owned());
    (found == list).then(|| members.chain(rest.iter().cloned()).collect())
}

async fn change(
    request: &RequestContext,
    operation: &'static str,
    when: EventInput,
    changed: UnitChange,
) -> Result<Option<UnitEventPayload>, ApiError> {
    let event = Event { operation, when, place: |place: &Place| below("changed", &[], place) };
    event.carry_out(request, |draft| Reorganisation { changed: vec![changed], ..draft }).await
}

/// An event under the name of a mutation, which says where in its input a place of the draft is.
struct Event<P> {
    operation: &'static str,
    when: EventInput,
    place: P,
}

impl<P: Fn(&Place) -> Option<Place>> Event<P> {
    async fn carry_out(
        self,
        request: &RequestContext,
        draft: impl FnOnce(Reorganisation) -> Reorganisation,
    ) -> Result<Option<UnitEventPayload>, ApiError> {
        let EventInput { effective_on, legal_basis, idempotency_key: key } = self.when;
        let refused = |user_errors| UnitEventPayload {
            event: None,
            warnings: Vec::new(),
            replayed: false,
            user_errors,
        };
        let key = match idempotency_key(request, &key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(refused(user_errors))),
        };
        let draft = draft(nothing(effective_on, legal_basis));
        let asker = request.asker();
        let outcome = reorganisation::carry_out(request.work(), asker, self.operation, draft, key).await;
        let relocated = |Refusal { rule, place }: Refusal| {
            let place = (self.place)(&place).unwrap_or(place);
            rule.broken_at(place)
        };
        let outcome = outcome.map_err(|error| match error {
            RegistryError::Refused(refusals) => {
                RegistryError::Refused(refusals.into_iter().map(relocated).collect())
            }
            other => other,
        });
        Ok(Some(match told(request, outcome).await? {
            Ok(Told { object, warnings, replayed }) => {
                let event = Some(UnitEvent(object));
                UnitEventPayload { event, warnings, replayed, user_errors: Vec::new() }
            }
            Err(user_errors) => refused(user_errors),
        }))
    }
}

/// What came of an event of units.
#[derive(SimpleObject)]
pub struct UnitEventPayload {
    /// What happened. Null when there are errors.
    event: Option<UnitEvent>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

/// What would come of an event of units.
#[derive(SimpleObject)]
pub struct RehearsalPayload {
    /// What would happen. Null when there are errors.
    rehearsal: Option<Rehearsal>,
    /// What is wrong with the draft.
    user_errors: Vec<UserError>,
}
