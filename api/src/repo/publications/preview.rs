//! What a publication would tell, and to whom.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{TargetId, UnitId};
use entity::publication;
use entity::value::{Role, TargetMeasure};
use targets::value::Value;
use uuid::Uuid;

use super::due::{targets, units};
use super::release::released_to;
use super::rows::{Published, Row};
use super::{Released, ReleasedDay, runs};
use crate::facts::published::{published_parts, published_value};
use crate::policy::figures::{Figures, figures};
use crate::policy::standing::Standing;
use crate::policy::{Access, Action};
use crate::repo::directory::ProgrammeRecord;
use crate::repo::figures::Place;
use crate::repo::{Reader, RepoError};

/// What a publication would tell.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The role that would publish it: the viewer's.
    pub role: Role,
    /// Its values: by unit, then by target.
    pub values: Vec<PreviewedValue>,
}

/// A value that would be published, and what each role would then read.
#[derive(Clone, Debug)]
pub struct PreviewedValue {
    /// The target.
    pub target: TargetId,
    /// The unit.
    pub unit: UnitId,
    /// The value as the facts give it now.
    pub value: Value,
    /// What was published of it last.
    pub before: Option<Arc<Released>>,
    /// What each role that reads figures would then read.
    pub readings: Vec<(Role, Reading)>,
}

/// What a role would read of a value that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The value as the facts give it on any day, whatever is published.
    Live,
    /// The published value.
    Published {
        /// The codes of the parts that are withheld.
        withheld_parts: Vec<Arc<str>>,
    },
    /// Nothing.
    Suppressed,
}

impl Reader {
    /// What the viewer would publish of a programme for a unit and its children on a day, and what each role would read of it, with all
    /// that is published already. None for a unit whose figures are not the viewer's to publish.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that publishes nothing; [`RepoError`] when the database fails.
    pub async fn publication_preview(
        &self,
        programme: &ProgrammeRecord,
        (unit, on): Place,
    ) -> Result<Option<Preview>, RepoError> {
        if self.viewer().access(ConfidentialityClass::Aggregate, Action::Write) == Access::Denied {
            return Err(RepoError::Forbidden);
        }
        if self.standing(unit, on) != Standing::Inside {
            return Ok(None);
        }
        let role = self.viewer().role;
        let places: Vec<Place> =
            units(self.directory(), unit, on).into_iter().map(|unit| (unit, on)).collect();
        let measures: HashMap<TargetId, TargetMeasure> =
            targets(programme, role, on).map(|record| (record.target.id, record.version.measure)).collect();
        let live = self.figures(programme, &places).await?;
        let figures = places.iter().filter_map(|place| live.get(place)).flat_map(|figures| figures.iter());
        let values: Vec<(TargetMeasure, (TargetId, UnitId), Value)> = figures
            .filter_map(|figure| {
                let measure = measures.get(&figure.target())?;
                Some((*measure, (figure.target(), figure.unit()), figure.value()?.clone()))
            })
            .collect();
        let drafted = publication::Model {
            id: Uuid::nil().into(),
            programme_id: programme.programme.id,
            unit_id: unit,
            figures_on: on,
            // It would be the latest.
            published_at: DateTime::<Utc>::MAX_UTC,
            role,
            account_id: Some(self.viewer().account),
        };
        let released = self.released_with(programme, drafted, &values).await?;
        let before = self.publications_of(programme, &places).await?;
        let latest = |target, unit| before.get(&(unit, on))?.get(&target)?.first().cloned();
        let values = values.into_iter().map(|(measure, (target, unit), value)| PreviewedValue {
            target,
            unit,
            value,
            before: latest(target, unit),
            readings: released
                .iter()
                .filter_map(|(role, day)| Some((*role, reading(*role, measure, day.get(&(target, unit)))?)))
                .collect(),
        });
        Ok(Some(Preview { role, values: values.collect() }))
    }

    /// What each role would see of the day, if the values were published too.
    async fn released_with(
        &self,
        programme: &ProgrammeRecord,
        drafted: publication::Model,
        values: &[(TargetMeasure, (TargetId, UnitId), Value)],
    ) -> Result<Vec<(Role, ReleasedDay)>, RepoError> {
        let on = drafted.figures_on;
        let days: BTreeSet<NaiveDate> =
            self.published_days(programme).await?.into_iter().chain([on]).collect();
        let run = runs(&days.into_iter().collect::<Vec<_>>(), &BTreeSet::from([on])).concat();
        let mut published = Published::read(self, programme, &run).await?;
        let drafted = Arc::new(drafted);
        for (_, place, value) in values {
            published.add(Row {
                publication: Arc::clone(&drafted),
                value: published_value(Uuid::nil(), drafted.id, *place, value),
                parts: published_parts(Uuid::nil(), &value.parts, |_| Uuid::nil()),
            });
        }
        let seen = |role: &Role| {
            let mut days = released_to(*role, self.directory(), programme, &published, &run)?;
            Ok((*role, days.remove(&on).unwrap_or_default()))
        };
        Role::ALL.iter().map(seen).collect()
    }
}

/// What a role would read of a value of which it would see so much; none for a role that reads no figures.
fn reading(role: Role, measure: TargetMeasure, released: Option<&Arc<Released>>) -> Option<Reading> {
    match (figures(role, measure), released) {
        (Figures::Denied, _) => None,
        (Figures::Live, _) => Some(Reading::Live),
        (Figures::Published, Some(released)) => {
            Some(Reading::Published { withheld_parts: released.withheld_parts.clone() })
        }
        (Figures::Published, None) => Some(Reading::Suppressed),
    }
}
