//! Published figures, as each role may see them: the latest publication of each value, with what is too small withheld.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{ProgrammeId, PublicationId, TargetId, UnitId};
use entity::value::{CountedThing, Role, TargetMeasure, TargetStatus};
use entity::{publication, published_part, published_value};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use targets::value::{Count, Gap, Part, Status, Value};

use super::directory::ProgrammeRecord;
use super::{Reader, RepoError};
use crate::policy::figures::{
    Figures, counts_persons, figures, is_released_for, is_small, parts_count_persons, publisher,
};
use crate::policy::suppression::{self, shown};

/// The most days whose figures are kept in memory.
const MOST_DAYS_KEPT: usize = 256;

/// A published figure that a role sees.
#[derive(Clone, Debug)]
pub struct Released {
    /// The frozen value. Its parts are empty where they are withheld.
    pub value: Value,
    /// The codes of parts that were published and are withheld.
    pub withheld_parts: Vec<Arc<str>>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// The publisher's unit.
    pub by: UnitId,
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
            released.extend(self.judge(programme, &published, run)?);
        }
        let mut wanted = HashMap::new();
        for day in days {
            wanted.insert(*day, Arc::new(released.remove(day).unwrap_or_default()));
        }
        Ok(wanted)
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

    /// What the viewer's role sees of the figures of days that follow each other.
    fn judge(
        &self,
        programme: &ProgrammeRecord,
        published: &Published,
        run: &[NaiveDate],
    ) -> Result<HashMap<NaiveDate, ReleasedDay>, RepoError> {
        let directory = self.directory();
        let role = self.viewer().role;
        let mut days: HashMap<NaiveDate, ReleasedDay> = HashMap::new();
        for target in published.targets() {
            let rows = published.of(target, run);
            let measured = rows.iter().filter_map(|row| {
                let version = programme.targets_on(row.on()).find(|record| record.target.id == target)?;
                let Measured { measure, counts } = Measured::from(&version.version);
                let kind = directory.units.kind(row.value.unit_id, row.on())?;
                let is_its_publisher = row.publication.role == publisher(measure);
                let is_for_role =
                    figures(role, measure) == Figures::Published && is_released_for(kind, measure);
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
                directory.as_ref(),
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
                    published_at: row.publication.published_at,
                    by: row.publication.unit_id,
                };
                let day = days.entry(row.on()).or_default();
                day.insert((target, row.value.unit_id), Arc::new(released));
            }
        }
        Ok(days)
    }
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

/// For each of some days, the published days around it without a gap; days in one such run once.
fn runs(published: &[NaiveDate], days: &BTreeSet<NaiveDate>) -> Vec<Vec<NaiveDate>> {
    let follow = |a: &NaiveDate, b: &NaiveDate| a.succ_opt() == Some(*b);
    let runs = published.chunk_by(follow);
    runs.filter(|run| run.iter().any(|day| days.contains(day))).map(<[_]>::to_vec).collect()
}

/// A published value with its publication and its parts.
struct Row {
    publication: Arc<publication::Model>,
    value: published_value::Model,
    parts: Vec<published_part::Model>,
}

impl Row {
    fn on(&self) -> NaiveDate {
        self.publication.figures_on
    }

    fn read(&self) -> Result<Value, RepoError> {
        let value = &self.value;
        let gap = Gap {
            by_replacement: value.gap_by_replacement.map(number).transpose()?,
            by_addition: value.gap_by_addition.map(number).transpose()?,
        };
        Ok(Value {
            count: count(value.numerator, value.denominator, value.unknown)?,
            status: status(value.status),
            gap: (gap.by_replacement.is_some() || gap.by_addition.is_some()).then_some(gap),
            slack: value.slack.map(number).transpose()?,
            surplus: value.surplus.map(number).transpose()?,
            parts: self.parts.iter().map(part).collect::<Result<_, _>>()?,
            baseline: None,
        })
    }
}

/// Of several values of a unit for a day the one published last.
fn latest<'r>(rows: impl Iterator<Item = (&'r Row, Measured)>) -> Vec<(&'r Row, Measured)> {
    let mut latest: HashMap<(NaiveDate, UnitId), (&Row, Measured)> = HashMap::new();
    let age = |row: &Row| (row.publication.published_at, row.publication.id);
    for (row, measured) in rows {
        let kept = latest.entry((row.on(), row.value.unit_id)).or_insert((row, measured));
        if age(kept.0) < age(row) {
            *kept = (row, measured);
        }
    }
    let mut latest: Vec<_> = latest.into_values().collect();
    latest.sort_by_key(|(row, _)| (row.on(), row.value.unit_id));
    latest
}

/// All that was published of a programme for some days.
struct Published {
    by_target: HashMap<TargetId, Vec<Row>>,
}

impl Published {
    /// Reads them, by one statement for each table.
    async fn read(
        reader: &Reader,
        programme: &ProgrammeRecord,
        days: &[NaiveDate],
    ) -> Result<Self, RepoError> {
        if days.is_empty() {
            return Ok(Self { by_target: HashMap::new() });
        }
        let of_days = Condition::all()
            .add(publication::Column::ProgrammeId.eq(programme.programme.id))
            .add(publication::Column::FiguresOn.is_in(days.iter().copied()));
        let publications =
            reader.select::<publication::Entity>()?.filter(of_days.clone()).all(reader.database()).await?;
        let ids = reader
            .select::<publication::Entity>()?
            .select_only()
            .column(publication::Column::Id)
            .filter(of_days)
            .into_query();
        let in_publications = published_value::Column::PublicationId.in_subquery(ids);
        let values = reader
            .select::<published_value::Entity>()?
            .filter(in_publications.clone())
            .order_by_asc(published_value::Column::Id)
            .all(reader.database())
            .await?;
        let of_values = reader
            .select::<published_value::Entity>()?
            .select_only()
            .column(published_value::Column::Id)
            .filter(in_publications)
            .into_query();
        let parts = reader
            .select::<published_part::Entity>()?
            .filter(published_part::Column::ValueId.in_subquery(of_values))
            .order_by_asc(published_part::Column::Position)
            .order_by_asc(published_part::Column::Id)
            .all(reader.database())
            .await?;
        Ok(Self::new(publications, values, parts))
    }

    fn new(
        publications: Vec<publication::Model>,
        values: Vec<published_value::Model>,
        parts: Vec<published_part::Model>,
    ) -> Self {
        let publications: HashMap<PublicationId, Arc<publication::Model>> =
            publications.into_iter().map(|row| (row.id, Arc::new(row))).collect();
        let mut by_value: HashMap<_, Vec<published_part::Model>> = HashMap::new();
        for part in parts {
            by_value.entry(part.value_id).or_default().push(part);
        }
        let mut by_target: HashMap<TargetId, Vec<Row>> = HashMap::new();
        for value in values {
            // A value of a publication that was written since is left to the next version of the data.
            let Some(publication) = publications.get(&value.publication_id) else { continue };
            let parts = by_value.remove(&value.id).unwrap_or_default();
            let rows = by_target.entry(value.target_id).or_default();
            rows.push(Row { publication: Arc::clone(publication), value, parts });
        }
        Self { by_target }
    }

    fn targets(&self) -> impl Iterator<Item = TargetId> + '_ {
        self.by_target.keys().copied()
    }

    fn of(&self, target: TargetId, days: &[NaiveDate]) -> Vec<&Row> {
        let days: HashSet<&NaiveDate> = days.iter().collect();
        let rows = self.by_target.get(&target).into_iter().flatten();
        rows.filter(|row| days.contains(&row.publication.figures_on)).collect()
    }
}

fn part(row: &published_part::Model) -> Result<Part, RepoError> {
    Ok(Part {
        code: Arc::from(row.code.as_str()),
        count: count(row.numerator, row.denominator, row.unknown)?,
        status: status(row.status),
    })
}

fn count(numerator: i64, denominator: i64, unknown: i64) -> Result<Count, RepoError> {
    Ok(Count { numerator: number(numerator)?, denominator: number(denominator)?, unknown: number(unknown)? })
}

fn number(stored: i64) -> Result<u64, RepoError> {
    let negative = |_| RepoError::Inconsistent(format!("a published number is negative: {stored}"));
    u64::try_from(stored).map_err(negative)
}

const fn status(stored: TargetStatus) -> Status {
    match stored {
        TargetStatus::Met => Status::Met,
        TargetStatus::NotMet => Status::NotMet,
        TargetStatus::Reached => Status::Reached,
        TargetStatus::NotReached => Status::NotReached,
        TargetStatus::Improving => Status::Improving,
        TargetStatus::Flat => Status::Flat,
        TargetStatus::Worsening => Status::Worsening,
        TargetStatus::Unknown => Status::Unknown,
        TargetStatus::NotApplicable => Status::NotApplicable,
    }
}
