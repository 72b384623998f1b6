//! The units of a new installation, which the operator establishes at the console.

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::{UnitClass, UnitKind};
use futures_util::FutureExt;

use super::super::{Refusal, RegistryError, Rule, restructure};
use super::{Establishment, Reorganisation, UnitRef, bearer, carry_out_in};
use crate::work::unit_of_work::Ending;
use crate::work::{Asker, Work};

/// A unit that begins.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The code.
    pub code: String,
    /// The full name with its kind.
    pub name: String,
    /// The kind.
    pub kind: UnitKind,
    /// The class, where it is known.
    pub class: Option<UnitClass>,
    /// The code of the unit above on the first day; none for a root.
    pub parent: Option<String>,
    /// First day.
    pub from: NaiveDate,
    /// The decision.
    pub legal_basis: String,
}

/// Establishes a unit.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn establish(work: &Work, begun: Begun) -> Result<UnitId, RegistryError> {
    restructure(work, Asker::CONSOLE, Ending::Commit, move |unit, keeper| {
        let Begun { code, name, kind, class, parent, from, legal_basis } = begun.clone();
        async move {
            let above = |code: String| bearer(&keeper.directory().units, code.trim(), from);
            let parent = match parent {
                Some(code) => Some(above(code).ok_or_else(|| Rule::NotFound.at("parent"))?),
                None => None,
            };
            let parent = parent.map(UnitRef::Known);
            let draft = Reorganisation {
                effective_on: from,
                legal_basis,
                established: vec![Establishment { code, name, kind, class, parent }],
                changed: Vec::new(),
                lineage: Vec::new(),
                ended: Vec::new(),
            };
            let done = carry_out_in(unit, &keeper, &draft).await.map_err(of_the_unit)?;
            let first = done.object.units.first().copied();
            first.ok_or_else(|| Rule::NothingChanges.at("code").into())
        }
        .boxed()
    })
    .await
}

/// What forbids it, at the unit's own members: there is one unit in the draft.
fn of_the_unit(error: RegistryError) -> RegistryError {
    let RegistryError::Refused(refusals) = error else { return error };
    let of_row = |mut refusal: Refusal| {
        if refusal.place.first().is_some_and(|list| list == "established") {
            refusal.place.drain(..refusal.place.len().min(2));
        }
        refusal
    };
    RegistryError::Refused(refusals.into_iter().map(of_row).collect())
}
