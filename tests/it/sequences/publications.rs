//! What was published: the model knows of which units and targets, the facts say what, and from then on it stays.

use std::collections::{BTreeMap, BTreeSet};

use api::facts::published::value;
use entity::id::{PublicationId, UnitId};
use entity::publication;
use serde_json::Value;
use uuid::Uuid;

use super::ask::Answered;
use super::compare::agree;
use super::figures;
use super::model::{Model, State, publishes};

/// Compares the values of a publication with the rows of the database loaded anew, and lets the model know them.
pub(super) fn take_over(
    model: &Model,
    answered: &Answered,
    (after, found): (&mut State, &State),
    publication: PublicationId,
) -> Result<(), String> {
    let row = after.publications.iter().find(|row| row.id == publication).cloned();
    let row = row.ok_or_else(|| format!("{publication:?} is not written"))?;
    let told = values(found, publication);
    let mut expected = BTreeMap::new();
    for unit in after.published_with(row.unit_id, row.figures_on) {
        for (code, value) in figures::of_day(model, found, unit, row.figures_on)? {
            if publishes(row.role, &code) {
                expected.insert((unit, code), value);
            }
        }
    }
    agree("what was published", &told, &expected)?;
    let is_repeated = before(after, &row).is_some_and(|before| values(found, before) == told);
    let warnings: Vec<String> = is_repeated.then(|| "ALREADY_PUBLISHED".to_owned()).into_iter().collect();
    agree("the warnings", &answered.warnings, &warnings)?;

    let of_publication = found.published_values.iter().filter(|value| value.publication_id == publication);
    after.published_values.extend(of_publication.cloned());
    let ids: BTreeSet<Uuid> = after.published_values.iter().map(|value| value.id).collect();
    let known: BTreeSet<Uuid> = after.published_parts.iter().map(|part| part.id).collect();
    let of_values = found.published_parts.iter().filter(|part| ids.contains(&part.value_id));
    after.published_parts.extend(of_values.filter(|part| !known.contains(&part.id)).cloned());
    Ok(())
}

/// The publication of the same figures before one.
fn before(state: &State, one: &publication::Model) -> Option<PublicationId> {
    let of = |row: &publication::Model| (row.programme_id, row.unit_id, row.figures_on, row.role);
    let others = state.publications.iter().filter(|row| row.id != one.id && of(row) == of(one));
    others.max_by_key(|row| (row.published_at, row.id)).map(|row| row.id)
}

/// The values of a publication, by unit and target, as the API shows such values.
fn values(found: &State, publication: PublicationId) -> BTreeMap<(UnitId, String), Value> {
    let rows = found.published_values.iter().filter(|row| row.publication_id == publication);
    let told = rows.map(|row| {
        let mut parts: Vec<_> = found.published_parts.iter().filter(|part| part.value_id == row.id).collect();
        parts.sort_by_key(|part| part.position);
        let value = value(row, parts).unwrap();
        ((row.unit_id, figures::code_of(row.target_id)), figures::shown(&value))
    });
    told.collect()
}
