//! Events of units: they begin, are called or classed or placed otherwise, go into each other, are split, end.
//!
//! Every event has a day and a legal basis and may do many things at once, as a resolution of the National Assembly's Standing
//! Committee does; establishing, renaming, merging one by one are events of few parts. A merger makes a new unit, even where it keeps a
//! code or a name (domain §2). What belongs to a unit that ends goes with it on that day: posts, appointments and standing
//! committees end, files go to the unit that takes it over.

mod consequences;
pub mod console;
mod judge;
mod rehearsal;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::unit;
use entity::value::{LineageShare, UnitClass, UnitKind};
use futures_util::FutureExt;
use serde::Serialize;

use self::consequences::Consequences;
use self::judge::{Plan, plan};
use super::input::Change;
use super::{Asked, Done, Keeper, RegistryError, restructure};
use crate::repo::directory::Units;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::unit_of_work::Ending;
use crate::work::{Asker, UnitOfWork, Work};

pub use rehearsal::{DoubleHolders, Rehearsal, TargetChange, rehearse};

/// Posts and appointments end with their units, so that whoever restructures writes PERSONNEL as well.
pub(super) const CLASSES: &[ConfidentialityClass] =
    &[ConfidentialityClass::Directory, ConfidentialityClass::Personnel];

/// What happens to units on a day.
#[derive(Clone, Debug, Serialize)]
pub struct Reorganisation {
    /// First day of the new state.
    pub effective_on: NaiveDate,
    /// The decision.
    pub legal_basis: String,
    /// The units that begin.
    pub established: Vec<Establishment>,
    /// The units that go on otherwise.
    pub changed: Vec<UnitChange>,
    /// Which unit goes over into which.
    pub lineage: Vec<Descent>,
    /// The units that end, beside those that go over whole.
    pub ended: Vec<UnitId>,
}

/// A unit that begins.
#[derive(Clone, Debug, Serialize)]
pub struct Establishment {
    /// The code.
    pub code: String,
    /// The full name with its kind.
    pub name: String,
    /// The kind.
    pub kind: UnitKind,
    /// The class, where it is known.
    pub class: Option<UnitClass>,
    /// The unit above; none for a root, which the console alone establishes.
    pub parent: Option<UnitRef>,
}

/// A unit of an event: one that there is, or one that the event establishes, by its code.
#[derive(Clone, Debug, Serialize)]
pub enum UnitRef {
    /// One that there is.
    Known(UnitId),
    /// One that begins.
    Established(String),
}

/// A unit that goes on under another name or code, as another kind or class, or under another unit. What is absent stays.
#[derive(Clone, Debug, Serialize)]
pub struct UnitChange {
    /// The unit.
    pub unit: UnitId,
    /// The code.
    pub code: Option<String>,
    /// The full name with its kind.
    pub name: Option<String>,
    /// The kind.
    pub kind: Option<UnitKind>,
    /// The class.
    pub class: Change<UnitClass>,
    /// The unit above.
    pub parent: Option<UnitRef>,
}

/// A unit that goes over into another.
#[derive(Clone, Debug, Serialize)]
pub struct Descent {
    /// The unit that goes over.
    pub from: UnitId,
    /// The unit that takes it over.
    pub to: UnitRef,
    /// All of it, which then ends, or a part.
    pub share: LineageShare,
    /// Whether files and history follow this part. All of a unit is always followed.
    pub is_default: bool,
}

/// What came of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reorganised {
    /// First day of the new state.
    pub effective_on: NaiveDate,
    /// The decision.
    pub legal_basis: String,
    /// The units that began or go on otherwise, in the order of the draft.
    pub units: Vec<UnitId>,
    /// The units that ended.
    pub ended: BTreeSet<UnitId>,
    /// Who lost an appointment by it and has none on that day (dôi dư).
    pub without_appointment: BTreeSet<OfficialId>,
}

/// Carries an event out, under the name of the operation that asks for it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn carry_out(
    work: &Work,
    asker: Asker,
    operation: &'static str,
    draft: Reorganisation,
    key: Option<IdempotencyKey>,
) -> Result<Done<Reorganised>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation, key, input: draft };
    restructure(work, asker, Ending::Commit, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            // An event has no row of its own: what a replay tells of is found by the draft.
            match asked.claim(unit, &keys, &keeper, uuid::Uuid::nil()).await? {
                Claim::Replay { .. } => told_again(unit, &keeper, asked.input).await.map(Done::before),
                Claim::First => carry_out_in(unit, &keeper, &asked.input).await,
            }
        }
        .boxed()
    })
    .await
}

/// As [`carry_out`], in a transaction that holds the structure of units alone.
pub(in crate::work) async fn carry_out_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    draft: &Reorganisation,
) -> Result<Done<Reorganised>, RegistryError> {
    let plan = plan(unit, keeper, draft).map_err(RegistryError::Refused)?;
    let consequences = Consequences::of(unit, &plan).await?;
    Ok(Done::now(write(unit, plan, &consequences).await?, Vec::new()))
}

/// Writes an event and what follows from it.
async fn write(
    unit: &mut UnitOfWork,
    plan: Plan,
    consequences: &Consequences,
) -> Result<Reorganised, RegistryError> {
    let (on, basis) = (plan.effective_on, plan.legal_basis);
    let units: Vec<unit::Model> = plan.established.iter().map(|id| unit::Model { id: *id }).collect();
    unit.create(units, |row| Some(row.id)).await?;
    // What is over ends before what comes after begins: one version of a unit, one unit of a code on a day.
    for (before, after) in plan.closed {
        let of = Some(before.unit_id);
        unit.change(&before, after, of, Some(basis.clone())).await?;
    }
    let units = plan.begun.iter().map(|version| version.unit_id).collect();
    unit.create(plan.begun, |row| Some(row.unit_id)).await?;
    unit.create(plan.lineage, |row| Some(row.to_unit_id)).await?;
    consequences.write(unit, &basis).await?;
    let ended: BTreeSet<UnitId> = plan.ended.keys().copied().collect();
    let without_appointment = consequences::without_appointment(unit, &ended, on).await?;
    Ok(Reorganised { effective_on: on, legal_basis: basis, units, ended, without_appointment })
}

/// What came of a draft that was carried out before.
async fn told_again(
    unit: &UnitOfWork,
    keeper: &Keeper,
    draft: Reorganisation,
) -> Result<Reorganised, RegistryError> {
    let (on, directory) = (draft.effective_on, &keeper.directory().units);
    let begun = draft.established.iter().filter_map(|begun| bearer(directory, begun.code.trim(), on));
    let units = begun.chain(draft.changed.iter().map(|changed| changed.unit)).collect();
    let whole = draft.lineage.iter().filter(|edge| edge.share == LineageShare::Whole).map(|edge| edge.from);
    let ended: BTreeSet<UnitId> = whole.chain(draft.ended).collect();
    let without_appointment = consequences::without_appointment(unit, &ended, on).await?;
    let legal_basis = draft.legal_basis.trim().to_owned();
    Ok(Reorganised { effective_on: on, legal_basis, units, ended, without_appointment })
}

/// The unit that bears a code on a day.
fn bearer(units: &Units, code: &str, on: NaiveDate) -> Option<UnitId> {
    units.all(on).find(|view| view.version.code == code).map(|view| view.version.unit_id)
}
