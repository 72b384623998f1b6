//! What an event would do, seen before it is carried out: the same steps in a transaction that is taken back.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{OfficialId, PostId, TargetId, UnitId};
use entity::{appointment, unit_version};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use targets::value::Value;

use super::super::{Keeper, RegistryError, Rule, restructure};
use super::consequences::Consequences;
use super::judge::{Plan, plan};
use super::{Reorganisation, write};
use crate::policy::scope::units_held;
use crate::repo::directory::{Units, in_force};
use crate::repo::rehearsed::{LiveTarget, live_values};
use crate::work::unit_of_work::Ending;
use crate::work::{Asker, UnitOfWork, Work};

/// What an event would do.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// First day of the new state.
    pub effective_on: NaiveDate,
    /// How many units of the commune level stand for the unit that is measured, on that day without the event.
    pub communes_before: usize,
    /// How many it has with it.
    pub communes_after: usize,
    /// The versions of units that would begin, in the order of the draft: of units that begin, and of those that go on otherwise.
    pub begun: Vec<unit_version::Model>,
    /// The units that would end.
    pub ended: BTreeSet<UnitId>,
    /// The posts that would end with their units.
    pub orphaned_posts: Vec<PostId>,
    /// Who would lose an appointment and have none (dôi dư).
    pub without_appointment: BTreeSet<OfficialId>,
    /// The titles that several people would bring into one unit.
    pub double_holders: Vec<DoubleHolders>,
    /// The targets that are computed live for the keeper, over the unit that is measured.
    pub targets: Vec<TargetChange>,
    /// The unit over which communes are counted and targets compared: the one asked for, or the first in which the keeper's role is held.
    pub measured: Option<UnitId>,
}

/// A title that several people hold in units that would go over into one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubleHolders {
    /// The code of the unit that takes over.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The code of the title.
    pub title: String,
    /// Who holds it on the eve, and fills a seat.
    pub holders: BTreeSet<OfficialId>,
}

/// A target without the event and with it.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetChange {
    /// The target.
    pub target: TargetId,
    /// On that day, without the event.
    pub before: Value,
    /// With it.
    pub after: Value,
}

/// Does what [`carry_out`](super::carry_out) would, tells what came of it, and takes it back.
///
/// # Errors
/// It would be refused, or could not be rehearsed.
pub async fn rehearse(
    work: &Work,
    asker: Asker,
    draft: Reorganisation,
    measured: Option<UnitId>,
) -> Result<Rehearsal, RegistryError> {
    restructure(work, asker, Ending::RollBack, move |unit, keeper| {
        let draft = draft.clone();
        async move {
            if measured.is_some_and(|unit| !keeper.keeps(unit)) {
                return Err(Rule::NotFound.at("unit").into());
            }
            let plan = plan(unit, &keeper, &draft).map_err(RegistryError::Refused)?;
            let on = plan.effective_on;
            let consequences = Consequences::of(unit, &plan).await?;
            let orphaned_posts = consequences.posts.iter().map(|post| post.id).collect();
            let double_holders = double_holders(unit, &keeper, &plan, &consequences).await?;
            let (begun, units) = (plan.begun.clone(), after(&keeper, &plan)?);
            let measured = measured.or_else(|| {
                let viewer = keeper.viewer.as_ref()?;
                units_held(viewer, keeper.directory.as_ref(), unit.today()).first().copied()
            });
            let before = values(unit, &keeper, measured, on).await?;
            let done = write(unit, plan, &consequences).await?;
            let with_it = values(unit, &keeper, measured, on).await?;
            let targets = before.into_iter().zip(with_it).map(|(before, after)| TargetChange {
                target: before.target,
                before: before.value,
                after: after.value,
            });
            Ok(Rehearsal {
                effective_on: on,
                communes_before: communes(&keeper.directory().units, on, measured),
                communes_after: communes(&units, on, measured),
                begun,
                ended: done.ended,
                orphaned_posts,
                without_appointment: done.without_appointment,
                double_holders,
                targets: targets.collect(),
                measured,
            })
        }
        .boxed()
    })
    .await
}

/// The units as the plan leaves them.
fn after(keeper: &Keeper, plan: &Plan) -> Result<Units, RegistryError> {
    let closed = plan.closed.iter().map(|(_, after)| after);
    let versions: Vec<unit_version::Model> = closed.chain(&plan.begun).cloned().collect();
    Ok(keeper.directory().units.with(&versions, &plan.lineage)?)
}

/// How many units of the commune level stand for a unit on a day, or there are at all.
fn communes(units: &Units, on: NaiveDate, within: Option<UnitId>) -> usize {
    let reach = within.map(|unit| units.reach(unit, on));
    let is_within = |unit: UnitId| reach.as_ref().is_none_or(|reach| reach.contains(unit.0));
    units
        .all(on)
        .filter(|view| view.version.kind.is_commune_level() && is_within(view.version.unit_id))
        .count()
}

/// The titles of which one unit would take over several holders, with those whom it has already.
async fn double_holders(
    unit: &UnitOfWork,
    keeper: &Keeper,
    plan: &Plan,
    consequences: &Consequences,
) -> Result<Vec<DoubleHolders>, RegistryError> {
    let on = plan.effective_on;
    let successors: BTreeSet<UnitId> = plan.ended.values().filter_map(|end| end.successor).collect();
    let there = appointment::Entity::find()
        .filter(appointment::Column::UnitId.is_in(successors.iter().copied()))
        .all(unit.transaction())
        .await?;
    let there = there.iter().filter(|row| in_force(row.valid_from, row.valid_to, on));
    let there = there.map(|row| (row.unit_id, row));
    let brought = consequences.appointments.iter();
    let brought = brought.filter_map(|row| Some((plan.ended.get(&row.unit_id)?.successor?, row)));
    let mut holders: BTreeMap<(UnitId, &str), BTreeSet<OfficialId>> = BTreeMap::new();
    for (successor, row) in there.chain(brought).filter(|(_, row)| row.mode.fills_seat()) {
        holders.entry((successor, row.title_code.as_str())).or_default().insert(row.official_id);
    }
    let named = |unit: UnitId| {
        let begun = plan.begun.iter().find(|version| version.unit_id == unit);
        begun.or_else(|| keeper.directory().units.versions_of(unit).last())
    };
    let several = |((unit, title), holders): ((UnitId, &str), BTreeSet<OfficialId>)| {
        let version = named(unit).filter(|_| holders.len() > 1)?;
        let (unit_code, unit_name) = (version.code.clone(), version.name.clone());
        Some(DoubleHolders { unit_code, unit_name, title: title.to_owned(), holders })
    };
    Ok(holders.into_iter().filter_map(several).collect())
}

/// The values of all targets that are computed live for the keeper.
async fn values(
    unit: &UnitOfWork,
    keeper: &Keeper,
    measured: Option<UnitId>,
    on: NaiveDate,
) -> Result<Vec<LiveTarget>, RegistryError> {
    let (Some(viewer), Some(measured)) = (&keeper.viewer, measured) else { return Ok(Vec::new()) };
    Ok(live_values(unit.transaction(), viewer, &keeper.directory().programmes, measured, on).await?)
}
