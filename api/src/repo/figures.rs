//! Values of targets as the viewer may see them: computed now from the facts, as published, or suppressed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::{ProgrammeId, TargetId, UnitId};
use entity::value::TargetMeasure;
use targets::evaluate::{EvaluateError, breakdown};
use targets::explain::Bucket;
use targets::facts::Facts;
use targets::programme::{Programme, Target};
use targets::value::Value;

use super::directory::{ProgrammeRecord, TargetRecord};
use super::members::MemberList;
use super::publications::{Released, ReleasedDay};
use super::{Reader, RepoError};
use crate::policy::figures::{Figures, Sight, figures, sees_units_above, sight};
use crate::policy::standing::{Standing, standing};

/// A unit on a day.
pub type Place = (UnitId, NaiveDate);

/// The value of a target for a unit on a day, as the viewer may see it.
#[derive(Clone, Debug)]
pub struct Figure {
    programme: ProgrammeId,
    target: TargetId,
    unit: UnitId,
    on: NaiveDate,
    seen: Seen,
}

/// What the viewer sees of a value.
#[derive(Clone, Debug)]
pub enum Seen {
    /// The value as the facts give it now.
    Live {
        /// The value.
        value: Value,
        /// Whether its members may be listed.
        with_members: bool,
    },
    /// The value as it was published.
    Published(Arc<Released>),
    /// Nothing.
    Suppressed,
}

impl Figure {
    /// The programme.
    #[must_use]
    pub const fn programme(&self) -> ProgrammeId {
        self.programme
    }

    /// The target.
    #[must_use]
    pub const fn target(&self) -> TargetId {
        self.target
    }

    /// The unit.
    #[must_use]
    pub const fn unit(&self) -> UnitId {
        self.unit
    }

    /// The day.
    #[must_use]
    pub const fn on(&self) -> NaiveDate {
        self.on
    }

    /// What the viewer sees.
    #[must_use]
    pub const fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The list of the members in a bucket; none of a suppressed figure.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] where the viewer sees the numbers alone.
    pub const fn members(&self, bucket: Bucket) -> Result<Option<MemberList>, RepoError> {
        let Self { programme, target, unit, on, .. } = *self;
        match self.seen {
            Seen::Suppressed => Ok(None),
            Seen::Live { with_members: true, .. } => {
                Ok(Some(MemberList { programme, target, place: (unit, on), bucket }))
            }
            Seen::Live { .. } | Seen::Published(_) => Err(RepoError::Forbidden),
        }
    }

    /// The value, if the viewer sees one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match &self.seen {
            Seen::Live { value, .. } => Some(value),
            Seen::Published(released) => Some(&released.value),
            Seen::Suppressed => None,
        }
    }
}

/// The values of one unit on one day.
type Values = HashMap<TargetId, Value>;

/// The figures of one unit on one day: of each target in force, in the programme's order.
pub type UnitFigures = Arc<[Arc<Figure>]>;

impl Reader {
    /// The figures of a programme for units on days. Places that the viewer may not know of are absent.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role without figures; [`RepoError`] when the database fails.
    pub async fn figures(
        &self,
        programme: &ProgrammeRecord,
        places: &[Place],
    ) -> Result<HashMap<Place, UnitFigures>, RepoError> {
        let mut by_day: BTreeMap<NaiveDate, Vec<(UnitId, Standing)>> = BTreeMap::new();
        for (unit, on) in places.iter().copied().collect::<BTreeSet<_>>() {
            let standing = self.standing(unit, on);
            let is_known = match standing {
                Standing::Inside | Standing::Succeeded => true,
                Standing::Above => sees_units_above(self.viewer().role),
                Standing::Outside => false,
            };
            if is_known {
                by_day.entry(on).or_default().push((unit, standing));
            }
        }
        let live = self.live(programme, &by_day).await?;
        let days = by_day.keys().copied().filter(|day| self.sees_published(programme, *day)).collect();
        let released = self.released(programme, &days).await?;
        let mut all = HashMap::new();
        for (on, units) in by_day {
            for (unit, standing) in units {
                let sources = Sources { live: live.get(&(unit, on)), released: released.get(&on) };
                all.insert((unit, on), self.of_unit(programme, unit, on, standing, sources)?);
            }
        }
        Ok(all)
    }

    pub(super) fn standing(&self, unit: UnitId, on: NaiveDate) -> Standing {
        standing(self.directory().as_ref(), |day| self.scope(day), unit, on)
    }

    /// How the viewer sees the figures of a measure for a unit on a day.
    pub(super) fn sight(&self, measure: TargetMeasure, (unit, on): Place) -> Sight {
        let kind = self.directory().units.kind(unit, on);
        kind.map_or(Sight::Hidden, |kind| sight(self.viewer().role, measure, kind, self.standing(unit, on)))
    }

    /// Whether the viewer sees some target of a programme as published on a day.
    pub(super) fn sees_published(&self, programme: &ProgrammeRecord, on: NaiveDate) -> bool {
        let is_published =
            |record: &TargetRecord| figures(self.viewer().role, record.version.measure) == Figures::Published;
        programme.targets_on(on).any(is_published)
    }

    /// The values that are computed now: for each place, by target.
    async fn live(
        &self,
        programme: &ProgrammeRecord,
        by_day: &BTreeMap<NaiveDate, Vec<(UnitId, Standing)>>,
    ) -> Result<HashMap<Place, Values>, RepoError> {
        let role = self.viewer().role;
        let mut passes = Vec::new();
        for (on, units) in by_day {
            let live = programme
                .targets_on(*on)
                .filter(|record| figures(role, record.version.measure) == Figures::Live);
            let targets: Vec<Target> =
                live.filter_map(|record| programme.rule_on(record.target.id, *on)).cloned().collect();
            if !targets.is_empty() {
                passes.push(Pass { on: *on, units: units.iter().map(|(unit, _)| *unit).collect(), targets });
            }
        }
        if passes.is_empty() {
            return Ok(HashMap::new());
        }
        let facts = self.facts().await?;
        let rules = Arc::clone(&programme.rules);
        // Off the threads that serve requests: a country takes tens of milliseconds.
        let computed = tokio::task::spawn_blocking(move || {
            let mut values = HashMap::new();
            for pass in &passes {
                values.extend(pass.run(&facts, &rules)?);
            }
            Ok(values)
        });
        computed.await?
    }

    fn of_unit(
        &self,
        programme: &ProgrammeRecord,
        unit: UnitId,
        on: NaiveDate,
        standing: Standing,
        sources: Sources<'_>,
    ) -> Result<UnitFigures, RepoError> {
        let kind = self.directory().units.kind(unit, on);
        let kind = kind.ok_or_else(|| RepoError::Inconsistent("a unit left its directory".to_owned()))?;
        let mut figures = Vec::new();
        for record in programme.targets_on(on) {
            let target = record.target.id;
            let seen = match sight(self.viewer().role, record.version.measure, kind, standing) {
                Sight::Live { with_members } => {
                    let value = sources.live.and_then(|values| values.get(&target)).cloned();
                    let value =
                        value.ok_or_else(|| RepoError::Inconsistent("a target has no value".to_owned()))?;
                    Seen::Live { value, with_members }
                }
                Sight::Published => {
                    let released = sources.released.and_then(|released| released.get(&(target, unit)));
                    released.map_or(Seen::Suppressed, |released| Seen::Published(Arc::clone(released)))
                }
                Sight::Suppressed => Seen::Suppressed,
                Sight::Hidden => return Err(RepoError::Forbidden),
            };
            let programme = programme.programme.id;
            figures.push(Arc::new(Figure { programme, target, unit, on, seen }));
        }
        Ok(figures.into())
    }
}

/// Where the figures of one unit on one day come from.
#[derive(Clone, Copy)]
struct Sources<'a> {
    live: Option<&'a Values>,
    released: Option<&'a Arc<ReleasedDay>>,
}

/// The targets and units of one day, to be evaluated in one pass over the facts.
struct Pass {
    on: NaiveDate,
    units: Vec<UnitId>,
    targets: Vec<Target>,
}

impl Pass {
    fn run(&self, facts: &Facts, programme: &Programme) -> Result<Vec<(Place, Values)>, RepoError> {
        let targets: Vec<&Target> = self.targets.iter().collect();
        let units: Vec<_> = self.units.iter().map(|unit| unit.0).collect();
        let rows = breakdown(facts, programme, &targets, &units, self.on).map_err(engine)?;
        let by_target = |values: Vec<Value>| {
            self.targets.iter().map(|target| TargetId(target.id)).zip(values).collect::<Values>()
        };
        let places = self.units.iter().map(|unit| (*unit, self.on));
        Ok(places.zip(rows.into_iter().map(by_target)).collect())
    }
}

/// What the engine refuses is at odds with the rows' own constraints.
pub(super) fn engine(error: EvaluateError) -> RepoError {
    RepoError::Inconsistent(error.to_string())
}
