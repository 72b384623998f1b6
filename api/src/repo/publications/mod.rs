//! Published figures: what each role sees of them, what would be published, and what has been.

mod due;
mod list;
mod preview;
mod release;
mod rows;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::{ProgrammeId, TargetId, UnitId};
use entity::publication;
use entity::value::Role;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use targets::value::Value;

pub(crate) use due::{Due, due};
pub use list::PublicationConditions;
pub use preview::{Preview, PreviewedValue, Reading};

use self::release::released_to;
use self::rows::Published;
use super::directory::ProgrammeRecord;
use super::figures::Place;
use super::{Reader, RepoError};
use crate::policy::figures::Sight;

/// The most days whose figures are kept in memory.
const MOST_DAYS_KEPT: usize = 256;

/// A published figure that a role sees.
#[derive(Clone, Debug)]
pub struct Released {
    /// The frozen value. Its parts are empty where they are withheld.
    pub value: Value,
    /// The codes of parts that were published and are withheld.
    pub withheld_parts: Vec<Arc<str>>,
    /// The publication that it is of.
    pub publication: Arc<publication::Model>,
}

/// What a role sees of all that was published of a programme for a day.
pub(super) type ReleasedDay = HashMap<(TargetId, UnitId), Arc<Released>>;

/// Published figures in memory, for one version of the data.
#[derive(Debug, Default)]
pub(super) struct HeldReleases {
    version: i64,
    days: HashMap<(ProgrammeId, NaiveDate, Role), Arc<ReleasedDay>>,
}

impl Reader {
    /// The figures that the viewer's role sees as published of a programme, for each of some days.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub(super) async fn released(
        &self,
        programme: &ProgrammeRecord,
        days: &BTreeSet<NaiveDate>,
    ) -> Result<HashMap<NaiveDate, Arc<ReleasedDay>>, RepoError> {
        let role = self.viewer().role;
        let key = |day: &NaiveDate| (programme.programme.id, *day, role);
        let version = self.version();
        let mut found = HashMap::new();
        {
            let held = self.repo.releases.lock().await;
            if held.version == version {
                let known = days.iter().filter_map(|day| Some((*day, Arc::clone(held.days.get(&key(day))?))));
                found.extend(known);
            }
        }
        let missing: BTreeSet<NaiveDate> =
            days.iter().copied().filter(|day| !found.contains_key(day)).collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let loaded = self.load_released(programme, &missing).await?;
        let mut held = self.repo.releases.lock().await;
        if held.version != version || held.days.len() + loaded.len() > MOST_DAYS_KEPT {
            *held = HeldReleases { version, days: HashMap::new() };
        }
        if loaded.len() <= MOST_DAYS_KEPT {
            held.days.extend(loaded.iter().map(|(day, released)| (key(day), Arc::clone(released))));
        }
        found.extend(loaded);
        Ok(found)
    }

    async fn load_released(
        &self,
        programme: &ProgrammeRecord,
        days: &BTreeSet<NaiveDate>,
    ) -> Result<HashMap<NaiveDate, Arc<ReleasedDay>>, RepoError> {
        let runs = runs(&self.published_days(programme).await?, days);
        let all: Vec<NaiveDate> = runs.iter().flatten().copied().collect();
        let published = Published::read(self, programme, &all).await?;
        let mut released = HashMap::new();
        for run in &runs {
            released.extend(released_to(self.viewer().role, self.directory(), programme, &published, run)?);
        }
        let mut wanted = HashMap::new();
        for day in days {
            wanted.insert(*day, Arc::new(released.remove(day).unwrap_or_default()));
        }
        Ok(wanted)
    }

    /// All publications of the values of places, the latest first: as they were frozen, of targets that the viewer sees live; the one
    /// that he sees, of others.
    ///
    /// # Errors
    /// As [`figures`](Self::figures).
    pub async fn publications_of(
        &self,
        programme: &ProgrammeRecord,
        places: &[Place],
    ) -> Result<HashMap<Place, HashMap<TargetId, Vec<Arc<Released>>>>, RepoError> {
        let days: BTreeSet<NaiveDate> = places.iter().map(|(_, on)| *on).collect();
        let seen = days.iter().copied().filter(|day| self.sees_published(programme, *day)).collect();
        let released = self.released(programme, &seen).await?;
        let days: Vec<NaiveDate> = days.into_iter().collect();
        let published = Published::read(self, programme, &days).await?;
        let mut found = HashMap::new();
        for place in places {
            let (unit, on) = *place;
            let of_place: &mut HashMap<_, _> = found.entry(*place).or_default();
            for record in programme.targets_on(on) {
                let (target, measure) = (record.target.id, record.version.measure);
                let all = match self.sight(measure, *place) {
                    Sight::Live { .. } => published.every(target, measure, *place)?,
                    Sight::Published => {
                        let seen = released.get(&on).and_then(|day| day.get(&(target, unit)));
                        seen.cloned().into_iter().collect()
                    }
                    Sight::Suppressed | Sight::Hidden => Vec::new(),
                };
                of_place.insert(target, all);
            }
        }
        Ok(found)
    }

    /// The days for which anything of the programme was published, in order.
    async fn published_days(&self, programme: &ProgrammeRecord) -> Result<Vec<NaiveDate>, RepoError> {
        Ok(self
            .select::<publication::Entity>()?
            .select_only()
            .column(publication::Column::FiguresOn)
            .filter(publication::Column::ProgrammeId.eq(programme.programme.id))
            .distinct()
            .order_by_asc(publication::Column::FiguresOn)
            .into_tuple::<NaiveDate>()
            .all(self.database())
            .await?)
    }
}

/// For each of some days, the published days around it without a gap; days in one such run once.
fn runs(published: &[NaiveDate], days: &BTreeSet<NaiveDate>) -> Vec<Vec<NaiveDate>> {
    let follow = |a: &NaiveDate, b: &NaiveDate| a.succ_opt() == Some(*b);
    let runs = published.chunk_by(follow);
    runs.filter(|run| run.iter().any(|day| days.contains(day))).map(<[_]>::to_vec).collect()
}
