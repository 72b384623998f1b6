//! Which published figures a role sees, with what is too small withheld.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::{CountedThing, Role, TargetMeasure};

use super::rows::{Published, Row};
use super::{Released, ReleasedDay};
use crate::policy::figures::{
    Figures, counts_persons, figures, is_released_for, is_small, parts_count_persons, publisher,
};
use crate::policy::suppression::{self, shown};
use crate::repo::RepoError;
use crate::repo::directory::{Directory, ProgrammeRecord};

/// What a role sees of the figures of days that follow each other.
pub(super) fn released_to(
    role: Role,
    directory: &Directory,
    programme: &ProgrammeRecord,
    published: &Published,
    run: &[NaiveDate],
) -> Result<HashMap<NaiveDate, ReleasedDay>, RepoError> {
    let mut days: HashMap<NaiveDate, ReleasedDay> = HashMap::new();
    for target in published.targets() {
        let rows = published.of(target, run);
        let measured = rows.iter().filter_map(|row| {
            let version = programme.targets_on(row.on()).find(|record| record.target.id == target)?;
            let Measured { measure, counts } = Measured::from(&version.version);
            let kind = directory.units.kind(row.value.unit_id, row.on())?;
            let is_its_publisher = row.publication.role == publisher(measure);
            let is_for_role = figures(role, measure) == Figures::Published && is_released_for(kind, measure);
            (is_its_publisher && is_for_role).then_some((*row, Measured { measure, counts }))
        });
        let latest = latest(measured);
        let Some((_, Measured { measure, counts })) = latest.first().copied() else { continue };
        let read = latest.iter().map(|(row, _)| row.read()).collect::<Result<Vec<_>, _>>()?;
        let cells: Vec<suppression::Figure> = latest
            .iter()
            .zip(&read)
            .map(|((row, _), value)| suppression::Figure {
                on: row.on(),
                unit: row.value.unit_id,
                value: value.count,
                parts: value.parts.iter().map(|part| part.count).collect(),
            })
            .collect();
        let shown = shown(
            directory,
            &cells,
            |count| is_small(role, measure, counts_persons(counts), count),
            |count| is_small(role, measure, parts_count_persons(measure, counts), count),
        );
        for (((row, _), mut value), shown) in latest.into_iter().zip(read).zip(shown) {
            if !shown.value {
                continue;
            }
            let hidden = if shown.parts { Vec::new() } else { std::mem::take(&mut value.parts) };
            let released = Released {
                value,
                withheld_parts: hidden.into_iter().map(|part| part.code).collect(),
                publication: Arc::clone(&row.publication),
            };
            let day = days.entry(row.on()).or_default();
            day.insert((target, row.value.unit_id), Arc::new(released));
        }
    }
    Ok(days)
}

/// How a target is measured, and what it counts.
#[derive(Clone, Copy)]
struct Measured {
    measure: TargetMeasure,
    counts: CountedThing,
}

impl From<&entity::target_version::Model> for Measured {
    fn from(version: &entity::target_version::Model) -> Self {
        Self { measure: version.measure, counts: version.counts }
    }
}

/// Of several values of a unit for a day the one published last.
fn latest<'r>(rows: impl Iterator<Item = (&'r Row, Measured)>) -> Vec<(&'r Row, Measured)> {
    let mut latest: HashMap<(NaiveDate, UnitId), (&Row, Measured)> = HashMap::new();
    for (row, measured) in rows {
        let kept = latest.entry((row.on(), row.value.unit_id)).or_insert((row, measured));
        if kept.0.age() < row.age() {
            *kept = (row, measured);
        }
    }
    let mut latest: Vec<_> = latest.into_values().collect();
    latest.sort_by_key(|(row, _)| (row.on(), row.value.unit_id));
    latest
}
