//! Publishing figures: the values of a programme for a unit and its children on a day, frozen for those who may not read the facts under them
//! (domain §9). A correction is another publication, and stands beside the one before.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, PublicationId, TargetId, UnitId};
use entity::value::Role;
use entity::{publication, published_part, published_value};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::Serialize;
use targets::value::Value;
use uuid::Uuid;

use super::input::past_day;
use super::{Advice, Asked, Done, Keeper, RegistryError, Rule, keep_alone};
use crate::facts::published;
use crate::policy::scope::units_in_scope;
use crate::policy::standing::{Standing, standing};
use crate::repo::RepoError;
use crate::repo::publications::{Due, due};
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{Asker, UnitOfWork, Work};

/// To write a figure is to publish it.
const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Aggregate];

/// What is published.
#[derive(Clone, Debug, Serialize)]
pub struct PublishFigures {
    /// The code of the programme.
    pub programme: String,
    /// The unit, which is published with its children.
    pub unit: UnitId,
    /// The day of the figures.
    pub on: NaiveDate,
}

/// In whose name something is published: the Party committee publishes what rests on Party data and succession plans, the Home Affairs office
/// the rest.
#[derive(Clone, Copy, Debug)]
pub(in crate::work) struct Publisher {
    pub(in crate::work) role: Role,
    /// None at the console.
    pub(in crate::work) account: Option<AccountId>,
}

/// Publishes those figures of a programme that are the role's to publish, as the facts give them now. Nobody else keeps the registry
/// meanwhile: all values are of the same facts.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn publish(
    work: &Work,
    asker: Asker,
    input: PublishFigures,
    key: Option<IdempotencyKey>,
) -> Result<Done<PublicationId>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation: "publishFigures", key, input };
    keep_alone(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let viewer = keeper.viewer.as_ref().ok_or(RegistryError::Forbidden)?;
            let publisher = Publisher { role: viewer.role, account: Some(viewer.account) };
            let id: Uuid = unit.id();
            match asked.claim(unit, &keys, &keeper, id).await? {
                Claim::Replay { object } => Ok(Done::before(object.into())),
                Claim::First => publish_in(unit, &keeper, id.into(), publisher, asked.input).await,
            }
        }
        .boxed()
    })
    .await
}

/// As [`publish`], in a transaction that keeps the registry, in somebody's name.
pub(in crate::work) async fn publish_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: PublicationId,
    publisher: Publisher,
    input: PublishFigures,
) -> Result<Done<PublicationId>, RegistryError> {
    let PublishFigures { programme, unit: of, on } = input;
    let on = past_day(on, unit.today(), "asOf")?;
    if !keeper.publishes_of(of, unit.today(), on) {
        return Err(Rule::NotFound.at("unit").into());
    }
    let directory = Arc::clone(&keeper.directory);
    let programme = directory.programmes.by_code(&programme).ok_or_else(|| Rule::NotFound.at("programme"))?;
    if directory.units.reach(of, on).is_empty() {
        return Err(Rule::UnitAbsent.at("unit").into());
    }
    let all = due(unit.transaction(), &directory, (programme, publisher.role), of, on).await?;
    if all.is_empty() {
        return Err(Rule::NothingToPublish.at("asOf").into());
    }
    let row = publication::Model {
        id,
        programme_id: programme.programme.id,
        unit_id: of,
        figures_on: on,
        published_at: unit.now(),
        role: publisher.role,
        account_id: publisher.account,
    };
    let is_repeated = is_published(unit, &row, &all).await?;
    write(unit, row, &all).await?;
    Ok(Done::now(id, if is_repeated { vec![Advice::PublishedAlready] } else { Vec::new() }))
}

/// Whether the last publication of the same figures says the same.
async fn is_published(
    unit: &UnitOfWork,
    row: &publication::Model,
    all: &[Due],
) -> Result<bool, RegistryError> {
    use publication::Column;
    let last = publication::Entity::find()
        .filter(Column::ProgrammeId.eq(row.programme_id))
        .filter(Column::UnitId.eq(row.unit_id))
        .filter(Column::FiguresOn.eq(row.figures_on))
        .filter(Column::Role.eq(row.role))
        .order_by_desc(Column::PublishedAt)
        .order_by_desc(Column::Id)
        .one(unit.transaction())
        .await?;
    let Some(last) = last else { return Ok(false) };
    let values = values_of(unit, last.id).await?;
    let told = |due: &Due| Value { baseline: None, ..due.value.clone() };
    Ok(values.len() == all.len()
        && all.iter().all(|due| values.get(&(due.target, due.unit)) == Some(&told(due))))
}

/// The values of a publication.
async fn values_of(
    unit: &UnitOfWork,
    id: PublicationId,
) -> Result<HashMap<(TargetId, UnitId), Value>, RegistryError> {
    let of_publication = published_value::Column::PublicationId.eq(id);
    let ids = published_value::Entity::find()
        .select_only()
        .column(published_value::Column::Id)
        .filter(of_publication.clone())
        .into_query();
    let rows = published_value::Entity::find().filter(of_publication).all(unit.transaction()).await?;
    let mut parts: HashMap<Uuid, Vec<published_part::Model>> = HashMap::new();
    for part in published_part::Entity::find()
        .filter(published_part::Column::ValueId.in_subquery(ids))
        .order_by_asc(published_part::Column::Position)
        .all(unit.transaction())
        .await?
    {
        parts.entry(part.value_id).or_default().push(part);
    }
    let read = |row: &published_value::Model| {
        let value = published::value(row, parts.get(&row.id).into_iter().flatten())?;
        Ok(((row.target_id, row.unit_id), value))
    };
    Ok(rows.iter().map(read).collect::<Result<_, RepoError>>()?)
}

async fn write(unit: &mut UnitOfWork, row: publication::Model, all: &[Due]) -> Result<(), RegistryError> {
    let id = row.id;
    let (mut values, mut parts, mut units) = (Vec::with_capacity(all.len()), Vec::new(), HashMap::new());
    for due in all {
        let value = published::published_value(unit.id(), id, (due.target, due.unit), &due.value);
        parts.extend(published::published_parts(value.id, &due.value.parts, |_| unit.id()));
        units.insert(value.id, value.unit_id);
        values.push(value);
    }
    unit.create(vec![row], |row| Some(row.unit_id)).await?;
    unit.create(values, |row| Some(row.unit_id)).await?;
    Ok(unit.create(parts, |part| units.get(&part.value_id).copied()).await?)
}

impl Keeper {
    /// Whether the figures of a unit on a day are the keeper's to publish: all that stands for the unit on the day is in his scope of it.
    fn publishes_of(&self, unit: UnitId, today: NaiveDate, on: NaiveDate) -> bool {
        let Some(viewer) = &self.viewer else { return true };
        let directory = self.directory.as_ref();
        let scope = |day| Arc::new(units_in_scope(viewer, directory, today, day));
        standing(directory, scope, unit, on) == Standing::Inside
    }
}
