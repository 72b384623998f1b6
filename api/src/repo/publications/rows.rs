//! The rows of publications, read together.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::{PublicationId, TargetId};
use entity::value::TargetMeasure;
use entity::{publication, published_part, published_value};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use targets::value::Value;

use super::Released;
use crate::facts::published;
use crate::policy::figures::publisher;
use crate::repo::directory::ProgrammeRecord;
use crate::repo::figures::Place;
use crate::repo::{Reader, RepoError};

/// A published value with its publication and its parts.
pub(super) struct Row {
    pub(super) publication: Arc<publication::Model>,
    pub(super) value: published_value::Model,
    pub(super) parts: Vec<published_part::Model>,
}

impl Row {
    pub(super) fn on(&self) -> NaiveDate {
        self.publication.figures_on
    }

    pub(super) fn read(&self) -> Result<Value, RepoError> {
        Ok(published::value(&self.value, &self.parts)?)
    }

    /// By what a later value is told from an earlier one.
    pub(super) fn age(&self) -> impl Ord + use<> {
        (self.publication.published_at, self.publication.id)
    }
}

/// All that was published of a programme for some days.
pub(super) struct Published {
    by_target: HashMap<TargetId, Vec<Row>>,
}

impl Published {
    /// Reads them, by one statement for each table.
    pub(super) async fn read(
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

    pub(super) fn targets(&self) -> impl Iterator<Item = TargetId> + '_ {
        self.by_target.keys().copied()
    }

    pub(super) fn of(&self, target: TargetId, days: &[NaiveDate]) -> Vec<&Row> {
        let days: HashSet<&NaiveDate> = days.iter().collect();
        let rows = self.by_target.get(&target).into_iter().flatten();
        rows.filter(|row| days.contains(&row.publication.figures_on)).collect()
    }

    /// All that was published of a target for a place by whoever publishes it, the latest first, as it was frozen.
    pub(super) fn every(
        &self,
        target: TargetId,
        measure: TargetMeasure,
        (unit, on): Place,
    ) -> Result<Vec<Arc<Released>>, RepoError> {
        let mut rows = self.of(target, &[on]);
        rows.retain(|row| row.value.unit_id == unit && row.publication.role == publisher(measure));
        rows.sort_by_key(|row| Reverse(row.age()));
        let released = |row: &Row| {
            let (value, publication) = (row.read()?, Arc::clone(&row.publication));
            Ok(Arc::new(Released { value, withheld_parts: Vec::new(), publication }))
        };
        rows.into_iter().map(released).collect()
    }

    /// Adds what is not published yet.
    pub(super) fn add(&mut self, row: Row) {
        self.by_target.entry(row.value.target_id).or_default().push(row);
    }
}
